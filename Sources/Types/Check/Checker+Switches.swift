// SPDX-License-Identifier: Apache-2.0
//
// Checker+Switches.swift — switch, type switch, select and range statements.

import Source
import Syntax

extension Checker {
  // MARK: Expression switches

  func expressionSwitch(_ tag: NodeID<Expr>, _ clauses: NodeList<CaseClause>, _ close: UInt32) {
    var x = Operand()
    if tag.exists {
      expression(&x, tag)
      assign(&x, to: .invalid, "switch expression", isBlank: true)
      if x.isValid, !types.isComparable(x.type), !types.hasNil(x.type) {
        error(x, "cannot switch on \(describe(x)) (\(text(x.type)) is not comparable)")
        x.invalidate()
      }
    } else {
      x.mode = .constant
      x.type = .bool
      x.value = Constant(true)
    }
    reportDefaults(clauses)
    var seen: [ConstantKey: [(position: Position, type: TypeID)]] = [:]
    for id in file.tree.nodes(clauses) {
      let clause = file.tree[id]
      for expr in file.tree.nodes(clause.cases) { caseValue(expr, &x, &seen) }
      block(clause.body)
    }
  }

  private func reportDefaults(_ clauses: NodeList<CaseClause>) {
    var first = Position.none
    for id in file.tree.nodes(clauses) where file.tree[id].isDefault {
      let position = file.tree.position(of: id)
      if first.isNone {
        first = position
      } else {
        let place = program.sources.location(of: first).map { "\($0)" } ?? ""
        error(position, "multiple defaults (first at \(place))")
      }
    }
  }

  private func caseValue(
    _ expr: NodeID<Expr>, _ x: inout Operand, _ seen: inout [ConstantKey: [(position: Position, type: TypeID)]]
  ) {
    var value = Operand()
    expression(&value, expr)
    guard x.isValid, value.isValid else { return }
    if types.isUntyped(value.type) { convertUntyped(&value, to: x.type) }
    guard value.isValid else { return }
    var result = value
    var tag = x
    comparison(&result, &tag, .equal, isCase: true)
    guard result.isValid, value.mode == .constant, !value.value.isUnknown else { return }
    guard value.value.bool == nil, let key = ConstantKey(value.value, .invalid) else { return }
    if let other = seen[key, default: []].first(where: { $0.type == value.type }) {
      error(
        value, "duplicate case \(describe(value)) in expression switch",
        notes: [Diagnostic.Note(other.position, "previous case")])
      return
    }
    seen[key, default: []].append((file.tree.position(of: expr), value.type))
  }

  // MARK: Type switches

  func typeSwitch(_ guardNode: NodeID<Expr>, _ clauses: NodeList<CaseClause>) {
    guard case .typeSwitchGuard(let nameNode, let expr) = file.tree[guardNode] else { return }
    var name = symbol(nameNode)
    if name == .blank {
      error(nameNode, "no new variable on left side of :=")
      name = .none
    }
    var x = Operand()
    var isValid = false
    expression(&x, expr)
    if x.isValid {
      if types.isTypeParameter(x.type) {
        error(x, "cannot use type switch on type parameter value \(describe(x))")
      } else if types.isInterface(x.type) {
        isValid = true
      } else {
        error(x, "\(describe(x)) is not an interface")
      }
    }
    reportDefaults(clauses)
    var variables: [ObjectID] = []
    var seen: [(type: TypeID, position: Position)] = []
    for id in file.tree.nodes(clauses) {
      let clause = file.tree[id]
      let type = caseTypes(Array(file.tree.nodes(clause.cases)), isValid ? x : nil, &seen)
      locals.open()
      if name.exists {
        var object = Object(
          .variable, name: name, package: package.id, position: file.tree.position(of: nameNode))
        object.type = type
        object.state = .resolved
        object.flags = .isTypeSwitchVariable
        object.owner = context.function
        object.node = nameNode.raw
        let variable = program.add(object)
        file.facts[Int(id.raw)].object = variable
        locals.declare(name, variable)
        variables.append(variable)
      }
      statements(clause.body)
      locals.close()
    }
    if name.exists {
      var isUsed = false
      for variable in variables where program[variable].flags.contains(.isUsed) { isUsed = true }
      if !isUsed { error(nameNode, "\(text(name)) declared and not used") }
    }
  }

  private func caseTypes(
    _ cases: [NodeID<Expr>], _ x: Operand?, _ seen: inout [(type: TypeID, position: Position)]
  ) -> TypeID {
    var last = TypeID.invalid
    for expr in cases {
      var type = TypeID.untypedNil
      if isNil(expr) {
        var operand = Operand()
        expression(&operand, expr)
        last = .invalid
      } else {
        type = variableType(expr)
        last = type
        guard type.isValid else { continue }
      }
      if let other = seen.first(where: { $0.type == type }) {
        error(
          expr, "duplicate case \(type == .untypedNil ? "nil" : text(type)) in type switch",
          notes: [Diagnostic.Note(other.position, "previous case")])
        continue
      }
      seen.append((type, file.tree.start(of: expr)))
      if let x, type != .untypedNil, let cause = impossibleAssertion(x.type, type) {
        error(
          expr,
          "impossible type switch case: \(text(expr))\n\t\(describe(x)) cannot have dynamic type \(text(type)) \(cause)"
        )
      }
    }
    if cases.count == 1, !isNil(cases[0]) { return last }
    return x?.type ?? .invalid
  }

  private func isNil(_ expr: NodeID<Expr>) -> Bool {
    if case .name(let name) = file.tree[unparen(expr)] { return find(name) == program.universe.nilObject }
    return false
  }

  // MARK: Select

  func select(_ clauses: NodeList<CommClause>) {
    var first = Position.none
    for id in file.tree.nodes(clauses) {
      let clause = file.tree[id]
      if clause.comm.isNone {
        let position = file.tree.position(of: id)
        if first.isNone {
          first = position
        } else {
          let place = program.sources.location(of: first).map { "\($0)" } ?? ""
          error(position, "multiple defaults (first at \(place))")
        }
      }
    }
    for id in file.tree.nodes(clauses) {
      let clause = file.tree[id]
      var isValid = false
      var received = NodeID<Expr>.none
      switch file.tree[clause.comm] {
      case .none, .send: isValid = true
      case .assign(_, let right), .define(_, let right):
        if right.count == 1 { received = file.tree[right, 0] }
      case .expression(let expr): received = expr
      default: break
      }
      if received.exists, case .unary(.arrow, _) = file.tree[unparen(received)] { isValid = true }
      guard isValid else {
        error(clause.comm, "select case must be send or receive (possibly with assignment)")
        continue
      }
      locals.open()
      if clause.comm.exists { statement(clause.comm) }
      statements(clause.body)
      locals.close()
    }
  }

  // MARK: Range

  func range(
    _ id: NodeID<Stmt>, _ left: [NodeID<Expr>], isDefine: Bool, _ expr: NodeID<Expr>, _ body: NodeID<Stmt>
  ) {
    var x = Operand()
    expression(&x, expr)
    var key = TypeID.invalid
    var value = TypeID.invalid
    var isInteger = false
    if x.isValid {
      switch rangeTypes(x.type) {
      case .bad(let cause): error(x, "cannot range over \(describe(x))" + (cause.isEmpty ? "" : ": \(cause)"))
      case .types(let k, let v):
        key = k
        value = v
        isInteger = types.isInteger(x.type)
        if !k.isValid, !left.isEmpty {
          error(left[0], "range over \(describe(x)) permits no iteration variables")
        } else if !v.isValid, left.count > 1 {
          error(left[1], "range over \(describe(x)) permits only one iteration variable")
        } else if left.count > 2 {
          error(left[2], "range clause permits at most two iteration variables")
        }
      }
      if !isInteger { useDefaultType(&x) }
    }
    locals.open()
    let types = [key, value]
    if isDefine {
      defineRange(id, left, types, isInteger: isInteger, &x)
    } else if !left.isEmpty {
      for (index, variable) in left.prefix(2).enumerated() where types[index].isValid {
        if isInteger {
          assignVariable(variable, &x, "range clause")
          if x.isValid, !self.types.isInteger(x.type) {
            error(variable, "cannot use iteration variable of type \(text(x.type))")
          }
        } else {
          var y = Operand()
          y.mode = .value
          y.expr = variable
          y.type = types[index]
          assignVariable(variable, &y, "assignment")
        }
      }
    } else if isInteger {
      assign(&x, to: .invalid, "range clause", isBlank: true)
    }
    statement(body)
    locals.close()
  }

  private func defineRange(
    _ id: NodeID<Stmt>, _ left: [NodeID<Expr>], _ types: [TypeID], isInteger: Bool, _ x: inout Operand
  ) {
    var new: [ObjectID] = []
    for (index, variable) in left.prefix(2).enumerated() {
      guard case .name(let name) = file.tree[variable] else {
        error(variable, "cannot declare \(text(variable))")
        continue
      }
      let object = makeLocal(variable, type: .invalid, flags: .isLoopVariable)
      if name != .blank { new.append(object) }
      guard types[index].isValid else {
        program.objects[Int(object.raw)].flags.insert(.isUsed)
        continue
      }
      if isInteger {
        let type = self.types.defaultType(x.type)
        program.objects[Int(object.raw)].type = type
        assign(&x, to: type, "range clause")
      } else {
        program.objects[Int(object.raw)].type = types[index]
      }
      file.record(variable, .variable, program[object].type)
    }
    if new.isEmpty {
      error(file.tree.position(of: id), "no new variables on left side of :=")
    } else {
      for object in new { declareLocal(program[object].name, object) }
    }
  }

  private enum RangeTypes {
    /// Key and value; invalid where the loop gives none.
    case types(TypeID, TypeID)
    case bad(String)
  }

  private func rangeTypes(_ type: TypeID) -> RangeTypes {
    var core = types.coreType(type)
    guard core.isValid else { return .bad("no specific type") }
    if case .pointer(let element) = types.view(of: core), case .array = types.underlyingView(of: element) {
      core = types.underlying(element)
    }
    switch types.view(of: core) {
    case .basic(let kind):
      if kind.isString { return .types(.int, .int32) }
      if kind.isInteger { return .types(type, .invalid) }
      return .bad("")
    case .array(let element, _): return .types(.int, element)
    case .slice(let element): return .types(.int, element)
    case .map(let key, let element): return .types(key, element)
    case .channel(let direction, let element):
      if direction == .send { return .bad("receive from send-only channel \(text(type))") }
      return .types(element, .invalid)
    case .function(let id):
      let expected = "func must be func(yield func(...) bool)"
      let signature = types[id]
      if signature.parameters.count != 1 { return .bad("\(expected): wrong argument count") }
      if !signature.results.isEmpty { return .bad("\(expected): unexpected results") }
      guard let yield = types.signature(signature.parameters[0]) else {
        return .bad("\(expected): argument is not func")
      }
      if yield.parameters.count > 2 { return .bad("\(expected): yield func has too many parameters") }
      if yield.results != [.bool] { return .bad("\(expected): yield func does not return bool") }
      return .types(
        yield.parameters.first ?? .invalid, yield.parameters.count > 1 ? yield.parameters[1] : .invalid)
    default: return .bad("")
    }
  }

  // MARK: Terminating statements

  /// Whether a list of statements never lets control reach its end.
  func isTerminating(_ list: NodeList<Stmt>) -> Bool {
    for statement in file.tree.nodes(list).reversed() {
      if case .empty = file.tree[statement] { continue }
      return isTerminating(statement, label: .none)
    }
    return false
  }

  private func isTerminating(_ id: NodeID<Stmt>, label: Symbol) -> Bool {
    switch file.tree[id] {
    case .labeled(let name, let inner): return isTerminating(inner, label: symbol(name))
    case .expression(let expr): return file.call(of: unparen(expr)) == .builtin(.panic)
    case .return: return true
    case .branch(let token, _): return token == .goto || token == .fallthrough
    case .block(let list, _): return isTerminating(list)
    case .if(_, _, let then, let otherwise):
      return otherwise.exists && isTerminating(then, label: .none) && isTerminating(otherwise, label: .none)
    case .for(_, let condition, _, let body): return condition.isNone && !hasBreak(body, label, isImplicit: true)
    case .switch(_, _, let clauses, _), .typeSwitch(_, _, let clauses, _):
      var hasDefault = false
      for id in file.tree.nodes(clauses) {
        let clause = file.tree[id]
        if clause.isDefault { hasDefault = true }
        if !isTerminating(clause.body) || hasBreak(clause.body, label, isImplicit: true) { return false }
      }
      return hasDefault
    case .select(let clauses, _):
      for id in file.tree.nodes(clauses) {
        let body = file.tree[id].body
        if !isTerminating(body) || hasBreak(body, label, isImplicit: true) { return false }
      }
      return true
    default: return false
    }
  }

  private func hasBreak(_ list: NodeList<Stmt>, _ label: Symbol, isImplicit: Bool) -> Bool {
    file.tree.nodes(list).contains { hasBreak($0, label, isImplicit: isImplicit) }
  }

  private func hasBreak(_ id: NodeID<Stmt>, _ label: Symbol, isImplicit: Bool) -> Bool {
    switch file.tree[id] {
    case .labeled(_, let inner): return hasBreak(inner, label, isImplicit: isImplicit)
    case .branch(.break, let name): return name.isNone ? isImplicit : label.exists && symbol(name) == label
    case .block(let list, _): return hasBreak(list, label, isImplicit: isImplicit)
    case .if(_, _, let then, let otherwise):
      return hasBreak(then, label, isImplicit: isImplicit)
        || (otherwise.exists && hasBreak(otherwise, label, isImplicit: isImplicit))
    case .for(_, _, _, let body), .range(_, _, _, let body, _):
      return label.exists && hasBreak(body, label, isImplicit: false)
    case .switch(_, _, let clauses, _), .typeSwitch(_, _, let clauses, _):
      return label.exists
        && file.tree.nodes(clauses).contains { hasBreak(file.tree[$0].body, label, isImplicit: false) }
    case .select(let clauses, _):
      return label.exists
        && file.tree.nodes(clauses).contains { hasBreak(file.tree[$0].body, label, isImplicit: false) }
    default: return false
    }
  }
}
