// SPDX-License-Identifier: Apache-2.0
//
// What an expression is: its type, and its value if it is a constant.

struct Operand {
  var type: CTypeID
  /// nil: no constant.
  var value: CValue?
  /// Why it is none, in words that follow "because": `it calls 'f'`.
  var reason: String?
  /// Of an object at a known address, as in `((T *)0)->member`: the address.
  var address: UInt64?
  /// The only thing in it is the name of a function, variable or type.
  var name: NameID?

  init(_ type: CTypeID, _ value: CValue?, reason: String? = nil) {
    self.type = type
    self.value = value
    self.reason = reason
  }
}

extension Parser {
  func because(_ operand: Operand) -> String { operand.reason.map { ": " + $0 } ?? "" }

  /// The integer type that holds values of a type; of an enum the one that holds it.
  func integerType(_ type: CTypeID) -> CScalar? {
    switch tables.types.resolved(type) {
    case .scalar(let scalar): scalar.isInteger ? scalar : nil
    case .enumeration(let id): tables.enumerations[id.index].underlying
    default: nil
    }
  }

  /// The arithmetic type of a type.
  func arithmeticType(_ type: CTypeID) -> CScalar? {
    if case .scalar(let scalar) = tables.types.resolved(type) { return scalar }
    return integerType(type)
  }

  func pointee(_ type: CTypeID) -> CTypeID? {
    switch tables.types.resolved(type) {
    case .pointer(let inner), .array(let inner, _): inner
    default: nil
    }
  }

  func integer(_ bits: UInt64, _ scalar: CScalar) -> Operand { Operand(TypeTable.scalar(scalar), .integer(bits)) }

  func truth(_ value: Bool) -> Operand { integer(value ? 1 : 0, .int) }

  func isTrue(_ value: CValue) -> Bool {
    switch value {
    case .integer(let bits): bits != 0
    case .floating(let number): number != 0
    case .string: true
    }
  }

  func wrapped(_ bits: UInt64, _ scalar: CScalar) -> UInt64 {
    Arithmetic.wrap(bits, scalar, charIsSigned: options.target.charIsSigned)
  }

  /// An operand as another type, as a cast makes it.
  mutating func converted(_ operand: Operand, to type: CTypeID) throws(Stop) -> Operand {
    var result = Operand(type, nil, reason: operand.reason)
    guard let value = operand.value else { return result }
    switch tables.types.resolved(type) {
    case .void: result.reason = "it is cast to void"
    case .pointer:
      if case .integer = value { result.value = value } else { result.reason = "it is the address of a string" }
    case .scalar(.int128), .scalar(.unsignedInt128): result.reason = "its type is '\(describe(type))'"
    case .scalar, .enumeration:
      guard let scalar = arithmeticType(type) else { return result }
      result.value = number(value, from: arithmeticType(operand.type), to: scalar)
      if result.value == nil { result.reason = "its value does not fit in '\(describe(type))'" }
    case .complex, .vector, .vaList: result.reason = "its type is '\(describe(type))'"
    default:
      throw stop(at: token.position, "cannot convert '\(describe(operand.type))' to '\(describe(type))'")
    }
    return result
  }

  private func number(_ value: CValue, from: CScalar?, to: CScalar) -> CValue? {
    switch value {
    case .string: return nil
    case .integer(let bits):
      if to.isInteger { return .integer(wrapped(bits, to)) }
      let isUnsigned = from?.isUnsigned(on: options.target) ?? true
      return .floating(rounded(isUnsigned ? Double(bits) : Double(Int64(bitPattern: bits)), to))
    case .floating(let number):
      if to.isFloating { return .floating(rounded(number, to)) }
      if to == .bool { return .integer(number != 0 ? 1 : 0) }
      let whole = number.rounded(.towardZero)
      if let signed = Int64(exactly: whole) { return .integer(wrapped(UInt64(bitPattern: signed), to)) }
      if let unsigned = UInt64(exactly: whole) { return .integer(wrapped(unsigned, to)) }
      return nil
    }
  }

  private func rounded(_ number: Double, _ type: CScalar) -> Double { type == .float ? Double(Float(number)) : number }
}
