// SPDX-License-Identifier: Apache-2.0
//
// The tokens of Go. Operators are tokens of their own, so that a node keeps its operator as a Token; the compound
// assignments share one token and carry their operator beside it.

/// A token of the language, and the operator of a node.
@frozen public enum Token: UInt8, Sendable {
  case endOfFile
  case name, literal

  // Binary operators, from the loosest to the tightest; the order is that of `precedence`.
  case orOr, andAnd
  case equal, notEqual, less, lessEqual, greater, greaterEqual
  case add, subtract, or, xor
  case multiply, divide, remainder, and, andNot, shiftLeft, shiftRight

  // Operators that are only unary.
  case not, tilde
  /// `<-`, sending and receiving.
  case arrow

  /// `op=`, with the operator beside the token.
  case assignOperator
  case increment, decrement
  case assign, define

  case leftParen, leftBracket, leftBrace, rightParen, rightBracket, rightBrace
  case comma, semicolon, colon, dot, ellipsis

  // Keywords, in the order of their symbols.
  case `break`, `case`, chan, const, `continue`, `default`, `defer`, `else`, `fallthrough`, `for`, `func`, go, goto
  case `if`, `import`, interface, map, package, range, `return`, select, `struct`, `switch`, type, `var`

  /// All keywords; the symbol of the keyword at index i is i + 1.
  static let keywords: [Token] = (Token.break.rawValue...Token.var.rawValue).map { Token(rawValue: $0)! }

  /// - Precondition: the symbol is one of the keywords'.
  @inline(__always) init(keyword: Symbol) {
    self = unsafeBitCast(UInt8(truncatingIfNeeded: keyword.raw - 1) + Token.break.rawValue, to: Token.self)
  }

  @inlinable public var isKeyword: Bool { rawValue >= Token.break.rawValue }

  /// 1 (`||`) to 5 (`*`), or 0 for what is no binary operator.
  @inlinable public var precedence: Int {
    switch self {
    case .orOr: 1
    case .andAnd: 2
    case .equal, .notEqual, .less, .lessEqual, .greater, .greaterEqual: 3
    case .add, .subtract, .or, .xor: 4
    case .multiply, .divide, .remainder, .and, .andNot, .shiftLeft, .shiftRight: 5
    default: 0
    }
  }

  @inlinable public var isComparison: Bool {
    rawValue >= Token.equal.rawValue && rawValue <= Token.greaterEqual.rawValue
  }
  @inlinable public var isShift: Bool { self == .shiftLeft || self == .shiftRight }

  /// The token as it is written in a program.
  public var spelling: String {
    switch self {
    case .endOfFile: "EOF"
    case .name: "name"
    case .literal: "literal"
    case .orOr: "||"
    case .andAnd: "&&"
    case .equal: "=="
    case .notEqual: "!="
    case .less: "<"
    case .lessEqual: "<="
    case .greater: ">"
    case .greaterEqual: ">="
    case .add: "+"
    case .subtract: "-"
    case .or: "|"
    case .xor: "^"
    case .multiply: "*"
    case .divide: "/"
    case .remainder: "%"
    case .and: "&"
    case .andNot: "&^"
    case .shiftLeft: "<<"
    case .shiftRight: ">>"
    case .not: "!"
    case .tilde: "~"
    case .arrow: "<-"
    case .assignOperator: "op="
    case .increment: "++"
    case .decrement: "--"
    case .assign: "="
    case .define: ":="
    case .leftParen: "("
    case .leftBracket: "["
    case .leftBrace: "{"
    case .rightParen: ")"
    case .rightBracket: "]"
    case .rightBrace: "}"
    case .comma: ","
    case .semicolon: ";"
    case .colon: ":"
    case .dot: "."
    case .ellipsis: "..."
    case .break: "break"
    case .case: "case"
    case .chan: "chan"
    case .const: "const"
    case .continue: "continue"
    case .default: "default"
    case .defer: "defer"
    case .else: "else"
    case .fallthrough: "fallthrough"
    case .for: "for"
    case .func: "func"
    case .go: "go"
    case .goto: "goto"
    case .if: "if"
    case .import: "import"
    case .interface: "interface"
    case .map: "map"
    case .package: "package"
    case .range: "range"
    case .return: "return"
    case .select: "select"
    case .struct: "struct"
    case .switch: "switch"
    case .type: "type"
    case .var: "var"
    }
  }
}
