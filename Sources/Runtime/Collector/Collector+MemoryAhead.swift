// SPDX-License-Identifier: Apache-2.0
//
// Collector+MemoryAhead.swift — memory that a growing heap will need, got from the system in the background.

import CRuntime
import Glibc
import Synchronization

extension Collector {
  /// The heap has grown, and memory is to be got before it grows further. Returns at once.
  func prepare() {
    guard wantsMemory.exchange(true, ordering: .relaxed) == false else { return }
    queue.async { [self] in prepareNext() }
  }

  /// Gets the next part, in the background, unless a cycle is under way: then there are enough who take processors from
  /// the program, and its end goes on with this.
  func prepareNext() {
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
}
