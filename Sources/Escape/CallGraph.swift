// SPDX-License-Identifier: Apache-2.0
//
// CallGraph.swift — the functions of a package in batches: each batch calls only itself and earlier ones.
//
// How.      Tarjan's strongly connected components (R. Tarjan, Depth-first search and linear graph algorithms, 1972)
//           over the functions that a body refers to; the components come out bottom-up.

import Types

struct CallGraph {
  private let program: Program
  private let package: PackageID
  /// The functions to be put in order.
  private let functions: [FunctionID]
  private var order: [FunctionID: Int] = [:]
  private var low: [FunctionID: Int] = [:]
  private var onStack: Set<FunctionID> = []
  private var stack: [FunctionID] = []
  private var found: [[FunctionID]] = []
  private var referencesOfLiterals: [FunctionID: [ObjectID]] = [:]

  init(_ program: Program, _ package: PackageID) { self.init(program, package, program[package].functions) }

  /// Only some functions of a package, and those of it that they call and that were made after the first of them.
  init(_ program: Program, _ package: PackageID, _ functions: [FunctionID]) {
    self.program = program
    self.package = package
    self.functions = functions
  }

  /// The declared functions of the package that have bodies; literals go with the function around them.
  mutating func result() -> [[FunctionID]] {
    let first = functions.map { Int($0.raw) }.min() ?? program.functions.count
    for index in first..<program.functions.count {
      let function = program.functions[index]
      guard function.package == package, function.enclosing != .none else { continue }
      var outermost = function.enclosing
      while program[outermost].enclosing != .none { outermost = program[outermost].enclosing }
      referencesOfLiterals[outermost, default: []] += function.references
    }
    for function in functions where order[function] == nil { visit(function) }
    return found
  }

  func batches() -> [[FunctionID]] {
    var copy = self
    return copy.result()
  }

  private mutating func visit(_ function: FunctionID) {
    let number = order.count
    order[function] = number
    low[function] = number
    stack.append(function)
    onStack.insert(function)
    for object in program[function].references + (referencesOfLiterals[function] ?? []) {
      let callee = program[object].function
      guard callee != .none, program[callee].package == package, program[callee].enclosing == .none else { continue }
      if callee.raw < functions[0].raw, !functions.contains(callee) { continue }
      if order[callee] == nil {
        visit(callee)
        low[function] = min(low[function]!, low[callee]!)
      } else if onStack.contains(callee) {
        low[function] = min(low[function]!, order[callee]!)
      }
    }
    guard low[function] == number else { return }
    var batch: [FunctionID] = []
    while let member = stack.popLast() {
      onStack.remove(member)
      batch.append(member)
      if member == function { break }
    }
    found.append(batch.reversed())
  }
}
