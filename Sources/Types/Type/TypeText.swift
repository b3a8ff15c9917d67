// SPDX-License-Identifier: Apache-2.0
//
// TypeText.swift — types as Go's compiler writes them in messages and as its runtime prints them.
//
// How.      The compiler leaves out the package that is being checked; the runtime always names it. Both names of one
//           type (`byte` and `uint8`, `rune` and `int32`, `any` and `interface{}`) are one type here, so the name that
//           the program itself uses is written in messages.

import Syntax

/// Which spellings of the types with two names the checked program uses.
struct Spellings {
  var byte = false
  var uint8 = false
  var rune = false
  var int32 = false
  var any = false
  var emptyInterface = false
}

extension Program {
  /// A type as in an error message about code in `package`.
  /// - Parameter tellsSizes: numbers have the names that tell their sizes, as is usual for C, whatever the program uses.
  public func text(_ type: TypeID, in package: PackageID, tellsSizes: Bool = false) -> String {
    var writer = TypeWriter(program: self, package: package, isRuntime: false)
    writer.tellsSizes = tellsSizes
    writer.write(type)
    return writer.text
  }

  /// A type as `%T` and panics print it.
  public func runtimeText(_ type: TypeID) -> String {
    var writer = TypeWriter(program: self, package: .none, isRuntime: true)
    writer.write(type)
    return writer.text
  }
}

struct TypeWriter {
  let program: Program
  let package: PackageID
  let isRuntime: Bool
  /// Whether a type of a session whose name has another meaning by now is told apart from that.
  var tellsOlder = false
  /// `uint8` and `int32` are called so, but for bytes of arrays.
  var tellsSizes = false
  var text = ""

  private var types: TypeTable { program.types }

  mutating func write(_ type: TypeID) {
    switch types.view(of: type) {
    case .basic(let kind): text += isRuntime ? kind.name : spelling(kind, tellsSizes: tellsSizes)
    case .named(let id): writeNamed(types[id])
    case .pointer(let element):
      text += "*"
      write(element)
    case .slice(let element):
      text += "[]"
      if !isRuntime, element == .uint8, program.spellings.byte {
        text += "byte"
      } else if !isRuntime, element == .int32, program.spellings.rune {
        text += "rune"
      } else {
        write(element)
      }
    case .array(let element, let length):
      text += length < 0 ? "[...]" : "[\(length)]"
      if tellsSizes, element == .uint8 { text += spelling(.uint8, tellsSizes: false) } else { write(element) }
    case .map(let key, let element):
      text += "map["
      write(key)
      text += "]"
      write(element)
    case .channel(let direction, let element):
      switch direction {
      case .both:
        text += "chan "
        if case .channel(.receive, _) = types.view(of: element) {
          text += "("
          write(element)
          text += ")"
          return
        }
      case .send: text += "chan<- "
      case .receive: text += "<-chan "
      }
      write(element)
    case .structure(let id): writeStruct(types[id])
    case .function(let id):
      text += "func"
      writeSignature(types[id])
    case .interface(let id): writeInterface(types[id], isEmpty: type == .emptyInterface)
    case .tuple(let id): writeList(types[id], isVariadic: false)
    case .typeParameter(let id): text += program.text(program[types[id].object].name)
    }
  }

  private func spelling(_ kind: BasicKind, tellsSizes: Bool) -> String {
    switch kind {
    case _ where tellsSizes: kind.name
    case .uint8 where !program.spellings.uint8: "byte"
    case .int32 where !program.spellings.int32: "rune"
    default: kind.name
    }
  }

  private mutating func writeNamed(_ named: Named) {
    let object = program[named.object]
    if object.package.exists, isRuntime || object.package != package {
      if !isRuntime, let owner = otherOwner(of: object.package) { text += program.text(program[owner].name) + "." }
      text += program.text(program[object.package].name) + "."
    }
    text += program.text(object.name)
    defer { if tellsOlder, let older = older(named.object) { text += " (\(older))" } }
    if !named.arguments.isEmpty {
      text += "["
      for (index, argument) in named.arguments.enumerated() {
        if index > 0 { text += "," }
        write(argument)
      }
      text += "]"
    } else if !named.parameters.isEmpty, !isRuntime {
      text += "["
      for (index, parameter) in named.parameters.enumerated() {
        if index > 0 { text += ", " }
        write(parameter)
        if case .typeParameter(let id) = types.view(of: parameter) {
          text += " "
          write(types[id].constraint)
        }
      }
      text += "]"
    }
  }

  /// The package whose package C it is, if that is another one than this.
  private func otherOwner(of foreign: PackageID) -> PackageID? {
    guard program[foreign].isForeign, program.foreignPackages[package] != foreign else { return nil }
    return program.foreignPackages.first { $0.value == foreign }?.key
  }

  /// What tells a type of the session, or one of C, from what its name stands for now.
  private func older(_ id: ObjectID) -> String? {
    let object = program[id]
    guard object.flags.contains(.isPackageLevel), program[object.package].scope[object.name] != id else { return nil }
    if program[object.package].isForeign { return "before C said more of it" }
    guard object.package == package else { return nil }
    return program.sources.location(of: object.position).map { "declared at \($0.file)" }
  }

  private mutating func writeStruct(_ fields: [StructField]) {
    if fields.isEmpty {
      text += isRuntime ? "struct {}" : "struct{}"
      return
    }
    text += isRuntime ? "struct { " : "struct{"
    for (index, field) in fields.enumerated() {
      if index > 0 { text += "; " }
      if !field.isEmbedded { text += program.text(field.name) + " " }
      write(field.type)
      if field.tag.exists, field.tag != program.universe.empty {
        text += " " + Constant.quoted(Array(program.text(field.tag).utf8), limit: .max)
      }
    }
    text += isRuntime ? " }" : "}"
  }

  private mutating func writeInterface(_ interface: Interface, isEmpty: Bool) {
    if isEmpty {
      let spellings = program.spellings
      text += isRuntime ? "interface {}" : spellings.any || !spellings.emptyInterface ? "any" : "interface{}"
      return
    }
    var parts: [String] = []
    if interface.isComparable { parts.append("comparable") }
    for method in interface.methods {
      var inner = TypeWriter(program: program, package: package, isRuntime: isRuntime)
      inner.tellsOlder = tellsOlder
      if method.package.exists, isRuntime { inner.text += program.text(program[method.package].name) + "." }
      inner.text += program.text(method.name)
      if let signature = types.signature(method.signature) { inner.writeSignature(signature) }
      parts.append(inner.text)
    }
    if let terms = interface.terms {
      var union: [String] = []
      for term in terms {
        var inner = TypeWriter(program: program, package: package, isRuntime: isRuntime)
        inner.tellsOlder = tellsOlder
        inner.text = term.isTilde ? "~" : ""
        inner.write(term.type)
        union.append(inner.text)
      }
      if interface.methods.isEmpty, !interface.isComparable, !isRuntime {
        text += union.joined(separator: " | ")
        return
      }
      parts.append(union.joined(separator: " | "))
    }
    text += (isRuntime ? "interface { " : "interface{") + parts.joined(separator: "; ") + (isRuntime ? " }" : "}")
  }

  /// Parameters and results, without `func`.
  mutating func writeSignature(_ signature: Signature) {
    writeList(signature.parameters, isVariadic: signature.isVariadic)
    switch signature.results.count {
    case 0: break
    case 1:
      text += " "
      write(signature.results[0])
    default:
      text += " "
      writeList(signature.results, isVariadic: false)
    }
  }

  mutating func writeList(_ list: [TypeID], isVariadic: Bool) {
    text += "("
    for (index, type) in list.enumerated() {
      if index > 0 { text += ", " }
      if isVariadic, index == list.count - 1, case .slice(let element) = types.view(of: type) {
        text += "..."
        write(element)
      } else {
        write(type)
      }
    }
    text += ")"
  }
}
