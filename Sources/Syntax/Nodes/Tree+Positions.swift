// SPDX-License-Identifier: Apache-2.0
//
// Where nodes are. Go's compiler gives each node one position, which for some is not its leftmost byte; most of its
// errors name that one, some the leftmost one, so the tree answers both.

public import Source

extension Tree {
  /// The offset at which Go's compiler places a node: the operator of a binary expression, assignment or send, the
  /// dot of a selector, the bracket of an index, the parenthesis of a call, the brace of a composite literal, the
  /// first byte of everything else. A function declaration is at the token after `func`, and so are the others.
  @inlinable public func offset<View>(of id: NodeID<View>) -> UInt32 { records[Int(id.raw)].offset }

  /// ``offset(of:)`` as a position.
  @inlinable public func position<View>(of id: NodeID<View>) -> Position {
    Position(file: source.id, offset: records[Int(id.raw)].offset)
  }

  /// An offset of this file as a position.
  @inlinable public func position(at offset: UInt32) -> Position { Position(file: source.id, offset: offset) }

  /// Where Go's compiler says a node begins: its leftmost byte, except that a slice expression begins at its bracket
  /// and a labeled statement at its colon.
  public func startOffset<View>(of id: NodeID<View>) -> UInt32 {
    var at = Int(id.raw)
    while true {
      let record = records[at]
      switch record.kind {
      case .keyValue, .selector, .index, .assertion, .binary, .call, .send, .operate, .increment:
        at = Int(record.a)
      case .composite:
        if record.a == 0 { return record.offset }
        at = Int(record.a)
      case .typeSwitchGuard: at = Int(record.b != 0 ? record.b : record.a)
      case .assign, .define:
        guard words[Int(record.a)] > 0 else { return record.offset }
        at = Int(words[Int(record.a) + 1])
      default: return record.offset
      }
    }
  }

  /// ``startOffset(of:)`` as a position.
  public func start<View>(of id: NodeID<View>) -> Position { position(at: startOffset(of: id)) }

  /// The offset of the brace that closes a block, composite literal, struct or interface type, switch, select, or the
  /// body of a function, function literal or declaration, parsed or not; 0 for what has none.
  public func closeOffset<View>(of id: NodeID<View>) -> UInt32 {
    let record = records[Int(id.raw)]
    switch record.kind {
    case .block, .structType, .interfaceType, .switched, .typeSwitch, .select: return record.b
    case .composite: return words[Int(record.b) - 1]
    case .function: return records[Int(record.b)].b
    case .functionDecl: return words[Int(record.a) + 5]
    default: return 0
    }
  }

  /// The text of a literal as it stands in the source.
  public func text(of literal: Literal) -> ArraySlice<UInt8> {
    source.bytes[Int(literal.offset)..<Int(literal.offset + literal.length)]
  }
}
