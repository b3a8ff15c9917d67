// SPDX-License-Identifier: Apache-2.0
//
// Checker+Loading.swift — packages from text to scopes, and the check of a whole package.

import Source
import Syntax

extension Checker {
  /// Parses the files of a package and collects its names.
  func load(_ package: Package, _ files: [(name: String, contents: [UInt8])]) {
    for (name, contents) in files {
      let source = program.sources.add(name: name, contents: contents)
      let errors = program.diagnostics.count
      let tree = Parser.parseFile(
        source, bodies: package.isLibrary ? .skip : .parse, symbols: &program.symbols,
        diagnostics: &program.diagnostics)
      // Other errors of the parser, about jumps and literals, leave a tree that can be checked.
      if program.diagnostics.all[errors...].contains(where: { $0.message.hasPrefix("syntax error") }) {
        program.sawSyntaxError = true
      }
      let file = TypedFile(package: package.id, tree: tree)
      while program.typedFiles.count <= Int(source.id.raw) { program.typedFiles.append(nil) }
      program.typedFiles[Int(source.id.raw)] = file
      let packageName = symbol(file, tree.packageName)
      if !package.name.exists {
        package.name = packageName
      } else if packageName.exists, packageName != package.name {
        program.report(
          tree.position(of: tree.packageName),
          "package \(program.text(packageName)); expected package \(program.text(package.name))")
        continue
      }
      package.files.append(file)
    }
    program.importStack.append(package.id)
    let saved = context
    let savedPath = path
    path = []
    if !program.sawSyntaxError { collect(package) }
    path = savedPath
    context = saved
    program.importStack.removeLast()
    program.packageOrder.append(package.id)
  }

  private func symbol(_ file: TypedFile, _ name: NodeID<Expr>) -> Symbol {
    if case .name(let symbol) = file.tree[name] { return symbol }
    return .none
  }

  /// Makes a package of what the importer found; user packages are checked whole.
  func importPackage(_ path: String, _ source: PackageSource) -> Package {
    let package = program.makePackage(path: path, isLibrary: source.isLibrary)
    package.hasNatives = source.hasNatives
    load(package, source.files)
    if !source.isLibrary, !program.sawSyntaxError { checkWhole(package) }
    return package
  }

  /// The package that an import of a library file names. Its files are read when something of it is first named, so
  /// that a program pays for what it uses of the library's own imports. Library packages are called as their paths end.
  func deferredPackage(_ path: String) -> Package {
    if let known = program.packagesByPath[path] { return program[known] }
    let package = program.makePackage(path: path, isLibrary: true)
    package.name = program.symbols.intern(String(path.split(separator: "/").last ?? ""))
    package.isUnread = true
    return package
  }

  /// Reads a package whose reading was put off.
  func read(_ package: Package) {
    guard package.isUnread else { return }
    package.isUnread = false
    let saved = context
    defer { context = saved }
    switch program.importer(package.path) {
    case .found(let source): load(package, source.files)
    case .failed(let message): program.report(.none, message)
    }
  }

  /// The package that an import declaration names; nil after an error.
  func importedPackage(_ path: String, at position: Position) -> Package? {
    if let importer = program.importStack.last, !mayImport(path, into: importer) {
      program.report(position, "use of internal package \(path) not allowed")
      return nil
    }
    if let known = program.packagesByPath[path] {
      read(program[known])
      if program.importStack.contains(known) {
        let start = program.importStack.firstIndex(of: known)!
        let names = program.importStack[start...].map { program[$0].path } + [path]
        program.report(
          position, "import cycle not allowed",
          notes: names.indices.dropFirst().map {
            Diagnostic.Note(.none, "\(names[$0 - 1]) imports \(names[$0])")
          })
        return nil
      }
      return program[known]
    }
    switch program.importer(path) {
    case .found(let source) where program.isProbing && !source.hasNatives: return nil
    case .found(let source):
      let package = importPackage(path, source)
      if package.name == .main, !package.isLibrary {
        program.report(position, "import \"\(path)\" is a program, not an importable package")
        return nil
      }
      return package
    case .failed(let message):
      program.report(position, message)
      return nil
    }
  }

  /// Whether a package may import another: what lies below a directory `internal` is for those beside that directory.
  private func mayImport(_ path: String, into importer: PackageID) -> Bool {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard let last = parts.lastIndex(of: "internal"), !program[importer].hasNatives else { return true }
    let own = program[importer].path == "main" ? program.modulePath ?? "" : program[importer].path
    let parent = parts[..<last].joined(separator: "/")
    // The library's own internal packages belong to no program.
    if parent.isEmpty, case .found(let source) = program.importer(path) { return !source.isLibrary }
    return parent.isEmpty || own == parent || own.hasPrefix(parent + "/")
  }

  /// Checks all declarations and bodies of a package, and orders its initialisation.
  func checkWhole(_ package: Package) {
    let saved = context
    defer { context = saved }
    for object in package.objects { resolve(object) }
    for function in package.functions {
      if program[program[function].object].state == .unresolved { resolve(program[function].object) }
    }
    runDelayed()
    for function in package.functions { checkBody(of: function) }
    for index in package.variableDeclarations.indices { checkVariable(package, index) }
    runDelayed()
    for file in package.files { reportUnusedImports(file) }
    orderInitialization(package)
    if program.diagnostics.isEmpty, !package.hasNatives { reportMissingBodies(package) }
  }

  /// What Go's linker says of a program without a main function.
  func checkMainFunction(_ package: Package) {
    if package.name != .main || !program.diagnostics.isEmpty { return }
    let main = package.scope[.main]
    if !main.exists || program[main].kind != .function {
      program.report(.none, "function main is undeclared in the main package")
    }
  }

  private func reportMissingBodies(_ package: Package) {
    for id in package.functions where program[id].isNative {
      guard case .function(let declaration) = program[program[id].file].tree[program[id].declaration],
        !declaration.pragmas.contains(.linkName)
      else { continue }
      program.report(program[program[id].object].position, "missing function body")
    }
  }

  func reportUnusedImports(_ file: TypedFile) {
    for object in file.importNames where !program[object].flags.contains(.isUsed) {
      if program[program[object].imported].isForeign { continue }  // it may be there for a library to open
      let path = program[program[object].imported].path
      let element = path.split(separator: "/").last.map(String.init) ?? path
      let name = program.text(program[object].name)
      let alias = name == element || program[object].flags.contains(.isDotImport) ? "" : " as \(name)"
      program.report(program[object].position, "\"\(path)\" imported\(alias) and not used")
    }
  }

  /// Parses and checks a function's body unless that was done before.
  func checkBody(of function: FunctionID) {
    let info = program[function]
    if info.isChecked || info.literal.exists { return }
    program.functions[Int(function.raw)].isChecked = true
    resolve(info.object)
    let file = program[info.file]
    guard case .function(let declaration) = file.tree[info.declaration] else { return }
    switch declaration.body {
    case .absent: return
    case .skipped:
      let parsed = Parser.parseBody(
        of: info.declaration, in: &file.tree, symbols: &program.symbols, diagnostics: &program.diagnostics)
      file.growFacts()
      if !parsed { return }
    case .parsed: break
    }
    guard case .function(let parsed) = file.tree[info.declaration], case .parsed(let body) = parsed.body else { return }
    let saved = context
    let savedPath = path
    path = []
    let environment = locals.enterEnvironment()
    context = Context(package: program[info.package], file: file, function: function, references: References())
    checkFunctionBody(function, body)
    program.functions[Int(function.raw)].references = context.references!.list
    locals.leaveEnvironment(to: environment)
    context = saved
    path = savedPath
    runDelayed()
  }
}
