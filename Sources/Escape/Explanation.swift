// SPDX-License-Identifier: Apache-2.0
//
// Explanation.swift — why a value lives where it lives: the flow that takes it out of its frame, step by step.
//
// How.      The analysis of the function is done once more with the ways kept by which roots were found to reach
//           locations. A step's expression and what stands around it in the tree say what the step is in Go.

import Source
import Syntax
import Types

/// The verdict on a variable or a place that makes memory.
public struct Explanation: Sendable {
  public enum Subject: Sendable {
    case parameter, variable, allocation
  }

  public enum Verdict: Sendable, Equatable {
    case stays
    /// It lives in the heap.
    case heap
    /// A parameter whose value, or what it points to after some dereferences, is kept or returned.
    case leaks(String)
  }

  /// A part of the way out of the frame.
  public struct Step: Sendable {
    public let position: Position
    /// What flows where: `&x flows to p`.
    public let flow: String
    /// What the program does there: `assigned to p`, `passed to f`, `returned`.
    public let what: String
  }

  public let subject: Subject
  /// A map is made, whose memory is the heap's whatever the verdict is.
  public var isMap = false
  /// The variable's name or the expression.
  public let text: String
  /// Of a variable, its type.
  public let type: String
  public let position: Position
  public let verdict: Verdict
  public let steps: [Step]
  /// What is at the end of the way, or why without a way; empty for what stays.
  public let reason: String
}

struct Explainer {
  private let builder: Builder
  private let program: Program
  private var parents: [FileID: [UInt32: UInt32]] = [:]

  init(_ builder: Builder) {
    self.builder = builder
    program = builder.program
    for function in builder.functions {
      let file = program[program[function].file]
      guard program[function].body.exists else { continue }
      var finder = ParentFinder(parents: parents[file.id] ?? [:])
      file.tree.walk(program[function].body, &finder)
      parents[file.id] = finder.parents
    }
  }

  func explanations() -> [Explanation] {
    var result: [Explanation] = []
    for index in builder.graph.locations.indices {
      let id = LocationID(raw: Int32(index))
      switch builder.graph[id].kind {
      case .variable(let object): if let found = variable(object, id) { result.append(found) }
      case .site(let site): if site.role != .deferred, !site.isSilent { result.append(allocation(site, id)) }
      case .heap, .blank, .temporary: break
      }
    }
    return result.sorted { $0.position < $1.position }
  }

  private func variable(_ object: ObjectID, _ id: LocationID) -> Explanation? {
    let record = program[object]
    guard record.name.exists, record.name != .blank, builder.functions.contains(record.owner) else { return nil }
    let location = builder.graph[id]
    var verdict = location.escapes ? Explanation.Verdict.heap : .stays
    if location.isParameter, !location.escapes { verdict = leak(object, location) }
    return Explanation(
      subject: location.isParameter ? .parameter : .variable, text: program.text(record.name),
      type: program.text(record.type, in: record.package), position: record.position, verdict: verdict,
      steps: verdict == .stays ? [] : steps(id),
      reason: verdict == .stays ? "" : reason(id, tooLarge: "it is larger than \(Builder.largestVariable >> 20) MiB"))
  }

  private func allocation(_ site: Site, _ id: LocationID) -> Explanation {
    let file = program[site.file]
    let escapes = builder.graph[id].escapes
    let text = ExpressionText(program, file)
    var title = site.role == .variadic ? "... argument" : text.text(site.node)
    if site.role == .box { title += " in an interface" }
    var isMap = false
    if site.role != .box, site.role != .variadic {
      let type = program.types.underlying(file.type(of: site.node))
      if type.isValid, case .map = program.types.view(of: type) { isMap = true }
    }
    return Explanation(
      subject: .allocation, isMap: isMap, text: title, type: "", position: file.tree.position(at: site.offset),
      verdict: escapes ? .heap : .stays, steps: escapes ? steps(id) : [],
      reason: escapes
        ? reason(id, tooLarge: "its size is not known to the compiler, or above \(Builder.largestImplicit >> 10) KiB")
        : "")
  }

  private func leak(_ object: ObjectID, _ location: Location) -> Explanation.Verdict {
    var leaks = location.leaks
    leaks.optimize()
    guard builder.analysis.hasPointers(program[object].type) else { return .stays }
    func level(_ derefs: Int) -> String { derefs == 0 ? "" : "what it points to is " }
    if let heap = leaks.heap { return .leaks("\(level(heap))kept in the heap") }
    let results = program[location.function].results
    for index in results.indices {
      guard let derefs = leaks.result(index) else { continue }
      let name = program[results[index]].name
      let title = !name.exists || name == .blank ? "" : " as \(program.text(name))"
      return .leaks("\(level(derefs))returned\(title)")
    }
    return .stays
  }

  // MARK: Steps

  private func steps(_ id: LocationID) -> [Explanation.Step] {
    guard let way = builder.graph.explaining?.ways[id] else { return [] }
    var result: [Explanation.Step] = []
    var index = 0
    while index < way.steps.count {
      let first = way.steps[index]
      var (target, derefs) = (first.target, first.derefs)
      // What only passes through is no step of its own.
      while case .temporary = builder.graph[target].kind, index + 1 < way.steps.count {
        index += 1
        target = way.steps[index].target
        derefs += way.steps[index].derefs
      }
      index += 1
      guard first.place.file != .none else { continue }
      let prefix = derefs < 0 ? "&" : String(repeating: "*", count: Int(min(derefs, 8)))
      result.append(
        Explanation.Step(
          position: position(of: first.place), flow: "\(prefix)\(name(of: first.source)) flows to \(name(of: target))",
          what: what(first.place)))
    }
    return result
  }

  private func position(of place: Place) -> Position {
    program[place.file].tree.start(of: place.node)
  }

  private func name(of id: LocationID) -> String {
    switch builder.graph[id].kind {
    case .heap: return "the heap"
    case .blank, .temporary: return "what is called"
    case .variable(let object):
      let symbol = program[object].name
      if symbol.exists, symbol != .blank { return program.text(symbol) }
      return builder.graph[id].resultIndex >= 0 ? "the result" : "_"
    case .site(let site):
      if site.role == .variadic { return "the ... argument" }
      return ExpressionText(program, program[site.file]).text(site.node)
    }
  }

  /// Why what stands at the end of the way outlives the location.
  private func reason(_ id: LocationID, tooLarge: String) -> String {
    guard let root = builder.graph.explaining?.ways[id]?.steps.last?.target else { return tooLarge }
    let end = builder.graph[root]
    if case .heap = end.kind { return "the heap outlives the call" }
    if end.escapes { return "\(name(of: root)) is in the heap itself" }
    if end.resultIndex >= 0 { return "a result outlives the call" }
    if end.function == builder.graph[id].function {
      return "\(name(of: root)) was declared outside of the loop, and outlives a turn of it"
    }
    return "\(name(of: root)) belongs to the function around, and outlives the call"
  }

  /// What the smallest statement or call around an expression does with it.
  private func what(_ place: Place) -> String {
    let tree = program[place.file].tree
    let text = ExpressionText(program, program[place.file])
    guard let parents = parents[place.file] else { return "" }
    var node = place.node.raw
    if case .function = tree[place.node] { return "captured by the function literal" }
    while let parent = parents[node] {
      switch tree[NodeID<Expr>(raw: parent)] {
      case .call(let callee, _, _):
        if callee.raw == node { return "its method is called" }
        return program[place.file].call(of: NodeID(raw: parent)) == .conversion
          ? "converted" : "passed to \(text.text(callee))"
      case .composite: return "stored in \(text.text(NodeID(raw: parent)))"
      case .function: return "captured by the function literal"
      default: break
      }
      switch tree[NodeID<Stmt>(raw: parent)] {
      case .return: return "returned"
      case .send(let channel, _): return "sent on \(text.text(channel))"
      case .go: return "given to a goroutine"
      case .defer: return "kept for a deferred call"
      case .assign(let targets, _), .define(let targets, _):
        return "assigned to " + tree.nodes(targets).map { text.text($0) }.joined(separator: ", ")
      case .range: return "ranged over"
      case .declaration: return "assigned at its declaration"
      default: break
      }
      node = parent
    }
    return ""
  }
}

/// Finds the node around each node of a body.
private struct ParentFinder: TreeVisitor {
  var parents: [UInt32: UInt32]
  private var open: [UInt32] = []

  init(parents: [UInt32: UInt32]) { self.parents = parents }

  private mutating func go(into node: UInt32) -> Bool {
    if let parent = open.last { parents[node] = parent }
    open.append(node)
    return true
  }

  mutating func enter(_ x: NodeID<Expr>, in tree: borrowing Tree) -> Bool { go(into: x.raw) }
  mutating func leave(_ x: NodeID<Expr>, in tree: borrowing Tree) { open.removeLast() }
  mutating func enter(_ x: NodeID<Stmt>, in tree: borrowing Tree) -> Bool { go(into: x.raw) }
  mutating func leave(_ x: NodeID<Stmt>, in tree: borrowing Tree) { open.removeLast() }
  mutating func enter(_ x: NodeID<Decl>, in tree: borrowing Tree) -> Bool { go(into: x.raw) }
  mutating func leave(_ x: NodeID<Decl>, in tree: borrowing Tree) { open.removeLast() }
}
