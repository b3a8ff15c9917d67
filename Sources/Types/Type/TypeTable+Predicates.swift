// SPDX-License-Identifier: Apache-2.0
//
// TypeTable+Predicates.swift — questions about one type.

extension TypeTable {
  /// The kind of a type whose underlying type is basic, else nil.
  @inlinable public func basicKind(_ type: TypeID) -> BasicKind? {
    if case .basic(let kind) = view(of: underlying(type)) { return kind }
    return nil
  }

  @inlinable public func isUntyped(_ type: TypeID) -> Bool {
    type.raw >= TypeID.untypedBool.raw && type.raw <= TypeID.untypedNil.raw
  }

  /// Whether the kind of the underlying type, or of every term of a type parameter, passes.
  func allBasic(_ type: TypeID, _ test: (BasicKind) -> Bool) -> Bool {
    if case .typeParameter(let id) = view(of: type) {
      guard let terms = termsOf(id) else { return false }
      return !terms.isEmpty && terms.allSatisfy { allBasic($0.type, test) }
    }
    guard let kind = basicKind(type), kind != .invalid else { return false }
    return test(kind)
  }

  public func isBoolean(_ type: TypeID) -> Bool { allBasic(type) { $0.isBoolean } }
  public func isInteger(_ type: TypeID) -> Bool { allBasic(type) { $0.isInteger } }
  public func isUnsigned(_ type: TypeID) -> Bool { allBasic(type) { $0.isUnsigned } }
  public func isFloat(_ type: TypeID) -> Bool { allBasic(type) { $0.isFloat } }
  public func isComplex(_ type: TypeID) -> Bool { allBasic(type) { $0.isComplex } }
  public func isNumeric(_ type: TypeID) -> Bool { allBasic(type) { $0.isNumeric } }
  public func isString(_ type: TypeID) -> Bool { allBasic(type) { $0.isString } }
  public func isOrdered(_ type: TypeID) -> Bool { allBasic(type) { $0.isOrdered } }
  func isNumericOrString(_ type: TypeID) -> Bool { allBasic(type) { $0.isNumeric || $0.isString } }

  /// A basic type that constants may have; never a type parameter.
  func isConstantType(_ type: TypeID) -> Bool { basicKind(type)?.isConstantType ?? false }

  @inlinable public func isTypeParameter(_ type: TypeID) -> Bool {
    if case .typeParameter = view(of: type) { return true }
    return false
  }

  /// An interface type that is no type parameter.
  @inlinable public func isInterface(_ type: TypeID) -> Bool {
    if case .interface = view(of: underlying(type)) { return true }
    return false
  }

  @inlinable public func isNamed(_ type: TypeID) -> Bool {
    if case .named = view(of: type) { return true }
    return false
  }

  /// Predeclared types, declared types and type parameters have names.
  func hasName(_ type: TypeID) -> Bool {
    switch view(of: type) {
    case .basic, .named, .typeParameter: true
    default: false
    }
  }

  /// The element type when the underlying type is a pointer.
  @inlinable public func pointerElement(_ type: TypeID) -> TypeID? {
    if case .pointer(let element) = view(of: underlying(type)) { return element }
    return nil
  }

  /// The signature when the underlying type is a function type.
  public func signature(_ type: TypeID) -> Signature? {
    if case .function(let id) = view(of: coreType(type)) { return self[id] }
    return nil
  }

  /// The fields when the underlying type is a struct.
  public func fields(_ type: TypeID) -> [StructField]? {
    if case .structure(let id) = view(of: underlying(type)) { return self[id] }
    return nil
  }

  /// The interface when the underlying type is one.
  public func interface(of type: TypeID) -> Interface? {
    if case .interface(let id) = view(of: underlying(type)) { return self[id] }
    return nil
  }

  /// Whether nil is a value of the type.
  public func hasNil(_ type: TypeID) -> Bool {
    switch view(of: underlying(type)) {
    case .basic(let kind): kind == .unsafePointer
    case .pointer, .slice, .map, .channel, .function, .interface: true
    case .typeParameter(let id):
      if let terms = termsOf(id) { !terms.isEmpty && terms.allSatisfy { hasNil($0.type) } } else { false }
    default: false
    }
  }

  /// The types that a type parameter's constraint allows; nil when any type is allowed.
  func termsOf(_ parameter: TypeParameterID) -> [TypeTerm]? {
    interface(of: self[parameter].constraint)?.terms
  }

  /// The underlying types of a type parameter's type set, or of the type itself; empty when any type is allowed.
  func typeSet(_ type: TypeID) -> [TypeID] {
    guard case .typeParameter(let id) = view(of: type) else { return [underlying(type)] }
    return (termsOf(id) ?? []).map { underlying($0.type) }
  }

  /// The constraint's interface.
  func constraintInterface(_ parameter: TypeParameterID) -> Interface {
    interface(of: self[parameter].constraint) ?? Interface(methods: [])
  }

  /// The single underlying type shared by a type parameter's type set; the underlying type of any other type.
  /// Invalid when there is none.
  public func coreType(_ type: TypeID) -> TypeID {
    guard case .typeParameter(let id) = view(of: type) else { return underlying(type) }
    guard let terms = termsOf(id), let first = terms.first else { return .invalid }
    var core = underlying(first.type)
    for term in terms.dropFirst() {
      let next = underlying(term.type)
      if next == core { continue }
      guard case .channel(let d1, let e1) = view(of: core), case .channel(let d2, let e2) = view(of: next), e1 == e2
      else { return .invalid }
      if d1 == .both { core = next } else if d2 != .both { return .invalid }
    }
    return core
  }

  /// As `coreType`, where strings and byte slices together count as string.
  func coreString(_ type: TypeID) -> TypeID {
    guard case .typeParameter(let id) = view(of: type), let terms = termsOf(id), !terms.isEmpty else {
      return coreType(type)
    }
    let bytes = slice(of: .uint8)
    if terms.allSatisfy({ underlying($0.type) == .string || underlying($0.type) == bytes }),
      terms.contains(where: { underlying($0.type) == .string })
    {
      return .string
    }
    return coreType(type)
  }

  /// The type of a variable initialised with an untyped constant.
  public func defaultType(_ type: TypeID) -> TypeID {
    switch type {
    case .untypedBool: .bool
    case .untypedInt: .int
    case .untypedRune: .int32
    case .untypedFloat: .float64
    case .untypedComplex: .complex128
    case .untypedString: .string
    default: type
    }
  }

  /// Whether `==` is defined for operands of the type.
  /// - Parameter dynamic: interfaces count as comparable.
  public func isComparable(_ type: TypeID, dynamic: Bool = true) -> Bool {
    incomparableCause(type, dynamic: dynamic) == nil
  }

  enum IncomparableCause {
    case plain
    case structField(TypeID)
    case arrayElement(TypeID)
  }

  /// - Parameter depth: how many types are being looked into; constraints may mention themselves.
  func incomparableCause(_ type: TypeID, dynamic: Bool, depth: Int = 0) -> IncomparableCause? {
    if depth > 100 { return nil }
    switch view(of: underlying(type)) {
    case .basic(let kind): return kind == .untypedNil ? .plain : nil
    case .pointer, .channel: return nil
    case .interface(let id):
      if dynamic || self[id].isComparable { return nil }
      guard let terms = self[id].terms, !terms.isEmpty else { return .plain }
      return terms.allSatisfy { incomparableCause($0.type, dynamic: false, depth: depth + 1) == nil } ? nil : .plain
    case .structure(let id):
      for field in self[id] where incomparableCause(field.type, dynamic: dynamic, depth: depth + 1) != nil {
        return .structField(field.type)
      }
      return nil
    case .array(let element, _):
      return incomparableCause(element, dynamic: dynamic, depth: depth + 1) == nil ? nil : .arrayElement(type)
    case .typeParameter(let id):
      let constraint = constraintInterface(id)
      if constraint.isComparable { return nil }
      guard let terms = constraint.terms, !terms.isEmpty else { return .plain }
      return terms.allSatisfy { incomparableCause($0.type, dynamic: false, depth: depth + 1) == nil } ? nil : .plain
    case .slice, .map, .function, .tuple, .named: return .plain
    }
  }

  /// Whether the size depends on a type parameter.
  func hasVariableSize(_ type: TypeID) -> Bool {
    switch view(of: underlying(type)) {
    case .typeParameter: true
    case .array(let element, _): hasVariableSize(element)
    case .structure(let id): self[id].contains { hasVariableSize($0.type) }
    default: false
    }
  }

  /// Whether a type parameter occurs in the type.
  public func isParameterized(_ type: TypeID) -> Bool {
    switch view(of: type) {
    case .basic: return false
    case .named(let id): return self[id].arguments.contains { isParameterized($0) }
    case .pointer(let element), .slice(let element), .array(let element, _), .channel(_, let element):
      return isParameterized(element)
    case .map(let key, let element): return isParameterized(key) || isParameterized(element)
    case .structure(let id): return self[id].contains { isParameterized($0.type) }
    case .function(let id):
      return self[id].parameters.contains { isParameterized($0) } || self[id].results.contains { isParameterized($0) }
    case .interface(let id):
      return self[id].methods.contains { isParameterized($0.signature) }
        || (self[id].terms ?? []).contains { isParameterized($0.type) }
    case .tuple(let id): return self[id].contains { isParameterized($0) }
    case .typeParameter: return true
    }
  }
}
