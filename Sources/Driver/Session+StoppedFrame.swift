// SPDX-License-Identifier: Apache-2.0
//
// Session+StoppedFrame.swift — entries and conditions that name the variables of a stopped frame.
//
// How.      Each variable has a *shadow*, a variable of the session that is known by its name while the entry is checked.
//           A variable in the heap is shadowed where it is: the shadow's memory is the variable's. Of one in the frame
//           the value is copied to the shadow before the entry runs, and back when the entry changed it. What it leads
//           to in the stack is copied, too: pointers there lead, in the shadow, to mirrors, objects of the heap, and
//           what the entry changes in these is written to the stack (loam_mirrors_read). So no code but the goroutine's
//           own ever has a pointer into its stack, whatever moves. What a condition changes is not written.
//           When the entry has run, shadows are cleared and what was shadowed in place is let go, unless code that stays
//           names it: looking at a variable does not keep what it leads to.
//           A pointer to a mirror, or to a shadow, that the entry keeps elsewhere leads to a copy from then on; so does
//           one that it gives a variable of the frame when nobody knows that what it stands for lasts long enough.
//           Closures in the stack have no mirrors: what leads to one cannot be used in an entry.
// Why not.  Running the entry on the stopped goroutine: a panic, ^C or a wait in it would have to be taken back.
// Upholds.  What an entry does with a variable is what the frame finds when it goes on; bytes that it did not change
//           are left alone, so that two ways to the same thing do not undo each other.

import CRuntime
import Codegen
import Glibc
import Types

extension Session {
  /// The variables of the stopped frame by name, the innermost of each.
  public func locals() -> [ShownValue] {
    stopped {
      visible().map { name, variable, object in
        let address = loam_break_address(execution.runtime.raw, variable)
        return ShownValue(
          name: name, type: program.text(program[object].type, in: package),
          text: address.map { text(of: variable.pointee.type, at: UInt(bitPattern: $0)) } ?? "not there yet")
      }
    }
  }

  /// The value at an address. Requires: the world stands.
  func text(of type: UnsafePointer<loam_type>, at address: UInt) -> String {
    ValueText.text(of: type, at: address, in: execution.runtime.raw)
  }

  /// The frame's variables at the stop: name, record and object, in the order of declaration. Requires: the tables' lock.
  func visible() -> [(String, UnsafePointer<loam_variable>, ObjectID)] {
    var at = loam_stop()
    guard loam_break_stopped(execution.runtime.raw, &at) else { return [] }
    return variables(of: FunctionPointer(mutating: at.function), at: at.pc)
  }

  private func variables(
    of function: FunctionPointer, at pc: UInt32
  ) -> [(String, UnsafePointer<loam_variable>, ObjectID)] {
    guard let form = try? execution.compiler.breakForm(of: function), let first = form.function.pointee.variables
    else { return [] }
    var found: [(String, UnsafePointer<loam_variable>, ObjectID)] = []
    for (index, object) in form.variables.enumerated() {
      let variable = first + index
      guard !variable.pointee.captured, variable.pointee.start <= pc, pc < variable.pointee.end else { continue }
      let name = program.text(program[object].name)
      found.removeAll { $0.0 == name }
      found.append((name, variable, object))
    }
    return found
  }

  // MARK: Entries

  /// Runs what may change copies of the frame's variables, and has the frame find what was changed.
  func withCopies(_ copies: Mirrors?, _ run: () -> Outcome) -> Outcome {
    let outcome = run()
    guard let remarks = copies?.write(), case .done(let notes) = outcome else { return outcome }
    return .done(notes: notes + remarks)
  }

  /// - Returns: what is to be run, and the copies that shadows hold; nil: none does.
  func prepareAtStop(
    _ text: [UInt8], name: String, _ form: Form
  ) throws -> (Prepared, Mirrors?) {
    let (names, copies) = try shadows(in: text)
    let escape = execution.compilation.escape
    escape.standIns = Set(copies?.shadows ?? [])
    defer { escape.standIns = [] }
    var prepared = try program.withNames(of: names, in: package) {
      let prepared = try prepare(text, name: name, form)
      try withdrawIfCancelled(prepared)
      return prepared
    }
    // They are the entry's for good: later entries have others.
    program.hold(Array(escape.kept))
    debugger.shadows = debugger.shadows.filter { !escape.kept.contains($0.value) }
    let kept = escape.kept.map { program.text(program[$0].name) }.sorted()
    if !kept.isEmpty { prepared.notes.append(Self.remark(onKept: kept)) }
    return (prepared, copies)
  }

  /// What is to be said when a pointer to shadows, or a closure that names them, outlives the entry.
  private static func remark(onKept names: [String]) -> String {
    let all = names.joined(separator: ", ")
    return names.count == 1
      ? "\(all) outlives the entry as a copy: the frame's \(all) is another variable"
      : "\(all) outlive the entry as copies: the frame's are other variables"
  }

  /// Shadows of the variables that a text may mean, and the copies that some of them hold; nil: none does. Requires: the
  /// tables' lock.
  func shadows(in text: [UInt8]) throws -> (all: [ObjectID], copies: Mirrors?) {
    let used = identifiers(in: text)
    var all: [ObjectID] = []
    var locals: [Debugger.Local] = []
    for (name, variable, object) in visible() where used.contains(name) {
      switch try shadow(name, variable, object) {
      case .inPlace(let object): all.append(object)
      case .copied(let local):
        all.append(local.shadow)
        locals.append(local)
      }
    }
    if locals.isEmpty { return (all, nil) }
    do {
      return (all, try Mirrors(locals, of: execution.runtime.raw))
    } catch {
      throw Refusal(outcome: .errors([error.text + "; :locals shows it"]))
    }
  }

  /// Lets go of what stood for the frame's variables while something was evaluated, but for what code that stays names.
  func letGoOfShadows() {
    if debugger.filled.isEmpty && debugger.inPlace.isEmpty { return }
    execution.withTables {
      for own in debugger.filled where !program[own].flags.contains(.isHeld) { execution.compiler.clear(own) }
      debugger.filled = []
      for (address, place) in debugger.inPlace where !program[place.own].flags.contains(.isHeld) {
        debugger.inPlace[address] = nil
        debugger.spares[place.object] = place.own
        execution.compiler.displace(place.own)
        _ = loam_handle_release(execution.runtime.raw, place.handle)
      }
    }
  }

  /// Has the frame's names known while something is asked that runs nothing. Requires: the tables' lock.
  func withFrameNames<Result>(_ body: () throws -> Result) rethrows -> Result {
    guard isStopped else { return try body() }
    return try program.withNames(of: visible().map { shadow(of: $0.2) }, in: package, body)
  }

  /// The variable that stands for one of the frame.
  private func shadow(of object: ObjectID) -> ObjectID {
    if let known = debugger.shadows[object] { return known }
    let own = program.makeVariable(program[object].name, type: program[object].type, in: package)
    debugger.shadows[object] = own
    return own
  }

  /// Reads the copies of the frame's variables anew, but for those that cannot be read.
  func refreshCopies() {
    guard isStopped else { return }
    execution.withTables {
      var locals: [Debugger.Local] = visible().compactMap { name, variable, object in
        debugger.shadows[object] == nil ? nil : try? copy(of: name, variable, object)
      }
      while !locals.isEmpty {
        do throws(Mirrors.Failure) {
          _ = try Mirrors(locals, of: execution.runtime.raw)
          return
        } catch .obstacle(_, _, let number) {
          locals.remove(at: number)
        } catch {
          return
        }
      }
    }
  }

  /// Where a variable of the frame is that a text is the name of. Requires: the tables' lock, and that the world stands.
  func local(named text: String) -> (address: UnsafeRawPointer, type: UnsafePointer<loam_type>, typeText: String)? {
    guard isStopped, let (_, variable, object) = visible().last(where: { $0.0 == text }),
      let address = loam_break_address(execution.runtime.raw, variable)
    else { return nil }
    return (address, variable.pointee.type, program.text(program[object].type, in: package))
  }

  private enum Shadow {
    case inPlace(ObjectID)
    case copied(Debugger.Local)
  }

  private func shadow(_ name: String, _ variable: UnsafePointer<loam_variable>, _ object: ObjectID) throws -> Shadow {
    let runtime = execution.runtime.raw
    loam_world_stop(runtime)
    let address = loam_break_address(runtime, variable)
    let isInHeap = address.map { loam_where(runtime, $0).kind == .LOAM_WHERE_HEAP } ?? false
    loam_world_start(runtime)
    guard let address else { throw Refusal(outcome: .errors(["\(name) is not there yet"])) }
    if variable.pointee.boxed, isInHeap {
      if let known = debugger.inPlace[address], known.object == object { return .inPlace(known.own) }
      // Code that is kept may lead there as long as the session lasts.
      var handle: loam_handle = 0
      let memory = UnsafeMutableRawPointer(mutating: address)
      if loam_handle_create(runtime, memory, &handle) == .LOAM_OK {
        let own =
          debugger.spares.removeValue(forKey: object)
          ?? program.makeVariable(program[object].name, type: program[object].type, in: package)
        execution.compiler.place(own, at: memory)
        debugger.inPlace[address] = Debugger.InPlace(object: object, own: own, handle: handle)
        return .inPlace(own)
      }
    }
    return .copied(try copy(of: name, variable, object))
  }

  private func copy(
    of name: String, _ variable: UnsafePointer<loam_variable>, _ object: ObjectID
  ) throws -> Debugger.Local {
    let own = shadow(of: object)
    debugger.filled.insert(own)
    return Debugger.Local(
      name: name, variable: variable, shadow: own, memory: try execution.compiler.address(of: own))
  }

  /// The names in a text, whatever they mean.
  private func identifiers(in text: [UInt8]) -> Set<String> {
    Set(
      String(decoding: text, as: UTF8.self).unicodeScalars
        .split { !($0 == "_" || $0.properties.isAlphabetic || $0.properties.numericType == .decimal) }
        .map { String($0) })
  }

  // MARK: Conditions

  /// Compiles the condition of a breakpoint for a place of a form.
  func compile(
    _ condition: String, at site: Debugger.Site, number: Int, _ owner: FunctionID
  ) throws -> Debugger.Condition {
    let used = identifiers(in: Array(condition.utf8))
    // Not those of entries, which code may keep.
    let locals = try variables(of: site.form, at: site.pc).filter { used.contains($0.0) }.map {
      name, variable, object in
      let own = program.makeVariable(program[object].name, type: program[object].type, in: package)
      return Debugger.Local(
        name: name, variable: variable, shadow: own, memory: try execution.compiler.address(of: own))
    }
    let answer = program.makeVariable(program.symbol("loam_condition_\(number)"), type: .bool, in: package)
    let memory = try execution.compiler.address(of: answer)
    let prepared: Prepared
    do {
      prepared = try program.withNames(of: locals.map(\.shadow) + [answer], in: package) {
        let entry = try check(Array(condition.utf8), name: "condition")
        let isOne = isExpression(entry)
        program.withdraw(entry)
        if !isOne {
          throw Refused("condition: \(condition) is no expression; it can be one of type bool, and nothing else")
        }
        return try prepare(
          Array("loam_condition_\(number) = \(condition)".utf8), name: "condition", Form(staysCompiled: true))
      }
    } catch let refusal as Refusal {
      throw Refused(complaint(refusal.outcome, condition))
    }
    guard prepared.initializers.isEmpty else {
      throw Refused("condition: what it names is not initialised yet; use the package once at the prompt first")
    }
    return Debugger.Condition(
      function: prepared.function, locals: locals, answer: memory.assumingMemoryBound(to: Bool.self))
  }

  private func complaint(_ outcome: Outcome, _ condition: String) -> String {
    switch outcome {
    case .incomplete: return "condition: the expression ends too early"
    case .errors(let lines):
      let said = Session.words(lines, of: condition, name: "condition")
      return said != lines ? said[0] : "condition: " + Session.withoutPlace(lines.first ?? "it does not compile")
    default: return "the condition does not compile"
    }
  }

  enum Verdict {
    case holds(Bool)
    /// It could not be evaluated, for this reason.
    case failed(String)
  }

  /// Whether a condition holds in the stopped frame.
  func verdict(_ condition: Debugger.Condition) -> Verdict {
    do {
      let copies = try read(condition.locals)
      defer {
        withExtendedLifetime(copies) {}
        for local in condition.locals {
          _ = loam_global_clear(execution.runtime.raw, local.memory, local.variable.pointee.type)
        }
      }
      condition.answer.pointee = false
      switch execution.runtime.run(condition.function).status {
      case .finished: return .holds(condition.answer.pointee)
      case .panicked: return .failed("it panicked")
      default: return .failed("it did not come to its end")
      }
    } catch {
      return .failed(error.text)
    }
  }

  /// Copies variables; with mirrors only when one leads into the stack.
  private func read(_ locals: [Debugger.Local]) throws(Mirrors.Failure) -> Mirrors? {
    let runtime = execution.runtime.raw
    let isPlain = locals.allSatisfy { loam_break_read(runtime, $0.variable, $0.memory) == .LOAM_OK }
    return isPlain ? nil : try Mirrors(locals, of: runtime)
  }
}
