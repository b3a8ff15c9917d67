// SPDX-License-Identifier: Apache-2.0
//
// TypeTable.swift — every type of a program, each once.
//
// How.      A record per type; composite types are looked up by their parts before a record is made, so
//           that identity of ids is identity of types. Pointers and slices are remembered in the record
//           of their element, because they are asked for most.
// Why not.  One table per package: types cross packages, and ids would have to be translated.

import Syntax

/// The hash-consed types of a program.
public final class TypeTable {
  @usableFromInline struct Record {
    @usableFromInline var view: TypeView
    /// For a named type, its underlying type; itself otherwise.
    @usableFromInline var underlying: TypeID
    var pointer: TypeID = .invalid
    var slice: TypeID = .invalid

    init(_ view: TypeView, underlying: TypeID) {
      self.view = view
      self.underlying = underlying
    }
  }

  enum Key: Hashable {
    case array(TypeID, Int64)
    case map(TypeID, TypeID)
    case channel(Syntax.ChannelDirection, TypeID)
    case structure([StructField])
    case function(Signature)
    case interface(Interface)
    case tuple([TypeID])
  }

  struct InstanceKey: Hashable {
    var origin: NamedID
    var arguments: [TypeID]
  }

  @exclusivity(unchecked) @usableFromInline var records: [Record] = []
  @exclusivity(unchecked) @usableFromInline var structs: [[StructField]] = []
  @exclusivity(unchecked) @usableFromInline var signatures: [Signature] = []
  @exclusivity(unchecked) @usableFromInline var interfaces: [Interface] = []
  @exclusivity(unchecked) @usableFromInline var tuples: [[TypeID]] = []
  @exclusivity(unchecked) @usableFromInline var nameds: [Named] = []
  @exclusivity(unchecked) @usableFromInline var typeParameters: [TypeParameter] = []
  @exclusivity(unchecked) var known: [Key: TypeID] = [:]
  @exclusivity(unchecked) var instances: [InstanceKey: TypeID] = [:]
  @exclusivity(unchecked) var sizes: [UInt32: Layout] = [:]

  /// Numbers of types that were forgotten.
  @exclusivity(unchecked) var forgotten = ForgottenTypes()

  init() {
    for kind in BasicKind.allCases {
      records.append(Record(.basic(kind), underlying: TypeID(raw: UInt32(kind.rawValue))))
    }
    let tuple = self.tuple([])
    let empty = interface(Interface(methods: []))
    precondition(tuple == .emptyTuple && empty == .emptyInterface)
  }

  // MARK: Reading

  /// The number of types; ids are below it.
  @inlinable public var count: Int { records.count }

  /// One level of the type.
  @inlinable public func view(of type: TypeID) -> TypeView { records[Int(type.raw)].view }

  /// The underlying type; of a named type whose declaration is not resolved yet, the invalid type.
  @inlinable public func underlying(_ type: TypeID) -> TypeID { records[Int(type.raw)].underlying }

  /// One level of the underlying type.
  @inlinable public func underlyingView(of type: TypeID) -> TypeView { view(of: underlying(type)) }

  @inlinable public subscript(id: StructID) -> [StructField] { structs[Int(id.raw)] }
  @inlinable public subscript(id: SignatureID) -> Signature { signatures[Int(id.raw)] }
  @inlinable public subscript(id: InterfaceID) -> Interface { interfaces[Int(id.raw)] }
  @inlinable public subscript(id: TupleID) -> [TypeID] { tuples[Int(id.raw)] }
  @inlinable public subscript(id: NamedID) -> Named { nameds[Int(id.raw)] }
  @inlinable public subscript(id: TypeParameterID) -> TypeParameter { typeParameters[Int(id.raw)] }

  // MARK: Making

  private func add(_ view: TypeView) -> TypeID {
    if let raw = forgotten.types.popLast() {
      records[Int(raw)] = Record(view, underlying: TypeID(raw: raw))
      return TypeID(raw: raw)
    }
    let type = TypeID(raw: UInt32(records.count))
    records.append(Record(view, underlying: type))
    return type
  }

  public func pointer(to element: TypeID) -> TypeID {
    let old = records[Int(element.raw)].pointer
    if old.isValid { return old }
    let type = add(.pointer(element))
    records[Int(element.raw)].pointer = type
    return type
  }

  public func slice(of element: TypeID) -> TypeID {
    let old = records[Int(element.raw)].slice
    if old.isValid { return old }
    let type = add(.slice(element))
    records[Int(element.raw)].slice = type
    return type
  }

  public func array(of element: TypeID, length: Int64) -> TypeID {
    cons(.array(element, length)) { _ in .array(element: element, length: length) }
  }

  public func map(key: TypeID, element: TypeID) -> TypeID {
    cons(.map(key, element)) { _ in .map(key: key, element: element) }
  }

  public func channel(_ direction: Syntax.ChannelDirection, of element: TypeID) -> TypeID {
    cons(.channel(direction, element)) { _ in .channel(direction, element: element) }
  }

  public func structure(_ fields: [StructField]) -> TypeID {
    cons(.structure(fields)) {
      .structure(StructID(raw: TypeTable.place(fields, in: &$0.structs, reusing: &$0.forgotten.structs)))
    }
  }

  public func function(_ signature: Signature) -> TypeID {
    cons(.function(signature)) {
      .function(SignatureID(raw: TypeTable.place(signature, in: &$0.signatures, reusing: &$0.forgotten.signatures)))
    }
  }

  /// - Precondition: the methods are sorted by name and package.
  public func interface(_ interface: Interface) -> TypeID {
    cons(.interface(interface)) {
      .interface(InterfaceID(raw: TypeTable.place(interface, in: &$0.interfaces, reusing: &$0.forgotten.interfaces)))
    }
  }

  public func tuple(_ types: [TypeID]) -> TypeID {
    cons(.tuple(types)) {
      .tuple(TupleID(raw: TypeTable.place(types, in: &$0.tuples, reusing: &$0.forgotten.tuples)))
    }
  }

  private static func place<Part>(_ part: Part, in parts: inout [Part], reusing free: inout [UInt32]) -> UInt32 {
    if let raw = free.popLast() {
      parts[Int(raw)] = part
      return raw
    }
    parts.append(part)
    return UInt32(parts.count - 1)
  }

  private func cons(_ key: Key, _ make: (TypeTable) -> TypeView) -> TypeID {
    if let old = known[key] { return old }
    let type = add(make(self))
    known[key] = type
    return type
  }

  /// A new named type without underlying type and methods.
  func makeNamed(_ object: ObjectID) -> NamedID {
    let id = NamedID(raw: forgotten.nameds.last ?? UInt32(nameds.count))
    let type = add(.named(id))
    records[Int(type.raw)].underlying = .invalid
    _ = TypeTable.place(Named(object: object, type: type), in: &nameds, reusing: &forgotten.nameds)
    return id
  }

  /// The instance of a generic type, made when it is not known yet.
  func makeInstance(of origin: NamedID, arguments: [TypeID]) -> (type: TypeID, isNew: Bool) {
    let key = InstanceKey(origin: origin, arguments: arguments)
    if let old = instances[key] { return (old, false) }
    let id = makeNamed(self[origin].object)
    nameds[Int(id.raw)].origin = origin
    nameds[Int(id.raw)].arguments = arguments
    let type = nameds[Int(id.raw)].type
    instances[key] = type
    return (type, true)
  }

  func makeTypeParameter(_ object: ObjectID, index: Int) -> TypeParameterID {
    let id = TypeParameterID(raw: UInt32(typeParameters.count))
    let type = add(.typeParameter(id))
    typeParameters.append(TypeParameter(object: object, type: type, index: index, constraint: .emptyInterface))
    return id
  }

  func setUnderlying(_ underlying: TypeID, of named: NamedID) {
    nameds[Int(named.raw)].underlying = underlying
    records[Int(nameds[Int(named.raw)].type.raw)].underlying = underlying
  }

  func setConstraint(_ constraint: TypeID, of parameter: TypeParameterID) {
    typeParameters[Int(parameter.raw)].constraint = constraint
  }

  func modify(_ named: NamedID, _ change: (inout Named) -> Void) { change(&nameds[Int(named.raw)]) }
}
