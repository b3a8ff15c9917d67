// SPDX-License-Identifier: Apache-2.0
//
// Trees to text: expressions as Go's messages write them, and whole files for tests and tools.
//
// How.      The short form stands on one line and writes `…` for what is between the braces of literals and functions;
//           the full form is a program again. Long chains (`a + b + …`) are unrolled, not recursed into.
// Why not.  The source's own text: an error must read the same however the expression was laid out.

/// Writes nodes of one tree.
public struct Printer {
  /// How much is written.
  public enum Form: Sendable {
    /// One line, bodies and elements as `…`.
    case short
    /// A program that parses to the same tree.
    case full
  }

  let tree: Tree
  let symbols: SymbolTable
  let form: Form
  var output = ""
  var indentation = 0

  public init(_ tree: Tree, _ symbols: SymbolTable, form: Form = .short) {
    self.tree = tree
    self.symbols = symbols
    self.form = form
  }

  public func text(of x: NodeID<Expr>) -> String { written { $0.print(x) } }

  /// Expressions with commas between them.
  public func text(of list: NodeList<Expr>) -> String { written { $0.print(list) } }

  public func text(of statement: NodeID<Stmt>) -> String { written { $0.print(statement) } }

  public func text(of declaration: NodeID<Decl>) -> String { written { $0.print(declaration) } }

  /// The whole file, or what was entered at the prompt.
  public func text() -> String { written { $0.printFile() } }

  private func written(_ work: (inout Printer) -> Void) -> String {
    var printer = self
    work(&printer)
    return printer.output
  }
}

// MARK: Expressions

extension Printer {
  mutating func print(_ x: NodeID<Expr>) {
    var spine: [NodeID<Expr>] = []
    var at = x
    descent: while true {
      switch tree[at] {
      case .selector(let left, _), .index(let left, _), .slice(let left, _, _, _, _), .assertion(let left, _),
        .binary(_, let left, _), .call(let left, _, _):
        spine.append(at)
        at = left
      default: break descent
      }
    }
    printFirst(tree[at])
    for node in spine.reversed() { printBehind(tree[node]) }
  }

  /// The part of an expression behind its leftmost operand.
  private mutating func printBehind(_ x: Expr) {
    switch x {
    case .selector(_, let name):
      output += "."
      print(name)
    case .index(_, let list):
      output += "["
      print(list)
      output += "]"
    case .slice(_, let low, let high, let max, _):
      output += "["
      print(low)
      output += ":"
      print(high)
      if max.exists {
        output += ":"
        print(max)
      }
      output += "]"
    case .assertion(_, let type):
      output += ".("
      print(type)
      output += ")"
    case .binary(let operation, _, let right):
      output += " \(operation.spelling) "
      print(right)
    case .call(_, let arguments, let spread):
      output += "("
      print(arguments)
      output += spread ? "...)" : ")"
    default: break
    }
  }

  private mutating func printFirst(_ x: Expr) {
    switch x {
    case .none, .selector, .index, .slice, .assertion, .binary, .call: break
    case .bad: output += "<bad expr>"
    case .name(let symbol): output += symbols[symbol]
    case .literal(let literal): output += String(decoding: tree.text(of: literal), as: UTF8.self)
    case .composite(let type, let elements, _):
      print(type)
      output += "{"
      if form == .full { print(elements) } else if !elements.isEmpty { output += "…" }
      output += "}"
    case .keyValue(let key, let value):
      print(key)
      output += ": "
      print(value)
    case .function(let type, let body):
      print(type)
      output += " "
      if form == .full {
        print(body)
      } else if case .block(let list, _) = tree[body] {
        output += list.isEmpty ? "{}" : "{…}"
      }
    case .paren(let inner):
      output += "("
      print(inner)
      output += ")"
    case .typeSwitchGuard(let name, let operand):
      if name.exists {
        print(name)
        output += " := "
      }
      print(operand)
      output += ".(type)"
    case .star(let operand):
      output += "*"
      print(operand)
    case .unary(let operation, let operand):
      output += operation.spelling
      // `- -x` must not become `--x`, nor `& &x` become `&&x`.
      if form == .full, case .unary(operation, _) = tree[operand] { output += " " }
      print(operand)
    case .arrayType, .sliceType, .variadicType, .structType, .interfaceType, .functionType, .mapType, .channelType:
      printType(x)
    }
  }

  mutating func print(_ list: NodeList<Expr>) {
    for (index, x) in tree.nodes(list).enumerated() {
      if index > 0 { output += ", " }
      print(x)
    }
  }

  private mutating func printType(_ type: Expr) {
    switch type {
    case .arrayType(let length, let element):
      output += "["
      if length.isNone { output += "..." } else { print(length) }
      output += "]"
      print(element)
    case .sliceType(let element):
      output += "[]"
      print(element)
    case .variadicType(let element):
      output += "..."
      print(element)
    case .structType(let fields, _):
      output += "struct{"
      printStructFields(fields)
      output += "}"
    case .interfaceType(let elements, _):
      output += "interface{"
      for (index, id) in tree.nodes(elements).enumerated() {
        if index > 0 { output += "; " }
        let field = tree[id]
        if field.name.exists, case .functionType(let parameters, let results) = tree[field.type] {
          print(field.name)
          printSignature(parameters, results)
        } else {
          print(field.type)
        }
      }
      output += "}"
    case .functionType(let parameters, let results):
      output += "func"
      printSignature(parameters, results)
    case .mapType(let key, let value):
      output += "map["
      print(key)
      output += "]"
      print(value)
    case .channelType(let direction, let element):
      output += direction == .receive ? "<-chan " : direction == .send ? "chan<- " : "chan "
      if direction == .both, case .channelType(.receive, _) = tree[element] {
        output += "("
        print(element)
        output += ")"
      } else {
        print(element)
      }
    default: break
    }
  }

  /// Fields that share their type are written together, as they were declared.
  private mutating func printStructFields(_ fields: NodeList<Field>) {
    var index = 0
    while index < fields.count {
      if index > 0 { output += "; " }
      let first = tree[tree[fields, index]]
      index += 1
      if first.name.exists {
        print(first.name)
        while index < fields.count {
          let next = tree[tree[fields, index]]
          guard next.name.exists, next.type == first.type else { break }
          output += ", "
          print(next.name)
          index += 1
        }
        output += " "
      }
      print(first.type)
      if first.tag.exists {
        output += " "
        print(first.tag)
      }
    }
  }

  mutating func printSignature(_ parameters: NodeList<Field>, _ results: NodeList<Field>) {
    printFields(parameters, "(", ")")
    if results.isEmpty { return }
    output += " "
    let first = tree[tree[results, 0]]
    if results.count == 1 && first.name.isNone { print(first.type) } else { printFields(results, "(", ")") }
  }

  /// Parameters, results or type parameters; of several names with one type only the last is followed by it.
  mutating func printFields(_ fields: NodeList<Field>, _ open: String, _ close: String) {
    output += open
    for index in 0..<fields.count {
      if index > 0 { output += ", " }
      let field = tree[tree[fields, index]]
      if field.name.exists {
        print(field.name)
        if index + 1 < fields.count {
          let next = tree[tree[fields, index + 1]]
          if next.name.exists && next.type == field.type { continue }
        }
        output += " "
      }
      print(field.type)
    }
    output += close
  }
}
