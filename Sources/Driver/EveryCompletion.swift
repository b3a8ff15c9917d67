// SPDX-License-Identifier: Apache-2.0
//
// EveryCompletion.swift — completion at every byte of a file, as if it were being typed.
//
// How.      One session answers for all prefixes of the text. A crash is the finding; beside it the session's names must
//           be the same at the end, and it must still run something.

import Glibc
import Runtime

/// What asking everywhere came to.
public struct EveryCompletion: Sendable, CustomStringConvertible {
  public internal(set) var places = 0
  public internal(set) var candidates = 0
  public internal(set) var slowest: UInt64 = 0
  public internal(set) var total: UInt64 = 0
  /// Whether the session was the same afterwards.
  public internal(set) var isSame = false
  public var description: String {
    "\(places) places, \(candidates) candidates, \(total / 1000 / UInt64(max(1, places))) µs each, "
      + "slowest \(slowest / 1000) µs" + (isSame ? "" : ", the session has changed")
  }
}

extension Commands {
  /// Completes at every byte of the first file of an input.
  public static func completeEverywhere(_ input: Input, step: Int) -> EveryCompletion {
    var result = EveryCompletion()
    guard let file = input.files.first, let session = try? Session(Configuration()) else { return result }
    _ = session.evaluate("kept := 1", name: "first")
    let before = session.program.names(in: session.package)
    for cursor in stride(from: 0, through: file.contents.count, by: max(1, step)) {
      let begun = now()
      result.candidates += session.complete(file.contents, at: cursor).list.count
      let time = now() - begun
      result.places += 1
      result.total += time
      result.slowest = max(result.slowest, time)
    }
    result.isSame =
      session.program.names(in: session.package) == before
      && session.evaluate("kept++", name: "last") == .done(notes: [])
    return result
  }

  private static func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
