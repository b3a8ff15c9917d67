// SPDX-License-Identifier: Apache-2.0
//
// The expression after `#if`, in 64 bits with and without sign.
internal import Source

extension Preprocessor {
  /// Reads the rest of the line as a condition. An error is false.
  mutating func conditionExpression(_ position: Position) -> Bool {
    let line = restOfDirective()
    let count = reports.errors.count
    isInCondition = true
    let tokens = expanded(line)
    isInCondition = false
    if isGivenUp || reports.errors.count != count { return false }
    var expression = ConditionExpression(
      tokens: tokens, end: position, names: names, charIsSigned: options.target.charIsSigned)
    if let value = expression.evaluate() { return value.bits != 0 }
    if let (place, message) = expression.failure { error(place, message) }
    return false
  }

  /// Puts the answer to `defined X` or `defined(X)` on the stack, also when a macro asks.
  mutating func expandDefined(_ token: Token) {
    var next = takeOfContexts() ?? .end
    let hasParen = next.kind == .leftParen
    if hasParen { next = takeOfContexts() ?? .end }
    guard next.kind == .name else {
      return error(next.isEnd ? token.position : next.position, "macro name missing after 'defined'")
    }
    if hasParen && takeOfContexts()?.kind != .rightParen {
      return error(token.position, "missing ')' after 'defined'")
    }
    push(macros.index(of: next.spelling) != nil ? 1 : 0, token)
  }

  /// Answers `__has_include(…)` and its like.
  mutating func expandQuestion(_ token: Token, _ special: Macro.Special) {
    guard takeOfContexts()?.kind == .leftParen else {
      return error(token.position, "missing '(' after '\(text(token))'")
    }
    var depth = 1
    var tokens: [Token] = []
    while let next = takeOfContexts() {
      if next.kind == .leftParen { depth += 1 }
      if next.kind == .rightParen { depth -= 1 }
      if depth == 0 { return push(answer(special, tokens), token) }
      tokens.append(next)
    }
    error(token.position, "missing ')' after '\(text(token))'")
  }

  private mutating func push(_ answer: Int, _ token: Token) {
    var number = token
    number.kind = .number
    number.spelling = names.intern("\(answer)")
    contexts.append(Context(tokens: [number], macro: nil))
  }

  private mutating func answer(_ special: Macro.Special, _ tokens: [Token]) -> Int {
    switch special {
    case .hasAttribute:
      guard tokens.count == 1, tokens[0].kind == .name else { return 0 }
      return AttributeName.known.contains(AttributeName.plain(text(tokens[0]))) ? 1 : 0
    case .hasInclude, .hasIncludeNext:
      // `<linux/fs.h>` is a name, though `linux` is a macro.
      let name = tokens.first?.kind == .name ? expanded(tokens) : tokens
      guard let first = name.first else { return 0 }
      let isSystem = first.kind != .string
      let path =
        isSystem ? name.dropFirst().dropLast().map { text($0) }.joined() : String(text(first).dropFirst().dropLast())
      return canInclude(path, isSystem: isSystem, isNext: special == .hasIncludeNext) ? 1 : 0
    default: return 0
    }
  }
}

/// The value of an `#if`.
struct ConditionExpression {
  struct Value {
    var bits: UInt64
    var isUnsigned: Bool
  }

  let tokens: [Token]
  /// Where an error stands that no token has.
  let end: Position
  let names: NameTable
  let charIsSigned: Bool
  private var at = 0
  private var depth = 0
  /// Where division by zero is no error: what `&&`, `||` and `?:` leave out.
  private var isSkipped = false
  private(set) var failure: (Position, String)?

  init(tokens: [Token], end: Position, names: NameTable, charIsSigned: Bool) {
    self.charIsSigned = charIsSigned
    self.tokens = tokens
    self.end = end
    self.names = names
  }

  mutating func evaluate() -> Value? {
    guard let value = conditional() else { return nil }
    if at < tokens.count {
      return fail(
        tokens[at].kind == .rightParen
          ? "missing '(' in expression" : "token is not a valid binary operator in a preprocessor expression")
    }
    return value
  }

  private mutating func fail(_ message: String) -> Value? {
    if failure == nil { failure = (at < tokens.count ? tokens[at].position : end, message) }
    return nil
  }

  private var kind: TokenKind { at < tokens.count ? tokens[at].kind : .end }

  private mutating func conditional() -> Value? {
    depth += 1
    defer { depth -= 1 }
    if depth > 256 { return fail("expression nested too deeply") }
    guard let condition = binary(1) else { return nil }
    guard kind == .question else { return condition }
    at += 1
    let outside = isSkipped
    isSkipped = outside || condition.bits == 0
    guard let first = conditional() else { return nil }
    guard kind == .colon else { return fail("expected ':' in preprocessor expression") }
    at += 1
    isSkipped = outside || condition.bits != 0
    guard let second = conditional() else { return nil }
    isSkipped = outside
    return Value(
      bits: condition.bits != 0 ? first.bits : second.bits, isUnsigned: first.isUnsigned || second.isUnsigned)
  }

  private mutating func binary(_ level: Int) -> Value? {
    depth += 1
    defer { depth -= 1 }
    guard var left = unary() else { return nil }
    while true {
      let operation = kind
      let precedence = BinaryPrecedence.of(operation)
      if precedence < level { return left }
      let place = at
      at += 1
      let outside = isSkipped
      if operation == .andAnd && left.bits == 0 || operation == .orOr && left.bits != 0 { isSkipped = true }
      guard let right = binary(precedence + 1) else { return nil }
      isSkipped = outside
      let type: CScalar = left.isUnsigned || right.isUnsigned ? .unsignedLong : .long
      if (operation == .slash || operation == .percent) && right.bits == 0 {
        if isSkipped {
          left = Value(bits: 0, isUnsigned: type == .unsignedLong)
          continue
        }
        at = place
        return fail("division by zero in preprocessor expression")
      }
      let result = Arithmetic.binary(operation, left.bits, right.bits, type) ?? (0, .long)
      left = Value(bits: result.bits, isUnsigned: result.type == .unsignedLong)
    }
  }

  private mutating func unary() -> Value? {
    depth += 1
    defer { depth -= 1 }
    if depth > 256 { return fail("expression nested too deeply") }
    let operation = kind
    switch operation {
    case .plus, .minus, .tilde, .not:
      at += 1
      guard let value = unary() else { return nil }
      switch operation {
      case .minus: return Value(bits: 0 &- value.bits, isUnsigned: value.isUnsigned)
      case .tilde: return Value(bits: ~value.bits, isUnsigned: value.isUnsigned)
      case .not: return Value(bits: value.bits == 0 ? 1 : 0, isUnsigned: false)
      default: return value
      }
    case .leftParen:
      at += 1
      guard let value = conditional() else { return nil }
      guard kind == .rightParen else { return fail("missing ')' in preprocessor expression") }
      at += 1
      return value
    case .number:
      let literal = NumberLiteral.read(names.bytes(of: tokens[at].spelling))
      switch literal {
      case .integer(let bits, _):
        // All are intmax_t, or uintmax_t if they say so or need it.
        let saysSo = names.bytes(of: tokens[at].spelling).contains { $0 | 0x20 == UInt8(ascii: "u") }
        at += 1
        return Value(bits: bits, isUnsigned: saysSo || bits > UInt64(Int64.max))
      case .floating: return fail("floating point literal in preprocessor expression")
      case .invalid(let message): return fail(message)
      }
    case .character:
      switch TextLiteral.character(names.bytes(of: tokens[at].spelling), charIsSigned: charIsSigned) {
      case .success(let value):
        at += 1
        return Value(bits: value.bits, isUnsigned: false)
      case .failure(let problem): return fail(problem.message)
      }
    case .name:
      let name = tokens[at]
      at += 1
      if kind == .leftParen {
        at -= 1
        return fail("function-like macro '\(names.text(of: name.spelling))' is not defined")
      }
      return Value(bits: 0, isUnsigned: false)
    default:
      return fail(
        at < tokens.count ? "invalid token at start of a preprocessor expression" : "expected value in expression")
    }
  }
}

/// How tightly binary operators bind; 0 is none.
enum BinaryPrecedence {
  static func of(_ kind: TokenKind) -> Int {
    switch kind {
    case .star, .slash, .percent: 10
    case .plus, .minus: 9
    case .shiftLeft, .shiftRight: 8
    case .less, .greater, .lessEqual, .greaterEqual: 7
    case .equal, .notEqual: 6
    case .ampersand: 5
    case .caret: 4
    case .bar: 3
    case .andAnd: 2
    case .orOr: 1
    default: 0
    }
  }
}
