// SPDX-License-Identifier: Apache-2.0
//
// Names as numbers. One table serves all files of a run, so that equal names are equal symbols everywhere.
//
// How.      Open addressing over 32-bit symbols; the bytes of all names stand in one array. The scanner interns every
//           identifier and no String is made after that. Keywords are the first symbols, so one lookup tells a keyword
//           from a name; the names of the universe scope follow in a fixed order.
// Why not.  Dictionary<String, UInt32>: five times slower per token.
// Upholds.  A symbol, once given, never changes its meaning; tables only grow.

/// A name. 0 is none.
@frozen public struct Symbol: Hashable, Sendable {
  public let raw: UInt32

  @inlinable public init(raw: UInt32) { self.raw = raw }

  public static let none = Symbol(raw: 0)
  @inlinable public var exists: Bool { raw != 0 }
}

/// The names of a run.
public struct SymbolTable: Sendable {
  /// Slots hold a symbol or 0; the count is a power of two and at most half of them are taken.
  private var slots: [UInt32]
  private var hashes: [UInt32]
  /// Symbol `s` is `bytes[starts[s] ..< starts[s + 1]]`.
  private var starts: [UInt32]
  private var bytes: [UInt8]

  /// A table that holds the keywords and the predeclared names.
  public init() {
    slots = [UInt32](repeating: 0, count: 2048)
    hashes = [0]
    starts = [0, 0]
    bytes = []
    hashes.reserveCapacity(1024)
    starts.reserveCapacity(1024)
    bytes.reserveCapacity(8192)
    for token in Token.keywords { _ = intern(token.spelling) }
    for name in Symbol.predeclaredNames { _ = intern(name) }
  }

  /// A table without storage, to stand in while the real one is lent out.
  init(lent: ()) {
    slots = []
    hashes = []
    starts = []
    bytes = []
  }

  /// Number of symbols, counting ``Symbol/none``.
  public var count: Int { hashes.count }

  public mutating func intern(_ name: String) -> Symbol {
    var name = name
    return name.withUTF8 { intern($0) }
  }

  public mutating func intern(_ name: UnsafeBufferPointer<UInt8>) -> Symbol {
    var hash = SymbolTable.seed
    for byte in name { hash = SymbolTable.mix(hash, byte) }
    return intern(name, 0, name.count, hash: hash)
  }

  /// How many of the first symbols are keywords.
  static var keywordCount: UInt32 { 25 }

  static let seed: UInt32 = 0x811C_9DC5

  /// One step of the hash that the scanner computes while it reads a name.
  @inline(__always) static func mix(_ hash: UInt32, _ byte: UInt8) -> UInt32 {
    (hash ^ UInt32(byte)) &* 0x0100_0193
  }

  /// The symbol of `text[from ..< to]`.
  /// - Precondition: `hash` is the fold of ``mix(_:_:)`` over those bytes.
  @inline(__always)
  mutating func intern<Text: RandomAccessCollection>(_ text: Text, _ from: Int, _ to: Int, hash: UInt32) -> Symbol
  where Text.Element == UInt8, Text.Index == Int {
    let mask = slots.count - 1
    var slot = SymbolTable.slot(hash, mask: mask)
    while slots[slot] != 0 {
      let symbol = slots[slot]
      if hashes[Int(symbol)] == hash && matches(symbol, text, from, to) { return Symbol(raw: symbol) }
      slot = (slot + 1) & mask
    }
    return insert(text[from..<to], hash: hash, slot: slot)
  }

  private mutating func insert<Text: Sequence>(_ text: Text, hash: UInt32, slot: Int) -> Symbol
  where Text.Element == UInt8 {
    let symbol = UInt32(hashes.count)
    slots[slot] = symbol
    hashes.append(hash)
    bytes.append(contentsOf: text)
    starts.append(UInt32(bytes.count))
    if hashes.count * 2 > slots.count { growSlots() }
    return Symbol(raw: symbol)
  }

  /// The symbol of a name that some file or pass has interned, or none.
  public func lookup(_ name: String) -> Symbol {
    var name = name
    return name.withUTF8 { name in
      var hash = SymbolTable.seed
      for byte in name { hash = SymbolTable.mix(hash, byte) }
      var slot = SymbolTable.slot(hash, mask: slots.count - 1)
      while slots[slot] != 0 {
        let symbol = slots[slot]
        if hashes[Int(symbol)] == hash && matches(symbol, name, 0, name.count) { return Symbol(raw: symbol) }
        slot = (slot + 1) & (slots.count - 1)
      }
      return .none
    }
  }

  /// The name's text; empty for none.
  public subscript(symbol: Symbol) -> String {
    String(decoding: bytes[range(of: symbol)], as: UTF8.self)
  }

  /// Whether a name begins with an upper-case letter, so that other packages see it.
  public func isExported(_ symbol: Symbol) -> Bool {
    let range = range(of: symbol)
    guard let first = range.first else { return false }
    if bytes[first] < 0x80 { return bytes[first] >= 0x41 && bytes[first] <= 0x5A }
    return self[symbol].unicodeScalars.first!.properties.generalCategory == .uppercaseLetter
  }

  private func range(of symbol: Symbol) -> Range<Int> {
    Int(starts[Int(symbol.raw)])..<Int(starts[Int(symbol.raw) + 1])
  }

  @inline(__always)
  private func matches<Text: RandomAccessCollection>(_ symbol: UInt32, _ text: Text, _ from: Int, _ to: Int) -> Bool
  where Text.Element == UInt8, Text.Index == Int {
    let start = Int(starts[Int(symbol)])
    guard Int(starts[Int(symbol) + 1]) - start == to - from else { return false }
    for index in 0..<to - from where bytes[start + index] != text[from + index] { return false }
    return true
  }

  @inline(__always) private static func slot(_ hash: UInt32, mask: Int) -> Int {
    Int(hash ^ (hash >> 15)) & mask
  }

  private mutating func growSlots() {
    var larger = [UInt32](repeating: 0, count: slots.count * 2)
    for symbol in 1..<hashes.count {
      var slot = SymbolTable.slot(hashes[symbol], mask: larger.count - 1)
      while larger[slot] != 0 { slot = (slot + 1) & (larger.count - 1) }
      larger[slot] = UInt32(symbol)
    }
    slots = larger
  }
}

extension Symbol {
  /// Symbols that every table holds, after the keywords and in this order.
  static let predeclaredNames: [String] = [
    "_", ".", "init", "main", "iota", "nil", "true", "false",
    "any", "bool", "byte", "comparable", "complex64", "complex128", "error", "float32", "float64",
    "int", "int8", "int16", "int32", "int64", "rune", "string",
    "uint", "uint8", "uint16", "uint32", "uint64", "uintptr",
    "append", "cap", "clear", "close", "complex", "copy", "delete", "imag", "len", "make", "max", "min", "new",
    "panic", "print", "println", "real", "recover",
  ]

  private static let firstName = UInt32(Token.keywords.count + 1)

  /// `_`
  public static let blank = Symbol(raw: firstName)
  /// `.`, the local name of an import that puts all names into the file's scope.
  public static let dot = Symbol(raw: firstName + 1)
  /// `init`
  public static let initialize = Symbol(raw: firstName + 2)
  /// `main`
  public static let main = Symbol(raw: firstName + 3)
  /// `iota`
  public static let iota = Symbol(raw: firstName + 4)
}
