// SPDX-License-Identifier: Apache-2.0
//
// Compiler+Forms.swift — the forms of functions that have breakpoints: a second function beside the first.
//
// How.      The form is a record of its own, with the name and signature of the function, so that frames, maps and lines
//           are found from its code as ever; calls of the function are diverted to it. It is made when a place in the
//           function is asked for, or, once the session stops anywhere, at the first call of a function of the
//           person's own.
// Upholds.  A function and its form agree on where variables live, since escape analysis knows no forms.

import CRuntime
import IR
import Source
public import Types

extension Compiler {
  struct Forms {
    var made: [FunctionPointer: BreakForm] = [:]
    /// What the procedures of forms guard, as of functions in `Compiler.guards`.
    var guards: [FunctionPointer: [ObjectID]] = [:]
    /// Functions with BREAKs whatever package they are of.
    var wanted: Set<FunctionID> = []
    /// All functions of the person's own have them.
    var areUsual = false
    /// All functions have.
    var areEverywhere = false
    /// None has for a while.
    var areSuspended = false
    /// Of the function being defined: the variables that its record tells of.
    var variables: [ObjectID] = []
  }

  /// A function with BREAKs.
  public struct BreakForm {
    public let function: FunctionPointer
    /// The objects of `function.pointee.variables`.
    public let variables: [ObjectID]
  }

  func wantsForm(_ callee: Callee) -> Bool {
    guard case .function(let id) = callee else { return false }
    if forms.areEverywhere { return true }
    if forms.areSuspended { return false }
    if forms.areUsual, !program[program[id].package].isLibrary { return true }
    return forms.wanted.contains(id)
  }

  /// Has calls of a function run its form. False: it has none, being too large for a frame with it.
  func divert(_ pointer: FunctionPointer) throws -> Bool {
    do {
      let form = try form(of: pointer)
      try check(loam_function_divert(runtime, pointer, form.function))
      return true
    } catch is FrameTooLarge {
      return false
    }
  }

  /// Whether functions that are called from now on may get forms.
  public var makesForms: Bool { forms.areUsual || forms.areEverywhere || !forms.wanted.isEmpty }

  func isForm(_ pointer: FunctionPointer) -> Bool { forms.made[pointer]?.function == pointer }

  /// The form of a function of the program, made now if it was not before.
  public func breakForm(of pointer: FunctionPointer) throws -> BreakForm {
    do {
      return try form(of: pointer)
    } catch is FrameTooLarge {
      throw LoweringError(.none, "its frame is too large for one with breakpoints")
    }
  }

  private func form(of pointer: FunctionPointer) throws -> BreakForm {
    if let form = forms.made[pointer] { return form }
    let original = pointer.pointee
    let isKept = original.flags & UInt32(LOAM_FUNCTION_PASSING) != 0
    let made = (isKept ? loam_function_create_passing : loam_function_create)(
      runtime, original.name, original.file, original.start_line, original.argument_slots, original.result_slots,
      original.argument_map, original.user)
    guard let made else { throw LoweringError(.none, "out of memory") }
    if isKept {
      kept.insert(made)
      parents[made] = pointer
    }
    environment.makesBreaks = true
    defer { environment.makesBreaks = false }
    forms.variables = []
    guard let callee = callee(pointer) else { throw LoweringError(.none, "no function of the program") }
    let procedure = try lower(callee, pointer)
    forms.guards[made] = procedure.guards
    try define(made, procedure)
    let form = BreakForm(function: made, variables: forms.variables)
    forms.made[pointer] = form
    forms.made[made] = form
    return form
  }

  /// Whether all functions of the person's own are to have forms. Frames that exist stay as they are.
  public func makeForms(usual: Bool) throws {
    if forms.areUsual == usual { return }
    forms.areUsual = usual
    for pointer in declared { if let pointer { try settle(pointer) } }
  }

  /// Whether calls run functions' own code for a while, whoever wants forms. Frames that exist stay as they are.
  public func suspendForms(_ areSuspended: Bool) throws {
    guard makesForms, forms.areSuspended != areSuspended else { return }
    forms.areSuspended = areSuspended
    for pointer in declared { if let pointer { try settle(pointer) } }
  }

  /// Has one function a form, whatever package it is of, or no longer.
  public func makeForm(of id: FunctionID, wanted: Bool) throws {
    if wanted { forms.wanted.insert(id) } else { forms.wanted.remove(id) }
    try settle(try function(.function(id)))
  }

  /// All functions have forms, those of the library too (breakall).
  public func makeFormsEverywhere() { forms.areEverywhere = true }

  /// Sends calls of a function where they belong: to its form, made at the next call, or to its own code.
  func settle(_ pointer: FunctionPointer) throws {
    guard let callee = callee(pointer), case .function(let id) = callee, !program[id].isNative else { return }
    if wantsForm(callee) {
      try check(loam_function_divert(runtime, pointer, forms.made[pointer]?.function ?? pointer))
    } else {
      try check(loam_function_divert(runtime, pointer, nil))
    }
  }

  /// The function of the program that a function of the runtime, or a form, is; nil for wrappers.
  public func source(of pointer: UnsafePointer<loam_function>) -> FunctionID? {
    guard case .function(let id)? = callee(FunctionPointer(mutating: pointer)) else { return nil }
    return id
  }
}
