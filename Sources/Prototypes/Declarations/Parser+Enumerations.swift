// SPDX-License-Identifier: Apache-2.0
//
// `enum` and its constants.
internal import Source

extension Parser {
  /// Reads from `enum` on.
  mutating func enumeration() throws(Stop) -> CTypeID {
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
    var fixed: CScalar?
    // `enum e : type`, but not the width of a bit-field.
    if token.kind == .colon, beginsType(peek()) {
      advance()
      let place = token.position
      let type = try specifiers(allowsStorage: false).type
      guard let scalar = integerType(type) else {
        throw stop(at: place, "non-integral type '\(describe(type))' is an invalid underlying type")
      }
      fixed = scalar
    }
    var former: CEnumerationID?
    if let tag {
      switch tables.tags[tag.spelling] {
      case .enumeration(let id): former = id
      case .record(let id): throw wrongTag(tag, tables.records[id.index].position)
      case nil: break
      }
    }
    if isTrying && (former == nil || token.kind == .leftBrace) { throw stop(at: token.position, "it declares a type") }
    guard token.kind == .leftBrace else {
      guard let tag else { throw stop(at: token.position, "expected a tag or '{' after 'enum'") }
      return tables.types.intern(.enumeration(former ?? newEnumeration(tag, position, fixed)))
    }
    let id: CEnumerationID
    if let former, tables.enumerations[former.index].enumerators == nil {
      id = former
      tables.enumerations[id.index].position = tag?.position ?? position
    } else if former != nil {
      id = CEnumerationID(index: tables.enumerations.count)
      tables.enumerations.append(CEnumeration(tag: tag.map { text($0) }, position: tag?.position ?? position))
    } else {
      id = newEnumeration(tag, position, fixed)
    }
    if let fixed {
      tables.enumerations[id.index].underlying = fixed
      tables.enumerations[id.index].hasFixedType = true
    }
    var enumerators = try self.enumerators(fixed)
    try attributes(&given)
    finish(id, &enumerators, given)
    if let former, former != id {
      try checkSame(former, id, tag)
      declared.enumerations.append(former)
      return tables.types.intern(.enumeration(former))
    }
    try enter(enumerators, id)
    declared.enumerations.append(id)
    return tables.types.intern(.enumeration(id))
  }

  private mutating func newEnumeration(_ tag: Token?, _ position: Position, _ fixed: CScalar?) -> CEnumerationID {
    let id = CEnumerationID(index: tables.enumerations.count)
    var type = CEnumeration(tag: tag.map { text($0) }, position: tag?.position ?? position)
    if let fixed {
      type.underlying = fixed
      type.hasFixedType = true
    }
    tables.enumerations.append(type)
    if let tag {
      tables.tags[tag.spelling] = .enumeration(id)
      declared.enumerations.append(id)
    }
    return id
  }

  /// Reads `{…}`. Each name is known to the values after it.
  private mutating func enumerators(_ fixed: CScalar?) throws(Stop) -> [CConstant] {
    let open = token
    advance()
    var result: [CConstant] = []
    var seen: [String: Position] = [:]
    var next: UInt64 = 0
    var type: CScalar = fixed ?? .int
    let outer = openEnumerators
    defer { openEnumerators = outer }
    while token.kind != .rightBrace {
      guard isName else {
        throw stop(
          at: token.position, token.isEnd ? "expected '}'" : "expected an enumerator's name, found '\(text(token))'",
          notes: token.isEnd ? [Diagnostic.Note(open.position, "to match this '{'")] : [])
      }
      let name = token
      advance()
      var ignored = Attributes()
      try attributes(&ignored)
      if accept(.assign) {
        let place = token.position
        let operand = try expression()
        guard case .integer(let bits) = operand.value, let given = integerType(operand.type) else {
          throw stop(
            at: place, "value of enumerator '\(text(name))' is not an integer constant" + because(operand))
        }
        next = bits
        type = fixed ?? given.promoted
      } else if !result.isEmpty {
        let isLast = type.isUnsigned ? next == .max : next == UInt64(Int64.max)
        if isLast {
          throw stop(at: name.position, "value of enumerator '\(text(name))' is larger than any integer type")
        }
        next &+= 1
      }
      if fixed == nil { type = Parser.smallest(next, type) }
      if fixed != nil, Arithmetic.wrap(next, type, charIsSigned: options.target.charIsSigned) != next {
        throw stop(at: name.position, "value of enumerator '\(text(name))' does not fit in '\(type.name)'")
      }
      if let former = seen[text(name)] {
        throw stop(
          at: name.position, "redefinition of enumerator '\(text(name))'",
          notes: [Diagnostic.Note(former, "previous definition is here")])
      }
      seen[text(name)] = name.position
      let constant = CConstant(
        name: text(name), type: TypeTable.scalar(type), value: .integer(next), position: name.position)
      result.append(constant)
      openEnumerators[name.spelling] = constant
      if !accept(.comma) { break }
    }
    if result.isEmpty && token.kind == .rightBrace { throw stop(at: token.position, "an enum needs an enumerator") }
    try expect(
      .rightBrace, token.isEnd ? "expected '}'" : "expected ',' or '}' after an enumerator, found '\(text(token))'",
      matching: open)
    return result
  }

  /// `int` if it holds the value, else the type it has, or the next one that holds it.
  private static func smallest(_ bits: UInt64, _ type: CScalar) -> CScalar {
    let isNegative = !type.isUnsigned && Int64(bitPattern: bits) < 0
    if isNegative { return Int64(bitPattern: bits) >= Int64(Int32.min) ? .int : .long }
    if bits <= UInt64(Int32.max) { return .int }
    if bits <= UInt64(UInt32.max) { return .unsignedInt }
    return bits <= UInt64(Int64.max) ? .long : .unsignedLong
  }

  /// The type that holds all values, and the constants in the type that gcc gives them.
  private mutating func finish(_ id: CEnumerationID, _ constants: inout [CConstant], _ given: Attributes) {
    var type = tables.enumerations[id.index]
    type.isPacked = given.isPacked
    if !type.hasFixedType {
      var least: Int64 = 0
      var most: UInt64 = 0
      for constant in constants {
        guard case .integer(let bits) = constant.value else { continue }
        let isUnsigned = if case .scalar(let scalar) = tables.types[constant.type] { scalar.isUnsigned } else { false }
        if !isUnsigned && Int64(bitPattern: bits) < 0 {
          least = min(least, Int64(bitPattern: bits))
        } else {
          most = max(most, bits)
        }
      }
      let candidates: [CScalar] =
        least < 0
        ? (given.isPacked ? [.signedChar, .short, .int, .long] : [.int, .long])
        : (given.isPacked
          ? [.unsignedChar, .unsignedShort, .unsignedInt, .unsignedLong] : [.unsignedInt, .unsignedLong])
      type.underlying = candidates.first { Parser.holds($0, least, most) } ?? candidates[candidates.count - 1]
      // A constant that int holds is an int, others have the enum's type.
      for index in constants.indices where constants[index].type != TypeTable.scalar(.int) {
        constants[index].type = TypeTable.scalar(type.underlying)
      }
    }
    for index in constants.indices { constants[index].enumeration = id }
    type.enumerators = constants
    tables.enumerations[id.index] = type
  }

  private static func holds(_ type: CScalar, _ least: Int64, _ most: UInt64) -> Bool {
    let bits = type.size * 8
    let highest: UInt64 = type.isUnsigned ? .max >> (64 - UInt64(bits)) : .max >> (65 - UInt64(bits))
    let lowest: Int64 = type.isUnsigned ? 0 : -1 << (bits - 1)
    return least >= lowest && most <= highest
  }

  /// Makes names of the constants. The same name with the same value may be there already.
  private mutating func enter(_ constants: [CConstant], _ id: CEnumerationID) throws(Stop) {
    for constant in constants {
      guard let name = names.find(constant.name) else { continue }
      switch tables.symbols[name] {
      case .enumerator(let index):
        let former = tables.enumerators[index]
        if former.value == constant.value { continue }
        throw stop(
          at: constant.position,
          "redefinition of enumerator '\(constant.name)' with another value: \(former.text) before, \(constant.text) now",
          notes: [Diagnostic.Note(former.position, "previous definition is here")])
      case let entity?: throw differentKind(constant.name, constant.position, entity)
      case nil:
        tables.symbols[name] = .enumerator(tables.enumerators.count)
        tables.enumerators.append(constant)
      }
    }
  }

  private mutating func checkSame(_ former: CEnumerationID, _ id: CEnumerationID, _ tag: Token?) throws(Stop) {
    guard let difference = difference(former, id) else { return }
    throw stop(
      at: tables.enumerations[id.index].position, "redefinition of 'enum \(tag.map { text($0) } ?? "")': \(difference)",
      notes: [Diagnostic.Note(tables.enumerations[former.index].position, "previous definition is here")])
  }
}

extension CConstant {
  /// An integer as C writes it.
  var text: String {
    guard case .integer(let bits) = value else { return "?" }
    return type == TypeTable.scalar(.unsignedLong) ? "\(bits)" : "\(Int64(bitPattern: bits))"
  }
}
