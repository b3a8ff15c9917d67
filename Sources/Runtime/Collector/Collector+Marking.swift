// SPDX-License-Identifier: Apache-2.0
//
// Collector+Marking.swift — the mark workers of a cycle: how many there are, and what each does.
//
// How.      A mark worker is a work item of a concurrent queue that marks a quantum and puts itself back, until it finds
//           nothing to mark or is one too many. How many there are to be is thought over on the collector's queue every
//           few quanta, and read by all of them from one word.

import CRuntime
import Dispatch
import Glibc
import Synchronization

/// How many mark workers there are to be, in one word for all of them to read.
struct MarkerPlan: AtomicRepresentable {
  var width: UInt16
  /// Those below this number work in the place of processors that have nothing to do.
  var idle: UInt16
  /// Part of the time that the last of them works, in thousandths.
  var duty: UInt32

  typealias AtomicRepresentation = UInt64.AtomicRepresentation
  static func encodeAtomicRepresentation(_ value: consuming MarkerPlan) -> AtomicRepresentation {
    UInt64.encodeAtomicRepresentation(UInt64(value.width) | UInt64(value.idle) << 16 | UInt64(value.duty) << 32)
  }
  static func decodeAtomicRepresentation(_ storage: consuming AtomicRepresentation) -> MarkerPlan {
    let word = UInt64.decodeAtomicRepresentation(storage)
    return MarkerPlan(
      width: UInt16(truncatingIfNeeded: word), idle: UInt16(truncatingIfNeeded: word >> 16),
      duty: UInt32(truncatingIfNeeded: word >> 32))
  }
}

extension Collector {
  /// Bytes a mark worker marks at a time: a millisecond or less.
  private static let quantum: UInt64 = 512 << 10
  /// Quanta of a mark worker after which their number is thought over.
  private static let quantaBetweenBalances = 8
  /// How long a cycle waits for goroutines that were asked to stand still before it looks again, in microseconds.
  private static let patience = 50

  /// Decides how many mark workers there are, and starts those that are missing; who is beyond the number ends by
  /// itself. Processors come to have nothing to do, and no more, while a cycle marks.
  func balance() {
    watchdog.check("the number of mark workers")
    guard cycle.phase == .marking, !stopsTheWorld else { return }
    let processors = Int(loam_runtime_set_workers(runtime.raw, 0))
    // Who waits for this cycle, or for the end of its marking, has a processor and nothing to do with it. Those that work
    // in an idle one's place do not make it less idle: the runtime does not know of them.
    let blocked = waiting.count + resting.count(where: \.isToTheEnd)
    let idle = min(Int(loam_runtime_idle_workers(runtime.raw)) + blocked, processors)
    let share = pacer.share(
      live: current.heapBefore, processors: processors, idle: idle, limit: Int(LOAM_MARKERS))
    markers.store(
      MarkerPlan(width: UInt16(share.width), idle: UInt16(idle), duty: UInt32(share.duty * 1000)), ordering: .relaxed)
    for marker in 0..<share.width where !current.running.contains(marker) { startMarker(marker) }
  }

  /// Starts one after a while, in nanoseconds.
  func startMarker(_ marker: Int, after: UInt64 = 0) {
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
  func markStopped(live: UInt64) {
    let processors = Int(loam_runtime_set_workers(runtime.raw, 0))
    let width = pacer.share(live: live, processors: processors, idle: processors, limit: Int(LOAM_MARKERS)).width
    let start = now()
    DispatchQueue.concurrentPerform(iterations: width) { marker in
      while !loam_mark_drain(runtime.raw, UInt32(marker), Collector.quantum, false) {}
    }
    backgroundNanoseconds.store((now() - start) * UInt64(width), ordering: .relaxed)
  }

  /// One has run dry, or is one too many; the last one ends the marking.
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

  /// Nanoseconds that the calling thread has run.
  private static func processorTime() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
