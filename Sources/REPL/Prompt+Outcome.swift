// SPDX-License-Identifier: Apache-2.0
//
// Prompt+Outcome.swift — what is said of an entry, or of a program that goes on from a stop.

import Driver

extension Prompt {
  func report(_ outcome: Outcome) -> Step {
    switch outcome {
    case .incomplete: return .more
    case .errors(let lines):
      Output.error(lines)
      return .failed
    case .done(let notes):
      Output.note(notes)
      return .done
    case .failed:
      Output.note(session.failureNotes)
      return .failed
    case .exited(let code): return .leave(code)
    case .stopped(let stop):
      report(stop)
      return .done
    }
  }

  /// What asks for an entry.
  var text: String { session.isStopped ? "stopped> " : "loam> " }

  /// Says where a goroutine has stopped while no entry ran.
  func announceStop() { if let stop = session.noticeStop() { report(stop) } }

  private func report(_ stop: Stop) { for line in lines(stop) { Output.print(line) } }

  /// What is said of a stop.
  func lines(_ stop: Stop) -> [String] {
    var lines = stop.returned.map { "\($0.function) returned \($0.text)" } + stop.remarks
    var remark = ""
    switch stop.reason {
    case .breakpoint(let numbers): remark = "  (breakpoint \(numbers.map(String.init).joined(separator: ", ")))"
    case .conditionFailed(let number, _, let others):
      remark = "  (breakpoint \(([number] + others).sorted().map(String.init).joined(separator: ", ")))"
    case .step: break
    case .returning(let results): remark = "  (returns \(Stop.text(of: results)))"
    case .watch(let changes): lines += changes.map(\.text)
    case .watchEnded(let number, let name, let last):
      lines.append("watch \(number): \(name) is gone, its scope has ended; it was \(last)")
    }
    let goroutine = stop.isOfEntry ? "" : "goroutine \(stop.goroutine) "
    lines.append(
      "\(goroutine)stopped at \(stop.function) \(stop.file):\(stop.line)  \(screen.bold(stop.source))\(remark)")
    if case .conditionFailed(let number, let why, _) = stop.reason {
      lines.append(
        "// the condition of breakpoint \(number) could not be evaluated: \(why); :break clear \(number) takes it away")
    }
    return lines
  }
}
