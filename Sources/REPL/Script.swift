// SPDX-License-Identifier: Apache-2.0
//
// Script.swift — standard input that is no terminal: entries without a prompt, up to the first error.

import Driver
import Glibc

struct Script {
  private var reader: Reader
  private var input = Lines()

  init(_ prompt: Prompt) { reader = Reader(prompt) }

  func run() -> Int32 {
    var script = self
    return script.runAll()
  }

  private mutating func runAll() -> Int32 {
    var first = 1
    while let line = input.next() {
      if !reader.isInside { first = input.number }
      switch reader.take(line, name: "stdin[\(first)]") {
      case .more, .done: continue
      case .failed: return 1
      case .leave(let code): return code
      }
    }
    guard reader.isInside else { return 0 }
    Output.error(["stdin[\(first)]: syntax error: unexpected EOF in what begins on line \(first)"])
    return 1
  }

  /// The lines of standard input, read in blocks.
  private struct Lines {
    private var buffer: [UInt8] = []
    private var at = 0
    private var ended = false
    /// Of the line given last, from 1.
    private(set) var number = 0

    /// The next line with its newline; nil at the end.
    mutating func next() -> [UInt8]? {
      while true {
        if let end = buffer[at...].firstIndex(of: 0x0A) {
          defer { at = end + 1 }
          number += 1
          return Array(buffer[at...end])
        }
        if ended {
          if at == buffer.count { return nil }
          defer { at = buffer.count }
          number += 1
          return buffer[at...] + [0x0A]
        }
        fill()
      }
    }

    private mutating func fill() {
      buffer.removeFirst(at)
      at = 0
      let block = 1 << 16
      let old = buffer.count
      buffer.append(contentsOf: repeatElement(0, count: block))
      let count = buffer[old...].withUnsafeMutableBytes { read(0, $0.baseAddress, block) }
      buffer.removeLast(block - max(0, count))
      if count == 0 || count < 0 && errno != EINTR { ended = true }
    }
  }
}
