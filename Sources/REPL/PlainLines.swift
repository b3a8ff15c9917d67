// SPDX-License-Identifier: Apache-2.0
//
// PlainLines.swift — lines as the terminal itself edits them: for terminals without a cursor that moves, for systems
// without libedit, and when the person's editrc says so.
//
// Fails.    What the program writes while a line is typed comes in between, as in any program without an editor.

import Glibc

struct PlainLines {
  private let wake: Int32
  private let output: Int32
  private var rest: [UInt8] = []

  /// - Parameters:
  ///   - wake: a descriptor that ends the reading of a line when it becomes readable.
  ///   - output: one that becomes readable when something may have come about; -1: none.
  init(wake: Int32, output: Int32) {
    self.wake = wake
    self.output = output
  }

  /// - Parameters:
  ///   - preceding: whether the line goes on with an entry.
  ///   - notice: asked whenever something may have come about.
  mutating func read(prompt: String, preceding: Bool, notice: () -> Notice?) -> LineRead {
    var prompt = prompt
    TerminalOutput.shared.freshRow()
    Terminal.send(Array(prompt.utf8))
    while true {
      if let end = rest.firstIndex(of: 0x0A) {
        defer { rest.removeFirst(end + 1) }
        return .line(Array(rest[...end]))
      }
      var waiting = [
        pollfd(fd: 0, events: Int16(POLLIN), revents: 0), pollfd(fd: wake, events: Int16(POLLIN), revents: 0),
        pollfd(fd: output, events: Int16(POLLIN), revents: 0),
      ]
      if poll(&waiting, nfds_t(waiting.count), -1) < 0 {
        if errno == EINTR { continue }
        return .end
      }
      var buffer = [UInt8](repeating: 0, count: 4096)
      if waiting[1].revents & Int16(POLLIN) != 0 {
        _ = Glibc.read(wake, &buffer, buffer.count)
        rest = []
        Terminal.send([0x0A])
        return .interrupted
      }
      if waiting[2].revents & Int16(POLLIN) != 0 {
        _ = Glibc.read(output, &buffer, buffer.count)
        if let notice = notice() {
          if !preceding { prompt = notice.prompt }
          TerminalOutput.shared.print(1, "\n" + notice.lines.map { $0 + "\n" }.joined())
          Terminal.send(Array(prompt.utf8))
        }
        continue
      }
      let count = Glibc.read(0, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      if count > 0 {
        rest += buffer[..<count]
        continue
      }
      // ^D behind a text gives what was typed so far; a person goes on with it. At a terminal that is gone there is
      // neither a person nor anything to wait for.
      let isGone = count < 0 || waiting[0].revents & Int16(POLLHUP | POLLERR | POLLNVAL) != 0
      if !rest.isEmpty && !isGone { continue }
      Terminal.send([0x0A])
      return .end
    }
  }
}
