// SPDX-License-Identifier: Apache-2.0
//
// TypeTable+Forget.swift — types that nothing mentions any more leave the table, and their numbers serve other types.
//
// How.      Declared types are said to be dead; all that is made of them is dead as well, since whatever reached it would
//           reach them.
// Upholds.  A number is used again only when every table of types by number has forgotten it: who calls this sees to that.

/// Numbers that no type has now.
struct ForgottenTypes {
  var types: [UInt32] = []
  var structs: [UInt32] = []
  var signatures: [UInt32] = []
  var interfaces: [UInt32] = []
  var tuples: [UInt32] = []
  var nameds: [UInt32] = []
}

extension TypeTable {
  /// The types that dead declared types are part of, and these themselves; said by the objects of their declarations.
  func types(madeOf dead: Set<ObjectID>) -> [TypeID] {
    if dead.isEmpty { return [] }
    // 0: not known yet, 1: lives, 2: is dead.
    var verdicts = [UInt8](repeating: 0, count: records.count)
    func isDead(_ type: TypeID) -> Bool {
      let index = Int(type.raw)
      if verdicts[index] != 0 { return verdicts[index] == 2 }
      verdicts[index] = 1  // what comes back to itself does so through a declared type
      let answer: Bool
      switch view(of: type) {
      case .basic, .typeParameter: answer = false
      case .named(let id): answer = dead.contains(self[id].object) || self[id].arguments.contains(where: isDead)
      case .pointer(let element), .slice(let element), .array(let element, _), .channel(_, let element):
        answer = isDead(element)
      case .map(let key, let element): answer = isDead(key) || isDead(element)
      case .structure(let id): answer = self[id].contains { isDead($0.type) }
      case .function(let id):
        answer = self[id].parameters.contains(where: isDead) || self[id].results.contains(where: isDead)
      case .interface(let id):
        answer =
          self[id].methods.contains { isDead($0.signature) } || (self[id].terms ?? []).contains { isDead($0.type) }
      case .tuple(let id): answer = self[id].contains(where: isDead)
      }
      if answer { verdicts[index] = 2 }
      return answer
    }
    return records.indices.map { TypeID(raw: UInt32($0)) }.filter(isDead)
  }

  /// Takes types out.
  /// - Precondition: they are all that some declared types are part of.
  func forget(_ dead: [TypeID]) {
    let isDead = Set(dead)
    instances = instances.filter { !isDead.contains($0.value) }
    for type in dead {
      switch view(of: type) {
      case .basic, .typeParameter: break
      case .named(let id):
        nameds[Int(id.raw)] = Named(object: .none, type: .invalid)
        forgotten.nameds.append(id.raw)
      case .pointer(let element): if !isDead.contains(element) { records[Int(element.raw)].pointer = .invalid }
      case .slice(let element): if !isDead.contains(element) { records[Int(element.raw)].slice = .invalid }
      case .array(let element, let length): known[.array(element, length)] = nil
      case .map(let key, let element): known[.map(key, element)] = nil
      case .channel(let direction, let element): known[.channel(direction, element)] = nil
      case .structure(let id):
        known[.structure(self[id])] = nil
        structs[Int(id.raw)] = []
        forgotten.structs.append(id.raw)
      case .function(let id):
        known[.function(self[id])] = nil
        signatures[Int(id.raw)] = Signature(parameters: [], results: [], isVariadic: false)
        forgotten.signatures.append(id.raw)
      case .interface(let id):
        known[.interface(self[id])] = nil
        interfaces[Int(id.raw)] = Interface(methods: [])
        forgotten.interfaces.append(id.raw)
      case .tuple(let id):
        known[.tuple(self[id])] = nil
        tuples[Int(id.raw)] = []
        forgotten.tuples.append(id.raw)
      }
    }
    for type in dead {
      records[Int(type.raw)] = Record(.basic(.invalid), underlying: .invalid)
      sizes[type.raw] = nil
      forgotten.types.append(type.raw)
    }
  }
}
