// SPDX-License-Identifier: Apache-2.0
//
// Likeness.swift — whether a call that was made for one declaration of a C symbol does what another one says.
//
// How.      Values must be passed in the same way; what a pointer leads to must lie in memory in the same way, as far as
//           both say what it is: void and structs that are only declared say nothing. Names and qualifiers do not matter,
//           nor signs where C passes them alike: two people who write down one function by hand seldom write the same.
// Why not.  C's compatible types (C23 6.2.7): they are for texts that share their types. Two Go packages have each their
//           own `struct point`, and `char *` for `const unsigned char *` harms nobody.

import Prototypes

/// Compares types of two environments, or of one.
struct Likeness {
  private let first, second: CEnvironment
  /// Structs that lead to themselves: alike unless something else says no.
  private var assumed: Set<Pair> = []
  private struct Pair: Hashable { let first, second: CRecordID }

  init(_ first: CEnvironment, _ second: CEnvironment) { (self.first, self.second) = (first, second) }

  /// Whether `a` of the first environment and `b` of the second are functions that are called in the same way.
  mutating func isFunctionAlike(_ a: CTypeID, _ b: CTypeID) -> Bool {
    guard let a = first.functionType(a), let b = second.functionType(b) else { return false }
    if !a.hasPrototype || !b.hasPrototype { return isValueAlike(a.result, b.result) }
    // Who writes down one way to call a variadic function may call it in that way.
    let haveSameCount =
      a.isVariadic == b.isVariadic
      ? a.parameters.count == b.parameters.count
      : a.isVariadic ? a.parameters.count <= b.parameters.count : b.parameters.count <= a.parameters.count
    return haveSameCount && isValueAlike(a.result, b.result)
      && zip(a.parameters, b.parameters).allSatisfy { isValueAlike($0, $1) }
  }

  /// Whether values of both are passed in the same way.
  private mutating func isValueAlike(_ a: CTypeID, _ b: CTypeID) -> Bool {
    if let a = integer(a, first), let b = integer(b, second) {
      return a.size == b.size && (a.isUnsigned == b.isUnsigned || a.size >= 4)
    }
    switch (first.resolved(a), second.resolved(b)) {
    case (.void, .void): return true
    case (.pointer(let a), .pointer(let b)): return isPlaceAlike(a, b)
    default: return isStoredAlike(a, b)
    }
  }

  /// Whether both are read and written in the same way, as far as they say how.
  mutating func isPlaceAlike(_ a: CTypeID, _ b: CTypeID) -> Bool {
    switch (first.resolved(a), second.resolved(b)) {
    case (.void, _), (_, .void): true
    case (.function, .function): isFunctionAlike(a, b)
    case (.record(let a), _) where !first[a].isComplete: true
    case (_, .record(let b)) where !second[b].isComplete: true
    case (.array(let a, let m), .array(let b, let n)): (m == nil || n == nil || m == n) && isPlaceAlike(a, b)
    // A pointer to an array is one to its first element.
    case (.array(let a, _), _): isPlaceAlike(a, b)
    case (_, .array(let b, _)): isPlaceAlike(a, b)
    default: isStoredAlike(a, b)
    }
  }

  private mutating func isStoredAlike(_ a: CTypeID, _ b: CTypeID) -> Bool {
    if let a = integer(a, first), let b = integer(b, second) { return a.size == b.size }
    switch (first.resolved(a), second.resolved(b)) {
    case (.scalar(let a), .scalar(let b)), (.complex(let a), .complex(let b)): return a == b
    case (.vector(let a, let m), .vector(let b, let n)): return m == n && isStoredAlike(a, b)
    case (.vaList, .vaList): return true
    case (.pointer(let a), .pointer(let b)): return isPlaceAlike(a, b)
    case (.array(let a, let m), .array(let b, let n)): return (m ?? 0) == (n ?? 0) && isStoredAlike(a, b)
    case (.record(let a), .record(let b)): return isRecordAlike(a, b)
    default: return false
    }
  }

  private mutating func isRecordAlike(_ a: CRecordID, _ b: CRecordID) -> Bool {
    if !assumed.insert(Pair(first: a, second: b)).inserted { return true }
    let (a, b) = (first[a], second[b])
    guard let fields = a.fields, let others = b.fields else { return a.isComplete == b.isComplete }
    return a.isUnion == b.isUnion && a.size == b.size && a.alignment == b.alignment && fields.count == others.count
      && zip(fields, others).allSatisfy { field, other in
        field.bitOffset == other.bitOffset && field.bitWidth == other.bitWidth && isStoredAlike(field.type, other.type)
      }
  }

  private func integer(_ type: CTypeID, _ environment: CEnvironment) -> (size: Int, isUnsigned: Bool)? {
    switch environment.resolved(type) {
    case .scalar(let scalar) where scalar.isInteger: (scalar.size, scalar.isUnsigned(on: environment.target))
    case .enumeration(let id): (environment[id].underlying.size, environment[id].underlying.isUnsigned)
    default: nil
    }
  }
}
