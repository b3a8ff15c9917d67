// SPDX-License-Identifier: Apache-2.0
//
// Checker+Assignments.swift — giving values to variables, parameters, results and fields.

import Source
import Syntax

extension Checker {
  /// Tests that an operand may be given to a variable of a type, and gives it that type when it was untyped.
  /// - Parameter isBlank: the variable takes any type; untyped constants get their default type.
  /// - Parameter targetText: the type as it was declared, with names that are no part of it.
  func assign(
    _ x: inout Operand, to target: TypeID, _ what: @autoclosure () -> String, isBlank: Bool = false,
    targetText: @autoclosure () -> String? = nil
  ) {
    if x.mode == .value, x.type == target, target.isValid, !isBlank {
      if case .tuple = types.view(of: target) {} else { return }
    }
    requireSingle(&x)
    switch x.mode {
    case .invalid: return
    case .constant, .variable, .mapIndex, .value, .nilValue, .commaOk: break
    case .noValue, .builtin, .type:
      error(x, "cannot assign \(describe(x)) to \(text(target)) in \(what())")
      x.invalidate()
      return
    }
    if !isBlank, !target.isValid {
      if types.isUntyped(x.type) { useDefaultType(&x) }
      return
    }
    if types.isUntyped(x.type) {
      var wanted = target
      if x.mode == .nilValue {
        if isBlank {
          error(x, "use of untyped nil in \(what())")
          x.invalidate()
          return
        }
      } else if isBlank || types.isInterface(target) {
        wanted = types.defaultType(x.type)
      }
      switch implicitConversion(x, to: wanted) {
      case .misfit(let misfit):
        var message = "cannot use \(describe(x)) as \(text(wanted)) value in \(what())"
        switch misfit {
        case .truncated: message += " (truncated)"
        case .overflows: message += " (overflows)"
        case .other: break
        }
        error(x, message)
        x.invalidate()
        return
      case .type(let type, let value): settle(&x, type, value)
      }
    }
    if isGenericFunction(x), isBlank || !inferFromTarget(&x, target) {
      error(x.expr, "cannot use generic function \(text(x.expr)) without instantiation")
      x.invalidate()
      return
    }
    if isBlank { return }
    guard let cause = assignable(x, to: target) else { return }
    let message = "cannot use \(describe(x)) as \(targetText() ?? text(target)) value in \(what())"
    error(x, cause.isEmpty ? message : "\(message): \(cause)")
    x.invalidate()
  }

  // MARK: Declarations

  /// Gives variables their initial values, and their types when they have none yet.
  func initialize(_ variables: [ObjectID], _ values: [NodeID<Expr>], hasType: Bool) {
    initialize(
      variables, values, hasType: variables.map { _ in hasType }, returning: .none,
      single: variables.count == 1 ? "variable declaration" : "assignment")
  }

  /// - Parameter returning: the return statement that gives the results their values.
  func initialize(
    _ variables: [ObjectID], _ values: [NodeID<Expr>], hasType: [Bool], returning: NodeID<Stmt>,
    single: String = "assignment"
  ) {
    let isReturn = returning.exists
    let what = isReturn ? "return statement" : variables.count > 1 ? "multiple assignment" : single
    var isCall = false
    if values.count == 1, case .call = file.tree[unparen(values[0])] { isCall = true }
    if variables.count == values.count, !isCall || single == "variable declaration" {
      var operand = Operand()
      for (index, variable) in variables.enumerated() {
        expression(&operand, values[index], hint: .invalid)
        initialize(variable, &operand, hasType: hasType[index], what)
      }
      return
    }
    func giveUp() {
      for (index, variable) in variables.enumerated() where !hasType[index] {
        program.objects[Int(variable.raw)].type = .invalid
      }
    }
    if values.count != 1 {
      if use(values) {
        if isReturn {
          reportReturn(
            returning, variables,
            values.map { expr in
              var operand = Operand()
              raw(&operand, expr)
              return operand
            })
        } else {
          reportMismatch(values, variables.count, values.count)
        }
      }
      giveUp()
      return
    }
    var (list, isCommaOk) = multiple(values[0], allowCommaOk: variables.count == 2 && !isReturn)
    if list.count == variables.count {
      for (index, variable) in variables.enumerated() {
        initialize(variable, &list[index], hasType: hasType[index], what)
      }
      if isCommaOk, list[0].isValid, list[1].isValid { recordCommaOk(values[0]) }
      return
    }
    if list[0].isValid {
      if isReturn {
        reportReturn(returning, variables, list)
      } else {
        reportMismatch(values, variables.count, list.count)
      }
    }
    giveUp()
  }

  private func initialize(_ variable: ObjectID, _ x: inout Operand, hasType: Bool, _ what: String) {
    let type = program[variable].type
    guard x.isValid, x.type.isValid, !hasType || type.isValid else {
      if !hasType { program.objects[Int(variable.raw)].type = .invalid }
      x.invalidate()
      return
    }
    if hasType {
      assign(&x, to: type, what)
      return
    }
    if x.type == .untypedNil {
      error(x, "use of untyped nil in \(what)")
      program.objects[Int(variable.raw)].type = .invalid
      x.invalidate()
      return
    }
    if isGenericFunction(x) {
      error(x.expr, "cannot use generic function \(text(x.expr)) without instantiation")
      program.objects[Int(variable.raw)].type = .invalid
      x.invalidate()
      return
    }
    let new = types.defaultType(x.type)
    if case .tuple = types.view(of: new) {} else { program.objects[Int(variable.raw)].type = new }
    assign(&x, to: new, what)
    if !x.isValid, case .tuple = types.view(of: new) { program.objects[Int(variable.raw)].type = .invalid }
  }

  private func measure(_ count: Int, _ unit: String) -> String { "\(count) \(unit)\(count == 1 ? "" : "s")" }

  private func reportMismatch(_ values: [NodeID<Expr>], _ left: Int, _ right: Int) {
    let variables = measure(left, "variable")
    let count = measure(right, "value")
    if values.count == 1, case .call(let callee, _, _) = file.tree[unparen(values[0])] {
      error(values[0], "assignment mismatch: \(variables) but \(text(callee)) returns \(count)")
      return
    }
    error(values[0], "assignment mismatch: \(variables) but \(count)")
  }

  private func reportReturn(_ statement: NodeID<Stmt>, _ results: [ObjectID], _ values: [Operand]) {
    var position = file.tree.start(of: statement)
    var qualifier = "not enough"
    if values.count > results.count {
      position = file.tree.start(of: values[results.count].expr)
      qualifier = "too many"
    } else if let last = values.last {
      position = file.tree.start(of: last.expr)
    }
    error(
      position, "\(qualifier) return values",
      notes: [
        note("have \(summary(values.map(\.type), isVariadic: false, spread: false))"),
        note("want \(summary(results.map { program[$0].type }, isVariadic: false, spread: false))"),
      ])
  }

  // MARK: Assignments

  /// The type of what stands on the left of an assignment; nil for the blank name, invalid after an error.
  private func leftSide(_ expr: NodeID<Expr>) -> TypeID? {
    let inner = unparen(expr)
    var variable = ObjectID.none
    var wasUsed = false
    if case .name(let name) = file.tree[inner] {
      if name == .blank {
        file.record(inner, .variable, .invalid)
        return nil
      }
      let object = find(name)
      if object.exists, program[object].kind == .variable, !program[object].flags.contains(.isPackageLevel) {
        variable = object
        wasUsed = program[object].flags.contains(.isUsed)
      }
    }
    var operand = Operand()
    expression(&operand, expr)
    if variable.exists, !wasUsed { program.objects[Int(variable.raw)].flags.remove(.isUsed) }
    guard operand.isValid, operand.type.isValid else { return .invalid }
    switch operand.mode {
    case .variable, .mapIndex:
      mark(expr, .isAssigned)
      return operand.type
    default:
      if case .selector(let base, _) = file.tree[inner], file.mode(of: base) == .mapIndex {
        error(operand, "cannot assign to struct field \(text(expr)) in map")
      } else {
        error(
          operand, "cannot assign to \(text(expr)) (neither addressable nor a map index expression)")
      }
      return .invalid
    }
  }

  /// Checks `left = x`.
  func assignVariable(_ left: NodeID<Expr>, _ x: inout Operand, _ what: String) {
    let type = leftSide(left)
    if let type, !type.isValid {
      x.invalidate()
      return
    }
    if let type { assign(&x, to: type, what) } else { assignBlank(&x, left, what) }
  }

  private func assignBlank(_ x: inout Operand, _ left: NodeID<Expr>, _ what: String) {
    assign(&x, to: .invalid, "assignment to _ identifier", isBlank: true)
    if x.isValid { file.record(unparen(left), .variable, x.type) }
  }

  private func assignVariable(_ left: NodeID<Expr>, value: NodeID<Expr>, _ what: String) {
    let type = leftSide(left)
    if let type, !type.isValid {
      use(value)
      return
    }
    var operand = Operand()
    expression(&operand, value, hint: .invalid)
    if let type { assign(&operand, to: type, what) } else { assignBlank(&operand, left, what) }
  }

  func assignment(_ left: [NodeID<Expr>], _ right: [NodeID<Expr>]) {
    let what = left.count > 1 ? "multiple assignment" : "assignment"
    var isCall = false
    if right.count == 1, case .call = file.tree[unparen(right[0])] { isCall = true }
    if left.count == right.count, !isCall {
      for (index, variable) in left.enumerated() { assignVariable(variable, value: right[index], what) }
      return
    }
    if right.count != 1 {
      let isLeftValid = useLeft(left)
      if use(right), isLeftValid { reportMismatch(right, left.count, right.count) }
      return
    }
    var (list, isCommaOk) = multiple(right[0], allowCommaOk: left.count == 2)
    if list.count == left.count {
      for (index, variable) in left.enumerated() { assignVariable(variable, &list[index], what) }
      if isCommaOk, list[0].isValid, list[1].isValid { recordCommaOk(right[0]) }
      return
    }
    if list[0].isValid { reportMismatch(right, left.count, list.count) }
    useLeft(left)
  }

  /// Checks `left := right`.
  func define(_ position: Position, _ left: [NodeID<Expr>], _ right: [NodeID<Expr>], flags: ObjectFlags = []) {
    var variables: [ObjectID] = []
    var hasType: [Bool] = []
    var new: [ObjectID] = []
    var seen: [Symbol] = []
    var hasError = false
    func dummy(_ expr: NodeID<Expr>) {
      var object = Object(.variable, name: .blank, package: package.id, position: file.tree.position(of: expr))
      object.state = .resolved
      object.owner = context.function
      variables.append(program.add(object))
      hasType.append(false)
    }
    for expr in left {
      guard case .name(let name) = file.tree[expr] else {
        useLeft([expr])
        error(expr, "non-name \(text(expr)) on left side of :=")
        hasError = true
        dummy(expr)
        continue
      }
      if name != .blank {
        if seen.contains(name) {
          error(expr, "\(text(name)) repeated on left side of :=")
          hasError = true
          dummy(expr)
          continue
        }
        seen.append(name)
        let old = locals.inInnermost(name)
        if old.exists {
          file.record(expr, object: old)
          if program[old].kind == .variable {
            file.record(expr, .variable, program[old].type)
            program.objects[Int(old.raw)].flags.insert(.isAssigned)
            variables.append(old)
            hasType.append(true)
          } else {
            error(expr, "cannot assign to \(text(expr))")
            hasError = true
            dummy(expr)
          }
          continue
        }
      }
      let object = makeLocal(expr, type: .invalid, flags: flags)
      variables.append(object)
      hasType.append(false)
      if name != .blank { new.append(object) }
    }
    initialize(variables, right, hasType: hasType, returning: .none)
    for (index, variable) in variables.enumerated() where !hasType[index] {
      file.record(left[index], .variable, program[variable].type)
    }
    if new.isEmpty, !hasError {
      error(position, "no new variables on left side of :=")
      return
    }
    for object in new { declareLocal(program[object].name, object) }
  }
}
