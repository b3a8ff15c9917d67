// SPDX-License-Identifier: Apache-2.0
//
// Macros: what is defined, by the id of the name.
internal import Source

struct Macro: Sendable {
  var name: NameID
  /// How many parameters a function-like one has; nil for an object-like one.
  var parameterCount: Int?
  /// Whether the last parameter takes all arguments that are left.
  var isVariadic = false
  var body: [Token] = []
  /// Of the name in `#define`; none for one of the compiler's own.
  var position: Position = .none
  var special: Special?

  /// Macros whose text depends on the place where they are used.
  enum Special: UInt8, Sendable {
    case file, line, counter, includeLevel
    /// `defined`-like questions, which only `#if` may ask.
    case hasInclude, hasIncludeNext, hasAttribute, hasBuiltin
  }

  /// Whether C accepts the one definition after the other.
  func isSame(as other: Macro) -> Bool {
    parameterCount == other.parameterCount && isVariadic == other.isVariadic && special == other.special
      && body.count == other.body.count
      && zip(body, other.body).allSatisfy { $0.kind == $1.kind && $0.spelling == $1.spelling }
  }
}

struct MacroTable: Sendable {
  private(set) var all: [Macro] = []
  /// One more than the index in `all`, by the id of the name; 0: not defined.
  private var indexes: [UInt32] = []

  /// The index of a name's definition.
  @inline(__always) func index(of name: NameID) -> Int? {
    let name = Int(name.raw)
    return name < indexes.count && indexes[name] != 0 ? Int(indexes[name]) - 1 : nil
  }

  subscript(index: Int) -> Macro { all[index] }

  func find(_ name: NameID) -> Macro? { index(of: name).map { all[$0] } }

  mutating func define(_ macro: Macro) {
    let name = Int(macro.name.raw)
    if name >= indexes.count { indexes.append(contentsOf: repeatElement(0, count: name + 64 - indexes.count)) }
    all.append(macro)
    indexes[name] = UInt32(all.count)
  }

  mutating func undefine(_ name: NameID) {
    if Int(name.raw) < indexes.count { indexes[Int(name.raw)] = 0 }
  }
}
