// SPDX-License-Identifier: Apache-2.0
//
// Checker+Session.swift — the check of one entry of a session.

import Source
import Syntax

extension Checker {
  /// - Parameter isFile: constants are known in the whole entry, too.
  func checkEntry(_ tree: Tree, _ package: Package, isFile: Bool = false) -> EntryResult {
    sessionIsFile = isFile
    let before = program.diagnostics
    program.diagnostics = DiagnosticSet()
    let savedImports = package.sessionImports
    let file = TypedFile(package: package.id, tree: tree)
    program.typedFiles[Int(tree.source.id.raw)] = file
    file.scope = package.sessionImports
    package.files.append(file)
    let firstFunction = package.functions.count
    let firstInit = package.initFunctions.count
    let firstObject = package.objects.count

    let savedContext = context
    let savedPath = path
    path = []
    let environment = locals.enterEnvironment()
    context = Context(package: package, file: file)
    program.made = Made()
    program.isRecording = true
    let function = entryFunction(file)
    sessionFunction = function
    sessionDeclared = []
    sessionReplaced = []
    sessionMethods = []
    sessionHidden = []
    hasToldOrder = false
    collectEntry(package, firstFunction)
    let references = References()
    context = Context(package: package, file: file, function: function, references: references)
    let shown = entryStatements(function)
    program.functions[Int(function.raw)].references = references.list
    locals.leaveEnvironment(to: environment)
    context = savedContext
    path = savedPath
    runDelayed()
    for function in package.functions[firstFunction...] { checkBody(of: function) }
    runDelayed()
    program.isRecording = false
    // The names of what an entry declares are taken from this list, and nothing else of a session is.
    package.objects.removeSubrange(firstObject...)

    let errors = program.diagnostics
    program.diagnostics = before
    guard errors.isEmpty else {
      for (object, old) in zip(sessionDeclared, sessionReplaced).reversed() {
        package.scope.set(program[object].name, old)
      }
      package.sessionImports = savedImports
      package.functions.removeSubrange(firstFunction...)
      package.initFunctions.removeSubrange(firstInit...)
      package.files.removeLast()
      for (named, _, methods) in sessionMethods.reversed() { types.modify(named) { $0.methods = methods } }
      if !sessionMethods.isEmpty { program.methodSets.removeAll() }
      failed = (file.id, program.made)
      return .errors(errors)
    }
    program.addLeftover(function, file: file.id, program.made)
    return .checked(
      CheckedEntry(
        file: file.id, function: function, statements: file.tree.entry, expression: shown, declared: sessionDeclared,
        replaced: sessionReplaced, hiddenNames: sessionHidden, methods: sessionMethods.map(\.name),
        replacedMethods: sessionMethods.flatMap { method in
          method.before.filter { program[$0].name == method.name }
        },
        functions: Array(package.functions[firstFunction...]),
        initFunctions: Array(package.initFunctions[firstInit...]), made: program.made))
  }

  /// Makes the function whose body the statements are. Traces call it `main.prompt`; no code can name it.
  private func entryFunction(_ file: TypedFile) -> FunctionID {
    let signature = types.function(Signature(parameters: [], results: [], isVariadic: false))
    var object = Object(
      .function, name: program.symbols.intern("prompt"), package: file.package,
      position: file.tree.position(at: 0))
    object.type = signature
    object.state = .resolved
    object.flags = .isPackageLevel
    let id = program.add(object)
    let function = program.add(Function(object: id, file: file.id, package: file.package))
    program.objects[Int(id.raw)].detail = function.raw
    program.functions[Int(function.raw)].signature = signature
    program.functions[Int(function.raw)].isChecked = true
    return function
  }

  /// Functions, types and imports are known in the whole entry; what else is declared, from its place on.
  private func collectEntry(_ package: Package, _ firstFunction: Int) {
    var methods: [(base: Symbol, method: ObjectID)] = []
    var declared: [ObjectID] = []
    let first = sessionDeclared.count
    for statement in file.tree.nodes(file.tree.entry) {
      guard case .declaration(let list) = file.tree[statement] else { continue }
      var group = ConstantGroup()
      for id in file.tree.nodes(list) {
        switch file.tree[id] {
        case .import(let name, let path):
          collectImport(id, name, path)
          package.sessionImports = file.scope
        case .function(let declaration): collectFunction(id, declaration, &methods)
        case .type(let declaration): declared.append(collectType(id, declaration))
        case .constant(let declaration) where sessionIsFile: collectConstants(id, declaration, &group)
        default: break
        }
      }
    }
    for (base, method) in methods {
      let object = package.scope[base]
      if object.exists, program[object].state == .resolved,
        case .named(let named) = types.view(of: program[object].type)
      {
        let name = program[method].name
        sessionMethods.append((named, program[method].name, types[named].methods))
        types.modify(named) {
          $0.methods.removeAll { self.program[$0].name == name }
          $0.methods.append(method)
        }
      } else {
        package.methodsOfType[base, default: []].append(method)
      }
    }
    if sessionIsFile { declared = sessionDeclared[first...].filter { program[$0].kind != .function } }
    if !methods.isEmpty { program.methodSets.removeAll() }
    for object in declared { resolve(object) }
    for function in package.functions[firstFunction...] { resolve(program[function].object) }
  }

  /// Checks the statements as the body of the entry's function; the expression to show.
  private func entryStatements(_ function: FunctionID) -> NodeID<Expr> {
    let savedJumps = jumps
    jumps = Jumps()
    declaredLocals = []
    locals.open()
    context.sessionDepth = locals.depth
    var shown = NodeID<Expr>.none
    let list = Array(file.tree.nodes(file.tree.entry))
    for (index, statement) in list.enumerated() {
      if index == list.count - 1, case .expression(let expr) = file.tree[statement] {
        shown = shownExpression(expr)
      } else {
        self.statement(statement)
      }
    }
    for (branch, label) in jumps.gotos {
      if let target = jumps.labels[label] { file.facts[Int(branch.raw)].extra = target.raw }
    }
    locals.close()
    jumps = savedJumps
    return shown
  }

  private func shownExpression(_ expr: NodeID<Expr>) -> NodeID<Expr> {
    var operand = Operand()
    raw(&operand, expr)
    switch operand.mode {
    case .invalid, .noValue: return .none
    case .builtin: error(operand, "\(describe(operand)) must be called")
    case .type: error(operand, "\(describe(operand)) is not an expression")
    default:
      if case .tuple = types.view(of: operand.type) { return expr }
      if operand.mode != .nilValue { assign(&operand, to: .invalid, "expression", isBlank: true) }
      return expr
    }
    return .none
  }
}
