// SPDX-License-Identifier: Apache-2.0
//
// Collector.swift — the policy of collection: it owns the cycle, its queue and the mark workers.
//
// How.      A worker thread whose allocation reached the trigger calls `collect` at a safepoint and waits. The cycle
//           runs on one serial queue: stop the world, begin, drain by mark workers that are work items of a
//           concurrent queue, finish, sweep, start the world, set the next trigger.
// Why not.  Marking beside running goroutines: it needs the write barrier, which comes with the concurrent collector;
//           the phases, the steps in C and their bounded quanta are made for it.
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
  private let watchdog: Watchdog
  private var cycle = Cycle()
  private var pacer: Pacer
  private var busyNanoseconds: UInt64 = 0
  private let startedAt: UInt64
  private let processors: Int

  /// Bytes a mark worker marks before it looks whether others need work.
  private static let quantum: UInt64 = 1 << 20

  init(_ runtime: RuntimeHandle) {
    self.runtime = runtime
    queue = DispatchQueue(label: "loam.collector")
    marking = DispatchQueue(label: "loam.collector.mark", attributes: .concurrent)
    watchdog = Watchdog(of: queue)
    pacer = Pacer(percent: loam_collect_percent(runtime.raw), memoryLimit: .max)
    startedAt = DispatchTime.now().uptimeNanoseconds
    processors = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  }

  /// Runs one whole cycle and returns when it is finished. Any thread; the caller must not run goroutine code meanwhile.
  func collect(_ reason: loam_collect_reason) {
    queue.sync { runCycle(reason) }
  }

  /// Waits until no cycle runs; none may be started afterwards.
  func finish() { queue.sync {} }

  private func runCycle(_ reason: loam_collect_reason) {
    watchdog.check("the collection cycle")
    let begun = DispatchTime.now().uptimeNanoseconds
    _ = loam_world_stop(runtime.raw)
    cycle.begin()
    guard loam_mark_begin(runtime.raw) == loam_status.LOAM_OK else {
      preconditionFailure("[collect.phase] the runtime refused to begin marking")
    }
    mark()
    cycle.drained()
    guard loam_mark_finish(runtime.raw) == loam_status.LOAM_OK else {
      preconditionFailure("[collect.phase] the runtime refused to finish marking")
    }
    cycle.finish()
    while !loam_sweep(runtime.raw, 1024) {}
    cycle.swept()

    var counts = loam_collect_counts()
    loam_collect_get_counts(runtime.raw, &counts)
    pacer.percent = loam_collect_percent(runtime.raw)
    let limit = loam_runtime_set_memory_limit(runtime.raw, -1)
    pacer.memoryLimit = limit == .max ? .max : UInt64(limit)
    let goal = pacer.goal(
      marked: counts.marked_bytes, roots: counts.stack_scanned + counts.globals_scanned, stacks: counts.stack_memory)
    loam_collect_set_trigger(runtime.raw, goal)
    let ended = DispatchTime.now().uptimeNanoseconds
    busyNanoseconds += ended - begun
    loam_collect_report(
      runtime.raw, reason, ended - begun, goal, Double(busyNanoseconds) / Double(max(1, ended - startedAt)))
    loam_world_start(runtime.raw)
  }

  /// Drains the mark work: by work items side by side when the heap is worth it, then alone until nothing is left.
  private func mark() {
    var counts = loam_collect_counts()
    loam_collect_get_counts(runtime.raw, &counts)
    let width = pacer.markers(live: counts.heap_live, processors: processors, limit: Int(LOAM_MARKERS))
    if width > 1 {
      let group = DispatchGroup()
      for marker in 1..<UInt32(width) {
        marking.async(group: group) { [runtime] in
          while !loam_mark_drain(runtime.raw, marker, Collector.quantum) {}
        }
      }
      while !loam_mark_drain(runtime.raw, 0, Collector.quantum) {}
      group.wait()
    }
    while !loam_mark_drain(runtime.raw, 0, Collector.quantum) {}
  }
}
