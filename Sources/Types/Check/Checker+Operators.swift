// SPDX-License-Identifier: Apache-2.0
//
// Checker+Operators.swift — unary and binary operators, comparisons and shifts.

import Syntax

extension Checker {
  // MARK: Unary

  func unary(_ operand: inout Operand, _ expr: NodeID<Expr>, _ token: Token, _ base: NodeID<Expr>) {
    expression(&operand, base)
    guard operand.isValid else { return }
    var token = token
    switch token {
    case .and:
      if case .composite = file.tree[unparen(base)] {
        // The address of a literal makes a variable.
      } else if operand.mode != .variable {
        error(operand, "invalid operation: cannot take address of \(describe(operand))")
        operand.invalidate()
        return
      }
      mark(base, .isAddressTaken)
      operand.mode = .value
      operand.type = types.pointer(to: operand.type)
      return
    case .arrow:
      guard let element = channelElement(operand, isReceive: true, at: base) else {
        operand.invalidate()
        return
      }
      operand.mode = .commaOk
      operand.type = element
      context.hasCallOrReceive = true
      return
    case .tilde:
      if !types.isInteger(operand.type) {
        error(expr, "cannot use ~ outside of interface or type constraint")
        operand.invalidate()
        return
      }
      error(
        expr, "cannot use ~ outside of interface or type constraint (use ^ for bitwise complement)")
      token = .xor
    default: break
    }
    let isDefined =
      switch token {
      case .add, .subtract: types.isNumeric(operand.type)
      case .xor: types.isInteger(operand.type)
      default: types.isBoolean(operand.type)
      }
    guard isDefined else {
      error(operand, "invalid operation: operator \(token.spelling) not defined on \(describe(operand))")
      operand.invalidate()
      return
    }
    if operand.mode == .constant {
      if operand.value.isUnknown { return }
      switch token {
      case .subtract: operand.value = -operand.value
      case .xor:
        let bits = types.isUnsigned(operand.type) ? Int(types.sizeof(operand.type)) * 8 : nil
        operand.value = operand.value.complement(unsignedBits: bits)
      case .not: operand.value = Constant(!(operand.value.bool ?? false))
      default: break
      }
      operand.expr = expr
      checkOverflow(&operand, at: expr)
      return
    }
    operand.mode = .value
  }

  /// The element type of a channel that is received from or sent to; nil after an error.
  func channelElement(_ operand: Operand, isReceive: Bool, at expr: NodeID<Expr>) -> TypeID? {
    let verb = isReceive ? "receive from" : "send to"
    guard case .channel(let direction, let element) = types.view(of: types.coreType(operand.type)) else {
      if types.isTypeParameter(operand.type) {
        error(expr, "invalid operation: cannot \(verb) \(describe(operand)): no specific channel type")
      } else {
        error(expr, "invalid operation: cannot \(verb) non-channel \(text(operand.type)) \(describe(operand))")
      }
      return nil
    }
    if isReceive, direction == .send {
      error(expr, "invalid operation: cannot receive from send-only channel \(text(operand.type)) \(describe(operand))")
      return nil
    }
    if !isReceive, direction == .receive {
      error(expr, "invalid operation: cannot send to receive-only channel \(text(operand.type)) \(describe(operand))")
      return nil
    }
    return element
  }

  /// Notes a fact about the variable that an addressable expression is part of.
  func mark(_ expr: NodeID<Expr>, _ fact: ObjectFlags) {
    var expr = expr
    while true {
      switch file.tree[expr] {
      case .paren(let inner): expr = inner
      case .name:
        let object = file.object(of: expr)
        if object.exists, program[object].kind == .variable { program.objects[Int(object.raw)].flags.insert(fact) }
        return
      case .selector(let base, _):
        guard let selection = file.selection(of: expr) else {
          let object = file.object(of: expr)
          if object.exists, program[object].kind == .variable { program.objects[Int(object.raw)].flags.insert(fact) }
          return
        }
        // A pointer on the way means that another variable is meant.
        if types.pointerElement(selection.receiver) != nil { return }
        if pathHasPointer(selection.receiver, selection.path.dropLast()) { return }
        expr = base
      case .index(let base, _):
        guard case .array = types.underlyingView(of: file.type(of: base)) else { return }
        expr = base
      default: return
      }
    }
  }

  /// Whether a field on a path is a pointer.
  func pathHasPointer(_ type: TypeID, _ path: ArraySlice<Int>) -> Bool {
    var type = type
    for index in path {
      guard let fields = types.fields(types.pointerElement(type) ?? type), index < fields.count else { return false }
      type = fields[index].type
      if types.pointerElement(type) != nil { return true }
    }
    return false
  }

  // MARK: Binary

  func binary(
    _ x: inout Operand, _ expr: NodeID<Expr>, _ token: Token, _ left: NodeID<Expr>, _ right: NodeID<Expr>
  ) {
    var y = Operand()
    expression(&x, left)
    expression(&y, right)
    guard x.isValid else { return }
    guard y.isValid else {
      x.invalidate()
      x.expr = y.expr
      return
    }
    if token.isShift {
      shift(&x, &y, expr, token)
      return
    }
    matchTypes(&x, &y)
    guard x.isValid else { return }
    if token.isComparison {
      comparison(&x, &y, token, isCase: false)
      return
    }
    if x.type != y.type {
      if x.type.isValid, y.type.isValid {
        let mismatch = "(mismatched types \(text(x.type)) and \(text(y.type)))"
        if expr.exists {
          error(x, "invalid operation: \(text(expr)) \(mismatch)")
        } else {
          error(x, "invalid operation: \(text(left)) \(token.spelling)= \(text(right)) \(mismatch)")
        }
      }
      x.invalidate()
      return
    }
    guard isDefined(token, x.type) else {
      error(x, "invalid operation: operator \(token.spelling) not defined on \(describe(x))")
      x.invalidate()
      return
    }
    if token == .divide || token == .remainder, x.mode == .constant || types.isInteger(x.type), y.mode == .constant,
      !y.value.isUnknown, y.value.sign == 0
    {
      error(y, "invalid operation: division by zero")
      x.invalidate()
      return
    }
    if x.mode == .constant, y.mode == .constant {
      if x.value.isUnknown || y.value.isUnknown {
        x.value = .unknown
        return
      }
      if let a = x.value.bytes, let b = y.value.bytes, a.count + b.count > Constant.stringLimit {
        error(
          file.tree.position(of: expr),
          "constant string too long (\(a.count + b.count) bytes > \(Constant.stringLimit) bytes)")
        x.value = .unknown
        return
      }
      x.value = Constant.binary(token, x.value, y.value, integral: types.isInteger(x.type))
      x.expr = expr.exists ? expr : x.expr
      checkOverflow(&x, at: x.expr)
      return
    }
    x.mode = .value
  }

  private func isDefined(_ token: Token, _ type: TypeID) -> Bool {
    switch token {
    case .add: types.isNumericOrString(type)
    case .subtract, .multiply, .divide: types.isNumeric(type)
    case .remainder, .and, .or, .xor, .andNot: types.isInteger(type)
    case .andAnd, .orOr: types.isBoolean(type)
    default: false
    }
  }

  /// Converts an untyped operand to the type of the other one where that can make sense.
  func matchTypes(_ x: inout Operand, _ y: inout Operand) {
    guard mayConvert(x, y) else { return }
    convertUntyped(&x, to: y.type)
    guard x.isValid else { return }
    convertUntyped(&y, to: x.type)
    if !y.isValid { x.invalidate() }
  }

  private func mayConvert(_ x: Operand, _ y: Operand) -> Bool {
    if !types.isUntyped(x.type), !types.isUntyped(y.type) { return false }
    if types.isNumeric(x.type) != types.isNumeric(y.type) { return false }
    if types.isInterface(x.type) || types.isInterface(y.type) { return true }
    if types.isBoolean(x.type) != types.isBoolean(y.type) { return false }
    if types.isString(x.type) != types.isString(y.type) { return false }
    if x.mode == .nilValue { return types.hasNil(y.type) }
    if y.mode == .nilValue { return types.hasNil(x.type) }
    if types.pointerElement(x.type) != nil || types.pointerElement(y.type) != nil { return false }
    return true
  }

  // MARK: Comparisons

  /// - Parameter isCase: the comparison of a switch's tag `y` with a case `x`.
  func comparison(_ x: inout Operand, _ y: inout Operand, _ token: Token, isCase: Bool) {
    guard x.type.isValid, y.type.isValid else {
      x.invalidate()
      return
    }
    let token = isCase ? Token.equal : token
    var culprit = x
    var cause = ""
    var isValid = true
    if assignable(x, to: y.type) != nil, assignable(y, to: x.type) != nil {
      culprit = y
      cause = "mismatched types \(text(x.type)) and \(text(y.type))"
      isValid = false
    } else if token == .equal || token == .notEqual {
      if x.mode == .nilValue || y.mode == .nilValue {
        if !types.hasNil(x.mode == .nilValue ? y.type : x.type) {
          culprit = y
          isValid = false
        }
      } else if !types.isComparable(x.type) {
        cause = incomparableText(x.type)
        isValid = false
      } else if !types.isComparable(y.type) {
        culprit = y
        cause = incomparableText(y.type)
        isValid = false
      }
    } else if !types.isOrdered(x.type) {
      isValid = false
    } else if !types.isOrdered(y.type) {
      culprit = y
      isValid = false
    }
    guard isValid else {
      if cause.isEmpty {
        if types.isTypeParameter(x.type) || types.isTypeParameter(y.type) {
          if !types.isTypeParameter(x.type) { culprit = y }
          cause = "type parameter \(text(culprit.type)) cannot use operator \(token.spelling)"
        } else {
          var what = text(culprit.type)
          if case .basic = types.underlyingView(of: culprit.type) {} else { what = structureName(culprit.type) }
          cause = "operator \(token.spelling) not defined on \(what)"
        }
      }
      if isCase {
        error(x, "invalid case \(text(x.expr)) in switch on \(y.expr.exists ? text(y.expr) : "true") (\(cause))")
      } else {
        error(culprit, "invalid operation: \(text(x.expr)) \(token.spelling) \(text(y.expr)) (\(cause))")
      }
      x.invalidate()
      return
    }
    if x.mode == .constant, y.mode == .constant {
      x.value =
        x.value.isUnknown || y.value.isUnknown
        ? .unknown : Constant(Constant.compare(token, x.value, y.value))
    } else {
      x.mode = .value
      update(x.expr, types.defaultType(x.type), isFinal: true)
      if y.expr.exists { update(y.expr, types.defaultType(y.type), isFinal: true) }
    }
    x.type = .untypedBool
  }

  func incomparableText(_ type: TypeID) -> String {
    switch types.underlyingView(of: type) {
    case .slice, .function, .map: return "\(structureName(type)) can only be compared to nil"
    default: break
    }
    switch types.incomparableCause(type, dynamic: true) {
    case .structField(let field): return "struct containing \(text(field)) cannot be compared"
    case .arrayElement: return "\(text(type)) cannot be compared"
    default:
      return types.isTypeParameter(type) ? "incomparable types in type set" : ""
    }
  }

  // MARK: Shifts

  private func shift(_ x: inout Operand, _ y: inout Operand, _ expr: NodeID<Expr>, _ token: Token) {
    var integer: Constant?
    if x.mode == .constant { integer = x.value.asInteger }
    guard types.isInteger(x.type) || (types.isUntyped(x.type) && integer != nil) else {
      error(x, "invalid operation: shifted operand \(describe(x)) must be integer")
      x.invalidate()
      return
    }
    var count: Constant?
    if y.mode == .constant {
      count = y.value.asInteger
      if let count, count.sign < 0 {
        error(y, "invalid operation: negative shift count \(describe(y))")
        x.invalidate()
        return
      }
      if types.isUntyped(y.type) {
        switch represent(y, as: .uint) {
        case .success(let value):
          y.value = value
          // The count is an unsigned integer by itself.
          if file.tree[expr].isNone || x.mode != .constant { settle(&y, .uint, value) }
        case .failure(let misfit):
          reportConversion(y, .uint, misfit.reason)
          x.invalidate()
          return
        }
      }
    } else if types.isInteger(y.type) {
      // Signed counts are tested at run time.
    } else if types.isUntyped(y.type) {
      convertUntyped(&y, to: .uint)
      guard y.isValid else {
        x.invalidate()
        return
      }
    } else {
      error(y, "invalid operation: shift count \(describe(y)) must be integer")
      x.invalidate()
      return
    }
    if y.mode == .constant, !types.isUntyped(y.type), !types.isInteger(y.type) {
      error(y, "invalid operation: shift count \(describe(y)) must be integer")
      x.invalidate()
      return
    }
    if x.mode == .constant {
      if y.mode == .constant {
        guard let integer, let count, !x.value.isUnknown else {
          x.value = .unknown
          if !types.isInteger(x.type) { x.type = .untypedInt }
          return
        }
        guard let bits = count.int64, bits <= 1023 - 1 + 52 else {
          error(y, "invalid operation: invalid shift count \(describe(y))")
          x.invalidate()
          return
        }
        if !types.isInteger(x.type) { x.type = .untypedInt }
        x.value = Constant.shift(token, integer, by: Int(bits))
        if expr.exists { x.expr = expr }
        checkOverflow(&x, at: x.expr)
        return
      }
      if types.isUntyped(x.type) {
        if x.part == 0 { file.facts[Int(x.expr.raw)].isShiftOperand = true }
        x.mode = .value
        return
      }
    }
    guard types.isInteger(x.type) else {
      error(x, "invalid operation: shifted operand \(describe(x)) must be integer")
      x.invalidate()
      return
    }
    x.mode = .value
  }
}

extension Expr {
  var isNone: Bool {
    if case .none = self { return true }
    return false
  }
}
