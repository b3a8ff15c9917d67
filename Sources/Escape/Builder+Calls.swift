// SPDX-License-Identifier: Apache-2.0
//
// Builder+Calls.swift — calls, conversions and predeclared functions.

import Source
import Syntax
import Types

extension Builder {
  /// Walks a call; `holes` take its results.
  func call(_ holes: [Hole], _ node: NodeID<Expr>) {
    place(at: node)
    guard case .call(let callee, let arguments, let spread) = tree[node] else {
      return expression(holes.first ?? .discard, node)
    }
    switch file.call(of: node) {
    case .none: break
    case .conversion: conversion(holes[0], node, tree[arguments, 0])
    case .builtin(let id): builtin(holes, node, id, Array(tree.nodes(arguments)), spread)
    case .call: ordinary(holes, node, callee, Array(tree.nodes(arguments)), spread)
    }
  }

  private func conversion(_ hole: Hole, _ node: NodeID<Expr>, _ operand: NodeID<Expr>) {
    if file.foreignConversions[node] != nil { return expression(Hole.heap, operand) }
    let to = file.type(of: node)
    let from = file.type(of: operand)
    if types.isInterface(to) {
      guard makesInterface(operand, to), !analysis.isDirect(from) else { return expression(hole, operand) }
      let site = Site(
        file: file.id, node: node, role: .box, offset: tree.offset(of: node), operand: unparenthesized(operand))
      return expression(spill(hole, site), operand)
    }
    let fromString = types.isString(from)
    let toString = types.isString(to)
    if fromString != toString, fromString || toString {
      _ = spill(hole, node)
      return discard(operand)
    }
    if case .slice = types.underlyingView(of: from), case .array = types.underlyingView(of: to) {
      return expression(hole.dereferenced(), operand)
    }
    expression(hole, operand)
  }

  // MARK: Calls

  /// The function that a call expression is known to call.
  func staticCallee(_ callee: NodeID<Expr>) -> ObjectID {
    let inner = unparenthesized(callee)
    switch tree[inner] {
    case .name:
      let object = file.object(of: inner)
      return object.exists && program[object].kind == .function ? object : knownFunctions[object] ?? .none
    case .selector:
      if let selection = file.selection(of: inner) {
        switch selection.kind {
        case .method, .methodExpression: return selection.function
        default: return .none
        }
      }
      let object = file.object(of: inner)
      return object.exists && program[object].kind == .function ? object : .none
    default: return .none
    }
  }

  /// The literal that a call is known to call: written in place, or held by a variable that never changes.
  private func staticLiteral(_ callee: NodeID<Expr>) -> FunctionID {
    let inner = unparenthesized(callee)
    switch tree[inner] {
    case .function: return file.function(of: inner)
    case .name: return knownLiterals[file.object(of: inner)] ?? .none
    default: return .none
    }
  }

  /// The method that a call of an interface's method is known to reach, because the interface holds values of one type.
  private func knownMethod(_ callee: NodeID<Expr>, of call: NodeID<Expr>) -> (operand: NodeID<Expr>, method: ObjectID)?
  {
    guard case .selector(let operand, _) = tree[unparenthesized(callee)],
      let selection = file.selection(of: unparenthesized(callee)), selection.kind == .interfaceMethod,
      selection.path.isEmpty, case .name = tree[unparenthesized(operand)],
      let type = knownTypes[file.object(of: unparenthesized(operand))]
    else { return nil }
    guard let interface = types.interface(of: selection.interface) else { return nil }
    let wanted = interface.methods[selection.methodIndex]
    let found = program.lookup(type, wanted.name, from: file.package, addressable: true)
    guard case .method(let path, let method, _, _) = found, path.isEmpty else { return nil }
    let text = ExpressionText(program, file)
    leadingNotes.append(
      Diagnostic(
        tree.position(of: call),
        "devirtualizing \(text.text(callee)) to \(program.text(type, in: file.package))"))
    return (operand, method)
  }

  private func ordinary(
    _ holes: [Hole], _ node: NodeID<Expr>, _ callee: NodeID<Expr>, _ arguments: [NodeID<Expr>], _ spread: Bool
  ) {
    guard let signature = types.signature(file.type(of: callee)) else { return }
    let function = staticCallee(callee)
    let literal = staticLiteral(callee)
    var parameters: [Hole]
    if function.exists {
      parameters = parameterHoles(function, results: holes)
      let record = program[program[function].function]
      let hasReceiver = record.receiver != .none
      if hasReceiver, case .selector(let operand, _) = tree[unparenthesized(callee)] {
        if let selection = file.selection(of: unparenthesized(callee)), selection.kind == .method {
          let receiver = parameters.isEmpty ? Hole.heap : parameters.removeFirst()
          expression(receiverHole(receiver, selection, from: file.type(of: operand)), operand)
        }
      }
    } else if literal != .none {
      if case .function = tree[unparenthesized(callee)] { calledInPlace.insert(literal) }
      discard(callee)
      parameters = batchHoles(literal, results: holes)
    } else if let (operand, method) = knownMethod(callee, of: node) {
      parameters = parameterHoles(method, results: holes)
      let receiver = parameters.isEmpty ? Hole.heap : parameters.removeFirst()
      let type = program[program[program[method].function].receiver].type
      expression(asserted(receiver, type), operand)
    } else {
      parameters = []
      if case .selector(let operand, _) = tree[unparenthesized(callee)],
        let selection = file.selection(of: unparenthesized(callee)), selection.kind == .interfaceMethod
      {
        expression(receiverHole(.heap, selection, from: file.type(of: operand)), operand)
      } else {
        discard(callee)
      }
    }
    pass(arguments, signature, parameters, node, spread)
  }

  /// Walks arguments into the holes of parameters; missing holes are the heap.
  private func pass(
    _ arguments: [NodeID<Expr>], _ signature: Signature, _ parameters: [Hole], _ node: NodeID<Expr>, _ spread: Bool
  ) {
    func hole(_ index: Int) -> Hole { index < parameters.count ? parameters[index] : .heap }
    let count = signature.parameters.count
    if arguments.count == 1, count > 1 || signature.isVariadic,
      case .tuple(let id) = types.view(of: file.type(of: arguments[0]))
    {
      // f(g()) with several results.
      let results = types[id]
      var holes: [Hole] = []
      for index in results.indices {
        if signature.isVariadic, index >= count - 1 {
          if index == count - 1 {
            holes.append(spill(hole(count - 1), node, .variadic))
          } else {
            holes.append(holes[count - 1])
          }
        } else {
          holes.append(hole(index))
        }
      }
      for (index, result) in results.enumerated() {
        let target =
          signature.isVariadic && index >= count - 1 ? variadicElement(signature) : signature.parameters[index]
        if types.isInterface(target), !types.isInterface(result), !analysis.isDirect(result) {
          holes[index] = boxed(holes[index])
        }
      }
      return call(holes, arguments[0])
    }
    let fixed = signature.isVariadic && !spread ? count - 1 : count
    var place = tree.offset(of: node)
    func argument(_ hole: Hole, _ argument: NodeID<Expr>, as type: TypeID) {
      if !hasNoPlace(argument) { place = tree.offset(of: unparenthesized(argument)) }
      expression(hole, argument, as: type, at: place)
    }
    for (index, value) in arguments.prefix(fixed).enumerated() {
      argument(hole(index), value, as: signature.parameters[index])
    }
    if signature.isVariadic, !spread, arguments.count > fixed {
      let element = variadicElement(signature)
      self.place(at: arguments[fixed])
      let backing = spill(hole(fixed), node, .variadic)
      for value in arguments[fixed...] { argument(backing, value, as: element) }
    }
  }

  private func variadicElement(_ signature: Signature) -> TypeID {
    if let last = signature.parameters.last, case .slice(let element) = types.underlyingView(of: last) {
      return element
    }
    return signature.parameters.last ?? .invalid
  }

  /// A hole for a result that is put into an interface without an expression of its own: always in the heap.
  private func boxed(_ hole: Hole) -> Hole { .heap }

  // MARK: Parameters

  /// Holes of receiver and parameters of a declared function; `results` take its results.
  func parameterHoles(_ object: ObjectID, results: [Hole]) -> [Hole] {
    let id = program[object].function
    if id == .none { return [] }
    if batch.contains(id) { return batchHoles(id, results: results) }
    let record = program[id]
    let leaks: [Leaks]
    if let known = analysis.tags(of: id) {
      leaks = known
    } else if record.isNative {
      let count = (record.receiver == .none ? 0 : 1) + record.parameters.count
      leaks = [Leaks](repeating: nativeTag(record), count: count)
    } else if program[record.package].isForeign {  // C keeps what it likes
      return record.parameters.map { _ in Hole.heap }
    } else if program[record.package].isLibrary, let known = analysis.libraryTags(analysis.fullName(of: object)) {
      leaks = known
    } else {
      return []
    }
    return leaks.map { leak in
      var holes: [Hole] = []
      if let heap = leak.heap { holes.append(Hole.heap.shifted(heap)) }
      for index in results.indices { if let level = leak.result(index) { holes.append(results[index].shifted(level)) } }
      return tee(holes)
    }
  }

  /// Holes of a function of the same batch, whose results flow on.
  private func batchHoles(_ id: FunctionID, results: [Hole]) -> [Hole] {
    let record = program[id]
    for (hole, result) in zip(results, record.results) { graph.flow(hole, from: location(of: result)) }
    return ((record.receiver == .none ? [] : [record.receiver]) + record.parameters).map {
      Hole(location: location(of: $0))
    }
  }

  // MARK: go and defer

  /// A `go` or `defer` statement's call: all its operands are evaluated now and kept in a closure.
  func deferred(_ node: NodeID<Expr>, isDefer: Bool) {
    let call = unparenthesized(node)
    guard case .call(let callee, let arguments, let spread) = tree[call] else { return discard(node) }
    place(at: call)
    let staysInFrame = isDefer && loopDepth == 1
    let keep: Hole = staysInFrame ? .discard : .heap
    guard file.call(of: call) == .call, let signature = types.signature(file.type(of: callee)) else {
      if case .builtin(let id) = file.call(of: call) {
        return deferredBuiltin(keep, call, id, Array(tree.nodes(arguments)), spread)
      }
      return discard(node)
    }
    if signature.parameters.isEmpty, signature.results.isEmpty, !isMethodCall(callee) {
      return expression(keep, callee)
    }
    let closure = spill(keep, call, .deferred)
    let function = staticCallee(callee)
    var parameters = function.exists ? parameterHoles(function, results: []) : []
    let literal = staticLiteral(callee)
    if literal != .none {
      expression(closure, callee)
      parameters = batchHoles(literal, results: [])
    } else if isMethodCall(callee), case .selector(let operand, _) = tree[unparenthesized(callee)],
      let selection = file.selection(of: unparenthesized(callee))
    {
      let parameter = parameters.isEmpty ? Hole.heap : parameters.removeFirst()
      expression(receiverHole(tee([parameter, closure]), selection, from: file.type(of: operand)), operand)
    } else if !function.exists {
      expression(closure, callee)
    }
    let both = signature.parameters.indices.map { index in
      tee([index < parameters.count ? parameters[index] : .heap, closure])
    }
    pass(Array(tree.nodes(arguments)), signature, both, call, spread)
  }

  /// A deferred call of a predeclared function: the closure made for it holds the arguments too.
  private func deferredBuiltin(
    _ keep: Hole, _ call: NodeID<Expr>, _ id: BuiltinID, _ arguments: [NodeID<Expr>], _ spread: Bool
  ) {
    if id == .panic || id == .recover { return builtin([keep], call, id, arguments, spread) }
    let closure = spill(keep, call, .deferred)
    for (index, argument) in arguments.enumerated() {
      let copied = id == .copy && index == 1
      expression(copied ? tee([elementsGoToHeap(argument), closure]) : closure, argument)
    }
  }

  private func isMethodCall(_ callee: NodeID<Expr>) -> Bool {
    guard case .selector = tree[unparenthesized(callee)], let selection = file.selection(of: unparenthesized(callee))
    else { return false }
    return selection.kind == .method || selection.kind == .interfaceMethod
  }

  // MARK: Predeclared functions

  private func builtin(
    _ holes: [Hole], _ node: NodeID<Expr>, _ id: BuiltinID, _ arguments: [NodeID<Expr>], _ spread: Bool
  ) {
    let hole = holes.first ?? .discard
    switch id {
    case .append: append(hole, node, arguments, spread)
    case .copy:
      discard(arguments[0])
      // copy(f()) has both from one call.
      if arguments.count > 1 { expression(elementsGoToHeap(arguments[1]), arguments[1]) }
    case .panic:
      expression(.heap, arguments[0], as: .emptyInterface, at: lastOffset(arguments[0]) ?? tree.offset(of: node))
    case .new:
      _ = spill(
        hole, node,
        alwaysHeap: (types.pointerElement(file.type(of: node)).map { types.sizeof($0) } ?? 0) > Builder.largestImplicit)
    case .make: make(hole, node, arguments)
    case .min, .max:
      for argument in arguments { expression(hole, argument) }
    case .delete:
      discard(arguments[0])
      if case .map(let key, _) = types.underlyingView(of: file.type(of: arguments[0])) {
        expression(.discard, arguments[1], as: key)
      }
    case .unsafeAdd, .unsafeSlice, .unsafeSliceData, .unsafeString, .unsafeStringData:
      expression(hole, arguments[0])
      for argument in arguments.dropFirst() { discard(argument) }
    default:
      for argument in arguments { discard(argument) }
    }
  }

  private func elementsGoToHeap(_ node: NodeID<Expr>) -> Hole {
    if case .slice(let element) = types.underlyingView(of: file.type(of: node)), analysis.hasPointers(element) {
      return Hole.heap.dereferenced()
    }
    return .discard
  }

  private func append(_ hole: Hole, _ node: NodeID<Expr>, _ arguments: [NodeID<Expr>], _ spread: Bool) {
    guard case .slice(let element) = types.underlyingView(of: file.type(of: arguments[0])) else { return }
    var appendee = hole
    if analysis.hasPointers(element) { appendee = tee([hole, Hole.heap.dereferenced()]) }
    expression(appendee, arguments[0])
    if spread {
      if arguments.count > 1 { expression(elementsGoToHeap(arguments[1]), arguments[1]) }
    } else {
      let place = arguments.reversed().lazy.compactMap { self.lastOffset($0) }.first ?? tree.offset(of: node)
      for argument in arguments.dropFirst() { expression(.heap, argument, as: element, at: place) }
    }
  }

  private func make(_ hole: Hole, _ node: NodeID<Expr>, _ arguments: [NodeID<Expr>]) {
    for argument in arguments.dropFirst() { discard(argument) }
    switch types.underlyingView(of: file.type(of: node)) {
    case .slice(let element):
      // Its size must be known: the capacity, or the length when that is not given.
      var tooLarge = true
      if let size = arguments.dropFirst().last, let length = constantLength(size) {
        tooLarge = types.sizeof(element).multipliedReportingOverflow(by: length).partialValue > Builder.largestImplicit
      }
      _ = spill(hole, node, alwaysHeap: tooLarge)
    case .map: _ = spill(hole, node)
    default: break
    }
  }

  private func constantLength(_ node: NodeID<Expr>) -> Int64? {
    let id = file.constant(of: node)
    return id.exists ? program[id].int64 : nil
  }
}
