// SPDX-License-Identifier: Apache-2.0
//
// Text to tokens.
//
// How.      One step per token over the bytes, with the two NULs at their end as a fence: no test for the end is needed
//           before a byte is known to be 0. ASCII is decided byte by byte; a byte from 0x80 up goes to the slow paths in
//           `Scanner+Characters.swift`. A name's hash is computed while it is read, and one lookup gives its symbol and
//           tells whether it is a keyword. The text of a literal is never copied.
// Why not.  A stream of tokens in an array: it costs a pass over memory and nothing needs it.
// Upholds.  Every byte of the text is looked at once; errors come in the order of the text.
internal import Source

/// Reads the tokens of one file.
struct Scanner: ~Copyable {
  let bytes: [UInt8]
  /// Index of the first of the two NULs.
  let count: Int
  let file: FileID
  /// Index of the byte after the token.
  var at = 0

  /// The token that was read last, and where it begins.
  private(set) var token: Token = .endOfFile
  private(set) var start = 0
  /// Of `.assignOperator`: the operator before the `=`.
  private(set) var assignedOperator: Token = .endOfFile
  /// Of `.name`.
  private(set) var symbol: Symbol = .none
  /// Of `.literal`.
  private(set) var literalKind: Literal.Kind = .integer
  private(set) var literalIsBad = false
  /// Of `.semicolon`.
  private(set) var semicolon: Semicolon = .written

  /// Whether a newline or the end of the text would be a semicolon now.
  var endsStatement = false
  /// Whether the first error is that the text ended inside a raw string or a comment.
  var endedInside = false

  var symbols: SymbolTable
  var errors: [Diagnostic] = []
  /// Directives seen since the parser took them last.
  var pragmas: Pragmas = []
  var linkNames: [(local: Symbol, target: Symbol)] = []

  /// What made a semicolon token.
  enum Semicolon {
    case written, newline, endOfFile

    var description: String {
      switch self {
      case .written: "semicolon"
      case .newline: "newline"
      case .endOfFile: "EOF"
      }
    }
  }

  init(source: SourceFile, symbols: consuming SymbolTable, from offset: Int = 0) {
    bytes = source.bytes
    count = source.count
    file = source.id
    at = offset
    self.symbols = symbols
  }

  mutating func error(at offset: Int, _ message: String) {
    errors.append(Diagnostic(Position(file: file, offset: UInt32(truncatingIfNeeded: offset)), message))
  }

  /// Forgets the rest of the text, so that a parser that cannot go on unwinds at once.
  mutating func abandon() {
    at = count
    endsStatement = false
    token = .endOfFile
    start = count
  }

  /// Steps over a body whose closing brace is known; that brace becomes the current token.
  mutating func jump(toBrace offset: Int) {
    at = offset + 1
    start = offset
    token = .rightBrace
    endsStatement = true
  }

  /// Reads the next token.
  mutating func next() {
    let newlineEnds = endsStatement
    endsStatement = false
    while true {
      var byte = bytes[at]
      while byte == 0x20 || byte == 0x09 || byte == 0x0D || (byte == 0x0A && !newlineEnds) {
        at += 1
        byte = bytes[at]
      }
      start = at
      if isLetter(byte) {
        scanName()
        return
      }
      at += 1
      switch byte {
      case 0x0A:
        token = .semicolon
        semicolon = .newline
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        at -= 1
        scanNumber(afterPoint: false)
      case UInt8(ascii: "\""): scanString()
      case UInt8(ascii: "`"): scanRawString()
      case UInt8(ascii: "'"): scanRune()
      case UInt8(ascii: "("): token = .leftParen
      case UInt8(ascii: "["): token = .leftBracket
      case UInt8(ascii: "{"): token = .leftBrace
      case UInt8(ascii: ","): token = .comma
      case UInt8(ascii: ";"):
        token = .semicolon
        semicolon = .written
      case UInt8(ascii: ")"):
        token = .rightParen
        endsStatement = true
      case UInt8(ascii: "]"):
        token = .rightBracket
        endsStatement = true
      case UInt8(ascii: "}"):
        token = .rightBrace
        endsStatement = true
      case UInt8(ascii: ":"): either(UInt8(ascii: "="), .define, .colon)
      case UInt8(ascii: "."): scanDot()
      case UInt8(ascii: "+"): stepOrOperator(byte, .increment, .add)
      case UInt8(ascii: "-"): stepOrOperator(byte, .decrement, .subtract)
      case UInt8(ascii: "*"): operatorOrAssignment(.multiply)
      case UInt8(ascii: "/"):
        if bytes[at] == UInt8(ascii: "/") {
          skipLineComment()
          continue
        }
        if bytes[at] == UInt8(ascii: "*") {
          if skipComment() && newlineEnds {
            token = .semicolon
            semicolon = .newline
            return
          }
          continue
        }
        operatorOrAssignment(.divide)
      case UInt8(ascii: "%"): operatorOrAssignment(.remainder)
      case UInt8(ascii: "&"):
        if bytes[at] == UInt8(ascii: "&") {
          finish(.andAnd)
        } else if bytes[at] == UInt8(ascii: "^") {
          at += 1
          operatorOrAssignment(.andNot)
        } else {
          operatorOrAssignment(.and)
        }
      case UInt8(ascii: "|"):
        if bytes[at] == UInt8(ascii: "|") { finish(.orOr) } else { operatorOrAssignment(.or) }
      case UInt8(ascii: "^"): operatorOrAssignment(.xor)
      case UInt8(ascii: "<"):
        switch bytes[at] {
        case UInt8(ascii: "="): finish(.lessEqual)
        case UInt8(ascii: "-"): finish(.arrow)
        case UInt8(ascii: "<"):
          at += 1
          operatorOrAssignment(.shiftLeft)
        default: token = .less
        }
      case UInt8(ascii: ">"):
        switch bytes[at] {
        case UInt8(ascii: "="): finish(.greaterEqual)
        case UInt8(ascii: ">"):
          at += 1
          operatorOrAssignment(.shiftRight)
        default: token = .greater
        }
      case UInt8(ascii: "="): either(UInt8(ascii: "="), .equal, .assign)
      case UInt8(ascii: "!"): either(UInt8(ascii: "="), .notEqual, .not)
      case UInt8(ascii: "~"): token = .tilde
      default:
        at -= 1
        if at >= count {
          start = count
          at = count
          if newlineEnds {
            token = .semicolon
            semicolon = .endOfFile
          } else {
            token = .endOfFile
          }
          return
        }
        if scanUnusual() { return }
        continue
      }
      return
    }
  }

  @inline(__always) private mutating func finish(_ found: Token) {
    at += 1
    token = found
  }

  @inline(__always) private mutating func either(_ second: UInt8, _ both: Token, _ single: Token) {
    if bytes[at] == second { finish(both) } else { token = single }
  }

  @inline(__always) private mutating func operatorOrAssignment(_ found: Token) {
    if bytes[at] == UInt8(ascii: "=") {
      at += 1
      assignedOperator = found
      token = .assignOperator
    } else {
      token = found
    }
  }

  @inline(__always) private mutating func stepOrOperator(_ byte: UInt8, _ step: Token, _ found: Token) {
    if bytes[at] == byte {
      at += 1
      endsStatement = true
      token = step
    } else {
      operatorOrAssignment(found)
    }
  }

  private mutating func scanDot() {
    if isDecimal(bytes[at]) {
      scanNumber(afterPoint: true)
    } else if bytes[at] == UInt8(ascii: "."), bytes[at + 1] == UInt8(ascii: ".") {
      at += 2
      token = .ellipsis
    } else {
      token = .dot
    }
  }

  /// Reads a name whose first character, at `start`, has been found to be a letter.
  @inline(__always) private mutating func scanName() {
    var hash = SymbolTable.seed
    var byte = bytes[at]
    repeat {
      hash = SymbolTable.mix(hash, byte)
      at += 1
      byte = bytes[at]
    } while isLetter(byte) || isDecimal(byte)
    if byte >= 0x80 || (byte == 0 && at < count) { hash = continueName(hash) }
    finishName(hash)
  }

  /// Interns what stands from `start` to `at`.
  @inline(__always) mutating func finishName(_ hash: UInt32) {
    symbol = symbols.intern(bytes, start, at, hash: hash)
    if symbol.raw <= SymbolTable.keywordCount {
      token = Token(keyword: symbol)
      endsStatement = token == .break || token == .continue || token == .fallthrough || token == .return
    } else {
      token = .name
      endsStatement = true
    }
  }

  /// Makes the current token a literal.
  mutating func finishLiteral(_ kind: Literal.Kind, isBad: Bool) {
    token = .literal
    literalKind = kind
    literalIsBad = isBad
    endsStatement = true
  }
}

@inline(__always) func isLetter(_ byte: UInt8) -> Bool {
  (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte == UInt8(ascii: "_")
}

@inline(__always) func isDecimal(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

@inline(__always) func isHexadecimal(_ byte: UInt8) -> Bool {
  isDecimal(byte) || (byte | 0x20) &- UInt8(ascii: "a") < 6
}
