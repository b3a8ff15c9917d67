// SPDX-License-Identifier: Apache-2.0
//
// ForeignPackage+Compare.swift — declarations beside others of the same symbol: what headers say of a function that was
// declared by hand, and what other packages of the program say.
//
// How.      Our own headers have what the system's have of them, and are short: the one that declares such a function is
//           read by itself, and on a copy of the environment that is thrown away. What is not alike (Likeness) is an
//           error; what only C would refuse, as a sign, or `...` that is written out, a remark at the prompt.
// Why not.  The system's headers: some are long, and may not be installed.

import Prototypes
import Source

extension ForeignPackage {
  /// Compares the functions that a text itself declares; the remarks.
  func compare(
    _ declared: CDeclarations, _ environment: CEnvironment, _ file: FileID, _ sources: SourceSet
  ) throws(CErrors) -> [Diagnostic] {
    var remarks: [Diagnostic] = []
    for found in declared.contradictions {
      let before = environment.description(of: found.function)
      let now = environment.description(of: found.type, name: found.function.name)
      var likeness = Likeness(environment, environment)
      if !likeness.isFunctionAlike(found.function.type, found.type) {
        let note = Diagnostic.Note(found.function.position, "previous declaration is here")
        let message = "conflicting types for '\(found.function.name)': '\(now)', was '\(before)'"
        throw CErrors(diagnostics: [Diagnostic(found.position, message, notes: [note])])
      }
      remarks.append(
        Diagnostic(
          found.position,
          "\(sources[found.position.file].name) declares '\(now)'; it stays as it was declared before: '\(before)'"))
    }
    var byHeader: [String: [CFunction]] = [:]
    for function in declared.functions where function.position.file == file && !function.hasNoSymbol {
      guard let header = CEnvironment.header(declaring: function.name), libraries.own.isOfProcess(function.symbol)
      else {
        continue
      }
      byHeader[header, default: []].append(function)
    }
    for (header, functions) in byHeader.sorted(by: { $0.key < $1.key }) {
      let system = libraries.environment(ofHeader: header, sources)
      for function in functions {
        guard let known = system.function(named: function.name) else { continue }
        var likeness = Likeness(environment, system)
        if likeness.isFunctionAlike(function.type, known.type) { continue }
        let said = system.description(of: known.type, name: known.name)
        throw CErrors(diagnostics: [conflict(function, environment, header, said)])
      }
      // In C's own eyes, where it can be read along with what is declared.
      var scratch = environment
      let known = try? scratch.read(header: header, sources, earlierStay: true)
      for found in known?.contradictions ?? [] where functions.contains(where: { $0.name == found.function.name }) {
        let said = scratch.description(of: found.type, name: found.function.name)
        remarks.append(conflict(found.function, scratch, header, said))
      }
    }
    return remarks
  }

  private func conflict(
    _ function: CFunction, _ environment: CEnvironment, _ header: String, _ said: String
  ) -> Diagnostic {
    let text = environment.description(of: function)
    return Diagnostic(
      function.position, "conflicting types for '\(function.name)': '\(text)', but <\(header)> declares '\(said)'")
  }

  /// Notes that code names it; why it cannot, if code of another package of the program names the symbol and says
  /// something else of it.
  func use(_ one: Use, of symbol: String) -> Objection? {
    libraries.users.removeAll { $0.package == nil }
    for case let package? in libraries.users.map(\.package) where package !== self {
      guard let other = package.used[symbol] else { continue }
      var likeness = Likeness(environment, package.environment)
      if likeness.isPlaceAlike(one.type, other.type) { continue }
      let reason =
        "C.\(one.name) is declared as '\(environment.description(of: one.type, name: one.name))', and otherwise in another "
        + "package that uses it"
      let note = "it is '\(package.environment.description(of: other.type, name: other.name))' here"
      return Objection(reason: reason, notes: [Diagnostic.Note(other.position, note)])
    }
    used[symbol] = one
    return nil
  }
}

extension ForeignLibraries {
  /// What a header of ours declares by itself.
  fileprivate func environment(ofHeader header: String, _ sources: SourceSet) -> CEnvironment {
    if let known = headers[header] { return known }
    var made = CEnvironment()
    _ = try? made.read(header: header, sources, earlierStay: false)
    headers[header] = made
    return made
  }
}

extension CEnvironment {
  fileprivate mutating func read(
    header: String, _ sources: SourceSet, earlierStay: Bool
  ) throws(CErrors) -> CDeclarations {
    let text = Array("#include <\(header)>\n".utf8)
    var files = sources
    let place = files.add(name: "C", contents: text).id
    let options = CReadOptions(earlierStay: earlierStay)
    return try read(text, in: place, sources: &files, options: options, find: { _ in nil })
  }
}
