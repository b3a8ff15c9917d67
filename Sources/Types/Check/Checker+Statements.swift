// SPDX-License-Identifier: Apache-2.0
//
// Checker+Statements.swift — function bodies, statement by statement.
//
// Upholds.  Labels, `goto` and the places of `break`, `continue` and `fallthrough` were tested by the parser; here only
//           the targets are found.

import Source
import Syntax

extension Checker {
  /// A statement that `break` or `continue` may name.
  struct Target {
    let statement: NodeID<Stmt>
    let label: Symbol
    let isLoop: Bool
  }

  /// What is known of the jumps of the function being checked.
  struct Jumps {
    var targets: [Target] = []
    var labels: [Symbol: NodeID<Stmt>] = [:]
    var gotos: [(branch: NodeID<Stmt>, label: Symbol)] = []
    /// The label of the statement that comes next.
    var pendingLabel = Symbol.none
  }

  /// Checks the body of a function whose signature is known.
  func checkFunctionBody(_ function: FunctionID, _ body: NodeID<Stmt>) {
    program.functions[Int(function.raw)].body = body
    guard case .block(let list, let close) = file.tree[body] else { return }
    let info = program[function]
    let savedJumps = jumps
    let savedLocals = declaredLocals
    jumps = Jumps()
    declaredLocals = []
    locals.open()
    for type in info.typeParameters {
      if case .typeParameter(let id) = types.view(of: type) {
        let object = types[id].object
        if program[object].name != .blank { locals.declare(program[object].name, object) }
      }
    }
    for parameter in [info.receiver] + info.parameters + info.results where parameter.exists {
      let name = program[parameter].name
      if name.exists, name != .blank { locals.declare(name, parameter) }
    }
    statements(list)
    for (branch, label) in jumps.gotos {
      if let target = jumps.labels[label] { file.facts[Int(branch.raw)].extra = target.raw }
    }
    locals.close()
    if let signature = types.signature(info.signature), !signature.results.isEmpty, !isTerminating(list) {
      error(file.tree.position(at: close), "missing return")
    }
    // At a prompt what is not used yet may be used by the next version.
    for local in declaredLocals where !package.isSession {
      let object = program[local]
      if !object.flags.contains(.isUsed), object.name != .blank {
        error(object.position, "declared and not used: \(text(object.name))")
      }
    }
    jumps = savedJumps
    declaredLocals = savedLocals
  }

  func statements(_ list: NodeList<Stmt>) {
    for statement in file.tree.nodes(list) { self.statement(statement) }
  }

  func block(_ list: NodeList<Stmt>) {
    locals.open()
    statements(list)
    locals.close()
  }

  func statement(_ id: NodeID<Stmt>) {
    if program.cancellation.isSet {
      if program.diagnostics.isEmpty { error(file.tree.position(of: id), "interrupted") }
      return
    }
    let label = jumps.pendingLabel
    jumps.pendingLabel = .none
    switch file.tree[id] {
    case .none, .empty: break
    case .labeled(let labelNode, let inner):
      let name = symbol(labelNode)
      jumps.labels[name] = id
      jumps.pendingLabel = name
      statement(inner)
      jumps.pendingLabel = .none
    case .block(let list, _): block(list)
    case .expression(let expr): expressionStatement(expr)
    case .send(let channel, let value): send(id, channel, value)
    case .declaration(let list): declarations(list)
    case .assign(let left, let right):
      assignment(Array(file.tree.nodes(left)), Array(file.tree.nodes(right)))
    case .define(let left, let right):
      define(file.tree.position(of: id), Array(file.tree.nodes(left)), Array(file.tree.nodes(right)))
    case .operate(let token, let left, let right):
      var operand = Operand()
      binary(&operand, .none, token, left, right)
      assignResult(&operand, to: left)
    case .increment(let token, let left):
      var operand = Operand()
      expression(&operand, left)
      guard operand.isValid else { return }
      guard types.isNumeric(operand.type) else {
        let sign = token.spelling + token.spelling
        error(
          left, "invalid operation: \(text(left))\(sign) (non-numeric type \(text(operand.type)))")
        return
      }
      assignResult(&operand, to: left)
    case .branch(let token, let labelNode): branch(id, token, labelNode)
    case .go(let call): suspended("go", call)
    case .defer(let call):
      if context.function.exists { program.functions[Int(context.function.raw)].hasDefer = true }
      suspended("defer", call)
    case .return(let results): returnStatement(id, Array(file.tree.nodes(results)))
    case .if(let initial, let condition, let then, let otherwise):
      locals.open()
      statement(initial)
      self.condition(condition, "if")
      statement(then)
      statement(otherwise)
      locals.close()
    case .for(let initial, let condition, let post, let body):
      locals.open()
      if case .define(let left, let right) = file.tree[initial] {
        define(
          file.tree.position(of: initial), Array(file.tree.nodes(left)), Array(file.tree.nodes(right)),
          flags: .isLoopVariable)
      } else {
        statement(initial)
      }
      if condition.exists { self.condition(condition, "for") }
      statement(post)
      jumps.targets.append(Target(statement: id, label: label, isLoop: true))
      statement(body)
      jumps.targets.removeLast()
      locals.close()
    case .range(let left, let isDefine, let expr, let body, _):
      jumps.targets.append(Target(statement: id, label: label, isLoop: true))
      range(id, Array(file.tree.nodes(left)), isDefine: isDefine, expr, body)
      jumps.targets.removeLast()
    case .switch(let initial, let tag, let clauses, let close):
      jumps.targets.append(Target(statement: id, label: label, isLoop: false))
      locals.open()
      statement(initial)
      expressionSwitch(tag, clauses, close)
      locals.close()
      jumps.targets.removeLast()
    case .typeSwitch(let initial, let guardNode, let clauses, _):
      jumps.targets.append(Target(statement: id, label: label, isLoop: false))
      locals.open()
      statement(initial)
      typeSwitch(guardNode, clauses)
      locals.close()
      jumps.targets.removeLast()
    case .select(let clauses, _):
      jumps.targets.append(Target(statement: id, label: label, isLoop: false))
      select(clauses)
      jumps.targets.removeLast()
    }
  }

  /// Assigns the result of `a op= b` or `a++` to `a`.
  private func assignResult(_ operand: inout Operand, to left: NodeID<Expr>) {
    guard operand.isValid else {
      useLeft([left])
      return
    }
    assignVariable(left, &operand, "assignment")
  }

  private func expressionStatement(_ expr: NodeID<Expr>) {
    var operand = Operand()
    let kind = raw(&operand, expr)
    let problem: String
    switch operand.mode {
    case .builtin: problem = "must be called"
    case .type: problem = "is not an expression"
    default:
      if kind == .statement { return }
      problem = "is not used"
    }
    error(operand, "\(describe(operand)) \(problem)")
  }

  private func send(_ id: NodeID<Stmt>, _ channel: NodeID<Expr>, _ value: NodeID<Expr>) {
    var x = Operand()
    var y = Operand()
    expression(&x, channel)
    expression(&y, value)
    guard x.isValid, y.isValid, let element = channelElement(x, isReceive: false, at: channel) else { return }
    assign(&y, to: element, "send")
  }

  private func condition(_ expr: NodeID<Expr>, _ keyword: String) {
    var operand = Operand()
    expression(&operand, expr)
    guard operand.isValid else { return }
    if !types.isBoolean(operand.type) {
      error(expr, "non-boolean condition in \(keyword) statement")
      return
    }
    useDefaultType(&operand)
  }

  private func branch(_ id: NodeID<Stmt>, _ token: Token, _ labelNode: NodeID<Expr>) {
    let label = symbol(labelNode)
    switch token {
    case .goto: jumps.gotos.append((id, label))
    case .break:
      let target = jumps.targets.last { labelNode.isNone || $0.label == label }
      if let target { file.facts[Int(id.raw)].extra = target.statement.raw }
    case .continue:
      let target = jumps.targets.last { $0.isLoop && (labelNode.isNone || $0.label == label) }
      if let target { file.facts[Int(id.raw)].extra = target.statement.raw }
    default: break
    }
  }

  private func suspended(_ keyword: String, _ call: NodeID<Expr>) {
    guard case .call = file.tree[call] else {
      if case .paren(let inner) = file.tree[call], case .call = file.tree[unparen(inner)] {
        error(call, "expression in \(keyword) must not be parenthesized")
      } else {
        error(call, "expression in \(keyword) must be function call")
      }
      use(call)
      return
    }
    var operand = Operand()
    switch raw(&operand, call) {
    case .statement: return
    case .conversion: error(operand, "\(keyword) requires function call, not conversion \(describe(operand))")
    case .expression: error(operand, "\(keyword) discards result of \(describe(operand))")
    }
  }

  private func returnStatement(_ id: NodeID<Stmt>, _ values: [NodeID<Expr>]) {
    let results = program[context.function].results
    if values.isEmpty, let first = results.first, program[first].name.exists {
      for result in results {
        let name = program[result].name
        let visible = find(name)
        if name != .blank, visible.exists, visible != result {
          let kind = program[visible].kind == .variable ? "var " : ""
          error(
            file.tree.start(of: id), "result parameter \(text(name)) not in scope at return",
            notes: [
              Diagnostic.Note(
                program[visible].position,
                "inner declaration of \(kind)\(text(name)) \(text(program[visible].type))")
            ])
        }
      }
      return
    }
    if values.isEmpty, results.isEmpty { return }
    if results.isEmpty {
      if !use(values) { return }
      error(values[0], "too many return values", notes: returnNotes(values))
      return
    }
    if values.isEmpty {
      error(
        file.tree.start(of: id), "not enough return values",
        notes: [
          note("have ()"),
          note("want \(summary(results.map { program[$0].type }, isVariadic: false, spread: false))"),
        ])
      return
    }
    initialize(results, values, hasType: results.map { _ in true }, returning: id)
  }

  private func returnNotes(_ values: [NodeID<Expr>]) -> [Diagnostic.Note] {
    var have: [TypeID] = []
    for value in values {
      if values.count == 1, case .tuple(let id) = types.view(of: file.type(of: value)) {
        have += types[id]
      } else {
        have.append(file.type(of: value))
      }
    }
    return [note("have \(summary(have, isVariadic: false, spread: false))"), note("want ()")]
  }

  // MARK: Declarations

  func declarations(_ list: NodeList<Decl>) {
    var group = ConstantGroup()
    for id in file.tree.nodes(list) {
      switch file.tree[id] {
      case .constant(let declaration):
        // Those of a file are known in the whole of it, as types are.
        if !(isAtSessionLevel && sessionIsFile) { localConstants(declaration, &group) }
      case .variable(let names, let type, let values):
        localVariables(names, type, Array(file.tree.nodes(values)))
      case .type(let declaration):
        // Those of a session are known in the whole entry.
        if !isAtSessionLevel { localType(id, declaration) }
      case .none, .import, .function: break
      }
    }
  }

  private func localConstants(_ declaration: ConstantDecl, _ group: inout ConstantGroup) {
    let isInherited = inherit(declaration, &group)
    var objects: [ObjectID] = []
    for (index, name) in file.tree.nodes(declaration.names).enumerated() {
      var object = Object(
        .constant, name: symbol(name), package: package.id, position: file.tree.position(of: name))
      object.state = .resolved
      object.owner = context.function
      object.node = name.raw
      let id = program.add(object)
      file.record(name, object: id)
      checkConstant(
        id,
        ConstantDeclaration(
          type: group.type, value: index < group.values.count ? group.values[index] : .none,
          iota: Int64(declaration.iota), isInherited: isInherited))
      objects.append(id)
    }
    checkConstantArity(declaration, group, isInherited: isInherited)
    for object in objects { declareLocal(program[object].name, object) }
  }

  private func localVariables(_ names: NodeList<Expr>, _ typeNode: NodeID<Expr>, _ values: [NodeID<Expr>]) {
    var type = TypeID.invalid
    if typeNode.exists { type = variableType(typeNode) }
    let nodes = Array(file.tree.nodes(names))
    let objects = nodes.map { makeLocal($0, type: type) }
    if !values.isEmpty {
      if values.count == objects.count || values.count == 1 {
        initialize(objects, values, hasType: typeNode.exists)
      } else {
        // Each name takes the value at its place; the difference is reported after them.
        for (index, object) in objects.enumerated() {
          if index < values.count {
            initialize([object], [values[index]], hasType: typeNode.exists)
          }
        }
        if values.count > objects.count { use(Array(values[objects.count...])) }
        checkVariableArity(names, typeNode, values)
      }
    }
    for (index, object) in objects.enumerated() {
      file.record(nodes[index], .variable, program[object].type)
      declareLocal(program[object].name, object)
    }
  }

  private func localType(_ id: NodeID<Decl>, _ declaration: TypeDecl) {
    var object = Object(
      .type, name: symbol(declaration.name), package: package.id,
      position: file.tree.position(of: declaration.name))
    object.owner = context.function
    object.node = id.raw
    object.state = .resolving
    if declaration.isAlias { object.flags.insert(.isAlias) }
    let objectID = program.add(object)
    file.record(declaration.name, object: objectID)
    declareLocal(object.name, objectID)
    path.append(objectID)
    resolveType(objectID, id)
    path.removeLast()
    program.objects[Int(objectID.raw)].state = .resolved
    runDelayed()
  }
}
