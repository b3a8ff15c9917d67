// SPDX-License-Identifier: Apache-2.0
//
// Collector+Growth.swift — what becomes of those who allocate when the heap has reached its trigger, or grows beyond its
// goal while a cycle is under way.
//
// How.      Whoever first finds the heap at its trigger asks for a cycle and goes on. From then on the trigger stands a
//           little above the heap, and who reaches it helps with sweeping, or rests: the longer the further the heap is
//           beyond its goal, in the end until marking has ended (Pacer.rest). How far it is is found by the thread that
//           allocates, since the queue may have to wait for a processor. Mark workers take the places of those who rest
//           to the end. While the limiter is on the goal is that of GOGC alone.
// Upholds.  pace.twice   (INVARIANTS.md)

import CRuntime
import Dispatch
import Synchronization

extension Collector {
  /// Nanoseconds that one who allocates sweeps at least when the next cycle is due.
  private static let leastSweeping: UInt64 = 1_000_000

  /// Somebody who rests. `done` is signalled when marking has ended, or none begins.
  struct Rest {
    let done = DispatchSemaphore(value: 0)
    /// Whether it is not over before.
    let isToTheEnd: Bool
    /// Markings that had ended when it began.
    let cycles: UInt64
  }

  /// The heap has reached its trigger, or, while a cycle is under way, what it may go beyond its goal. Then whoever
  /// allocates helps or rests, so that a heap that is allocated faster than it is marked does not grow without bound.
  func grow() {
    let phase = loam_collect_current_phase(runtime.raw)
    var counts = loam_collect_counts()
    loam_collect_get_counts(runtime.raw, &counts)
    let time = Pacer.rest(live: counts.heap_live, goal: goal(after: counts))
    let rest = Rest(isToTheEnd: time == .max, cycles: counts.cycles)
    queue.async { [self] in late(rest) }
    var start = now()
    if phase == .LOAM_PHASE_SWEEP {
      let most = max(time, Collector.leastSweeping)
      while !loam_sweep(runtime.raw, 64) && now() - start < most {}
      let swept = now()
      sweptFor.add(swept - start, ordering: .relaxed)
      start = swept
    }
    if rest.isToTheEnd {
      rest.done.wait()
    } else if phase != .LOAM_PHASE_SWEEP && time > 0 {
      _ = rest.done.wait(timeout: .now() + .nanoseconds(Int(time)))
    } else {
      return
    }
    rested.add(now() - start, ordering: .relaxed)
  }

  /// Somebody found the heap at its trigger.
  private func late(_ rest: Rest) {
    watchdog.check("asking for a cycle")
    var counts = loam_collect_counts()
    loam_collect_get_counts(runtime.raw, &counts)
    // If a marking has ended since, the trigger stands elsewhere by now.
    guard counts.cycles == rest.cycles, isUnderWay(counts) else {
      rest.done.signal()
      return
    }
    resting.append(rest)
    if rest.isToTheEnd { balance() }
  }

  /// The heap is at its trigger: begins a cycle if that is it. Whether marking goes on or is to begin.
  private func isUnderWay(_ counts: loam_collect_counts) -> Bool {
    switch cycle.phase {
    case .off:
      if isDue(counts) { ask(.LOAM_COLLECT_HEAP) }
      return cycle.phase == .marking
    case .marking, .markTermination:
      allowMore(counts)
      return true
    case .sweeping:
      guard isDue(counts) else { return false }
      allowMore(counts)
      if nextReason == nil { nextReason = .LOAM_COLLECT_HEAP }
      return true
    }
  }

  /// Nobody has to rest any longer.
  func endRests() {
    watchdog.check("the end of rests")
    for rest in resting { rest.done.signal() }
    resting = []
  }

  /// Whether the heap has reached the trigger of a cycle. While the limiter is on it may be that of the memory limit,
  /// which is passed; then it will be looked again soon.
  private func isDue(_ counts: loam_collect_counts) -> Bool {
    updateLimiter(during: 0)
    guard loam_collect_is_limited(runtime.raw) else { return true }
    current.goal = goal(after: counts)
    let trigger = pacer.trigger(goal: current.goal, marked: counts.marked_bytes)
    guard counts.heap_live < trigger else { return true }
    loam_collect_set_trigger(runtime.raw, Pacer.look(at: trigger, live: counts.heap_live))
    return false
  }

  /// The heap may grow by a little more before it is asked again.
  private func allowMore(_ counts: loam_collect_counts) {
    loam_collect_set_trigger(runtime.raw, overshoot(counts.heap_live))
  }

  /// The heap size at which the next of those who allocate is asked to rest, when the heap has `live` bytes.
  func overshoot(_ live: UInt64) -> UInt64 {
    Pacer.overshoot(of: current.goal, live: live, processors: Int(loam_runtime_set_workers(runtime.raw, 0)))
  }

  /// Tells the limiter of the time since it was last told, in which collections took `elsewhere` nanoseconds of
  /// processors outside of the program's threads. Not while a cycle is under way.
  func updateLimiter(during elsewhere: UInt64, assisting: UInt64 = 0) {
    watchdog.check("the limiter")
    spending.note(
      workers: loam_runtime_worker_time(runtime.raw), resting: rested.load(ordering: .relaxed),
      sweeping: sweptFor.load(ordering: .relaxed), assisting: assisting, elsewhere: elsewhere,
      processors: Int(loam_runtime_set_workers(runtime.raw, 0)))
    _ = loam_collect_set_limited(runtime.raw, spending.isTooMuch)
  }
}
