// SPDX-License-Identifier: Apache-2.0
//
// GoTypes.swift — types of C as Go writes them in package C.
//
// How.      A value in memory has the size and the offsets that C gives it; where Go has no such type (long double in a
//           struct, unions, vectors) it is an array of bytes. What is passed by itself may have a type of its own.

import Prototypes

struct GoTypes {
  let environment: CEnvironment
  /// The number of a function type, noted when it is first used.
  var functionNumbers: [CTypeID: Int]
  /// What the text that is being written names: other declarations of the package, and function types.
  var named: Set<String> = []
  /// Function types that got a number and whose declarations are still to be written.
  var newFunctions: [(number: Int, type: CTypeID)] = []

  /// Why a type cannot be had in Go.
  struct Unsupported: Error { let reason: String }

  /// A function type with the names that its parameters and result are written with.
  func written(_ type: CTypeID) -> CFunctionType? {
    switch environment[type] {
    case .function(let function): function
    case .named(let id): written(environment[id].type)
    default: nil
    }
  }

  // MARK: In memory

  /// The type of a variable, field or element.
  mutating func text(_ type: CTypeID) throws(Unsupported) -> String {
    switch environment[type] {
    case .void: throw Unsupported(reason: "void has no values")
    case .scalar(let scalar): return try GoTypes.text(scalar) { "[\(scalar.size)]_c_.U8" }
    case .complex(.float): return "complexfloat"
    case .complex(.double): return "complexdouble"
    case .complex, .vector, .vaList: return try bytes(type)
    case .pointer(let inner): return try pointer(to: inner)
    case .array(let element, let count): return "[\(count ?? 0)]" + (try text(element))
    case .function: throw Unsupported(reason: "a function has no size")
    case .record(let id): return name(of: id)
    case .enumeration(let id): return name(of: id)
    case .named(let id): return try name(of: id, type)
    }
  }

  private mutating func bytes(_ type: CTypeID) throws(Unsupported) -> String {
    guard let size = environment.size(of: type) else { throw Unsupported(reason: "it has no size") }
    return "[\(size)]_c_.U8"
  }

  private static func text(_ scalar: CScalar, other: () -> String) throws(Unsupported) -> String {
    switch scalar {
    case .bool: "_Bool"
    case .char: "char"
    case .signedChar: "schar"
    case .unsignedChar: "uchar"
    case .short: "short"
    case .unsignedShort: "ushort"
    case .int: "int"
    case .unsignedInt: "uint"
    case .long: "long"
    case .unsignedLong: "ulong"
    case .longLong: "longlong"
    case .unsignedLongLong: "ulonglong"
    case .float: "float"
    case .double: "double"
    case .int128, .unsignedInt128, .float16, .bfloat16, .longDouble, .float128: other()
    }
  }

  /// Pointers to what Go knows no size of are those of package unsafe, but for structs that have a name.
  private mutating func pointer(to inner: CTypeID) throws(Unsupported) -> String {
    switch environment.resolved(inner) {
    case .void, .vaList: return "_unsafe_.Pointer"
    case .function: return "*" + functionName(inner)
    default: return "*" + (try text(inner))
    }
  }

  /// The type of pointers to functions of a type.
  mutating func functionPointer(_ type: CTypeID) -> String { "*" + functionName(type) }

  /// The type whose pointers are C's pointers to functions of a type.
  private mutating func functionName(_ type: CTypeID) -> String {
    let key = environment.canonical(type).unqualified
    let number: Int
    if let known = functionNumbers[key] {
      number = known
    } else {
      number = functionNumbers.count
      functionNumbers[key] = number
      newFunctions.append((number, key))
    }
    named.insert("_fn_\(number)")
    return "_fn_\(number)"
  }

  mutating func name(of id: CRecordID) -> String {
    let record = environment[id]
    let tag = record.tag ?? record.typedefName ?? "_\(id.index)"
    let name = "\(record.keyword)_\(tag)"
    named.insert(name)
    return name
  }

  mutating func name(of id: CEnumerationID) -> String {
    let type = environment[id]
    let name = "enum_\(type.tag ?? type.typedefName ?? "_\(id.index)")"
    named.insert(name)
    return name
  }

  private mutating func name(of id: CTypedefID, _ type: CTypeID) throws(Unsupported) -> String {
    let typedef = environment[id]
    switch environment.resolved(type) {
    case .function: return functionName(type)
    case .void: throw Unsupported(reason: "void has no values")
    default: break
    }
    if GoNames.own.contains(typedef.name) { return typedef.name }
    if GoNames.isHelper(typedef.name) || !GoNames.canBeWritten(typedef.name) { return try text(typedef.type) }
    let name = environment.goName(typedef.name)
    named.insert(name)
    return name
  }

  /// What a name that typedef gave stands for.
  mutating func meaning(of typedef: CTypedef) throws(Unsupported) -> String {
    if case .void = environment.resolved(typedef.type) { return "[0]_c_.U8" }
    if case .function = environment.resolved(typedef.type) { return functionName(typedef.type) }
    return try text(typedef.type)
  }

  // MARK: Passed

  /// The type of a parameter.
  mutating func parameter(_ type: CTypeID) throws(Unsupported) -> String {
    if case .pointer(let inner) = environment.resolved(type), inner.isConst,
      case .scalar(.char) = environment.resolved(inner)
    {
      return "*_text"  // for which a string is taken
    }
    return try passed(type)
  }

  /// The type of a result, or of a parameter of a function that Go gives to C.
  mutating func passed(_ type: CTypeID) throws(Unsupported) -> String {
    switch environment.resolved(type) {
    case .scalar(.longDouble): return "longdouble"
    case .scalar(let scalar) where scalar.size > 8 || scalar == .float16 || scalar == .bfloat16:
      throw Unsupported(reason: "\(scalar.name) cannot be passed between Go and C")
    case .complex(.longDouble), .vector, .complex(.float128):
      throw Unsupported(reason: "\(environment.description(of: type)) cannot be passed between Go and C")
    case .vaList: throw Unsupported(reason: "a va_list cannot be made in Go")
    case .record(let id) where !environment[id].isComplete:
      throw Unsupported(reason: "\(environment.description(of: type)) is not defined, only declared")
    default: return try text(type)
    }
  }

  // MARK: Alignment

  /// As Go aligns the type that stands for it.
  func alignment(_ type: CTypeID) -> Int {
    switch environment.resolved(type) {
    case .scalar(let scalar):
      switch scalar {
      case .int128, .unsignedInt128, .float16, .bfloat16, .longDouble, .float128: 1
      default: scalar.size
      }
    case .complex(.float): 4
    case .complex(.double): 8
    case .pointer: 8
    case .array(let element, _): alignment(element)
    case .record(let id):
      environment[id].isUnion ? 1 : fields(of: environment[id]).map { alignment($0.type) }.max() ?? 1
    case .enumeration(let id): environment[id].underlying.size
    default: 1
    }
  }

  /// The fields that Go can have: no bit-fields, none where Go would not align it, and none whose name cannot be written.
  func fields(of record: CRecord) -> [CField] {
    (record.fields ?? []).filter { field in
      guard !field.isBitField, field.name.map(GoNames.canBeWritten) ?? true,
        let size = environment.size(of: field.type), size > 0
      else { return false }
      return field.offset % alignment(field.type) == 0
    }
  }
}
