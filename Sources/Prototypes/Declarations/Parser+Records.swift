// SPDX-License-Identifier: Apache-2.0
//
// `struct`, `union` and their members.
internal import Source

extension Parser {
  /// Reads from `struct` or `union` on.
  mutating func record() throws(Stop) -> CTypeID {
    let isUnion = keyword == .union
    let position = token.position
    advance()
    var given = Attributes()
    try attributes(&given)
    var tag: Token?
    if isName {
      tag = token
      advance()
      try attributes(&given)
    }
    if isTrying && (tag.map { tables.tags[$0.spelling] == nil } ?? true || token.kind == .leftBrace) {
      throw stop(at: token.position, "it declares a type")
    }
    guard token.kind == .leftBrace else {
      guard let tag else {
        throw stop(at: token.position, "expected a tag or '{' after '\(isUnion ? "union" : "struct")'")
      }
      return recordType(try known(tag, isUnion: isUnion))
    }
    // Fields are read into a new record; a tag that has fields already must have been declared the same way.
    var former: CRecordID?
    if let tag { former = try known(tag, isUnion: isUnion) }
    let id: CRecordID
    if let former, !tables.records[former.index].isComplete, !isOpen(former) {
      id = former
      tables.records[id.index].position = tag?.position ?? position
    } else {
      id = newRecord(tag.map { text($0) }, isUnion: isUnion, tag?.position ?? position)
    }
    openRecords.append(id)
    defer { openRecords.removeLast() }
    let limit = pack.limit
    let fields = try members(of: id)
    try attributes(&given)
    var record = tables.records[id.index]
    record.fields = fields
    record.isPacked = given.isPacked
    record.requestedAlignment = given.alignment.flatMap { $0 > 0 ? $0 : nil }
    record.packLimit = limit
    record.isTransparent = given.isTransparent && isUnion
    if !tables.layout(options.target).place(&record) {
      throw stop(at: record.position, "'\(record.keyword)\(tag.map { " " + text($0) } ?? "")' is too large")
    }
    tables.records[id.index] = record
    if let former, former != id {
      try checkSame(former, id, tag)
      declared.records.append(former)
      return recordType(former)
    }
    declared.records.append(id)
    return recordType(id)
  }

  mutating func recordType(_ id: CRecordID) -> CTypeID { tables.types.intern(.record(id)) }

  private func isOpen(_ id: CRecordID) -> Bool { openRecords.contains(id) }

  private mutating func newRecord(_ tag: String?, isUnion: Bool, _ position: Position) -> CRecordID {
    let id = CRecordID(index: tables.records.count)
    tables.records.append(CRecord(tag: tag, isUnion: isUnion, position: position))
    return id
  }

  /// The record of a tag, which it declares if it is new.
  private mutating func known(_ tag: Token, isUnion: Bool) throws(Stop) -> CRecordID {
    switch tables.tags[tag.spelling] {
    case .record(let id):
      let record = tables.records[id.index]
      if record.isUnion != isUnion { throw wrongTag(tag, record.position) }
      return id
    case .enumeration(let id): throw wrongTag(tag, tables.enumerations[id.index].position)
    case nil:
      let id = newRecord(text(tag), isUnion: isUnion, tag.position)
      tables.tags[tag.spelling] = .record(id)
      declared.records.append(id)
      return id
    }
  }

  mutating func wrongTag(_ tag: Token, _ former: Position) -> Stop {
    stop(
      at: tag.position, "use of '\(text(tag))' with tag type that does not match previous declaration",
      notes: [Diagnostic.Note(former, "previous declaration is here")])
  }

  /// Refuses a second definition that differs.
  private mutating func checkSame(_ former: CRecordID, _ id: CRecordID, _ tag: Token?) throws(Stop) {
    guard let difference = difference(former, id) else { return }
    let record = tables.records[id.index]
    throw stop(
      at: record.position, "redefinition of '\(record.keyword) \(tag.map { text($0) } ?? "")': \(difference)",
      notes: [Diagnostic.Note(tables.records[former.index].position, "previous definition is here")])
  }

  // MARK: Members

  private mutating func members(of id: CRecordID) throws(Stop) -> [CField] {
    try enter(3)
    defer { leave(3) }
    let open = token
    advance()
    var fields: [CField] = []
    var known: [String: Position] = [:]
    while token.kind != .rightBrace {
      if token.isEnd { try expect(.rightBrace, "expected '}'", matching: open) }
      if accept(.semicolon) || accept(.extension) { continue }
      if keyword == .staticAssert {
        try staticAssert()
        continue
      }
      if keyword == .pragmaOperator {
        try pragmaOperator()
        continue
      }
      let start = at
      do throws(Stop) {
        try member(of: id, &fields, &known)
      } catch {
        if isTrying || reports.isFull { throw error }
        recoverMember(from: start)
      }
    }
    advance()
    try checkFlexible(fields, id)
    return fields
  }

  /// Goes past the `;` of a member with an error, or to the `}` of the record.
  private mutating func recoverMember(from start: Int) {
    var depth = 0
    while !token.isEnd {
      switch token.kind {
      case .leftBrace, .leftParen, .leftBracket: depth += 1
      case .rightBrace where depth == 0: return
      case .rightBrace, .rightParen, .rightBracket: depth = max(0, depth - 1)
      case .semicolon where depth == 0:
        advance()
        return
      default: break
      }
      advance()
    }
  }

  private mutating func member(
    of id: CRecordID, _ fields: inout [CField], _ known: inout [String: Position]
  ) throws(Stop) {
    let specifiers = try specifiers(allowsStorage: false)
    if token.kind == .semicolon {
      // A struct or union without a name: its members are this record's.
      if case .record(let inner) = tables.types[specifiers.type], tables.records[inner.index].tag == nil {
        let field = CField(
          type: specifiers.type, alignment: specifiers.attributes.alignment, isPacked: specifiers.attributes.isPacked,
          position: specifiers.position)
        for name in memberNames(inner) { try remember(name, specifiers.position, &known) }
        fields.append(field)
      } else if !specifiers.declaresTag {
        throw stop(at: specifiers.position, "declaration does not declare anything")
      }
      advance()
      return
    }
    repeat {
      if fields.count > 100_000 { throw stop(at: token.position, "too many members") }
      try oneMember(specifiers, &fields, &known)
    } while accept(.comma)
    if token.kind != .rightBrace || token.isEnd { try endMember() }
  }

  private mutating func endMember() throws(Stop) {
    if accept(.semicolon) { return }
    throw stop(at: endOfPrevious, "expected ';' at end of member declaration")
  }

  private mutating func oneMember(
    _ specifiers: Specifiers, _ fields: inout [CField], _ known: inout [String: Position]
  ) throws(Stop) {
    var given = specifiers.attributes
    var type = specifiers.type
    var name: Token?
    var place = token.position
    if token.kind != .colon {
      let declarator = try declarator(type, .named)
      type = declarator.type
      name = declarator.name
      place = declarator.name?.position ?? place
      given.merge(declarator.attributes)
    }
    var width: Int?
    if accept(.colon) { width = try bitWidth(type, name, place) }
    try attributes(&given)
    type = try applied(given, to: type, place)
    if case .function = tables.types.resolved(type) {
      throw stop(at: place, "field '\(name.map { text($0) } ?? "")' declared as a function")
    }
    let isFlexible = if case .array(_, nil) = tables.types.resolved(type) { true } else { false }
    if width == nil && !isFlexible && size(type) == nil {
      throw stop(at: place, "field '\(name.map { text($0) } ?? "")' has incomplete type '\(describe(type))'")
    }
    if let name { try remember(text(name), place, &known) }
    fields.append(
      CField(
        name: name.map { text($0) }, type: type, bitWidth: width,
        alignment: given.alignment.flatMap { $0 > 0 ? $0 : nil },
        isPacked: given.isPacked, position: place))
  }

  private mutating func remember(_ name: String, _ place: Position, _ known: inout [String: Position]) throws(Stop) {
    if let former = known[name] {
      throw stop(
        at: place, "duplicate member '\(name)'", notes: [Diagnostic.Note(former, "previous declaration is here")])
    }
    known[name] = place
  }

  /// Names of a record's members, those of anonymous ones among them.
  private func memberNames(_ id: CRecordID) -> [String] {
    (tables.records[id.index].fields ?? []).flatMap { field in
      if let name = field.name { return [name] }
      if case .record(let inner) = tables.types.resolved(field.type), field.bitWidth == nil {
        return memberNames(inner)
      }
      return []
    }
  }

  private mutating func bitWidth(_ type: CTypeID, _ name: Token?, _ place: Position) throws(Stop) -> Int {
    let what = name.map { "bit-field '\(text($0))'" } ?? "bit-field"
    guard let scalar = integerType(type), size(type) != nil else {
      throw stop(at: place, "\(what) has non-integral type '\(describe(type))'")
    }
    let widthPlace = token.position
    let operand = try expression()
    guard case .integer(let bits) = operand.value, integerType(operand.type) != nil else {
      throw stop(at: widthPlace, "width of \(what) is not an integer constant" + because(operand))
    }
    let width = Int64(bitPattern: bits)
    if width < 0 { throw stop(at: place, "\(what) has negative width (\(width))") }
    if width == 0 && name != nil { throw stop(at: place, "named \(what) has zero width") }
    let limit = scalar == .bool ? 1 : scalar.size * 8
    if width > limit {
      throw stop(
        at: place,
        "width of \(what) (\(width) bits) exceeds the width of its type (\(limit) bit\(limit == 1 ? "" : "s"))")
    }
    return Int(width)
  }

  private mutating func checkFlexible(_ fields: [CField], _ id: CRecordID) throws(Stop) {
    for (index, field) in fields.enumerated() {
      guard case .array(_, nil) = tables.types.resolved(field.type) else { continue }
      let name = field.name ?? ""
      if !tables.records[id.index].isUnion && index + 1 < fields.count {
        throw stop(at: field.position, "flexible array member '\(name)' is not at the end of the struct")
      }
    }
  }
}
