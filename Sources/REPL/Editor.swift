// SPDX-License-Identifier: Apache-2.0
//
// Editor.swift — lines from the terminal: libedit's, or plain ones when the system has no libedit.

import CEdit
import Glibc

/// A line as it came, or why none did.
enum LineRead {
  /// With its newline; a recalled block has newlines inside.
  case line([UInt8])
  case interrupted
  case end
}

final class Editor {
  private let edit: OpaquePointer?
  private let wake: Int32
  private var rest: [UInt8] = []

  /// - Parameter wake: a descriptor that ends the reading of a line when it becomes readable.
  init(wake: Int32) {
    self.wake = wake
    edit = cedit_open("loam", Int32(History.limit))
    if let edit { cedit_set_wake(edit, wake) }
  }

  deinit { if let edit { cedit_close(edit) } }

  func readLine(prompt: String) -> LineRead {
    guard let edit else { return readPlainLine(prompt: prompt) }
    cedit_set_prompt(edit, prompt)
    var length: Int32 = 0
    var interrupted = false
    guard let line = cedit_read_line(edit, &length, &interrupted) else { return interrupted ? .interrupted : .end }
    let bytes = UnsafeRawBufferPointer(start: line, count: Int(length))
    return .line(bytes.last == 0x0A ? Array(bytes) : Array(bytes) + [0x0A])
  }

  /// Makes an entry one that arrow up recalls.
  func remember(_ entry: [UInt8]) {
    guard let edit, !entry.contains(0) else { return }
    (entry + [0]).withUnsafeBytes { cedit_add_history(edit, $0.baseAddress!.assumingMemoryBound(to: CChar.self)) }
  }

  private func readPlainLine(prompt: String) -> LineRead {
    _ = prompt.withCString { write(1, $0, strlen($0)) }
    while true {
      if let end = rest.firstIndex(of: 0x0A) {
        defer { rest.removeFirst(end + 1) }
        return .line(Array(rest[...end]))
      }
      var waiting = [
        pollfd(fd: 0, events: Int16(POLLIN), revents: 0), pollfd(fd: wake, events: Int16(POLLIN), revents: 0),
      ]
      if poll(&waiting, wake >= 0 ? 2 : 1, -1) < 0 { continue }
      var buffer = [UInt8](repeating: 0, count: 4096)
      if waiting[1].revents & Int16(POLLIN) != 0 {
        _ = read(wake, &buffer, buffer.count)
        rest = []
        return .interrupted
      }
      let count = read(0, &buffer, buffer.count)
      if count <= 0 { return .end }
      rest += buffer[..<count]
    }
  }
}
