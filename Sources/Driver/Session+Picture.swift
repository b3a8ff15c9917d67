// SPDX-License-Identifier: Apache-2.0
//
// Session+Picture.swift — a snapshot of the session's heap in memory, kept as long as the heap is what it was.
//
// How.      It is taken with the world stopped, and forgotten by the next entry. Looking at an expression runs something,
//           too: so the picture is used again only when nothing was allocated since, no goroutine is there that could
//           have changed anything, and the expression calls and receives nothing.
// Why not.  A search from the roots for each question: a picture of a million objects takes a second, and every question
//           after that a tenth.

import CRuntime
import Glibc
import Runtime

/// A snapshot and what it is good for.
struct HeapPicture {
  let snapshot: Snapshot
  /// Objects allocated since the start when it was taken.
  let allocated: UInt64
  let nanoseconds: UInt64
}

extension Session {
  /// The heap now. The calling thread has stopped the world.
  func heapPicture(for text: String) throws -> HeapPicture {
    let raw = execution.runtime.raw
    let isStill = loam_runtime_goroutines(raw, nil, 0) == 0 && !text.contains { "(<=".contains($0) }
    if let picture, isStill, picture.allocated == allocatedObjects() { return picture }
    picture = nil
    let begun = monotonicNanoseconds()
    let snapshot = try uninterrupted {
      try Snapshot(of: execution.runtime, goesOn: { [unowned self] in !wasInterrupted })
    }
    let made = HeapPicture(
      snapshot: snapshot, allocated: allocatedObjects(), nanoseconds: monotonicNanoseconds() - begun)
    picture = made
    return made
  }

  private func allocatedObjects() -> UInt64 {
    withHeapStatistics { $0.pointee.total.allocated + $0.pointee.tiny_objects }
  }
}

func monotonicNanoseconds() -> UInt64 {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
