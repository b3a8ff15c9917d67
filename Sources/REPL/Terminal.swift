// SPDX-License-Identifier: Apache-2.0
//
// Terminal.swift — bytes to standard output as they are, and the room that they take there.

import CEdit
import Glibc

enum Terminal {
  /// Writes all the bytes to standard output.
  static func send(_ bytes: [UInt8]) {
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
      if count < 0 && errno == EAGAIN {
        var wait = pollfd(fd: 1, events: Int16(POLLOUT), revents: 0)
        poll(&wait, 1, -1)
        continue
      }
      if count <= 0 && errno != EINTR { return }
      written += max(0, count)
    }
  }

  /// Rows that a text without a newline takes, at least 1. What follows the last carriage return counts, escape
  /// sequences do not.
  static func rows(of text: [UInt8], columns: Int) -> Int {
    withPlain(text) { Int(cedit_rows($0, $1, Int32(columns))) }
  }

  static func width(of text: [UInt8]) -> Int { withPlain(text) { Int(cedit_width($0, $1)) } }

  private static func withPlain(_ text: [UInt8], _ body: (UnsafePointer<CChar>, Int) -> Int) -> Int {
    plain(text).withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return body("", 0) }
      return body(start.assumingMemoryBound(to: CChar.self), bytes.count)
    }
  }

  /// A text as it stands when it was written: without escape sequences and bells, overwritten from the row's beginning.
  static func plain(_ text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var longest: [UInt8] = []
    var at = 0
    while at < text.count {
      let byte = text[at]
      at += 1
      switch byte {
      case 0x0D:
        if result.count > longest.count { longest = result }
        result = []
      case 0x1B:
        guard at < text.count, text[at] == UInt8(ascii: "[") else { continue }
        at += 1
        while at < text.count, !(0x40...0x7E).contains(text[at]) { at += 1 }
        at += 1
      case 0x08: if !result.isEmpty { result.removeLast() }
      case 0x07: continue
      default: result.append(byte)
      }
    }
    return result.count >= longest.count ? result : longest
  }
}
