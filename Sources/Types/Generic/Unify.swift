// SPDX-License-Identifier: Apache-2.0
//
// Unify.swift — which types make two types identical.

import Syntax

/// Finds types for type parameters while it matches types with each other.
struct Unifier {
  unowned(unsafe) let checker: Checker
  let parameters: [TypeID]
  var inferred: [TypeID?]
  /// How deep types are being matched: a parameter inferred to contain itself would never end.
  private var depth = 0

  private var types: TypeTable { checker.types }

  init(checker: Checker, parameters: [TypeID]) {
    self.checker = checker
    self.parameters = parameters
    inferred = parameters.map { _ in nil }
  }

  /// Whether all parameters in a type are known.
  func canResolve(_ type: TypeID) -> Bool {
    let known = zip(parameters, inferred).filter { $0.1 != nil }.map { $0.0 }
    let resolved = checker.substitute(type, known, known.map { _ in .int })
    return !parameters.contains { parameter in
      !known.contains(parameter) && checker.substitute(resolved, [parameter], [.int]) != resolved
    }
  }

  /// Matches a type with parameters in it with another one.
  /// - Parameter isAssignment: a value of the second is assigned to the first, so that directions of channels and names
  ///   of types may differ.
  mutating func unify(_ x: TypeID, _ y: TypeID, isAssignment: Bool) -> Bool {
    if x == y { return true }
    if depth > 100 { return false }
    depth += 1
    defer { depth -= 1 }
    if let index = parameters.firstIndex(of: x) {
      guard let known = inferred[index] else {
        inferred[index] = y
        return true
      }
      if unify(known, y, isAssignment: isAssignment) {
        // Of a declared type and its like, the declared one is meant.
        if isAssignment, types.isNamed(y), !types.isNamed(known), !types.isInterface(y) { inferred[index] = y }
        return true
      }
      return false
    }
    if parameters.contains(y) { return unify(y, x, isAssignment: isAssignment) }
    var (x, y) = (x, y)
    if types.isTypeParameter(y), !types.isTypeParameter(x) {
      y = types.coreType(y)
      guard y.isValid else { return types.isInterface(x) && isAssignment }
    }
    if isAssignment {
      if types.isNamed(x) != types.isNamed(y) {
        if case .basic = types.view(of: types.underlying(types.isNamed(x) ? x : y)) { return false }
        if types.isInterface(x), types.isNamed(x) { return unifyInterface(x, y) }
        if types.isNamed(x) { x = types.underlying(x) } else { y = types.underlying(y) }
        if x == y { return true }
      }
    }
    switch (types.view(of: x), types.view(of: y)) {
    case (.pointer(let a), .pointer(let b)), (.slice(let a), .slice(let b)):
      return unify(a, b, isAssignment: false)
    case (.array(let a, let m), .array(let b, let n)): return m == n && unify(a, b, isAssignment: false)
    case (.map(let ak, let ae), .map(let bk, let be)):
      return unify(ak, bk, isAssignment: false) && unify(ae, be, isAssignment: false)
    case (.channel(let d1, let a), .channel(let d2, let b)):
      return (d1 == d2 || (isAssignment && (d1 == .both || d2 == .both))) && unify(a, b, isAssignment: false)
    case (.function(let a), .function(let b)):
      let (f, g) = (types[a], types[b])
      guard f.isVariadic == g.isVariadic, f.parameters.count == g.parameters.count, f.results.count == g.results.count
      else { return false }
      return unify(f.parameters, g.parameters) && unify(f.results, g.results)
    case (.structure(let a), .structure(let b)):
      let (f, g) = (types[a], types[b])
      guard f.count == g.count else { return false }
      for (p, q) in zip(f, g) {
        guard p.name == q.name, p.isEmbedded == q.isEmbedded, p.tag == q.tag, p.package == q.package,
          unify(p.type, q.type, isAssignment: false)
        else { return false }
      }
      return true
    case (.named(let a), .named(let b)):
      let (n, m) = (types[a], types[b])
      if let origin = n.origin, origin == m.origin { return unify(n.arguments, m.arguments) }
      if isAssignment, types.isInterface(x) { return unifyInterface(x, y) }
      return false
    case (.interface, _) where isAssignment: return unifyInterface(x, y)
    case (.interface(let a), .interface(let b)):
      let (i, j) = (types[a], types[b])
      guard i.methods.count == j.methods.count else { return false }
      for (p, q) in zip(i.methods, j.methods) {
        guard p.name == q.name, p.package == q.package, unify(p.signature, q.signature, isAssignment: false) else {
          return false
        }
      }
      return true
    default: return false
    }
  }

  private mutating func unify(_ a: [TypeID], _ b: [TypeID]) -> Bool {
    for (x, y) in zip(a, b) where !unify(x, y, isAssignment: false) { return false }
    return true
  }

  /// A value is assigned to an interface: the methods that it must have are matched.
  private mutating func unifyInterface(_ interface: TypeID, _ type: TypeID) -> Bool {
    guard let wanted = types.interface(of: interface) else { return false }
    for method in wanted.methods {
      let have: TypeID
      switch checker.program.lookup(type, method.name, from: method.package, addressable: false) {
      case .method(_, let function, let receiver, _):
        have = checker.program.methodSignature(function, receiver: receiver)
      case .interfaceMethod(_, let embedded, let index, _):
        have = checker.program.interfaceMember(embedded, index)
      default: return false
      }
      if !unify(method.signature, have, isAssignment: false) { return false }
    }
    return true
  }
}
