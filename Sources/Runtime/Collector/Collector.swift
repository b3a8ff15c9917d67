// SPDX-License-Identifier: Apache-2.0
//
// Collector.swift — the policy of collection: it owns the cycle, its queue and the mark workers.
//
// How.      A worker thread whose allocation reached the trigger calls `collect` at a safepoint and goes on at once; who
//           needs a cycle's result (runtime.GC, want of memory) waits for its end. All state is the serial queue's:
//           each step of a cycle is a work item there, and none waits. Marking and sweeping are work items of
//           concurrent queues, a quantum of about a millisecond each, that put themselves back as long as there is
//           more; the last mark worker to run dry ends the marking.
// Upholds.  collect.phase, collect.swept   (INVARIANTS.md)

import CRuntime
import Dispatch
import Glibc
import Synchronization

/// Runs collection cycles for one runtime.
///
/// `@unchecked Sendable` because all mutable state is confined to `queue`, which the watchdog checks.
public final class Collector: @unchecked Sendable {
  private let runtime: RuntimeHandle
  private let queue: DispatchQueue
  private let marking: DispatchQueue
  private let sweeping: DispatchQueue
  private let watchdog: Watchdog
  private var cycle = Cycle()
  private var pacer: Pacer
  private var limiter = Limiter()
  /// What the limiter was last told of: the workers' time, and of it what went into collections.
  private var noted = Times()
  /// Nanoseconds that those who allocate rested, and that they swept where they else would have rested.
  private let rested = Atomic<UInt64>(0)
  private let sweptFor = Atomic<UInt64>(0)
  private var current = Progress()
  /// Who waits for the end of the cycle under way, and who for the end of one that begins later.
  private var waiting: [DispatchSemaphore] = []
  private var waitingForNext: [DispatchSemaphore] = []
  private var nextReason: loam_collect_reason?
  /// A cycle was asked for by the heap's size, and has not ended its marking.
  private let asked = Atomic(false)
  /// Who rests because the heap goes beyond its goal.
  private var resting: [DispatchSemaphore] = []
  /// How many mark workers there are to be, in one word for all of them to read.
  private struct Markers: AtomicRepresentable {
    var width: UInt16
    /// Those below this number work in the place of processors that have nothing to do.
    var idle: UInt16
    /// Part of the time that the last of them works, in thousandths.
    var duty: UInt32

    typealias AtomicRepresentation = UInt64.AtomicRepresentation
    static func encodeAtomicRepresentation(_ value: consuming Markers) -> AtomicRepresentation {
      UInt64.encodeAtomicRepresentation(UInt64(value.width) | UInt64(value.idle) << 16 | UInt64(value.duty) << 32)
    }
    static func decodeAtomicRepresentation(_ storage: consuming AtomicRepresentation) -> Markers {
      let word = UInt64.decodeAtomicRepresentation(storage)
      return Markers(
        width: UInt16(truncatingIfNeeded: word), idle: UInt16(truncatingIfNeeded: word >> 16),
        duty: UInt32(truncatingIfNeeded: word >> 32))
    }
  }
  private let markers = Atomic(Markers(width: 1, idle: 0, duty: 1000))
  /// Time of this cycle's mark workers in the background, and in the place of processors that had nothing to do.
  private let backgroundNanoseconds = Atomic<UInt64>(0)
  private let idleNanoseconds = Atomic<UInt64>(0)
  private var closed = false
  /// The heap has grown, and memory is to be got before it grows further.
  private let wantsMemory = Atomic(false)
  private var isPreparing = false
  private let preparing = DispatchGroup()
  private var collectorNanoseconds: UInt64 = 0
  private let startedAt: UInt64
  /// GODEBUG=gcstoptheworld: from 1 on all marking is done in one stop, with 2 all sweeping too.
  private let stopsTheWorld: Bool
  private let sweepsStopped: Bool
  private let traces: Bool
  private let write: @Sendable (String) -> Void

  /// Bytes a mark worker marks at a time: a millisecond or less.
  private static let quantum: UInt64 = 512 << 10
  /// Spans swept at a time.
  private static let sweepQuantum: UInt64 = 256
  /// Quanta of a mark worker after which their number is thought over.
  private static let quantaBetweenBalances = 8
  /// Nanoseconds that one who allocates beyond the goal rests at a time.
  private static let rest: UInt64 = 1_000_000
  /// How long a cycle waits for goroutines that were asked to stand still before it looks again, in microseconds.
  private static let patience = 50

  /// Nanoseconds since the start.
  private struct Times {
    var workers: UInt64 = 0
    var assisting: UInt64 = 0
    var resting: UInt64 = 0
    var sweeping: UInt64 = 0
    var elsewhere: UInt64 = 0
  }

  /// What is known of the cycle under way.
  private struct Progress {
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
    traces = loam_runtime_go_debug(runtime.raw, "gctrace") > 0
    queue = DispatchQueue(label: "loam.collector")
    marking = DispatchQueue(label: "loam.collector.mark", attributes: .concurrent)
    sweeping = DispatchQueue(label: "loam.collector.sweep", qos: .utility, attributes: .concurrent)
    watchdog = Watchdog(of: queue)
    pacer = Pacer(percent: loam_collect_percent(runtime.raw), memoryLimit: .max)
    startedAt = DispatchTime.now().uptimeNanoseconds
  }

  /// Asks for a cycle. By the heap's size: returns at once. Else: returns when one that began after the call is swept.
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

  /// The heap has reached its trigger, or, while a cycle is under way, what it may go beyond its goal. Then whoever
  /// allocates helps or rests for a moment, so that a heap that is allocated faster than it is marked does not grow
  /// without bound.
  private func grow() {
    let phase = loam_collect_current_phase(runtime.raw)
    let first = asked.exchange(true, ordering: .relaxed) == false
    let done = DispatchSemaphore(value: 0)
    queue.async { [self] in late(done) }
    let start = now()
    if phase == .LOAM_PHASE_SWEEP {
      while !loam_sweep(runtime.raw, 64) && now() - start < Collector.rest {}
      sweptFor.add(now() - start, ordering: .relaxed)
    } else if !first && !loam_collect_is_limited(runtime.raw) {
      _ = done.wait(timeout: .now() + .nanoseconds(Int(Collector.rest)))
      rested.add(now() - start, ordering: .relaxed)
    }
  }

  /// The heap has grown, and memory is to be got before it grows further. Returns at once.
  func prepare() {
    guard wantsMemory.exchange(true, ordering: .relaxed) == false else { return }
    queue.async { [self] in prepareNext() }
  }

  /// Gets the next part, in the background, unless a cycle is under way: then there are enough who take processors from
  /// the program, and its end goes on with this.
  private func prepareNext() {
    watchdog.check("getting memory")
    guard cycle.phase == .off, !isPreparing, !closed, wantsMemory.load(ordering: .relaxed) else { return }
    isPreparing = true
    sweeping.async(group: preparing) { [self] in
      sched_yield()  // to the program, between one part and the next
      let more = loam_prepare(runtime.raw)
      if !more { wantsMemory.store(false, ordering: .relaxed) }
      queue.async { [self] in
        isPreparing = false
        prepareNext()
      }
    }
  }

  private func late(_ done: DispatchSemaphore) {
    watchdog.check("asking for a cycle")
    switch cycle.phase {
    case .off:
      if isDue() { ask(.LOAM_COLLECT_HEAP) }
      done.signal()
    case .marking, .markTermination:
      allowMore()
      resting.append(done)
    case .sweeping:
      if isDue() {
        allowMore()
        if nextReason == nil { nextReason = .LOAM_COLLECT_HEAP }
      }
      done.signal()
    }
  }

  /// Whether the heap has reached the trigger of a cycle. While the limiter is on it may be that of the memory limit,
  /// which is passed; then it will be looked again soon.
  private func isDue() -> Bool {
    updateLimiter(during: 0)
    guard loam_collect_is_limited(runtime.raw) else { return true }
    var counts = loam_collect_counts()
    loam_collect_get_counts(runtime.raw, &counts)
    current.goal = goal(after: counts)
    let trigger = pacer.trigger(goal: current.goal, marked: counts.marked_bytes)
    guard counts.heap_live < trigger else { return true }
    loam_collect_set_trigger(runtime.raw, Pacer.look(at: trigger, live: counts.heap_live))
    asked.store(false, ordering: .relaxed)
    return false
  }

  /// Tells the limiter of the time since it was last told, in which collections took `elsewhere` nanoseconds of
  /// processors outside of the program's threads. Not while a cycle is under way.
  private func updateLimiter(during elsewhere: UInt64, assisting: UInt64 = 0) {
    watchdog.check("the limiter")
    let times = Times(
      workers: loam_runtime_worker_time(runtime.raw), assisting: noted.assisting + assisting,
      resting: rested.load(ordering: .relaxed), sweeping: sweptFor.load(ordering: .relaxed),
      elsewhere: noted.elsewhere + elsewhere)
    let within = times.assisting - noted.assisting + times.sweeping - noted.sweeping
    let ran = times.workers - noted.workers
    limiter.note(
      collector: within + times.resting - noted.resting + times.elsewhere - noted.elsewhere,
      program: ran > within ? ran - within : 0, processors: Int(loam_runtime_set_workers(runtime.raw, 0)))
    noted = times
    _ = loam_collect_set_limited(runtime.raw, limiter.isOn)
  }

  /// The heap may grow by a little more before it is asked again.
  private func allowMore() {
    var counts = loam_collect_counts()
    loam_collect_get_counts(runtime.raw, &counts)
    loam_collect_set_trigger(runtime.raw, Pacer.overshoot(of: current.goal, live: counts.heap_live))
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

  private func ask(_ reason: loam_collect_reason) {
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
    let start = now()
    _ = loam_world_stop(runtime.raw)
    guard loam_mark_begin(runtime.raw) == .LOAM_OK else {
      // Somebody drives a cycle of his own, or the instance is dead: there is nothing to wait for.
      loam_world_start(runtime.raw)
      for waiter in waiting { waiter.signal() }
      waiting = []
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
    loam_collect_set_trigger(runtime.raw, limited ? .max : Pacer.overshoot(of: current.goal, live: current.goal))
    // Read before the world goes on: a thread that it wakes may take this one's processor.
    current.markingSince = now()
    current.beginning = current.markingSince - start
    loam_world_start(runtime.raw)
    balance()
  }

  /// Decides how many mark workers there are, and starts those that are missing; who is beyond the number ends by
  /// itself. Processors come to have nothing to do, and no more, while a cycle marks.
  private func balance() {
    watchdog.check("the number of mark workers")
    guard cycle.phase == .marking, !stopsTheWorld else { return }
    let processors = Int(loam_runtime_set_workers(runtime.raw, 0))
    // Who waits for this cycle has a processor and nothing to do with it. Those that work in an idle one's place do not
    // make it less idle: the runtime does not know of them.
    let idle = min(Int(loam_runtime_idle_workers(runtime.raw)) + waiting.count, processors)
    let share = pacer.share(
      live: current.heapBefore, processors: processors, idle: idle, limit: Int(LOAM_MARKERS))
    markers.store(
      Markers(width: UInt16(share.width), idle: UInt16(idle), duty: UInt32(share.duty * 1000)), ordering: .relaxed)
    for marker in 0..<share.width where !current.running.contains(marker) { startMarker(marker) }
  }

  private func startMarker(_ marker: Int, after: UInt64 = 0) {
    current.running.insert(marker)
    mark(marker, quanta: 0, after: after)
  }

  /// One quantum of one mark worker, which comes back for the next, or reports that it has run dry or is one too many.
  private func mark(_ marker: Int, quanta: Int, after: UInt64) {
    let item = DispatchWorkItem { [self] in
      let beginning = now()
      let plan = markers.load(ordering: .relaxed)
      let idle = marker < Int(plan.idle)
      let busySince = Collector.processorTime()
      // Who works in an idle processor's place leaves it to the program as soon as it is wanted.
      let dry = loam_mark_drain(runtime.raw, UInt32(marker), Collector.quantum, idle)
      let busy = Collector.processorTime() - busySince
      loam_collect_spent(runtime.raw, busy, idle)
      if idle {
        idleNanoseconds.add(busy, ordering: .relaxed)
      } else {
        backgroundNanoseconds.add(busy, ordering: .relaxed)
      }
      if dry || marker >= Int(plan.width) {
        queue.async { [self] in markerEnded(marker) }
        return
      }
      if quanta % Collector.quantaBetweenBalances == Collector.quantaBetweenBalances - 1 {
        queue.async { [self] in balance() }
      }
      let duty = marker == Int(plan.width) - 1 ? Double(plan.duty) / 1000 : 1
      let rest = duty < 1 ? UInt64(Double(now() - beginning) * (1 / duty - 1)) : 0
      mark(marker, quanta: quanta + 1, after: rest)
    }
    if after == 0 {
      marking.async(execute: item)
    } else {
      marking.asyncAfter(deadline: .now() + .nanoseconds(Int(after)), execute: item)
    }
  }

  /// Marks all with the world stopped, by as many threads as there are processors. The calling thread has stopped it.
  private func markStopped(live: UInt64) {
    let processors = Int(loam_runtime_set_workers(runtime.raw, 0))
    let width = pacer.share(live: live, processors: processors, idle: processors, limit: Int(LOAM_MARKERS)).width
    let start = now()
    DispatchQueue.concurrentPerform(iterations: width) { marker in
      while !loam_mark_drain(runtime.raw, UInt32(marker), Collector.quantum, false) {}
    }
    backgroundNanoseconds.store((now() - start) * UInt64(width), ordering: .relaxed)
  }

  private func markerEnded(_ marker: Int) {
    watchdog.check("the end of a mark worker")
    current.running.remove(marker)
    guard current.running.isEmpty else { return }
    // A goroutine that runs has not come to where its stack can be scanned: a while later it has.
    if !loam_mark_is_drained(runtime.raw) && current.waits < 200 {
      current.waits += 1
      startMarker(0, after: UInt64(Collector.patience) * 1000)
      return
    }
    terminate()
  }

  private func terminate() {
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
    asked.store(false, ordering: .relaxed)
    for waiter in resting { waiter.signal() }
    resting = []
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
    guard traces else { return }
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
    asked.store(false, ordering: .relaxed)
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

  private func goal(after counts: loam_collect_counts) -> UInt64 {
    pacer.percent = loam_collect_percent(runtime.raw)
    pacer.memoryLimit = loam_collect_is_limited(runtime.raw) ? .max : loam_collect_memory_limit(runtime.raw)
    return pacer.goal(
      marked: counts.marked_bytes, roots: counts.stack_scanned + counts.globals_scanned, stacks: counts.stack_memory)
  }

  private func now() -> UInt64 { DispatchTime.now().uptimeNanoseconds }

  /// Nanoseconds that the calling thread has run.
  private static func processorTime() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
