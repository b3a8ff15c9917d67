// SPDX-License-Identifier: Apache-2.0
//
// PackageText.swift — declarations of C as declarations of Go.

import Prototypes

/// Declarations of package C, by name.
struct PackageText {
  /// One declaration, with what belongs to it.
  struct Entry: Equatable {
    var text: String
    /// Other declarations that it names.
    var uses: Set<String>
  }

  private(set) var entries: [String: Entry] = [:]
  /// Names that are declared in C and that Go cannot have, with the reason.
  private(set) var objections: [String: String] = [:]
  /// The function types of `_fn_N`.
  private(set) var functionTypes: [CTypeID] = []
  private var functionNumbers: [CTypeID: Int] = [:]

  /// Adds what one text declared; the Go text of what is new, or means something else now.
  mutating func add(_ declarations: CDeclarations, _ environment: CEnvironment) -> String {
    var writer = Writer(types: GoTypes(environment: environment, functionNumbers: functionNumbers))
    for id in declarations.records { writer.record(id) }
    for id in declarations.enumerations { writer.enumeration(id) }
    for id in declarations.typedefs { writer.typedef(environment[id]) }
    for function in declarations.functions { writer.function(function) }
    for variable in declarations.variables { writer.variable(variable) }
    for constant in declarations.constants { writer.constant(constant) }
    for macro in declarations.skippedMacros { writer.macro(macro) }
    writer.functionTypes()
    functionNumbers = writer.types.functionNumbers
    functionTypes += writer.newFunctionTypes
    objections.merge(writer.objections) { $1 }
    var changed: Set<String> = []
    for (name, entry) in writer.entries {
      objections[name] = nil
      if entries[name] == entry { continue }
      if entries[name] != nil { changed.insert(name) }
      entries[name] = entry
      writer.order.append(name)
    }
    // What names a declaration that has another meaning now is declared again, too.
    var isLooking = !changed.isEmpty
    let fresh = Set(writer.order)
    while isLooking {
      isLooking = false
      for (name, entry) in entries
      where !fresh.contains(name) && !changed.contains(name) && !entry.uses.isDisjoint(with: changed) {
        changed.insert(name)
        isLooking = true
      }
    }
    let names = fresh.union(changed).sorted()
    if names.isEmpty { return "" }
    return GoNames.header + names.compactMap { entries[$0]?.text }.joined()
  }

  /// Whether Go has its value, and not the variable: nothing else can be in it.
  static func isConstant(_ variable: CVariable, _ environment: CEnvironment) -> Bool {
    variable.value != nil && (variable.isStatic || environment.canonical(variable.type).isConst)
  }

  /// What makes a C function pointer of a Go function that C names as `name`; once, since C may keep it.
  mutating func export(_ name: String, _ type: CTypeID, _ environment: CEnvironment) -> String {
    var writer = Writer(types: GoTypes(environment: environment, functionNumbers: functionNumbers))
    let pointer = writer.types.functionPointer(type)
    writer.functionTypes()
    functionNumbers = writer.types.functionNumbers
    functionTypes += writer.newFunctionTypes
    objections.merge(writer.objections) { $1 }
    entries.merge(writer.entries) { $1 }
    let number = pointer.dropFirst("*_fn_".count)
    return GoNames.header + writer.entries.keys.sorted().compactMap { writer.entries[$0]?.text }.joined() + """
      var _exported_\(name) _unsafe_.Pointer
      func _export_\(name)(f func()) \(pointer) {
      \tif _c_.Uintptr(_exported_\(name)) == 0 { _exported_\(name) = _unsafe_.Pointer(_hold_\(number)(f)) }
      \treturn (\(pointer))(_exported_\(name))
      }

      """
  }

  private struct Writer {
    var types: GoTypes
    var entries: [String: Entry] = [:]
    var objections: [String: String] = [:]
    var order: [String] = []
    var newFunctionTypes: [CTypeID] = []

    private var environment: CEnvironment { types.environment }

    init(types: GoTypes) { self.types = types }

    /// Notes a declaration, or why there is none.
    private mutating func add(_ name: String, _ body: (inout GoTypes) throws(GoTypes.Unsupported) -> String) {
      if GoNames.own.contains(name) { return }
      if GoNames.isHelper(name) || !GoNames.canBeWritten(name) {
        objections[name] = "package C has this name for something of its own"
        return
      }
      types.named = []
      do {
        let text = try body(&types)
        entries[name] = Entry(text: text, uses: types.named.subtracting([name]))
      } catch {
        objections[name] = error.reason
      }
    }

    mutating func record(_ id: CRecordID) {
      let record = environment[id]
      add(types.name(of: id)) { types throws(GoTypes.Unsupported) in
        let name = types.name(of: id)
        if record.isUnion { return "type \(name) = [\(record.size)]_c_.U8\n" }
        return "type \(name) struct {\n" + (try Writer.fields(of: record, &types)) + "}\n"
      }
    }

    /// With what lies between them, so that Go's offsets are C's.
    private static func fields(of record: CRecord, _ types: inout GoTypes) throws(GoTypes.Unsupported) -> String {
      var text = ""
      var end = 0
      /// Go itself leaves as much room as the alignment asks for.
      func pad(to offset: Int, alignment: Int) {
        if (end + alignment - 1) / alignment * alignment != offset { text += "\t_ [\(offset - end)]_c_.U8\n" }
      }
      let fields = types.fields(of: record)
      for (field, name) in zip(fields, GoNames.fields(fields.map(\.name))) {
        pad(to: field.offset, alignment: types.alignment(field.type))
        let type = try types.text(field.type)
        // What has no name in C gets cgo's; an anonymous struct's fields are promoted, as C's are.
        if field.name == nil, case .record(let id) = types.environment.resolved(field.type),
          !types.environment[id].isUnion
        {
          text += "\t\(name) \(type) \"promoted\"\n"
        } else {
          text += "\t\(name) \(type)\n"
        }
        end = field.offset + (types.environment.size(of: field.type) ?? 0)
      }
      pad(to: record.size, alignment: fields.map { types.alignment($0.type) }.max() ?? 1)
      return text
    }

    mutating func enumeration(_ id: CEnumerationID) {
      let type = environment[id]
      add(types.name(of: id)) { types throws(GoTypes.Unsupported) in
        "type \(types.name(of: id)) _c_.\(type.underlying.isUnsigned ? "U" : "I")\(type.underlying.size * 8)\n"
      }
      for enumerator in type.enumerators ?? [] { constant(enumerator) }
    }

    mutating func typedef(_ typedef: CTypedef) {
      let name = environment.goName(typedef.name)
      add(name) { types throws(GoTypes.Unsupported) in "type \(name) = \(try types.meaning(of: typedef))\n" }
    }

    mutating func variable(_ variable: CVariable) {
      let name = environment.goName(variable.name)
      if variable.isThreadLocal {
        objections[name] = "each thread has its own"
      } else if PackageText.isConstant(variable, environment), let value = variable.value {
        constant(CConstant(name: variable.name, type: variable.type, value: value, position: variable.position))
      } else if variable.isStatic {
        objections[name] = "it is static, so no library has it, and Loam has no C compiler for its value"
      } else {
        add(name) { types throws(GoTypes.Unsupported) in "var \(name) \(try types.text(variable.type))\n" }
      }
    }

    mutating func constant(_ constant: CConstant) {
      let name = environment.goName(constant.name)
      add(name) { types throws(GoTypes.Unsupported) in
        switch constant.value {
        case .integer(let bits) where types.environment.isPointer(constant.type):
          // Go has no constants of pointers. The remark makes another value another declaration.
          return "var \(name) \(try types.text(constant.type))  // \(bits)\n"
        case .integer(let bits):
          let isUnsigned =
            if case .scalar(let scalar) = types.environment.resolved(constant.type) { scalar.isUnsigned } else { true }
          return "const \(name) = \(isUnsigned ? "\(bits)" : "\(Int64(bitPattern: bits))")\n"
        case .floating(let number):
          guard number.isFinite else { throw GoTypes.Unsupported(reason: "its value is \(number)") }
          return "const \(name) = \(number)\n"
        case .string(let bytes): return "const \(name) = \(Writer.quoted(bytes))\n"
        }
      }
    }

    private static func quoted(_ bytes: [UInt8]) -> String {
      let digits = Array("0123456789abcdef")
      return "\"" + bytes.map { "\\x\(digits[Int($0 >> 4)])\(digits[Int($0 & 15)])" }.joined() + "\""
    }

    mutating func macro(_ macro: CSkippedMacro) {
      let name = environment.goName(macro.name)
      if case .names(let other) = macro.reason, other != macro.name { return alias(macro.name, other) }
      if entries[name] != nil { return }
      switch macro.reason {
      case .isEmpty: objections[name] = "its macro is empty"
      case .takesArguments: objections[name] = "it is a macro with arguments"
      case .notConstant(let why): objections[name] = "its macro is no constant: \(why)"
      case .names: break
      }
    }

    /// A macro that is another name of something, and hides what was declared by the macro's own name.
    private mutating func alias(_ macro: String, _ other: String) {
      entries[environment.goName(macro)] = nil
      switch environment.meaning(of: other) {
      case .function(let function): self.function(function, as: macro)
      case .variable(var variable):
        variable.name = macro
        self.variable(variable)
      case .typedef(let id):
        let name = environment.goName(macro)
        add(name) { types throws(GoTypes.Unsupported) in
          "type \(name) = \(try types.meaning(of: types.environment[id]))\n"
        }
      default: objections[environment.goName(macro)] = "it is a macro for \(other)"
      }
    }

    /// - Parameter alias: the macro by which it is known, too.
    mutating func function(_ function: CFunction, as alias: String? = nil) {
      let name = environment.goName(alias ?? function.name)
      add(name) { types throws(GoTypes.Unsupported) in
        guard let type = types.written(function.type) else {
          throw GoTypes.Unsupported(reason: "its type is not known")
        }
        if !type.hasPrototype {
          throw GoTypes.Unsupported(
            reason: "\(function.name)() says nothing of its parameters: write \(function.name)(void) if it has none")
        }
        let reason = GoNames.jumps(function.symbol) ?? (function.returnsTwice ? GoNames.returnsTwice : nil)
        if let reason { throw GoTypes.Unsupported(reason: reason) }
        if function.isStatic {
          throw GoTypes.Unsupported(
            reason: "it is static, so no library has it, and Loam has no C compiler for its body")
        }
        var parameters: [String] = []
        for parameter in type.parameters { parameters.append(try types.parameter(parameter)) }
        var result = ""
        if case .void = types.environment.resolved(type.result) {} else { result = try types.passed(type.result) }
        return Writer.text(name, function, parameters, result, isVariadic: type.isVariadic)
      }
    }

    /// The function; the same with errno as an error; and the native below that.
    private static func text(
      _ name: String, _ function: CFunction, _ parameters: [String], _ result: String, isVariadic: Bool
    ) -> String {
      var names: [String] = []
      for (index, parameter) in function.parameters.enumerated() {
        let wanted = parameter.name.map { GoNames.go($0) } ?? "_p\(index)"
        let isFine = !names.contains(wanted) && !wanted.hasPrefix("_") && GoNames.canBeWritten(wanted)
        names.append(isFine ? wanted : "_p\(index)")
      }
      var list = zip(names, parameters).map { "\($0) \($1)" }
      var passed = names
      if isVariadic {
        list.append("_more ..._c_.Any")
        passed.append("_more...")
      }
      let all = list.joined(separator: ", ")
      let arguments = passed.joined(separator: ", ")
      var text = "func \(name)(\(all)) \(result)\n"
      if result.isEmpty {
        text += "func _errno_\(name)(\(all)) _c_.I32\n"
        text += "func _C2func_\(name)(\(all)) (_r _void, _e _c_.Error) {\n"
        text += "\t_e = _c_.Errno(_errno_\(name)(\(arguments)))\n\treturn\n}\n"
      } else {
        text += "func _errno_\(name)(\(all)) (\(result), _c_.I32)\n"
        text += "func _C2func_\(name)(\(all)) (_r \(result), _e _c_.Error) {\n"
        text += "\t_r, _n := _errno_\(name)(\(arguments))\n\treturn _r, _c_.Errno(_n)\n}\n"
      }
      return text
    }

    /// Types whose pointers are C's function pointers, what Go functions are like that may be such, and how they get it.
    mutating func functionTypes() {
      while !types.newFunctions.isEmpty {
        let (number, type) = types.newFunctions.removeFirst()
        newFunctionTypes.append(type)
        let name = "_fn_\(number)"
        types.named = []
        var text = "type \(name) struct { _ [0]_c_.U8 }\n"
        do throws(GoTypes.Unsupported) {
          text += "type _sig_\(number) = \(try signature(type))\n"
          text += "func _lend_\(number)(f func()) *\(name)\nfunc _hold_\(number)(f func()) *\(name)\n"
        } catch {
          objections["_sig_\(number)"] = error.reason
        }
        entries[name] = Entry(text: text, uses: types.named.subtracting([name]))
      }
    }

    private mutating func signature(_ type: CTypeID) throws(GoTypes.Unsupported) -> String {
      guard let function = environment.functionType(type), function.hasPrototype else {
        throw GoTypes.Unsupported(reason: "it says nothing of its parameters")
      }
      if function.isVariadic { throw GoTypes.Unsupported(reason: "Go has no variadic functions of this kind") }
      var parameters: [String] = []
      for parameter in function.parameters { parameters.append(try types.passed(parameter)) }
      var result = ""
      if case .void = environment.resolved(function.result) {
      } else {
        result = " " + (try types.passed(function.result))
      }
      return "func(\(parameters.joined(separator: ", ")))\(result)"
    }
  }
}
