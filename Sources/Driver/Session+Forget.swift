// SPDX-License-Identifier: Apache-2.0
//
// Session+Forget.swift — results, and what is left of an entry when it has run.
//
// How.      The values that an entry shows are kept in variables without a name in any scope; the last ones are reached as
//           `_` and `_1`, `_2`, …, and the variable of one that is let go serves another. The code, tree and text of an
//           entry go as soon as it has run, unless it made functions, types or goroutines. The memory of a variable
//           that was declared anew goes to the next one of its type, when nothing that stays has named it.
// Upholds.  Memory that is used again is reachable by nothing: no function that stays refers to it, its address was
//           never taken, and the goroutine of the entry that used it is gone.

import Codegen
import Types

extension Session {
  /// The number of the result that the next value shown gets.
  public var nextResult: Int { program[package].results.next }

  /// Variables for the values that an entry shows.
  func makeResults(_ types: [TypeID]) -> [ObjectID] {
    types.map { program.makeResult($0, in: package, reusing: freeResults.popLast()) }
  }

  /// Names the memory of results, for those who look at what keeps objects alive.
  func nameResults(_ results: [ObjectID]) {
    for (index, result) in results.enumerated() { execution.compiler.rename(result, "_\(nextResult + index)") }
  }

  /// Has the results of an entry that stopped keep the numbers that they are shown with. Requires: the tables' lock.
  func reserveNumbers(_ prepared: Prepared) {
    guard let first = prepared.results.first, !program.hasNumber(first, in: package) else { return }
    release(program.reserveResults(prepared.results, in: package))
  }

  private func release(_ results: [ObjectID]) {
    for result in results {
      if program.isFree(result) {
        execution.compiler.forget(variable: result)
        freeResults.append(result)
      } else {
        program.leave(result)
      }
    }
  }

  /// Sees to what an entry leaves when its run has ended. Requires: the tables' lock.
  func settle(_ prepared: Prepared, isDone: Bool, leftBehind: Bool) {
    let entry = prepared.entry
    defer { for old in entry.replaced where old.exists && program.isLoneVariable(old) { program.leave(old) } }
    if leftBehind {  // it goes on using what it names
      program.hold(program[entry.function].references + prepared.results)
      execution.compiler.keepEntry()
      return
    }
    if isDone {
      release(program.keepResults(prepared.results, in: package))
    } else {
      let hadNumbers = program.withdrawResults(prepared.results, in: package)
      // The code of an entry that stopped is there still.
      if hadNumbers { prepared.results.forEach(execution.compiler.clear) } else { release(prepared.results) }
    }
    guard prepared.isPassing else { return }
    let replaced = entry.replaced
    execution.compiler.forgetEntry()
    execution.compilation.escape.forget(
      functions: entry.made.functions, files: [entry.file.raw], objects: entry.made.objects)
    program.forget(entry)
    for old in replaced where old.exists && program.canForget(old) {
      if program[old].kind == .variable { execution.compiler.forget(variable: old) }
      program.forget(old)
    }
  }
}
