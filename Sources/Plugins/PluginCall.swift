// SPDX-License-Identifier: Apache-2.0
//
// PluginCall.swift — a plugin's enter, leave or command, or what closes its resources, on a thread of its own: one that
// never ends keeps nobody.
//
// How.      Who called waits for the thread. Some time after ^C, of which a command is told when it asks, it waits no
//           longer: what a command prints from there on is dropped, and the plugin stays loaded as long as it runs.
// Why not.  Leaving it by a signal, as faults are left: it may hold a lock of libc's, and the process goes on.

import CPlugins
import Dispatch
import Glibc
import Synchronization

/// One call. `@unchecked Sendable` because what both threads use is guarded, or passes from one to the other with `end`.
final class PluginCall: @unchecked Sendable {
  private let call = UnsafeMutablePointer<loam_plugin_call>.allocate(capacity: 1)
  private let argument: UnsafeMutablePointer<CChar>?
  private let reason = UnsafeMutablePointer<CChar>.allocate(capacity: Int(LOAM_PLUGIN_REASON))
  private let write: (Int32, String) -> Void
  private let isInterrupted: () -> Bool
  private let whenOver: () -> Void
  private let end = DispatchSemaphore(value: 0)
  private let isLeft = Atomic(false)

  /// How it went.
  enum Outcome {
    /// What it answered, with the words of a refusal or a fault.
    case over(answer: Int32, reason: String)
    case left
  }

  /// Milliseconds between ^C and the end of patience.
  private static let patience = 2000
  private static let interval = 50

  /// - Parameters:
  ///   - isInterrupted: whether ^C has come. Any thread.
  ///   - write: receives what a command prints, on the call's thread.
  ///   - whenOver: called on the call's thread when it has ended.
  init(
    _ record: OpaquePointer, _ part: loam_plugin_part, command: UInt32, argument: String,
    of runtime: OpaquePointer?, isInterrupted: @escaping () -> Bool, write: @escaping (Int32, String) -> Void,
    whenOver: @escaping () -> Void
  ) {
    self.argument = strdup(argument)
    self.write = write
    self.isInterrupted = isInterrupted
    self.whenOver = whenOver
    reason.pointee = 0
    call.initialize(to: loam_plugin_call())
    let context = Unmanaged.passUnretained(self).toOpaque()
    call.pointee.plugin = record
    call.pointee.part = part
    call.pointee.command = command
    call.pointee.runtime = runtime
    call.pointee.argument = UnsafePointer(self.argument)
    call.pointee.reason = reason
    call.pointee.context = context
    call.pointee.over = { Unmanaged<PluginCall>.fromOpaque($0!).takeRetainedValue().isOver() }
    call.pointee.reply = loam_plugin_reply(
      write: { PluginCall.at($0).print($1, String(cString: $2!)) },
      is_interrupted: { PluginCall.at($0).isToEnd },
      context: context)
  }

  deinit {
    call.deallocate()
    reason.deallocate()
    free(argument)
  }

  /// Does it, until it ends or is to be left.
  /// - Parameter patience: milliseconds after an interrupt; nil: as usual.
  func outcome(patience: Int? = nil) -> Outcome {
    _ = Unmanaged.passRetained(self)  // for `over`
    loam_plugin_begin(call)
    var waited = 0
    while end.wait(timeout: .now() + .milliseconds(PluginCall.interval)) == .timedOut {
      waited = isInterrupted() ? waited + PluginCall.interval : 0
      if waited < patience ?? PluginCall.patience { continue }
      isLeft.store(true, ordering: .releasing)
      return .left
    }
    return .over(answer: call.pointee.answer, reason: text(reason))
  }

  private func isOver() {
    whenOver()
    end.signal()
  }

  private func print(_ descriptor: Int32, _ text: String) {
    if !isLeft.load(ordering: .acquiring) { write(descriptor, text) }
  }

  private var isToEnd: Bool { isLeft.load(ordering: .acquiring) || isInterrupted() }

  private static func at(_ address: UnsafeMutableRawPointer?) -> PluginCall {
    Unmanaged<PluginCall>.fromOpaque(address!).takeUnretainedValue()
  }
}
