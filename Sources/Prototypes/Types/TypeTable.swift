// SPDX-License-Identifier: Apache-2.0
//
// All types of an environment, each once.
//
// Upholds.  Equal types have one id. A type of types is entered after them, and how deep they go has a limit, so that walks
//           over types end and need little stack.

struct TypeTable: Sendable {
  private(set) var nodes: [CType] = []
  /// The same type without names that typedef gave.
  private var canonicals: [CTypeID] = []
  private var depths: [UInt16] = []
  private var known: [CType: Int] = [:]

  /// How many types may be around one.
  static let depthLimit = 64

  static let void = CTypeID(index: 0)

  init() {
    _ = intern(.void)
    for scalar in CScalar.allCases { _ = intern(.scalar(scalar)) }
  }

  static func scalar(_ scalar: CScalar) -> CTypeID { CTypeID(index: Int(scalar.rawValue) + 1) }

  subscript(id: CTypeID) -> CType { nodes[id.index] }

  /// - Precondition: not a ``CType/named(_:)``.
  mutating func intern(_ type: CType) -> CTypeID {
    if let index = known[type] { return CTypeID(index: index) }
    let plain = canonicalForm(type)
    return plain == type ? add(type, nil) : add(type, intern(plain))
  }

  /// A name for a type; each typedef is a node of its own.
  mutating func intern(_ name: CTypedefID, of type: CTypeID) -> CTypeID {
    if let index = known[.named(name)] { return CTypeID(index: index) }
    return add(.named(name), canonical(type))
  }

  private mutating func add(_ type: CType, _ canonical: CTypeID?) -> CTypeID {
    let id = CTypeID(index: nodes.count)
    depths.append(depth(of: type, canonical))
    nodes.append(type)
    canonicals.append(canonical ?? id)
    known[type] = id.index
    return id
  }

  private func depth(of type: CType, _ canonical: CTypeID?) -> UInt16 {
    func one(_ id: CTypeID) -> UInt16 { depths[id.index] }
    let inner: UInt16
    switch type {
    case .pointer(let id), .array(let id, _), .vector(let id, _): inner = one(id)
    case .function(let function): inner = function.parameters.reduce(one(function.result)) { max($0, one($1)) }
    case .named: return canonical.map(one) ?? 0
    default: return 0
    }
    return inner == .max ? inner : inner + 1
  }

  func isTooDeep(_ id: CTypeID) -> Bool { depths[id.index] > TypeTable.depthLimit }

  /// A type without names that typedef gave, at any depth.
  func canonical(_ id: CTypeID) -> CTypeID { canonicals[id.index].adding(id.qualifiers) }

  /// What a type is, seen through names that typedef gave.
  func resolved(_ id: CTypeID) -> CType { nodes[canonicals[id.index].index] }

  private func canonicalForm(_ type: CType) -> CType {
    switch type {
    case .pointer(let id): .pointer(canonical(id))
    case .array(let id, let count): .array(canonical(id), count: count)
    case .vector(let id, let count): .vector(canonical(id), count: count)
    case .function(let function):
      .function(
        CFunctionType(
          result: canonical(function.result), parameters: function.parameters.map(canonical),
          isVariadic: function.isVariadic, hasPrototype: function.hasPrototype))
    default: type
    }
  }

  mutating func pointer(to id: CTypeID) -> CTypeID { intern(.pointer(id)) }

  /// A type with qualifiers; those of an array are its elements'.
  mutating func qualified(_ id: CTypeID, _ qualifiers: CQualifiers) -> CTypeID {
    if qualifiers.isEmpty { return id }
    if case .array(let element, let count) = resolved(id) {
      let inner = qualified(element, qualifiers)
      return intern(.array(inner, count: count))
    }
    return id.adding(qualifiers)
  }

  /// As a parameter's type is passed: arrays and functions as pointers.
  mutating func decayed(_ id: CTypeID) -> CTypeID {
    switch resolved(id) {
    case .array(let element, _):
      // The element keeps its name when the array itself has none.
      if case .array(let written, _) = self[id] { return pointer(to: written) }
      return pointer(to: element)
    case .function: return pointer(to: id)
    default: return id
    }
  }
}
