// SPDX-License-Identifier: Apache-2.0
//
// Universe.swift — the predeclared names and package unsafe.

import Source
import Syntax

/// Objects of the universe that the checker asks for by what they are.
struct Universe {
  var iota: ObjectID = .none
  var nilObject: ObjectID = .none
  var any: ObjectID = .none
  var byte: ObjectID = .none
  var rune: ObjectID = .none
  var uint8: ObjectID = .none
  var int32: ObjectID = .none
  var unsafe: PackageID = .none
  var error = Symbol.none
  var empty = Symbol.none
}

extension Program {
  func declareUniverse() {
    universe.empty = symbols.intern("")
    let error = predeclareNamed("error", .error)
    let comparable = predeclareNamed("comparable", .comparable)
    for kind in BasicKind.allCases
    where kind.rawValue >= BasicKind.bool.rawValue && kind.rawValue <= BasicKind.string.rawValue {
      let object = predeclare(.type, kind.name, TypeID(raw: UInt32(kind.rawValue)))
      if kind == .uint8 { universe.uint8 = object }
      if kind == .int32 { universe.int32 = object }
    }
    universe.byte = predeclare(.type, "byte", .uint8)
    universe.rune = predeclare(.type, "rune", .int32)
    universe.any = predeclare(.type, "any", .emptyInterface)
    for object in [universe.byte, universe.rune, universe.any] { objects[Int(object.raw)].flags.insert(.isAlias) }

    universe.error = symbols.intern("Error")
    let errorSignature = types.function(Signature(parameters: [], results: [.string], isVariadic: false))
    let errorInterface = Interface(
      methods: [InterfaceMethod(name: universe.error, package: .none, signature: errorSignature)])
    types.setUnderlying(types.interface(errorInterface), of: error)
    types.setUnderlying(types.interface(Interface(methods: [], isComparable: true)), of: comparable)

    for (name, value) in [("true", true), ("false", false)] {
      let object = predeclare(.constant, name, .untypedBool)
      objects[Int(object.raw)].detail = add(Constant(value)).raw
    }
    universe.iota = predeclare(.constant, "iota", .untypedInt)
    objects[Int(universe.iota.raw)].detail = add(Constant(0)).raw
    universe.nilObject = predeclare(.nil, "nil", .untypedNil)

    let unsafe = Package(
      id: PackageID(raw: UInt32(packages.count)), path: "unsafe", name: symbols.intern("unsafe"), isLibrary: true)
    packages.append(unsafe)
    packagesByPath["unsafe"] = unsafe.id
    universe.unsafe = unsafe.id
    for id in BuiltinID.allCases {
      let package = id.rawValue >= BuiltinID.unsafeAdd.rawValue ? unsafe : packages[0]
      var object = Object(.builtin, name: symbols.intern(id.name), package: package.id, position: .none)
      object.detail = UInt32(id.rawValue)
      object.state = .resolved
      package.scope.set(object.name, add(object))
    }
    var pointer = Object(.type, name: symbols.intern("Pointer"), package: unsafe.id, position: .none)
    pointer.type = .unsafePointer
    pointer.state = .resolved
    unsafe.scope.set(pointer.name, add(pointer))
  }

  @discardableResult
  private func predeclare(_ kind: ObjectKind, _ name: String, _ type: TypeID) -> ObjectID {
    var object = Object(kind, name: symbols.intern(name), package: .none, position: .none)
    object.type = type
    object.state = .resolved
    let id = add(object)
    packages[0].scope.set(object.name, id)
    return id
  }

  private func predeclareNamed(_ name: String, _ expected: TypeID) -> NamedID {
    let object = predeclare(.type, name, .invalid)
    let named = types.makeNamed(object)
    types.modify(named) { $0.validity = .valid }
    objects[Int(object.raw)].type = types[named].type
    precondition(types[named].type == expected)
    return named
  }
}

extension BuiltinID {
  /// The name in its package.
  public var name: String {
    switch self {
    case .append: "append"
    case .cap: "cap"
    case .clear: "clear"
    case .close: "close"
    case .complex: "complex"
    case .copy: "copy"
    case .delete: "delete"
    case .imag: "imag"
    case .len: "len"
    case .make: "make"
    case .max: "max"
    case .min: "min"
    case .new: "new"
    case .panic: "panic"
    case .print: "print"
    case .println: "println"
    case .real: "real"
    case .recover: "recover"
    case .unsafeAdd: "Add"
    case .unsafeAlignof: "Alignof"
    case .unsafeOffsetof: "Offsetof"
    case .unsafeSizeof: "Sizeof"
    case .unsafeSlice: "Slice"
    case .unsafeSliceData: "SliceData"
    case .unsafeString: "String"
    case .unsafeStringData: "StringData"
    }
  }
}
