// SPDX-License-Identifier: Apache-2.0
//
// SpawnCommand.swift — starts a goroutine for a call and says its number.

import Driver
import Glibc

struct SpawnCommand: Command {
  let name = "spawn"
  let group = CommandGroup.stacks
  let arguments = "CALL"
  let summary = "start a goroutine for a call and say its number"
  let help = """
    What `go CALL` does, and then the number by which :frames, :stack and the others know the goroutine. It runs until
    it waits for something or ends; one that does neither goes on.

        loam> c := make(chan int)
        loam> func send(n int) { c <- n }
        loam> :spawn send(7)
        loam> <-c
    """
  var completes: ArgumentKind { .expression }

  /// How long it may take to its first wait or its end before that is said to be open, in milliseconds.
  private static let patience = 200

  func run(_ argument: String, in prompt: Prompt) -> Step {
    if argument.isEmpty { return usage("a call is missing, as in :spawn f(1)") }
    let session = prompt.session
    if session.isCall(argument) == false {
      return usage("\(argument) is not one call")
    }
    let before = Set(session.goroutines().map(\.id))
    let atStop = session.isStopped
    let outcome = session.evaluate("go " + argument + "\n", name: ":spawn")
    prompt.keep(Array("go \(argument)".utf8), outcome, name: ":spawn", atStop: atStop)
    switch outcome {
    case .incomplete:
      Output.error([":spawn \(argument): the call is not complete"])
      return .failed
    case .errors(let lines):
      Output.error(lines.map { $0.replacingPrefix(":spawn:1:", by: 3) })
      return .failed
    case .failed: return .failed
    case .exited(let code): return .leave(code)
    case .stopped: return prompt.report(outcome)
    case .done: break
    }
    for _ in 0..<SpawnCommand.patience where !session.wasInterrupted {
      guard let new = started(session, before) else {
        Output.print("it has ended already")
        return .done
      }
      if new.isBlocked {
        Output.print("goroutine \(new.id), \(new.state)")
        return .done
      }
      usleep(1000)
    }
    if let new = started(session, before) { Output.print("goroutine \(new.id), \(new.state)") }
    return .done
  }

  /// The goroutine that there was not before and that the entry started itself: no other entry runs meanwhile.
  private func started(_ session: Session, _ before: Set<UInt64>) -> GoroutineFigures? {
    session.goroutines().filter { !before.contains($0.id) && $0.createdBy == Session.entryFunction }
      .min { $0.id < $1.id }
  }
}

extension String {
  /// A message whose column counts characters that the person did not type.
  func replacingPrefix(_ prefix: String, by count: Int) -> String {
    guard hasPrefix(prefix) else { return self }
    let rest = dropFirst(prefix.count)
    guard let column = Int(rest.prefix { $0.isNumber }) else { return self }
    return prefix + "\(max(1, column - count))" + rest.drop { $0.isNumber }
  }
}
