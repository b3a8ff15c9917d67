// SPDX-License-Identifier: Apache-2.0
//
// Lowering+Composites.swift — composite literals, and constant ones as images in permanent memory.

import Bytecode
import CRuntime
import Escape
import Source
import Syntax
import Types

extension Lowering {
  /// A composite literal's value; structs and arrays are built in the destination.
  func composite(_ expr: NodeID<Expr>, into destination: Operand?, mustZero: Bool = false) throws -> Operand {
    guard case .composite(_, let elements, _) = tree[expr] else { throw unsupported("literal") }
    let type = file.type(of: expr)
    switch types.view(of: types.coreType(type)) {
    case .pointer(let element):
      // `{…}` for `&T{…}` inside another literal.
      if !isOnHeap(expr, element) {
        let memory = newRegister(element)
        makeMemory(memory)
        zero(whole(memory))
        try fill(.register(whole(memory), element), expr, elements, isZeroed: true)
        let result = destination ?? temporaryPointer()
        emit(LOAM_OP_ADDR, result, whole(memory), .immediate(0))
        return result
      }
      let pointer = temporaryPointer()
      emit(LOAM_OP_NEW, pointer, k: .type(element))
      try fill(.memory(pointer, offset: 0, element), expr, elements, isZeroed: true)
      return deliver(pointer, destination)
    case .structure, .array:
      let result = destination ?? temporary(type)
      if result.width > 8, let image = try staticImage(expr) {
        emit(LOAM_OP_LDN, result, constantPointer(.image(image)), .immediate(0), k: .bits(UInt64(layout(type).size)))
        return result
      }
      try fill(.register(result, type), expr, elements, isZeroed: false)
      return result
    case .slice(let element): return try sliceLiteral(expr, type, element, elements, into: destination)
    case .map(let key, let element):
      let map = temporaryPointer()
      let hint: Operand = elements.count > 8 ? constantWord(elements.count) : .none
      emit(LOAM_OP_MAKEMAP, map, hint, k: .type(type))
      for item in tree.nodes(elements) {
        guard case .keyValue(let keyExpr, let valueExpr) = tree[item] else { continue }
        let keyOperand = try converted(keyExpr, to: key)
        let valueOperand = try converted(valueExpr, to: element)
        position = tree.offset(of: item)
        emit(LOAM_OP_MAPSET, valueOperand, map, keyOperand, k: .type(type))
      }
      return deliver(map, destination)
    default: throw unsupported("literal of this type")
    }
  }

  /// `&T{…}` that escapes.
  func compositeOnHeap(_ expr: NodeID<Expr>, _ type: TypeID, into pointer: Operand) throws {
    guard case .composite(_, let elements, _) = tree[expr] else { throw unsupported("literal") }
    switch types.view(of: types.coreType(type)) {
    case .structure, .array:
      emit(LOAM_OP_NEW, pointer, k: .type(type))
      try fill(.memory(pointer, offset: 0, type), expr, elements, isZeroed: true)
    default:
      let value = try composite(expr, into: nil)
      emit(LOAM_OP_NEW, pointer, k: .type(type))
      store(value, at: pointer, 0, type)
    }
  }

  /// The elements of an array or slice literal with their indexes, and the length.
  fileprivate func indexed(_ elements: NodeList<Expr>) -> (items: [(index: Int, value: NodeID<Expr>)], length: Int) {
    var items: [(index: Int, value: NodeID<Expr>)] = []
    items.reserveCapacity(elements.count)
    var next = 0
    var length = 0
    for item in tree.nodes(elements) {
      if case .keyValue(let key, let value) = tree[item] {
        if let index = constantInteger(key) { next = Int(index) }
        items.append((next, value))
      } else {
        items.append((next, item))
      }
      next += 1
      length = max(length, next)
    }
    return (items, length)
  }

  /// The fields that a struct literal gives; a key may name a promoted field, at the end of a path.
  fileprivate func fields(_ type: TypeID, _ elements: NodeList<Expr>) -> [(path: [Int], value: NodeID<Expr>)] {
    guard let all = types.fields(type) else { return [] }
    var items: [(path: [Int], value: NodeID<Expr>)] = []
    for (position, item) in tree.nodes(elements).enumerated() {
      if case .keyValue(let key, let value) = tree[item] {
        let name = tree.symbol(of: key)
        if let index = all.firstIndex(where: { $0.name == name }) {
          items.append(([index], value))
        } else if case .field(let path, _, _) = program.lookup(type, name, from: file.package, addressable: false) {
          items.append((path, value))
        }
      } else {
        items.append(([position], item))
      }
    }
    return items
  }

  /// The offset and type of the field at the end of a path without pointers.
  fileprivate func field(_ type: TypeID, _ path: [Int]) -> (offset: Int, type: TypeID) {
    var offset = 0
    var type = type
    for index in path {
      offset += Int(types.offsetsof(type)[index])
      type = types.fields(type)?[index].type ?? .invalid
    }
    return (offset, type)
  }

  /// Writes the elements of a struct or array literal to a place.
  func fill(_ place: Place, _ expr: NodeID<Expr>, _ elements: NodeList<Expr>, isZeroed: Bool) throws {
    let type = place.type
    var isZeroed = isZeroed
    if case .array(let element, let length) = types.view(of: types.coreType(type)) {
      let (items, _) = indexed(elements)
      if !isZeroed, items.count < Int(length) || layout(element).size % 8 != 0 || layout(type).slots > 16 {
        try storeZero(to: place)
        isZeroed = true
      }
      let size = layout(element).size
      for (index, value) in items {
        try fillElement(try part(of: place, at: index * size, element), value, isZeroed: isZeroed)
      }
      return
    }
    let all = types.fields(type) ?? []
    let items = fields(type, elements)
    if !isZeroed {
      let isNarrow = all.contains { layout($0.type).size % 8 != 0 }
      let isPromoted = items.contains { $0.path.count > 1 }
      if items.count < all.count || isNarrow || isPromoted || layout(type).slots > 16 {
        try storeZero(to: place)
        isZeroed = true
      }
    }
    for (path, value) in items {
      let (offset, fieldType) = field(type, path)
      try fillElement(try part(of: place, at: offset, fieldType), value, isZeroed: isZeroed)
    }
  }

  private func fillElement(_ place: Place, _ value: NodeID<Expr>, isZeroed: Bool) throws {
    let node = unparenthesized(value)
    if case .composite(_, let elements, _) = tree[node], file.type(of: node) == place.type {
      switch types.view(of: types.coreType(place.type)) {
      case .structure, .array:
        try fill(place, node, elements, isZeroed: isZeroed)
        return
      default: break
      }
    }
    if isZeroed, isZeroConstant(node, place.type) { return }
    let before = position
    try store(value, to: place)
    position = before
  }

  private func isZeroConstant(_ expr: NodeID<Expr>, _ type: TypeID) -> Bool {
    if file.mode(of: expr) == .nilValue { return true }
    if layout(type).shape.isInterface { return false }
    guard file.constant(of: expr).exists else { return false }
    if let bits = constantBits(program[file.constant(of: expr)], type) { return bits == 0 }
    return program[file.constant(of: expr)].bytes?.isEmpty == true
  }

  private func sliceLiteral(
    _ expr: NodeID<Expr>, _ type: TypeID, _ element: TypeID, _ elements: NodeList<Expr>, into destination: Operand?
  ) throws -> Operand {
    let (items, length) = indexed(elements)
    let arrayType = types.array(of: element, length: Int64(length))
    let pointer = temporaryPointer()
    let size = layout(element).size
    let isOnHeap = isOnHeap(expr, arrayType)
    if isOnHeap {
      emit(LOAM_OP_NEW, pointer, k: .type(arrayType))
      if items.count > 2, let image = try staticImage(expr) {
        emit(LOAM_OP_COPYMEM, pointer, constantPointer(.image(image)), k: .type(arrayType))
      } else {
        for (index, value) in items {
          try fillElement(.memory(pointer, offset: index * size, element), value, isZeroed: true)
        }
      }
    } else {
      let memory = newRegister(arrayType)
      makeMemory(memory)
      if items.count > 8, let image = try staticImage(expr) {
        emit(
          LOAM_OP_LDN, whole(memory), constantPointer(.image(image)), .immediate(0),
          k: .bits(UInt64(layout(arrayType).size)))
      } else {
        if items.count < length || size % 8 != 0 || layout(arrayType).slots > 16 { zero(whole(memory)) }
        for (index, value) in items {
          try fillElement(framePart(memory, index * size, element), value, isZeroed: false)
        }
      }
      emit(LOAM_OP_ADDR, pointer, whole(memory), .immediate(0))
    }
    return sliceHeader(pointer, length, type, into: destination)
  }

  /// A slice of `length` elements at a pointer.
  func sliceHeader(_ pointer: Operand, _ length: Int, _ type: TypeID, into destination: Operand?) -> Operand {
    let result = destination ?? temporary(type)
    move(pointer, to: result.part(0, width: 1))
    load(constant: .bits(UInt64(length)), into: result.part(1, width: 1))
    load(constant: .bits(UInt64(length)), into: result.part(2, width: 1))
    return result
  }

  // MARK: Images

  /// The image of one constant.
  func constantImage(_ constant: Constant, _ type: TypeID) throws -> Int {
    var builder = ImageBuilder(lowering: self, size: max(8, layout(type).size))
    guard builder.write(constant, type, at: 0) else { throw unsupported("constant of this type") }
    return add(builder.image)
  }

  func add(_ image: StaticImage) -> Int {
    procedure.images.append(image)
    return procedure.images.count - 1
  }

  /// The image of a composite literal of constants; of a slice literal, that of its elements. Nil when something in it
  /// must be computed.
  func staticImage(_ expr: NodeID<Expr>) throws -> Int? {
    guard case .composite(_, let elements, _) = tree[expr] else { return nil }
    var size = layout(file.type(of: expr)).size
    if case .slice(let element) = types.view(of: types.coreType(file.type(of: expr))) {
      size = indexed(elements).length * layout(element).size
    }
    var builder = ImageBuilder(lowering: self, size: size)
    guard builder.elements(of: expr, at: 0) else { return nil }
    return add(builder.image)
  }

  /// Writes constants into an image.
  struct ImageBuilder {
    let lowering: Lowering
    var image = StaticImage()
    /// Slices and pointers inside may be images of their own: only for what is initialised once.
    var allowsReferences = false

    init(lowering: Lowering, size: Int) {
      self.lowering = lowering
      image.bytes = [UInt8](repeating: 0, count: size)
    }

    mutating func put(_ bits: UInt64, size: Int, at offset: Int) {
      for index in 0..<size { image.bytes[offset + index] = UInt8(truncatingIfNeeded: bits >> UInt64(index * 8)) }
    }

    mutating func write(_ constant: Constant, _ type: TypeID, at offset: Int) -> Bool {
      let layout = lowering.layout(type)
      if let bits = lowering.constantBits(constant, type) {
        put(bits, size: layout.size, at: offset)
        return true
      }
      if layout.shape == .complex {
        if layout.size == 8 {
          put(lowering.complexBits(constant), size: 8, at: offset)
        } else {
          put((constant.real.double ?? 0).bitPattern, size: 8, at: offset)
          put((constant.imaginary.double ?? 0).bitPattern, size: 8, at: offset + 8)
        }
        return true
      }
      if layout.shape == .string, let bytes = constant.bytes {
        if !bytes.isEmpty {
          image.strings.append((offset, lowering.stringIndex(bytes)))
          put(UInt64(bytes.count), size: 8, at: offset + 8)
        }
        return true
      }
      return false
    }

    /// Writes an expression's value when it is constant all through.
    mutating func write(_ expr: NodeID<Expr>, _ type: TypeID, at offset: Int) -> Bool {
      let node = lowering.unparenthesized(expr)
      let file = lowering.file
      if file.mode(of: node) == .nilValue { return true }
      let layout = lowering.layout(type)
      if layout.shape.isInterface {
        guard allowsReferences, file.constant(of: node).exists else { return false }
        let concrete = lowering.types.defaultType(file.type(of: node))
        if lowering.types.isInterface(concrete) { return false }
        var boxed = ImageBuilder(lowering: lowering, size: max(8, lowering.layout(concrete).size))
        guard boxed.write(lowering.program[file.constant(of: node)], concrete, at: 0) else { return false }
        if layout.shape == .eface {
          image.types.append((offset, concrete))
        } else {
          image.itabs.append((offset, type, concrete))
        }
        image.images.append((offset + 8, lowering.add(boxed.image)))
        return true
      }
      if file.constant(of: node).exists {
        return write(lowering.program[file.constant(of: node)], type, at: offset)
      }
      switch lowering.tree[node] {
      case .composite:
        switch lowering.types.view(of: lowering.types.coreType(file.type(of: node))) {
        case .structure, .array: return elements(of: node, at: offset)
        case .slice(let element): return allowsReferences && slice(node, element, at: offset)
        case .pointer(let element): return allowsReferences && pointer(node, element, at: offset)
        default: return false
        }
      case .unary(.and, let inner):
        let target = lowering.unparenthesized(inner)
        guard allowsReferences, case .composite = lowering.tree[target] else { return false }
        return pointer(target, file.type(of: target), at: offset)
      case .name, .selector:
        guard allowsReferences, lowering.program[file.object(of: node)].kind == .function,
          file.selection(of: node) == nil
        else { return false }
        image.functions.append((offset, .function(lowering.program[file.object(of: node)].function)))
        return true
      default: return false
      }
    }

    private mutating func slice(_ node: NodeID<Expr>, _ element: TypeID, at offset: Int) -> Bool {
      guard case .composite(_, let list, _) = lowering.tree[node] else { return false }
      let length = lowering.indexed(list).length
      let array = lowering.types.array(of: element, length: Int64(length))
      var backing = ImageBuilder(lowering: lowering, size: max(8, lowering.layout(array).size))
      backing.allowsReferences = true
      guard backing.elements(of: node, at: 0) else { return false }
      backing.image.traced = array
      image.images.append((offset, lowering.add(backing.image)))
      put(UInt64(length), size: 8, at: offset + 8)
      put(UInt64(length), size: 8, at: offset + 16)
      return true
    }

    private mutating func pointer(_ node: NodeID<Expr>, _ type: TypeID, at offset: Int) -> Bool {
      switch lowering.types.view(of: lowering.types.coreType(type)) {
      case .structure, .array: break
      default: return false
      }
      var target = ImageBuilder(lowering: lowering, size: max(8, lowering.layout(type).size))
      target.allowsReferences = true
      guard target.elements(of: node, at: 0, type) else { return false }
      target.image.traced = type
      image.images.append((offset, lowering.add(target.image)))
      return true
    }

    /// Writes the elements of a struct, array or slice literal.
    mutating func elements(of node: NodeID<Expr>, at offset: Int, _ asType: TypeID? = nil) -> Bool {
      guard case .composite(_, let list, _) = lowering.tree[node] else { return false }
      let type = asType ?? lowering.file.type(of: node)
      switch lowering.types.view(of: lowering.types.coreType(type)) {
      case .array(let element, _), .slice(let element):
        let size = lowering.layout(element).size
        for (index, value) in lowering.indexed(list).items {
          if !write(value, element, at: offset + index * size) { return false }
        }
        return true
      case .structure:
        for (path, value) in lowering.fields(type, list) {
          let field = lowering.field(type, path)
          if !write(value, field.type, at: offset + field.offset) { return false }
        }
        return true
      default: return false
      }
    }
  }
}
