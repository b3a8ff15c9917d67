// SPDX-License-Identifier: Apache-2.0
//
// ExprText.swift — expressions as messages quote them: in one line, with bodies and elements left out.

import Syntax

extension Checker {
  /// An expression of the current file.
  func text(_ expr: NodeID<Expr>) -> String {
    var result = ""
    write(expr, into: &result)
    return result
  }

  private func write(_ expr: NodeID<Expr>, into out: inout String) {
    let tree = file.tree
    switch tree[expr] {
    case .none: break
    case .bad: out += "_"
    case .name(let symbol): out += program.text(symbol)
    case .literal(let literal): out += String(decoding: tree.text(of: literal), as: UTF8.self)
    case .composite(let type, let elements, _):
      write(type, into: &out)
      out += elements.isEmpty ? "{}" : "{…}"
    case .keyValue(let key, let value):
      write(key, into: &out)
      out += ": "
      write(value, into: &out)
    case .function(let type, let body):
      write(type, into: &out)
      if case .block(let list, _) = tree[body], !list.isEmpty { out += " {…}" } else { out += " {}" }
    case .paren(let inner):
      out += "("
      write(inner, into: &out)
      out += ")"
    case .selector(let base, let name):
      write(base, into: &out)
      out += "."
      write(name, into: &out)
    case .index(let base, let list):
      write(base, into: &out)
      out += "["
      write(list, into: &out)
      out += "]"
    case .slice(let base, let low, let high, let max, let full):
      write(base, into: &out)
      out += "["
      write(low, into: &out)
      out += ":"
      write(high, into: &out)
      if full {
        out += ":"
        write(max, into: &out)
      }
      out += "]"
    case .assertion(let base, let type):
      write(base, into: &out)
      out += ".("
      write(type, into: &out)
      out += ")"
    case .typeSwitchGuard(let name, let base):
      if name.exists {
        write(name, into: &out)
        out += " := "
      }
      write(base, into: &out)
      out += ".(type)"
    case .star(let base):
      out += "*"
      write(base, into: &out)
    case .unary(let token, let base):
      out += token.spelling
      write(base, into: &out)
    case .binary(let token, let left, let right):
      write(left, into: &out)
      out += " \(token.spelling) "
      write(right, into: &out)
    case .call(let callee, let list, let spread):
      write(callee, into: &out)
      out += "("
      write(list, into: &out)
      out += spread ? "...)" : ")"
    case .arrayType(let length, let element):
      out += "["
      if length.exists { write(length, into: &out) } else { out += "..." }
      out += "]"
      write(element, into: &out)
    case .sliceType(let element):
      out += "[]"
      write(element, into: &out)
    case .variadicType(let element):
      out += "..."
      write(element, into: &out)
    case .structType(let fields, _): out += fields.isEmpty ? "struct{}" : "struct{…}"
    case .interfaceType(let fields, _): out += fields.isEmpty ? "interface{}" : "interface{…}"
    case .functionType(let parameters, let results):
      out += "func"
      writeSignature(parameters, results, into: &out)
    case .mapType(let key, let value):
      out += "map["
      write(key, into: &out)
      out += "]"
      write(value, into: &out)
    case .channelType(let direction, let element):
      switch direction {
      case .both:
        out += "chan "
        if case .channelType(.receive, _) = tree[element] {
          out += "("
          write(element, into: &out)
          out += ")"
          return
        }
      case .send: out += "chan<- "
      case .receive: out += "<-chan "
      }
      write(element, into: &out)
    }
  }

  private func write(_ list: NodeList<Expr>, into out: inout String) {
    for (index, expr) in file.tree.nodes(list).enumerated() {
      if index > 0 { out += ", " }
      write(expr, into: &out)
    }
  }

  private func writeSignature(_ parameters: NodeList<Field>, _ results: NodeList<Field>, into out: inout String) {
    out += "("
    write(parameters, into: &out)
    out += ")"
    if results.count == 1, file.tree[file.tree[results, 0]].name.isNone {
      out += " "
      write(file.tree[file.tree[results, 0]].type, into: &out)
    } else if !results.isEmpty {
      out += " ("
      write(results, into: &out)
      out += ")"
    }
  }

  private func write(_ fields: NodeList<Field>, into out: inout String) {
    let list = Array(file.tree.nodes(fields))
    for (index, id) in list.enumerated() {
      if index > 0 { out += ", " }
      let field = file.tree[id]
      if field.name.exists { write(field.name, into: &out) }
      let isGrouped = index + 1 < list.count && file.tree[list[index + 1]].type == field.type
      if !isGrouped || field.name.isNone {
        if field.name.exists { out += " " }
        write(field.type, into: &out)
      }
    }
  }

  /// The signature of a declared function with its parameters' names, without `func`.
  func declaredSignature(of id: FunctionID) -> String? {
    let function = program[id]
    guard let signature = types.signature(function.signature) else { return nil }
    func list(_ objects: [ObjectID], _ types: [TypeID], isVariadic: Bool) -> String {
      var out = "("
      for (index, type) in types.enumerated() {
        if index > 0 { out += ", " }
        if index < objects.count, program[objects[index]].name.exists {
          out += program.text(program[objects[index]].name) + " "
        }
        if isVariadic, index == types.count - 1, case .slice(let element) = self.types.view(of: type) {
          out += "..." + text(element)
        } else {
          out += text(type)
        }
      }
      return out + ")"
    }
    var out = list(function.parameters, signature.parameters, isVariadic: signature.isVariadic)
    if signature.results.count == 1, let first = function.results.first, !program[first].name.exists {
      out += " " + text(signature.results[0])
    } else if !signature.results.isEmpty {
      out += " " + list(function.results, signature.results, isVariadic: false)
    }
    return out
  }
}
