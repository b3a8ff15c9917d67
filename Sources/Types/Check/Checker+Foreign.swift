// SPDX-License-Identifier: Apache-2.0
//
// Checker+Foreign.swift — package C: its declarations, and what may be given to C.
//
// How.      Somebody else reads C and answers Go declarations (ForeignReader). They are files of one package, to which more
//           are added as imports and the prompt ask for them. A parameter that C calls `const char *` is written `*_text`
//           there, and one that is a pointer to a function `*_fn_N`: in their place a string or a function may be given,
//           and what makes a value of C of it is noted (TypedFile.foreignArguments).
// Why not.  Rewriting the arguments in the tree: it is what errors, `:source` and completion show.
// Upholds.  What is given in the place of a pointer to a function has parameters and results that lie in words as C's.

import Source
import Syntax

/// What a text of C came to.
public enum ForeignText {
  /// Declarations of Go for package C; empty when there is nothing new.
  case declared(String)
  case errors([Diagnostic])
}

/// Reads C for package C.
public protocol ForeignReader: AnyObject {
  /// What package C is made of before anything is declared.
  func begin() -> String
  /// Reads the comment before an `import "C"`, which begins at `offset` of a file.
  func read(_ preamble: [UInt8], in file: FileID, at offset: Int, sources: inout SourceSet) -> ForeignText
  /// Why a name of package C cannot be used; nil: it can, or it is not known.
  func objection(to name: String) -> String?
}

extension Program {
  /// Package C, made now if it was not before. Requires: `foreign`.
  func foreignPackage() -> Package {
    if let known = packagesByPath["C"] { return self[known] }
    let package = makePackage(path: "C", isLibrary: true)
    package.name = symbols.intern("C")
    package.isForeign = true
    packageOrder.append(package.id)
    checker.extend(package, foreign?.begin() ?? "")
    return package
  }

  /// Adds declarations to package C.
  public func extendForeign(_ text: String) { checker.extend(foreignPackage(), text) }

  /// Reads C for package C with the program's sources at hand.
  public func withSources<Result>(_ body: (inout SourceSet) -> Result) -> Result {
    defer { while typedFiles.count <= sources.files.count { typedFiles.append(nil) } }
    return body(&sources)
  }
}

extension Checker {
  func extend(_ package: Package, _ text: String) {
    if text.isEmpty { return }
    let source = program.sources.add(name: "C", contents: Array(text.utf8))
    let tree = Parser.parseFile(
      source, bodies: .skip, symbols: &program.symbols, diagnostics: &program.diagnostics)
    let file = TypedFile(package: package.id, tree: tree)
    while program.typedFiles.count <= Int(source.id.raw) { program.typedFiles.append(nil) }
    program.typedFiles[Int(source.id.raw)] = file
    package.files.append(file)
    let saved = context
    let savedPath = path
    path = []
    collect(package, [file])
    path = savedPath
    context = saved
  }

  /// `import "C"`: the comment before it is C.
  func importForeign(_ path: NodeID<Expr>) -> Package? {
    let package = program.foreignPackage()
    guard let foreign = program.foreign,
      let preamble = Preamble(before: Int(file.tree.offset(of: path)), in: file.tree.source.bytes)
    else { return package }
    let id = file.id
    switch program.withSources({ foreign.read(preamble.text, in: id, at: preamble.offset, sources: &$0) }) {
    case .declared(let text): extend(package, text)
    case .errors(let errors):
      for error in errors { program.report(error.position, error.message, notes: error.notes) }
      return nil
    }
    return package
  }

  func whyForeignMissing(_ name: Symbol, _ expr: NodeID<Expr>) -> String {
    program.foreign?.objection(to: text(name)) ?? "\(text(expr)) is not declared: no C that was read says what it is"
  }

  /// The function of package C that an expression names.
  func foreignFunction(_ callee: NodeID<Expr>) -> FunctionID? {
    let object = file.object(of: unparen(callee))
    guard object.exists, program[object].kind == .function, program[program[object].package].isForeign else {
      return nil
    }
    return program[object].function
  }

  private func helper(_ name: String) -> ObjectID {
    let object = program.foreignPackage().scope[program.symbols.intern(name)]
    if object.exists { resolve(object) }
    return object
  }

  // MARK: Errors of the system

  /// `v, err := C.f()`: the function that answers errno as well takes the place of f.
  func useErrorResult(_ operand: inout Operand, _ callee: NodeID<Expr>) {
    guard let function = foreignFunction(callee), let signature = types.signature(operand.type),
      signature.results.count <= 1
    else { return }
    let other = helper("_C2func_" + program.text(program[program[function].object].name))
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

  /// The number N of a type `*_fn_N`.
  private func functionNumber(_ type: TypeID) -> String? {
    guard case .pointer(let base) = types.view(of: type), case .named(let id) = types.view(of: base) else { return nil }
    let object = program[types[id].object]
    guard program[object.package].isForeign else { return nil }
    let name = program.text(object.name)
    return name.hasPrefix("_fn_") ? String(name.dropFirst(4)) : nil
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
    guard value.isValid, value.part == 0, value.mode != .nilValue else { return false }
    if types.isString(value.type), takesText(function, index) {
      useDefaultType(&value)
      file.foreignArguments[value.expr] = helper("_string")
      return true
    }
    guard let number = functionNumber(target), types.signature(value.type) != nil else { return false }
    if isCallback(value, number, "argument to C.\(program.text(program[program[function].object].name))") {
      file.foreignArguments[value.expr] = helper("_lend_\(number)")
    } else {
      value.invalidate()
    }
    return true
  }

  /// `C.callback(f)`, where callback is a type of pointers to functions. False: it is any other conversion.
  func holdForeign(_ value: inout Operand, _ expr: NodeID<Expr>, _ target: TypeID) -> Bool {
    guard let number = functionNumber(target), types.signature(value.type) != nil else { return false }
    if isCallback(value, number, "conversion") {
      file.foreignConversions[expr] = helper("_hold_\(number)")
      value.mode = .value
      value.type = target
    } else {
      value.invalidate()
    }
    return true
  }

  /// Whether C can call a function as one of type N; reports why not.
  private func isCallback(_ value: Operand, _ number: String, _ what: String) -> Bool {
    let wanted = helper("_sig_\(number)")
    guard wanted.exists, let signature = types.signature(program[wanted].type), let own = types.signature(value.type)
    else {
      let reason = program.foreign?.objection(to: "_sig_\(number)") ?? "C says nothing of its parameters"
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
}
