// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Descriptor 2, unbuffered; the C library's `stderr` is a variable, which Swift 6 does not let threads share.
public enum StandardError {
  /// Writes a line.
  public static func print(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
      if count <= 0 && errno != EINTR { return }
      written += max(0, count)
    }
  }
}
