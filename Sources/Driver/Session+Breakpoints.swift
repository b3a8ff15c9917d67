// SPDX-License-Identifier: Apache-2.0
//
// Session+Breakpoints.swift — setting, listing and clearing breakpoints, and what becomes of them.
//
// How.      A breakpoint is a place as it was written and the sites that it has now: places of forms (Compiler+Forms),
//           of the function and of the literals inside it. It follows its name: a new version of the function takes it
//           over, and a function that does not exist yet is waited for. Forms are made for all functions of the
//           person's own while there is any breakpoint, watch or trace, so that steps lead into them.

import CRuntime
import Codegen
import Types

/// Why something that a person asked for was not done.
public struct Refused: Error, Sendable, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}

extension Session {
  /// Sets a breakpoint.
  /// - Returns: its number, and what is to be said of it.
  public func setBreakpoint(at place: String, condition: String?) throws(Refused) -> (number: Int, notes: [String]) {
    guard let spec = BreakSpec(place) else {
      throw Refused("\(place) is no place for a breakpoint: write FUNC, T.M, (*T).M or PKG.FUNC, with :LINE or without")
    }
    let condition = condition.flatMap { $0.isEmpty ? nil : $0 }
    var breakpoint = Debugger.Breakpoint(number: debugger.lastNumber + 1, spec: spec, condition: condition)
    let running = runningFunctions()
    let result = onLargeStack {
      Result { () throws -> [String] in
        try self.execution.withTables {
          try self.execution.compiler.makeForms(usual: true)
          var notes = try self.settle(&breakpoint)
          if let function = self.sourceName(breakpoint.function), running.contains(function) {
            notes.append("calls of \(function) that run already go on without it")
          }
          return notes
        }
      }
    }
    do {
      let notes = try result.get()
      debugger.lastNumber += 1
      debugger.breakpoints.append(breakpoint)
      return (breakpoint.number, notes)
    } catch {
      _ = try? updateForms()
      throw refused(error)
    }
  }

  public func breakpoints() -> [BreakpointFigures] {
    debugger.breakpoints.map {
      BreakpointFigures(
        number: $0.number, place: $0.spec.text, condition: $0.condition, locations: $0.locations, hits: $0.hits)
    }
  }

  public func clearBreakpoint(_ number: Int) throws(Refused) {
    guard let index = debugger.breakpoints.firstIndex(where: { $0.number == number }) else {
      throw Refused("there is no breakpoint \(number); :break lists them")
    }
    let breakpoint = debugger.breakpoints.remove(at: index)
    disarm(breakpoint.sites.keys)
    execution.withTables { unwant(breakpoint) }
    do { try updateForms() } catch { throw refused(error) }
  }

  /// An error in the words for people.
  func refused(_ error: any Error) -> Refused {
    error as? Refused ?? Refused(program.describe(error, in: "loam"))
  }

  /// Functions have forms as long as somebody needs them; those of a stopped program stay for its steps.
  func updateForms() throws {
    try execution.withTables { try execution.compiler.makeForms(usual: debugger.needsForms || isStopped) }
  }

  /// Resolves breakpoints after names got new meanings; says what became of them.
  func settleBreakpoints(after entry: CheckedEntry) -> [String] {
    if debugger.breakpoints.isEmpty || entry.declared.isEmpty && entry.methods.isEmpty { return [] }
    return onLargeStack { execution.withTables { settleBreakpoints() } }
  }

  private func settleBreakpoints() -> [String] {
    var notes: [String] = []
    for index in debugger.breakpoints.indices {
      var breakpoint = debugger.breakpoints[index]
      guard let function = find(breakpoint.spec) else {
        if let remark = lostLiteral(index) { notes.append(remark) }
        continue
      }
      if function == breakpoint.function { continue }
      let isNew = breakpoint.function == .none
      let old = breakpoint.sites
      do {
        let remarks = try settle(&breakpoint)
        debugger.breakpoints[index] = breakpoint
        disarm(old.keys)
        let what = isNew ? "stops at" : "follows its function to"
        notes.append("breakpoint \(breakpoint.number) \(what) \(breakpoint.locations.joined(separator: ", "))")
        notes += remarks
      } catch  where breakpoint.refused == function {  // which was said
      } catch {
        debugger.breakpoints[index].refused = function
        notes.append("breakpoint \(breakpoint.number) stays with the old \(breakpoint.spec.text): \(error)")
      }
    }
    return notes
  }

  /// What is to be said when a new version of a function has no such function literal.
  private func lostLiteral(_ index: Int) -> String? {
    let breakpoint = debugger.breakpoints[index]
    guard breakpoint.function != .none, let outermost = findOutermost(breakpoint.spec),
      outermost != breakpoint.refused, let problem = missing(breakpoint.spec)
    else { return nil }
    debugger.breakpoints[index].refused = outermost
    return "breakpoint \(breakpoint.number) stays with the old \(breakpoint.spec.text): \(problem)"
  }

  // MARK: From a place to sites

  /// Finds the sites of a breakpoint and arms them. Remarks on it are returned.
  private func settle(_ breakpoint: inout Debugger.Breakpoint) throws -> [String] {
    guard let function = find(breakpoint.spec) else {
      if let problem = missing(breakpoint.spec) { throw Refused(problem) }
      breakpoint.locations = []
      let spec = breakpoint.spec
      let what = spec.literal.map { "\(spec.name) yet, in which \($0) would be" } ?? "\(spec.text) yet"
      return ["there is no \(what); breakpoint \(breakpoint.number) waits for it"]
    }
    if program[function].isNative {
      throw Refused("\(breakpoint.spec.text) has no body in Go; a breakpoint there cannot stop")
    }
    if !program[function].typeParameters.isEmpty {
      throw Refused("\(breakpoint.spec.text) is generic; generic functions cannot be run yet")
    }
    var notes: [String] = []
    let sites = try sites(of: function, line: breakpoint.spec.line, &notes)
    var found: [Debugger.Site: Debugger.Condition?] = [:]
    for (site, owner) in sites {
      found[site] = .some(try breakpoint.condition.map { try compile($0, at: site, number: breakpoint.number, owner) })
    }
    unwant(breakpoint)
    breakpoint.function = function
    breakpoint.sites = found
    breakpoint.locations = sites.map { describe($0.0) }
    for (_, owner) in sites where program[program[owner].package].isLibrary {
      try execution.compiler.makeForm(of: owner, wanted: true)
    }
    for site in found.keys { _ = loam_break_arm(execution.runtime.raw, site.form, site.pc, true) }
    return notes
  }

  /// Functions of the library have forms as long as a breakpoint has sites in them.
  private func unwant(_ breakpoint: Debugger.Breakpoint) {
    let others = debugger.breakpoints.filter { $0.number != breakpoint.number }
    let needed = Set(others.flatMap(libraryFunctions))
    for owner in libraryFunctions(breakpoint).subtracting(needed) {
      try? execution.compiler.makeForm(of: owner, wanted: false)
    }
  }

  private func libraryFunctions(_ breakpoint: Debugger.Breakpoint) -> Set<FunctionID> {
    Set(
      breakpoint.sites.keys.compactMap { execution.compiler.source(of: $0.form) }
        .filter { program[program[$0].package].isLibrary })
  }

  /// Places are armed as long as a breakpoint has them.
  private func disarm(_ sites: some Sequence<Debugger.Site>) {
    for site in sites where !debugger.breakpoints.contains(where: { $0.sites[site] != nil }) {
      _ = loam_break_arm(execution.runtime.raw, site.form, site.pc, false)
    }
  }

  private func describe(_ site: Debugger.Site) -> String {
    let line = places(of: site.form).first { $0.pc == site.pc }?.line ?? site.form.pointee.start_line
    return "\(text(site.form.pointee.name)) \(text(site.form.pointee.file)):\(line)"
  }

  func places(of form: FunctionPointer) -> [loam_break_place] {
    let count = loam_break_places(form, nil, 0)
    var places = [loam_break_place](repeating: loam_break_place(), count: Int(count))
    _ = loam_break_places(form, &places, count)
    return places
  }

  /// The sites of a line, or of a function's beginning, each with the function it is in.
  private func sites(
    of function: FunctionID, line: Int?, _ notes: inout [String]
  ) throws -> [(Debugger.Site, FunctionID)] {
    var candidates: [(site: Debugger.Site, line: Int, owner: FunctionID)] = []
    for owner in [function] + (line == nil ? [] : literals(in: function)) {
      let form = try execution.compiler.breakForm(of: execution.compiler.function(.function(owner))).function
      for place in places(of: form) where place.kind != LOAM_BREAK_ENTER {
        candidates.append((Debugger.Site(form: form, pc: place.pc), Int(place.line), owner))
      }
    }
    guard let line else {
      guard let first = candidates.first else { throw Refused("\(name(function)) has nothing to stop at") }
      return [(first.site, first.owner)]
    }
    let lines = Set(candidates.map(\.line))
    guard let chosen = lines.filter({ $0 >= line }).min(), line >= (lines.min() ?? 0) || line >= startLine(function)
    else {
      let first = lines.min() ?? 0
      let last = lines.max() ?? 0
      throw Refused("\(name(function)) has no statement at line \(line); it has some from line \(first) to \(last)")
    }
    if chosen != line { notes.append("line \(line) has no statement; line \(chosen) is the next one that has") }
    // One place for each function: a line's first.
    var owners: Set<FunctionID> = []
    return candidates.filter { $0.line == chosen && owners.insert($0.owner).inserted }.map { ($0.site, $0.owner) }
  }

  private func startLine(_ function: FunctionID) -> Int {
    (try? execution.compiler.function(.function(function))).map { Int($0.pointee.start_line) } ?? 0
  }

  /// The function literals inside of a function, at any depth.
  private func literals(in function: FunctionID) -> [FunctionID] {
    var outermost = function
    while program[outermost].enclosing.raw != 0 { outermost = program[outermost].enclosing }
    guard program[outermost].literal.exists || program.checkBody(of: outermost) else { return [] }
    return program.functions.indices.map { FunctionID(raw: UInt32($0)) }.filter { id in
      guard program[id].literal.exists else { return false }
      var outer = program[id].enclosing
      while outer.raw != 0 {
        if outer == function { return true }
        outer = program[outer].enclosing
      }
      return false
    }
  }

  /// The function literals inside of a function by the names that traces give them: "func1", "func1.2".
  private func literalNames(in function: FunctionID) -> [(name: String, function: FunctionID)] {
    let prefix = (sourceName(function) ?? "") + "."
    return literals(in: function).compactMap { id in
      sourceName(id).flatMap { $0.hasPrefix(prefix) ? (String($0.dropFirst(prefix.count)), id) : nil }
    }
  }

  private func name(_ function: FunctionID) -> String { sourceName(function) ?? "the function" }

  private func sourceName(_ function: FunctionID) -> String? {
    if function == .none { return nil }
    return (try? execution.compiler.function(.function(function))).map { text($0.pointee.name) }
  }

  private func runningFunctions() -> Set<String> { Set(goroutines().map(\.function)) }

  /// The function that a place names; nil while there is none.
  private func find(_ spec: BreakSpec) -> FunctionID? {
    guard let function = findOutermost(spec), let literal = spec.literal else { return findOutermost(spec) }
    return literalNames(in: function).first { $0.name == literal }?.function
  }

  private func findOutermost(_ spec: BreakSpec) -> FunctionID? {
    func function(_ object: ObjectID) -> FunctionID? {
      guard object.exists, program[object].kind == .function else { return nil }
      return program[object].function
    }
    if let path = spec.package {
      guard let other = find(package: path) else { return nil }
      if let receiver = spec.receiver { return method(spec, program.object(receiver, in: other)) }
      return function(program.object(spec.name, in: other))
    }
    guard let receiver = spec.receiver else { return function(program.object(spec.name, in: package)) }
    let type = program.object(receiver, in: package)
    if type.exists, program[type].kind == .type { return method(spec, type) }
    return find(package: receiver).flatMap { function(program.object(spec.name, in: $0)) }
  }

  /// A package by the name that code uses for it, or by its path.
  private func find(package path: String) -> PackageID? {
    if path == "main" { return package }
    let symbol = program.symbols.lookup(path)
    if let known = program.importedNames(in: package).first(where: { program[$0].name == symbol }) {
      return program[known].imported
    }
    return program.importPackage(knownPackage(path) ?? path)
  }

  private func method(_ spec: BreakSpec, _ type: ObjectID) -> FunctionID? {
    guard type.exists, program[type].kind == .type else { return nil }
    let own = program.types.pointer(to: program[type].type)
    for method in program.methodSet(of: own)
    where program.text(method.name) == spec.name && method.function.exists && method.path.isEmpty {
      return program[method.function].function
    }
    return nil
  }

  /// Why a place cannot come into being by waiting; nil when it can.
  private func missing(_ spec: BreakSpec) -> String? {
    if spec.literal != nil, let function = findOutermost(spec) {
      let names = literalNames(in: function).map(\.name)
      let known = names.isEmpty ? "no function literals" : "the function literals " + names.joined(separator: ", ")
      return "\(spec.text) does not exist: \(name(function)) has \(known)"
    }
    if let path = spec.package, let other = find(package: path), other != package {
      return "package \(path) has no \(spec.receiver.map { $0 + "." } ?? "")\(spec.name)"
    }
    if let receiver = spec.receiver, !program.object(receiver, in: package).exists, let other = find(package: receiver),
      other != package
    {
      return "package \(receiver) has no function \(spec.name)"
    }
    let object = spec.receiver == nil && spec.package == nil ? program.object(spec.name, in: package) : .none
    if object.exists, program[object].kind == .variable, spec.literal != nil {
      return "\(spec.name) is a variable; :break wants a function that is declared with func"
    }
    if object.exists, program[object].kind != .function {
      return program[object].kind == .variable
        ? "\(spec.name) is no function; :watch \(spec.name) stops when the variable changes"
        : "\(spec.name) is no function" + (program[object].kind == .type ? "; its methods are \(spec.name).NAME" : "")
    }
    return nil
  }

  // MARK: At a stop

  /// The breakpoints that a goroutine came to; nil when their conditions let it go on.
  func breakpointsHit(_ at: loam_stop) -> StopReason? {
    let site = Debugger.Site(form: FunctionPointer(mutating: at.function), pc: at.pc)
    var hits: [Int] = []
    var failed: (number: Int, why: String)?
    for index in debugger.breakpoints.indices {
      guard let condition = debugger.breakpoints[index].sites[site] else { continue }
      let number = debugger.breakpoints[index].number
      switch condition.map(verdict) ?? .holds(true) {
      case .holds(false): continue
      case .holds(true): hits.append(number)
      case .failed(let why) where failed == nil: failed = (number, why)
      case .failed: hits.append(number)
      }
      debugger.breakpoints[index].hits += 1
    }
    if let failed { return .conditionFailed(failed.number, why: failed.why, others: hits) }
    return hits.isEmpty ? nil : .breakpoint(hits)
  }
}
