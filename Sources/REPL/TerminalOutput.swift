// SPDX-License-Identifier: Apache-2.0
//
// TerminalOutput.swift — what reaches the terminal: the prompt's own words and what the program writes, also while a
// line is edited.
//
// How.      The runtime hands over what is written to descriptors 1 and 2 (loam_hooks.write). Mostly it goes on to the
//           descriptor at once. While a line is edited it waits, a byte in a pipe tells the editor, and that shows it
//           above the line. Text without a newline at its end stays known, so that what follows can be joined to it.
//           The prompt's own words (values, errors, the text of a panic) begin a line of their own, as in IPython and
//           Julia, in a script as well: what is written with no bytes says that such words follow.
// Why not.  A pipe in the place of the descriptors: the program would see no terminal, output of an entry would need
//           another thread to move it, and what is in the pipe when the process dies is lost.
// Upholds.  Bytes reach the terminal in the order in which they were written, all of them; a program that writes faster
//           than the terminal takes waits. Nothing is written between two bytes of a write while a line is edited.
// Fails.    What other processes write (os/exec) and what goes around package os goes straight to the terminal.

import CEdit
import Glibc
import Synchronization

/// Standard output and standard error, as far as they are the terminal.
final class TerminalOutput: Sendable {
  /// That of the process: descriptors are the process's, too.
  static let shared = TerminalOutput()

  /// Bytes that wait at most while a line is edited; then writers wait.
  private static let limit = 1 << 20
  /// Bytes of an unfinished line that are kept to be joined with what follows.
  private static let joined = 1000

  private struct State {
    var isEditing = false
    /// What was written while a line is edited and not shown yet.
    var waiting: [UInt8] = []
    /// The end of what was shown since the last newline.
    var unfinished: [UInt8] = []
    /// Whether bytes on these descriptors appear on the terminal that lines are edited on.
    let isTerminal = [false, isatty(1) == 1, isatty(2) == 1]
    /// The descriptor whose file, which is no terminal, bytes on these come into: both may be one pipe.
    let file = [0, 1, TerminalOutput.isOneFile(1, 2) ? 1 : 2]
    /// Whether what was written to these files ends in the middle of a line.
    var isInLine = [false, false, false]
    /// Becomes readable when something waits; written to by `wakeEnd`.
    var wakeEnd: Int32 = -1
    /// Whether ASCII alone is shown of what the prompt itself says.
    var isPlain = false
    /// The first error of a write to standard output.
    var problem: Int32 = 0
  }
  private let state = Mutex(State())

  /// From now on what the prompt itself says is written in ASCII; what the program writes is its own business.
  func setPlain() { state.withLock { $0.isPlain = true } }

  /// Begins to watch the descriptors.
  /// - Returns: a descriptor that becomes readable when text waits to be shown; -1 when there is none to be had.
  func start() -> Int32 {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return -1 }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    let wakeEnd = ends[1]
    state.withLock { $0.wakeEnd = wakeEnd }
    return ends[0]
  }

  /// Writes all the bytes; none: what follows begins a line of its own. Any thread.
  /// - Returns: how many were taken, or the negative errno.
  func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    while true {
      let taken: Int? = state.withLock { state in
        guard state.isTerminal[Int(descriptor)] else {
          if bytes.isEmpty {
            TerminalOutput.endLine(descriptor, &state)
            return 0
          }
          state.isInLine[state.file[Int(descriptor)]] = bytes.last != 0x0A
          return TerminalOutput.putIntoFile(descriptor, bytes, &state)
        }
        guard state.isEditing else {
          if bytes.isEmpty {
            TerminalOutput.endLine(descriptor, &state)
            return 0
          }
          TerminalOutput.follow(bytes, &state.unfinished)
          return TerminalOutput.put(descriptor, bytes)
        }
        if state.waiting.count > TerminalOutput.limit { return nil }
        let isFirst = state.waiting.isEmpty
        if bytes.isEmpty {
          var line = state.unfinished
          state.waiting.withUnsafeBytes { TerminalOutput.follow($0, &line) }
          if !TerminalOutput.isInLine(line) { return 0 }
          state.waiting.append(0x0A)
        }
        state.waiting.append(contentsOf: bytes)
        if isFirst { _ = Glibc.write(state.wakeEnd, "!", 1) }
        return bytes.count
      }
      if let taken { return taken }
      usleep(2000)
    }
  }

  /// The errno of the first write to standard output that failed; 0: none has.
  var problem: Int32 { state.withLock { $0.problem } }

  /// Has the editor look, also when no text waits. Any thread.
  func wake() { state.withLock { if $0.wakeEnd >= 0 { _ = Glibc.write($0.wakeEnd, "!", 1) } } }

  /// Writes a text of the prompt's own that ends with a newline: on a row of its own.
  func print(_ descriptor: Int32, _ text: String) {
    var text = state.withLock { $0.isPlain } ? Screen.ascii(text) : text
    text.withUTF8 { bytes in
      state.withLock { state in
        TerminalOutput.endLine(descriptor, &state)
        _ = TerminalOutput.putIntoFile(descriptor, UnsafeRawBufferPointer(bytes), &state)
      }
    }
  }

  /// From now on output waits: a line is edited, whose prompt begins on a row of its own.
  func beginEditing() {
    state.withLock { state in
      TerminalOutput.takeFromC(&state)
      if TerminalOutput.isInLine(state.unfinished) { _ = TerminalOutput.put(1, [0x0A]) }
      state.isEditing = true
    }
  }

  /// ^C came while an entry runs: the terminal has shown it, what follows begins on a row of its own.
  func interrupted() {
    var settings = termios()
    guard tcgetattr(0, &settings) == 0, settings.c_lflag & tcflag_t(ECHO) != 0 else { return }
    state.withLock { state in
      guard state.isTerminal[1], !state.isEditing else { return }
      _ = TerminalOutput.put(1, [0x0A])
      state.unfinished = []
    }
  }

  /// Puts the cursor on a row of its own.
  func freshRow() { state.withLock { TerminalOutput.endLine(1, &$0) } }

  /// The line is finished: `text` puts the cursor on a row of its own, what waits is written, and what comes goes on at
  /// once.
  func finishLine(with text: String) {
    state.withLock { state in
      _ = TerminalOutput.put(1, Array(text.utf8))
      state.isEditing = false
      state.unfinished = []
      let waiting = state.waiting
      state.waiting = []
      guard !waiting.isEmpty else { return }
      waiting.withUnsafeBytes {
        TerminalOutput.follow($0, &state.unfinished)
        _ = TerminalOutput.put(1, $0)
      }
    }
  }

  /// What is to be shown above the line: the unfinished line that stands there already, and what waits.
  func takeWaiting() -> (standing: [UInt8], new: [UInt8]) {
    state.withLock { state in
      let result = (state.unfinished, state.waiting)
      state.waiting.withUnsafeBytes { TerminalOutput.follow($0, &state.unfinished) }
      state.waiting = []
      return result
    }
  }

  /// Something else was written above the line: what stands there unfinished is not joined any more.
  func endUnfinished() { state.withLock { $0.unfinished = [] } }

  /// What C code printed and the C library still holds comes now.
  private static func takeFromC(_ state: inout State) {
    if state.isEditing { return }
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: joined) { room in
      let count = cedit_flush_output(room.baseAddress!, room.count)
      if count == 0 { return }
      let bytes = UnsafeRawBufferPointer(start: room.baseAddress, count: count)
      if state.isTerminal[1] { follow(bytes, &state.unfinished) } else { state.isInLine[1] = bytes.last != 0x0A }
    }
  }

  /// Ends the line that what was written to a descriptor leaves unfinished.
  private static func endLine(_ descriptor: Int32, _ state: inout State) {
    takeFromC(&state)
    let isTerminal = state.isTerminal[Int(descriptor)], file = state.file[Int(descriptor)]
    if isTerminal ? isInLine(state.unfinished) : state.isInLine[file] { _ = put(descriptor, [0x0A]) }
    if isTerminal { state.unfinished = [] } else { state.isInLine[file] = false }
  }

  /// Whether the cursor is not at the beginning of a row behind a text without newlines; what only changes colours
  /// leaves it there.
  private static func isInLine(_ text: [UInt8]) -> Bool { !Terminal.plain(text).isEmpty }

  /// Whether bytes on two descriptors come into one file.
  private static func isOneFile(_ a: Int32, _ b: Int32) -> Bool {
    var first = stat(), second = stat()
    guard fstat(a, &first) == 0, fstat(b, &second) == 0 else { return false }
    return first.st_dev == second.st_dev && first.st_ino == second.st_ino
  }

  /// Keeps what follows the last newline: a return to the row's beginning may leave of it what it does not overwrite.
  private static func follow(_ bytes: UnsafeRawBufferPointer, _ unfinished: inout [UInt8]) {
    if let newline = bytes.lastIndex(of: 0x0A) {
      unfinished = Array(bytes[(newline + 1)...])
    } else {
      unfinished += bytes
    }
    if unfinished.count > joined { unfinished.removeFirst(unfinished.count - joined) }
  }

  /// Writes, and keeps the first error of standard output.
  private static func putIntoFile(
    _ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, _ state: inout State
  ) -> Int {
    let count = put(descriptor, bytes)
    if descriptor == 1, count < 0, state.problem == 0 { state.problem = Int32(-count) }
    return count
  }

  /// Writes to a descriptor until all is written.
  private static func put(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    var written = 0
    while written < bytes.count {
      let count = Glibc.write(descriptor, bytes.baseAddress! + written, bytes.count - written)
      if count >= 0 {
        written += count
      } else if errno == EAGAIN {
        var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&wait, 1, -1)
      } else if errno != EINTR {
        return written > 0 ? written : -Int(errno)
      }
    }
    return written
  }

  private static func put(_ descriptor: Int32, _ bytes: [UInt8]) -> Int {
    bytes.withUnsafeBytes { put(descriptor, $0) }
  }
}
