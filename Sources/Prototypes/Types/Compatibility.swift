// SPDX-License-Identifier: Apache-2.0
//
// Which types C takes for the same, and what two declarations of a name say together.
//
// How.      By C11 6.2.7. Records and enums without a tag are compared by what is in them, so that a header may be read twice.

extension Parser {
  mutating func compatible(_ left: CTypeID, _ right: CTypeID) -> Bool {
    let left = tables.types.canonical(left)
    let right = tables.types.canonical(right)
    if left == right { return true }
    // Records without a tag can hold each other many times; such ones are taken for different.
    comparisons += 1
    if comparisons > 100_000 { return false }
    guard left.qualifiers == right.qualifiers else { return false }
    switch (tables.types[left], tables.types[right]) {
    case (.pointer(let first), .pointer(let second)): return compatible(first, second)
    case (.array(let first, let firstCount), .array(let second, let secondCount)):
      return (firstCount == nil || secondCount == nil || firstCount == secondCount) && compatible(first, second)
    case (.vector(let first, let firstCount), .vector(let second, let secondCount)):
      return firstCount == secondCount && compatible(first, second)
    case (.function(let first), .function(let second)): return compatible(first, second)
    case (.record(let first), .record(let second)):
      return tables.records[first.index].tag == nil && tables.records[second.index].tag == nil
        && difference(first, second) == nil
    case (.enumeration(let first), .enumeration(let second)):
      return tables.enumerations[first.index].tag == nil && tables.enumerations[second.index].tag == nil
        && difference(first, second) == nil
    case (.enumeration(let type), .scalar(let scalar)), (.scalar(let scalar), .enumeration(let type)):
      return tables.enumerations[type.index].enumerators != nil && tables.enumerations[type.index].underlying == scalar
    default: return false
    }
  }

  private mutating func compatible(_ first: CFunctionType, _ second: CFunctionType) -> Bool {
    guard compatible(first.result, second.result) else { return false }
    if first.hasPrototype && second.hasPrototype {
      return first.isVariadic == second.isVariadic && first.parameters.count == second.parameters.count
        && zip(first.parameters, second.parameters).allSatisfy { compatible($0.unqualified, $1.unqualified) }
    }
    // `f()` goes with parameters that are passed as they are without a prototype.
    for type in [first, second] where type.hasPrototype {
      if type.isVariadic { return false }
      for parameter in type.parameters {
        guard case .scalar(let scalar) = tables.types.resolved(parameter) else { continue }
        if scalar == .float || scalar.isInteger && scalar.rank < CScalar.int.rank { return false }
      }
    }
    return true
  }

  /// The type that has all that two compatible ones say, or nil if they are not compatible.
  mutating func composite(_ left: CTypeID, _ right: CTypeID) -> CTypeID? {
    guard compatible(left, right) else { return nil }
    if left == right { return left }
    switch (tables.types.resolved(left), tables.types.resolved(right)) {
    case (.array(_, nil), .array(_, .some)): return right
    case (.function(let first), .function(let second)):
      if !first.hasPrototype { return right }
      if !second.hasPrototype { return left }
      var merged = first
      merged.result = composite(first.result, second.result) ?? first.result
      for index in merged.parameters.indices {
        merged.parameters[index] =
          composite(first.parameters[index], second.parameters[index]) ?? first.parameters[index]
      }
      return merged == first ? left : tables.types.intern(.function(merged))
    case (.pointer(let first), .pointer(let second)):
      guard let inner = composite(first, second), inner != first else { return left }
      return tables.types.pointer(to: inner).adding(left.qualifiers)
    default: return left
    }
  }

  /// What a second definition of a record has different, in words; nil if nothing.
  mutating func difference(_ former: CRecordID, _ later: CRecordID) -> String? {
    if former == later { return nil }
    let (first, second) = (tables.records[former.index], tables.records[later.index])
    guard first.isUnion == second.isUnion else { return "it was a \(first.keyword)" }
    guard let before = first.fields, let now = second.fields else { return "its members are not known" }
    for (old, new) in zip(before, now) {
      let name = new.name ?? old.name ?? ""
      if old.name != new.name { return "member '\(new.name ?? "")' was '\(old.name ?? "")'" }
      if old.bitWidth != new.bitWidth || !compatible(old.type, new.type) {
        return "member '\(name)' is '\(fieldText(new))', was '\(fieldText(old))'"
      }
    }
    if before.count != now.count { return "it has \(now.count) members, had \(before.count)" }
    for (old, new) in zip(before, now) where old.bitOffset != new.bitOffset {
      return "member '\(new.name ?? "")' stands at byte \(new.offset), stood at \(old.offset)"
    }
    if first.size != second.size { return "its size is \(second.size) bytes, was \(first.size)" }
    if first.alignment != second.alignment { return "its alignment is \(second.alignment), was \(first.alignment)" }
    return nil
  }

  private func fieldText(_ field: CField) -> String {
    describe(field.type) + (field.bitWidth.map { " : \($0)" } ?? "")
  }

  func difference(_ former: CEnumerationID, _ later: CEnumerationID) -> String? {
    if former == later { return nil }
    let (first, second) = (tables.enumerations[former.index], tables.enumerations[later.index])
    guard let before = first.enumerators, let now = second.enumerators else { return "its constants are not known" }
    for (old, new) in zip(before, now) {
      if old.name != new.name { return "'\(new.name)' was '\(old.name)'" }
      if old.value != new.value { return "'\(new.name)' is \(new.text), was \(old.text)" }
    }
    if before.count != now.count { return "it has \(now.count) constants, had \(before.count)" }
    if first.underlying != second.underlying {
      return "it is held by '\(second.underlying.name)', was by '\(first.underlying.name)'"
    }
    return nil
  }
}
