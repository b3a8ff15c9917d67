// SPDX-License-Identifier: Apache-2.0
//
// What a person is told about a program: errors with positions, collected, ordered and cut as Go's compiler does.
//
// How.      Errors gather in any order. `sorted` puts them in order of file, line, column and message and keeps one of
//           each set of equals; of several syntax errors on one line only the first is kept, because the later ones
//           are nearly always its echo.
// Upholds.  What is printed does not depend on the order in which passes ran.

/// One error with its place, and further lines that explain it.
public struct Diagnostic: Hashable, Sendable {
  public var position: Position
  public var message: String
  /// Printed under the message, each indented by a tab.
  public var notes: [Note]

  public init(_ position: Position, _ message: String, notes: [Note] = []) {
    self.position = position
    self.message = message
    self.notes = notes
  }

  /// A line under an error that points to another place, or to none.
  public struct Note: Hashable, Sendable {
    public var position: Position
    public var message: String

    public init(_ position: Position, _ message: String) {
      self.position = position
      self.message = message
    }
  }
}

/// The errors of a run.
public struct DiagnosticSet: Sendable {
  public private(set) var all: [Diagnostic] = []

  public init() {}

  @inlinable public var isEmpty: Bool { all.isEmpty }
  @inlinable public var count: Int { all.count }

  public mutating func add(_ diagnostic: Diagnostic) { all.append(diagnostic) }

  public mutating func add(_ position: Position, _ message: String, notes: [Diagnostic.Note] = []) {
    all.append(Diagnostic(position, message, notes: notes))
  }

  public mutating func merge(_ other: DiagnosticSet) { all.append(contentsOf: other.all) }

  public mutating func removeAll() { all.removeAll() }

  /// In order of position, without repetitions, and with one syntax error at most per line.
  public func sorted(in sources: SourceSet) -> [Diagnostic] {
    let ordered = all.enumerated().sorted { left, right in
      if left.element.position != right.element.position { return left.element.position < right.element.position }
      if left.element.message != right.element.message { return left.element.message < right.element.message }
      return left.offset < right.offset
    }
    var kept: [Diagnostic] = []
    var lastSyntaxLine: Location?
    for (_, diagnostic) in ordered {
      let line = sources.location(of: diagnostic.position).map { Location(file: $0.file, line: $0.line, column: 0) }
      if diagnostic.message.hasPrefix("syntax error") {
        if let line, line == lastSyntaxLine { continue }
        lastSyntaxLine = line
      }
      if let last = kept.last, last.position == diagnostic.position, last.message == diagnostic.message { continue }
      kept.append(diagnostic)
    }
    return kept
  }
}

/// Writes diagnostics as Go's compiler does: `file:line:col: message`.
public struct Renderer: Sendable {
  /// Errors printed before "too many errors"; nil for no limit.
  public var limit: Int?

  public init(limit: Int? = 10) { self.limit = limit }

  /// One line, and one for each note, without a newline at the end.
  public func render(_ diagnostic: Diagnostic, in sources: SourceSet) -> String {
    var text = place(diagnostic.position, in: sources) + diagnostic.message
    for note in diagnostic.notes {
      text += "\n\t" + place(note.position, in: sources) + note.message
    }
    return text
  }

  /// All lines in order; "too many errors" follows the last one when the limit cut some off.
  public func lines(_ diagnostics: DiagnosticSet, in sources: SourceSet) -> [String] {
    let sorted = diagnostics.sorted(in: sources)
    var lines: [String] = []
    for (index, diagnostic) in sorted.enumerated() {
      if let limit, index == limit {
        lines.append("too many errors")
        break
      }
      lines.append(render(diagnostic, in: sources))
    }
    return lines
  }

  private func place(_ position: Position, in sources: SourceSet) -> String {
    sources.location(of: position).map { "\($0): " } ?? ""
  }
}
