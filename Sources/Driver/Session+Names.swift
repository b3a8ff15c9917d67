// SPDX-License-Identifier: Apache-2.0
//
// Session+Names.swift — what names and expressions mean in a session, for those who ask about them without running
// anything.

import CRuntime
import Syntax
import Types

extension Session {
  func text(_ string: loam_string) -> String { string.text }

  /// Calls `body` where the compiler's tables may be used: on a large stack, while nobody else uses them.
  func asking<Result>(_ body: () -> Result) -> Result {
    onLargeStack { execution.withTables { withFrameNames(body) } }
  }

  /// Checks a text as an entry and forgets it. Packages that it names are imported for it alone.
  /// - Parameter name: what messages call the text.
  /// - Parameter during: is called while the text's declarations are those of the session; not when it has errors.
  func probe(
    _ text: String, name: String, during: (CheckedEntry) -> Void = { _ in }
  ) throws(CompileErrors) -> Probe {
    var imported: Set<String> = []
    while true {
      let probe: Probe
      do {
        probe = try program.probe(
          name: name, contents: Array(text.utf8), in: package,
          imports: imported.sorted().compactMap { program.importPackage($0) }
        ) { if case .checked(let entry) = $0 { during(entry) } }
      } catch {
        switch error {
        case .incomplete: throw CompileErrors(lines: ["\(name): the text ends too early"])
        case .errors(let lines): throw CompileErrors(lines: lines)
        }
      }
      let missing = missingPackages(probe.errors).subtracting(imported)
      if missing.isEmpty { return probe }
      imported.formUnion(missing)
    }
  }

  /// Errors of a text that is to be one expression, in words for what people write instead of one.
  static func words(_ lines: [String], of text: String, name: String) -> [String] {
    guard lines.count == 1, let line = lines.first else { return lines }
    if line.hasSuffix("expected := or = or comma") {
      return ["\(name): \(text.trimmed) is a list; one expression is wanted"]
    }
    if line.hasSuffix(": use of package \(text.trimmed) not in selector") {
      return ["\(name): \(text.trimmed) is a package, no value; TAB behind \(text.trimmed). lists what is in it"]
    }
    return lines
  }

  /// Whether a text is one call and nothing else; nil when it does not compile.
  public func isCall(_ text: String) -> Bool? {
    let answer: Result<Bool?, CompileErrors> = asking {
      Result { () throws(CompileErrors) in
        let probe = try probe(text, name: "call")
        if !probe.errorLines.isEmpty { return nil }
        let tree = probe.file.tree
        let entry = Array(tree.nodes(tree.entry))
        guard entry.count == 1, case .expression(let expression) = tree[entry[0]] else { return false }
        if case .call = tree[expression] { return true }
        return false
      }
    }
    return (try? answer.get()) ?? nil
  }

  /// What a name stands for: `x`, `F`, `T.Method`, `(*T).Method`, `v.Method`, `pkg.F`, `import/path.T.Method`.
  func find(_ text: String) throws(CompileErrors) -> ObjectID {
    let plain = text.filter { $0 != "(" && $0 != ")" && $0 != "*" && $0 != "&" && !$0.isWhitespace }
    var parts: [Substring]
    var object: ObjectID
    if let slash = plain.lastIndex(of: "/") {
      let dot = plain[slash...].firstIndex(of: ".") ?? plain.endIndex
      parts = plain[dot...].split(separator: ".")
      guard !parts.isEmpty else { throw CompileErrors(lines: ["\(plain) is a package; name something of it"]) }
      object = try member(String(parts.removeFirst()), ofPackage: String(plain[..<dot]))
    } else {
      parts = plain.split(separator: ".", omittingEmptySubsequences: false)
      let first = String(parts.removeFirst())
      object = program.object(first, in: package)
      if !object.exists {
        let symbol = program.symbols.lookup(first)
        object = program.importedNames(in: package).first { program[$0].name == symbol } ?? .none
      }
      if !object.exists, let path = knownPackages[first] {
        guard !parts.isEmpty else { throw CompileErrors(lines: ["\(first) is a package; name something of it"]) }
        object = try member(String(parts.removeFirst()), ofPackage: path)
      } else if object.exists, program[object].kind == .package {
        guard !parts.isEmpty else { throw CompileErrors(lines: ["\(first) is a package; name something of it"]) }
        object = try member(String(parts.removeFirst()), ofPackage: program[program[object].imported].path)
      }
      if !object.exists { object = program.predeclared.first { program.text(program[$0].name) == first } ?? .none }
      if !object.exists { throw CompileErrors(lines: ["undefined: \(first)"]) }
    }
    for part in parts { object = try member(String(part), of: object) }
    return object
  }

  private func member(_ name: String, ofPackage path: String) throws(CompileErrors) -> ObjectID {
    guard let imported = program.importPackage(path) else {
      throw CompileErrors(lines: [Loader.missing(path)])
    }
    let object = program.object(name, in: imported)
    guard object.exists else {
      throw CompileErrors(lines: ["undefined: \(program.text(program[imported].name)).\(name)"])
    }
    return object
  }

  /// The method of a type, or of a variable's type.
  private func member(_ name: String, of object: ObjectID) throws(CompileErrors) -> ObjectID {
    let type = program[object].type
    let symbol = program.symbols.lookup(name)
    switch program.lookup(type, symbol, from: program[object].package, addressable: true) {
    case .method(_, let method, _, _): return method
    case .interfaceMethod:
      throw CompileErrors(lines: ["\(name) is a method of an interface: what it does depends on the value in it"])
    case .field: throw CompileErrors(lines: ["\(name) is a field; ask for its type or struct"])
    case .ambiguous, .pointerReceiver, .notFound:
      throw CompileErrors(
        lines: [
          "\(program.text(program[object].name)).\(name) undefined: type \(program.text(type, in: package)) has no method \(name)"
        ])
    }
  }

  /// The function that a name stands for.
  func findFunction(_ text: String) throws(CompileErrors) -> FunctionID {
    let object = try find(text)
    program.resolve(object)
    guard program[object].kind == .function else {
      throw CompileErrors(lines: ["\(text) is no function but a \(kindText(object))"])
    }
    return program[object].function
  }

  func kindText(_ object: ObjectID) -> String {
    switch program[object].kind {
    case .constant: "constant"
    case .variable: "variable"
    case .type: "type"
    case .function: "function"
    case .package: "package"
    case .builtin: "predeclared function"
    case .nil, .label, .none: "predeclared name"
    }
  }
}
