// SPDX-License-Identifier: Apache-2.0
//
// Conversation.swift — the release command as a script that is written while it runs: the next lines may depend on what
// the ones before printed.

import Glibc
import Support

/// A running command with pipes at both ends.
final class Conversation {
  private var pid = pid_t()
  private let input: Int32
  private let output: Int32
  private let errors: Int32
  private var unread = ""
  private var unreadErrors = ""

  init?() {
    var ends = [[Int32]](repeating: [-1, -1], count: 3)
    for index in 0..<3 where pipe(&ends[index]) != 0 { return nil }
    for end in ends.joined() { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[0][0], 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1][1], 1)
    posix_spawn_file_actions_adddup2(&actions, ends[2][1], 2)
    var arguments = [strdup(Repository.loam), nil]
    var variables = [strdup("PATH=/usr/bin:/bin"), strdup("LANG=C.UTF-8"), strdup("HOME=/tmp"), nil]
    defer { for pointer in arguments + variables { free(pointer) } }
    let result = posix_spawn(&pid, Repository.loam, &actions, nil, &arguments, &variables)
    for end in [ends[0][0], ends[1][1], ends[2][1]] { close(end) }
    input = ends[0][1]
    output = ends[1][0]
    errors = ends[2][0]
    if result != 0 { return nil }
    signal(SIGPIPE, SIG_IGN)
  }

  deinit {
    if pid > 0 {
      kill(pid, SIGKILL)
      waitpid(pid, nil, 0)
    }
    for end in [input, output, errors] { close(end) }
  }

  func write(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(input, $0.baseAddress, $0.count) }
      if count <= 0 { return }
      bytes = bytes.dropFirst(count)
    }
  }

  /// What is printed before a line that begins with `mark`, and that line; nil when the command ends before, or takes
  /// longer than `seconds`.
  func read(upTo mark: String, seconds: Int = 20) -> (before: String, line: String)? {
    let start = time(nil)
    while true {
      if let found = find("\n" + mark) { return found }
      if unread.hasPrefix(mark), let end = unread.firstIndex(of: "\n") {
        defer { unread = String(unread[unread.index(after: end)...]) }
        return ("", String(unread[..<end]))
      }
      guard time(nil) - start < seconds, readMore() else { return nil }
    }
  }

  /// Reads what comes next at either end, so that the command never waits for either; false when nothing does.
  private func readMore() -> Bool {
    var waiting = [
      pollfd(fd: output, events: Int16(POLLIN), revents: 0), pollfd(fd: errors, events: Int16(POLLIN), revents: 0),
    ]
    if poll(&waiting, 2, 5000) <= 0 { return false }
    if waiting[1].revents & Int16(POLLIN) != 0, let more = readSome(errors) { unreadErrors += more }
    guard waiting[0].revents != 0 else { return true }
    guard let more = readSome(output) else { return false }
    unread += more
    return true
  }

  private func find(_ mark: String) -> (before: String, line: String)? {
    guard let range = firstRange(of: mark), let end = unread[range.upperBound...].firstIndex(of: "\n") else {
      return nil
    }
    let before = String(unread[..<range.lowerBound]) + "\n"
    let line = String(unread[unread.index(after: range.lowerBound)..<end])
    unread = String(unread[unread.index(after: end)...])
    return (before, line)
  }

  private func firstRange(of mark: String) -> Range<String.Index>? {
    var at = unread.startIndex
    while let newline = unread[at...].firstIndex(of: "\n") {
      if unread[newline...].hasPrefix(mark) { return newline..<unread.index(newline, offsetBy: mark.count) }
      at = unread.index(after: newline)
    }
    return nil
  }

  /// What it wrote to standard error, after it has ended.
  func errorText() -> String {
    var text = unreadErrors
    unreadErrors = ""
    while let more = readSome(errors) { text += more }
    return text
  }

  /// How it ended, after `errorText`: its exit code, or 128 + the signal; nil: it goes on.
  func status() -> Int32? {
    var status: Int32 = 0
    for _ in 0..<100 where pid > 0 {
      if waitpid(pid, &status, WNOHANG) == pid {
        pid = 0
        return status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
      }
      usleep(10_000)
    }
    return nil
  }

  private func readSome(_ descriptor: Int32) -> String? {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    if poll(&waiting, 1, 5000) <= 0 { return nil }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = Glibc.read(descriptor, &buffer, buffer.count)
    return count <= 0 ? nil : String(decoding: buffer[..<count], as: UTF8.self)
  }
}
