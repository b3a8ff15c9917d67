// SPDX-License-Identifier: Apache-2.0
//
// `__attribute__`, `_Alignas` and `__asm__`: what of them changes a type, a layout, a symbol or a call. Others are passed over.
internal import Source

struct Attributes {
  var isPacked = false
  /// In bytes.
  var alignment: Int?
  /// gcc's machine mode, as `DI`.
  var mode: String?
  var vectorBytes: Int?
  var isTransparent = false
  var isNoreturn = false
  var returnsTwice = false
  var deprecation: String?
  /// Numbers from 1; empty: all parameters.
  var nonnull: [Int]?
  var symbol: String?

  mutating func merge(_ other: Attributes) {
    isPacked = isPacked || other.isPacked
    if let value = other.alignment { alignment = max(alignment ?? 0, value) }
    mode = other.mode ?? mode
    vectorBytes = other.vectorBytes ?? vectorBytes
    isTransparent = isTransparent || other.isTransparent
    isNoreturn = isNoreturn || other.isNoreturn
    returnsTwice = returnsTwice || other.returnsTwice
    deprecation = other.deprecation ?? deprecation
    if let value = other.nonnull { nonnull = nonnull.map { $0.isEmpty || value.isEmpty ? [] : $0 + value } ?? value }
    symbol = other.symbol ?? symbol
  }
}

enum AttributeName {
  /// What `__has_attribute` says yes to: what is understood, and what may be passed over without harm.
  static let known: Set<String> = [
    "packed", "aligned", "mode", "vector_size", "transparent_union", "noreturn", "returns_twice", "deprecated",
    "nonnull", "format", "format_arg", "malloc", "alloc_size", "alloc_align", "pure", "const", "unused", "used",
    "nothrow", "leaf", "warn_unused_result", "sentinel", "visibility", "weak", "always_inline", "noinline",
    "gnu_inline", "cold", "hot", "fallthrough", "access", "artificial", "error", "warning", "returns_nonnull",
    "nonstring", "may_alias", "constructor", "destructor", "alias", "section", "cleanup", "no_instrument_function",
  ]

  /// The name without the underscores around it.
  static func plain(_ name: String) -> String {
    name.hasPrefix("__") && name.hasSuffix("__") && name.utf8.count > 4 ? String(name.dropFirst(2).dropLast(2)) : name
  }
}

extension Parser {
  /// Attributes and names for the linker, as many as there are.
  mutating func attributes(_ found: inout Attributes) throws(Stop) {
    while true {
      if keyword == .attribute {
        let open = peek()
        advance()
        try expect(.leftParen, "expected '((' after '__attribute__'")
        try expect(.leftParen, "expected '((' after '__attribute__'")
        while token.kind != .rightParen {
          if token.kind == .name { try attribute(&found) }
          if !accept(.comma) { break }
        }
        try expect(.rightParen, "expected ')' after attributes", matching: open)
        try expect(.rightParen, "expected ')' after attributes", matching: open)
      } else if keyword == .asm {
        try symbolName(&found)
      } else if token.kind == .leftBracket && peek().kind == .leftBracket {
        try skipBrackets()
      } else if keyword == .extension {
        advance()
      } else {
        return
      }
    }
  }

  private mutating func symbolName(_ found: inout Attributes) throws(Stop) {
    advance()
    let open = token
    try expect(.leftParen, "expected '(' after 'asm'")
    guard token.kind == .string else {
      throw stop(at: token.position, "expected a string with the symbol's name after 'asm'")
    }
    found.symbol = String(decoding: try strings().bytes, as: UTF8.self)
    try expect(.rightParen, "expected ')' after the symbol's name", matching: open)
  }

  /// One attribute with its arguments.
  private mutating func attribute(_ found: inout Attributes) throws(Stop) {
    let name = AttributeName.plain(text(token))
    let place = token.position
    advance()
    // `gnu::packed` stands only in brackets, which are passed over.
    guard token.kind == .leftParen else {
      switch name {
      case "packed": found.isPacked = true
      case "aligned": found.alignment = max(found.alignment ?? 0, 16)
      case "transparent_union": found.isTransparent = true
      case "noreturn": found.isNoreturn = true
      case "returns_twice": found.returnsTwice = true
      case "deprecated": found.deprecation = ""
      case "nonnull": found.nonnull = []
      default: break
      }
      return
    }
    let open = token
    switch name {
    case "aligned":
      advance()
      found.alignment = max(found.alignment ?? 0, try alignmentValue(place))
      try expect(.rightParen, "expected ')' after the alignment", matching: open)
    case "vector_size":
      advance()
      let bytes = try integerConstant("vector size")
      guard bytes > 0, bytes <= 4096, bytes & (bytes - 1) == 0 else {
        throw stop(at: place, "vector size must be a power of two, at most 4096 bytes")
      }
      found.vectorBytes = Int(bytes)
      try expect(.rightParen, "expected ')' after the vector size", matching: open)
    case "mode":
      advance()
      if token.kind == .name { found.mode = AttributeName.plain(text(token)) }
      advance()
      try expect(.rightParen, "expected ')' after the mode", matching: open)
    case "deprecated", "nonnull":
      advance()
      if name == "deprecated" { found.deprecation = "" }
      if name == "nonnull" && found.nonnull == nil { found.nonnull = [] }
      while token.kind != .rightParen && !token.isEnd {
        if name == "deprecated", token.kind == .string {
          found.deprecation = String(decoding: try strings().bytes, as: UTF8.self)
        } else if name == "nonnull" {
          found.nonnull?.append(Int(clamping: try integerConstant("parameter number")))
        } else {
          advance()
        }
        if !accept(.comma) { break }
      }
      try expect(.rightParen, "expected ')' after attributes", matching: open)
    default: try skipBrackets()
    }
  }

  /// An alignment in bytes: a power of two.
  private mutating func alignmentValue(_ place: Position) throws(Stop) -> Int {
    let value = try integerConstant("alignment")
    if value == 0 { return 0 }
    guard value > 0, value & (value - 1) == 0 else { throw stop(at: place, "requested alignment is not a power of 2") }
    guard value <= 1 << 28 else { throw stop(at: place, "requested alignment must be 268435456 bytes or smaller") }
    return Int(value)
  }

  /// `_Alignas(type)` or `_Alignas(expression)`.
  mutating func alignas(_ found: inout Attributes) throws(Stop) {
    let place = token.position
    advance()
    let open = token
    try expect(.leftParen, "expected '(' after '_Alignas'")
    if beginsType(token) {
      let type = try typeName()
      guard let value = tables.layout(options.target).alignment(type) else {
        throw stop(at: place, "invalid application of '_Alignas' to an incomplete type '\(describe(type))'")
      }
      found.alignment = max(found.alignment ?? 0, value)
    } else {
      let value = try alignmentValue(place)
      if value > 0 { found.alignment = max(found.alignment ?? 0, value) }
    }
    try expect(.rightParen, "expected ')' after the alignment", matching: open)
  }
}
