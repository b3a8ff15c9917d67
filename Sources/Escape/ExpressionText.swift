// SPDX-License-Identifier: Apache-2.0
//
// ExpressionText.swift — expressions as the escape report of Go's compiler prints them, which is not how its errors do.

import Source
import Syntax
import Types

/// Prints expressions of one file.
struct ExpressionText {
  private let program: Program
  private let file: TypedFile

  init(_ program: Program, _ file: TypedFile) {
    self.program = program
    self.file = file
  }

  private func typeText(_ node: NodeID<Expr>) -> String { typeText(file.type(of: node)) }

  /// The back end writes `interface {}` and `struct { p *int }`, with blanks.
  private func typeText(_ type: TypeID) -> String {
    program.text(type, in: file.package)
      .replacing("interface{}", with: "interface {}").replacing("any", with: "interface {}")
      .replacing(try! Regex("struct\\{([^{}]+)\\}")) { "struct { \($0.output[1].substring!) }" }
  }

  func text(_ node: NodeID<Expr>, _ precedence: Int = 0) -> String {
    let tree = file.tree
    if file.mode(of: node) == .type { return typeText(node) }
    switch tree[node] {
    case .none, .bad, .typeSwitchGuard: return ""
    case .name(let symbol): return program.text(symbol)
    case .literal(let literal): return String(decoding: tree.text(of: literal), as: UTF8.self)
    case .composite(_, let elements, _):
      let type = file.type(of: node)
      let parts = elements.isEmpty ? "{}" : "{...}"
      if let element = program.types.pointerElement(type) { return "&" + typeText(element) + parts }
      return typeText(type) + parts
    case .keyValue(let key, let value): return text(key) + ":" + text(value)
    case .function: return "func literal"
    case .paren(let inner): return text(inner, precedence)
    case .selector(let operand, let name):
      if let selection = file.selection(of: node), selection.kind == .methodExpression {
        return "(" + typeText(operand) + ")." + text(name)
      }
      return text(operand, 7) + "." + text(name)
    case .index(let operand, let indexes): return text(operand, 7) + "[" + list(tree.nodes(indexes)) + "]"
    case .slice(let operand, let low, let high, let max, let full):
      return text(operand, 7) + "[" + text(low) + ":" + text(high) + (full ? ":" + text(max) : "") + "]"
    case .assertion(let operand, let type): return text(operand, 7) + ".(" + typeText(type) + ")"
    case .star(let operand): return "*" + text(operand, 6)
    case .unary(let token, let operand): return token.spelling + text(operand, 6)
    case .binary(let token, let left, let right):
      let own = token.precedence
      let inner = text(left, own) + " " + token.spelling + " " + text(right, own + 1)
      return own < precedence ? "(" + inner + ")" : inner
    case .call(let callee, let arguments, let spread):
      if file.call(of: node) == .conversion {
        let type = typeText(node)
        // A constant string becomes a literal of runes.
        if type == "[]rune", file.constant(of: tree[arguments, 0]).exists { return "[]rune{...}" }
        let isSimple =
          type.utf8.allSatisfy { $0 == 0x2E || $0 == 0x5F || $0 >= 0x30 && $0 <= 0x39 || $0 >= 0x41 }
          && !type.contains("[") && !type.contains("{")
        return (isSimple ? type : "(" + type + ")") + "(" + list(tree.nodes(arguments)) + ")"
      }
      if case .selector(let operand, let name) = tree[callee], let selection = file.selection(of: callee),
        selection.kind == .method
      {
        // A method call is a call of the method's function.
        let receiver = program[program[program[selection.function].function].receiver].type
        let type = typeText(receiver)
        let base = type.hasPrefix("*") ? "(" + type + ")" : type
        let first = text(operand, 7)
        let rest = list(tree.nodes(arguments))
        return base + "." + text(name) + "(" + first + (rest.isEmpty ? "" : ", " + rest) + (spread ? "..." : "") + ")"
      }
      return text(callee, 7) + "(" + list(tree.nodes(arguments)) + (spread ? "..." : "") + ")"
    case .arrayType, .sliceType, .variadicType, .structType, .interfaceType, .functionType, .mapType, .channelType:
      return typeText(node)
    }
  }

  private func list(_ nodes: NodeSequence<Expr>) -> String { nodes.map { text($0) }.joined(separator: ", ") }
}

extension EscapeAnalysis {
  /// A function's name as traces show it: `strings.(*Builder).WriteString`.
  public func fullName(of object: ObjectID) -> String {
    let record = program[object]
    let name = program.text(record.name)
    let path = program[record.package].path
    let function = program[record.function]
    guard function.receiver != .none else { return path + "." + name }
    let type = program[function.receiver].type
    if let element = program.types.pointerElement(type) {
      return "\(path).(*\(baseName(element))).\(name)"
    }
    return "\(path).\(baseName(type)).\(name)"
  }

  private func baseName(_ type: TypeID) -> String {
    if case .named(let id) = program.types.view(of: type) {
      return program.text(program[program.types[id].object].name)
    }
    return program.runtimeText(type)
  }
}
