// SPDX-License-Identifier: Apache-2.0
//
// Checker+Foreign.swift — calls of C, and what may be given to C.
//
// How.      A parameter that C calls `const char *` is written `*_text` in package C, and one that is a pointer to a
//           function `*_fn_N`: in their place a string or a function may be given, and what makes a value of C of it is
//           noted (TypedFile.foreignArguments). A function of C that is not called is its address, an unsafe.Pointer: a
//           variable `_fp_f` of package C, or what `_export_f` makes of the Go function f with the comment `//export f`.
// Why not.  Rewriting the arguments in the tree: it is what errors, `:source` and completion show.
// Upholds.  What is given in the place of a pointer to a function has parameters and results that lie in words as C's.

import Source
import Syntax

extension Checker {
  /// The function of package C that an expression names.
  func foreignFunction(_ callee: NodeID<Expr>) -> FunctionID? {
    let object = file.object(of: unparen(callee))
    guard object.exists, program[object].kind == .function, program[program[object].package].isForeign else {
      return nil
    }
    return program[object].function
  }

  private func helper(_ name: String, _ package: Package) -> ObjectID {
    let object = package.scope[program.symbols.intern(name)]
    if object.exists { resolve(object) }
    return object
  }

  // MARK: Errors of the system

  /// `v, err := C.f()`: the function that answers errno as well takes the place of f.
  func useErrorResult(_ operand: inout Operand, _ callee: NodeID<Expr>) {
    guard let function = foreignFunction(callee), let signature = types.signature(operand.type),
      signature.results.count <= 1
    else { return }
    let other = helper(
      "_C2func_" + program.text(program[program[function].object].name), program[program[function].package])
    guard other.exists else { return }
    noteUse(other)
    let callee = unparen(callee)
    if case .selector(_, let name) = file.tree[callee] { file.record(name, object: other) }
    file.record(callee, object: other)
    operand.type = program[other].type
    operand.expr = callee
    record(operand)
  }

  // MARK: Values for C

  /// The number N of a type `*_fn_N`, and the package C that has it.
  private func functionNumber(_ type: TypeID) -> (number: String, package: Package)? {
    guard case .pointer(let base) = types.view(of: type), case .named(let id) = types.view(of: base) else { return nil }
    let object = program[types[id].object]
    guard program[object.package].isForeign else { return nil }
    let name = program.text(object.name)
    return name.hasPrefix("_fn_") ? (String(name.dropFirst(4)), program[object.package]) : nil
  }

  /// Whether one is a type of pointers to functions of C, and the other what cgo has for all of these, `*[0]byte`.
  func areFunctionPointers(_ a: TypeID, _ b: TypeID) -> Bool {
    program.makeForeign != nil
      && (isBarePointer(a) && functionNumber(b) != nil || isBarePointer(b) && functionNumber(a) != nil)
  }

  private func isBarePointer(_ type: TypeID) -> Bool {
    guard case .pointer(let base) = types.view(of: type), case .array(let element, 0) = types.view(of: base) else {
      return false
    }
    return element == .uint8
  }

  /// Whether a parameter is written `*_text`.
  private func takesText(_ function: FunctionID, _ index: Int) -> Bool {
    let record = program[function]
    let tree = program[record.file].tree
    guard case .function(let declaration) = tree[record.declaration],
      case .functionType(let parameters, _) = tree[declaration.type], index < parameters.count,
      case .star(let base) = tree[tree[tree[parameters, index]].type], case .name(let name) = tree[base]
    else { return false }
    return program.text(name) == "_text"
  }

  /// Takes a string for `const char *`, and a function for a pointer to one. False: it is any other argument.
  func convertForeign(_ value: inout Operand, to target: TypeID, of function: FunctionID, _ index: Int) -> Bool {
    guard value.isValid, value.part == 0 else { return false }
    if value.mode == .nilValue {
      guard isOneOfMore(function, index), types.isInterface(target) else { return false }
      error(
        value,
        "cannot use nil as one of the ... arguments to C.\(program.text(program[program[function].object].name))",
        notes: [note("C has to know what it is; a null pointer is unsafe.Pointer(nil)")])
      value.invalidate()
      return true
    }
    if types.isString(value.type), takesText(function, index) {
      useDefaultType(&value)
      file.foreignArguments[value.expr] = helper("_string", program[program[function].package])
      return true
    }
    let name = "C.\(program.text(program[program[function].object].name))"
    if isOneOfMore(function, index), types.isInterface(target) {
      useDefaultType(&value)
      if value.isValid, !mayBeOneOfMore(value.type) {
        error(
          value, "cannot use \(describe(value)) as one of the ... arguments to \(name)",
          notes: [note("C takes numbers, bools, pointers and strings there")])
        value.invalidate()
        return true
      }
      return false
    }
    guard let (number, package) = functionNumber(target), types.signature(value.type) != nil else { return false }
    if isCallback(value, number, package, "argument to \(name)") {
      file.foreignArguments[value.expr] = helper("_lend_\(number)", package)
    } else {
      value.invalidate()
    }
    return true
  }

  private func isOneOfMore(_ function: FunctionID, _ index: Int) -> Bool {
    guard let signature = types.signature(program[function].signature) else { return false }
    return signature.isVariadic && index >= signature.parameters.count - 1
  }

  /// What C's own rules of promotion say of; an interface says only when the program runs.
  private func mayBeOneOfMore(_ type: TypeID) -> Bool {
    switch types.view(of: types.underlying(type)) {
    case .basic(let kind): kind != .complex64 && kind != .complex128
    case .pointer, .interface: true
    default: false
    }
  }

  /// `C.callback(f)`, where callback is a type of pointers to functions. False: it is any other conversion.
  func holdForeign(_ value: inout Operand, _ expr: NodeID<Expr>, _ target: TypeID) -> Bool {
    guard let (number, package) = functionNumber(target), types.signature(value.type) != nil else { return false }
    if isCallback(value, number, package, "conversion") {
      file.foreignConversions[expr] = helper("_hold_\(number)", package)
      value.mode = .value
      value.type = target
    } else {
      value.invalidate()
    }
    return true
  }

  /// Whether C can call a function as one of type N; reports why not.
  private func isCallback(_ value: Operand, _ number: String, _ package: Package, _ what: String) -> Bool {
    let wanted = helper("_sig_\(number)", package)
    guard wanted.exists, let signature = types.signature(program[wanted].type), let own = types.signature(value.type)
    else {
      let reason = package.foreign?.objection(to: "_sig_\(number)")?.reason ?? "C says nothing of its parameters"
      error(value, "cannot use \(describe(value)) in \(what): \(reason)")
      return false
    }
    let isSame =
      !own.isVariadic && own.parameters.count == signature.parameters.count
      && own.results.count == signature.results.count
      && zip(own.parameters + own.results, signature.parameters + signature.results).allSatisfy(isSameInWords)
    if !isSame {
      error(
        value, "cannot use \(describe(value)) as a function of C in \(what)",
        notes: [
          note("have \(text(value.type))"), note("want \(text(program[wanted].type))"),
          note("integers of the same size and sign will do, and unsafe.Pointer for any pointer"),
        ])
    }
    return isSame
  }

  /// Whether values of two types lie in words alike.
  private func isSameInWords(_ a: TypeID, _ b: TypeID) -> Bool {
    let (a, b) = (types.underlying(a), types.underlying(b))
    if a == b { return true }
    switch (types.view(of: a), types.view(of: b)) {
    case (.basic(let a), .basic(let b)): return Checker.wordKind(a) == Checker.wordKind(b)
    case (.pointer, .pointer), (.basic(.unsafePointer), .pointer), (.pointer, .basic(.unsafePointer)): return true
    default: return false
    }
  }

  private static func wordKind(_ kind: BasicKind) -> BasicKind {
    switch kind {
    case .int: .int64
    case .uint, .uintptr: .uint64
    default: kind
    }
  }

  // MARK: Functions as values

  /// The address of a function of C that an expression names without calling it, or the Go function that C knows by that
  /// name. False: it is neither.
  func useForeignAddress(_ operand: inout Operand, _ expr: NodeID<Expr>, _ name: Symbol, in foreign: Package) -> Bool {
    guard foreign.foreign?.isFunction(text(name)) == true else { return false }
    let isCalled = expr == context.called
    let exported = exportedFunction(name)
    if !exported.exists, isCalled { return false }
    if exported.exists {
      resolve(exported)
      noteUse(exported)
      operand.mode = .value
      operand.type = program[exported].type
      operand.expr = expr
      if isCalled {  // what C would do between them changes nothing
        file.record(nameNode(of: expr), object: exported)
        file.record(expr, object: exported)
        return true
      }
      let maker = declareForeign("_export_\(text(name))", in: foreign)
      guard maker.exists,
        let number = types.signature(program[maker].type).flatMap({ functionNumber($0.results[0]) })?.number,
        isCallback(operand, number, foreign, "//export")
      else {
        operand.invalidate()
        return true
      }
      file.record(expr, object: exported)
      file.foreignConversions[expr] = maker
    } else {
      if let objection = foreign.foreign?.objection(to: text(name)) {
        error(nameNode(of: expr), objection.reason, notes: objection.notes + whyNotExported(name))
        operand.invalidate()
        return true
      }
      let variable = declareForeign("_fp_\(text(name))", in: foreign)
      guard variable.exists else { return false }
      noteUse(variable)
      file.record(expr, object: variable)
      operand.mode = .value
    }
    operand.type = .unsafePointer
    operand.expr = expr
    return true
  }

  private func nameNode(of expr: NodeID<Expr>) -> NodeID<Expr> {
    if case .selector(_, let name) = file.tree[expr] { name } else { expr }
  }

  /// A hint for a name that this package has a function of, which C does not get.
  private func whyNotExported(_ name: Symbol) -> [Diagnostic.Note] {
    let object = package.scope[name]
    guard object.exists, program[object].kind == .function else { return [] }
    let comment = "a comment '//export \(text(name))' before it would give it to C"
    return [Diagnostic.Note(program[object].position, comment)]
  }

  /// The function of this package that a comment `//export name` before it gives to C.
  private func exportedFunction(_ name: Symbol) -> ObjectID {
    let object = package.scope[name]
    guard object.exists, program[object].kind == .function else { return .none }
    let function = program[program[object].function]
    let file = program[function.file]
    return exports(above: function.declaration, in: file).contains { $0.name == text(name) } ? object : .none
  }

  /// What the comments `//export name` right above a declaration say, and where they stand.
  private func exports(above declaration: NodeID<Decl>, in file: TypedFile) -> [(name: String, offset: Int)] {
    let bytes = file.tree.source.bytes
    var found: [(name: String, offset: Int)] = []
    var end = Int(file.tree.offset(of: declaration))
    while let newline = bytes[..<end].lastIndex(of: 0x0A) {
      let start = bytes[..<newline].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
      let line = bytes[start..<newline]
      guard line.starts(with: "//".utf8) else { break }
      if line.starts(with: "//export ".utf8) {
        let words = String(decoding: line, as: UTF8.self).split { $0 == " " || $0 == "\t" || $0 == "\r" }.dropFirst()
        found.append((words.joined(separator: " "), start))
      }
      end = start
    }
    return found.reversed()
  }

  /// Refuses a comment `//export` that names another function than the one below it.
  func checkExports(above id: NodeID<Decl>, _ declaration: FunctionDecl) {
    guard program.foreignPackages[package.id] != nil, package.isSession || importsForeign(file) else { return }
    let name = text(symbol(declaration.name))
    for export in exports(above: id, in: file) where export.name != name {
      let message =
        export.name.isEmpty
        ? "//export names no function" : "//export names \(export.name), but the function below it is \(name)"
      error(Position(file: file.id, offset: UInt32(export.offset)), message)
    }
  }
}
