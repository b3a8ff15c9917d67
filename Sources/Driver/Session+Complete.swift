// SPDX-License-Identifier: Apache-2.0
//
// Session+Complete.swift — what could stand at a cursor in an entry that is being typed.
//
// How.      The text before the cursor gets a name of our own in the place of the word at the cursor, and the brackets
//           that are open are closed; then it is checked as if it were an entry. What the checker found out about the
//           expression before a dot, the literal around the name, or the names visible there, are the candidates.
// Why not.  Guessing types from tokens: it fails at the first call.
// Upholds.  Nothing runs, and the session is the same afterwards, whatever the text is.

import Source
import Syntax
import Types

/// What a name in a program stands for.
public enum NameKind: Sendable {
  case variable, constant, type, function, method, field, package, keyword
}

/// A word that could stand at the cursor.
public struct Candidate: Sendable, Hashable {
  public let text: String
  public let kind: NameKind

  public init(_ text: String, _ kind: NameKind) {
    self.text = text
    self.kind = kind
  }
}

/// What could stand in the place of a part of a text.
public struct Candidates: Sendable {
  /// Offset of the first byte to be replaced; the part ends at the cursor.
  public var start: Int
  /// In order, each once; all begin with what stands there now, but perhaps in other case.
  public var list: [Candidate]
  /// Inside of a string literal, where only names of files can be meant.
  public var isInString = false
}

extension Session {
  /// What could stand at a cursor.
  /// - Parameter text: all lines of the entry; what stands behind the cursor does not matter.
  public func complete(_ text: [UInt8], at cursor: Int) -> Candidates {
    let before = Array(text[..<min(max(0, cursor), text.count)])
    // Nobody types that much, and what was pasted needs no completion.
    if before.count > Session.completionLimit { return Candidates(start: before.count, list: []) }
    return asking { completeNow(before) }
  }

  private static let completionLimit = 1 << 18
  private static let mark = "loamCursor"

  private func completeNow(_ text: [UInt8]) -> Candidates {
    let context = CursorContext(text)
    var found: [Candidate] = []
    switch context.place {
    case .nothing: return Candidates(start: context.start, list: [])
    case .string: return Candidates(start: context.start, list: [], isInString: true)
    case .importPath: found = plugins.packages.paths.filter { !isInternal($0) }.map { Candidate($0, .package) }
    case .name: found = names(at: context, text)
    }
    return Candidates(start: context.start, list: Session.matching(found, text[context.start...]))
  }

  private func isInternal(_ path: String) -> Bool { path.split(separator: "/").contains("internal") }

  /// The candidates that begin with a prefix; when none does, those that do in other case.
  static func matching(_ candidates: [Candidate], _ prefix: ArraySlice<UInt8>) -> [Candidate] {
    func lower(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte }
    var list = candidates.filter { $0.text.utf8.starts(with: prefix) }
    if list.isEmpty {
      let folded = prefix.map(lower)
      list = candidates.filter { $0.text.utf8.lazy.map(lower).starts(with: folded) }
    }
    list.sort { $0.text < $1.text }
    var last: String?
    return list.filter { candidate in
      defer { last = candidate.text }
      return candidate.text != last
    }
  }

  // MARK: By what stands around the cursor

  private func names(at context: CursorContext, _ text: [UInt8]) -> [Candidate] {
    let whole = text[..<context.start] + Array(Session.mark.utf8) + context.closers
    var probe = program.probe(unfinished: Array(whole), in: package, mark: Session.mark)
    let missing = missingPackages(probe.errors)
    if !missing.isEmpty {
      // As an entry would, but only for this question.
      let imports = missing.sorted().compactMap { program.importPackage($0) }
      probe = program.probe(unfinished: Array(whole), in: package, imports: imports, mark: Session.mark)
    }
    let place = MarkedPlace(in: probe.file, mark: program.symbols.lookup(Session.mark))
    switch place {
    case .member(of: let base): return members(of: base, in: probe.file)
    case .element(of: let literal, let first, let given):
      let fields = fields(of: literal, in: probe.file, except: given)
      // The first element may be a value as well as a field's name; the others are what the first is.
      if first, !fields.isEmpty { return fields + visible(probe, context, isTyped: context.start < text.count) }
      return fields.isEmpty || given.isEmpty
        ? visible(probe, context, isTyped: context.start < text.count) : fields
    case .name, .unknown:
      if context.followsDot { return [] }
      return visible(probe, context, isTyped: context.start < text.count)
    }
  }

  private func members(of base: NodeID<Expr>, in file: TypedFile) -> [Candidate] {
    let object = program[file.object(of: base)]
    if object.kind == .package { return program.exportedObjects(of: object.imported).compactMap(candidate) }
    let mode = file.mode(of: base)
    let type = file.type(of: base)
    guard mode != .invalid, mode != .noValue, type.isValid else { return [] }
    return program.members(of: type, from: package, isType: mode == .type).map {
      Candidate(program.text($0.name), $0.isMethod ? .method : .field)
    }
  }

  private func fields(of literal: NodeID<Expr>, in file: TypedFile, except given: [Symbol]) -> [Candidate] {
    var type = file.type(of: literal)
    type = program.types.pointerElement(type) ?? type
    return (program.types.fields(type) ?? []).compactMap { field in
      if given.contains(field.name) || field.name == .blank { return nil }
      if field.package.exists, field.package != package { return nil }
      return Candidate(program.text(field.name), .field)
    }
  }

  /// The names that mean something at the mark.
  /// - Parameter isTyped: a part of the name is there; else only what the person has named is of use.
  private func visible(_ probe: Probe, _ context: CursorContext, isTyped: Bool) -> [Candidate] {
    var objects = probe.visible
    if objects.isEmpty { objects = program.importedNames(in: package) + program.names(in: package) }
    var list = objects.compactMap(candidate)
    if !isTyped { return list.filter { $0.kind != .package } }
    list += program.predeclared.compactMap(candidate)
    list += knownPackages.keys.map { Candidate($0, .package) }
    let words = context.beginsStatement ? Session.statementWords : Session.operandWords
    return list + words.map { Candidate($0, .keyword) }
  }

  private func candidate(_ id: ObjectID) -> Candidate? {
    let object = program[id]
    let name = program.text(object.name)
    switch object.kind {
    case .none, .label: return nil
    case .constant, .nil: return Candidate(name, .constant)
    case .variable: return Candidate(name, .variable)
    case .type: return Candidate(name, .type)
    case .function, .builtin: return Candidate(name, .function)
    case .package: return Candidate(name, .package)
    }
  }

  private static let operandWords = ["chan", "func", "interface", "map", "range", "struct"]
  private static let statementWords =
    operandWords + [
      "break", "case", "const", "continue", "default", "defer", "else", "fallthrough", "for", "go", "goto", "if",
      "import", "return", "select", "switch", "type", "var",
    ]
}

/// What the mark is a part of.
private enum MarkedPlace {
  /// `base.mark`
  case member(of: NodeID<Expr>)
  /// `T{…, mark`; whether it is the first element, and the keys that stand before it.
  case element(of: NodeID<Expr>, first: Bool, given: [Symbol])
  case name
  /// The parser did not get there.
  case unknown

  init(in file: TypedFile, mark: Symbol) {
    let tree = file.tree
    self = .unknown
    for raw in 1..<max(1, UInt32(tree.count)) {
      let id = NodeID<Expr>(raw: raw)
      switch tree[id] {
      case .name(mark): if case .unknown = self { self = .name }
      case .selector(let base, let name) where tree.symbol(of: name) == mark:
        self = .member(of: base)
        return
      case .composite(_, let elements, _):
        let list = Array(tree.nodes(elements))
        guard let index = list.firstIndex(where: { tree.symbol(of: $0) == mark }) else { continue }
        let keys = list.map { element -> Symbol in
          if case .keyValue(let key, _) = tree[element] { return tree.symbol(of: key) }
          return .none
        }
        self = .element(of: id, first: index == 0, given: keys.filter(\.exists))
        return
      default: break
      }
    }
  }
}
