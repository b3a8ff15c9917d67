// SPDX-License-Identifier: Apache-2.0
//
// Terminal.swift — the release command on a pseudo-terminal, typed at and read from by tests.

import Glibc
import Support

/// A prompt on a pseudo-terminal.
final class Terminal {
  private let master: Int32
  private var pid = pid_t()
  private(set) var output = ""
  /// Where the next `expect` begins to look.
  private var seen = 0

  /// Starts the prompt with a history file of its own.
  init(history: String, arguments: [String] = [], environment: [String: String] = [:]) throws {
    // By its requests: the C library's functions for it are hidden from Swift.
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var number: UInt32 = 0
    var locked: Int32 = 0
    guard master >= 0, ioctl(master, 0x8004_5430, &number) == 0, ioctl(master, 0x4004_5431, &locked) == 0 else {
      throw Failure.terminal
    }
    let name = "/dev/pts/\(number)"
    var size = winsize(ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // The first terminal that a session's leader opens becomes the one that ^C comes from.
    posix_spawn_file_actions_addopen(&actions, 0, name, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, 0x80 /* POSIX_SPAWN_SETSID */)
    var variables = [
      "PATH": "/usr/bin:/bin", "TERM": "xterm", "LANG": "C.UTF-8", "HOME": "/tmp", "LOAM_HISTORY": history,
    ]
    for (name, value) in environment { variables[name] = value }
    var argv: [UnsafeMutablePointer<CChar>?] = ([Repository.loam] + arguments).map { strdup($0) } + [nil]
    var envp: [UnsafeMutablePointer<CChar>?] = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in argv + envp { free(pointer) } }
    guard posix_spawn(&pid, Repository.loam, &actions, &attributes, &argv, &envp) == 0 else { throw Failure.start }
  }

  deinit {
    if pid > 0 {
      kill(pid, SIGKILL)
      waitpid(pid, nil, 0)
    }
    close(master)
  }

  enum Failure: Error, CustomStringConvertible {
    case terminal, start
    case missing(String, screen: String)
    var description: String {
      switch self {
      case .terminal: "no pseudo-terminal to be had"
      case .start: "the release command could not be started: run 'make build'"
      case .missing(let text, let screen): "'\(text)' did not appear in:\n\(screen)"
      }
    }
  }

  func type(_ text: String) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
  }

  /// Types a line and waits for the next prompt; gives what was printed before it.
  @discardableResult
  func enter(_ line: String) throws -> String {
    type(line + "\n")
    try expect("\n")
    // The prompt stands at the beginning of a line: help texts have some elsewhere.
    seen -= 1
    return try expect("\nloam> ")
  }

  /// Reads until a text appears after what was seen before; gives what stands before it.
  @discardableResult
  func expect(_ text: String, seconds: Double = 20) throws -> String {
    var waited = 0.0
    while true {
      let rest = output.dropFirst(seen)
      if let found = rest.firstRange(of: text) {
        let before = String(rest[..<found.lowerBound])
        seen += rest.distance(from: rest.startIndex, to: found.upperBound)
        return before
      }
      if waited > seconds { throw Failure.missing(text, screen: output) }
      if !readSome() { throw Failure.missing(text, screen: output) }
      waited += 0.05
    }
  }

  /// Waits for what is there; false when the other end is closed.
  private func readSome() -> Bool {
    var wait = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    if poll(&wait, 1, 50) <= 0 { return true }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = read(master, &buffer, buffer.count)
    if count <= 0 { return false }
    output += String(decoding: buffer[..<count].filter { $0 != 0x0D }, as: UTF8.self)
    return true
  }

  /// Waits for the end of the command: its exit code, or 128 + the signal.
  func wait(seconds: Double = 10) -> Int32? {
    var status: Int32 = 0
    for _ in 0..<Int(seconds * 50) {
      _ = readSome()
      if waitpid(pid, &status, WNOHANG) == pid {
        pid = 0
        return status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
      }
      usleep(20_000)
    }
    return nil
  }
}
