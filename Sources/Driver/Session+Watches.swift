// SPDX-License-Identifier: Apache-2.0
//
// Session+Watches.swift — places whose change stops the program.
//
// How.      A name of the stopped frame is watched in the frame, wherever it moves. Of other expressions the place that
//           they name now is asked for by evaluating their address; memory of the heap and package variables do not move.

import CRuntime
import Codegen
import Types

/// A watch as it is listed.
public struct WatchFigures: Sendable {
  public let number: Int
  public let name: String
  public let text: String
}

extension Session {
  public func watches() -> [WatchFigures] {
    debugger.watches.map { WatchFigures(number: $0.number, name: $0.name, text: $0.text) }
  }

  /// Watches a variable, or the place that an expression such as `p.x` names now.
  /// - Returns: its number, and its value.
  public func watch(_ expression: String) throws(Refused) -> WatchFigures {
    let expression = expression.trimmed
    var id: UInt32 = 0
    let type: UnsafePointer<loam_type>
    do {
      if let (_, variable, _) = execution.withTables({ visible().last { $0.0 == expression } }) {
        try refuse(loam_watch_variable(execution.runtime.raw, variable, &id), expression)
        type = variable.pointee.type
      } else {
        let (address, descriptor) = try place(of: expression)
        let size = descriptor.pointee.size
        try refuse(loam_watch_memory(execution.runtime.raw, address, size, &id), expression)
        type = descriptor
      }
      try makeFormsUsual()
    } catch {
      throw refused(error)
    }
    debugger.lastNumber += 1
    let watch = Debugger.Watch(
      number: debugger.lastNumber, name: expression, id: id, type: type, text: value(id, type) ?? "")
    debugger.watches.append(watch)
    return WatchFigures(number: watch.number, name: watch.name, text: watch.text)
  }

  /// Has functions of the person's own that are called from now on tell of each statement.
  func makeFormsUsual() throws {
    try onLargeStack { Result { try execution.withTables { try execution.compiler.makeForms(usual: true) } } }.get()
  }

  public func clearWatch(_ number: Int) throws(Refused) {
    guard let index = debugger.watches.firstIndex(where: { $0.number == number }) else {
      throw Refused("there is no watch \(number); :watch lists them")
    }
    _ = loam_watch_end(execution.runtime.raw, debugger.watches.remove(at: index).id)
    do { try updateForms() } catch { throw refused(error) }
  }

  private func refuse(_ status: loam_status, _ expression: String) throws {
    switch status {
    case .LOAM_OK: return
    case .LOAM_LIMIT: throw Refused("\(LOAM_WATCHES) places are watched already; :watch clear N ends one")
    default: throw Refused("\(expression) names no place that can be watched")
    }
  }

  /// The address that an expression names now, and the type of what is there.
  private func place(of expression: String) throws -> (UnsafeMutableRawPointer, UnsafePointer<loam_type>) {
    let name = "loam_watch_\(debugger.lastNumber + 1)"
    switch evaluate(
      Array("\(name) := &(\(expression))".utf8), name: "watch", Form(staysCompiled: true, passesBreakpoints: true))
    {
    case .done: break
    case .errors(let lines): throw Refused(Session.withoutPlace(lines.first ?? "\(expression) does not compile"))
    case .incomplete: throw Refused("\(expression) ends too early")
    default: throw Refused("evaluating &\(expression) failed")
    }
    let object = program.object(name, in: package)
    guard object.exists, let element = program.types.pointerElement(program[object].type) else {
      throw Refused("\(expression) names no place that can be watched")
    }
    return try execution.withTables {
      let memory = try execution.compiler.address(of: object)
      guard let address = memory.load(as: UnsafeMutableRawPointer?.self) else {
        throw Refused("\(expression) names no place that can be watched")
      }
      if isInCopy(address) {
        throw Refused("\(expression) is a part of a variable of the frame; :watch takes the whole variable")
      }
      return (address, try execution.compiler.typeDescriptor(for: element))
    }
  }

  /// Whether a place is in a copy of a variable of the frame. Requires: the tables' lock.
  private func isInCopy(_ address: UnsafeMutableRawPointer) -> Bool {
    isStopped
      && visible().contains { _, variable, object in
        guard let shadow = debugger.shadows[object], let memory = try? execution.compiler.address(of: shadow) else {
          return false
        }
        return address >= memory && address < memory + Int(variable.pointee.type.pointee.size)
      }
  }

  /// A message without the place in a text that the person did not write.
  static func withoutPlace(_ line: String) -> String {
    let parts = line.split(separator: ":", maxSplits: 3, omittingEmptySubsequences: false)
    return parts.count == 4 ? parts[3].trimmed : line
  }

  private func value(_ id: UInt32, _ type: UnsafePointer<loam_type>) -> String? {
    stopped {
      loam_watch_address(execution.runtime.raw, id).map { ValueText.text(of: type, at: UInt(bitPattern: $0)) }
    }
  }

  // MARK: At a stop

  func watchChanged(_ at: loam_stop) -> StopReason {
    guard let index = debugger.watches.firstIndex(where: { $0.id == at.watch }) else { return .step }
    let watch = debugger.watches[index]
    let new = value(watch.id, watch.type) ?? ""
    debugger.watches[index].text = new
    let place = at.changed_in.map { "\(text($0.pointee.file)):\(at.changed_line)" } ?? "code without breakpoints"
    return .watch(watch.number, watch.name, old: watch.text, new: new, changedAt: place)
  }

  func watchEnded(_ at: loam_stop) -> StopReason {
    guard let index = debugger.watches.firstIndex(where: { $0.id == at.watch }) else { return .step }
    let watch = debugger.watches.remove(at: index)
    return .watchEnded(watch.number, watch.name, last: watch.text)
  }

  /// Watches of goroutines that have ended are over.
  func forgetEndedWatches() {
    let ended = debugger.watches.filter { value($0.id, $0.type) == nil }
    for watch in ended {
      _ = loam_watch_end(execution.runtime.raw, watch.id)
      debugger.watches.removeAll { $0.number == watch.number }
    }
  }
}

extension StringProtocol {
  /// Without blanks at both ends.
  var trimmed: String {
    var text = Substring(self)
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}
