// SPDX-License-Identifier: Apache-2.0
//
// Mirrors.swift — copies of a stopped frame's variables, with what they lead to in the stack.

import CRuntime
import Types

/// What loam_mirrors_read copied for an entry. The mirrors are kept alive as long as this.
final class Mirrors {
  /// Why variables could not be copied; then none was.
  enum Failure: Error {
    /// The variable of this name and number leads to something that has no mirror.
    case obstacle(loam_mirror_obstacle, name: String, number: Int)
    case status(loam_status)

    /// As part of a sentence.
    var text: String {
      switch self {
      case .obstacle(LOAM_MIRROR_CLOSURE, let name, _): "\(name) leads to a closure in the stack"
      case .obstacle(LOAM_MIRROR_FOREIGN, let name, _): "\(name) leads into the stack of another goroutine"
      case .obstacle(LOAM_MIRROR_TOO_LARGE, let name, _):
        "\(name) leads to more than \(LOAM_MIRROR_BYTES >> 20) MB, or \(LOAM_MIRROR_PIECES) places, in the stack"
      case .obstacle(_, let name, _): "\(name) leads into the stack by a pointer that does not say to what"
      case .status(.LOAM_NO_MEMORY): "there is no memory for a copy of what the variables lead to"
      case .status(.LOAM_INVALID_ARGUMENT): "a variable is not there yet"
      case .status(let status): "the variables cannot be read (\(String(cString: loam_status_name(status))))"
      }
    }
  }

  private let raw: OpaquePointer
  /// The variables of the session that hold the copies of the frame's.
  let shadows: [ObjectID]

  /// Reads the variables of the stopped frame into what stands for them.
  init(_ locals: [Debugger.Local], of runtime: OpaquePointer) throws(Failure) {
    let variables: [UnsafePointer<loam_variable>?] = locals.map(\.variable)
    let memory: [UnsafeMutableRawPointer?] = locals.map(\.memory)
    var made: OpaquePointer?
    var refusal = loam_mirror_refusal()
    let status = loam_mirrors_read(runtime, variables, memory, UInt32(locals.count), &made, &refusal)
    guard status == .LOAM_OK, let made else {
      throw status == .LOAM_LIMIT
        ? .obstacle(refusal.obstacle, name: locals[Int(refusal.variable)].name, number: Int(refusal.variable))
        : .status(status)
    }
    raw = made
    shadows = locals.map(\.shadow)
  }

  deinit { loam_mirrors_destroy(raw) }

  /// Where what lies at an address of a copy is from; nil: it is in none. Requires: the world stands.
  func origin(of address: UInt64) -> UInt64? {
    loam_mirrors_origin(raw, UnsafeRawPointer(bitPattern: UInt(address))).map { UInt64(UInt(bitPattern: $0)) }
  }

  /// Has the frame, and what it leads to in the stack, find what was changed.
  /// - Returns: what is to be said about it.
  func write() -> [String] {
    var left: UInt32 = 0
    guard loam_mirrors_write(raw, &left) == .LOAM_OK, left > 0 else { return [] }
    return [
      left == 1
        ? "a pointer leads to a copy now: what it was set to may end before it"
        : "\(left) pointers lead to copies now: what they were set to may end before them"
    ]
  }
}
