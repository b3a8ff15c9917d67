// SPDX-License-Identifier: Apache-2.0
//
// ForeignPackage+Compare.swift — functions of libc that were declared by hand, beside what libc's headers say.
//
// How.      Our own headers have what the system's have of them, and are short: the one that declares such a function is
//           read on a copy of the environment that is thrown away. What would be passed otherwise is an error; where what
//           a pointer points to differs, or a sign, or `...` is written out, a remark.
// Why not.  The system's headers: some are long, and may not be installed.

import Prototypes
import Source

extension ForeignPackage {
  /// Compares the functions that a text itself declares; the remarks.
  func compare(
    _ declared: CDeclarations, _ environment: CEnvironment, _ file: FileID, _ sources: inout SourceSet
  ) throws(CErrors) -> [Diagnostic] {
    var remarks = declared.contradictions.map { found in
      Diagnostic(
        found.position,
        "\(sources[found.position.file].name) declares '\(environment.description(of: found.type, name: found.function.name))'; "
          + "it stays as it was declared before: '\(environment.description(of: found.function))'")
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
      var (scratch, files) = (environment, sources)
      let text = Array("#include <\(header)>\n".utf8)
      let place = files.add(name: "C", contents: text).id
      // If it cannot be read along with what is declared, nothing is known.
      guard
        let known = try? scratch.read(
          text, in: place, sources: &files, options: CReadOptions(earlierStay: true), find: { _ in nil })
      else { continue }
      for found in known.contradictions where functions.contains(where: { $0.name == found.function.name }) {
        let message =
          "conflicting types for '\(found.function.name)': '\(scratch.description(of: found.function))', but <\(header)> "
          + "declares '\(scratch.description(of: found.type, name: found.function.name))'"
        let diagnostic = Diagnostic(found.function.position, message)
        if !ForeignPackage.arePassedAlike(found.function.type, found.type, scratch) {
          throw CErrors(diagnostics: [diagnostic])
        }
        remarks.append(diagnostic)
      }
    }
    return remarks
  }

  /// Whether arguments and results of two functions are passed in the same way.
  private static func arePassedAlike(_ a: CTypeID, _ b: CTypeID, _ environment: CEnvironment) -> Bool {
    guard let a = environment.functionType(a), let b = environment.functionType(b) else { return false }
    let haveSameCount =
      a.isVariadic == b.isVariadic
      ? a.parameters.count == b.parameters.count
      : a.isVariadic ? a.parameters.count <= b.parameters.count : b.parameters.count <= a.parameters.count
    return haveSameCount && isValueAlike(a.result, b.result, environment)
      && zip(a.parameters, b.parameters).allSatisfy { isValueAlike($0, $1, environment) }
  }

  private static func isValueAlike(_ a: CTypeID, _ b: CTypeID, _ environment: CEnvironment) -> Bool {
    func integer(_ type: CType) -> (size: Int, isUnsigned: Bool)? {
      switch type {
      case .scalar(let scalar) where scalar.isInteger: (scalar.size, scalar.isUnsigned(on: environment.target))
      case .enumeration(let id): (environment[id].underlying.size, environment[id].underlying.isUnsigned)
      default: nil
      }
    }
    let (first, second) = (environment.resolved(a), environment.resolved(b))
    if let first = integer(first), let second = integer(second) {
      return first.size == second.size && (first.isUnsigned == second.isUnsigned || first.size >= 4)
    }
    if case .pointer = first, case .pointer = second { return true }
    return environment.canonical(a).unqualified == environment.canonical(b).unqualified
  }
}
