// SPDX-License-Identifier: Apache-2.0
//
// Lowering+Places.swift — what can be read from and assigned to: registers, memory, elements, package variables.

import Bytecode
import CRuntime
import Syntax
import Types

/// Where a value is read from or stored to.
enum Place {
  /// Whole words of a register.
  case register(Operand, TypeID)
  /// Bytes within a register's words.
  case frame(RegisterID, offset: Int, TypeID)
  case memory(Operand, offset: Int, TypeID)
  case global(ObjectID, offset: Int, TypeID)
  /// An element of a slice or string held in registers; the index is checked.
  case element(Operand, index: Operand, TypeID)
  /// An element of an array in a register; `offset` is where the array begins.
  case frameElement(RegisterID, offset: Int, index: Operand, length: Int, TypeID)
  case mapElement(map: Operand, key: Operand, mapType: TypeID, TypeID)
  case blank(TypeID)

  var type: TypeID {
    switch self {
    case .register(_, let type), .frame(_, _, let type), .memory(_, _, let type), .global(_, _, let type),
      .element(_, _, let type), .frameElement(_, _, _, _, let type), .mapElement(_, _, _, let type), .blank(let type):
      type
    }
  }
}

extension Lowering {
  // MARK: Finding places

  /// The place that a variable's binding is.
  func place(of object: ObjectID) throws -> Place {
    let type = program[object].type
    switch bindings[object] {
    case .register(let register): return registerPlace(register, type)
    case .boxed(let pointer): return .memory(pointer, offset: 0, type)
    case nil: break
    }
    if program[object].flags.contains(.isPackageLevel) {
      refer(to: object)
      return .global(object, offset: 0, type)
    }
    throw unsupported("variable \(program.text(program[object].name)) without a place")
  }

  /// Notes that the code needs a package variable to have its value.
  func refer(to object: ObjectID) {
    if !environment.isReady(object), !guarded.contains(object) { guarded.append(object) }
  }

  func registerPlace(_ register: RegisterID, _ type: TypeID) -> Place {
    switch layout(type).shape {
    case .int8, .int16, .int32:
      // Through pointers such a variable is written narrowly, which leaves the upper half of its slot as it was.
      if isMemory(register) { return .frame(register, offset: 0, type) }
    default: break
    }
    return .register(whole(register), type)
  }

  /// The place of an addressable expression, a map element, or the blank identifier.
  func place(_ expr: NodeID<Expr>) throws -> Place {
    position = tree.offset(of: expr)
    let type = file.type(of: expr)
    switch tree[expr] {
    case .paren(let inner): return try place(inner)
    case .name(let symbol):
      if symbol == .blank { return .blank(type) }
      return try place(of: file.object(of: expr))
    case .selector(let base, _):
      guard let selection = file.selection(of: expr) else { return try place(of: file.object(of: expr)) }
      return try fieldPlace(base, selection.path)
    case .star(let pointer):
      return .memory(try value(pointer), offset: 0, type)
    case .index(let base, let list):
      return try indexPlace(base, tree[list, 0], type)
    default:
      return .register(try value(expr), type)
    }
  }

  /// Walks fields from an expression; pointers on the way are followed.
  func fieldPlace(_ base: NodeID<Expr>, _ path: [Int]) throws -> Place {
    var current: Place
    let baseType = file.type(of: base)
    if types.pointerElement(baseType) != nil {
      current = .register(try value(base), baseType)
    } else {
      current = try place(base)
    }
    for index in path { current = try field(of: current, index) }
    return current
  }

  /// The place of field `index` of the struct at a place, or of the struct that the pointer there points to.
  func field(of place: Place, _ index: Int) throws -> Place {
    var place = place
    if let element = types.pointerElement(place.type) {
      place = .memory(try load(place), offset: 0, element)
    }
    guard let fields = types.fields(place.type) else { throw unsupported("field of a type that is no struct") }
    let offset = Int(types.offsetsof(place.type)[index])
    return try part(of: place, at: offset, fields[index].type)
  }

  /// The place of a part of the value at a place.
  func part(of place: Place, at offset: Int, _ type: TypeID) throws -> Place {
    switch place {
    case .register(let operand, _):
      return framePart(operand.register, Int(operand.word) * 8 + offset, type)
    case .frame(let register, let base, _): return framePart(register, base + offset, type)
    case .memory(let pointer, let base, _): return .memory(pointer, offset: base + offset, type)
    case .global(let object, let base, _): return .global(object, offset: base + offset, type)
    case .element(let slice, let index, let elementType):
      let pointer = temporaryPointer()
      emit(LOAM_OP_LEAX, pointer, slice, index, k: .bits(UInt64(layout(elementType).size)))
      return .memory(pointer, offset: offset, type)
    case .frameElement:
      return .memory(try address(of: place), offset: offset, type)
    case .mapElement:
      let value = try load(place)
      return framePart(value.register, Int(value.word) * 8 + offset, type)
    case .blank: return .blank(type)
    }
  }

  /// A part of a register as whole words where it can be, else by bytes.
  func framePart(_ register: RegisterID, _ offset: Int, _ type: TypeID) -> Place {
    let layout = layout(type)
    if offset % 8 == 0, layout.size % 8 == 0 || layout.shape == .empty, offset / 8 + layout.slots <= 0xfff0 {
      return .register(Operand(register, word: offset / 8, width: layout.slots), type)
    }
    return .frame(register, offset: offset, type)
  }

  private func indexPlace(_ base: NodeID<Expr>, _ indexExpr: NodeID<Expr>, _ type: TypeID) throws -> Place {
    let baseType = file.type(of: base)
    switch types.view(of: types.coreType(baseType)) {
    case .map(let key, _):
      let map = try value(base)
      let keyOperand = try converted(indexExpr, to: key)
      position = tree.offset(of: base)
      return .mapElement(map: map, key: keyOperand, mapType: baseType, type)
    case .slice, .basic:
      let slice = try value(base)
      let index = try value(indexExpr)
      if isUnsignedWord(indexExpr) {
        emit(LOAM_OP_CHECK_INDEX, index, slice.part(1, width: 1), .immediate(1))
      }
      return .element(slice, index: index, type)
    case .pointer(let arrayType):
      guard case .array(_, let length) = types.underlyingView(of: arrayType) else { break }
      let pointer = try value(base)
      if let constant = constantInteger(indexExpr) {
        return .memory(pointer, offset: Int(constant) * layout(type).size, type)
      }
      let index = try value(indexExpr)
      if isUnsignedWord(indexExpr) { emit(LOAM_OP_CHECK_INDEXK, index, .immediate(1), k: .bits(UInt64(length))) }
      return try pointerElement(pointer, 0, index, Int(length), type)
    case .array(_, let length):
      let array = try place(base)
      if let constant = constantInteger(indexExpr) {
        return try part(of: array, at: Int(constant) * layout(type).size, type)
      }
      let index = try value(indexExpr)
      if isUnsignedWord(indexExpr) { emit(LOAM_OP_CHECK_INDEXK, index, .immediate(1), k: .bits(UInt64(length))) }
      return try arrayElement(array, index, Int(length), type)
    default: break
    }
    throw unsupported("index of this type")
  }

  /// Whether an index is of a type whose values may not fit an int: what is out of range is then said as it is.
  func isUnsignedWord(_ expr: NodeID<Expr>) -> Bool {
    expr.exists && constantInteger(expr) == nil && layout(file.type(of: expr)).shape == .uint64
  }

  func arrayElement(_ array: Place, _ index: Operand, _ length: Int, _ type: TypeID) throws -> Place {
    switch array {
    case .register(let operand, _):
      makeMemory(operand.register)
      return .frameElement(operand.register, offset: Int(operand.word) * 8, index: index, length: length, type)
    case .frame(let register, let offset, _):
      makeMemory(register)
      return .frameElement(register, offset: offset, index: index, length: length, type)
    case .memory(let pointer, let offset, _): return try pointerElement(pointer, offset, index, length, type)
    case .global(let object, let offset, _):
      let pointer = constantPointer(.global(object, offset: offset))
      return try pointerElement(pointer, 0, index, length, type)
    case .mapElement:
      return try arrayElement(.register(try load(array), array.type), index, length, type)
    default:
      return try pointerElement(try address(of: array), 0, index, length, type)
    }
  }

  private func pointerElement(
    _ pointer: Operand, _ offset: Int, _ index: Operand, _ length: Int, _ type: TypeID
  ) throws -> Place {
    var pointer = pointer
    if offset != 0 {
      let moved = temporaryPointer()
      emit(LOAM_OP_LEAP, moved, pointer, k: .bits(UInt64(offset)))
      pointer = moved
    }
    let element = temporaryPointer()
    emit(
      LOAM_OP_LEAXP, element, pointer, index, k: .bits(UInt64(layout(type).size)), k2: .bits(UInt64(length)))
    return .memory(element, offset: 0, type)
  }

  /// The address of something outside the heap and the stacks.
  func constantPointer(_ k: Constant64) -> Operand {
    let operand = temporaryWord()
    emit(LOAM_OP_LOADK, operand, k: k)
    return operand
  }

  // MARK: Addresses

  /// The address of a place, which is checked for nil.
  func address(of place: Place, into destination: Operand? = nil) throws -> Operand {
    switch place {
    case .register(let operand, _):
      makeMemory(operand.register)
      let pointer = destination ?? temporaryPointer()
      emit(LOAM_OP_ADDR, pointer, whole(operand.register), .immediate(Int(operand.word) * 8))
      return pointer
    case .frame(let register, let offset, _):
      makeMemory(register)
      let pointer = destination ?? temporaryPointer()
      emit(LOAM_OP_ADDR, pointer, whole(register), .immediate(offset))
      return pointer
    case .memory(let pointer, let offset, _):
      if offset == 0 {
        emit(LOAM_OP_CHECK_NIL, pointer)
        return deliver(pointer, destination)
      }
      let moved = destination ?? temporaryPointer()
      emit(LOAM_OP_LEAP, moved, pointer, k: .bits(UInt64(offset)))
      return moved
    case .global(let object, let offset, _):
      let pointer = destination ?? temporaryPointer()
      emit(LOAM_OP_LOADK, pointer, k: .global(object, offset: offset))
      return pointer
    case .element(let slice, let index, let type):
      let pointer = destination ?? temporaryPointer()
      emit(LOAM_OP_LEAX, pointer, slice, index, k: .bits(UInt64(layout(type).size)))
      return pointer
    case .frameElement(let register, let offset, let index, let length, let type):
      makeMemory(register)
      let base = temporaryPointer()
      emit(LOAM_OP_ADDR, base, whole(register), .immediate(offset))
      let pointer = destination ?? temporaryPointer()
      emit(
        LOAM_OP_LEAXP, pointer, base, index, k: .bits(UInt64(layout(type).size)), k2: .bits(UInt64(length)))
      return pointer
    case .mapElement, .blank: throw unsupported("address of this")
    }
  }

  // MARK: Reading

  /// The value at a place; read in place when it lies in whole words of a register and no destination is wanted.
  func load(_ place: Place, into destination: Operand? = nil) throws -> Operand {
    let type = place.type
    let layout = layout(type)
    switch place {
    case .register(let operand, _): return deliver(operand, destination)
    case .frame(let register, let offset, _):
      let target = destination ?? temporary(type)
      if let op = frameLoad(layout.shape) {
        emit(op, target, whole(register), .immediate(offset))
      } else {
        emit(
          LOAM_OP_FCOPYX, target, whole(register), k: .bits(UInt64(layout.size)), k2: .bits(UInt64(offset) << 32))
      }
      return target
    case .memory(let pointer, let offset, _):
      return load(from: pointer, offset, type, into: destination)
    case .global(let object, let offset, _):
      if layout.shape.isScalar, layout.size == 8 {
        let target = destination ?? temporary(type)
        emit(LOAM_OP_LDG64, target, k: .global(object, offset: offset))
        return target
      }
      if layout.slots == 0 { return destination ?? temporary(type) }
      return load(from: constantPointer(.global(object, offset: offset)), 0, type, into: destination)
    case .element(let slice, let index, _):
      if let op = elementLoad(layout) {
        let target = destination ?? temporary(type)
        emit(op, target, slice, index)
        return target
      }
      if layout.slots == 0 {
        emit(LOAM_OP_CHECK_INDEX, index, slice.part(1, width: 1))
        return destination ?? temporary(type)
      }
      let pointer = try address(of: place)
      return load(from: pointer, 0, type, into: destination)
    case .frameElement(let register, let offset, let index, let length, _):
      makeMemory(register)
      if offset % 8 == 0, layout.shape.isScalar, layout.size == 8 {
        let target = destination ?? temporary(type)
        emit(
          LOAM_OP_FLDX64, target, Operand(register, word: offset / 8, width: length), index,
          k: .bits(UInt64(length)))
        return target
      }
      if offset % 8 == 0, layout.shape == .uint8 || layout.shape == .bool {
        let target = destination ?? temporary(type)
        emit(
          LOAM_OP_FLDX8U, target, Operand(register, word: offset / 8, width: (length + 7) / 8), index,
          k: .bits(UInt64(length)))
        return target
      }
      return load(from: try address(of: place), 0, type, into: destination)
    case .mapElement(let map, let key, let mapType, _):
      let target = destination ?? temporary(type)
      emit(LOAM_OP_MAPGET, target, map, key, k: .type(mapType))
      return target
    case .blank: return destination ?? temporary(type)
    }
  }

  /// The value in memory at `pointer + offset`.
  func load(from pointer: Operand, _ offset: Int, _ type: TypeID, into destination: Operand? = nil) -> Operand {
    let layout = layout(type)
    let (pointer, offset) = near(pointer, offset)
    if layout.slots == 0 {
      emit(LOAM_OP_CHECK_NIL, pointer)
      return destination ?? temporary(type)
    }
    let target = destination ?? temporary(type)
    switch layout.shape {
    case .bool, .uint8: emit(LOAM_OP_LD8U, target, pointer, .immediate(offset))
    case .int8: emit(LOAM_OP_LD8S, target, pointer, .immediate(offset))
    case .uint16: emit(LOAM_OP_LD16U, target, pointer, .immediate(offset))
    case .int16: emit(LOAM_OP_LD16S, target, pointer, .immediate(offset))
    case .uint32, .float32: emit(LOAM_OP_LD32U, target, pointer, .immediate(offset))
    case .int32: emit(LOAM_OP_LD32S, target, pointer, .immediate(offset))
    default:
      switch layout.size {
      case 8: emit(LOAM_OP_LD64, target, pointer, .immediate(offset))
      case 16: emit(LOAM_OP_LD128, target, pointer, .immediate(offset))
      default: emit(LOAM_OP_LDN, target, pointer, .immediate(offset), k: .bits(UInt64(layout.size)))
      }
    }
    return target
  }

  /// Offsets that do not fit in a field are added first.
  private func near(_ pointer: Operand, _ offset: Int) -> (Operand, Int) {
    if offset <= 0x7fff { return (pointer, offset) }
    let moved = temporaryPointer()
    emit(LOAM_OP_LEAP, moved, pointer, k: .bits(UInt64(offset)))
    return (moved, 0)
  }

  private func frameLoad(_ shape: ValueShape) -> Opcode? {
    switch shape {
    case .bool, .uint8: LOAM_OP_FLD8U
    case .int8: LOAM_OP_FLD8S
    case .uint16: LOAM_OP_FLD16U
    case .int16: LOAM_OP_FLD16S
    case .uint32, .float32: LOAM_OP_FLD32U
    case .int32: LOAM_OP_FLD32S
    default: nil
    }
  }

  private func elementLoad(_ layout: TypeLayout) -> Opcode? {
    switch layout.shape {
    case .bool, .uint8: LOAM_OP_LDX8U
    case .int8: LOAM_OP_LDX8S
    case .uint16: LOAM_OP_LDX16U
    case .int16: LOAM_OP_LDX16S
    case .uint32, .float32: LOAM_OP_LDX32U
    case .int32: LOAM_OP_LDX32S
    case .empty: nil
    default: layout.size == 8 ? LOAM_OP_LDX64 : layout.size == 16 ? LOAM_OP_LDX128 : nil
    }
  }

  // MARK: Writing

  /// Stores a value, which lies in a register, at a place.
  func store(_ value: Operand, to place: Place) throws {
    let type = place.type
    let layout = layout(type)
    switch place {
    case .register(let operand, _): move(value, to: operand)
    case .frame(let register, let offset, _):
      switch layout.size {
      case 1: emit(LOAM_OP_FST8, whole(register), value, .immediate(offset))
      case 2: emit(LOAM_OP_FST16, whole(register), value, .immediate(offset))
      case 4 where layout.shape.isScalar: emit(LOAM_OP_FST32, whole(register), value, .immediate(offset))
      case 0: break
      default:
        emit(LOAM_OP_FCOPYX, whole(register), value, k: .bits(UInt64(layout.size)), k2: .bits(UInt64(offset)))
      }
    case .memory(let pointer, let offset, _): store(value, at: pointer, offset, type)
    case .global(let object, let offset, _):
      if layout.shape == .pointer {
        emit(LOAM_OP_STGP, value, k: .global(object, offset: offset))
      } else if layout.shape.isScalar, layout.size == 8 {
        emit(LOAM_OP_STG64, value, k: .global(object, offset: offset))
      } else if layout.slots > 0 {
        store(value, at: constantPointer(.global(object, offset: offset)), 0, type)
      }
    case .element(let slice, let index, _):
      if layout.shape == .pointer {
        emit(LOAM_OP_STXP, slice, value, index)
      } else if layout.shape.isScalar {
        let op: Opcode =
          switch layout.size {
          case 1: LOAM_OP_STX8
          case 2: LOAM_OP_STX16
          case 4: LOAM_OP_STX32
          default: LOAM_OP_STX64
          }
        emit(op, slice, value, index)
      } else if layout.slots == 0 {
        emit(LOAM_OP_CHECK_INDEX, index, slice.part(1, width: 1))
      } else {
        store(value, at: try address(of: place), 0, type)
      }
    case .frameElement(let register, let offset, let index, let length, _):
      makeMemory(register)
      if offset % 8 == 0, layout.shape.isScalar, layout.size == 8 {
        emit(
          LOAM_OP_FSTX64, Operand(register, word: offset / 8, width: length), value, index,
          k: .bits(UInt64(length)))
      } else if offset % 8 == 0, layout.shape.isScalar, layout.size == 1, layout.shape != .int8 {
        emit(
          LOAM_OP_FSTX8, Operand(register, word: offset / 8, width: (length + 7) / 8), value, index,
          k: .bits(UInt64(length)))
      } else {
        store(value, at: try address(of: place), 0, type)
      }
    case .mapElement(let map, let key, let mapType, _):
      emit(LOAM_OP_MAPSET, value, map, key, k: .type(mapType))
    case .blank: break
    }
  }

  /// Stores a value in memory at `pointer + offset`.
  func store(_ value: Operand, at pointer: Operand, _ offset: Int, _ type: TypeID) {
    let layout = layout(type)
    let (pointer, offset) = near(pointer, offset)
    if layout.slots == 0 {
      emit(LOAM_OP_CHECK_NIL, pointer)
    } else if layout.shape == .pointer {
      emit(LOAM_OP_STP, pointer, value, .immediate(offset))
    } else if layout.shape.isScalar {
      let op: Opcode =
        switch layout.size {
        case 1: LOAM_OP_ST8
        case 2: LOAM_OP_ST16
        case 4: LOAM_OP_ST32
        default: LOAM_OP_ST64
        }
      emit(op, pointer, value, .immediate(offset))
    } else {
      emit(LOAM_OP_STN, pointer, value, .immediate(offset), k: .type(type))
    }
  }

  /// Lowers an expression to a place, directly where the place is a register.
  func store(_ expr: NodeID<Expr>, to place: Place) throws {
    if case .register(let operand, let type) = place {
      _ = try converted(expr, to: type, into: operand)
    } else {
      try store(try converted(expr, to: place.type), to: place)
    }
  }

  /// Stores the zero value at a place.
  func storeZero(to place: Place) throws {
    let layout = layout(place.type)
    switch place {
    case .register(let operand, _): zero(operand)
    case .memory(let pointer, let offset, let type) where !layout.shape.isScalar && layout.slots > 0:
      let (pointer, offset) = near(pointer, offset)
      emit(LOAM_OP_ZEROMEM, pointer, .none, .immediate(offset), k: .type(type))
    case .blank: break
    default:
      if layout.shape.isScalar {
        try store(constantWord(0), to: place)
      } else {
        let value = temporary(place.type)
        zero(value)
        try store(value, to: place)
      }
    }
  }
}
