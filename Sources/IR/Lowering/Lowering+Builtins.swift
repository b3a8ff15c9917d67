// SPDX-License-Identifier: Apache-2.0
//
// Lowering+Builtins.swift — calls of the predeclared functions and those of package unsafe.

import Bytecode
import CRuntime
import Escape
import Source
import Syntax
import Types

extension Lowering {
  func builtin(_ expr: NodeID<Expr>, _ builtin: BuiltinID, into destination: Operand?) throws -> Operand {
    guard case .call(_, let list, let spread) = tree[expr] else { throw unsupported("call") }
    let type = file.type(of: expr)
    func argument(_ index: Int) -> NodeID<Expr> { tree[list, index] }
    if list.count == 1, case .tuple(let id) = types.view(of: file.type(of: argument(0))) {
      return try self.builtin(ofTuple: expr, builtin, argument(0), types[id], into: destination)
    }
    switch builtin {
    case .len, .cap: return try length(expr, argument(0), isLength: builtin == .len, into: destination)
    case .append: return try append(expr, list, spread, into: destination)
    case .make: return try make(expr, list, into: destination)
    case .new:
      guard let element = types.pointerElement(type) else { throw unsupported("new") }
      let result = destination ?? temporaryPointer()
      if !isOnHeap(expr, element) {
        let memory = newRegister(element)
        makeMemory(memory)
        if isValue(argument(0)) {
          move(try converted(argument(0), to: element), to: whole(memory))
        } else {
          zero(whole(memory))
        }
        emit(LOAM_OP_ADDR, result, whole(memory), .immediate(0))
      } else if isValue(argument(0)) {
        let initial = try converted(argument(0), to: element)
        let pointer = temporaryPointer()
        emit(LOAM_OP_NEW, pointer, k: .type(element))
        store(initial, at: pointer, 0, element)
        return deliver(pointer, destination)
      } else {
        emit(LOAM_OP_NEW, result, k: .type(element))
      }
      return result
    case .copy:
      let target = try value(argument(0))
      let isString = layout(file.type(of: argument(1))).shape == .string
      let source = try converted(argument(1), to: isString ? .string : file.type(of: argument(1)))
      position = tree.offset(of: expr)
      let result = destination ?? temporary(.int)
      try emitCopy(target, source, file.type(of: argument(0)), isString: isString, result)
      return result
    case .min, .max: return try extremum(expr, list, builtin, into: destination)
    case .recover:
      let result = destination ?? temporary(.emptyInterface)
      emit(LOAM_OP_RECOVER, result)
      return result
    case .panic:
      let operand = try converted(argument(0), to: .emptyInterface)
      position = tree.offset(of: expr)
      emit(LOAM_OP_PANIC, operand)
      hasReturned = true
      return .none
    case .delete:
      let mapType = file.type(of: argument(0))
      guard case .map(let key, _) = types.view(of: types.coreType(mapType)) else { throw unsupported("delete") }
      let map = try value(argument(0))
      let keyOperand = try converted(argument(1), to: key)
      position = tree.offset(of: expr)
      emit(LOAM_OP_MAPDELETE, .none, map, keyOperand, k: .type(mapType))
      return .none
    case .clear, .close, .print, .println:
      var operands: [(operand: Operand, type: TypeID)] = []
      for node in tree.nodes(list) {
        let argumentType = types.defaultType(file.type(of: node))
        operands.append((try converted(node, to: argumentType), argumentType))
      }
      position = tree.offset(of: expr)
      try self.builtin(builtin, expr, operands)
      return .none
    case .complex, .real, .imag: return try complexBuiltin(expr, builtin, list, into: destination)
    case .unsafeAdd:
      let pointer = try value(argument(0))
      let offset = try value(argument(1))
      let result = destination ?? temporaryPointer()
      emit(LOAM_OP_ADD, result, pointer, offset)
      return result
    case .unsafeSlice:
      let pointer = try value(argument(0))
      let result = temporary(type)
      _ = try value(argument(1), into: result.part(1, width: 1))
      move(pointer, to: result.part(0, width: 1))
      let element = types.pointerElement(file.type(of: argument(0))) ?? .uint8
      position = tree.offset(of: expr)
      try callRuntime(
        "checkUnsafeSlice",
        [
          (pointer, .unsafePointer), (result.part(1, width: 1), .int), (constantWord(layout(element).size), .uintptr),
        ])
      move(result.part(1, width: 1), to: result.part(2, width: 1))
      return deliver(result, destination)
    case .unsafeString:
      let pointer = try value(argument(0))
      let result = temporary(type)
      _ = try value(argument(1), into: result.part(1, width: 1))
      move(pointer, to: result.part(0, width: 1))
      position = tree.offset(of: expr)
      try callRuntime("checkUnsafeString", [(pointer, .unsafePointer), (result.part(1, width: 1), .int)])
      return deliver(result, destination)
    case .unsafeStringData, .unsafeSliceData:
      return deliver(try value(argument(0)).part(0, width: 1), destination)
    case .unsafeSizeof, .unsafeAlignof, .unsafeOffsetof: throw unsupported("this function of package unsafe")
    }
  }

  /// `append(f())`, `copy(f())` and the like, where one call gives all arguments.
  private func builtin(
    ofTuple expr: NodeID<Expr>, _ builtin: BuiltinID, _ argument: NodeID<Expr>, _ tuple: [TypeID],
    into destination: Operand?
  ) throws -> Operand {
    let values = try call(unparenthesized(argument))
    position = tree.offset(of: expr)
    switch builtin {
    case .append:
      let type = file.type(of: expr)
      guard case .slice(let element) = types.view(of: types.coreType(type)) else { throw unsupported("append") }
      let elements = try zip(values, tuple).dropFirst().map { try converted($0, $1, to: element) }
      return appendElements(values[0], type, element, elements, into: destination)
    case .copy:
      let result = destination ?? temporary(.int)
      try emitCopy(values[0], values[1], tuple[0], isString: layout(tuple[1]).shape == .string, result)
      return result
    case .delete, .print, .println, .panic, .clear, .close:
      try self.builtin(builtin, expr, zip(values, tuple).map { ($0, $1) })
      return .none
    case .complex:
      let result = destination ?? temporary(file.type(of: expr))
      combine(values[0], values[1], into: result)
      return result
    default: throw unsupported("this function of a call with several results")
    }
  }

  /// A predeclared function without result on evaluated operands: what a deferred call makes.
  func builtin(
    _ builtin: BuiltinID, _ expr: NodeID<Expr>, _ operands: [(operand: Operand, type: TypeID)]
  ) throws {
    switch builtin {
    case .close: emit(LOAM_OP_CLOSE, operands[0].operand)
    case .clear:
      switch types.view(of: types.coreType(operands[0].type)) {
      case .map: emit(LOAM_OP_MAPCLEAR, .none, operands[0].operand, k: .type(operands[0].type))
      case .slice(let element): emit(LOAM_OP_CLEAR_SLICE, operands[0].operand, k: .type(element))
      default: throw unsupported("clear")
      }
    case .delete:
      let (map, type) = operands[0]
      guard case .map(let key, _) = types.view(of: types.coreType(type)) else { throw unsupported("delete") }
      let keyOperand = try converted(operands[1].operand, operands[1].type, to: key)
      emit(LOAM_OP_MAPDELETE, .none, map, keyOperand, k: .type(type))
    case .panic: emit(LOAM_OP_PANIC, operands[0].operand)
    case .copy:
      let isString = layout(operands[1].type).shape == .string
      try emitCopy(operands[0].operand, operands[1].operand, operands[0].type, isString: isString, .none)
    case .print, .println:
      for (index, (operand, type)) in operands.enumerated() {
        if index > 0, builtin == .println { printWord(LOAM_PRINT_SPACE) }
        printValue(operand, type)
      }
      if builtin == .println { printWord(LOAM_PRINT_NEWLINE) }
    default: throw unsupported("this deferred call")
    }
  }

  /// Calls a function without results of the library's package runtime.
  func callRuntime(_ name: String, _ arguments: [(operand: Operand, type: TypeID)]) throws {
    guard let package = program.importPackage("runtime") else { throw unsupported("package runtime") }
    let object = program.object(name, in: package)
    guard object.exists else { throw unsupported("runtime.\(name)") }
    _ = emit(PreparedCall(target: .direct(.function(program[object].function)), arguments: arguments))
  }

  /// Whether the argument of `new` is an expression, the new variable's value.
  private func isValue(_ argument: NodeID<Expr>) -> Bool { file.mode(of: argument) != .type }

  private func printWord(_ kind: loam_print_kind) {
    emit(LOAM_OP_PRINT, constantWord(0), .immediate(Int(kind.rawValue)))
  }

  private func printValue(_ operand: Operand, _ type: TypeID) {
    let kind: loam_print_kind
    switch layout(type).shape {
    case .bool: kind = LOAM_PRINT_BOOL
    case .int8, .int16, .int32, .int64: kind = LOAM_PRINT_INT
    case .uint8, .uint16, .uint32, .uint64: kind = LOAM_PRINT_UINT
    case .float64: kind = LOAM_PRINT_FLOAT
    case .float32: kind = LOAM_PRINT_FLOAT32
    case .string: kind = LOAM_PRINT_STRING
    case .slice: kind = LOAM_PRINT_SLICE
    case .eface, .iface: kind = LOAM_PRINT_INTERFACE
    case .complex: return printComplex(operand)
    default: kind = LOAM_PRINT_POINTER
    }
    emit(LOAM_OP_PRINT, operand, .immediate(Int(kind.rawValue)))
  }

  private func emitCopy(
    _ target: Operand, _ source: Operand, _ type: TypeID, isString: Bool, _ result: Operand
  ) throws {
    guard case .slice(let element) = types.view(of: types.coreType(type)) else { throw unsupported("copy") }
    if isString {
      emit(LOAM_OP_COPY_STRING, result, target, source)
    } else {
      emit(LOAM_OP_COPY, result, target, source, k: .type(element))
    }
  }

  // MARK: Length

  private func length(
    _ expr: NodeID<Expr>, _ argument: NodeID<Expr>, isLength: Bool, into destination: Operand?
  ) throws -> Operand {
    let type = file.type(of: argument)
    switch types.view(of: types.coreType(type)) {
    case .basic: return deliver(try value(argument).part(1, width: 1), destination)
    case .slice:
      // Only the word that is asked for is loaded.
      let place = try lengthPlace(argument)
      return try load(part(of: place, at: isLength ? 8 : 16, .int), into: destination)
    case .array(_, let count):
      _ = try value(argument)
      return constant(Int(count), into: destination)
    case .pointer(let array):
      _ = try value(argument)
      guard case .array(_, let count) = types.underlyingView(of: array) else { break }
      return constant(Int(count), into: destination)
    case .map:
      let map = try value(argument)
      let result = destination ?? temporary(.int)
      emit(LOAM_OP_MAPLEN, result, map)
      return result
    case .channel:
      let channel = try value(argument)
      let result = destination ?? temporary(.int)
      emit(isLength ? LOAM_OP_CHANLEN : LOAM_OP_CHANCAP, result, channel)
      return result
    default: break
    }
    throw unsupported("len of this type")
  }

  private func lengthPlace(_ argument: NodeID<Expr>) throws -> Place {
    let node = unparenthesized(argument)
    switch tree[node] {
    case .name, .selector, .index, .star:
      if file.mode(of: node) == .variable { return try place(node) }
    default: break
    }
    return .register(try value(node), file.type(of: node))
  }

  private func constant(_ number: Int, into destination: Operand?) -> Operand {
    guard let destination else { return constantWord(number) }
    load(constant: .bits(UInt64(number)), into: destination)
    return destination
  }

  // MARK: Append

  private func append(
    _ expr: NodeID<Expr>, _ list: NodeList<Expr>, _ spread: Bool, into destination: Operand?
  ) throws -> Operand {
    let type = file.type(of: expr)
    guard case .slice(let element) = types.view(of: types.coreType(type)) else { throw unsupported("append") }
    let base = try converted(tree[list, 0], to: type)
    if list.count == 1 { return deliver(base, destination) }
    var operands: [Operand] = []
    if spread {
      let source = tree[list, 1]
      let isString = layout(file.type(of: source)).shape == .string
      operands.append(try converted(source, to: isString ? .string : type))
      position = tree.offset(of: expr)
      let target = appendTarget(base, type, destination)
      emit(isString ? LOAM_OP_APPEND_STRING : LOAM_OP_APPEND_SLICE, target, operands[0], k: .type(element))
      return deliver(target, destination)
    }
    for index in 1..<list.count {
      var operand = try converted(tree[list, index], to: element)
      // The slice changes before its new element is read.
      if operand.isRegister, operand.width > 0, operand.register == base.register { operand = copied(operand, element) }
      operands.append(operand)
    }
    position = tree.offset(of: expr)
    return appendElements(base, type, element, operands, into: destination)
  }

  private func appendElements(
    _ base: Operand, _ type: TypeID, _ element: TypeID, _ operands: [Operand], into destination: Operand?
  ) -> Operand {
    let target = appendTarget(base, type, destination)
    if operands.count > 1 {
      emit(LOAM_OP_GROW, target, constantWord(operands.count), k: .type(element))
    }
    let layout = layout(element)
    let op: Opcode
    if layout.shape == .pointer {
      op = LOAM_OP_APPENDP
    } else if layout.shape.isScalar, layout.size != 2 {
      op = layout.size == 1 ? LOAM_OP_APPEND8 : layout.size == 4 ? LOAM_OP_APPEND32 : LOAM_OP_APPEND64
    } else {
      op = LOAM_OP_APPENDN
    }
    for operand in operands {
      emit(op, target, operand.width == 0 ? target.part(0, width: 1) : operand, k: .type(element))
    }
    return deliver(target, destination)
  }

  /// The register that append works on: the variable itself in `s = append(s, …)`, else a copy.
  private func appendTarget(_ base: Operand, _ type: TypeID, _ destination: Operand?) -> Operand {
    if base == destination { return base }
    return copied(base, type)
  }

  // MARK: Make

  private func make(_ expr: NodeID<Expr>, _ list: NodeList<Expr>, into destination: Operand?) throws -> Operand {
    let type = file.type(of: expr)
    switch types.view(of: types.coreType(type)) {
    case .slice(let element):
      let constantLength = constantInteger(tree[list, 1])
      let constantCapacity = list.count > 2 ? constantInteger(tree[list, 2]) : constantLength
      if let length = constantLength, let capacity = constantCapacity, length <= capacity, capacity > 0,
        layout(element).size > 0,
        !isOnHeap(expr, types.array(of: element, length: capacity))
      {
        let array = types.array(of: element, length: capacity)
        let memory = newRegister(array)
        makeMemory(memory)
        zero(whole(memory))
        let result = destination ?? temporary(type)
        let pointer = temporaryPointer()
        emit(LOAM_OP_ADDR, pointer, whole(memory), .immediate(0))
        move(pointer, to: result.part(0, width: 1))
        load(constant: .bits(UInt64(length)), into: result.part(1, width: 1))
        load(constant: .bits(UInt64(capacity)), into: result.part(2, width: 1))
        return result
      }
      let length = try value(tree[list, 1])
      let capacity = list.count > 2 ? try value(tree[list, 2]) : length
      position = tree.offset(of: expr)
      let result = destination ?? temporary(type)
      emit(LOAM_OP_MAKESLICE, result, length, capacity, k: .type(element))
      return result
    case .map:
      let hint = list.count > 1 ? try value(tree[list, 1]) : .none
      position = tree.offset(of: expr)
      let result = destination ?? temporary(type)
      emit(LOAM_OP_MAKEMAP, result, hint, k: .type(type))
      return result
    case .channel:
      let size = list.count > 1 ? try value(tree[list, 1]) : .none
      position = tree.offset(of: expr)
      let result = destination ?? temporary(type)
      emit(LOAM_OP_MAKECHAN, result, size, k: .type(type))
      return result
    default: throw unsupported("make of this type")
    }
  }

  // MARK: Extrema

  private func extremum(
    _ expr: NodeID<Expr>, _ list: NodeList<Expr>, _ builtin: BuiltinID, into destination: Operand?
  ) throws -> Operand {
    let type = file.type(of: expr)
    let shape = layout(type).shape
    let isMin = builtin == .min
    let result = temporary(type)
    _ = try converted(tree[list, 0], to: type, into: result)
    for index in 1..<list.count {
      let other = try converted(tree[list, index], to: type)
      switch shape {
      case .float64: emit(isMin ? LOAM_OP_FMIN : LOAM_OP_FMAX, result, result, other)
      case .float32:
        let a = temporary(.float64)
        let b = temporary(.float64)
        emit(LOAM_OP_F32TOF, a, result)
        emit(LOAM_OP_F32TOF, b, other)
        emit(isMin ? LOAM_OP_FMIN : LOAM_OP_FMAX, a, a, b)
        emit(LOAM_OP_F2F32, result, a)
      default:
        let keep = newLabel()
        if shape == .string {
          let flag = temporary(.bool)
          try compare(isMin ? .less : .greater, flag, other, result, type)
          emit(LOAM_OP_JF, flag, target: keep)
        } else {
          compareBranch(
            isMin ? .lessEqual : .greaterEqual, result, other, isSigned: shape.isSigned || shape.bits < 64, keep)
        }
        move(other, to: result)
        place(label: keep)
      }
    }
    return deliver(result, destination)
  }
}
