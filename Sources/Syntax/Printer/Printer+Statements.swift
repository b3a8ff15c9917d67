// SPDX-License-Identifier: Apache-2.0
//
// Statements, declarations and files as text.

extension Printer {
  mutating func print(_ id: NodeID<Stmt>) {
    switch tree[id] {
    case .none, .empty: break
    case .labeled(let label, let statement):
      print(label)
      output += ":"
      newline()
      print(statement)
      if case .empty = tree[statement] { output += ";" }
    case .block(let list, _): printBlock(list)
    case .expression(let x): print(x)
    case .send(let channel, let value):
      print(channel)
      output += " <- "
      print(value)
    case .declaration(let list):
      for (index, declaration) in tree.nodes(list).enumerated() {
        if index > 0 { newline() }
        print(declaration)
      }
    case .assign(let left, let right): printAssignment(left, "=", right)
    case .define(let left, let right): printAssignment(left, ":=", right)
    case .operate(let operation, let x, let y):
      print(x)
      output += " \(operation.spelling)= "
      print(y)
    case .increment(let operation, let x):
      print(x)
      output += operation == .add ? "++" : "--"
    case .branch(let keyword, let label):
      output += keyword.spelling
      if label.exists {
        output += " "
        print(label)
      }
    case .go(let x):
      output += "go "
      print(x)
    case .defer(let x):
      output += "defer "
      print(x)
    case .return(let results):
      output += results.isEmpty ? "return" : "return "
      print(results)
    default: printCompound(tree[id])
    }
  }

  private mutating func printCompound(_ statement: Stmt) {
    switch statement {
    case .if(let initial, let condition, let then, let otherwise):
      output += "if "
      printInitial(initial)
      print(condition)
      output += " "
      print(then)
      if otherwise.exists {
        output += " else "
        print(otherwise)
      }
    case .for(let initial, let condition, let post, let body):
      output += "for "
      if initial.exists || post.exists {
        print(initial)
        output += "; "
        print(condition)
        output += "; "
        print(post)
        output += " "
      } else if condition.exists {
        print(condition)
        output += " "
      }
      print(body)
    case .range(let left, let define, let over, let body, _):
      output += "for "
      if !left.isEmpty {
        print(left)
        output += define ? " := " : " = "
      }
      output += "range "
      print(over)
      output += " "
      print(body)
    case .switch(let initial, let tag, let clauses, _), .typeSwitch(let initial, let tag, let clauses, _):
      output += "switch "
      printInitial(initial)
      if tag.exists {
        print(tag)
        output += " "
      }
      output += "{"
      for id in tree.nodes(clauses) {
        let clause = tree[id]
        newline()
        output += clause.isDefault ? "default" : "case "
        print(clause.cases)
        output += ":"
        printBody(clause.body)
      }
      newline()
      output += "}"
    case .select(let clauses, _):
      output += "select {"
      for id in tree.nodes(clauses) {
        let clause = tree[id]
        newline()
        output += clause.comm.isNone ? "default" : "case "
        print(clause.comm)
        output += ":"
        printBody(clause.body)
      }
      newline()
      output += "}"
    default: break
    }
  }

  private mutating func printAssignment(_ left: NodeList<Expr>, _ sign: String, _ right: NodeList<Expr>) {
    print(left)
    output += " \(sign) "
    print(right)
  }

  private mutating func printInitial(_ statement: NodeID<Stmt>) {
    guard statement.exists else { return }
    print(statement)
    output += "; "
  }

  private mutating func printBlock(_ list: NodeList<Stmt>) {
    output += "{"
    if !list.isEmpty {
      printBody(list)
      newline()
    }
    output += "}"
  }

  private mutating func printBody(_ list: NodeList<Stmt>) {
    indentation += 1
    for statement in tree.nodes(list) {
      newline()
      print(statement)
      if case .empty = tree[statement] { output += ";" }
    }
    indentation -= 1
  }

  private mutating func newline() {
    if form == .short {
      output += " "
    } else {
      output += "\n" + String(repeating: "\t", count: indentation)
    }
  }
}

// MARK: Declarations

extension Printer {
  mutating func print(_ id: NodeID<Decl>) {
    switch tree[id] {
    case .none: break
    case .import(let name, let path):
      output += "import "
      if name.exists {
        print(name)
        output += " "
      }
      print(path)
    case .constant(let constant):
      output += "const "
      printNames(constant.names, constant.type, constant.values)
    case .variable(let names, let type, let values):
      output += "var "
      printNames(names, type, values)
    case .type(let declaration):
      output += "type "
      print(declaration.name)
      if !declaration.typeParameters.isEmpty {
        // The comma keeps `[P *T]` from being an array's length.
        printFields(declaration.typeParameters, "[", declaration.typeParameters.count == 1 ? ",]" : "]")
      }
      output += declaration.isAlias ? " = " : " "
      print(declaration.type)
    case .function(let function):
      output += "func "
      if function.receiver.exists {
        let receiver = tree[function.receiver]
        output += "("
        if receiver.name.exists {
          print(receiver.name)
          output += " "
        }
        print(receiver.type)
        output += ") "
      }
      print(function.name)
      if !function.typeParameters.isEmpty { printFields(function.typeParameters, "[", "]") }
      if case .functionType(let parameters, let results) = tree[function.type] { printSignature(parameters, results) }
      switch function.body {
      case .absent: break
      case .skipped: output += " {…}"
      case .parsed(let body):
        output += " "
        print(body)
      }
    }
  }

  private mutating func printNames(_ names: NodeList<Expr>, _ type: NodeID<Expr>, _ values: NodeList<Expr>) {
    print(names)
    if type.exists {
      output += " "
      print(type)
    }
    if !values.isEmpty {
      output += " = "
      print(values)
    }
  }

  mutating func printFile() {
    if tree.packageName.exists {
      output += "package "
      print(tree.packageName)
      output += "\n"
    }
    var group: UInt32 = 0
    for id in tree.nodes(tree.declarations) {
      // Constants are written in their groups, because iota and repeated values depend on them.
      var own: UInt32 = 0
      if case .constant(let constant) = tree[id] { own = constant.group }
      if group != 0 && own != group { output += ")\n" }
      if own != 0 && own != group { output += "const (\n" }
      group = own
      if own != 0, case .constant(let constant) = tree[id] {
        printNames(constant.names, constant.type, constant.values)
      } else {
        print(id)
      }
      output += "\n"
    }
    if group != 0 { output += ")\n" }
    for statement in tree.nodes(tree.entry) {
      print(statement)
      output += "\n"
    }
  }
}
