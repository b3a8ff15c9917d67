// SPDX-License-Identifier: Apache-2.0
//
// What a person is told about a program: errors with positions, collected, ordered and cut as Go's compiler does.
//
// How.      Errors gather in the order in which passes find them. Of several syntax errors in a row on one line only the
//           first counts, as does the first of equal other errors in a row on one line; the tenth that counts ends the
//           report. What is left is put in order of position.
// Upholds.  The same passes over the same text print the same lines.

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

  /// Whether a text could not be parsed. Go's compiler checks types unless this is so, also when literals or labels are
  /// wrong.
  public var hasSyntaxErrors: Bool { all.contains { $0.message.hasPrefix("syntax error") } }

  public mutating func add(_ diagnostic: Diagnostic) { all.append(diagnostic) }

  public mutating func add(_ position: Position, _ message: String, notes: [Diagnostic.Note] = []) {
    all.append(Diagnostic(position, message, notes: notes))
  }

  public mutating func merge(_ other: DiagnosticSet) { all.append(contentsOf: other.all) }

  public mutating func removeAll() { all.removeAll() }

  /// What is to be printed, in order of position.
  ///
  /// - Parameter limit: how many errors end the report; nil for all.
  /// - Returns: the errors, and where the last one was found if it ended the report.
  public func report(in sources: SourceSet, limit: Int? = nil) -> (errors: [Diagnostic], cutAt: Position?) {
    var kept: [(order: Int, diagnostic: Diagnostic)] = []
    var cutAt: Position?
    var syntaxLine: Line?
    var otherLine: Line?
    var otherMessage = ""
    for diagnostic in all {
      let line = Line(of: diagnostic.position, in: sources)
      if diagnostic.message.hasPrefix("syntax error") {
        if line != nil && line == syntaxLine { continue }
        syntaxLine = line
      } else {
        if line != nil && line == otherLine && diagnostic.message == otherMessage { continue }
        otherLine = line
        otherMessage = diagnostic.message
      }
      kept.append((kept.count, diagnostic))
      if let limit, kept.count >= limit {
        cutAt = diagnostic.position
        break
      }
    }
    kept.sort { left, right in
      let (first, second) = (left.diagnostic.position, right.diagnostic.position)
      return first == second ? left.order < right.order : first < second
    }
    var errors: [Diagnostic] = []
    for (_, diagnostic) in kept {
      if let last = errors.last, last.position == diagnostic.position, last.message == diagnostic.message { continue }
      errors.append(diagnostic)
    }
    return (errors, cutAt)
  }

  private struct Line: Equatable {
    var file: FileID
    var line: Int

    init?(of position: Position, in sources: SourceSet) {
      guard let location = sources.location(of: position) else { return nil }
      file = position.file
      line = location.line
    }
  }
}

/// Writes diagnostics as Go's compiler does: `file:line:col: message`.
public struct Renderer: Sendable {
  /// How many errors end the report; nil for no limit.
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

  /// All lines in order; the last one is "too many errors" when the limit was reached.
  public func lines(_ diagnostics: DiagnosticSet, in sources: SourceSet) -> [String] {
    let (errors, cutAt) = diagnostics.report(in: sources, limit: limit)
    var lines = errors.map { render($0, in: sources) }
    if let cutAt { lines.append(place(cutAt, in: sources) + "too many errors") }
    return lines
  }

  private func place(_ position: Position, in sources: SourceSet) -> String {
    sources.location(of: position).map { "\($0): " } ?? ""
  }
}
