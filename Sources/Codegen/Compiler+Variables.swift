// SPDX-License-Identifier: Apache-2.0
//
// Compiler+Variables.swift — package variables: their memory, static values, and initialisers that run when needed.
//
// How.      A variable of a library gets its value before the first function that refers to it goes on: such functions
//           test a flag at their entry. Values that are constant all through are written into the variable's memory when
//           it is made, and cost no code.

import CRuntime
import IR
import Types

extension Compiler {
  /// The memory of a package variable.
  func global(_ object: ObjectID) throws -> UnsafeMutableRawPointer {
    if let memory = self[object].memory { return memory }
    if program[program[object].package].isForeign {
      let name = program.text(program[object].name)
      guard let memory = foreignVariable(program[program[object].package].path, name) else {
        throw LoweringError(program[object].position, "C.\(name) is nowhere")
      }
      self[object].memory = memory
      return memory
    }
    let type = try descriptors.descriptor(program[object].type)
    if program[program[object].package].isSession, let memory = freeGlobal(of: program[object].type, type) {
      self[object].memory = memory
      name(memory, of: object, again: true)
      return memory
    }
    guard let memory = loam_global_create(runtime, type) else { throw LoweringError(.none, "out of memory") }
    self[object].memory = memory
    name(memory, of: object)
    if program.text(program[object].name) == "MemProfileRate", program[program[object].package].path == "runtime" {
      profileRate = object
    }
    return memory
  }

  /// Tells the runtime what the variable is called, for snapshots; without memory it has no name there.
  private func name(_ memory: UnsafeMutableRawPointer, of object: ObjectID, again: Bool = false) {
    name(memory, program[program[object].package].path + "." + program.text(program[object].name), again: again)
  }

  private func name(_ memory: UnsafeMutableRawPointer, _ text: String, again: Bool) {
    withString(text) { _ = (again ? loam_global_rename : loam_global_set_name)(runtime, memory, $0) }
  }

  /// Calls the memory of a variable otherwise than the variable.
  public func rename(_ variable: ObjectID, _ text: String) {
    if let memory = self[variable].memory { name(memory, text, again: true) }
  }

  /// Takes back the memory of a session's variable.
  /// - Precondition: no code and no pointer leads to it.
  public func forget(variable object: ObjectID) {
    let record = self[object]
    self[object] = Variable()
    guard let memory = record.memory, let type = try? descriptors.descriptor(program[object].type),
      loam_global_clear(runtime, memory, type) == .LOAM_OK
    else { return }
    freeGlobals.byType[program[object].type, default: []].append(memory)
  }

  /// Code that refers to runtime.MemProfileRate may set it: the heap profile follows it from here on.
  func watch(_ object: ObjectID, at memory: UnsafeMutableRawPointer) {
    if object != profileRate || profileRateIsWatched { return }
    profileRateIsWatched = loam_profile_watch_rate(runtime, memory.assumingMemoryBound(to: Int64.self)) == .LOAM_OK
  }

  /// Has a session's variable lie where something else does already. Code that is compiled from now on goes there.
  public func place(_ variable: ObjectID, at memory: UnsafeMutableRawPointer) { self[variable].memory = memory }

  /// Has a variable that was placed lie nowhere.
  public func displace(_ variable: ObjectID) { self[variable].memory = nil }

  /// Makes a session's variable zero, so that it keeps nothing alive.
  /// - Precondition: no goroutine uses it meanwhile.
  public func clear(_ variable: ObjectID) {
    guard let memory = self[variable].memory, let type = try? descriptors.descriptor(program[variable].type) else {
      return
    }
    _ = loam_global_clear(runtime, memory, type)
  }

  /// The memory of a package variable, for hosts that show values.
  public func address(of variable: ObjectID) throws -> UnsafeMutableRawPointer { try global(variable) }

  func initializer(of object: ObjectID) -> Initializer? {
    if let known = self[object].initializer { return known }
    guard let initializer = program.initializer(of: object) else { return nil }
    for variable in initializer.variables { self[variable].initializer = initializer }
    return initializer
  }

  /// Whether code may refer to a variable without a test.
  func isReady(_ object: ObjectID) -> Bool {
    if !program[program[object].package].isLibrary { return true }
    switch self[object].state {
    case .ready: return true
    case .guarded(let flag, _, _): return flag.pointee == 1
    case nil: break
    }
    guard let initializer = initializer(of: object), let first = initializer.variables.first else {
      self[object].state = .ready
      return true
    }
    if isStatic(initializer) {
      self[object].state = .ready
      return true
    }
    guard let memory = permanent(8, 8) else { return true }
    let flag = memory.bindMemory(to: UInt64.self, capacity: 1)
    flag.pointee = 0
    for variable in initializer.variables { self[variable].state = .guarded(flag, first, initializer) }
    return false
  }

  func guardFlag(_ object: ObjectID) throws -> UnsafeMutablePointer<UInt64> {
    _ = isReady(object)
    guard case .guarded(let flag, _, _) = self[object].state else {
      throw LoweringError(.none, "variable without a flag")
    }
    return flag
  }

  /// The variable that names the initialiser of a variable.
  func canonical(_ object: ObjectID) -> ObjectID {
    if case .guarded(_, let first, _) = self[object].state { return first }
    return object
  }

  /// Writes a variable's value into its memory when no code is needed for that.
  func isStatic(_ initializer: Initializer) -> Bool {
    guard let (image, procedure) = Lowering.staticInitializer(initializer, environment),
      let object = initializer.variables.first
    else { return false }
    if program.text(program[object].name) == "_" { return true }
    do {
      let memory = try global(object)
      let resolver = Resolver(self, procedure, [])
      try resolver.write(image, to: memory)
      return true
    } catch {
      return false
    }
  }
}
