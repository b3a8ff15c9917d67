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

  /// Keeps an entry that compiled, or a command that is as good as one, for `:save`.
  /// - Parameters:
  ///   - name: what messages call it.
  ///   - atStop: the program stood at a breakpoint before.
  func keep(_ text: [UInt8], _ outcome: Outcome, name: String, atStop: Bool) {
    switch outcome {
    case .done: transcript.add(text, hasFailed: false, atStop: atStop)
    case .stopped: transcript.hold(text, name: name)
    case .failed: transcript.add(text, hasFailed: true, atStop: atStop, leaves: session.variables(in: name))
    case .incomplete, .errors, .exited: break
    }
  }

  /// Lets the stopped program go on, and says what came of it.
  func goOn(_ how: Resumption) -> Step { settle(session.resume(how)) }

  private func settle(_ outcome: Outcome) -> Step {
    switch outcome {
    case .done: transcript.settle()
    case .failed: settleFailed()
    case .stopped, .incomplete, .errors, .exited: break
    }
    return report(outcome)
  }

  /// The same as often as a command's argument says, and where it stands then; something else that stops it ends that.
  func goOn(_ command: any Command, _ how: Resumption, times: String) -> Step {
    guard var left = times.isEmpty ? 1 : Int(times), left > 0 else {
      return command.usage("\(times) is no number of steps")
    }
    while left > 1, session.isStopped, !session.wasInterrupted {
      let outcome = session.resume(how)
      guard case .stopped(let stop) = outcome, stop.reason == .step, stop.remarks.isEmpty, stop.returned.isEmpty else {
        return settle(outcome)
      }
      left -= 1
    }
    return goOn(how)
  }

  /// The entry that stands at a breakpoint has failed, or was given up.
  func settleFailed() {
    if let name = transcript.held { transcript.settle(leaves: session.variables(in: name)) }
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
