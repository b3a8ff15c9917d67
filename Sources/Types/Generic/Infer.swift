// SPDX-License-Identifier: Apache-2.0
//
// Infer.swift — calls of generic functions: explicit type arguments, and those that follow from the arguments.
//
// How.      Types of typed arguments are unified with the types of the parameters; then the core types of constraints
//           give what is still open; then untyped constants give their default types. What was found is put into the
//           signature and into itself, and tested against the constraints.

import Source
import Syntax

extension Checker {
  /// Whether an operand is a generic function that still lacks type arguments.
  func isGenericFunction(_ operand: Operand) -> Bool {
    guard operand.mode == .value, operand.part == 0, operand.expr.exists else { return false }
    guard let function = genericFunction(operand.expr) else { return false }
    return !function.typeParameters.isEmpty
  }

  private func genericFunction(_ expr: NodeID<Expr>) -> Function? {
    switch file.tree[expr] {
    case .name, .selector, .index: break
    case .paren(let inner): return genericFunction(inner)
    default: return nil
    }
    let object = file.object(of: expr)
    guard object.exists, program[object].flags.contains(.isGeneric) else { return nil }
    if file.typeArguments[expr.raw] != nil { return nil }
    var function = program[program[object].function]
    function.typeParameters.removeFirst(function.receiverTypeParameters)
    return function
  }

  /// `f[A, B]`, which may leave arguments to be inferred.
  func instantiateFunction(
    _ operand: inout Operand, _ expr: NodeID<Expr>, _ base: NodeID<Expr>, _ arguments: [NodeID<Expr>]
  ) {
    guard let function = genericFunction(base) else { return }
    let parameters = function.typeParameters
    var list = arguments.map { variableType($0) }
    if list.contains(where: { !$0.isValid }) {
      operand.invalidate()
      return
    }
    if list.count > parameters.count {
      error(
        arguments[parameters.count],
        "got \(list.count) type arguments but \(text(base)) has \(parameters.count) type parameters")
      operand.invalidate()
      return
    }
    let object = file.object(of: unparen(base))
    file.record(expr, object: object)
    if list.count < parameters.count {
      // Constraints may say what the others are; if not, the call or the target of an assignment will.
      var unifier = Unifier(checker: self, parameters: parameters)
      for (index, type) in list.enumerated() { unifier.inferred[index] = type }
      guard unifyCores(&unifier, parameters, expr, "", parameters) else {
        operand.invalidate()
        return
      }
      let all = unifier.inferred.compactMap { $0 }
      guard all.count == parameters.count else {
        file.partialArguments[expr.raw] = list
        return
      }
      list = all
    }
    let complete = list
    later { [self] in verify(parameters, complete, arguments, at: expr) }
    file.typeArguments[expr.raw] = list
    operand.type = substitute(operand.type, parameters, list)
    operand.mode = .value
  }

  /// The signature that a call of a generic function has with its arguments; nil after an error.
  func inferCall(
    _ operand: inout Operand, _ expr: NodeID<Expr>, _ callee: NodeID<Expr>, _ signature: Signature,
    _ values: inout [Operand], spread: Bool
  ) -> Signature? {
    guard let function = genericFunction(callee) else { return nil }
    guard case .call(_, let nodes, _) = file.tree[expr] else { return nil }
    let list = Array(file.tree.nodes(nodes))
    if values.contains(where: { !$0.isValid }) { return nil }
    guard matchCounts(values, signature, expr, callee, list, spread: spread) else { return nil }
    let parameters = function.typeParameters
    // The function may call itself with other types, so that its own parameters must not be confused with the wanted.
    let fresh = rename(parameters)
    let renamed = Signature(
      parameters: signature.parameters.map { substitute($0, parameters, fresh) },
      results: signature.results.map { substitute($0, parameters, fresh) }, isVariadic: signature.isVariadic)
    var unifier = Unifier(checker: self, parameters: fresh)
    let given = file.partialArguments[callee.raw] ?? []
    for (index, type) in given.enumerated() { unifier.inferred[index] = type }
    let place = "in call to \(text(callee)), "

    for (index, value) in values.enumerated() {
      let wanted = parameterType(renamed, index, spread: spread)
      guard types.isParameterized(wanted), !types.isUntyped(value.type) else { continue }
      if isGenericFunction(value) { continue }
      if !unifier.unify(wanted, value.type, isAssignment: true) {
        let shown = substitute(parameterType(signature, index, spread: spread), [], [])
        let soFar = substituteKnown(wanted, fresh, unifier.inferred)
        if soFar != wanted, !mentions(soFar, fresh) {
          error(
            value,
            "\(place)type \(typeText(of: value)) of \(text(value.expr)) does not match inferred type \(text(soFar)) for \(text(shown))"
          )
        } else {
          let names = parameters.map { text($0) }
          error(
            value,
            "\(place)type \(typeText(of: value)) of \(text(value.expr)) does not match \(text(shown))"
              + (unifier.inferred.contains { $0 == nil } ? " (cannot infer \(names.joined(separator: ", ")))" : ""))
        }
        return nil
      }
    }
    guard unifyCores(&unifier, fresh, expr, place, parameters) else { return nil }
    var untyped: [Int: TypeID] = [:]
    for (index, value) in values.enumerated() where types.isUntyped(value.type) && value.mode != .nilValue {
      let wanted = parameterType(renamed, index, spread: spread)
      guard let parameter = fresh.firstIndex(of: wanted), unifier.inferred[parameter] == nil else { continue }
      let old = untyped[parameter] ?? value.type
      if old != value.type, !(types.isNumeric(old) && types.isNumeric(value.type)) {
        error(
          value,
          "\(place)mismatched types \(text(old)) and \(text(value.type)) (cannot infer \(text(parameters[parameter])))")
        return nil
      }
      untyped[parameter] = old.raw > value.type.raw ? old : value.type
    }
    for (parameter, type) in untyped { unifier.inferred[parameter] = types.defaultType(type) }
    guard unifyCores(&unifier, fresh, expr, place, parameters) else { return nil }

    var arguments: [TypeID] = []
    for (index, type) in unifier.inferred.enumerated() {
      guard let type else {
        let declared =
          program.sources.location(of: program[object(of: parameters[index])].position).map { "\($0)" } ?? ""
        error(
          file.tree.position(of: expr), "\(place)cannot infer \(text(parameters[index])) (declared at \(declared))")
        return nil
      }
      arguments.append(type)
    }
    // An inferred type may name parameters that were inferred after it.
    for _ in 0..<arguments.count {
      let next = arguments.map { substitute($0, fresh, arguments) }
      if next == arguments { break }
      arguments = next
    }
    guard verifyCall(parameters, arguments, expr, callee) else { return nil }
    file.typeArguments[callee.raw] = arguments
    let result = Signature(
      parameters: signature.parameters.map { substitute($0, parameters, arguments) },
      results: signature.results.map { substitute($0, parameters, arguments) }, isVariadic: signature.isVariadic)
    let type = types.function(result)
    file.record(callee, .value, type)
    return result
  }

  /// Finds the type arguments of a generic function from the function type that it is assigned to.
  func inferFromTarget(_ x: inout Operand, _ target: TypeID) -> Bool {
    guard let function = genericFunction(x.expr), types.signature(target) != nil else { return false }
    let parameters = function.typeParameters
    var unifier = Unifier(checker: self, parameters: parameters)
    for (index, type) in (file.partialArguments[x.expr.raw] ?? []).enumerated() { unifier.inferred[index] = type }
    guard unifier.unify(x.type, types.coreType(target), isAssignment: false) else { return false }
    let arguments = unifier.inferred.compactMap { $0 }
    guard arguments.count == parameters.count else { return false }
    let node = x.expr
    later { [self] in verify(parameters, arguments, [], at: node) }
    file.typeArguments[node.raw] = arguments
    x.type = substitute(x.type, parameters, arguments)
    file.record(node, .value, x.type)
    return true
  }

  private func verifyCall(
    _ parameters: [TypeID], _ arguments: [TypeID], _ expr: NodeID<Expr>, _ callee: NodeID<Expr>
  ) -> Bool {
    for (index, parameter) in parameters.enumerated() {
      guard case .typeParameter(let id) = types.view(of: parameter) else { continue }
      let constraint = substitute(types[id].constraint, parameters, arguments)
      if let cause = whyNotImplements(arguments[index], constraint, isConstraint: true) {
        error(file.tree.position(of: expr), cause)
        return false
      }
    }
    return true
  }

  private func object(of parameter: TypeID) -> ObjectID {
    if case .typeParameter(let id) = types.view(of: parameter) { return types[id].object }
    return .none
  }

  /// Parameters like these, but of their own.
  private func rename(_ parameters: [TypeID]) -> [TypeID] {
    var fresh: [TypeID] = []
    for (index, parameter) in parameters.enumerated() {
      let id = types.makeTypeParameter(object(of: parameter), index: index)
      fresh.append(types[id].type)
    }
    for (index, parameter) in parameters.enumerated() {
      guard case .typeParameter(let old) = types.view(of: parameter),
        case .typeParameter(let new) = types.view(of: fresh[index])
      else { continue }
      types.setConstraint(substitute(types[old].constraint, parameters, fresh), of: new)
    }
    return fresh
  }

  /// Uses constraints with a core type, such as `~[]E`, to find types and to test those found.
  private func unifyCores(
    _ unifier: inout Unifier, _ parameters: [TypeID], _ call: NodeID<Expr>, _ place: String, _ declared: [TypeID]
  ) -> Bool {
    var hasChanged = true
    while hasChanged {
      let before = unifier.inferred
      for (index, parameter) in parameters.enumerated() {
        guard case .typeParameter(let id) = types.view(of: parameter), let terms = types.termsOf(id), terms.count == 1
        else { continue }
        let core = types.underlying(terms[0].type)
        if let type = unifier.inferred[index] {
          let actual = terms[0].isTilde ? types.coreType(type) : type
          let wanted = terms[0].isTilde ? core : terms[0].type
          if actual.isValid, !unifier.unify(wanted, actual, isAssignment: false) {
            let constraint = substitute(types[id].constraint, parameters, declared)
            error(
              file.tree.position(of: call),
              "\(place)\(text(declared[index])) (type \(text(type))) does not satisfy \(text(constraint))")
            return false
          }
        } else if !types.isParameterized(terms[0].type) || unifier.canResolve(terms[0].type) {
          unifier.inferred[index] = substituteKnown(terms[0].type, parameters, unifier.inferred)
        }
      }
      hasChanged = before != unifier.inferred
    }
    return true
  }

  private func substituteKnown(_ type: TypeID, _ parameters: [TypeID], _ inferred: [TypeID?]) -> TypeID {
    substitute(type, parameters, inferred.enumerated().map { $0.element ?? parameters[$0.offset] })
  }

  private func mentions(_ type: TypeID, _ parameters: [TypeID]) -> Bool {
    substitute(type, parameters, parameters.map { _ in TypeID.int }) != type
  }
}
