// SPDX-License-Identifier: Apache-2.0
//
// Checker+Validity.swift — that declared types have a size: none contains itself.

import Syntax

extension Checker {
  /// Reports a declared type that contains itself, and makes it invalid.
  func checkValidity(of named: NamedID) {
    if types[named].validity != .unknown { return }
    if !types[named].underlying.isValid, reportEmbedding(named) { return }
    var path: [NamedID] = []
    _ = validate(types[named].type, &path)
  }

  /// Reports interfaces that embed each other.
  private func reportEmbedding(_ named: NamedID) -> Bool {
    var cycle: [NamedID] = [named]
    while let next = waitsFor[cycle[cycle.count - 1]] {
      if let start = cycle.firstIndex(of: next) {
        let members = Array(cycle[start...])
        reportCycle(members.map { types[$0].object })
        for member in members { types.modify(member) { $0.validity = .invalid } }
        return true
      }
      cycle.append(next)
    }
    return false
  }

  private func validate(_ type: TypeID, _ path: inout [NamedID]) -> Bool {
    switch types.view(of: type) {
    case .array(let element, _): return validate(element, &path)
    case .structure(let id):
      for field in types[id] where !validate(field.type, &path) { return false }
      return true
    case .named(let id):
      switch types[id].validity {
      case .valid: return true
      case .invalid: return false
      case .unknown, .inProgress: break
      }
      // Inside its own declaration a generic type is named with its own parameters.
      let origin = types[id].origin.flatMap { types[$0].parameters == types[id].arguments ? $0 : nil }
      if let start = path.firstIndex(of: id) ?? origin.flatMap({ path.firstIndex(of: $0) })
        ?? (path.count > 100 ? 99 : nil)
      {
        let cycle = Array(path[start...])
        reportCycle(cycle.map { types[$0].object })
        for member in cycle {
          types.modify(member) { $0.validity = .invalid }
          types.setUnderlying(.invalid, of: member)
        }
        return false
      }
      path.append(id)
      let definition = types[id].definition.isValid ? types[id].definition : types[id].underlying
      guard definition.isValid else {
        path.removeLast()
        return true
      }
      let isValid = validate(definition, &path)
      path.removeLast()
      if types[id].validity == .unknown, types[id].underlying.isValid {
        types.modify(id) { $0.validity = isValid ? .valid : .invalid }
      }
      return isValid
    default: return true
    }
  }
}
