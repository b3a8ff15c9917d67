// SPDX-License-Identifier: Apache-2.0
//
// Session+Foreign.swift — C at the prompt: declarations, libraries, and Go functions that C holds.

import Foreign
import Prototypes
import Source
import Types

/// What declarations of C came to.
public enum ForeignOutcome: Sendable {
  case errors([String])
  /// What is there in Go now, a line each, and remarks.
  case declared(lines: [String], notes: [String])
}

/// A Go function that C holds.
public struct HeldCallback: Sendable {
  public let name: String
  /// C's type of it.
  public let type: String
  public let calls: UInt64
}

extension Session {
  /// Declares what a text of C says.
  public func declareForeign(_ text: [UInt8], name: String) -> ForeignOutcome {
    execution.withTables {
      program.extendForeign("", ofSession: package)  // what is there from the beginning, size_t among it
      var outcome = ForeignOutcome.errors([])
      let made: (flags: String, declared: ForeignPackage.Declared)? = program.withSources { sources in
        let file = sources.add(name: name, contents: text)
        do throws(CErrors) {
          return (
            try foreign.follow(text, in: file.id, at: 0, sources: &sources),
            try foreign.declare(text, in: file.id, at: 0, isLine: true, sources: &sources)
          )
        } catch {
          var set = DiagnosticSet()
          for diagnostic in error.diagnostics { set.add(diagnostic) }
          outcome = .errors(renderer.lines(set, in: sources))
          return nil
        }
      }
      guard let (flags, declared) = made else { return outcome }
      program.extendForeign(flags, ofSession: package)
      program.extendForeign(declared.goText, ofSession: package)
      return .declared(lines: describe(declared), notes: notes(declared))
    }
  }

  /// At most so many declarations are shown one by one.
  private static var shown: Int { 12 }

  private func describe(_ declared: ForeignPackage.Declared) -> [String] {
    let list = declared.declarations
    guard let package = program.foreignPackage(ofSession: package) else { return [] }
    var names = list.records.map { foreignName(of: $0) } + list.enumerations.map { foreignName(of: $0) }
    names += list.typedefs.map { environment[$0].name }
    names += list.functions.map(\.name) + list.variables.map(\.name) + list.constants.map(\.name)
    names += list.enumerations.flatMap { environment[$0].enumerators ?? [] }.map(\.name)
    names += list.skippedMacros.filter(\.isAlias).map(\.name)
    if names.count > Session.shown {
      func count(_ number: Int, _ noun: String) -> String? {
        number == 0 ? nil : "\(number) \(noun)\(number == 1 ? "" : "s")"
      }
      let parts = [
        count(list.functions.count, "function"), count(list.variables.count, "variable"),
        count(list.records.count + list.enumerations.count + list.typedefs.count, "type"),
        count(
          list.constants.count + list.enumerations.reduce(0) { $0 + (environment[$1].enumerators?.count ?? 0) },
          "constant"),
      ]
      return [parts.compactMap { $0 }.joined(separator: ", ")]
    }
    return names.compactMap { line(for: $0, in: package) }
  }

  private var foreign: ForeignPackage { execution.compilation.foreign.main }

  private var environment: CEnvironment { foreign.environment }

  private func foreignName(of id: CRecordID) -> String {
    let record = environment[id]
    return "\(record.keyword)_\(record.tag ?? record.typedefName ?? "_\(id.index)")"
  }

  private func foreignName(of id: CEnumerationID) -> String {
    let type = environment[id]
    return "enum_\(type.tag ?? type.typedefName ?? "_\(id.index)")"
  }

  /// A declaration of package C as Go has it.
  private func line(for name: String, in package: PackageID) -> String? {
    var object = program.object(name, in: package)
    if !object.exists { object = program.object("_" + name, in: package) }
    if object.exists { return foreign.objection(toDefinition: name).map { "// " + $0.reason } ?? described(object) }
    return foreign.objection(to: name).map { "// " + $0.reason }
  }

  private func described(_ object: ObjectID) -> String {
    let record = program[object]
    let name = "C." + program.text(record.name)
    let type = program.text(record.type, in: package, tellsSizes: true)
    switch record.kind {
    case .function:
      // A pointer to functions has no name that says anything.
      let own = type.contains("._fn_") ? environment.function(named: program.text(record.name)) : nil
      return "func \(name)\(type.dropFirst("func".count))"
        + (own.map { "  // \(environment.description(of: $0))" } ?? "")
    case .variable: return "var \(name) \(type)"
    case .constant: return "const \(name) = \(program.text(record.constant))"
    case .type where type == name:
      return "type \(name) \(program.text(program.types.underlying(record.type), in: package, tellsSizes: true))"
    default:
      let own = type.contains("._fn_") ? environment.typedef(named: program.text(record.name)) : nil
      return "type \(name) = \(type)" + (own.map { "  // \(environment.description(of: environment[$0].type))" } ?? "")
    }
  }

  private func notes(_ declared: ForeignPackage.Declared) -> [String] {
    var notes = declared.declarations.warnings.map(\.message)
    if !declared.missing.isEmpty, declared.declarations.functions.count <= Session.shown {
      let names = declared.missing.joined(separator: ", ")
      notes.append("\(names): in no library that is open; :c open LIB.so opens one")
    }
    return notes
  }

  /// Opens a library; what went wrong, or whether it was open already.
  public func openForeign(_ library: String) -> Result<Bool, ForeignPackage.LibraryFailure> {
    execution.withTables {
      Result { () throws(ForeignPackage.LibraryFailure) in
        try foreign.open(library)
      }
    }
  }

  public var foreignLibraries: [String] {
    execution.withTables { foreign.openLibraries }
  }

  /// What is declared of C, a line each, of names with `text` in them; of all names, but those that begin with `_`, which
  /// headers have for themselves: how many these are.
  public func foreignDeclarations(with text: String) -> (lines: [String], hidden: Int) {
    execution.withTables {
      guard let package = program.foreignPackage(ofSession: package) else { return ([], 0) }
      let all = program.foreignObjects(of: package).map { program.text(program[$0].name) }
      let names = all.filter { text.isEmpty ? !$0.hasPrefix("_") : $0.contains(text) }
      return (names.sorted().compactMap { line(for: $0, in: package) }, text.isEmpty ? all.count - names.count : 0)
    }
  }

  /// Go functions that C holds.
  public var heldCallbacks: [HeldCallback] {
    ForeignPackage.callbacks(of: execution.runtime.raw).map {
      HeldCallback(name: $0.name, type: $0.type, calls: $0.calls)
    }
  }

  /// Ends what C holds by that name; false: nothing has it.
  public func freeCallback(_ name: String) -> Bool { ForeignPackage.freeCallback(name, of: execution.runtime.raw) }
}
