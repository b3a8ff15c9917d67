// SPDX-License-Identifier: Apache-2.0
//
// PlainLines.swift — lines as the terminal itself edits them: for terminals without a cursor that moves, for systems
// without libedit, and when the person's editrc says so.
//
// Fails.    What the program writes while a line is typed comes in between, as in any program without an editor.

import Glibc

struct PlainLines {
  private let wake: Int32
  private var rest: [UInt8] = []

  /// - Parameter wake: a descriptor that ends the reading of a line when it becomes readable.
  init(wake: Int32) { self.wake = wake }

  mutating func read(prompt: String) -> LineRead {
    TerminalOutput.shared.freshRow()
    Terminal.send(Array(prompt.utf8))
    while true {
      if let end = rest.firstIndex(of: 0x0A) {
        defer { rest.removeFirst(end + 1) }
        return .line(Array(rest[...end]))
      }
      var waiting = [
        pollfd(fd: 0, events: Int16(POLLIN), revents: 0), pollfd(fd: wake, events: Int16(POLLIN), revents: 0),
      ]
      if poll(&waiting, 2, -1) < 0 { continue }
      var buffer = [UInt8](repeating: 0, count: 4096)
      if waiting[1].revents & Int16(POLLIN) != 0 {
        _ = Glibc.read(wake, &buffer, buffer.count)
        rest = []
        Terminal.send([0x0A])
        return .interrupted
      }
      let count = Glibc.read(0, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      if count > 0 {
        rest += buffer[..<count]
        continue
      }
      // ^D behind a text gives what was typed so far; a person goes on with it.
      if !rest.isEmpty { continue }
      Terminal.send([0x0A])
      return .end
    }
  }
}
