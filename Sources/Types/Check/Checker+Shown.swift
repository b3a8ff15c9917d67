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
  /// - Parameter results: variables that are given the values first, one for each value, or none at all.
  /// - Parameter mark: what follows the type of a value, given the number of its result.
  /// - Parameter isPlain: values are written in ASCII.
  public func completeEntry(
    _ entry: inout CheckedEntry, expect: ObjectID, show: ObjectID, results: [ObjectID], mark: (Int) -> String,
    isPlain: Bool = false
  ) {
    let file = self[entry.file]
    var statements = Array(file.tree.nodes(entry.statements))
    if entry.expression.exists, show.exists, !statements.isEmpty {
      statements.removeLast()
      let offset = file.tree.offset(of: entry.expression)
      let first = self[file.package].results.next
      var types = shownTypes(file.type(of: entry.expression)).map {
        (self.types.isInterface($0) ? "\u{2}" : "") + text($0, in: file.package)
      }
      for index in results.indices { types[index] += mark(first + index) }
      if !results.isEmpty {
        let names = results.map { name(of: $0, in: file, at: offset) }
        statements.append(file.tree.addAssignment(to: names, [entry.expression], at: offset))
      }
      let literal = file.tree.addString(at: offset)
      statements.append(call(expect, [literal], in: file, at: offset))
      let constant = add(Constant((isPlain ? "\u{1}" : "") + types.joined(separator: "\n")))
      entry.made.constants.append(constant.raw)
      leftovers[entry.function.raw]?.made.constants.append(constant.raw)
      file.record(literal, .constant, .string, constant)
      let values = results.isEmpty ? [entry.expression] : results.map { name(of: $0, in: file, at: offset) }
      statements.append(call(show, values, in: file, at: offset))
    }
    let body = file.tree.addBlock(statements, close: UInt32(file.tree.source.count))
    file.growFacts()
    functions[Int(entry.function.raw)].body = body
  }

  /// The types of the values that an entry ends with; none when they cannot be kept.
  public func resultTypes(_ entry: CheckedEntry) -> [TypeID] {
    guard entry.expression.exists else { return [] }
    let file = self[entry.file]
    if file.mode(of: entry.expression) == .nilValue { return [] }
    return shownTypes(file.type(of: entry.expression))
  }

  /// Makes the variable of a result, in the place of one that is not used any more if there is such.
  public func makeResult(_ type: TypeID, in session: PackageID, reusing old: ObjectID?) -> ObjectID {
    // Not its own name: a symbol for each of them would stay.
    var object = Object(.variable, name: symbols.intern("_result"), package: session, position: .none)
    object.type = type
    object.state = .resolved
    object.flags = [.isPackageLevel, .isUsed]
    object.detail = .max
    guard let old else { return add(object) }
    objects[Int(old.raw)] = object
    return old
  }

  /// Makes the results of an entry that has run those that names can reach.
  /// - Returns: those that are not kept any more.
  public func keepResults(_ results: [ObjectID], in session: PackageID) -> [ObjectID] {
    self[session].results.keep(results)
  }

  /// Whether a name reaches a result.
  public func hasNumber(_ result: ObjectID, in session: PackageID) -> Bool { self[session].results.contains(result) }

  /// Gives the results of an entry that has stopped their numbers: others are evaluated before it ends.
  /// - Returns: those that are not kept any more.
  public func reserveResults(_ results: [ObjectID], in session: PackageID) -> [ObjectID] {
    self[session].results.reserve(results)
  }

  /// Takes the results of an entry that did not end from their numbers.
  /// - Returns: whether they had some.
  public func withdrawResults(_ results: [ObjectID], in session: PackageID) -> Bool {
    self[session].results.withdraw(results)
  }

  /// The variables of results that are kept.
  public func resultVariables(in session: PackageID) -> [ObjectID] { self[session].results.all }

  /// Whether the memory of a variable may serve as another: nothing but entries that are over has named it.
  public func isFree(_ result: ObjectID) -> Bool {
    self[result].flags.isDisjoint(with: [.isHeld, .isAddressTaken])
  }

  private func name(of object: ObjectID, in file: TypedFile, at offset: UInt32) -> NodeID<Expr> {
    let name = file.tree.addName(self[object].name, at: offset)
    file.growFacts()
    file.record(name, .variable, self[object].type)
    file.record(name, object: object)
    return name
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
