// SPDX-License-Identifier: Apache-2.0
//
// Checker+Shown.swift — the body of an entry's function, in which the values that the entry ends with are shown.
//
// How.      The entry's last expression, when it has values, becomes the argument of a call of a function that prints.
//           A call before it says which types the expression has, because an interface's own type is lost in `any`.
//           Both calls are nodes without text, with what the checker would have found out about them.

import Source
import Syntax

extension Program {
  /// Gives the function of an entry its body.
  ///
  /// - Parameter expect: `func(types string)`: is told the types of the values, one a line.
  /// - Parameter show: `func(values ...any)`: is given the values; none when they are not to be shown.
  public func completeEntry(_ entry: CheckedEntry, expect: ObjectID, show: ObjectID) {
    let file = self[entry.file]
    var statements = Array(file.tree.nodes(entry.statements))
    if entry.expression.exists, show.exists, !statements.isEmpty {
      statements.removeLast()
      let offset = file.tree.offset(of: entry.expression)
      let types = shownTypes(file.type(of: entry.expression)).map { text($0, in: file.package) }
      let literal = file.tree.addString(at: offset)
      statements.append(call(expect, [literal], in: file, at: offset))
      file.record(literal, .constant, .string, add(Constant(types.joined(separator: "\n"))))
      statements.append(call(show, [entry.expression], in: file, at: offset))
    }
    let body = file.tree.addBlock(statements, close: UInt32(file.tree.source.count))
    file.growFacts()
    functions[Int(entry.function.raw)].body = body
  }

  private func shownTypes(_ type: TypeID) -> [TypeID] {
    if case .tuple(let id) = types.view(of: type) { return types[id] }
    return [type]
  }

  private func call(
    _ function: ObjectID, _ arguments: [NodeID<Expr>], in file: TypedFile, at offset: UInt32
  ) -> NodeID<Stmt> {
    checker.resolve(function)
    let callee = file.tree.addName(self[function].name, at: offset)
    let (call, statement) = file.tree.addCall(of: callee, arguments, at: offset)
    file.growFacts()
    file.record(callee, .value, self[function].type)
    file.record(callee, object: function)
    file.record(call, .noValue, .emptyTuple)
    file.record(call, call: .call)
    return statement
  }
}
