// SPDX-License-Identifier: Apache-2.0
//
// Session+Escape.swift — the verdict of escape analysis on what a function or an expression makes, and why.

public import Escape
import Source
import Types

/// The verdict on a variable or an allocation.
public struct EscapeVerdict: Sendable {
  public struct Step: Sendable {
    public let line: Int
    /// The text of the line.
    public let source: String
    public let flow: String
    public let what: String
  }

  public let subject: Explanation.Subject
  public let isMap: Bool
  public let text: String
  public let type: String
  public let line: Int
  public let source: String
  public let verdict: Explanation.Verdict
  public let steps: [Step]
  public let reason: String
}

/// The verdicts on all that a function, or an expression, makes.
public struct EscapeVerdicts: Sendable {
  public let title: String
  public let list: [EscapeVerdict]
}

extension Session {
  /// The verdicts of a function by its name, or of an expression whose value is not used.
  public func escape(of text: String) -> Result<EscapeVerdicts, CompileErrors> {
    asking {
      Result { () throws(CompileErrors) in
        if let function = try? findFunction(text) { return try verdicts(function, title: text) }
        return try verdicts(ofExpression: text)
      }
    }
  }

  private func verdicts(_ function: FunctionID, title: String) throws(CompileErrors) -> EscapeVerdicts {
    let record = program[function]
    if record.isNative { throw CompileErrors(lines: ["\(title) is native: its body is written in C"]) }
    guard program.checkBody(of: function) else { throw CompileErrors(lines: ["\(title) has errors"]) }
    let place = program.sources.location(of: program[record.object].position)
    let verdicts = execution.compilation.escape.explain(function).map(verdict)
    return EscapeVerdicts(title: "\(title)" + (place.map { "  \($0.file):\($0.line)" } ?? ""), list: verdicts)
  }

  private func verdicts(ofExpression text: String) throws(CompileErrors) -> EscapeVerdicts {
    var list: [EscapeVerdict] = []
    let probe = try probe(text, name: ":escape") { entry in
      var entry = entry
      program.completeEntry(&entry, expect: .none, show: .none, results: [], mark: { _ in "" })
      list = execution.compilation.escape.explain(entry.function).map(verdict)
    }
    if !probe.errorLines.isEmpty { throw CompileErrors(lines: probe.errorLines) }
    return EscapeVerdicts(title: text, list: list)
  }

  private func verdict(_ explanation: Explanation) -> EscapeVerdict {
    func line(_ position: Position) -> (Int, String) {
      guard !position.isNone else { return (0, "") }
      let file = program.sources[position.file]
      let line = file.line(at: position.offset)
      return (line, file.text(line: line).trimmed)
    }
    let (number, source) = line(explanation.position)
    return EscapeVerdict(
      subject: explanation.subject, isMap: explanation.isMap, text: explanation.text, type: explanation.type,
      line: number, source: source,
      verdict: explanation.verdict,
      steps: explanation.steps.map { step in
        let (number, source) = line(step.position)
        return EscapeVerdict.Step(line: number, source: source, flow: step.flow, what: step.what)
      }, reason: explanation.reason)
  }
}
