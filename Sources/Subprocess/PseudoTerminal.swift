// SPDX-License-Identifier: Apache-2.0
//
// PseudoTerminal.swift — starts a program on a terminal of its own, types at it and reads what it writes there.

import Glibc

/// A program on a pseudo-terminal. It is killed when this goes.
public final class PseudoTerminal {
  private let master: Int32
  private var pid = pid_t()

  public struct Failure: Error, CustomStringConvertible {
    public let description: String
  }

  /// - Parameter environment: all variables that it has.
  public init(_ command: [String], environment: [String: String], columns: Int = 80, rows: Int = 24) throws {
    // By its requests: the C library's functions for it are hidden from Swift.
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var number: UInt32 = 0
    var locked: Int32 = 0
    guard master >= 0, ioctl(master, 0x8004_5430, &number) == 0, ioctl(master, 0x4004_5431, &locked) == 0 else {
      throw Failure(description: "no pseudo-terminal to be had")
    }
    resize(columns: columns, rows: rows)
    let name = "/dev/pts/\(number)"
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
    var argv: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
    var envp: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in argv + envp { free(pointer) } }
    guard posix_spawn(&pid, command[0], &actions, &attributes, &argv, &envp) == 0 else {
      throw Failure(description: "\(command[0]) could not be started: run 'make build'")
    }
  }

  deinit {
    if pid > 0 {
      kill(pid, SIGKILL)
      waitpid(pid, nil, 0)
    }
    close(master)
  }

  /// Changes the terminal's size, which it tells the program.
  public func resize(columns: Int, rows: Int) {
    var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
  }

  /// Whether the terminal shows what is typed and gives it line by line.
  public var editsLines: Bool {
    var modes = termios()
    let wanted = tcflag_t(ICANON | ECHO)
    return tcgetattr(master, &modes) == 0 && modes.c_lflag & wanted == wanted
  }

  /// Types bytes; `take` gets what the program writes meanwhile, so that neither side waits for the other.
  /// - Returns: whether it has taken all of them.
  @discardableResult
  public func type(_ bytes: [UInt8], take: ([UInt8]) -> Void) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      var wait = pollfd(fd: master, events: Int16(POLLIN | POLLOUT), revents: 0)
      if poll(&wait, 1, 1000) <= 0 { return false }
      if wait.revents & Int16(POLLIN) != 0, let read = read(within: 0) { take(read) }
      guard wait.revents & Int16(POLLOUT) != 0 else { continue }
      let count = rest.prefix(512).withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
      if count <= 0 { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// Waits for what the program writes: empty when nothing came, nil when it has closed the terminal.
  public func read(within milliseconds: Int32) -> [UInt8]? {
    var wait = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    if poll(&wait, 1, milliseconds) <= 0 { return [] }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = Glibc.read(master, &buffer, buffer.count)
    return count <= 0 ? nil : Array(buffer[..<count])
  }

  /// If the program has ended: its exit code, or 128 + the signal.
  public func ended() -> Int32? {
    var status: Int32 = 0
    guard pid > 0, waitpid(pid, &status, WNOHANG) == pid else { return nil }
    pid = 0
    return status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
  }

  public func send(signal number: Int32) { if pid > 0 { kill(pid, number) } }
}
