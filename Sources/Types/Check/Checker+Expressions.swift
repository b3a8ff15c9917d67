// SPDX-License-Identifier: Apache-2.0
//
// Checker+Expressions.swift — every form of expression, and what is recorded of it.
//
// How.      An expression is checked to an operand, which is then recorded for its node. Untyped operands are recorded
//           with their untyped type and updated, with their own operands, once the context has given them a type.

import Syntax

/// Whether an expression may stand as a statement.
enum ExpressionKind {
  case conversion, expression, statement
}

extension Checker {
  // MARK: Entry points

  /// Checks an expression that must have exactly one value.
  func expression(_ operand: inout Operand, _ expr: NodeID<Expr>) {
    raw(&operand, expr)
    excludeNonValues(&operand)
    requireSingle(&operand)
  }

  /// As `expression`, with the type of elements that a composite literal without type takes.
  func expression(_ operand: inout Operand, _ expr: NodeID<Expr>, hint: TypeID) {
    raw(&operand, expr, hint: hint, allowGeneric: true)
    // A generic function may get its type arguments from what it is assigned to; a type has no such way.
    if operand.mode == .type { requireInstance(&operand) }
    excludeNonValues(&operand)
    requireSingle(&operand)
  }

  /// Checks an expression that may be a type.
  func expressionOrType(_ operand: inout Operand, _ expr: NodeID<Expr>, allowGeneric: Bool = false) {
    raw(&operand, expr, allowGeneric: allowGeneric)
    if operand.mode == .noValue {
      error(operand, "\(describe(operand)) used as value or type")
      operand.invalidate()
    }
    requireSingle(&operand)
  }

  /// Checks an expression that may have several values, or a second boolean.
  func multiple(_ expr: NodeID<Expr>, allowCommaOk: Bool) -> (list: [Operand], isCommaOk: Bool) {
    var operand = Operand()
    let outer = foreignErrorCall
    foreignErrorCall = allowCommaOk && program.makeForeign != nil ? unparen(expr) : .none
    raw(&operand, expr)
    foreignErrorCall = outer
    excludeNonValues(&operand)
    if operand.isValid, case .tuple(let id) = types.view(of: operand.type) {
      let list = types[id].enumerated().map { index, type in
        var part = Operand()
        part.mode = .value
        part.expr = expr
        part.type = type
        part.part = index + 1
        return part
      }
      return (list, false)
    }
    guard allowCommaOk, operand.mode == .mapIndex || operand.mode == .commaOk else { return ([operand], false) }
    var second = Operand()
    second.mode = .value
    second.expr = expr
    second.type = .untypedBool
    second.part = -1
    return ([operand, second], true)
  }

  /// Notes that an expression is read with its second boolean.
  func recordCommaOk(_ expr: NodeID<Expr>) {
    var expr = expr
    while true {
      file.facts[Int(expr.raw)].isCommaOk = true
      guard case .paren(let inner) = file.tree[expr] else { return }
      expr = inner
    }
  }

  private func excludeNonValues(_ operand: inout Operand) {
    switch operand.mode {
    case .noValue: error(operand, "\(describe(operand)) used as value")
    case .builtin: error(operand, "\(describe(operand)) must be called")
    case .type: error(operand, "\(describe(operand)) is not an expression")
    default: return
    }
    operand.invalidate()
  }

  func requireSingle(_ operand: inout Operand) {
    guard operand.mode == .value, case .tuple = types.view(of: operand.type) else { return }
    error(operand, "multiple-value \(describe(operand)) in single-value context")
    operand.invalidate()
  }

  /// Evaluates expressions only so that what they use counts as used. True when none has an error.
  @discardableResult
  func use(_ exprs: [NodeID<Expr>]) -> Bool {
    var isValid = true
    for expr in exprs where !use(expr) { isValid = false }
    return isValid
  }

  @discardableResult
  func use(_ expr: NodeID<Expr>) -> Bool {
    if expr.isNone { return true }
    if case .name(.blank) = file.tree[expr] { return true }
    var operand = Operand()
    raw(&operand, expr, allowGeneric: true)
    return operand.isValid
  }

  /// As `use`, where names on the left of an assignment do not count as used.
  @discardableResult
  func useLeft(_ exprs: [NodeID<Expr>]) -> Bool {
    var isValid = true
    for expr in exprs {
      if case .name(let name) = file.tree[unparen(expr)] {
        if name == .blank { continue }
        let object = find(name)
        let wasUsed = object.exists && program[object].flags.contains(.isUsed)
        if !use(expr) { isValid = false }
        if object.exists, !wasUsed, program[object].kind == .variable {
          program.objects[Int(object.raw)].flags.remove(.isUsed)
        }
      } else if !use(expr) {
        isValid = false
      }
    }
    return isValid
  }

  /// Checks any expression and records the result.
  @discardableResult
  func raw(
    _ operand: inout Operand, _ expr: NodeID<Expr>, hint: TypeID = .invalid, allowGeneric: Bool = false
  ) -> ExpressionKind {
    operand = Operand()
    operand.expr = expr
    let kind = form(&operand, expr, hint)
    operand.expr = expr
    if !allowGeneric { requireInstance(&operand) }
    record(operand)
    return kind
  }

  private func requireInstance(_ operand: inout Operand) {
    switch operand.mode {
    case .type where isGeneric(operand.type):
      error(operand.expr, "cannot use generic type \(text(operand.expr)) without instantiation")
      operand.invalidate()
    case .value where isGenericFunction(operand):
      error(operand.expr, "cannot use generic function \(text(operand.expr)) without instantiation")
      operand.invalidate()
    default: break
    }
  }

  func record(_ operand: Operand) {
    let index = Int(operand.expr.raw)
    file.facts[index].mode = operand.mode
    file.facts[index].type = operand.mode == .noValue ? .emptyTuple : operand.type
    if operand.mode == .constant { file.facts[index].constant = program.add(operand.value) }
  }

  // MARK: Forms

  private func form(_ operand: inout Operand, _ expr: NodeID<Expr>, _ hint: TypeID) -> ExpressionKind {
    switch file.tree[expr] {
    case .none, .bad: break
    case .name(let name): identifier(&operand, expr, name, wantType: false)
    case .literal(let literal):
      if literal.isBad { return .statement }
      constantLiteral(&operand, expr, literal)
    case .function(let type, let body): functionLiteral(&operand, expr, type, body)
    case .composite(let type, let elements, let close):
      compositeLiteral(&operand, expr, type, elements, close, hint)
    case .paren(let inner): return raw(&operand, inner)
    case .selector(let base, let name): selector(&operand, expr, base, name, wantType: false)
    case .index(let base, let indexes): index(&operand, expr, base, indexes)
    case .slice(let base, let low, let high, let max, let isFull):
      slice(&operand, expr, base, [low, high, max], isFull: isFull)
    case .assertion(let base, let type): assertion(&operand, expr, base, type)
    case .typeSwitchGuard(_, let base):
      error(expr, "use of .(type) outside type switch")
      use(base)
    case .star(let base): star(&operand, base)
    case .unary(let token, let base):
      unary(&operand, expr, token, base)
      if operand.isValid, token == .arrow { return .statement }
    case .binary(let token, let left, let right): binary(&operand, expr, token, left, right)
    case .call(let callee, let arguments, let spread): return call(&operand, expr, callee, arguments, spread: spread)
    case .keyValue: error(expr, "no key:value expected")
    case .variadicType: error(expr, "invalid use of ...")
    case .arrayType, .sliceType, .structType, .functionType, .mapType, .channelType, .interfaceType:
      operand.type = typeExpression(expr)
      if operand.type.isValid { operand.mode = .type }
    }
    if !operand.isValid {
      operand.invalidate()
      return .statement
    }
    return .expression
  }

  private func constantLiteral(_ operand: inout Operand, _ expr: NodeID<Expr>, _ literal: Literal) {
    if literal.kind != .string, literal.length > 10_000 {
      let start = String(decoding: file.tree.text(of: literal).prefix(10), as: UTF8.self)
      error(expr, "excessively long constant: \(start)... (\(literal.length) chars)")
      return
    }
    operand.value = Constant(literal: literal.kind, text: file.tree.text(of: literal))
    operand.mode = .constant
    switch literal.kind {
    case .integer: operand.type = .untypedInt
    case .float: operand.type = .untypedFloat
    case .imaginary: operand.type = .untypedComplex
    case .rune: operand.type = .untypedRune
    case .string: operand.type = .untypedString
    }
    if operand.value.isUnknown {
      error(expr, "malformed constant: \(text(expr))")
      operand.invalidate()
      return
    }
    if literal.kind == .integer || literal.kind == .rune { checkOverflow(&operand, at: expr) }
  }

  private func functionLiteral(
    _ operand: inout Operand, _ expr: NodeID<Expr>, _ type: NodeID<Expr>, _ body: NodeID<Stmt>
  ) {
    // An operand that is evaluated twice makes one function.
    if file.facts[Int(expr.raw)].extra != 0 {
      operand.type = file.type(of: type)
      operand.mode = operand.type.isValid ? .value : .invalid
      return
    }
    let id = program.add(
      Function(object: .none, file: file.id, package: package.id, literal: expr, enclosing: context.function))
    file.facts[Int(expr.raw)].extra = id.raw
    locals.open()
    let signature = self.signature(type, of: id)
    locals.close()
    program.functions[Int(id.raw)].signature = signature
    program.functions[Int(id.raw)].isChecked = true
    operand.type = signature
    operand.mode = .value
    let check = { [self] in
      let saved = context
      context.function = id
      checkFunctionBody(id, body)
      context = saved
    }
    // In the initialiser of a package variable, the variable's type must be known first.
    if context.function.exists { check() } else { later(check) }
  }

  private func star(_ operand: inout Operand, _ base: NodeID<Expr>) {
    expressionOrType(&operand, base)
    switch operand.mode {
    case .invalid: return
    case .type: operand.type = types.pointer(to: operand.type)
    default:
      guard case .pointer(let element) = types.view(of: types.coreType(operand.type)) else {
        error(operand, "invalid operation: cannot indirect \(describe(operand))")
        operand.invalidate()
        return
      }
      operand.mode = .variable
      operand.type = element
    }
  }

  private func assertion(
    _ operand: inout Operand, _ expr: NodeID<Expr>, _ base: NodeID<Expr>, _ type: NodeID<Expr>
  ) {
    expression(&operand, base)
    guard operand.isValid else { return }
    if types.isTypeParameter(operand.type) {
      error(operand, "invalid operation: cannot use type assertion on type parameter value \(describe(operand))")
      operand.invalidate()
      return
    }
    guard types.isInterface(operand.type) else {
      error(operand, "invalid operation: \(describe(operand)) is not an interface")
      operand.invalidate()
      return
    }
    let target = variableType(type)
    guard target.isValid else {
      operand.invalidate()
      return
    }
    if let cause = impossibleAssertion(operand.type, target) {
      error(
        expr,
        "impossible type assertion: \(text(expr))\n\t\(text(target)) does not implement \(text(operand.type)) \(cause)")
    }
    operand.mode = .commaOk
    operand.type = target
  }

  /// Why no value of an interface type can have a dynamic type. Of another interface nothing can be said.
  func impossibleAssertion(_ interface: TypeID, _ type: TypeID) -> String? {
    if types.isInterface(type) || types.isTypeParameter(type) { return nil }
    guard let missing = program.missingMethod(type, interface, static: false) else { return nil }
    return explain(missing, type, interface)
  }

  // MARK: Untyped operands

  /// Gives an untyped expression, and those it is made of, the type that the context demands.
  func update(_ expr: NodeID<Expr>, _ type: TypeID, isFinal: Bool) {
    let old = file.facts[Int(expr.raw)]
    guard old.mode != .invalid, types.isUntyped(old.type) else { return }
    switch file.tree[expr] {
    case .paren(let inner): update(inner, type, isFinal: isFinal)
    case .unary(_, let base):
      if !old.constant.exists { update(base, type, isFinal: isFinal) }
    case .binary(let token, let left, let right):
      if old.constant.exists { break }
      if token.isComparison {
        // The result's type says nothing about the operands.
      } else if token.isShift {
        update(left, type, isFinal: isFinal)
      } else {
        update(left, type, isFinal: isFinal)
        update(right, type, isFinal: isFinal)
      }
    default: break
    }
    if !isFinal, types.isUntyped(type) {
      file.facts[Int(expr.raw)].type = type
      return
    }
    if old.isShiftOperand, !types.isInteger(type) {
      error(expr, "invalid operation: shifted operand \(text(expr)) (type \(text(type))) must be integer")
      return
    }
    file.facts[Int(expr.raw)].type = type
    guard old.constant.exists, let kind = types.basicKind(type) else { return }
    var operand = Operand()
    operand.mode = .constant
    operand.expr = expr
    operand.type = old.type
    operand.value = program[old.constant]
    switch represent(operand, as: kind) {
    case .success(let value): file.facts[Int(expr.raw)].constant = program.add(value)
    case .failure(let misfit): reportConversion(operand, type, misfit.reason)
    }
  }

  /// How a conversion of an untyped operand ends.
  enum ImplicitConversion {
    case type(TypeID, Constant?)
    case misfit(Constant.Misfit)
  }

  /// The type and value that an untyped operand takes where `target` is wanted.
  func implicitConversion(_ operand: Operand, to target: TypeID) -> ImplicitConversion {
    guard operand.isValid, types.isUntyped(operand.type), target.isValid else { return .type(operand.type, nil) }
    if types.isUntyped(target) {
      if operand.type == target { return .type(target, nil) }
      guard let a = types.basicKind(operand.type), let b = types.basicKind(target), a.isNumeric, b.isNumeric else {
        return .misfit(.other)
      }
      return .type(operand.type.raw > target.raw ? operand.type : target, nil)
    }
    if operand.mode == .nilValue { return types.hasNil(target) ? .type(target, nil) : .misfit(.other) }
    if case .typeParameter(let id) = types.view(of: target) {
      guard let terms = types.termsOf(id), !terms.isEmpty else { return .misfit(.other) }
      for term in terms {
        if case .misfit(let misfit) = implicitConversion(operand, to: types.underlying(term.type)) {
          return .misfit(misfit == .other ? .other : .other)
        }
      }
      return .type(target, nil)
    }
    switch types.underlyingView(of: target) {
    case .basic(let kind):
      if operand.mode == .constant {
        switch represent(operand, as: kind) {
        case .success(let value): return .type(target, value)
        case .failure(let misfit): return .misfit(misfit.reason)
        }
      }
      switch operand.type {
      case .untypedBool: return kind.isBoolean ? .type(target, nil) : .misfit(.other)
      case .untypedString: return kind.isString ? .type(target, nil) : .misfit(.other)
      case .untypedNil: return .misfit(.other)
      default: return kind.isNumeric ? .type(target, nil) : .misfit(.other)
      }
    case .interface(let id):
      if !types[id].methods.isEmpty || types[id].terms != nil { return .misfit(.other) }
      return .type(types.defaultType(operand.type), nil)
    default: return .misfit(.other)
    }
  }

  /// The value of a constant operand in a basic type, with what is wrong seen from the operand's type.
  func represent(_ operand: Operand, as kind: BasicKind) -> Result<Constant, Constant.MisfitError> {
    let result = operand.value.represented(as: kind)
    guard case .failure = result else { return result }
    guard types.isNumeric(operand.type), kind.isNumeric else { return .failure(Constant.MisfitError(.other)) }
    let isTruncated = !types.isInteger(operand.type) && kind.isInteger
    return .failure(Constant.MisfitError(isTruncated ? .truncated : .overflows))
  }

  /// Converts an untyped operand to a type; reports when it cannot be.
  func convertUntyped(_ operand: inout Operand, to target: TypeID) {
    switch implicitConversion(operand, to: target) {
    case .misfit(let misfit):
      reportConversion(operand, types.isTypeParameter(target) ? target : types.underlying(target), misfit)
      operand.invalidate()
    case .type(let type, let value): settle(&operand, type, value)
    }
  }

  /// Gives an operand its new type and value, and its expression too.
  func settle(_ operand: inout Operand, _ type: TypeID, _ value: Constant?) {
    if let value {
      operand.value = value
      if operand.part == 0, file.facts[Int(operand.expr.raw)].constant.exists {
        file.facts[Int(operand.expr.raw)].constant = program.add(value)
      }
    }
    if type != operand.type {
      operand.type = type
      if operand.part == 0 { update(operand.expr, type, isFinal: false) }
    }
  }

  func reportConversion(_ operand: Operand, _ target: TypeID, _ misfit: Constant.Misfit) {
    switch misfit {
    case .truncated: error(operand, "\(describe(operand)) truncated to \(text(target))")
    case .overflows: error(operand, "\(describe(operand)) overflows \(text(target))")
    case .other: error(operand, "cannot convert \(describe(operand)) to type \(text(target))")
    }
  }

  /// Gives an operand that is still untyped its default type.
  func useDefaultType(_ operand: inout Operand) {
    if operand.isValid, types.isUntyped(operand.type), operand.mode != .nilValue {
      convertUntyped(&operand, to: types.defaultType(operand.type))
    }
  }

  /// Tests the value of a constant expression against its type.
  func checkOverflow(_ operand: inout Operand, at expr: NodeID<Expr>) {
    if operand.value.isUnknown {
      error(file.tree.position(of: expr), "constant result is not representable")
      return
    }
    if !types.isUntyped(operand.type) {
      guard let kind = types.basicKind(operand.type) else { return }
      switch represent(operand, as: kind) {
      case .success(let value): operand.value = value
      case .failure(let misfit):
        reportConversion(operand, operand.type, misfit.reason)
        operand.invalidate()
      }
      return
    }
    if types.isInteger(operand.type), operand.value.bitLength > 512 {
      var name = ""
      var position = file.tree.start(of: expr)
      switch file.tree[expr] {
      case .binary(let token, _, _):
        position = file.tree.position(of: expr)
        switch token {
        case .add: name = "addition "
        case .subtract: name = "subtraction "
        case .xor: name = "bitwise XOR "
        case .multiply: name = "multiplication "
        case .shiftLeft: name = "shift "
        default: break
        }
      case .unary(.xor, _): name = "bitwise complement "
      default: break
      }
      error(position, "constant \(name)overflow")
      operand.value = .unknown
    }
  }
}
