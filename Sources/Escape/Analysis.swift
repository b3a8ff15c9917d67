// SPDX-License-Identifier: Apache-2.0
//
// Analysis.swift — escape analysis of a program, function batch by function batch, and what the later rooms ask of it.
//
// How.      Functions are taken bottom-up over the call graph, those that call each other together; a call of a function
//           analysed before uses its parameters' tags. Functions of a user package are analysed when the package was
//           checked; a function of a library when it is compiled, with the tags of what it calls taken from the table
//           of the library's tags, so that compiling one function does not pull in all it can reach.
// Upholds.  Everything not analysed counts as "in the heap": forgetting is safe.

import Source
import Syntax
import Types

/// Decides for every variable and every place that makes memory: stack or heap.
///
/// Not safe for use by several threads at once; the compiler's thread owns it.
public final class EscapeAnalysis {
  public let program: Program
  /// The tags of a library function's receiver and parameters by its full name, or nil when it is not known.
  let libraryTags: (String) -> [Leaks]?

  /// Indexed by object: bit 0 analysed, bit 1 in the heap, bit 2 captured by value.
  private var variableFacts: [UInt8] = []
  /// Indexed by file, then node: `SiteRole` bits of what stays on the stack.
  private var siteFacts: [[UInt8]] = []
  private var tagsOfFunction: [FunctionID: [Leaks]] = [:]
  private var analyzed: Set<FunctionID> = []
  private var pointerFacts: [UInt8] = []
  /// Lines of the report, when one was asked for.
  public private(set) var report: [Diagnostic] = []
  public var isReporting = false
  private var leadingCount = 0
  /// Package variables that stand for variables of a stopped frame in the entry that is analysed next.
  public var standIns: Set<ObjectID> = [] { didSet { kept = [] } }
  /// Those of `standIns` whose address outlives the entry: in a closure, or as a pointer.
  public private(set) var kept: Set<ObjectID> = []

  public init(_ program: Program, libraryTags: @escaping (String) -> [Leaks]?) {
    self.program = program
    self.libraryTags = libraryTags
  }

  // MARK: Questions

  /// Whether a variable lives in the heap. Only of interest when its address is taken or it is captured by reference.
  public func isOnHeap(_ variable: ObjectID) -> Bool {
    let facts = variableFacts(of: variable)
    return facts & 1 == 0 || facts & 2 != 0
  }

  /// Whether closures hold a copy of the variable instead of its address: it never changes after its declaration and
  /// is no larger than 128 bytes.
  public func isCapturedByValue(_ variable: ObjectID) -> Bool {
    let object = program[variable]
    return object.flags.isDisjoint(with: [.isAssigned, .isAddressTaken, .isResult])
      && program.types.sizeof(object.type) <= 128
  }

  /// Whether the memory that an expression makes in this role lives in the heap.
  public func isOnHeap(_ node: NodeID<Expr>, in file: FileID, as role: SiteRole = .value) -> Bool {
    let index = Int(file.raw)
    guard index < siteFacts.count, Int(node.raw) < siteFacts[index].count else { return true }
    return siteFacts[index][Int(node.raw)] & role.rawValue == 0
  }

  /// Tags of the receiver, if any, and the parameters; nil when the function was not analysed.
  public func tags(of function: FunctionID) -> [Leaks]? { tagsOfFunction[function] }

  // MARK: Analysis

  /// Analyses all functions of a package that was checked whole.
  public func analyze(_ package: PackageID) {
    for batch in CallGraph(program, package).batches() { analyze(batch) }
  }

  /// Analyses one declared function, its literals included, unless that was done. Its body must be checked.
  public func analyze(_ function: FunctionID) {
    var outermost = function
    while program[outermost].enclosing != .none { outermost = program[outermost].enclosing }
    if !analyzed.contains(outermost) { analyze([outermost]) }
  }

  /// Analyses declared functions of a package, those that are called before those that call them.
  public func analyze(_ functions: [FunctionID], in package: PackageID) {
    for batch in CallGraph(program, package, functions).batches() where !analyzed.isSuperset(of: batch) {
      analyze(batch.filter { !analyzed.contains($0) })
    }
  }

  /// Analyses the expression that initialises a package variable: literals in it have a function of their own.
  public func analyze(initializer value: NodeID<Expr>, type: TypeID, in file: FileID) {
    let builder = Builder(self, batch: [])
    builder.initializer(value, type: type, in: file)
    finish(builder)
  }

  private func analyze(_ batch: [FunctionID]) {
    analyzed.formUnion(batch)
    let builder = Builder(self, batch: batch)
    builder.build()
    finish(builder)
  }

  private func finish(_ builder: Builder) {
    builder.solve()
    for location in builder.graph.locations {
      switch location.kind {
      case .variable(let object) where standIns.contains(object): if location.escapes { kept.insert(object) }
      case .variable(let object): set(object, location.escapes ? 3 : 1)
      case .site(let site): if !location.escapes { setOnStack(site) }
      case .heap, .blank, .temporary: break
      }
    }
    for function in builder.functions { tagsOfFunction[function] = builder.tags(of: function) }
    if isReporting { report(builder) }
  }

  // MARK: Explaining

  /// How each variable and allocation of a function, its literals included, came to its verdict. The verdicts are those
  /// of what is known now, and nothing is changed by asking.
  public func explain(_ function: FunctionID) -> [Explanation] {
    let builder = Builder(self, batch: [function])
    builder.graph.explaining = Explaining()
    builder.build()
    builder.solve()
    return Explainer(builder).explanations()
  }

  /// Forgets what is known of numbers that will stand for other things.
  public func forget(functions: [UInt32], files: [UInt32], objects: [UInt32]) {
    for function in functions.map({ FunctionID(raw: $0) }) {
      analyzed.remove(function)
      tagsOfFunction[function] = nil
    }
    for file in files where Int(file) < siteFacts.count { siteFacts[Int(file)] = [] }
    for object in objects where Int(object) < variableFacts.count { variableFacts[Int(object)] = 0 }
  }

  /// Forgets types whose numbers will stand for others.
  public func forget(types: [TypeID]) {
    for type in types where Int(type.raw) < pointerFacts.count { pointerFacts[Int(type.raw)] = 0 }
  }

  // MARK: Reporting

  /// Adds the lines of a batch in the order of Go's compiler: notes of the walk, parameters, variables function by
  /// function, then the places that make memory in the order of the walk.
  private func report(_ builder: Builder) {
    report.insert(contentsOf: builder.leadingNotes, at: leadingCount)
    leadingCount += builder.leadingNotes.count
    report += builder.notes
    for function in builder.functions { reportParameters(of: function, builder) }
    var moved: [FunctionID: [ObjectID]] = [:]
    for location in builder.graph.locations where location.escapes {
      if case .variable(let object) = location.kind { moved[location.function, default: []].append(object) }
    }
    for function in builder.functions {
      for object in (moved[function] ?? []).sorted(by: { program[$0].position < program[$1].position }) {
        report.append(Diagnostic(program[object].position, "moved to heap: \(program.text(program[object].name))"))
      }
    }
    for location in builder.graph.locations {
      if case .site(let site) = location.kind { reportSite(site, escapes: location.escapes) }
    }
  }

  private func reportSite(_ site: Site, escapes: Bool) {
    guard site.role != .deferred, !site.isSilent else { return }
    let file = program[site.file]
    let text = site.role == .variadic ? "... argument" : ExpressionText(program, file).text(site.node)
    let verdict = escapes ? "escapes to heap" : "does not escape"
    report.append(Diagnostic(file.tree.position(at: site.offset), "\(text) \(verdict)"))
  }

  private func reportParameters(of function: FunctionID, _ builder: Builder) {
    let record = program[function]
    let all = (record.receiver == .none ? [] : [record.receiver]) + record.parameters
    let signature = program.types.signature(record.signature)
    for (object, leaks) in zip(all, tagsOfFunction[function] ?? []) {
      let parameter = program[object]
      guard parameter.name.exists, parameter.name != .blank, hasPointers(parameter.type) else { continue }
      if builder.escapes(object) { continue }
      let name = program.text(parameter.name)
      var warned = false
      if let heap = leaks.heap {
        report.append(Diagnostic(parameter.position, "leaking param\(heap == 0 ? "" : " content"): \(name)"))
        warned = true
      }
      for index in 0..<min(Leaks.resultLimit, signature?.results.count ?? 0) {
        guard let level = leaks.result(index) else { continue }
        let result = index < record.results.count ? program[record.results[index]].name : .none
        let resultName = !result.exists || result == .blank ? "~r\(index)" : program.text(result)
        report.append(
          Diagnostic(parameter.position, "leaking param: \(name) to result \(resultName) level=\(level)"))
        warned = true
      }
      if !warned { report.append(Diagnostic(parameter.position, "\(name) does not escape")) }
    }
  }

  // MARK: Tables

  private func variableFacts(of object: ObjectID) -> UInt8 {
    Int(object.raw) < variableFacts.count ? variableFacts[Int(object.raw)] : 0
  }

  private func set(_ object: ObjectID, _ facts: UInt8) {
    let index = Int(object.raw)
    if index >= variableFacts.count {
      variableFacts.append(
        contentsOf: repeatElement(0, count: max(index + 1, program.objects.count) - variableFacts.count))
    }
    variableFacts[index] |= facts
  }

  private func setOnStack(_ site: Site) {
    let file = Int(site.file.raw)
    while siteFacts.count <= file { siteFacts.append([]) }
    let index = Int(site.node.raw)
    if index >= siteFacts[file].count {
      let count = max(index + 1, program[site.file].tree.count)
      siteFacts[file].append(contentsOf: repeatElement(0, count: count - siteFacts[file].count))
    }
    siteFacts[file][index] |= site.role.rawValue
    if site.operand.exists { siteFacts[file][Int(site.operand.raw)] |= site.role.rawValue }
  }

  /// Whether values of a type hold pointers.
  public func hasPointers(_ type: TypeID) -> Bool {
    let index = Int(type.raw)
    if index < pointerFacts.count, pointerFacts[index] != 0 { return pointerFacts[index] == 2 }
    let answer: Bool
    switch program.types.underlyingView(of: type) {
    case .basic(let kind):
      answer = kind == .string || kind == .unsafePointer || kind == .untypedString || kind == .untypedNil
    case .array(let element, let length): answer = length > 0 && hasPointers(element)
    case .structure(let id): answer = program.types[id].contains { hasPointers($0.type) }
    case .tuple(let id): answer = program.types[id].contains { hasPointers($0) }
    default: answer = true
    }
    if index >= pointerFacts.count {
      pointerFacts.append(
        contentsOf: repeatElement(0, count: max(index + 1, program.types.count) - pointerFacts.count))
    }
    pointerFacts[index] = answer ? 2 : 1
    return answer
  }

  /// Whether an interface holds values of the type in its data word itself.
  public func isDirect(_ type: TypeID) -> Bool {
    switch program.types.underlyingView(of: type) {
    case .basic(let kind): kind == .unsafePointer
    case .pointer, .map, .channel, .function: true
    case .array(let element, let length): length == 1 && isDirect(element)
    case .structure(let id): program.types[id].count == 1 && isDirect(program.types[id][0].type)
    default: false
    }
  }
}
