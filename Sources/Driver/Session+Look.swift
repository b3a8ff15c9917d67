// SPDX-License-Identifier: Apache-2.0
//
// Session+Look.swift — an expression of the person's, and where its value lies: what :where, :object, :why and :size
// begin with.
//
// How.      A variable's name says where it is, and nothing is run; that goes for those of a stopped frame, too. Else
//           `&(expression)` is compiled and run when that is allowed, so that a variable's own address is found and
//           nothing is copied; else the expression. A function of internal/prompt keeps what it is given in a variable.
//           That is read with the world stopped, and cleared with it.
// Why not.  Taking the address of every variable: one whose address was taken is kept when it is declared anew.
// Upholds.  Looking keeps nothing alive and makes nothing escape: variables at the prompt are package variables.

import CRuntime
import Codegen
import Source
import Syntax
import Types

/// Why an expression could not be looked at.
public enum LookFailure: Error {
  /// It does not compile, or is none.
  case errors([String])
  /// It ended with a panic or an interrupt, whose text was written to standard error.
  case failed
}

/// What an expression stands for. Good while the world stands still.
struct Looked {
  /// Where the variable is; nil for a value that is in none.
  let variable: UInt?
  let type: UnsafePointer<loam_type>
  /// The type as code at the prompt writes it.
  let typeText: String
  /// Where the value's bytes are.
  let value: UnsafeRawPointer
  /// Whether the expression led to a copy of what is there.
  var isCopied = false
}

extension Session {
  /// Evaluates an expression and has `body` look at it while the program stands still.
  ///
  /// - Parameter name: what messages call the text.
  /// - Parameter asPlace: an expression without a place is refused, for the compiler's reason.
  func look<Result>(
    at text: String, name: String, asPlace: Bool = false, _ body: (Looked) throws -> Result
  ) throws -> Result {
    let found: Result? = try stopped {
      guard let local = local(named: text.trimmed) else { return nil }
      return try body(
        Looked(
          variable: UInt(bitPattern: local.address), type: local.type, typeText: local.typeText, value: local.address))
    }
    if let found { return found }
    defer { letGoOfShadows() }
    let prepared = try onLargeStack {
      Swift.Result { try execution.withTables { try prepareLook(text, name: name, asPlace) } }
    }.get()
    if let entry = prepared.entry {
      guard exitCode == nil, case .done = run(entry, passesBreakpoints: true) else { throw LookFailure.failed }
    }
    letGoOfShadows()  // what they keep is no business of the look's
    lookedCopies = prepared.copies
    defer { lookedCopies = nil }
    return try stopped {
      let kept = prepared.kept.assumingMemoryBound(to: UInt.self)
      defer {
        // Nobody else has what was kept, so that no barrier is needed.
        kept[0] = 0
        kept[1] = 0
      }
      return try withLooked(kept, prepared, body)
    }
  }

  /// Where what is looked at was copied from, if it lies in a copy of a stopped frame's variables.
  func origin(of address: UInt64) -> UInt64 { lookedCopies?.origin(of: address) ?? address }

  /// Clears what was kept, so that it is no root in a picture. While `look` has a body look, for values of variables: what
  /// lies in no variable is gone afterwards.
  func forgetLooked() {
    guard let kept = lookedPlace else { return }
    kept.storeBytes(of: 0, as: UInt.self)
    kept.storeBytes(of: 0, toByteOffset: 8, as: UInt.self)
  }

  /// The variable that keeps what is looked at.
  var lookedPlace: UnsafeMutableRawPointer? {
    program.importPackage("internal/prompt").flatMap {
      try? execution.compiler.address(of: program.object("looked", in: $0))
    }
  }

  private func withLooked<Result>(
    _ kept: UnsafeMutablePointer<UInt>, _ prepared: PreparedLook, _ body: (Looked) throws -> Result
  ) throws -> Result {
    let word = kept[1]
    if let element = prepared.element {
      guard let variable = prepared.variable ?? UnsafeRawPointer(bitPattern: word) else { throw LookFailure.failed }
      let copy = UInt64(UInt(bitPattern: variable)), address = origin(of: copy)
      guard let value = UnsafeRawPointer(bitPattern: UInt(address)) else { throw LookFailure.failed }
      return try body(
        Looked(
          variable: UInt(address), type: element, typeText: prepared.typeText, value: value, isCopied: address != copy))
    }
    guard let type = UnsafePointer<loam_type>(bitPattern: kept[0]) else {
      throw LookFailure.errors(["nil is nowhere, and leads to nothing"])
    }
    let typeText = prepared.isInterface ? type.name : prepared.typeText
    // A pointer lies in the interface itself.
    if type.kind == .LOAM_KIND_POINTER || type.kind == .LOAM_KIND_UNSAFE_POINTER {
      kept[1] = UInt(origin(of: UInt64(word)))
    }
    let isDirect = Int32(type.pointee.flags) & Int32(LOAM_TYPE_DIRECT) != 0
    let value = isDirect ? UnsafeRawPointer(kept + 1) : UnsafeRawPointer(bitPattern: word)
    guard let value else { throw LookFailure.failed }
    return try body(Looked(variable: nil, type: type, typeText: typeText, value: value))
  }

  // MARK: Compiling

  private struct PreparedLook {
    /// What is to be run; nil: nothing.
    let entry: Prepared?
    /// Two words: what was kept.
    let kept: UnsafeMutableRawPointer
    /// The variable, when its name was enough.
    var variable: UnsafeRawPointer?
    /// The variable's type when its address is kept, or known.
    let element: UnsafePointer<loam_type>?
    let typeText: String
    let isInterface: Bool
    /// What the expression was evaluated with at a stop.
    var copies: Mirrors?
  }

  private func prepareLook(_ text: String, name: String, _ asPlace: Bool) throws -> PreparedLook {
    guard isStopped else { return try prepareLookAtNames(text, name: name, asPlace) }
    let (names, copies) = try shadows(in: Array(text.utf8))
    var look = try program.withNames(of: names, in: package) { try prepareLookAtNames(text, name: name, asPlace) }
    look.copies = copies
    return look
  }

  private func prepareLookAtNames(_ text: String, name: String, _ asPlace: Bool) throws -> PreparedLook {
    guard !text.isEmpty else { throw LookFailure.errors(["an expression is missing"]) }
    let (keep, kept) = try keeper()
    let entry: CheckedEntry
    do {
      entry = try check(Array(text.utf8), name: name)
    } catch let refusal as Refusal {
      switch refusal.outcome {
      case .errors(let lines): throw LookFailure.errors(Session.words(lines, of: text, name: name))
      default: throw LookFailure.errors(["\(name): the expression ends too early"])
      }
    }
    guard isExpression(entry) else {
      program.withdraw(entry)
      throw LookFailure.errors(["\(name): \(text) is no expression with a value"])
    }
    let type = typeOfExpression(entry)
    if case .tuple(let id) = program.types.view(of: type), program.types[id].count != 1 {
      program.withdraw(entry)
      throw LookFailure.errors(["\(name): \(text) has \(program.types[id].count) values; one can be looked at"])
    }
    let isInterface = program.types.isInterface(type)
    let typeText = program.text(type, in: package)
    let descriptor = try execution.compiler.typeDescriptor(for: type)
    let named = try variable(named: entry), mayBeVariable = mayBeVariable(entry)
    program.withdraw(entry)
    func made(_ entry: Prepared?, isVariable: Bool, _ variable: UnsafeRawPointer? = nil) -> PreparedLook {
      PreparedLook(
        entry: entry, kept: kept, variable: variable, element: isVariable ? descriptor : nil, typeText: typeText,
        isInterface: isInterface)
    }
    if let named { return made(nil, isVariable: true, named) }
    let form = Form(keeper: keep)
    if asPlace { return made(try preparePlace(text, name: name, form), isVariable: true) }
    if mayBeVariable, let address = try? prepare(Array("&(\(text))".utf8), name: name, form) {
      return made(address, isVariable: true)
    }
    return made(try prepare(Array(text.utf8), name: name, form), isVariable: false)
  }

  private func preparePlace(_ text: String, name: String, _ form: Form) throws -> Prepared {
    do {
      return try prepare(Array("&(\(text))".utf8), name: name, form)
    } catch let refusal as Refusal {
      if case .errors(let lines) = refusal.outcome { throw LookFailure.errors(lines) }
      throw LookFailure.failed
    }
  }

  /// The function that keeps, and its variable.
  private func keeper() throws -> (ObjectID, UnsafeMutableRawPointer) {
    guard let prompt = program.importPackage("internal/prompt") else {
      throw LookFailure.errors(["the library lacks internal/prompt"])
    }
    let keep = program.object("Look", in: prompt)
    program.resolve(keep)
    let variable = program.object("looked", in: prompt)
    program.resolve(variable)
    return (keep, try execution.compiler.address(of: variable))
  }

  /// Where the variable of the prompt is that an entry is the name of.
  private func variable(named entry: CheckedEntry) throws -> UnsafeRawPointer? {
    let file = program[entry.file]
    guard case .name = file.tree[entry.expression] else { return nil }
    let object = file.object(of: entry.expression)
    guard object.exists, program[object].kind == .variable, program[object].package == package else { return nil }
    return UnsafeRawPointer(try execution.compiler.address(of: object))
  }

  /// Not what makes a value: the address of that is a new variable's.
  private func mayBeVariable(_ entry: CheckedEntry) -> Bool {
    switch program[entry.file].tree[entry.expression] {
    case .composite, .call, .function: return false
    default: return true
    }
  }

  func isExpression(_ entry: CheckedEntry) -> Bool {
    entry.expression.exists && entry.statements.count == 1
  }

  private func typeOfExpression(_ entry: CheckedEntry) -> TypeID {
    program[entry.file].type(of: entry.expression)
  }
}
