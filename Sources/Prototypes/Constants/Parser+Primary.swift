// SPDX-License-Identifier: Apache-2.0
//
// Names, literals, calls and members in expressions.
internal import Source

extension Parser {
  mutating func primary() throws(Stop) -> Operand {
    let place = token.position
    switch token.kind {
    case .number:
      switch NumberLiteral.read(names.bytes(of: token.spelling)) {
      case .integer(let bits, let type):
        advance()
        return integer(bits, type)
      case .floating(let number, let type):
        advance()
        return Operand(TypeTable.scalar(type), .floating(number))
      case .invalid(let message): throw stop(at: place, message)
      }
    case .character:
      switch TextLiteral.character(names.bytes(of: token.spelling), charIsSigned: options.target.charIsSigned) {
      case .success(let value):
        advance()
        return integer(value.bits, value.type)
      case .failure(let problem): throw stop(at: place, problem.message)
      }
    case .string:
      let (bytes, unit) = try strings()
      let count = bytes.count + 1
      let type = tables.types.intern(.array(TypeTable.scalar(unit ?? .char), count: count))
      return Operand(type, unit == nil ? .string(bytes) : nil, reason: unit == nil ? nil : "it is a wide string")
    case .leftParen: return try parenthesised()
    case .name: return try named()
    default:
      throw stop(
        at: place,
        token.isEnd || token.kind == .semicolon
          ? "expected an expression" : "expected an expression, found '\(text(token))'")
    }
  }

  /// One string after another is one string. `unit` is the type of a wide one's elements.
  mutating func strings() throws(Stop) -> (bytes: [UInt8], unit: CScalar?) {
    var bytes: [UInt8] = []
    var unit: CScalar?
    while token.kind == .string {
      switch TextLiteral.string(names.bytes(of: token.spelling)) {
      case .success(let literal):
        bytes += literal.bytes
        switch literal.prefix {
        case "L": unit = .int
        case "u": unit = .unsignedShort
        case "U": unit = .unsignedInt
        default: break
        }
      case .failure(let problem): throw stop(at: token.position, problem.message)
      }
      advance()
    }
    return (bytes, unit)
  }

  private mutating func parenthesised() throws(Stop) -> Operand {
    let open = token
    advance()
    if token.kind == .leftBrace {
      try skipBrackets()
      try expect(.rightParen, "expected ')'", matching: open)
      return Operand(TypeTable.scalar(.int), nil, reason: "it holds statements")
    }
    var operand = try expression()
    var isList = false
    while accept(.comma) {
      operand = try expression()
      isList = true
    }
    if isList {
      operand.value = nil
      operand.reason = "it has a comma operator"
    }
    try expect(.rightParen, "expected ')'", matching: open)
    return operand
  }

  private mutating func named() throws(Stop) -> Operand {
    let name = token
    if let keyword {
      switch keyword {
      case .offsetof: return try offsetOf()
      case .generic:
        advance()
        try skipBrackets()
        return Operand(TypeTable.scalar(.int), nil, reason: "it is a _Generic selection")
      default: throw stop(at: token.position, "expected an expression, found '\(text(token))'")
      }
    }
    advance()
    let spelling = text(name)
    if let known = openEnumerators[name.spelling] { return Operand(known.type, known.value) }
    for scope in parameterScopes.reversed() {
      if let parameter = scope.first(where: { $0.name == name.spelling }) {
        return Operand(parameter.type, nil, reason: "'\(spelling)' is a parameter")
      }
    }
    var result: Operand
    switch tables.symbols[name.spelling] {
    case .enumerator(let index):
      result = Operand(tables.enumerators[index].type, tables.enumerators[index].value)
    case .variable(let index):
      result = Operand(tables.variables[index].type, nil, reason: "'\(spelling)' is a variable")
    case .function(let index):
      result = Operand(tables.functions[index].type, nil, reason: "'\(spelling)' is a function")
    case .typedef: throw stop(at: name.position, "unexpected type name '\(spelling)': expected an expression")
    case nil:
      if let builtin = try builtin(name) { return builtin }
      if token.kind == .leftParen { throw stop(at: name.position, "use of undeclared function '\(spelling)'") }
      var candidates: [String] = tables.enumerators.map(\.name)
      candidates += tables.variables.map(\.name)
      let near = isTrying ? nil : NearName.best(spelling, among: candidates)
      throw stop(at: name.position, "use of undeclared identifier '\(spelling)'" + NearName.hint(near))
    }
    if result.value == nil { result.name = name.spelling }
    return result
  }

  /// Functions of the compiler that give floating constants.
  private mutating func builtin(_ name: Token) throws(Stop) -> Operand? {
    let spelling = text(name)
    guard spelling.hasPrefix("__builtin_") else { return nil }
    let open = token
    guard token.kind == .leftParen else { return nil }
    let results: [String: (Double, CScalar)] = [
      "inf": (.infinity, .double), "inff": (.infinity, .float), "infl": (.infinity, .longDouble),
      "huge_val": (.infinity, .double), "huge_valf": (.infinity, .float), "huge_vall": (.infinity, .longDouble),
      "nan": (.nan, .double), "nanf": (.nan, .float), "nanl": (.nan, .longDouble),
    ]
    if let (value, type) = results[String(spelling.dropFirst("__builtin_".count))] {
      advance()
      if token.kind == .string { _ = try strings() }
      try expect(.rightParen, "expected ')'", matching: open)
      return Operand(TypeTable.scalar(type), .floating(value))
    }
    try skipBrackets()
    return Operand(TypeTable.scalar(.int), nil, reason: "it calls '\(spelling)'")
  }

  // MARK: What follows an operand

  mutating func postfix(_ operand: Operand) throws(Stop) -> Operand {
    var operand = operand
    while true {
      let operation = token
      switch token.kind {
      case .leftBracket:
        advance()
        let index = try expression()
        try expect(.rightBracket, "expected ']'", matching: operation)
        operand = try element(operand, index, at: operation.position)
      case .leftParen:
        let reason = operand.name.map { "it calls '\(names.text(of: $0))'" } ?? "it calls a function"
        var type = tables.types.resolved(operand.type)
        if case .pointer(let inner) = type { type = tables.types.resolved(inner) }
        guard case .function(let function) = type else {
          throw stop(
            at: token.position, "called object type '\(describe(operand.type))' is not a function or function pointer")
        }
        try skipBrackets()
        operand = Operand(function.result, nil, reason: reason)
      case .dot, .arrow:
        advance()
        guard isName else { throw stop(at: token.position, "expected the name of a member") }
        let name = token
        advance()
        if operation.kind == .arrow { operand = try dereferenced(operand, at: operation.position) }
        operand = try member(text(name), of: operand, at: name.position)
      case .plusPlus, .minusMinus: throw stop(at: token.position, "'\(text(token))' is not allowed in a constant")
      default: return operand
      }
    }
  }

  private mutating func element(_ operand: Operand, _ index: Operand, at place: Position) throws(Stop) -> Operand {
    guard let inner = pointee(operand.type) else {
      throw stop(at: place, "subscripted value is not an array or pointer")
    }
    var result = Operand(inner, nil, reason: operand.reason ?? "it reads memory")
    var base = operand.address
    if case .pointer = tables.types.resolved(operand.type) {
      if case .integer(let bits) = operand.value { base = bits } else { base = nil }
    }
    if let base, let step = size(inner), case .integer(let number) = index.value {
      result.address = base &+ number &* UInt64(step)
    }
    return result
  }

  private mutating func member(_ name: String, of operand: Operand, at place: Position) throws(Stop) -> Operand {
    guard case .record(let id) = tables.types.resolved(operand.type) else {
      throw stop(at: place, "member reference base type '\(describe(operand.type))' is not a structure or union")
    }
    guard tables.records[id.index].isComplete else {
      throw stop(at: place, "incomplete definition of type '\(describe(operand.type))'")
    }
    guard let (field, offset) = field(name, in: id) else {
      throw stop(at: place, "no member named '\(name)' in '\(describe(operand.type))'")
    }
    var result = Operand(field.type, nil, reason: operand.reason ?? "it reads memory")
    if field.bitWidth == nil { result.address = operand.address.map { $0 &+ UInt64(offset / 8) } }
    return result
  }

  /// A member, also of an anonymous one, and its offset in bits.
  func field(_ name: String, in id: CRecordID) -> (field: CField, bitOffset: Int)? {
    for field in tables.records[id.index].fields ?? [] {
      if field.name == name { return (field, field.bitOffset) }
      guard field.name == nil, field.bitWidth == nil, case .record(let inner) = tables.types.resolved(field.type) else {
        continue
      }
      if let (found, offset) = self.field(name, in: inner) { return (found, field.bitOffset + offset) }
    }
    return nil
  }

  /// `__builtin_offsetof(type, member.path[1])`.
  private mutating func offsetOf() throws(Stop) -> Operand {
    advance()
    let open = token
    try expect(.leftParen, "expected '(' after 'offsetof'")
    let type = try typeName()
    try expect(.comma, "expected ',' after the type")
    guard isName else { throw stop(at: token.position, "expected the name of a member") }
    let name = token
    advance()
    var operand = Operand(type, nil)
    operand.address = 0
    operand = try member(text(name), of: operand, at: name.position)
    operand = try postfix(operand)
    try expect(.rightParen, "expected ')'", matching: open)
    guard let address = operand.address else {
      throw stop(at: name.position, "offset of a bit-field or a variable index")
    }
    return integer(address, .unsignedLong)
  }
}
