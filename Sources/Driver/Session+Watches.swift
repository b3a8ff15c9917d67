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
        (id, type) = try watchPlace(of: expression)
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

  /// Watches the place that an expression names now.
  /// - Returns: the watch's number in the runtime, and the type of what is there.
  private func watchPlace(of expression: String) throws -> (UInt32, UnsafePointer<loam_type>) {
    do {
      return try look(at: expression, name: "watch", asPlace: true) { looked in
        guard let variable = looked.variable, let address = UnsafeMutableRawPointer(bitPattern: variable) else {
          throw Refused("\(expression) names no place that can be watched")
        }
        if looked.isCopied {
          throw Refused("\(expression) is a part of a variable of the frame; :watch takes the whole variable")
        }
        var id: UInt32 = 0
        try refuse(
          loam_watch_memory(execution.runtime.raw, address, looked.type.pointee.size, &id), expression)
        return (id, looked.type)
      }
    } catch LookFailure.errors(let lines) {
      throw Refused(Session.withoutPlace(lines.first ?? "\(expression) does not compile"))
    } catch LookFailure.failed {
      throw Refused("evaluating &\(expression) failed")
    }
  }

  /// A message without the place in a text that the person did not write.
  public static func withoutPlace(_ line: String) -> String {
    let named = line.hasPrefix(":") ? line.dropFirst() : line[...]  // after a command
    let parts = named.split(separator: ":", maxSplits: 3, omittingEmptySubsequences: false)
    return parts.count == 4 ? parts[3].trimmed : line
  }

  private func value(_ id: UInt32, _ type: UnsafePointer<loam_type>) -> String? {
    stopped {
      loam_watch_address(execution.runtime.raw, id).map { text(of: type, at: UInt(bitPattern: $0)) }
    }
  }

  // MARK: At a stop

  /// Everything that has changed on the way to this stop.
  func watchesChanged(_ at: loam_stop) -> StopReason {
    guard let first = change(of: at.watch, at) else { return .step }
    return .watch([first] + otherChanges(at))
  }

  func watchEnded(_ at: loam_stop) -> StopReason {
    guard let index = debugger.watches.firstIndex(where: { $0.id == at.watch }) else { return .step }
    let watch = debugger.watches.remove(at: index)
    debugger.remarks += otherChanges(at).map(\.text)
    return .watchEnded(watch.number, watch.name, last: watch.text)
  }

  private func otherChanges(_ at: loam_stop) -> [WatchChange] {
    debugger.watches.map(\.id).filter { $0 != at.watch }.compactMap { id in
      var place = at
      return loam_watch_changed(execution.runtime.raw, id, &place) ? change(of: id, place) : nil
    }
  }

  private func change(of id: UInt32, _ at: loam_stop) -> WatchChange? {
    guard let index = debugger.watches.firstIndex(where: { $0.id == id }) else { return nil }
    let watch = debugger.watches[index]
    let new = value(watch.id, watch.type) ?? ""
    debugger.watches[index].text = new
    let place = at.changed_in.map { "\(text($0.pointee.file)):\(at.changed_line)" } ?? "code without breakpoints"
    return WatchChange(watch.number, watch.name, old: watch.text, new: new, at: place)
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

extension WatchChange {
  public var text: String { "watch \(number): \(name) changed at \(place): \(old) -> \(new)" }
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
