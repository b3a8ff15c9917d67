// SPDX-License-Identifier: Apache-2.0
//
// Subprocess.swift — runs a program with given input and collects what it prints, with a time limit.

import Glibc

/// What a finished program left.
public struct Finished: Sendable {
  /// Exit code, or 128 + the signal that ended it.
  public let status: Int32
  public let output: [UInt8]
  public let errors: [UInt8]
  public let timedOut: Bool
  /// The most memory that it had resident, in KiB; the system counts what the starting process had as the least.
  public var peakKilobytes: Int = 0

  public var outputText: String { String(decoding: output, as: UTF8.self) }
  public var errorText: String { String(decoding: errors, as: UTF8.self) }
}

public enum Subprocess {
  private static let starting = Lock()

  /// Runs `arguments[0]` and waits for it, at most `seconds`.
  /// - Parameter environment: added to this process's own.
  public static func run(
    _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:], directory: String? = nil,
    seconds: Int = 120
  ) -> Finished {
    var inPipe: [Int32] = [0, 0]
    var outPipe: [Int32] = [0, 0]
    var errPipe: [Int32] = [0, 0]
    // Between making a pipe and closing it on exec another thread must not start a program, which would hold it open.
    starting.lock()
    precondition(pipe(&inPipe) == 0 && pipe(&outPipe) == 0 && pipe(&errPipe) == 0)
    for descriptor in inPipe + outPipe + errPipe { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, inPipe[0], 0)
    posix_spawn_file_actions_adddup2(&actions, outPipe[1], 1)
    posix_spawn_file_actions_adddup2(&actions, errPipe[1], 2)
    defer { posix_spawn_file_actions_destroy(&actions) }

    var variables = currentEnvironment()
    for (name, value) in environment { variables[name] = value }
    let words = directory.map { ["env", "-C", $0] + arguments } ?? arguments
    var argv: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    var envp: [UnsafeMutablePointer<CChar>?] = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in argv + envp { free(pointer) } }
    var pid = pid_t()
    let spawned = posix_spawnp(&pid, words[0], &actions, nil, &argv, &envp)
    starting.unlock()
    close(inPipe[0])
    close(outPipe[1])
    close(errPipe[1])
    guard spawned == 0 else {
      for descriptor in [inPipe[1], outPipe[0], errPipe[0]] { close(descriptor) }
      return Finished(status: 127, output: [], errors: Array("cannot start \(arguments[0])".utf8), timedOut: false)
    }
    let (output, errors, timedOut) = exchange(input, inPipe[1], outPipe[0], errPipe[0], seconds)
    if timedOut { kill(pid, SIGKILL) }
    var status: Int32 = 0
    var usage = rusage()
    while wait4(pid, &status, 0, &usage) < 0 && errno == EINTR {}
    let code = status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
    return Finished(
      status: code, output: output, errors: errors, timedOut: timedOut, peakKilobytes: Int(usage.ru_maxrss))
  }

  /// Writes the input and reads both outputs until they end.
  private static func exchange(
    _ input: [UInt8], _ inFD: Int32, _ outFD: Int32, _ errFD: Int32, _ seconds: Int
  ) -> ([UInt8], [UInt8], Bool) {
    if !input.isEmpty { signal(SIGPIPE, SIG_IGN) }
    var output: [UInt8] = []
    var errors: [UInt8] = []
    var written = 0
    var descriptors = [
      pollfd(fd: outFD, events: Int16(POLLIN), revents: 0), pollfd(fd: errFD, events: Int16(POLLIN), revents: 0),
      pollfd(fd: inFD, events: Int16(POLLOUT), revents: 0),
    ]
    if input.isEmpty {
      close(inFD)
      descriptors[2].fd = -1
    }
    let deadline = time(nil) + seconds
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var timedOut = false
    while descriptors[0].fd >= 0 || descriptors[1].fd >= 0 {
      if time(nil) >= deadline {
        timedOut = true
        break
      }
      if poll(&descriptors, 3, 500) <= 0 { continue }
      for index in 0..<2 where descriptors[index].fd >= 0 && descriptors[index].revents != 0 {
        let count = read(descriptors[index].fd, &buffer, buffer.count)
        if count > 0 {
          if index == 0 { output += buffer[..<count] } else { errors += buffer[..<count] }
        } else if count == 0 || errno != EINTR {
          close(descriptors[index].fd)
          descriptors[index].fd = -1
        }
      }
      if descriptors[2].fd >= 0 && descriptors[2].revents != 0 {
        let count = input[written...].withUnsafeBytes { write(inFD, $0.baseAddress, $0.count) }
        if count > 0 { written += count }
        if written == input.count || count < 0 && errno != EINTR {
          close(inFD)
          descriptors[2].fd = -1
        }
      }
    }
    for descriptor in descriptors where descriptor.fd >= 0 { close(descriptor.fd) }
    return (output, errors, timedOut)
  }

  private static func currentEnvironment() -> [String: String] {
    var variables: [String: String] = [:]
    var pointer = environ
    while let entry = pointer.pointee {
      let text = String(cString: entry)
      if let equals = text.firstIndex(of: "=") {
        variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
      }
      pointer += 1
    }
    return variables
  }
}

/// A mutual exclusion lock.
///
/// `@unchecked Sendable` because the C library's mutex may be used by all threads.
private final class Lock: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  init() { pthread_mutex_init(mutex, nil) }
  deinit { mutex.deallocate() }
  func lock() { pthread_mutex_lock(mutex) }
  func unlock() { pthread_mutex_unlock(mutex) }
}
