// SPDX-License-Identifier: Apache-2.0
//
// Expressions, as far as declarations and macros need them: constants have a value, all others at least a type.
//
// How.      Read and computed in one pass. What is no constant goes on as an operand without value, so that `sizeof` of it
//           and errors after it are still right.
internal import Source

extension Parser {
  /// An expression that must be an integer constant.
  mutating func integerConstant(_ what: String) throws(Stop) -> Int64 {
    let place = token.position
    let operand = try expression()
    guard case .integer(let bits) = operand.value, integerType(operand.type) != nil else {
      throw stop(at: place, "\(what) is not an integer constant" + because(operand))
    }
    return Int64(bitPattern: bits)
  }

  /// A conditional expression.
  mutating func expression() throws(Stop) -> Operand {
    try enter()
    defer { leave() }
    let condition = try binary(1)
    guard token.kind == .question else {
      if token.kind == .assign || token.kind == .compoundAssign {
        throw stop(at: token.position, "an assignment is no constant")
      }
      return condition
    }
    advance()
    // gcc's `a ?: b`.
    let first = token.kind == .colon ? condition : try expression()
    try expect(.colon, "expected ':'")
    let second = try expression()
    var result = first
    if let left = arithmeticType(first.type), let right = arithmeticType(second.type) {
      result.type = TypeTable.scalar(CScalar.common(left, right))
    } else if case .pointer = tables.types.resolved(second.type) {
      result.type = second.type
    }
    guard let value = condition.value else {
      return Operand(result.type, nil, reason: condition.reason)
    }
    let chosen = isTrue(value) ? first : second
    if arithmeticType(result.type) != nil { return try converted(chosen, to: result.type) }
    return chosen
  }

  private mutating func binary(_ level: Int) throws(Stop) -> Operand {
    try enter()
    defer { leave() }
    var left = try unary()
    while true {
      let operation = token
      let precedence = BinaryPrecedence.of(operation.kind)
      if precedence < level { return left }
      advance()
      let right = try binary(precedence + 1)
      left = try combined(operation, left, right)
    }
  }

  private mutating func combined(_ operation: Token, _ left: Operand, _ right: Operand) throws(Stop) -> Operand {
    let reason = left.value == nil ? left.reason : right.reason
    let isLogical = operation.kind == .andAnd || operation.kind == .orOr
    if isLogical, let value = left.value, isTrue(value) == (operation.kind == .orOr) {
      return truth(operation.kind == .orOr)
    }
    guard let first = arithmeticType(left.type), let second = arithmeticType(right.type) else {
      return try pointers(operation, left, right, reason)
    }
    let isShift = operation.kind == .shiftLeft || operation.kind == .shiftRight
    let type = isShift ? first.promoted : CScalar.common(first, second)
    let isComparison = isLogical || BinaryPrecedence.of(operation.kind) == 6 || BinaryPrecedence.of(operation.kind) == 7
    let integral: [TokenKind] = [.percent, .shiftLeft, .shiftRight, .ampersand, .bar, .caret]
    if integral.contains(operation.kind), first.isFloating || second.isFloating {
      throw stop(
        at: operation.position,
        "invalid operands to binary expression ('\(describe(left.type))' and '\(describe(right.type))')")
    }
    let resultType = TypeTable.scalar(isComparison ? .int : type)
    guard left.value != nil, right.value != nil, type.rank != CScalar.int128.rank else {
      return Operand(resultType, nil, reason: reason ?? "its type is '\(type.name)'")
    }
    let leftValue = try converted(left, to: TypeTable.scalar(isLogical ? first : type)).value
    let rightValue = try converted(right, to: TypeTable.scalar(isShift ? second.promoted : isLogical ? second : type))
      .value
    switch (leftValue, rightValue) {
    case (.integer(let a), .integer(let b)):
      if isShift, b >= UInt64(type.size * 8) {
        throw stop(at: operation.position, "shift count is negative or not less than the width of '\(type.name)'")
      }
      guard let (bits, scalar) = Arithmetic.binary(operation.kind, a, b, type) else {
        throw stop(at: operation.position, "division by zero")
      }
      return integer(wrapped(bits, scalar), scalar)
    case (let a?, let b?):
      if isLogical { return truth(operation.kind == .andAnd ? isTrue(a) && isTrue(b) : isTrue(a) || isTrue(b)) }
      guard case .floating(let x) = a, case .floating(let y) = b, let result = Arithmetic.binary(operation.kind, x, y)
      else { return Operand(resultType, nil) }
      switch result {
      case .truth(let value): return truth(value)
      case .floating(let number):
        return try converted(Operand(resultType, .floating(number)), to: resultType)
      }
    default: return Operand(resultType, nil, reason: reason)
    }
  }

  /// Sums, differences and comparisons of pointers.
  private mutating func pointers(
    _ operation: Token, _ left: Operand, _ right: Operand, _ reason: String?
  ) throws(Stop) -> Operand {
    let precedence = BinaryPrecedence.of(operation.kind)
    let isComparison = precedence == 6 || precedence == 7 || precedence < 3
    let first = pointee(left.type)
    let second = pointee(right.type)
    if first == nil && second == nil || !isComparison && precedence != 9 {
      // Complex numbers and vectors are computed by nobody here.
      if isComputable(left.type) || isComputable(right.type) { return Operand(left.type, nil, reason: reason) }
      throw stop(
        at: operation.position,
        "invalid operands to binary expression ('\(describe(left.type))' and '\(describe(right.type))')")
    }
    var bits: (UInt64, UInt64)?
    if case .integer(let a) = left.value, case .integer(let b) = right.value { bits = (a, b) }
    if isComparison {
      guard let (a, b) = bits else { return Operand(TypeTable.scalar(.int), nil, reason: reason) }
      guard let (value, _) = Arithmetic.binary(operation.kind, a, b, .unsignedLong) else { return truth(false) }
      return truth(value != 0)
    }
    let step = UInt64((first ?? second).flatMap { size($0) } ?? 1)
    if first != nil && second != nil {
      guard operation.kind == .minus else {
        throw stop(at: operation.position, "cannot add two pointers")
      }
      guard let (a, b) = bits, step > 0 else { return Operand(TypeTable.scalar(.long), nil, reason: reason) }
      return integer(UInt64(bitPattern: Int64(bitPattern: a &- b) / Int64(step)), .long)
    }
    let type = first != nil ? left.type : right.type
    guard let (a, b) = bits else { return Operand(type, nil, reason: reason) }
    let (base, count) = first != nil ? (a, b) : (b, a)
    return Operand(type, .integer(operation.kind == .plus ? base &+ count &* step : base &- count &* step))
  }

  private func isComputable(_ type: CTypeID) -> Bool {
    switch tables.types.resolved(type) {
    case .complex, .vector: true
    default: false
    }
  }

  // MARK: Operators before an operand

  mutating func unary() throws(Stop) -> Operand {
    switch token.kind {
    case .plus, .minus, .tilde, .not, .ampersand, .star, .plusPlus, .minusMinus, .andAnd: return try prefixed()
    case .leftParen where beginsType(peek()): return try prefixed()
    default: break
    }
    switch keyword {
    case .sizeof, .alignof, .extension: return try prefixed()
    default: return try postfix(try primary())
    }
  }

  /// An operand after an operator, a cast or `sizeof`.
  private mutating func prefixed() throws(Stop) -> Operand {
    try enter()
    defer { leave() }
    let operation = token
    switch token.kind {
    case .plus, .minus, .tilde, .not:
      advance()
      return try applied(operation, to: try unary())
    case .ampersand:
      advance()
      let operand = try unary()
      let type = tables.types.pointer(to: operand.type)
      if let address = operand.address { return Operand(type, .integer(address)) }
      return Operand(type, nil, reason: operand.reason ?? "it takes an address")
    case .star:
      advance()
      return try dereferenced(try unary(), at: operation.position)
    case .plusPlus, .minusMinus: throw stop(at: token.position, "'\(text(token))' is not allowed in a constant")
    case .andAnd: throw stop(at: token.position, "expected an expression, found '&&'")
    case .leftParen: return try cast()
    default: break
    }
    if keyword == .extension {
      advance()
      return try unary()
    }
    return try sizeOrAlignment()
  }

  private mutating func applied(_ operation: Token, to operand: Operand) throws(Stop) -> Operand {
    if operation.kind == .not {
      guard let value = operand.value else { return Operand(TypeTable.scalar(.int), nil, reason: operand.reason) }
      return truth(!isTrue(value))
    }
    guard let scalar = arithmeticType(operand.type), operation.kind != .tilde || scalar.isInteger else {
      if isComputable(operand.type) { return Operand(operand.type, nil, reason: operand.reason) }
      throw stop(
        at: operation.position,
        "invalid argument type '\(describe(operand.type))' to unary '\(text(operation))'")
    }
    let type = scalar.promoted
    switch operand.value {
    case .integer(let bits):
      let value = operation.kind == .minus ? 0 &- bits : operation.kind == .tilde ? ~bits : bits
      return integer(wrapped(value, type), type)
    case .floating(let number):
      return Operand(TypeTable.scalar(type), .floating(operation.kind == .minus ? -number : number))
    default: return Operand(TypeTable.scalar(type), nil, reason: operand.reason)
    }
  }

  mutating func dereferenced(_ operand: Operand, at place: Position) throws(Stop) -> Operand {
    if case .function = tables.types.resolved(operand.type) { return operand }
    guard let inner = pointee(operand.type) else {
      throw stop(at: place, "indirection requires pointer operand ('\(describe(operand.type))' invalid)")
    }
    var result = Operand(inner, nil, reason: operand.reason ?? "it reads memory")
    if case .integer(let address) = operand.value { result.address = address }
    if case .array = tables.types.resolved(operand.type) { result.address = operand.address }
    return result
  }

  private mutating func cast() throws(Stop) -> Operand {
    let open = token
    advance()
    let type = try typeName()
    try expect(.rightParen, "expected ')' after the type", matching: open)
    if token.kind == .leftBrace {
      try skipBrackets()
      return try postfix(Operand(type, nil, reason: "it is a compound literal"))
    }
    return try converted(try unary(), to: type)
  }

  private mutating func sizeOrAlignment() throws(Stop) -> Operand {
    let word = token
    let isSize = keyword == .sizeof
    advance()
    let type: CTypeID
    if token.kind == .leftParen && beginsType(peek()) {
      let open = token
      advance()
      type = try typeName()
      try expect(.rightParen, "expected ')' after the type", matching: open)
      if token.kind == .leftBrace { try skipBrackets() }
    } else {
      type = try unary().type
    }
    // gcc: sizeof(void) and of a function are 1.
    switch tables.types.resolved(type) {
    case .void, .function: return integer(1, .unsignedLong)
    default: break
    }
    let layout = tables.layout(options.target)
    guard let value = isSize ? layout.size(type) : layout.alignment(type) else {
      throw stop(
        at: word.position, "invalid application of '\(text(word))' to an incomplete type '\(describe(type))'")
    }
    return integer(UInt64(value), .unsignedLong)
  }
}
