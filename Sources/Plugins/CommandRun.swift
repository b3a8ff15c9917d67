// SPDX-License-Identifier: Apache-2.0
//
// CommandRun.swift — a command of a plugin, on a thread of its own, so that one that never ends does not keep the prompt.
//
// How.      The prompt waits for the thread. Some time after ^C, of which the command is told when it asks, it waits no
//           longer: what the command prints from there on is dropped, and the plugin stays loaded as long as it runs.
// Why not.  Leaving it by a signal, as faults are left: it may hold a lock of libc's, and the process goes on.

import CPlugins
import Dispatch
import Glibc
import Synchronization

/// One run. `@unchecked Sendable` because what both threads use is guarded or never changes.
final class CommandRun: @unchecked Sendable {
  private let record: OpaquePointer
  private let index: UInt32
  private let argument: String
  private let write: (Int32, String) -> Void
  private let isInterrupted: () -> Bool
  private let whenOver: () -> Void
  private let end = DispatchSemaphore(value: 0)
  private let state = Mutex(State())

  private struct State {
    var isLeft = false
    var answer: Int32 = -1
    var reason = ""
  }

  /// How it went.
  enum Outcome {
    /// What it answered, with the words of a fault.
    case over(answer: Int32, reason: String)
    case left
  }

  /// Milliseconds between ^C and the end of patience.
  private static let patience = 2000
  private static let interval = 50

  /// - Parameter whenOver: called on the command's thread when it has ended.
  init(
    _ record: OpaquePointer, _ index: UInt32, _ argument: String, write: @escaping (Int32, String) -> Void,
    isInterrupted: @escaping () -> Bool, whenOver: @escaping () -> Void
  ) {
    self.record = record
    self.index = index
    self.argument = argument
    self.write = write
    self.isInterrupted = isInterrupted
    self.whenOver = whenOver
  }

  /// Runs it, until it ends or is to be left.
  func outcome() -> Outcome {
    var thread = pthread_t()
    let own = Unmanaged.passRetained(self)
    if pthread_create(&thread, nil, runCommand, own.toOpaque()) == 0 {
      pthread_detach(thread)
    } else {
      own.release()
      run()
    }
    var waited = 0
    while end.wait(timeout: .now() + .milliseconds(CommandRun.interval)) == .timedOut {
      waited = isInterrupted() ? waited + CommandRun.interval : 0
      if waited < CommandRun.patience { continue }
      state.withLock { $0.isLeft = true }
      return .left
    }
    return state.withLock { .over(answer: $0.answer, reason: $0.reason) }
  }

  fileprivate func run() {
    var reply = loam_plugin_reply(
      write: { CommandRun.at($0).print($1, String(cString: $2!)) },
      is_interrupted: { CommandRun.at($0).isToEnd },
      context: Unmanaged.passUnretained(self).toOpaque())
    var reason = Reason()
    let answer = reason.written { loam_plugin_run(record, index, argument, &reply, $0) }
    state.withLock {
      $0.answer = answer
      $0.reason = reason.text
    }
    whenOver()
    end.signal()
  }

  private func print(_ descriptor: Int32, _ text: String) {
    if !state.withLock({ $0.isLeft }) { write(descriptor, text) }
  }

  private var isToEnd: Bool { state.withLock { $0.isLeft } || isInterrupted() }

  private static func at(_ address: UnsafeMutableRawPointer?) -> CommandRun {
    Unmanaged<CommandRun>.fromOpaque(address!).takeUnretainedValue()
  }
}

private func runCommand(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  Unmanaged<CommandRun>.fromOpaque(context!).takeRetainedValue().run()
  return nil
}
