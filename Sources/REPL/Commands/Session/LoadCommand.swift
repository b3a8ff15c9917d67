// SPDX-License-Identifier: Apache-2.0

import Driver
import Glibc

struct LoadCommand: Command {
  let name = "load"
  let group = CommandGroup.session
  let arguments = "[-run] FILE"
  let completes = ArgumentKind.each([("-run", .file)], or: .file)
  let summary = "make a Go file's declarations the session's, or run a script of entries"
  let help = """
    A file with a package clause is read as Go reads it: the order of declarations means nothing, its imports and all that
    it declares become the session's, variables get their values and init functions run. main is declared and not run,
    unless -run stands before the name. An error changes nothing. Loading a file again redefines what is in it, as typing
    it again would. A file without a package clause is a script: its entries run one after another up to the first error.

        loam> :load -run hello.go
        loam> :load session.loam
    """

  func run(_ argument: String, in prompt: Prompt) -> Step {
    let runs = argument.hasPrefix("-run ") || argument.hasPrefix("-run\t")
    let path = FileArgument.path(runs ? String(argument.dropFirst(5)) : argument)
    guard !path.isEmpty, path != "-run" else { return usage() }
    let contents: [UInt8]
    do {
      contents = try Files.read(path)
    } catch {
      Output.error(["\(error)"])
      return .failed
    }
    switch Session.form(of: contents) {
    case .script: return script(path, contents, runs, prompt)
    case .file: return file(path, contents, runs, prompt)
    }
  }

  private func file(_ path: String, _ contents: [UInt8], _ runs: Bool, _ prompt: Prompt) -> Step {
    let atStop = prompt.session.isStopped
    let outcome = prompt.session.evaluate(contents, name: path, isFile: true)
    switch outcome {
    case .incomplete: return .failed
    case .errors(let lines):
      Output.error(lines)
      return .failed
    case .exited(let code): return .leave(code)
    case .done, .failed, .stopped: break
    }
    prompt.keep(Array(":load \(path)".utf8), outcome, name: path, atStop: atStop)
    if case .done(let notes) = outcome { Output.note(notes) }
    if case .stopped = outcome { return prompt.report(outcome) }
    let declared = prompt.session.declarations(in: path)
    let names = declared.isEmpty ? "nothing new" : declared.joined(separator: ", ")
    if outcome == .failed {
      Output.note(["\(path) is loaded (\(names)), but giving its variables their values failed"])
      return .failed
    }
    let hasMain = declared.contains("func main")
    Output.note(["\(path): \(names)" + (hasMain && !runs ? "; main() runs it" : "")])
    guard runs else { return .done }
    guard hasMain else {
      Output.error(["\(path) has no func main to run"])
      return .failed
    }
    let ran = prompt.session.evaluate("main()", name: ":load")
    prompt.keep(Array("main()".utf8), ran, name: ":load", atStop: atStop)
    return prompt.report(ran)
  }
}

extension LoadCommand {
  /// Scripts that load scripts, at most so deep.
  private static let deepest = 20

  private func script(_ path: String, _ contents: [UInt8], _ runs: Bool, _ prompt: Prompt) -> Step {
    if runs {
      Output.error(["\(path) has no package clause: it is a script, which runs without -run"])
      return .failed
    }
    guard prompt.loading < Self.deepest else {
      Output.error(["\(path): scripts load each other \(Self.deepest) deep; does one load itself?"])
      return .failed
    }
    prompt.loading += 1
    defer { prompt.loading -= 1 }
    var reader = Reader(prompt)
    var first = 1
    for (index, line) in contents.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      if prompt.session.wasInterrupted {
        Output.note(["\(path) is left at line \(index + 1)"])
        return .failed
      }
      if index == 0, line.starts(with: Array("#!".utf8)) { continue }
      if !reader.isInside { first = index + 1 }
      switch reader.take(line + [0x0A], name: "\(path)[\(first)]", isTyped: false) {
      case .more, .done: continue
      case .failed: return .failed
      case .leave(let code): return .leave(code)
      }
    }
    guard reader.isInside else { return .done }
    let step = reader.finish(name: "\(path)[\(first)]")
    if step == .more {
      Output.error(["\(path)[\(first)]: syntax error: unexpected EOF in what begins on line \(first)"])
      return .failed
    }
    return step
  }
}
