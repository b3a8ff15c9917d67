// SPDX-License-Identifier: Apache-2.0
//
// Lowering+Breaks.swift — the form for breakpoints: places where a goroutine may stop, and variables that can be seen.
//
// How.      A BREAK stands before each statement; the clauses of `if`, `for` and `switch` belong to theirs. A variable
//           gets the treatment of one whose address is taken: it has its slots for itself, over the innermost loop around
//           it or the whole function, and is in the map of each BREAK there.
// Why not.  BREAKs in the ordinary form: between statements most variables are dead, and their slots used again.

import Bytecode
import CRuntime
import Syntax

extension Lowering {
  func markBreak(_ kind: loam_break_kind) {
    if hasBreaks { emit(LOAM_OP_BREAK, .immediate(Int(kind.rawValue)), .immediate(0)) }
  }

  func markStatement(_ id: NodeID<Stmt>) {
    // What an entry does to show its value stands where its expression does.
    if !marksStatements || tree.offset(of: id) == markedOffset { return }
    switch tree[id] {
    case .none, .empty, .labeled, .block: break
    case .declaration(let list):
      let declaresVariable = tree.nodes(list).contains {
        if case .variable = tree[$0] { true } else { false }
      }
      if declaresVariable { markBreak(LOAM_BREAK_STATEMENT) }
    default:
      markBreak(LOAM_BREAK_STATEMENT)
      markedOffset = tree.offset(of: id)
    }
  }

  /// A clause of the statement that is being lowered: no place of its own.
  func header(_ id: NodeID<Stmt>) throws {
    let outer = marksStatements
    marksStatements = false
    defer { marksStatements = outer }
    try statement(id)
  }

  /// A register that holds a variable, or leads to it, keeps it to the end of its scope.
  func keepInSight(_ register: RegisterID) {
    if hasBreaks { makeMemory(register) }
  }
}
