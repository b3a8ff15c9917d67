// SPDX-License-Identifier: Apache-2.0
//
// ForeignPackage+Objections.swift — why a name of package C cannot be used.

import Prototypes
public import Source

extension ForeignPackage {
  /// Why something cannot be used.
  public struct Objection {
    public let reason: String
    /// Where C says what is the matter.
    public var notes: [Diagnostic.Note] = []
  }

  /// Why a name that may be declared cannot be used; nil: it can, or nothing is known of it.
  public func objection(to goName: String) -> Objection? {
    if GoNames.own.contains(goName) { return nil }
    let name = environment.cName(goName)
    if name == "errno" { return Objection(reason: "C.errno is each thread's own: v, err := C.f() has that of a call") }
    if let reason = GoNames.jumps(name) { return Objection(reason: "C.\(goName) cannot be called: \(reason)") }
    let entity = environment.meaning(of: name)
    if let reason = text.objections[goName] {
      let reason = "C.\(goName) cannot be used in Go: \(reason)"
      if case .function(let function) = entity, function.hasBody {
        return Objection(reason: reason, notes: notes(ofBody: function))
      }
      return Objection(reason: reason)
    }
    switch entity {
    case .function(let function):
      if let objection = objection(toDefinition: function.name) { return objection }
      if libraries.own.address(of: function.symbol) == nil { return missing(goName, function) }
      do {
        _ = try forms.signature(function.type, environment)
      } catch {
        let reason = (error as? CallForms.Unsupported)?.reason ?? "\(error)"
        return Objection(reason: "C.\(goName) cannot be called: \(reason)")
      }
      return use(Use(name: function.name, type: function.type, position: function.position), of: function.symbol)
    case .variable(let variable) where PackageText.isConstant(variable, environment): break
    case .variable(let variable):
      if let objection = objection(toDefinition: variable.name) { return objection }
      if libraries.own.address(of: variable.symbol) == nil {
        return Objection(reason: missing(goName, variable.symbol))
      }
      return use(Use(name: variable.name, type: variable.type, position: variable.position), of: variable.symbol)
    case nil where text.entries[goName] == nil:
      return unknown(goName).map { Objection(reason: $0) }
    default: break
    }
    return nil
  }

  /// Why what a text defines, and does not only declare, cannot be used; nil: it defines nothing of this name. What a library
  /// has by the same name is something else, unless a header has it inline.
  public func objection(toDefinition name: String) -> Objection? {
    switch environment.meaning(of: name) {
    case .function(let function):
      guard let body = function.body, !function.isInline || ownTexts.contains(body.file) else { return nil }
      return bodyObjection(function)
    case .variable(let variable):
      guard let initializer = variable.initializer, ownTexts.contains(initializer.file),
        !PackageText.isConstant(variable, environment)
      else { return nil }
      return Objection(
        reason:
          "C.\(environment.goName(name)) has an initializer, and nobody compiles it: Loam has no C compiler. Put it into a library "
          + "(cc -shared) and name that, by #cgo LDFLAGS or :c open; here goes its declaration, with extern",
        notes: [Diagnostic.Note(initializer, "its initializer is here")])
    default: return nil
    }
  }

  private func missing(_ name: String, _ function: CFunction) -> Objection {
    function.hasBody ? bodyObjection(function) : Objection(reason: missing(name, function.symbol))
  }

  private func bodyObjection(_ function: CFunction) -> Objection {
    Objection(
      reason:
        "C.\(environment.goName(function.name)) has a body, which nobody compiles: Loam has no C compiler. Put it into a library "
        + "(cc -shared) and name that, by #cgo LDFLAGS or :c open; here goes its declaration",
      notes: notes(ofBody: function))
  }

  private func notes(ofBody function: CFunction) -> [Diagnostic.Note] {
    [Diagnostic.Note(function.body ?? function.position, "its body is here")]
  }

  private func unknown(_ name: String) -> String? {
    if name.hasPrefix("sizeof_") {
      let type = name.dropFirst("sizeof_".count)
      guard text.entries[String(type)] != nil else { return unknown(String(type)) }
      let shown =
        type.hasPrefix("struct_") || type.hasPrefix("union_")
        ? type.replacing("_", with: " ", maxReplacements: 1) : type[...]
      return "C.\(name) is not declared: \(shown) has no size, it is only declared"
    }
    if let hint = GoNames.hint(name) { return "C.\(name) is not declared; \(hint)" }
    if let header = CEnvironment.header(declaring: name) {
      return "C.\(name) is not declared; #include <\(header)> does it"
    }
    let names = text.entries.keys.filter { !$0.hasPrefix("_") && !GoNames.isMadeUp($0) }.sorted()
    return CEnvironment.nearName(to: name, among: names).map { "C.\(name) is not declared; did you mean C.\($0)?" }
  }

  private func missing(_ name: String, _ symbol: String) -> String {
    let searched = ["the process"] + openLibraries
    return "C.\(name) is declared, but there is no \(symbol) in \(searched.joined(separator: ", "))"
  }
}
