// SPDX-License-Identifier: Apache-2.0
//
// Collector+Growth.swift — what becomes of those who allocate when the heap has reached its trigger, or grows beyond its
// goal while a cycle is under way.
//
// How.      Whoever first finds the heap at its trigger asks for a cycle and goes on. From then on the trigger stands a
//           little above the heap, and who reaches it helps with sweeping or rests for a moment. While the limiter is on
//           nobody does.

import CRuntime
import Dispatch
import Synchronization

extension Collector {
  /// Nanoseconds that one who allocates beyond the goal rests at a time.
  private static let rest: UInt64 = 1_000_000

  /// The heap has reached its trigger, or, while a cycle is under way, what it may go beyond its goal. Then whoever
  /// allocates helps or rests for a moment, so that a heap that is allocated faster than it is marked does not grow
  /// without bound.
  func grow() {
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

  /// Somebody found the heap at its trigger. `done` is signalled when there is nothing more to rest for.
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

  /// The heap may grow by a little more before it is asked again.
  private func allowMore() {
    var counts = loam_collect_counts()
    loam_collect_get_counts(runtime.raw, &counts)
    loam_collect_set_trigger(runtime.raw, Pacer.overshoot(of: current.goal, live: counts.heap_live))
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
