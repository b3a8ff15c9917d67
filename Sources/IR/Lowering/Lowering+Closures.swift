// SPDX-License-Identifier: Apache-2.0
//
// Lowering+Closures.swift — function literals, method values, and what they capture.
//
// How.      A closure is a struct in the heap or the frame: the function, then what it captures. Variables that are never
//           assigned after their declaration are captured by value, others by the address of their box or frame slot.

import Bytecode
import CRuntime
import Escape
import Syntax
import Types

extension Lowering {
  /// The struct type of a closure that holds values of these types.
  func closureType(_ fields: [TypeID]) -> TypeID {
    let all = [TypeID.uintptr] + fields
    return types.structure(
      all.map { StructField(name: .blank, type: $0, isEmbedded: false, package: .none, tag: .none) })
  }

  /// Makes a closure of a function and captured values.
  func makeClosure(
    _ callee: Callee, _ type: TypeID, _ captured: [Operand], isOnHeap: Bool, into destination: Operand?
  ) -> Operand {
    let offsets = types.offsetsof(type)
    let fields = types.fields(type) ?? []
    let code = temporaryWord()
    emit(LOAM_OP_LOADK, code, k: .function(callee))
    if isOnHeap {
      let pointer = temporaryPointer()
      emit(LOAM_OP_NEW, pointer, k: .type(type))
      store(code, at: pointer, 0, .uintptr)
      for (index, operand) in captured.enumerated() {
        store(operand, at: pointer, Int(offsets[index + 1]), fields[index + 1].type)
      }
      return deliver(pointer, destination)
    }
    let memory = newRegister(type)
    makeMemory(memory)
    move(code, to: Operand(memory, word: 0, width: 1))
    for (index, operand) in captured.enumerated() {
      let place = framePart(memory, Int(offsets[index + 1]), fields[index + 1].type)
      // Storing into a register's part cannot fail.
      try! store(operand, to: place)
    }
    let result = destination ?? temporaryPointer()
    emit(LOAM_OP_ADDR, result, whole(memory), .immediate(0))
    return result
  }

  /// The types of a literal's captured values, in order.
  func captureTypes(_ captures: [ObjectID]) -> [TypeID] {
    captures.map { object in
      environment.escape.isCapturedByValue(object)
        ? program[object].type : types.pointer(to: program[object].type)
    }
  }

  /// A function literal.
  func literal(_ expr: NodeID<Expr>, into destination: Operand?) throws -> Operand {
    let id = file.function(of: expr)
    environment.number(literal: id)
    let captures = program[id].captures
    if captures.isEmpty { return functionValue(.function(id), into: destination) }
    var operands: [Operand] = []
    for object in captures {
      if environment.escape.isCapturedByValue(object) {
        operands.append(try load(place(of: object)))
      } else {
        operands.append(try variableAddress(object))
      }
    }
    position = tree.offset(of: expr)
    return makeClosure(
      .function(id), closureType(captureTypes(captures)), operands,
      isOnHeap: environment.escape.isOnHeap(expr, in: file.id, as: .value), into: destination)
  }

  /// The address of a captured variable, which is in the heap or in memory of the frame.
  func variableAddress(_ object: ObjectID) throws -> Operand {
    switch bindings[object] {
    case .boxed(let pointer): return pointer
    case .register(let register):
      makeMemory(register)
      let pointer = temporaryPointer()
      emit(LOAM_OP_ADDR, pointer, whole(register), .immediate(0))
      return pointer
    case nil: throw unsupported("captured variable without a place")
    }
  }

  /// The register of the closure pointer of the running function.
  func useContext() -> Operand {
    if let contextRegister { return whole(contextRegister) }
    let register = newRegister(slots: 1, pointers: 1, home: .context)
    contextRegister = register
    procedure.usesContext = true
    return whole(register)
  }

  /// Takes the captured values of a literal out of its closure.
  func bindCaptures(_ captures: [ObjectID]) {
    if captures.isEmpty { return }
    let context = useContext()
    let captured = captureTypes(captures)
    let offsets = types.offsetsof(closureType(captured))
    for (index, object) in captures.enumerated() {
      let operand = load(from: context, Int(offsets[index + 1]), captured[index])
      if environment.escape.isCapturedByValue(object) {
        bindings[object] = .register(operand.register)
      } else {
        bindings[object] = .boxed(operand)
      }
      keepInSight(operand.register)
      procedure.variables.append(
        VariableInfo(
          object: object, register: operand.register, range: 0...Int.max,
          isBoxed: !environment.escape.isCapturedByValue(object), isCaptured: false, offset: 0))
      procedure.variables.append(
        VariableInfo(
          object: object, register: operand.register, range: 0...Int.max,
          isBoxed: !environment.escape.isCapturedByValue(object), isCaptured: true, offset: Int(offsets[index + 1])))
    }
  }

  /// `x.m` as a value: a closure that holds the receiver.
  func methodValue(
    _ expr: NodeID<Expr>, _ base: NodeID<Expr>, _ selection: Selection, into destination: Operand?
  ) throws -> Operand {
    let operand: Operand
    let type: TypeID
    let callee: Callee
    if selection.kind == .interfaceMethod {
      operand = try load(fieldPlace(base, selection.path))
      type = selection.interface
      callee = .boundInterfaceMethod(selection.interface, index: selection.methodIndex)
      position = tree.offset(of: expr)
      emit(LOAM_OP_CHECK_NIL, operand.part(0, width: 1))
    } else {
      (operand, type) = try receiver(base, selection)
      callee = .boundMethod(selection.function)
      position = tree.offset(of: expr)
    }
    return makeClosure(
      callee, closureType([type]), [operand],
      isOnHeap: environment.escape.isOnHeap(expr, in: file.id, as: .value), into: destination)
  }
}
