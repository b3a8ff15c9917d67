// SPDX-License-Identifier: Apache-2.0
//
// OutputFile.swift — a file that the C side writes to piece by piece.

import Glibc

/// A file that is written from its beginning to its end, and what went wrong with it.
///
/// `@unchecked Sendable` because one thread or queue at a time writes: whoever makes what goes into the file.
public final class OutputFile: @unchecked Sendable {
  public let path: String
  private var descriptor: Int32
  /// Why the file is not complete, in the system's words.
  public private(set) var problem: String?

  /// Creates the file, or empties it.
  public init(path: String) throws(RuntimeError) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    if descriptor < 0 { throw RuntimeError(description: "\(path): \(String(cString: strerror(errno)))") }
  }

  deinit { close() }

  public func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var written = 0
    while written < bytes.count {
      let count = Glibc.write(descriptor, bytes.baseAddress! + written, bytes.count - written)
      if count < 0 && errno == EINTR { continue }
      if count <= 0 {
        problem = String(cString: strerror(errno))
        return false
      }
      written += count
    }
    return true
  }

  public func close() {
    guard descriptor >= 0 else { return }
    if Glibc.close(descriptor) != 0 && problem == nil { problem = String(cString: strerror(errno)) }
    descriptor = -1
  }
}
