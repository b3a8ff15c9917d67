// SPDX-License-Identifier: Apache-2.0
//
// Checker+Calls.swift — calls and the matching of arguments with parameters.

import Source
import Syntax

extension Checker {
  func call(
    _ operand: inout Operand, _ expr: NodeID<Expr>, _ callee: NodeID<Expr>, _ arguments: NodeList<Expr>, spread: Bool
  ) -> ExpressionKind {
    let list = Array(file.tree.nodes(arguments))
    self.callee = callee
    context.called = unparen(callee)
    expressionOrType(&operand, callee, allowGeneric: true)
    context.called = .none
    operand.expr = callee
    switch operand.mode {
    case .invalid:
      use(list)
      return .statement
    case .type:
      conversionCall(&operand, expr, list, spread: spread)
      return .conversion
    case .builtin:
      let id = operand.builtin
      file.record(expr, call: .builtin(id))
      if !builtin(&operand, expr, callee, id, list, spread: spread) { operand.invalidate() }
      if operand.isValid, operand.mode != .constant { context.hasCallOrReceive = true }
      return id.kind
    default: break
    }
    if foreignErrorCall == expr { useErrorResult(&operand, callee) }
    guard let signature = types.signature(operand.type) else {
      error(operand, "invalid operation: cannot call \(describe(operand)): \(text(operand.type)) is not a function")
      use(list)
      operand.invalidate()
      return .statement
    }
    file.record(expr, call: .call)
    var result = signature
    if isGenericFunction(operand) {
      var values = namedByCall(self.arguments(list))
      guard let instance = inferCall(&operand, expr, callee, signature, &values, spread: spread) else {
        operand.invalidate()
        return .statement
      }
      result = instance
      pass(values, to: instance, expr, callee, list, spread: spread)
    } else {
      callArguments(signature, expr, callee, list, spread: spread)
    }
    switch result.results.count {
    case 0:
      operand.mode = .noValue
      operand.type = .emptyTuple
    case 1:
      operand.mode = .value
      operand.type = result.results[0]
      if !operand.type.isValid { operand.invalidate() }
    default:
      operand.mode = .value
      operand.type = types.tuple(result.results)
    }
    context.hasCallOrReceive = true
    return .statement
  }

  private func conversionCall(
    _ operand: inout Operand, _ expr: NodeID<Expr>, _ list: [NodeID<Expr>], spread: Bool
  ) {
    let target = operand.type
    file.record(expr, call: .conversion)
    operand.invalidate()
    if isGeneric(target) {
      error(operand.expr, "cannot use generic type \(text(operand.expr)) without instantiation")
      use(list)
      return
    }
    switch list.count {
    case 0: error(expr, "missing argument in conversion to \(text(target))")
    case 1:
      expression(&operand, list[0])
      guard operand.isValid else { return }
      if let interface = types.interface(of: target), interface.isConstraint {
        error(
          expr,
          "cannot use interface \(text(target)) in conversion (contains specific type constraints or is comparable)")
        operand.invalidate()
      } else if holdForeign(&operand, expr, target) {
        return
      } else if spread {
        error(list[0], "invalid use of ... in conversion to \(text(target))")
        operand.invalidate()
      } else {
        convert(&operand, to: target)
      }
    default:
      use(list)
      error(list.last!, "too many arguments in conversion to \(text(target))")
    }
  }

  /// Evaluates arguments; a single call with several results gives several.
  func arguments(_ list: [NodeID<Expr>]) -> [Operand] {
    if list.count == 1, case .call = file.tree[unparen(list[0])] {
      return multiple(list[0], allowCommaOk: false).list
    }
    return list.map { expr in
      var operand = Operand()
      raw(&operand, expr, allowGeneric: true)
      switch operand.mode {
      case .noValue:
        error(operand, "\(describe(operand)) used as value")
        operand.invalidate()
      case .builtin:
        error(operand, "\(describe(operand)) must be called")
        operand.invalidate()
      case .type:
        error(operand, "\(describe(operand)) is not an expression")
        operand.invalidate()
      default: requireSingle(&operand)
      }
      return operand
    }
  }

  /// Several results of one call: messages name the whole call for each.
  private func namedByCall(_ values: [Operand]) -> [Operand] {
    if values.count < 2 || values[0].part == 0 { return values }
    return values.map {
      var value = $0
      value.part = 0
      return value
    }
  }

  /// The common case: each argument is one value that is assigned at once.
  private func callArguments(
    _ signature: Signature, _ expr: NodeID<Expr>, _ callee: NodeID<Expr>, _ list: [NodeID<Expr>], spread: Bool
  ) {
    let values = namedByCall(arguments(list))
    pass(values, to: signature, expr, callee, list, spread: spread)
  }

  /// Assigns arguments to parameters.
  func pass(
    _ values: [Operand], to signature: Signature, _ expr: NodeID<Expr>, _ callee: NodeID<Expr>, _ list: [NodeID<Expr>],
    spread: Bool
  ) {
    guard matchCounts(values, signature, expr, callee, list, spread: spread) else { return }
    let foreign = values.count == list.count ? foreignFunction(callee) : nil
    for (index, value) in values.enumerated() {
      var value = value
      let target = parameterType(signature, index, spread: spread)
      if let foreign, convertForeign(&value, to: target, of: foreign, index) { continue }
      assign(
        &value, to: target, "argument to \(text(callee))",
        targetText: declaredParameterText(callee, index))
    }
  }

  /// The function type of a declared function's parameter, with the names of its own parameters.
  private func declaredParameterText(_ callee: NodeID<Expr>, _ index: Int) -> String? {
    var object = file.object(of: unparen(callee))
    if let selection = file.selection(of: unparen(callee)) { object = selection.function }
    guard object.exists, program[object].kind == .function else { return nil }
    let function = program[program[object].function]
    let tree = program[function.file].tree
    guard function.typeParameters.isEmpty, index < function.parameters.count,
      case .function(let declaration) = tree[function.declaration],
      case .functionType(let fields, _) = tree[declaration.type],
      case .functionType(let inner, let results) = tree[tree[tree[fields, index]].type],
      let signature = types.signature(program[function.parameters[index]].type)
    else { return nil }
    func list(_ fields: NodeList<Field>, _ list: [TypeID], isVariadic: Bool) -> String {
      var parts: [String] = []
      for (position, id) in tree.nodes(fields).enumerated() where position < list.count {
        var part = ""
        if case .name(let name) = tree[tree[id].name] { part = text(name) + " " }
        if isVariadic, position == list.count - 1, case .slice(let element) = types.view(of: list[position]) {
          part += "..." + text(element)
        } else {
          part += text(list[position])
        }
        parts.append(part)
      }
      return parts.joined(separator: ", ")
    }
    var out = "func(" + list(inner, signature.parameters, isVariadic: signature.isVariadic) + ")"
    let resultText = list(results, signature.results, isVariadic: false)
    if signature.results.count == 1, !resultText.contains(" ") {
      out += " " + resultText
    } else if !signature.results.isEmpty {
      out += " (" + resultText + ")"
    }
    return out
  }

  /// The type that the argument at an index is assigned to.
  func parameterType(_ signature: Signature, _ index: Int, spread: Bool) -> TypeID {
    let last = signature.parameters.count - 1
    if signature.isVariadic, !spread, index >= last {
      if case .slice(let element) = types.view(of: signature.parameters[last]) { return element }
      return .invalid
    }
    return index <= last ? signature.parameters[index] : .invalid
  }

  /// Whether as many arguments are given as a call needs; reports when not.
  func matchCounts(
    _ values: [Operand], _ signature: Signature, _ expr: NodeID<Expr>, _ callee: NodeID<Expr>, _ list: [NodeID<Expr>],
    spread: Bool
  ) -> Bool {
    var wanted = signature.parameters.count
    let count = values.count
    if signature.isVariadic {
      if spread {
        if list.count == 1, count > 1 {
          error(expr, "cannot use ... with \(count)-valued \(text(list[0]))")
          return false
        }
      } else if count >= wanted - 1 {
        wanted = count
      } else {
        wanted -= 1
      }
    } else if spread {
      error(expr, "cannot use ... in call to non-variadic \(text(callee))")
      return false
    }
    if count == wanted { return true }
    if values.contains(where: { !$0.isValid }) { return false }
    var position: Position
    let qualifier: String
    if count > wanted {
      position = file.tree.start(of: values[wanted].expr)
      qualifier = "too many"
    } else {
      qualifier = "not enough"
      position = file.tree.start(of: values.last?.expr ?? expr)
    }
    error(
      position, "\(qualifier) arguments in call to \(text(callee))",
      notes: [
        note("have \(summary(values.map(\.type), isVariadic: false, spread: spread))"),
        note("want \(summary(signature.parameters, isVariadic: signature.isVariadic, spread: false))"),
      ])
    return false
  }

  /// A list of types in the words of argument errors: untyped numbers are just numbers.
  func summary(_ list: [TypeID], isVariadic: Bool, spread: Bool) -> String {
    var parts: [String] = []
    for (index, type) in list.enumerated() {
      var part: String
      if !type.isValid {
        part = "unknown type"
      } else if type == .untypedNil {
        part = "nil"
      } else if types.isUntyped(type) {
        part =
          types.isNumeric(type)
          ? "number" : String(text(types.defaultType(type)))
      } else {
        part = text(type)
      }
      if index == list.count - 1 {
        if isVariadic, case .slice(let element) = types.view(of: type) {
          part = "..." + text(element)
        } else if spread {
          part += "..."
        }
      }
      parts.append(part)
    }
    return "(" + parts.joined(separator: ", ") + ")"
  }
}

extension BuiltinID {
  /// Whether a call may stand as a statement.
  var kind: ExpressionKind {
    switch self {
    case .clear, .close, .copy, .delete, .panic, .print, .println, .recover: .statement
    default: .expression
    }
  }

  /// The number of arguments, at least when more may follow.
  var argumentCount: (Int, isVariadic: Bool) {
    switch self {
    case .append, .make, .max, .min: (1, true)
    case .print, .println: (0, true)
    case .recover: (0, false)
    case .complex, .copy, .delete, .unsafeAdd, .unsafeSlice, .unsafeString: (2, false)
    default: (1, false)
    }
  }
}
