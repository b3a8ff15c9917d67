// SPDX-License-Identifier: Apache-2.0
//
// What an environment is asked: what a name is, what a type is, how large it is and how C writes it.

extension CEnvironment {
  /// What an ordinary name means.
  public enum Entity: Sendable {
    case function(CFunction)
    case variable(CVariable)
    case typedef(CTypedefID)
    /// An enumerator, or a macro that is a constant.
    case constant(CConstant)
    /// A macro that is none.
    case macro(CSkippedMacro)
  }

  /// What a name is after the preprocessor: a macro goes before a declaration of the same name.
  public func entity(named name: String) -> Entity? {
    guard let id = names.find(name) else { return nil }
    if macros.index(of: id) != nil, let meaning = macroMeanings[id] {
      switch meaning {
      case .constant(let constant): return .constant(constant)
      case .skipped(let macro):
        // `#define stdin stdin` hides nothing.
        if macro.reason == .names(name) || macro.reason == .takesArguments, let declared = declared(id) {
          return declared
        }
        return .macro(macro)
      }
    }
    return declared(id)
  }

  /// The same, where a macro that only names something else means that.
  public func meaning(of name: String) -> Entity? {
    let entity = entity(named: name)
    guard case .macro(let macro) = entity, case .names(let other) = macro.reason, let id = names.find(other) else {
      return entity
    }
    return declared(id)
  }

  private func declared(_ id: NameID) -> Entity? {
    switch tables.symbols[id] {
    case .function(let index): .function(tables.functions[index])
    case .variable(let index): .variable(tables.variables[index])
    case .typedef(let typedef): .typedef(typedef)
    case .enumerator(let index): .constant(tables.enumerators[index])
    case nil: nil
    }
  }

  public func function(named name: String) -> CFunction? {
    if let id = names.find(name), case .function(let index) = tables.symbols[id] {
      tables.functions[index]
    } else {
      nil
    }
  }

  public func variable(named name: String) -> CVariable? {
    if let id = names.find(name), case .variable(let index) = tables.symbols[id] {
      tables.variables[index]
    } else {
      nil
    }
  }

  public func typedef(named name: String) -> CTypedefID? {
    if let id = names.find(name), case .typedef(let typedef) = tables.symbols[id] { typedef } else { nil }
  }

  /// A struct or union by its tag.
  public func record(tagged tag: String) -> CRecordID? {
    if let id = names.find(tag), case .record(let record) = tables.tags[id] { record } else { nil }
  }

  public func enumeration(tagged tag: String) -> CEnumerationID? {
    if let id = names.find(tag), case .enumeration(let type) = tables.tags[id] { type } else { nil }
  }

  /// An enumerator or a macro that is a constant.
  public func constant(named name: String) -> CConstant? {
    if case .constant(let constant) = entity(named: name) { constant } else { nil }
  }

  /// A header of the C library that declares a name.
  public static func header(declaring name: String) -> String? { BuiltinHeaders.declaring(name: name) }

  /// The one of some names that a person may have meant.
  public static func nearName(to name: String, among names: some Sequence<String>) -> String? {
    NearName.best(name, among: names)
  }

  public subscript(id: CTypedefID) -> CTypedef { tables.typedefs[id.index] }
  public subscript(id: CRecordID) -> CRecord { tables.records[id.index] }
  public subscript(id: CEnumerationID) -> CEnumeration { tables.enumerations[id.index] }
  /// What a type is, with a name that typedef gave as such.
  public subscript(type: CTypeID) -> CType { tables.types[type] }

  public var functions: [CFunction] { tables.functions }
  public var variables: [CVariable] { tables.variables }
  public var typedefs: [CTypedef] { tables.typedefs }
  public var records: [CRecord] { tables.records }
  public var enumerations: [CEnumeration] { tables.enumerations }

  /// All macros that are constants, by name.
  public var macroConstants: [CConstant] {
    macroMeanings.values.compactMap { if case .constant(let constant) = $0 { constant } else { nil } }
      .sorted { $0.name < $1.name }
  }

  /// What a type is, seen through names that typedef gave.
  public func resolved(_ type: CTypeID) -> CType { tables.types.resolved(type) }

  /// The type without names that typedef gave, at any depth; its qualifiers are kept.
  public func canonical(_ type: CTypeID) -> CTypeID { tables.types.canonical(type) }

  public func isPointer(_ type: CTypeID) -> Bool { if case .pointer = resolved(type) { true } else { false } }

  /// The function type of a function or of a pointer to one.
  public func functionType(_ type: CTypeID) -> CFunctionType? {
    switch resolved(type) {
    case .function(let function): function
    case .pointer(let inner): if case .function(let function) = resolved(inner) { function } else { nil }
    default: nil
    }
  }

  /// In bytes; nil for a type that has no size: void, functions, incomplete types.
  public func size(of type: CTypeID) -> Int? { tables.layout(target).size(type) }

  /// In bytes, by what typedef and attributes ask for.
  public func alignment(of type: CTypeID) -> Int? { tables.layout(target).alignment(type) }

  /// A type of the table for a scalar, for callers that make types of their own.
  public static func type(_ scalar: CScalar) -> CTypeID { TypeTable.scalar(scalar) }

  public static var void: CTypeID { TypeTable.void }

  /// A type as C writes it, or a declaration of a name with it: `char *(*f)(int, const struct x *)`.
  public func description(of type: CTypeID, name: String = "") -> String {
    var text = TypeText(tables: tables)
    return text.text(type, name: name)
  }

  /// The declaration of a function with the names of its parameters.
  public func description(of function: CFunction) -> String {
    var text = TypeText(tables: tables)
    return text.text(function.type, name: function.name, parameters: function.parameters.map(\.name))
  }

  /// The definition of a struct or union, or its declaration as long as it is incomplete.
  public func description(of id: CRecordID) -> String {
    let record = self[id]
    let head = record.keyword + (record.tag.map { " " + $0 } ?? "")
    var text = TypeText(tables: tables)
    return record.isComplete ? head + " " + text.body(record) : head
  }

  public func description(of id: CEnumerationID) -> String {
    let type = self[id]
    let head = "enum" + (type.tag.map { " " + $0 } ?? "")
    return type.enumerators == nil ? head : head + " " + TypeText(tables: tables).body(type)
  }
}
