// SPDX-License-Identifier: Apache-2.0
//
// Checker+Collect.swift — the package-level names of a package, as objects without types.

import Source
import Syntax

/// Where the type and value of a constant stand: on its own line, or on the line that it repeats.
struct ConstantDeclaration {
  let type: NodeID<Expr>
  let value: NodeID<Expr>
  let iota: Int64
  let isInherited: Bool
}

extension Checker {
  /// Makes objects of all declarations of a package and reads the packages it imports.
  func collect(_ package: Package) { collect(package, package.files) }

  /// The same of some of its files, to which others were added before.
  func collect(_ package: Package, _ files: [TypedFile]) {
    var methods: [(base: Symbol, method: ObjectID)] = []
    for file in files {
      context = Context(package: package, file: file)
      var group = ConstantGroup()
      for id in file.tree.nodes(file.tree.declarations) {
        switch file.tree[id] {
        case .none: break
        case .import(let name, let path): collectImport(id, name, path)
        case .constant(let declaration): collectConstants(id, declaration, &group)
        case .variable(let names, let type, let values): collectVariables(id, names, type, values)
        case .type(let declaration): _ = collectType(id, declaration)
        case .function(let declaration): collectFunction(id, declaration, &methods)
        }
      }
    }
    for file in files {
      for imported in file.scope.objects {
        let other = package.scope[program[imported].name]
        guard other.exists else { continue }
        let name = program.text(program[other].name)
        if program[imported].kind == .package {
          let what = program[program[imported].imported]
          program.report(
            program[other].position,
            "\(name) already declared through import of package \(program.text(what.name)) (\"\(what.path)\")",
            notes: otherDeclaration(imported))
        } else {
          let what = program[program[imported].package]
          program.report(
            program[other].position,
            "\(name) already declared through dot-import of package \(program.text(what.name)) (\"\(what.path)\")",
            notes: otherDeclaration(imported))
        }
      }
    }
    for (name, method) in methods {
      let (base, isPointer) = baseType(name, package)
      if isPointer { program.objects[Int(method.raw)].flags.insert(.hasPointerReceiver) }
      package.methodsOfType[base, default: []].append(method)
    }
  }

  /// The last line of a parenthesised group of constants that had values.
  struct ConstantGroup {
    var group: UInt32 = .max
    var type: NodeID<Expr> = .none
    var values: [NodeID<Expr>] = []
  }

  /// The declared type that a receiver's name leads to through aliases.
  private func baseType(_ name: Symbol, _ package: Package) -> (Symbol, isPointer: Bool) {
    var name = name
    var isPointer = false
    for _ in 0..<100 {
      let object = package.scope[name]
      guard object.exists, program[object].kind == .type, program[object].flags.contains(.isAlias) else {
        return (name, isPointer)
      }
      let file = program[program[object].position.file]
      guard case .type(let declaration) = file.tree[NodeID<Decl>(raw: program[object].node)] else { break }
      switch file.tree[declaration.type] {
      case .name(let next): name = next
      case .star(let base):
        guard !isPointer, case .name(let next) = file.tree[base] else { return (name, isPointer) }
        isPointer = true
        name = next
      default: return (name, isPointer)
      }
    }
    return (name, isPointer)
  }

  private func makeObject(_ kind: ObjectKind, _ name: NodeID<Expr>, _ decl: NodeID<Decl>) -> ObjectID {
    var object = Object(
      kind, name: symbol(name), package: package.id, position: file.tree.position(of: name))
    object.node = decl.raw
    object.flags = .isPackageLevel
    let id = program.add(object)
    file.record(name, object: id)
    return id
  }

  /// Enters an object into the package's scope.
  private func declare(_ id: ObjectID) {
    let object = program[id]
    package.objects.append(id)
    if object.name == .blank { return }
    if object.name == .initialize, object.kind != .function {
      program.report(object.position, "cannot declare init - must be func")
      return
    }
    if object.name == .main, package.name == .main, object.kind != .function {
      program.report(object.position, "cannot declare main - must be func")
      return
    }
    let old = package.scope[object.name]
    if package.isSession, !redeclaresInFile(id, old) {
      noteReplaced(object.name, by: id)
      if object.kind == .type { package.methodsOfType[object.name] = nil }
    } else if old.exists, !package.isForeign {
      program.report(
        object.position, "\(text(object.name)) redeclared in this block", notes: otherDeclaration(old))
      return
    }
    package.scope.set(object.name, id)
  }

  /// Whether the file being loaded into a session declares a name twice; what a session declared before may be replaced.
  func redeclaresInFile(_ id: ObjectID, _ old: ObjectID) -> Bool {
    sessionIsFile && old.exists && old != id && program[old].position.file == file.id
  }

  func collectImport(_ decl: NodeID<Decl>, _ name: NodeID<Expr>, _ path: NodeID<Expr>) {
    guard case .literal(let literal) = file.tree[path],
      let bytes = Constant(literal: literal.kind, text: file.tree.text(of: literal)).bytes
    else { return }
    let text = String(decoding: bytes, as: UTF8.self)
    if let problem = importPathProblem(bytes) {
      error(path, "invalid import path (\(problem))")
      return
    }
    let saved = context
    let imported =
      text == "C" && !package.isLibrary && program.makeForeign != nil
      ? importForeign(path)
      : package.isLibrary && symbol(name) != .dot
        ? deferredPackage(text) : importedPackage(text, at: file.tree.position(of: path))
    context = saved
    let local = symbol(name)
    guard let imported else {
      // What the import would have declared must not be reported as undefined.
      let guess = String(text.split(separator: "/").last ?? "_")
      let fake = Package(id: PackageID(raw: UInt32(program.packages.count)), path: text, name: .none, isLibrary: true)
      fake.name = program.symbols.intern(guess)
      fake.isFake = true
      program.packages.append(fake)
      declareImport(decl, local.exists ? local : fake.name, fake, isUsed: true)
      return
    }
    if !package.imports.contains(imported.id) { package.imports.append(imported.id) }
    // `import "C"` may stand for its `#cgo` lines alone.
    declareImport(decl, local.exists ? local : imported.name, imported, isUsed: imported.isForeign)
  }

  private func importPathProblem(_ path: [UInt8]) -> String? {
    if path.isEmpty { return "empty string" }
    let isPlain = path.allSatisfy { ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x2D && $0 <= 0x39) }
    if isPlain { return nil }
    for scalar in String(decoding: path, as: UTF8.self).unicodeScalars {
      if scalar.value < 0x21 || scalar.value == 0x7F
        || "!\"#$%&'()*,:;<=>?[\\]^{|}`\u{FFFD}".unicodeScalars.contains(scalar)
      {
        let hex = String(scalar.value, radix: 16, uppercase: true)
        return "invalid character U+" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex
          + (scalar.value == 0x7F ? "" : scalar.value > 0x20 ? " '\(scalar)'" : scalar.value == 0x20 ? " ' '" : "")
      }
    }
    return nil
  }

  private func declareImport(_ decl: NodeID<Decl>, _ name: Symbol, _ imported: Package, isUsed: Bool) {
    var object = Object(.package, name: name, package: package.id, position: file.tree.position(of: decl))
    object.detail = imported.id.raw
    object.state = .resolved
    if isUsed { object.flags.insert(.isUsed) }
    if name == .dot {
      object.flags.insert(.isDotImport)
      let id = program.add(object)
      file.importNames.append(id)
      file.facts[Int(decl.raw)].object = id
      for exported in imported.scope.objects where isExported(program[exported].name) {
        file.scope.set(program[exported].name, exported)
        file.dotImports[exported] = id
      }
      return
    }
    let id = program.add(object)
    file.facts[Int(decl.raw)].object = id
    if name == .blank { return }
    if name == .initialize {
      program.report(object.position, "cannot import package as init - init must be a func")
      return
    }
    file.importNames.append(id)
    let old = file.scope[name]
    if old.exists, !package.isSession {
      program.report(object.position, "\(text(name)) redeclared in this block", notes: otherDeclaration(old))
      return
    }
    file.scope.set(name, id)
  }

  func collectConstants(_ decl: NodeID<Decl>, _ declaration: ConstantDecl, _ group: inout ConstantGroup) {
    let isInherited = inherit(declaration, &group)
    for (index, name) in file.tree.nodes(declaration.names).enumerated() {
      let object = makeObject(.constant, name, decl)
      program.objects[Int(object.raw)].detail = UInt32(constantDeclarations.count)
      constantDeclarations.append(
        ConstantDeclaration(
          type: group.type, value: index < group.values.count ? group.values[index] : .none,
          iota: Int64(declaration.iota), isInherited: isInherited))
      declare(object)
    }
    checkConstantArity(declaration, group, isInherited: isInherited)
  }

  /// Finds the line that a constant declaration repeats; false when it has values of its own.
  func inherit(_ declaration: ConstantDecl, _ group: inout ConstantGroup) -> Bool {
    let isNewGroup = declaration.group == 0 || declaration.group != group.group
    if declaration.type.exists || !declaration.values.isEmpty {
      group = ConstantGroup(
        group: declaration.group, type: declaration.type, values: Array(file.tree.nodes(declaration.values)))
      return false
    }
    if isNewGroup {
      group = ConstantGroup(group: declaration.group)
      return false
    }
    return true
  }

  func checkConstantArity(_ declaration: ConstantDecl, _ group: ConstantGroup, isInherited: Bool) {
    let names = file.tree.nodes(declaration.names)
    if names.count < group.values.count {
      if isInherited {
        let extra = file.tree.position(of: group.values[names.count])
        let place = program.sources.location(of: extra).map { "\($0)" } ?? ""
        error(names[0], "extra init expr at \(place)")
      } else {
        let extra = group.values[names.count]
        error(extra, "extra init expr \(text(extra))")
      }
    } else if names.count > group.values.count {
      let name = names[group.values.count]
      error(name, "missing init expr for \(text(symbol(name)))")
    }
  }

  private func collectVariables(
    _ decl: NodeID<Decl>, _ names: NodeList<Expr>, _ type: NodeID<Expr>, _ values: NodeList<Expr>
  ) {
    let values = Array(file.tree.nodes(values))
    let objects = file.tree.nodes(names).map { makeObject(.variable, $0, decl) }
    if values.count == 1, objects.count > 1 {
      for object in objects {
        program.objects[Int(object.raw)].detail = UInt32(package.variableDeclarations.count)
        declare(object)
      }
      package.variableDeclarations.append(
        VariableDeclaration(file: file, declaration: decl, variables: objects, type: type, value: values[0]))
    } else {
      for (index, object) in objects.enumerated() {
        program.objects[Int(object.raw)].detail = UInt32(package.variableDeclarations.count)
        declare(object)
        package.variableDeclarations.append(
          VariableDeclaration(
            file: file, declaration: decl, variables: [object], type: type,
            value: index < values.count ? values[index] : .none))
      }
      checkVariableArity(names, type, values)
    }
  }

  func checkVariableArity(_ names: NodeList<Expr>, _ type: NodeID<Expr>, _ values: [NodeID<Expr>]) {
    if values.isEmpty || values.count == 1 { return }
    let names = file.tree.nodes(names)
    if names.count < values.count {
      let extra = values[names.count]
      error(extra, "extra init expr \(text(extra))")
    } else if names.count > values.count {
      let name = names[values.count]
      error(name, "missing init expr for \(text(symbol(name)))")
    }
  }

  func collectType(_ decl: NodeID<Decl>, _ declaration: TypeDecl) -> ObjectID {
    let object = makeObject(.type, declaration.name, decl)
    if declaration.isAlias { program.objects[Int(object.raw)].flags.insert(.isAlias) }
    declare(object)
    return object
  }

  func collectFunction(
    _ decl: NodeID<Decl>, _ declaration: FunctionDecl, _ methods: inout [(base: Symbol, method: ObjectID)]
  ) {
    checkExports(above: decl, declaration)
    let object = makeObject(.function, declaration.name, decl)
    var function = Function(object: object, file: file.id, package: package.id, declaration: decl)
    if case .absent = declaration.body { function.isNative = true }
    let id = program.add(function)
    program.objects[Int(object.raw)].detail = id.raw
    package.functions.append(id)
    if !declaration.typeParameters.isEmpty { program.objects[Int(object.raw)].flags.insert(.isGeneric) }
    if declaration.receiver.exists {
      program.objects[Int(object.raw)].flags.insert(.isMethod)
      program.objects[Int(object.raw)].flags.remove(.isPackageLevel)
      var type = file.tree[declaration.receiver].type
      var isPointer = false
      unwrap: while true {
        switch file.tree[type] {
        case .paren(let inner): type = inner
        case .star(let inner):
          isPointer = true
          type = inner
        case .index(let generic, _): type = generic
        default: break unwrap
        }
      }
      if isPointer { program.objects[Int(object.raw)].flags.insert(.hasPointerReceiver) }
      if case .name(let base) = file.tree[type], program[object].name != .blank { methods.append((base, object)) }
      return
    }
    let name = program[object].name
    if name == .initialize || (name == .main && package.name == .main) {
      if case .functionType(let parameters, let results) = file.tree[declaration.type] {
        if !declaration.typeParameters.isEmpty {
          error(
            declaration.typeParameters.isEmpty
              ? declaration.name : file.tree[file.tree[declaration.typeParameters, 0]].name,
            "func \(text(name)) must have no type parameters")
        }
        if !parameters.isEmpty || !results.isEmpty {
          error(declaration.name, "func \(text(name)) must have no arguments and no return values")
        }
      }
    }
    if name == .initialize {
      if function.isNative { error(declaration.name, "func init must have a body") }
      package.initFunctions.append(id)
      return
    }
    declare(object)
  }
}
