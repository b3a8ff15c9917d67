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
  private var current = Progress()
  /// Who waits for the end of the cycle under way, and who for the end of one that begins later.
  private var waiting: [DispatchSemaphore] = []
  private var waitingForNext: [DispatchSemaphore] = []
  private var nextReason: loam_collect_reason?
  /// Who rests because the heap goes beyond its goal.
  private var resting: [DispatchSemaphore] = []
  private var closed = false
  private var collectorNanoseconds: UInt64 = 0
  private let startedAt: UInt64

  /// Bytes a mark worker marks at a time: a millisecond or less.
  private static let quantum: UInt64 = 512 << 10
  /// Spans swept at a time.
  private static let sweepQuantum: UInt64 = 256
  /// Nanoseconds that one who allocates beyond the goal rests at a time.
  private static let rest: UInt64 = 1_000_000
  /// How long a cycle waits for goroutines that were asked to stand still before it looks again, in microseconds.
  private static let patience = 50

  /// What is known of the cycle under way.
  private struct Progress {
    var reason = loam_collect_reason.LOAM_COLLECT_HEAP
    var pause: UInt64 = 0
    var busyMarkers = 0
    var markNanoseconds: UInt64 = 0
    var goal: UInt64 = .max
    var waits = 0
  }

  init(_ runtime: RuntimeHandle) {
    self.runtime = runtime
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
    done.wait()
  }

  /// The heap has reached its trigger, or, while a cycle is under way, what it may go beyond its goal. Then whoever
  /// allocates helps or rests for a moment, so that a heap that is allocated faster than it is marked does not grow
  /// without bound.
  private func grow() {
    let phase = loam_collect_current_phase(runtime.raw)
    let done = DispatchSemaphore(value: 0)
    queue.async { [self] in late(done) }
    if phase == .LOAM_PHASE_SWEEP {
      let start = now()
      while !loam_sweep(runtime.raw, 64) && now() - start < Collector.rest {}
    } else if phase != .LOAM_PHASE_OFF {
      _ = done.wait(timeout: .now() + .nanoseconds(Int(Collector.rest)))
    }
  }

  private func late(_ done: DispatchSemaphore) {
    watchdog.check("asking for a cycle")
    switch cycle.phase {
    case .off:
      ask(.LOAM_COLLECT_HEAP)
      done.signal()
    case .marking, .markTermination:
      allowMore()
      resting.append(done)
    case .sweeping:
      allowMore()
      if nextReason == nil { nextReason = .LOAM_COLLECT_HEAP }
      done.signal()
    }
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
    let expected = pacer.expectedWork == 0 ? counts.heap_live : pacer.expectedWork
    loam_mark_set_pace(runtime.raw, expected, current.goal)
    loam_collect_set_trigger(runtime.raw, Pacer.overshoot(of: current.goal, live: current.goal))
    loam_world_start(runtime.raw)
    current.pause = now() - start
    startMarking(live: counts.heap_live)
  }

  private func startMarking(live: UInt64) {
    let processors = Int(loam_runtime_set_workers(runtime.raw, 0))
    let idle = Int(loam_runtime_idle_workers(runtime.raw))
    let share = pacer.share(live: live, processors: processors, idle: idle, limit: Int(LOAM_MARKERS))
    current.busyMarkers = share.width
    for marker in 0..<share.width { mark(UInt32(marker), duty: marker == share.width - 1 ? share.duty : 1, spent: 0) }
  }

  /// One quantum of one mark worker, which comes back for the next, or reports that it has run dry.
  private func mark(_ marker: UInt32, duty: Double, spent: UInt64, after: UInt64 = 0) {
    let item = DispatchWorkItem { [self] in
      let start = now()
      let dry = loam_mark_drain(runtime.raw, marker, Collector.quantum)
      let took = now() - start
      if dry {
        queue.async { [self] in runDry(spent: spent + took) }
      } else {
        // A share of the time is the time that it rests after each quantum.
        let rest = duty < 1 && loam_runtime_idle_workers(runtime.raw) == 0 ? UInt64(Double(took) * (1 / duty - 1)) : 0
        mark(marker, duty: duty, spent: spent + took, after: rest)
      }
    }
    if after == 0 {
      marking.async(execute: item)
    } else {
      marking.asyncAfter(deadline: .now() + .nanoseconds(Int(after)), execute: item)
    }
  }

  private func runDry(spent: UInt64) {
    watchdog.check("the end of a mark worker")
    current.markNanoseconds += spent
    current.busyMarkers -= 1
    guard current.busyMarkers == 0 else { return }
    // A goroutine that runs has not come to where its stack can be scanned: a while later it has.
    if !loam_mark_is_drained(runtime.raw) && current.waits < 200 {
      current.waits += 1
      current.busyMarkers = 1
      mark(0, duty: 1, spent: 0, after: UInt64(Collector.patience) * 1000)
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
      loam_world_start(runtime.raw)
      current.pause += now() - start
      current.busyMarkers = 1
      current.waits = 0
      mark(0, duty: 1, spent: 0)
      return
    }
    cycle.finish()
    var counts = loam_collect_counts()
    loam_collect_get_counts(runtime.raw, &counts)
    pacer.learn(work: counts.work_done, allocated: counts.black_bytes)
    let goal = goal(after: counts)
    loam_collect_set_trigger(runtime.raw, pacer.trigger(goal: goal, marked: counts.marked_bytes))
    loam_world_start(runtime.raw)
    for waiter in resting { waiter.signal() }
    resting = []
    let ended = now()
    current.pause += ended - start
    collectorNanoseconds += current.pause + current.markNanoseconds + counts.assist_ns
    let processors = UInt64(loam_runtime_set_workers(runtime.raw, 0))
    loam_collect_report(
      runtime.raw, current.reason, current.pause, goal,
      Double(collectorNanoseconds) / Double(max(1, (ended - startedAt) * processors)))
    sweep()
  }

  /// The instance died in the middle.
  private func abandon() {
    for waiter in waiting + waitingForNext { waiter.signal() }
    waiting = []
    waitingForNext = []
    cycle = Cycle()
  }

  private func sweep() {
    sweeping.async { [self] in
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
  }

  private func goal(after counts: loam_collect_counts) -> UInt64 {
    pacer.percent = loam_collect_percent(runtime.raw)
    let limit = loam_runtime_set_memory_limit(runtime.raw, -1)
    pacer.memoryLimit = limit == .max ? .max : UInt64(limit)
    return pacer.goal(
      marked: counts.marked_bytes, roots: counts.stack_scanned + counts.globals_scanned, stacks: counts.stack_memory)
  }

  private func now() -> UInt64 { DispatchTime.now().uptimeNanoseconds }
}
