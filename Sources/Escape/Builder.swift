// SPDX-License-Identifier: Apache-2.0
//
// Builder.swift — turns the bodies of a batch of functions into locations and flows.
//
// How.      Bodies are walked in source order. An expression is walked with the hole that its value goes into; values
//           without pointers go nowhere. A literal's body is walked where the literal stands; what it captures flows to
//           the closure after the whole batch was walked, because only then all assignments are known to Go's compiler;
//           here the checker has gathered them before.

import Source
import Syntax
import Types

/// Builds the graph of one batch.
final class Builder {
  let analysis: EscapeAnalysis
  let program: Program
  let types: TypeTable
  var graph = Graph()
  /// Functions of the batch in the order they are walked, literals included.
  private(set) var functions: [FunctionID] = []
  let batch: Set<FunctionID>
  /// Literals that are called where they stand and nowhere else.
  var calledInPlace: Set<FunctionID> = []
  /// Lines for the report beside those about locations.
  var notes: [Diagnostic] = []
  /// Lines that stand before those of all batches.
  var leadingNotes: [Diagnostic] = []

  private var variables: [ObjectID: LocationID] = [:]
  /// The package variables that stand for others which a literal, or one inside it, names.
  private(set) var standInsNamed: [FunctionID: Set<ObjectID>] = [:]
  private let order: [FunctionID]
  /// Variables that hold one known function literal and nothing else.
  var knownLiterals: [ObjectID: FunctionID] = [:]
  /// Variables that hold one declared function or method expression and nothing else.
  var knownFunctions: [ObjectID: ObjectID] = [:]
  /// Interface variables that hold values of one concrete type.
  var knownTypes: [ObjectID: TypeID] = [:]

  // Where the walk is.
  var function = FunctionID.none
  var file: TypedFile!
  var loopDepth: Int32 = 1
  /// Labels that a later `goto` jumps back to.
  var loopingLabels: Set<UInt32> = []

  init(_ analysis: EscapeAnalysis, batch: [FunctionID]) {
    self.analysis = analysis
    program = analysis.program
    types = program.types
    self.batch = Set(batch)
    order = batch
  }

  func build() {
    for function in order { declare(function) }
    for function in order where program[function].body.exists { walk(function) }
  }

  /// Walks the initialiser of a package variable: its value flows to the heap.
  func initializer(_ value: NodeID<Expr>, type: TypeID, in file: FileID) {
    self.file = program[file]
    expression(.heap, value, as: type)
  }

  /// Makes the locations of a function's parameters and results.
  func declare(_ id: FunctionID) {
    functions.append(id)
    let record = program[id]
    for object in (record.receiver == .none ? [] : [record.receiver]) + record.parameters {
      let location = graph.add(.variable(object), function: id, loopDepth: 1)
      graph[location].isParameter = true
      variables[object] = location
    }
    for (index, object) in record.results.enumerated() {
      let location = graph.add(.variable(object), function: id, loopDepth: 1)
      graph[location].resultIndex = Int32(index)
      variables[object] = location
    }
  }

  /// Walks a function's body and comes back to where the walk was.
  func walk(_ id: FunctionID) {
    let outer = (function, file, loopDepth, loopingLabels)
    function = id
    file = program[program[id].file]
    loopDepth = 1
    loopingLabels = []
    findLoopingLabels(program[id].body)
    statement(program[id].body)
    (function, file, loopDepth, loopingLabels) = outer
  }

  var tree: Tree { file.tree }

  /// Says which expression the flows from now on are of, when somebody asks.
  func place(at node: NodeID<Expr>) {
    if graph.explaining != nil { graph.explaining?.place = Place(file: file.id, node: node) }
  }

  // MARK: Locations

  /// The location of a variable, made at its declaration.
  func location(of object: ObjectID) -> LocationID {
    if let known = variables[object] { return known }
    return declareVariable(object)
  }

  @discardableResult
  func declareVariable(_ object: ObjectID) -> LocationID {
    let owner = program[object].owner
    let location = graph.add(.variable(object), function: owner == .none ? function : owner, loopDepth: loopDepth)
    variables[object] = location
    if types.sizeof(program[object].type) > Builder.largestVariable { graph[location].escapes = true }
    return location
  }

  /// The location of a package variable that stands for another: one of the entry, whose address its closures have.
  /// A declared function lasts longer than the entry, and so does what it names. What is assigned to one goes to the
  /// heap all the same, where package variables are.
  func location(ofStandIn object: ObjectID) -> LocationID {
    var outermost = function
    while outermost.exists, program[outermost].enclosing.exists {
      standInsNamed[outermost, default: []].insert(object)
      outermost = program[outermost].enclosing
    }
    let known = variables[object]
    let location = known ?? graph.add(.variable(object), function: outermost, loopDepth: 1)
    variables[object] = location
    if outermost.exists, program[outermost].declaration.exists { graph[location].escapes = true }
    return location
  }

  /// Bytes above which a declared variable goes to the heap, and above which other memory does. Go 1.19's figures.
  static let largestVariable: Int64 = 10 << 20
  static let largestImplicit: Int64 = 64 << 10

  /// A hole for what flows on to several others.
  func tee(_ holes: [Hole]) -> Hole {
    let live = holes.filter { $0.location != .blank }
    if live.isEmpty { return .discard }
    if live.count == 1 { return live[0] }
    let location = graph.add(.temporary, function: function, loopDepth: loopDepth)
    for hole in live { graph.flow(hole, from: location) }
    return Hole(location: location)
  }

  /// A hole for values stored in new memory whose address goes to `hole`.
  func spill(_ hole: Hole, _ node: NodeID<Expr>, _ role: SiteRole = .value, alwaysHeap: Bool = false) -> Hole {
    spill(hole, Site(file: file.id, node: node, role: role, offset: tree.offset(of: node)), alwaysHeap: alwaysHeap)
  }

  func spill(_ hole: Hole, _ site: Site, alwaysHeap: Bool = false) -> Hole {
    let location = graph.add(.site(site), function: function, loopDepth: loopDepth)
    if alwaysHeap { graph[location].escapes = true }
    graph.flow(hole.address(), from: location)
    return Hole(location: location)
  }

  // MARK: Results

  /// Finds out what escapes, when everything was walked.
  func solve() {
    graph.solve(
      contains: { [program] outer, inner in
        var function = inner
        while function != .none {
          function = program[function].enclosing
          if function == outer && function != .none { return true }
        }
        return false
      },
      isCalledInPlace: { [self] in calledInPlace.contains($0) })
  }

  func escapes(_ object: ObjectID) -> Bool { variables[object].map { graph[$0].escapes } ?? false }

  /// The tags of a function after solving.
  func tags(of id: FunctionID) -> [Leaks] {
    let record = program[id]
    return ((record.receiver == .none ? [] : [record.receiver]) + record.parameters).map { object in
      let parameter = program[object]
      if !analysis.hasPointers(parameter.type) { return Leaks() }
      if !record.body.exists { return nativeTag(record) }
      guard parameter.name.exists, parameter.name != .blank, let location = variables[object] else { return Leaks() }
      var leaks = graph[location].leaks
      leaks.optimize()
      return leaks
    }
  }

  /// A function without a body keeps what it is given, unless its declaration says otherwise.
  func nativeTag(_ record: Types.Function) -> Leaks {
    var leaks = Leaks()
    if !pragmas(of: record).contains(.noEscape) { leaks.addHeap(0) }
    return leaks
  }

  private func pragmas(of record: Types.Function) -> Pragmas {
    guard record.declaration.exists else { return [] }
    guard case .function(let declaration) = program[record.file].tree[record.declaration] else { return [] }
    return declaration.pragmas
  }
}
