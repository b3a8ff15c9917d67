// SPDX-License-Identifier: Apache-2.0
//
// Operand.swift — an expression while it is being checked, and how messages describe it.

import Syntax

/// An expression with what is known of it so far.
struct Operand {
  var mode: OperandMode = .invalid
  var expr: NodeID<Expr> = .none
  var type: TypeID = .invalid
  /// The value of a constant.
  var value: Constant = .unknown
  var builtin: BuiltinID = .append
  /// The operand is the nth result of the call `expr`, counted from 1; -1 is the second value of a comma-ok expression.
  var part = 0

  var isValid: Bool { mode != .invalid }

  mutating func invalidate() {
    mode = .invalid
    type = .invalid
  }
}

extension Checker {
  /// How an operand is called in a message: expression, mode, value and type.
  func describe(_ operand: Operand) -> String {
    if operand.mode == .nilValue {
      if operand.type == .untypedNil { return "nil" }
      return operand.type.isValid ? "nil (of type \(text(operand.type)))" : "nil (with invalid type)"
    }
    let expr: String
    switch operand.part {
    case 0: expr = operand.expr.exists ? text(operand.expr) : ""
    case -1: expr = "ok value of (comma, ok) expression"
    case 1: expr = "1st function result"
    case 2: expr = "2nd function result"
    case 3: expr = "3rd function result"
    case let part: expr = "\(part)th function result"
    }
    var result = expr.isEmpty ? "" : expr + " ("
    var hasType = false
    switch operand.mode {
    case .invalid, .noValue, .builtin, .type: break
    default:
      if types.isUntyped(operand.type) {
        result += text(operand.type) + " "
      } else {
        hasType = true
      }
    }
    result += operand.mode.text
    if operand.mode == .constant {
      let value = constantText(operand)
      if value != expr { result += " " + value }
    }
    if hasType {
      if operand.type.isValid {
        result += " of "
        if isGenericFunction(operand) { result += "generic " }
        if case .named = types.view(of: operand.type) { result += structureName(operand.type) + " " }
        result += "type " + typeText(of: operand)
        if case .typeParameter(let id) = types.view(of: operand.type) {
          result += " constrained by " + text(types[id].constraint)
        }
      } else {
        result += " with invalid type"
      }
    }
    return expr.isEmpty ? result : result + ")"
  }

  /// The type of an operand; declared functions are written with the names of their parameters.
  func typeText(of operand: Operand) -> String {
    if operand.mode == .value, operand.expr.exists, operand.part == 0 {
      let expr = unparen(operand.expr)
      if case .function = file.tree[expr], let text = declaredSignature(of: file.function(of: expr)) {
        return "func" + text
      }
      if case .tuple = types.view(of: operand.type), case .call(let callee, _, _) = file.tree[expr] {
        let function = program[file.object(of: unparen(callee))].function
        if function.exists, program[function].results.allSatisfy({ program[$0].name.exists }),
          let signature = types.signature(program[function].signature)
        {
          let parts = zip(program[function].results, signature.results).map {
            "\(text(program[$0].name)) \(text($1))"
          }
          return "(" + parts.joined(separator: ", ") + ")"
        }
      }
      let object = file.object(of: unparen(operand.expr))
      if object.exists, program[object].kind == .function, program[object].type == operand.type,
        let text = declaredSignature(of: program[object].function)
      {
        return "func" + text
      }
    }
    return text(operand.type)
  }

  func constantText(_ operand: Operand) -> String {
    let kind = types.basicKind(operand.type) ?? .invalid
    if kind.isComplex, operand.value.isNumber {
      let (real, imaginary) = (operand.value.real, operand.value.imaginary)
      return "(\(real.text(isFloat: true)) + \(imaginary.text(isFloat: true))i)"
    }
    return operand.value.text(isFloat: kind.isFloat)
  }

  /// What a type is made of, in one word.
  func structureName(_ type: TypeID) -> String {
    switch types.underlyingView(of: type) {
    case .basic(.unsafePointer): "Pointer"
    case .basic(let kind): kind.name
    case .array: "array"
    case .slice: "slice"
    case .structure: "struct"
    case .pointer: "pointer"
    case .function: "func"
    case .interface: "interface"
    case .map: "map"
    case .channel: "chan"
    case .tuple: "tuple"
    case .named: "type"
    case .typeParameter: "type parameter"
    }
  }
}

extension OperandMode {
  var text: String {
    switch self {
    case .invalid: "invalid operand"
    case .noValue: "no value"
    case .builtin: "built-in"
    case .type: "type"
    case .constant: "constant"
    case .variable: "variable"
    case .mapIndex: "map index expression"
    case .value: "value"
    case .nilValue: "nil"
    case .commaOk: "comma, ok expression"
    }
  }
}
