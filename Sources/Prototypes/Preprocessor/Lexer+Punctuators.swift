// SPDX-License-Identifier: Apache-2.0
//
// Punctuators, the longest first.

extension Lexer {
  /// Reads the punctuator that begins with a byte.
  mutating func punctuator(_ byte: UInt8) -> TokenKind {
    at += 1
    switch byte {
    case UInt8(ascii: "("): return .leftParen
    case UInt8(ascii: ")"): return .rightParen
    case UInt8(ascii: "["): return .leftBracket
    case UInt8(ascii: "]"): return .rightBracket
    case UInt8(ascii: "{"): return .leftBrace
    case UInt8(ascii: "}"): return .rightBrace
    case UInt8(ascii: ","): return .comma
    case UInt8(ascii: ";"): return .semicolon
    case UInt8(ascii: "?"): return .question
    case UInt8(ascii: "~"): return .tilde
    case UInt8(ascii: ":"): return follows(">") ? .rightBracket : .colon
    case UInt8(ascii: "."):
      if bytes[at] == UInt8(ascii: ".") && bytes[at + 1] == UInt8(ascii: ".") {
        at += 2
        return .ellipsis
      }
      return .dot
    case UInt8(ascii: "#"): return follows("#") ? .hashHash : .hash
    case UInt8(ascii: "+"): return follows("+") ? .plusPlus : orAssign(.plus)
    case UInt8(ascii: "-"): return follows("-") ? .minusMinus : follows(">") ? .arrow : orAssign(.minus)
    case UInt8(ascii: "*"): return orAssign(.star)
    case UInt8(ascii: "/"): return orAssign(.slash)
    case UInt8(ascii: "%"): return follows(">") ? .rightBrace : follows(":") ? .hash : orAssign(.percent)
    case UInt8(ascii: "&"): return follows("&") ? .andAnd : orAssign(.ampersand)
    case UInt8(ascii: "|"): return follows("|") ? .orOr : orAssign(.bar)
    case UInt8(ascii: "^"): return orAssign(.caret)
    case UInt8(ascii: "!"): return follows("=") ? .notEqual : .not
    case UInt8(ascii: "="): return follows("=") ? .equal : .assign
    case UInt8(ascii: "<"):
      if follows("<") { return orAssign(.shiftLeft) }
      return follows("=") ? .lessEqual : follows(":") ? .leftBracket : follows("%") ? .leftBrace : .less
    case UInt8(ascii: ">"):
      if follows(">") { return orAssign(.shiftRight) }
      return follows("=") ? .greaterEqual : .greater
    default: return .stray
    }
  }

  private mutating func follows(_ scalar: Unicode.Scalar) -> Bool {
    guard bytes[at] == UInt8(ascii: scalar) else { return false }
    at += 1
    return true
  }

  private mutating func orAssign(_ kind: TokenKind) -> TokenKind { follows("=") ? .compoundAssign : kind }
}
