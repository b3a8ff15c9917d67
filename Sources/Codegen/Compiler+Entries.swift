// SPDX-License-Identifier: Apache-2.0
//
// Compiler+Entries.swift — functions of a session's entries, which are released when the entry has run.
//
// How.      Whatever is made while an entry is compiled and belongs to it alone is noted, and goes with it; so do the
//           numbers, which serve the next ones.
// Upholds.  A function that is released is in no table of the compiler's.

import CRuntime
import IR
import Syntax
public import Types

/// What belongs to the entry that is compiled or runs, and will be released.
struct PassingEntry {
  var records: Set<FunctionPointer> = []
  /// Its function and the literals in it.
  var functions: Set<UInt32> = []
  /// Those of earlier entries that a profile names: they go when the world stands still.
  var noted: [(function: FunctionPointer, number: UInt32?)] = []
  /// `user` numbers of those that were released.
  var freeNumbers: [UInt32] = []
}

extension Compiler {
  /// Whether a function is part of an entry that will be forgotten: its own, its literals, those for places in them.
  func isPassing(_ callee: Callee, _ parent: FunctionPointer?) -> Bool {
    switch callee {
    case .child: return parent.map { passing.records.contains($0) } ?? false
    case .function(let id): return passing.functions.contains(id.raw)
    default: return false
    }
  }

  /// Compiles the function of an entry of a session that is to be forgotten once it has run.
  /// - Parameter functions: it, and the literals in it.
  public func compile(entry function: FunctionID, _ functions: [UInt32]) throws -> FunctionPointer {
    passing.functions = Set(functions)
    passing.records = []
    do {
      let pointer = try self.function(.function(function))
      try compile(pointer)
      return pointer
    } catch {
      forgetEntry()
      throw error
    }
  }

  /// Methods of these names were declared for types that may be in use: what calls them by interfaces is made anew.
  public func refreshMethods(_ names: [Symbol]) throws {
    let wanted = Set(names.map(\.raw))
    for callee in pointers.keys {
      switch callee {
      case .interfaceMethod(_, let name, _), .methodExpression(_, let name, _):
        if wanted.contains(name) { pointers[callee] = nil }
      default: break
      }
    }
    try descriptors.refreshMethods()
  }

  /// Ends the entry that was compiled last.
  /// - Precondition: no frame, goroutine or function value leads to its functions.
  public func forgetEntry() {
    for function in passing.functions where Int(function) < declared.count { declared[Int(function)] = nil }
    environment.forget(Array(passing.functions))
    for pointer in passing.records {
      let number = pointer.pointee.user
      guards[number] = nil
      debugged[pointer] = nil
      parents[pointer] = nil
      switch loam_function_release(runtime, pointer) {
      case .LOAM_OK: passing.freeNumbers.append(number)
      case .LOAM_WRONG_STATE: passing.noted.append((pointer, number))
      default: break
      }
    }
    passing.records = []
    passing.functions = []
  }

  /// The entry that was compiled last stays, as long as something reaches it.
  public func keepEntry() {
    kept.formUnion(passing.records)
    passing.records = []
    passing.functions = []
  }
}
