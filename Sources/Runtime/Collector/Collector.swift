// SPDX-License-Identifier: Apache-2.0
//
// Collector.swift — the policy of collection: it owns the cycle and takes it from step to step.
//
// How.      A worker thread whose allocation reached the trigger calls `collect` at a safepoint and goes on soon; who
//           needs a cycle's result (runtime.GC, want of memory) waits for its end. All state is the serial queue's:
//           each step of a cycle is a work item there, and none waits. Marking and sweeping are work items of
//           concurrent queues, a quantum of about a millisecond each, that put themselves back as long as there is
//           more; the last mark worker to run dry ends the marking. Those are in Collector+Marking.swift, what becomes
//           of those who allocate meanwhile in Collector+Growth.swift, memory ahead in Collector+MemoryAhead.swift.
// Upholds.  collect.phase, collect.swept   (INVARIANTS.md)

import CRuntime
import Dispatch
import Glibc
import Synchronization

/// Runs collection cycles for one runtime.
///
/// `@unchecked Sendable` because all mutable state is confined to `queue`, which the watchdog checks.
public final class Collector: @unchecked Sendable {
  let runtime: RuntimeHandle
  let queue: DispatchQueue
  let marking: DispatchQueue
  let sweeping: DispatchQueue
  let watchdog: Watchdog
  private(set) var cycle = Cycle()
  /// What it has learnt; percentage and limit are asked for anew each time.
  var pacer = Pacer(percent: 100, memoryLimit: .max)
  /// GODEBUG=gcstoptheworld: from 1 on all marking is done in one stop, with 2 all sweeping too.
  let stopsTheWorld: Bool
  private let sweepsStopped: Bool
  /// Whether a line is written for each cycle.
  private let traces: Atomic<Bool>
  private let write: @Sendable (String) -> Void
  private let startedAt: UInt64

  // The cycle.
  var current = Progress()
  /// Who waits for the end of the cycle under way, and who for the end of one that begins later.
  private(set) var waiting: [DispatchSemaphore] = []
  private var waitingForNext: [DispatchSemaphore] = []
  var nextReason: loam_collect_reason?
  private(set) var closed = false
  private var collectorNanoseconds: UInt64 = 0

  // Its mark workers.
  let markers = Atomic(MarkerPlan(width: 1, idle: 0, duty: 1000))
  /// Time of this cycle's mark workers in the background, and in the place of processors that had nothing to do.
  let backgroundNanoseconds = Atomic<UInt64>(0)
  let idleNanoseconds = Atomic<UInt64>(0)

  // Those who allocate.
  /// Who rests because the heap goes beyond its goal, or has rested and gone on before.
  var resting: [Rest] = []
  /// Nanoseconds that those who allocate rested, and that they swept where they else would have rested.
  let rested = Atomic<UInt64>(0)
  let sweptFor = Atomic<UInt64>(0)
  var spending = Spending()

  // Memory ahead.
  /// The heap has grown, and memory is to be got before it grows further.
  let wantsMemory = Atomic(false)
  var isPreparing = false
  let preparing = DispatchGroup()

  /// Spans swept at a time.
  private static let sweepQuantum: UInt64 = 256

  /// What is known of the cycle under way.
  struct Progress {
    var reason = loam_collect_reason.LOAM_COLLECT_HEAP
    /// The stops: at the beginning, and all at the end.
    var beginning: UInt64 = 0
    var termination: UInt64 = 0
    var markingSince: UInt64 = 0
    var heapBefore: UInt64 = 0
    var running: Set<Int> = []
    var goal: UInt64 = .max
    var waits = 0
  }

  /// - Parameter write: takes the lines of GODEBUG=gctrace=1.
  init(_ runtime: RuntimeHandle, write: @escaping @Sendable (String) -> Void) {
    self.runtime = runtime
    self.write = write
    stopsTheWorld = loam_runtime_go_debug(runtime.raw, "gcstoptheworld") > 0
    sweepsStopped = loam_runtime_go_debug(runtime.raw, "gcstoptheworld") > 1
    traces = Atomic(loam_runtime_go_debug(runtime.raw, "gctrace") > 0)
    queue = DispatchQueue(label: "loam.collector")
    marking = DispatchQueue(label: "loam.collector.mark", attributes: .concurrent)
    sweeping = DispatchQueue(label: "loam.collector.sweep", qos: .utility, attributes: .concurrent)
    watchdog = Watchdog(of: queue)
    startedAt = DispatchTime.now().uptimeNanoseconds
  }

  /// Whether a line is written for each cycle, as with GODEBUG=gctrace=1. Any thread.
  public var isTracing: Bool {
    get { traces.load(ordering: .relaxed) }
    set { traces.store(newValue, ordering: .relaxed) }
  }

  /// Asks for a cycle. By the heap's size: returns when the heap may grow further, at once as long as it is not beyond its
  /// goal. Else: returns when one that began after the call is swept.
  /// Any thread; the caller must not run goroutine code meanwhile.
  func collect(_ reason: loam_collect_reason) {
    guard reason != .LOAM_COLLECT_HEAP else {
      grow()
      return
    }
    let done = DispatchSemaphore(value: 0)
    queue.async { [self] in
      waitingForNext.append(done)
      ask(reason)
    }
    let start = now()
    done.wait()
    if reason == .LOAM_COLLECT_MEMORY { rested.add(now() - start, ordering: .relaxed) }
  }

  /// Waits until no cycle runs; none is started afterwards.
  func finish() {
    let done = DispatchSemaphore(value: 0)
    queue.async { [self] in
      closed = true
      nextReason = nil
      if cycle.phase == .off { done.signal() } else { waiting.append(done) }
    }
    done.wait()
    queue.sync {}
    preparing.wait()
    queue.sync {}
  }

  // MARK: - The cycle, on `queue`

  func ask(_ reason: loam_collect_reason) {
    watchdog.check("asking for a cycle")
    if nextReason == nil || reason != .LOAM_COLLECT_HEAP { nextReason = reason }
    if cycle.phase == .off { beginNext() }
  }

  /// Begins the cycle that was asked for, if one was.
  private func beginNext() {
    watchdog.check("the beginning of a cycle")
    guard let reason = nextReason, !closed else {
      for waiter in waitingForNext { waiter.signal() }
      waitingForNext = []
      endRests()
      return
    }
    nextReason = nil
    waiting = waitingForNext
    waitingForNext = []
    current = Progress(reason: reason)
    backgroundNanoseconds.store(0, ordering: .relaxed)
    idleNanoseconds.store(0, ordering: .relaxed)
    var counts = loam_collect_counts()
    loam_collect_get_counts(runtime.raw, &counts)
    current.goal = goal(after: counts)
    // A cycle that somebody drives in steps: who needs a whole one ends it first.
    if reason != .LOAM_COLLECT_HEAP, loam_collect_current_phase(runtime.raw) == .LOAM_PHASE_MARK {
      _ = loam_collect_finish(runtime.raw)
    }
    let start = now()
    _ = loam_world_stop(runtime.raw)
    guard loam_mark_begin(runtime.raw) == .LOAM_OK else {
      // Somebody drives a cycle of his own, or the instance is dead: there is nothing to wait for.
      loam_world_start(runtime.raw)
      for waiter in waiting { waiter.signal() }
      waiting = []
      endRests()
      return
    }
    cycle.begin()
    current.heapBefore = counts.heap_live
    if stopsTheWorld {
      current.markingSince = now()
      current.beginning = current.markingSince - start
      markStopped(live: counts.heap_live)
      finishMarking()
      return
    }
    let expected = pacer.expectedWork == 0 ? counts.heap_live : pacer.expectedWork
    let limited = loam_collect_is_limited(runtime.raw)
    loam_mark_set_pace(runtime.raw, limited ? 0 : expected, current.goal)
    loam_collect_set_trigger(runtime.raw, overshoot(current.goal))
    // Read before the world goes on: a thread that it wakes may take this one's processor.
    current.markingSince = now()
    current.beginning = current.markingSince - start
    loam_world_start(runtime.raw)
    balance()
  }

  /// No mark worker has anything left: the world is stopped to see whether that is all.
  func terminate() {
    let start = now()
    _ = loam_world_stop(runtime.raw)
    cycle.drained()
    var finished = false
    guard loam_mark_try_finish(runtime.raw, &finished) == .LOAM_OK else {
      loam_world_start(runtime.raw)
      abandon()
      return
    }
    guard finished else {
      cycle.more()
      current.termination += now() - start
      loam_world_start(runtime.raw)
      current.waits = 0
      startMarker(0)
      return
    }
    current.termination += now() - start
    finishMarking()
  }

  /// Marking has ended, and the world is stopped by the calling thread.
  private func finishMarking() {
    let start = now()
    if cycle.phase == .marking {  // in one stop
      cycle.drained()
      guard loam_mark_finish(runtime.raw) == .LOAM_OK else {
        loam_world_start(runtime.raw)
        abandon()
        return
      }
    }
    cycle.finish()
    var counts = loam_collect_counts()
    loam_collect_get_counts(runtime.raw, &counts)
    pacer.learn(work: counts.work_done, allocated: counts.black_bytes)
    let reached = current.goal
    let goal = setTrigger(after: counts)
    if sweepsStopped { while !loam_sweep(runtime.raw, Collector.sweepQuantum) {} }
    let ended = now()
    current.termination += ended - start
    loam_world_start(runtime.raw)
    endRests()
    // Asking the system takes its time, so the world goes on first.
    let limited = loam_collect_is_limited(runtime.raw), processors = UInt64(loam_runtime_set_workers(runtime.raw, 0))
    updateLimiter(
      during: (current.beginning + current.termination) * processors + backgroundNanoseconds.load(ordering: .relaxed),
      assisting: counts.assist_ns)
    if loam_collect_is_limited(runtime.raw) != limited { _ = setTrigger(after: counts) }
    report(counts, goal: goal, reached: reached, ended: ended)
    sweep()
  }

  /// Sets the heap size at which the next cycle is due, or at which it is looked whether the limiter is still on.
  /// - Returns: the goal that belongs to it.
  private func setTrigger(after counts: loam_collect_counts) -> UInt64 {
    let goal = goal(after: counts)
    var trigger = pacer.trigger(goal: goal, marked: counts.marked_bytes)
    if loam_collect_is_limited(runtime.raw) { trigger = Pacer.look(at: trigger, live: counts.marked_bytes) }
    loam_collect_set_trigger(runtime.raw, trigger)
    return goal
  }

  private func report(_ counts: loam_collect_counts, goal: UInt64, reached: UInt64, ended: UInt64) {
    let processors = Int(loam_runtime_set_workers(runtime.raw, 0))
    let marking = ended - current.termination - current.markingSince
    var pause = current.beginning + current.termination
    if stopsTheWorld { pause += marking }
    // As Go counts it, without what was done in the place of processors that had nothing to do.
    collectorNanoseconds +=
      (current.beginning + current.termination) * UInt64(processors)
      + backgroundNanoseconds.load(ordering: .relaxed) + counts.assist_ns
    let share = Double(collectorNanoseconds) / Double(max(1, (ended - startedAt) * UInt64(processors)))
    loam_collect_report(runtime.raw, current.reason, pause, goal, share)
    guard traces.load(ordering: .relaxed) else { return }
    write(
      CycleTrace(
        number: counts.cycles, at: current.markingSince - current.beginning - startedAt, share: share,
        beginning: current.beginning, marking: marking, termination: current.termination, assisting: counts.assist_ns,
        background: backgroundNanoseconds.load(ordering: .relaxed), idle: idleNanoseconds.load(ordering: .relaxed),
        heapBefore: current.heapBefore,
        heapAfter: current.heapBefore + counts.black_bytes, live: counts.marked_bytes, goal: reached,
        stacks: counts.stack_scanned, globals: counts.globals_scanned, processors: processors,
        forced: current.reason == .LOAM_COLLECT_FORCED
      ).line)
  }

  /// The instance died in the middle.
  private func abandon() {
    endRests()
    for waiter in waiting + waitingForNext { waiter.signal() }
    waiting = []
    waitingForNext = []
    cycle = Cycle()
  }

  private func sweep() {
    sweeping.async { [self] in
      sched_yield()  // to the program, between one quantum and the next
      if loam_sweep(runtime.raw, Collector.sweepQuantum) {
        queue.async { [self] in swept() }
      } else {
        sweep()
      }
    }
  }

  private func swept() {
    watchdog.check("the end of a cycle")
    cycle.swept()
    for waiter in waiting { waiter.signal() }
    waiting = []
    beginNext()
    prepareNext()
  }

  /// The heap size at which the cycle after one with these counts is to be done. While the limiter is on the memory limit
  /// has no part in it. Any thread.
  func goal(after counts: loam_collect_counts) -> UInt64 {
    let limit = loam_collect_is_limited(runtime.raw) ? .max : loam_collect_memory_limit(runtime.raw)
    return Pacer(percent: loam_collect_percent(runtime.raw), memoryLimit: limit).goal(
      marked: counts.marked_bytes, overshot: counts.overshot_bytes,
      roots: counts.stack_scanned + counts.globals_scanned, stacks: counts.stack_memory)
  }

  func now() -> UInt64 { DispatchTime.now().uptimeNanoseconds }
}
