// SPDX-License-Identifier: Apache-2.0
//
// Checker+Names.swift — what an identifier stands for, and the scopes that say so.
//
// How.      Innermost first: the body's names, the file's package names, the package, the universe. Uses are noted on
//           the way: that a variable is read, which functions capture it, what a declaration depends on.

import Source
import Syntax

extension Checker {
  /// The object that a name stands for here; none when it is not declared.
  func find(_ name: Symbol) -> ObjectID {
    let local = locals[name]
    if local.exists { return local }
    let imported = context.file.scope[name]
    if imported.exists { return imported }
    let declared = context.package.scope[name]
    if declared.exists { return declared }
    return program.packages[0].scope[name]
  }

  /// The result of an earlier entry that a name stands for.
  private func result(_ name: Symbol) -> ObjectID {
    if name == .blank { return package.results.last }
    return SessionResults.number(text(name)).map { package.results[$0] } ?? .none
  }

  /// Declares a local name in the innermost scope; the blank name is not declared.
  func declareLocal(_ name: Symbol, _ object: ObjectID) {
    if name == .blank || !name.exists { return }
    if isAtSessionLevel {
      let old = package.scope[name]
      if redeclaresInFile(object, old) {
        error(program[object].position, "\(text(name)) redeclared in this block", notes: otherDeclaration(old))
      }
      noteReplaced(name, by: object)
      package.scope.set(name, object)
      return
    }
    let old = locals.inInnermost(name)
    if old.exists {
      error(program[object].position, "\(text(name)) redeclared in this block", notes: otherDeclaration(old))
      program.objects[Int(object.raw)].flags.insert(.isUsed)
      return
    }
    locals.declare(name, object)
  }

  /// Makes the object of a local variable; it is declared when its scope begins.
  func makeLocal(_ name: NodeID<Expr>, type: TypeID, flags: ObjectFlags = []) -> ObjectID {
    var object = Object(
      .variable, name: symbol(name), package: package.id, position: file.tree.position(of: name))
    object.type = type
    object.state = .resolved
    object.flags = flags
    object.owner = context.function
    object.node = name.raw
    let id = program.add(object)
    file.record(name, object: id)
    if isAtSessionLevel {
      program.objects[Int(id.raw)].flags.insert(.isPackageLevel)
      program.objects[Int(id.raw)].owner = .none
      program.objects[Int(id.raw)].detail = .max
    } else {
      declaredLocals.append(id)
    }
    return id
  }

  /// Notes what an entry declares, and what the name stood for before.
  func noteReplaced(_ name: Symbol, by object: ObjectID) {
    let imported = context.file.scope[name]
    if imported.exists, !(sessionIsFile && program[imported].position.file == file.id) {
      sessionHidden.append(name)
      context.file.scope.set(name, .none)
      context.package.sessionImports.set(name, .none)
    }
    sessionDeclared.append(object)
    sessionReplaced.append(package.scope[name])
  }

  /// Whether what is declared here belongs to the session and not to a block.
  var isAtSessionLevel: Bool { context.sessionDepth == locals.depth }

  /// Notes that code here refers to an object.
  func noteUse(_ id: ObjectID) {
    let object = program[id]
    switch object.kind {
    case .variable:
      program.objects[Int(id.raw)].flags.insert(.isUsed)
      if object.flags.contains(.isPackageLevel) {
        context.references?.add(id)
        if package.isSession, context.function != sessionFunction {
          program.objects[Int(id.raw)].flags.insert(.isHeld)
        }
      } else {
        noteCapture(id, object.owner)
      }
    case .constant:
      if object.flags.contains(.isPackageLevel) {
        context.references?.add(id)
        if package.isSession, context.function != sessionFunction {
          program.objects[Int(id.raw)].flags.insert(.isHeld)
        }
      }
    case .function: context.references?.add(id)
    default: break
    }
  }

  /// Adds a variable of an enclosing function to the captures of all literals in between.
  func noteCapture(_ id: ObjectID, _ owner: FunctionID) {
    var function = context.function
    if function == owner { return }
    program.objects[Int(id.raw)].flags.insert(.isCaptured)
    while function.exists, function != owner {
      if program.functions[Int(function.raw)].captures.contains(id) { return }
      program.functions[Int(function.raw)].captures.append(id)
      function = program.functions[Int(function.raw)].enclosing
    }
  }

  /// In a program functions may call others that come later; in a session only those of the same entry. Said once an
  /// entry, of a name that a function which it declares calls.
  private func orderNotes(_ expr: NodeID<Expr>, _ name: Symbol) -> [Diagnostic.Note] {
    guard package.isSession, expr == callee, context.function != sessionFunction, !hasToldOrder else { return [] }
    hasToldOrder = true
    return [
      note(
        "if it comes later: functions that call each other are declared in one entry, func …; func …, or begin with "
          + "var \(text(name)) func(…)")
    ]
  }

  /// Checks an identifier.
  /// - Parameter wantType: it should be a type; cycles are then looked for.
  func identifier(_ operand: inout Operand, _ expr: NodeID<Expr>, _ name: Symbol, wantType: Bool) {
    operand.invalidate()
    operand.expr = expr
    var id = name == .blank ? ObjectID.none : find(name)
    if !id.exists, package.isSession { id = result(name) }
    guard id.exists else {
      if name == mark { marked = locals.visible + file.scope.objects + package.scope.objects }
      if name == .blank {
        error(expr, "cannot use _ as value" + (package.isSession ? ": there is no result yet" : " or type"))
      } else if package.isSession, let number = SessionResults.number(text(name)) {
        error(expr, package.results.complaint(number))
      } else {
        error(expr, "undefined: \(text(name))", notes: orderNotes(expr, name))
      }
      return
    }
    file.record(expr, object: id)
    if !package.isLibrary { noteSpelling(id) }
    let isType = program[id].kind == .type
    if wantType, !isType {
      error(expr, "\(text(name)) (\(kindText(id))) is not a type")
      program.objects[Int(id.raw)].flags.insert(.isUsed)
      return
    }
    if program[id].state == .unresolved || (isType && wantType && program[id].state == .resolving) { resolve(id) }
    if program[id].state == .resolving, program[id].kind == .variable || program[id].kind == .constant,
      !program[id].type.isValid
    {
      resolve(id)
    }
    if let dot = file.dotImports[id] { program.objects[Int(dot.raw)].flags.insert(.isUsed) }
    let object = program[id]
    switch object.kind {
    case .package:
      error(expr, "use of package \(text(name)) not in selector")
      return
    case .constant:
      noteUse(id)
      if id == program.universe.iota {
        guard let iota = context.iota else {
          error(expr, "cannot use iota outside constant declaration")
          return
        }
        operand.value = Constant(iota)
      } else {
        guard object.type.isValid else { return }
        operand.value = program[object.constant]
      }
      operand.mode = .constant
    case .type: operand.mode = .type
    case .variable:
      noteUse(id)
      guard object.type.isValid else { return }
      operand.mode = .variable
    case .function:
      noteUse(id)
      operand.mode = .value
    case .builtin:
      operand.builtin = object.builtin!
      operand.mode = .builtin
    case .nil: operand.mode = .nilValue
    case .none, .label: return
    }
    operand.type = object.type
  }

  private func noteSpelling(_ id: ObjectID) {
    if id == program.universe.byte { program.spellings.byte = true }
    if id == program.universe.uint8 { program.spellings.uint8 = true }
    if id == program.universe.rune { program.spellings.rune = true }
    if id == program.universe.int32 { program.spellings.int32 = true }
    if id == program.universe.any { program.spellings.any = true }
  }

  private func variableText(_ flags: ObjectFlags) -> String {
    if flags.contains(.isPackageLevel) { return "package-level variable" }
    if flags.contains(.isReceiver) { return "receiver" }
    if flags.contains(.isParameter) { return "parameter" }
    return flags.contains(.isResult) ? "result variable" : "local variable"
  }

  private func kindText(_ id: ObjectID) -> String {
    switch program[id].kind {
    case .constant: "constant"
    case .variable: variableText(program[id].flags)
    case .type: "defined type"
    case .function: "function"
    case .package: "package name"
    case .builtin: "built-in function"
    case .nil: "untyped nil"
    case .label: "label"
    case .none: "object"
    }
  }
}
