// SPDX-License-Identifier: Apache-2.0
//
// A token of C: what it is, how it is spelled and where it stands.
internal import Source

/// What a token is. Names include keywords until a parser looks at them.
enum TokenKind: UInt8, Sendable {
  case end
  case name, number, character, string
  /// A byte that begins no token.
  case stray
  /// A `#pragma` that matters to declarations; `spelling` is an index of ``Pragma`` values.
  case pragma
  /// In the body of a macro: a parameter, `#` and a parameter, `##`. `spelling` is the parameter's index.
  case parameter, stringify, paste
  /// In the body of a macro: `__VA_OPT__`, which a parenthesised text follows.
  case option
  /// Nothing, where an empty argument was.
  case placeholder

  case leftParen, rightParen, leftBracket, rightBracket, leftBrace, rightBrace
  case comma, semicolon, colon, question, dot, ellipsis, arrow
  case plus, minus, star, slash, percent, ampersand, bar, caret, tilde, not
  case plusPlus, minusMinus, shiftLeft, shiftRight, less, greater, lessEqual, greaterEqual, equal, notEqual
  case andAnd, orOr, assign, compoundAssign
  case hash, hashHash
}

struct Token: Sendable {
  var kind: TokenKind
  var flags: Flags
  /// Of every kind but ``TokenKind/end``: how it is written.
  var spelling: NameID
  /// The outermost macro whose body holds it, else none.
  var macro: NameID
  /// Of a token of a macro's body: where the outermost macro was used.
  var position: Position

  struct Flags: OptionSet, Sendable {
    let rawValue: UInt8

    /// White space stands before it.
    static let spaced = Flags(rawValue: 1)
    /// First of its line.
    static let startsLine = Flags(rawValue: 2)
    /// A macro's name within the macro's own expansion.
    static let painted = Flags(rawValue: 4)
  }

  static let end = Token(kind: .end, flags: [], spelling: .none, macro: .none, position: .none)

  var isEnd: Bool { kind == .end }
}

/// What `#pragma pack` says, in the order of the text.
enum Pragma: Sendable, Equatable {
  /// Puts the setting aside, under a label if there is one, and sets another if there is one.
  case push(label: NameID, alignment: Int?)
  case pop(label: NameID, alignment: Int?)
  /// 0: none.
  case set(Int)
}

/// The words that C reserves. Most of gcc's have several spellings.
enum Keyword: UInt8, CaseIterable, Sendable {
  case typedef, extern, `static`, auto, register, threadLocal, inline, noreturn
  case void, char, short, int, long, float, double, signed, unsigned, bool, complex, imaginary
  case int128, float16, float32, float64, float128, float32x, float64x, bfloat16, vaList
  case const, volatile, restrict, atomic
  case `struct`, union, `enum`
  case sizeof, alignof, alignas, staticAssert, generic, typeof, attribute, asm, `extension`, offsetof
  case pragmaOperator, autoType

  var spellings: [String] {
    switch self {
    case .typedef: ["typedef"]
    case .extern: ["extern"]
    case .static: ["static"]
    case .auto: ["auto"]
    case .register: ["register"]
    case .threadLocal: ["_Thread_local", "__thread"]
    case .inline: ["inline", "__inline", "__inline__"]
    case .noreturn: ["_Noreturn"]
    case .void: ["void"]
    case .char: ["char"]
    case .short: ["short"]
    case .int: ["int"]
    case .long: ["long"]
    case .float: ["float"]
    case .double: ["double"]
    case .signed: ["signed", "__signed", "__signed__"]
    case .unsigned: ["unsigned"]
    case .bool: ["_Bool"]
    case .complex: ["_Complex", "__complex__", "__complex"]
    case .imaginary: ["_Imaginary"]
    case .int128: ["__int128", "__int128_t", "__uint128_t"]
    case .float16: ["_Float16", "__fp16"]
    case .float32: ["_Float32"]
    case .float64: ["_Float64"]
    case .float128: ["_Float128", "__float128"]
    case .float32x: ["_Float32x"]
    case .float64x: ["_Float64x", "__float80"]
    case .bfloat16: ["__bf16"]
    case .vaList: ["__builtin_va_list"]
    case .const: ["const", "__const", "__const__"]
    case .volatile: ["volatile", "__volatile", "__volatile__"]
    case .restrict: ["restrict", "__restrict", "__restrict__"]
    case .atomic: ["_Atomic"]
    case .struct: ["struct"]
    case .union: ["union"]
    case .enum: ["enum"]
    case .sizeof: ["sizeof"]
    case .alignof: ["_Alignof", "__alignof__", "__alignof"]
    case .alignas: ["_Alignas"]
    case .staticAssert: ["_Static_assert"]
    case .generic: ["_Generic"]
    case .typeof: ["__typeof__", "__typeof", "typeof"]
    case .attribute: ["__attribute__", "__attribute"]
    case .asm: ["asm", "__asm__", "__asm"]
    case .extension: ["__extension__"]
    case .offsetof: ["__builtin_offsetof"]
    case .pragmaOperator: ["_Pragma"]
    case .autoType: ["__auto_type"]
    }
  }

  /// Keywords by the id of a name; entry 0 is no name.
  private static let byName: [Keyword?] = [nil] + allCases.flatMap { keyword in keyword.spellings.map { _ in keyword } }

  /// The keyword that a name is, or nil.
  static func of(_ name: NameID) -> Keyword? { Int(name.raw) < byName.count ? byName[Int(name.raw)] : nil }
}
