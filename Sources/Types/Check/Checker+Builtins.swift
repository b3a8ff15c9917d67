// SPDX-License-Identifier: Apache-2.0
//
// Checker+Builtins.swift — calls of the predeclared functions.

import Syntax

extension Checker {
  /// Checks a call of a predeclared function; false after an error.
  func builtin(
    _ x: inout Operand, _ expr: NodeID<Expr>, _ callee: NodeID<Expr>, _ id: BuiltinID, _ list: [NodeID<Expr>],
    spread: Bool
  ) -> Bool {
    let name = id.name
    if spread, id != .append {
      error(expr, "invalid operation: invalid use of ... with built-in \(name)")
      use(list)
      return false
    }
    let outer = context.hasCallOrReceive
    if id == .len || id == .cap { context.hasCallOrReceive = false }
    defer { if id == .len || id == .cap { context.hasCallOrReceive = outer } }

    var values: [Operand] = []
    var count = list.count
    switch id {
    case .make, .new, .unsafeOffsetof: break
    default:
      values = list.isEmpty ? [] : arguments(list)
      count = values.count
      if values.contains(where: { !$0.isValid }) { return false }
      if let first = values.first { x = first }
    }
    let (wanted, isVariadic) = id.argumentCount
    if count < wanted || (!isVariadic && count > wanted) {
      let problem = count < wanted ? "not enough" : "too many"
      error(
        expr, "invalid operation: \(problem) arguments for \(text(expr)) (expected \(wanted), found \(count))")
      return false
    }
    switch id {
    case .append: return append(&x, expr, callee, values, list, spread: spread)
    case .len, .cap: return length(&x, id)
    case .clear:
      let set = types.typeSet(x.type)
      let isClearable = set.allSatisfy {
        switch types.view(of: $0) {
        case .map, .slice: true
        default: false
        }
      }
      if set.isEmpty || !isClearable {
        error(
          x,
          "invalid argument: cannot clear \(describe(x)): argument must be (or constrained by) map or slice")
        return false
      }
      x.mode = .noValue
    case .close:
      let set = types.typeSet(x.type)
      for type in set.isEmpty ? [.invalid] : set {
        guard case .channel(let direction, _) = types.view(of: type) else {
          error(x, "invalid operation: cannot close non-channel \(describe(x))")
          return false
        }
        if direction == .receive {
          error(x, "invalid operation: cannot close receive-only channel \(describe(x))")
          return false
        }
      }
      x.mode = .noValue
    case .complex: return complexValue(&x, values[1], expr)
    case .real, .imag: return complexPart(&x, id)
    case .copy: return copy(&x, values[1])
    case .delete:
      var key = TypeID.invalid
      for type in types.typeSet(x.type) {
        guard case .map(let next, _) = types.view(of: type) else {
          error(x, "invalid argument: \(describe(x)) is not a map")
          return false
        }
        if key.isValid, next != key {
          error(x, "invalid argument: maps of \(describe(x)) must have identical key types")
          return false
        }
        key = next
      }
      guard key.isValid else {
        error(x, "invalid argument: \(describe(x)) is not a map")
        return false
      }
      x = values[1]
      assign(&x, to: key, "argument to delete")
      guard x.isValid else { return false }
      x.mode = .noValue
    case .make: return make(&x, expr, list)
    case .new:
      expressionOrType(&x, list[0])
      switch x.mode {
      case .invalid: return false
      case .builtin:
        error(x, "\(describe(x)) must be called")
        return false
      case .type: _ = variableType(list[0])
      default:
        if types.isUntyped(x.type) {
          assign(&x, to: .invalid, "argument to new", isBlank: true)
          guard x.isValid else { return false }
        }
      }
      x.mode = .value
      x.type = types.pointer(to: x.type)
    case .max, .min: return extreme(&x, id, values)
    case .panic:
      assign(&x, to: .emptyInterface, "argument to panic")
      guard x.isValid else { return false }
      x.mode = .noValue
    case .print, .println:
      for value in values {
        var value = value
        assign(&value, to: .invalid, "argument to built-in \(name)", isBlank: true)
        guard value.isValid else { return false }
      }
      x.mode = .noValue
    case .recover:
      if context.function.exists { program.functions[Int(context.function.raw)].callsRecover = true }
      x.mode = .value
      x.type = .emptyInterface
    default: return unsafe(&x, expr, id, values, list)
    }
    if x.mode == .noValue { x.type = .emptyTuple }
    return true
  }

  private func isBytesOrString(_ type: TypeID) -> (isEither: Bool, hasString: Bool) {
    if case .typeParameter(let id) = types.view(of: type) {
      guard let terms = types.termsOf(id), !terms.isEmpty else { return (false, false) }
      let all = terms.map { isBytesOrString(types.underlying($0.type)) }
      return (all.allSatisfy { $0.isEither }, all.contains { $0.hasString })
    }
    if types.isString(type) { return (true, true) }
    if case .slice(let element) = types.underlyingView(of: type), element == .uint8 { return (true, false) }
    return (false, false)
  }

  /// The element type of a slice argument, or why it is none.
  private func sliceElement(_ x: Operand) -> (TypeID?, cause: String) {
    if case .slice(let element) = types.view(of: types.coreType(x.type)) { return (element, "") }
    if x.mode == .nilValue { return (nil, "argument must be a slice; have untyped nil") }
    return (nil, "argument must be a slice; have \(describe(x))")
  }

  private func append(
    _ x: inout Operand, _ expr: NodeID<Expr>, _ callee: NodeID<Expr>, _ values: [Operand], _ list: [NodeID<Expr>],
    spread: Bool
  ) -> Bool {
    let (element, cause) = sliceElement(x)
    guard let element else {
      error(x, "invalid append: \(cause)")
      return false
    }
    let type = x.type
    if values.count == 2, spread, element == .uint8 {
      let (isEither, hasString) = isBytesOrString(values[1].type)
      if isEither, hasString {
        var second = values[1]
        if types.isUntyped(second.type) { convertUntyped(&second, to: .string) }
        x.mode = .value
        x.type = type
        return true
      }
    }
    let signature = Signature(
      parameters: [type, types.slice(of: element)], results: [type], isVariadic: true)
    pass(values, to: signature, expr, callee, list, spread: spread)
    x.mode = .value
    x.type = type
    return true
  }

  private func length(_ x: inout Operand, _ id: BuiltinID) -> Bool {
    var mode = OperandMode.invalid
    var value = Constant.unknown
    func measure(_ type: TypeID) -> OperandMode {
      switch types.view(of: type) {
      case .basic(let kind) where kind.isString && id == .len:
        if x.mode == .constant {
          value = Constant(Int64(x.value.bytes?.count ?? 0))
          return .constant
        }
        return .value
      case .array(_, let length):
        if context.hasCallOrReceive { return .value }
        value = Constant(length)
        return .constant
      case .pointer(let element):
        if case .array = types.underlyingView(of: element) { return measure(types.underlying(element)) }
        return .invalid
      case .slice, .channel: return .value
      case .map: return id == .len ? .value : .invalid
      case .typeParameter(let parameter):
        guard let terms = types.termsOf(parameter), !terms.isEmpty,
          terms.allSatisfy({ measure(types.underlying($0.type)) != .invalid })
        else { return .invalid }
        return .value
      default: return .invalid
      }
    }
    mode = measure(types.underlying(x.type))
    guard mode != .invalid else {
      if types.underlying(x.type).isValid {
        error(x, "invalid argument: \(describe(x)) for built-in \(id.name)")
      }
      return false
    }
    if mode == .value, types.isUntyped(x.type) { useDefaultType(&x) }
    x.mode = mode
    x.type = .int
    x.value = value
    return true
  }

  private func complexValue(_ x: inout Operand, _ second: Operand, _ expr: NodeID<Expr>) -> Bool {
    var y = second
    switch (types.isUntyped(x.type), types.isUntyped(y.type)) {
    case (false, false): break
    case (true, false): convertUntyped(&x, to: y.type)
    case (false, true): convertUntyped(&y, to: x.type)
    case (true, true):
      if x.mode == .constant, y.mode == .constant {
        if types.isNumeric(x.type), x.value.imaginary.sign == 0 { x.type = .untypedFloat }
        if types.isNumeric(y.type), y.value.imaginary.sign == 0 { y.type = .untypedFloat }
      } else {
        convertUntyped(&x, to: .float64)
        convertUntyped(&y, to: .float64)
      }
    }
    guard x.isValid, y.isValid else { return false }
    if x.type != y.type {
      error(x, "invalid operation: \(text(expr)) (mismatched types \(text(x.type)) and \(text(y.type)))")
      return false
    }
    let result: TypeID
    switch types.basicKind(x.type) {
    case .float32: result = .complex64
    case .float64: result = .complex128
    case .untypedFloat: result = .untypedComplex
    default:
      error(x, "invalid argument: arguments have type \(text(x.type)), expected floating-point")
      return false
    }
    if x.mode == .constant, y.mode == .constant {
      x.value = Constant.complex(x.value.real, y.value.real)
    } else {
      x.mode = .value
    }
    x.type = result
    return true
  }

  private func complexPart(_ x: inout Operand, _ id: BuiltinID) -> Bool {
    if types.isUntyped(x.type) {
      if x.mode == .constant {
        if types.isNumeric(x.type) { x.type = .untypedComplex }
      } else {
        convertUntyped(&x, to: .complex128)
        guard x.isValid else { return false }
      }
    }
    let result: TypeID
    switch types.basicKind(x.type) {
    case .complex64: result = .float32
    case .complex128: result = .float64
    case .untypedComplex: result = .untypedFloat
    default:
      error(x, "invalid argument: argument has type \(text(x.type)), expected complex type")
      return false
    }
    if x.mode == .constant {
      x.value = id == .real ? x.value.real : x.value.imaginary
    } else {
      x.mode = .value
    }
    x.type = result
    return true
  }

  private func copy(_ x: inout Operand, _ second: Operand) -> Bool {
    var y = second
    let (target, cause) = sliceElement(x)
    guard let target else {
      error(x, "invalid copy: \(cause)")
      return false
    }
    if !(target == .uint8 && isBytesOrString(y.type).isEither) {
      let (source, cause) = sliceElement(y)
      var element = source
      if element == nil {
        guard types.isString(y.type) else {
          error(y, "invalid copy: \(cause)")
          return false
        }
        element = .uint8
      }
      if let element, element != target {
        error(
          x,
          "invalid copy: arguments \(describe(x)) and \(describe(y)) have different element types \(text(target)) and \(text(element))"
        )
        return false
      }
    }
    if types.isUntyped(y.type) { useDefaultType(&y) }
    x.mode = .value
    x.type = .int
    return true
  }

  private func make(_ x: inout Operand, _ expr: NodeID<Expr>, _ list: [NodeID<Expr>]) -> Bool {
    let type = variableType(list[0])
    guard type.isValid else {
      use(Array(list.dropFirst()))
      return false
    }
    let least: Int
    let core = types.coreType(type)
    switch types.view(of: core) {
    case .slice: least = 2
    case .map, .channel: least = 1
    default:
      let cause = core.isValid ? "type must be slice, map, or channel" : "no specific type"
      error(list[0], "invalid argument: cannot make \(text(list[0])): \(cause)")
      use(Array(list.dropFirst()))
      return false
    }
    if list.count < least || list.count > least + 1 {
      error(
        expr,
        "invalid operation: \(text(expr)) expects \(least) or \(least + 1) arguments; found \(list.count)")
      return false
    }
    var sizes: [Int64] = []
    for size in list.dropFirst() {
      if let value = checkIndex(size, limit: -1) { sizes.append(value) }
    }
    if sizes.count == 2, sizes[0] > sizes[1] {
      error(list[1], "invalid argument: length and capacity swapped")
    }
    x.mode = .value
    x.type = type
    x.expr = expr
    return true
  }

  private func extreme(_ x: inout Operand, _ id: BuiltinID, _ values: [Operand]) -> Bool {
    for (index, value) in values.enumerated() {
      var value = value
      guard types.isOrdered(value.type) else {
        error(value, "invalid argument: \(describe(value)) cannot be ordered")
        return false
      }
      if index == 0 { continue }
      matchTypes(&x, &value)
      guard x.isValid else { return false }
      if x.type != value.type {
        error(
          value,
          "invalid argument: mismatched types \(text(x.type)) (previous argument) and \(text(value.type)) (type of \(text(value.expr)))"
        )
        return false
      }
      if x.mode == .constant, value.mode == .constant {
        if Constant.compare(id == .max ? .greater : .less, value.value, x.value) { x = value }
      } else {
        x.mode = .value
      }
    }
    if x.mode != .constant {
      x.mode = .value
      useDefaultType(&x)
      guard x.isValid else { return false }
    }
    for value in values where value.part == 0 { update(value.expr, x.type, isFinal: !types.isUntyped(x.type)) }
    return true
  }

  // MARK: Package unsafe

  private func unsafe(
    _ x: inout Operand, _ expr: NodeID<Expr>, _ id: BuiltinID, _ values: [Operand], _ list: [NodeID<Expr>]
  ) -> Bool {
    switch id {
    case .unsafeAdd:
      assign(&x, to: .unsafePointer, "argument to unsafe.Add")
      guard x.isValid else { return false }
      var y = values[1]
      guard isIndex(&y, "length", allowNegative: true) else { return false }
      x.mode = .value
      x.type = .unsafePointer
    case .unsafeAlignof, .unsafeSizeof:
      assign(&x, to: .invalid, "argument to unsafe.\(id.name)", isBlank: true)
      guard x.isValid else { return false }
      if types.hasVariableSize(x.type) {
        x.mode = .value
      } else {
        x.mode = .constant
        x.value = Constant(id == .unsafeSizeof ? types.sizeof(x.type) : types.alignof(x.type))
      }
      x.type = .uintptr
    case .unsafeOffsetof: return offset(&x, list[0])
    case .unsafeSlice, .unsafeString:
      if id == .unsafeSlice {
        guard let element = types.pointerElement(x.type) else {
          error(x, "invalid argument: \(describe(x)) is not a pointer")
          return false
        }
        x.type = types.slice(of: element)
      } else {
        assign(&x, to: types.pointer(to: .uint8), "argument to unsafe.String")
        guard x.isValid else { return false }
        x.type = .string
      }
      var y = values[1]
      guard isIndex(&y, "length", allowNegative: false) else { return false }
      x.mode = .value
    case .unsafeSliceData:
      guard case .slice(let element) = types.view(of: types.coreType(x.type)) else {
        error(x, "invalid argument: \(describe(x)) is not a slice")
        return false
      }
      x.mode = .value
      x.type = types.pointer(to: element)
    case .unsafeStringData:
      assign(&x, to: .string, "argument to unsafe.StringData")
      guard x.isValid else { return false }
      x.mode = .value
      x.type = types.pointer(to: .uint8)
    default: return false
    }
    return true
  }

  private func offset(_ x: inout Operand, _ argument: NodeID<Expr>) -> Bool {
    let inner = unparen(argument)
    guard case .selector(let base, let nameNode) = file.tree[inner] else {
      error(argument, "invalid argument: \(text(argument)) is not a selector expression")
      use(argument)
      return false
    }
    expression(&x, base)
    guard x.isValid else { return false }
    let type = types.pointerElement(x.type) ?? x.type
    let name = symbol(nameNode)
    switch program.lookup(type, name, from: package.id, addressable: false) {
    case .field(let path, let fieldType, let isIndirect):
      if isIndirect {
        error(x, "invalid argument: field \(text(name)) is embedded via a pointer in \(text(type))")
        return false
      }
      file.record(
        inner, selection: Selection(kind: .field, receiver: x.type, path: path, type: fieldType))
      var total: Int64 = 0
      var current = type
      for index in path {
        total += types.offsetsof(current)[index]
        current = types.fields(current)![index].type
      }
      x.mode = .constant
      x.value = Constant(total)
      x.type = .uintptr
      return true
    case .method, .interfaceMethod, .pointerReceiver:
      error(argument, "invalid argument: \(text(argument)) is a method value")
      return false
    default:
      error(x, "invalid argument: \(text(type)) has no single field \(text(name))")
      return false
    }
  }
}
