// SPDX-License-Identifier: Apache-2.0
//
// Lowering+Calls.swift — calls of functions, methods, interface methods and function values.
//
// How.      A call is prepared first: callee and arguments are evaluated in Go's order into operands. Then it is made, or
//           (go, defer) its operands are saved in a closure whose body makes it.

import Bytecode
import CRuntime
import Escape
import Source
import Syntax
import Types

/// A call whose operands have been evaluated.
struct PreparedCall {
  enum Target {
    case direct(Callee)
    case closure(Operand)
    /// An interface value and the method's index.
    case interface(Operand, TypeID, index: Int)
    case builtin(BuiltinID, NodeID<Expr>)
  }

  var target: Target
  /// Receiver (of direct method calls) and parameters.
  var arguments: [(operand: Operand, type: TypeID)] = []
  var results: [TypeID] = []
}

extension Lowering {
  /// Makes a call; the results are in the destinations, or in new registers.
  func call(_ expr: NodeID<Expr>, into destinations: [Operand]? = nil) throws -> [Operand] {
    if let result = try intrinsic(expr, into: destinations?.first) { return [result] }
    let prepared = try prepare(expr)
    position = tree.offset(of: expr)
    return emit(prepared, into: destinations)
  }

  /// Emits a prepared call.
  func emit(_ prepared: PreparedCall, into destinations: [Operand]? = nil, wantsResults: Bool = true) -> [Operand] {
    var operands = CallOperands()
    var word = 0
    if case .interface = prepared.target { word = 1 }
    for (operand, type) in prepared.arguments {
      let slots = layout(type).slots
      if slots > 0 { operands.arguments.append((operand, word)) }
      word += slots
    }
    var results: [Operand] = []
    for (index, type) in prepared.results.enumerated() {
      let slots = layout(type).slots
      if wantsResults {
        let operand = destinations.map { $0[index] } ?? temporary(type)
        if slots > 0, !operand.isNone { operands.results.append((operand, word)) }
        results.append(operand)
      }
      word += slots
    }
    operands.words = word
    procedure.calls.append(operands)
    let list = procedure.calls.count - 1
    switch prepared.target {
    case .direct(let callee): emit(LOAM_OP_CALL, k: .function(callee), list: list)
    case .closure(let closure): emit(LOAM_OP_CALL_CLOSURE, closure, list: list)
    case .interface(let value, _, let index):
      emit(LOAM_OP_CALL_INTERFACE, value, .immediate(index), list: list)
    case .builtin: break
    }
    return results
  }

  /// Evaluates callee and arguments of a call expression.
  func prepare(_ expr: NodeID<Expr>) throws -> PreparedCall {
    guard case .call(let function, let arguments, let spread) = tree[expr] else { throw unsupported("call") }
    let callee = unparenthesized(function)
    var prepared = PreparedCall(target: .direct(.mainEntry))
    switch tree[callee] {
    case .name, .selector:
      let object = file.object(of: callee)
      if let selection = selectionOfCall(callee) {
        guard case .selector(let base, _) = tree[callee] else { throw unsupported("call") }
        switch selection.kind {
        case .method:
          let (operand, type) = try receiver(base, selection)
          prepared.arguments.append((operand, type))
          prepared.target = .direct(.function(program[selection.function].function))
        case .interfaceMethod:
          let value = try load(fieldPlace(base, selection.path))
          prepared.target = .interface(value, selection.interface, index: selection.methodIndex)
        case .methodExpression, .interfaceMethodExpression:
          prepared.target = .direct(methodExpression(selection, callee))
        case .field: prepared.target = .closure(try value(callee))
        }
      } else if program[object].kind == .function {
        prepared.target = .direct(.function(program[object].function))
      } else {
        prepared.target = .closure(try value(callee))
      }
    default:
      prepared.target = .closure(try value(callee))
    }
    guard let signature = types.signature(file.type(of: callee)) else { throw unsupported("call of this type") }
    prepared.results = signature.results
    try self.arguments(expr, arguments, spread, signature, &prepared)
    return prepared
  }

  private func selectionOfCall(_ callee: NodeID<Expr>) -> Selection? {
    if case .selector = tree[callee] { return file.selection(of: callee) }
    return nil
  }

  /// The receiver of a method call as the method wants it.
  func receiver(_ base: NodeID<Expr>, _ selection: Selection) throws -> (operand: Operand, type: TypeID) {
    let function = program[selection.function].function
    let type = program[program[function].receiver].type
    if selection.path.isEmpty, !selection.takesAddress, !selection.dereferences {
      return (try value(base), type)
    }
    let place: Place
    if selection.path.isEmpty, !selection.takesAddress {
      place = .register(try value(base), file.type(of: base))
    } else if selection.path.isEmpty {
      place = try self.place(base)
    } else {
      place = try fieldPlace(base, selection.path)
    }
    if selection.takesAddress { return (try address(of: place), type) }
    let operand = try load(place)
    if selection.dereferences { return (load(from: operand, 0, type), type) }
    return (operand, type)
  }

  private func arguments(
    _ expr: NodeID<Expr>, _ list: NodeList<Expr>, _ spread: Bool, _ signature: Signature,
    _ prepared: inout PreparedCall
  ) throws {
    let parameters = signature.parameters
    // f(g()) where g has several results.
    if list.count == 1, case .tuple(let id) = types.view(of: file.type(of: tree[list, 0])), types[id].count > 1 {
      let values = try call(unparenthesized(tree[list, 0]))
      let valueTypes = types[id]
      let fixed = signature.isVariadic ? parameters.count - 1 : parameters.count
      for index in 0..<fixed {
        prepared.arguments.append(
          (try converted(values[index], valueTypes[index], to: parameters[index]), parameters[index]))
      }
      if signature.isVariadic {
        let rest = Array(zip(values, valueTypes).dropFirst(fixed))
        let slice = try variadic(expr, parameters[fixed], rest.count) { index, element in
          try self.converted(rest[index].0, rest[index].1, to: element)
        }
        prepared.arguments.append((slice, parameters[fixed]))
      }
      return
    }
    let fixed = signature.isVariadic && !spread ? parameters.count - 1 : parameters.count
    // Calls and receives are made first, in order; then the rest is evaluated, as Go's compiler does.
    var called = [Operand?](repeating: nil, count: list.count)
    let makesCalls = tree.nodes(list).map { containsCall($0, orLooks: true) }
    if makesCalls.contains(true), makesCalls.contains(false) {
      for (index, node) in tree.nodes(list).enumerated() where makesCalls[index] {
        if !types.isUntyped(file.type(of: node)) { called[index] = try value(node) }
      }
    }
    func argument(_ index: Int, _ type: TypeID) throws -> Operand {
      let node = tree[list, index]
      if let converter = file.foreignArguments[node] {
        return try foreign(called[index] ?? value(node), by: converter)
      }
      guard let operand = called[index] else { return try converted(node, to: type) }
      let isOnHeap =
        types.isInterface(type) && !types.isInterface(file.type(of: node))
        && isOnHeap(unparenthesized(node), file.type(of: node), as: .box)
      return try converted(operand, file.type(of: node), to: type, isOnHeap: isOnHeap)
    }
    for index in 0..<fixed { prepared.arguments.append((try argument(index, parameters[index]), parameters[index])) }
    if signature.isVariadic, !spread {
      let slice = try variadic(expr, parameters[fixed], list.count - fixed) { index, element in
        try argument(fixed + index, element)
      }
      prepared.arguments.append((slice, parameters[fixed]))
    }
  }

  /// A value of C, made by a function of package C.
  func foreign(_ operand: Operand, by converter: ObjectID) throws -> Operand {
    let function = program[converter].function
    guard let signature = types.signature(program[function].signature) else { throw unsupported("conversion to C") }
    return emit(
      PreparedCall(
        target: .direct(.function(function)), arguments: [(operand, signature.parameters[0])],
        results: signature.results))[0]
  }

  /// The slice of variadic arguments.
  private func variadic(
    _ expr: NodeID<Expr>, _ type: TypeID, _ count: Int, _ element: (Int, TypeID) throws -> Operand
  ) throws -> Operand {
    let result = temporary(type)
    guard count > 0, case .slice(let elementType) = types.view(of: types.coreType(type)) else {
      zero(result)
      return result
    }
    let array = types.array(of: elementType, length: Int64(count))
    let size = layout(elementType).size
    let pointer = temporaryPointer()
    if isOnHeap(expr, array, as: .variadic) {
      // Arguments are evaluated first: what they call may not see a half-made slice.
      var values: [Operand] = []
      for index in 0..<count { values.append(try element(index, elementType)) }
      emit(LOAM_OP_NEW, pointer, k: .type(array))
      for (index, value) in values.enumerated() { store(value, at: pointer, index * size, elementType) }
    } else {
      let memory = newRegister(array)
      makeMemory(memory)
      for index in 0..<count {
        try store(try element(index, elementType), to: framePart(memory, index * size, elementType))
      }
      emit(LOAM_OP_ADDR, pointer, whole(memory), .immediate(0))
    }
    return sliceHeader(pointer, count, type, into: result)
  }

  /// A value in a register as a value of a type that it is assignable to.
  func converted(
    _ operand: Operand, _ type: TypeID, to target: TypeID, into destination: Operand? = nil, isOnHeap: Bool = true
  ) throws -> Operand {
    guard types.isInterface(target) else { return deliver(operand, destination) }
    if types.isInterface(type) {
      if types.underlying(type) == types.underlying(target) { return deliver(operand, destination) }
      return try interfaceToInterface(operand, type, target, into: destination)
    }
    return box(operand, types.defaultType(type), target, isOnHeap: isOnHeap, into: destination)
  }

  /// Whether evaluating an expression calls a function or receives from a channel, or (`orLooks`) looks into a map or
  /// channel, which Go's compiler does as early.
  func containsCall(_ expr: NodeID<Expr>, orLooks: Bool = false) -> Bool {
    func containsCall(_ expr: NodeID<Expr>) -> Bool { self.containsCall(expr, orLooks: orLooks) }
    guard expr.exists, !file.constant(of: expr).exists else { return false }
    switch tree[expr] {
    case .paren(let inner), .selector(let inner, _), .star(let inner), .assertion(let inner, _):
      return containsCall(inner)
    case .unary(let token, let inner): return token == .arrow || containsCall(inner)
    case .binary(_, let left, let right): return containsCall(left) || containsCall(right)
    case .index(let base, let list):
      if orLooks, case .map = types.view(of: types.coreType(file.type(of: base))) { return true }
      return containsCall(base) || tree.nodes(list).contains { containsCall($0) }
    case .slice(let base, let low, let high, let max, _):
      return containsCall(base) || containsCall(low) || containsCall(high) || containsCall(max)
    case .keyValue(let key, let value): return containsCall(key) || containsCall(value)
    case .composite(_, let elements, _): return tree.nodes(elements).contains { containsCall($0) }
    case .call(_, let list, _):
      if file.call(of: expr) == .call { return true }
      if case .builtin(let builtin) = file.call(of: expr) {
        switch builtin {
        case .append, .copy, .recover: return true
        case .len,
          .cap where orLooks:
          switch types.view(of: types.coreType(file.type(of: tree[list, 0]))) {
          case .channel, .map: return true
          default: break
          }
        default: break
        }
      }
      return tree.nodes(list).contains { containsCall($0) }
    default: return false
    }
  }

  // MARK: Intrinsics

  /// Functions of the library that are one instruction.
  private func intrinsic(_ expr: NodeID<Expr>, into destination: Operand?) throws -> Operand? {
    guard case .call(let function, let arguments, _) = tree[expr], arguments.count == 1,
      case .selector(_, let nameNode) = tree[function], file.selection(of: function) == nil
    else { return nil }
    let object = program[file.object(of: function)]
    guard object.kind == .function, program[object.package].path == "math" else { return nil }
    let op: Opcode
    switch program.text(tree.symbol(of: nameNode)) {
    case "Sqrt": op = LOAM_OP_FSQRT
    case "Abs": op = LOAM_OP_FABS
    case "Floor": op = LOAM_OP_FFLOOR
    default: return nil
    }
    let operand = try converted(tree[arguments, 0], to: .float64)
    position = tree.offset(of: expr)
    let result = destination ?? temporary(.float64)
    emit(op, result, operand)
    return result
  }

  // MARK: Go and defer

  /// `defer f(x)`.
  func deferred(_ expr: NodeID<Expr>) throws {
    let call = unparenthesized(expr)
    procedure.hasDefers = true
    guard let closure = try savedCall(call, kind: "deferwrap") else { return }
    position = tree.offset(of: call)
    emit(LOAM_OP_DEFER, closure)
  }

  /// `go f(x)`.
  func started(_ expr: NodeID<Expr>) throws {
    let call = unparenthesized(expr)
    guard let closure = try savedCall(call, kind: "gowrap") else { return }
    position = tree.offset(of: call)
    emit(LOAM_OP_GO, closure)
  }

  /// A function value that makes the call, without arguments and results.
  private func savedCall(_ call: NodeID<Expr>, kind: String) throws -> Operand? {
    var prepared: PreparedCall
    switch file.call(of: call) {
    case .builtin(let builtin):
      // recover as the deferred function itself is no call by a deferred function.
      if builtin == .recover { return nil }
      prepared = PreparedCall(target: .builtin(builtin, call))
      guard case .call(_, let arguments, _) = tree[call] else { return nil }
      for argument in tree.nodes(arguments) {
        let type = builtin == .panic ? TypeID.emptyInterface : types.defaultType(file.type(of: argument))
        prepared.arguments.append((try converted(argument, to: type), type))
      }
    case .conversion: throw unsupported("deferred conversion")
    default: prepared = try prepare(call)
    }
    position = tree.offset(of: call)
    if prepared.arguments.isEmpty, prepared.results.isEmpty {
      switch prepared.target {
      case .closure(let closure): return closure
      case .direct(let callee): return functionValue(callee, into: nil)
      default: break
      }
    }
    var fieldTypes: [TypeID] = []
    var operands: [Operand] = []
    switch prepared.target {
    case .closure(let closure):
      fieldTypes.append(.unsafePointer)
      operands.append(closure)
    case .interface(let value, let type, _):
      fieldTypes.append(type)
      operands.append(value)
      // A nil interface panics here, not when the call is made.
      emit(LOAM_OP_CHECK_NIL, value.part(0, width: 1))
    default: break
    }
    for (operand, type) in prepared.arguments {
      fieldTypes.append(type)
      operands.append(operand)
    }
    let closureType = closureType(fieldTypes)
    let child = try Lowering(environment, file: file).savedCallBody(
      prepared, closureType, name: procedure.name, position: position)
    let index = procedure.children.count
    procedure.children.append(child)
    procedure.childNames.append("\(procedure.name).\(kind)\(index + 1)")
    let isOnHeap = kind == "gowrap" || environment.escape.isOnHeap(call, in: file.id, as: .deferred)
    return makeClosure(.child(index), closureType, operands, isOnHeap: isOnHeap, into: nil)
  }

  /// The body of a closure made by `savedCall`.
  func savedCallBody(
    _ prepared: PreparedCall, _ closureType: TypeID, name: String, position: UInt32
  ) throws -> Procedure {
    procedure.file = file.id
    procedure.position = position
    procedure.isWrapper = true
    self.position = position
    let context = useContext()
    let offsets = types.offsetsof(closureType)
    let fields = types.fields(closureType) ?? []
    var operands = (1..<fields.count).map { load(from: context, Int(offsets[$0]), fields[$0].type) }
    var call = prepared
    switch prepared.target {
    case .closure: call.target = .closure(operands.removeFirst())
    case .interface(_, let type, let index): call.target = .interface(operands.removeFirst(), type, index: index)
    default: break
    }
    call.arguments = zip(operands, prepared.arguments).map { ($0, $1.type) }
    if case .builtin(let builtin, let node) = prepared.target {
      try self.builtin(builtin, node, call.arguments)
    } else {
      _ = emit(call, wantsResults: false)
    }
    emit(LOAM_OP_RETURN, .immediate(0))
    return finish()
  }
}
