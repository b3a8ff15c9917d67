// SPDX-License-Identifier: Apache-2.0

import Driver

struct CCommand: Command {
  let name = "c"
  let group = CommandGroup.foreign
  let arguments = "[DECLARATIONS | open LIB | list [TEXT] | callbacks | free NAME|ADDRESS]"
  let completes = ArgumentKind.each(
    [("open", .file), ("list", .nothing), ("callbacks", .nothing), ("free", .nothing)], or: .nothing)
  let summary = "declare functions, types and constants of C, which are then C.name"
  let help = """
    What is declared is called from Go as C.name: functions of the process, of libc, and of libraries that :c open opened.
    No C compiler is involved: there are declarations, #include, #define and #cgo, and no bodies. Without an argument, the
    lines up to an empty one are C. A string is taken for const char *, and a function for a pointer to one; v, err := C.f()
    has errno as well, and C.f without a call is its address. Declaring something again is fine if it says the same.

        loam> :c double cos(double)
        loam> C.cos(0)
        loam> :c #include <stdlib.h>
        loam> :c open libz.so.1

    :c list shows what is declared, or of that the names with TEXT in them, :c callbacks the Go functions that C holds
    (C.type(f), where the type is one of pointers to functions), and :c free ends one of them, by its name or by the
    address that C has.
    """

  let takesLines = true
  private static let words = ["open", "list", "callbacks", "free"]

  func wantsMore(_ argument: String) -> Bool {
    let lines = argument.split(separator: "\n", omittingEmptySubsequences: false)
    // The text ends with a newline: what follows the last one is empty.
    if lines.first?.allSatisfy(\.isWhitespace) ?? true {
      return lines.count < 3 || !lines[lines.count - 2].allSatisfy(\.isWhitespace)
    }
    return lines.dropLast().last?.last == "\\" || CCommand.openConditions(lines) > 0
  }

  /// How many `#if` have no `#endif` yet.
  private static func openConditions(_ lines: [Substring]) -> Int {
    lines.reduce(0) { count, line in
      let line = line.drop(while: \.isWhitespace)
      guard line.first == "#" else { return count }
      switch line.dropFirst().drop(while: \.isWhitespace).prefix(while: \.isLetter) {
      case "if", "ifdef", "ifndef": return count + 1
      case "endif": return count - 1
      default: return count
      }
    }
  }

  func run(_ argument: String, in prompt: Prompt) -> Step {
    let parts = argument.split(maxSplits: 1, whereSeparator: \.isWhitespace)
    let rest = parts.count > 1 ? String(parts[1]) : ""
    let isDeclaration = rest.hasPrefix("(") || rest.hasPrefix("*")
    if let word = parts.first, CCommand.words.contains(String(word)), !isDeclaration {
      switch word {
      case "open": return open(rest, prompt)
      case "list": return list(rest, prompt)
      case "callbacks": return callbacks(prompt)
      default: return free(rest, prompt)
      }
    }
    if argument.allSatisfy(\.isWhitespace) { return usage() }
    if parts[0] == "import" {
      Output.error([":c takes C, and import is Go's: what :c declares is C.name without an import"])
      return .failed
    }
    switch prompt.session.declareForeign(Array((argument + "\n").utf8), name: ":c") {
    case .errors(let lines):
      Output.error(lines)
      return .failed
    case .declared(let lines, let notes):
      keep(argument, prompt)
      for line in lines { Output.print(line) }
      Output.note(notes)
      return .done
    }
  }

  /// For `:save`. Several lines are kept as those up to an empty one, so none of them is empty.
  private func keep(_ argument: String, _ prompt: Prompt) {
    let lines = argument.split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }
    let isOne = lines.count == 1 && lines[0].last != "\\"
    let text = isOne ? ":c \(lines[0])" : ":c\n" + lines.joined(separator: "\n") + "\n"
    prompt.keep(Array(text.utf8), .done(notes: []), name: ":c", atStop: prompt.session.isStopped)
  }

  private func usage() -> Step {
    Output.error([
      ":c wants declarations of C, or one of \(CCommand.words.joined(separator: ", ")); :help c has examples"
    ])
    return .failed
  }

  private func open(_ library: String, _ prompt: Prompt) -> Step {
    if library.isEmpty {
      let open = prompt.session.foreignLibraries
      Output.print(open.isEmpty ? "no library is open beside the process itself" : open.joined(separator: "\n"))
      return .done
    }
    switch prompt.session.openForeign(FileArgument.path(library)) {
    case .success(true):
      keep("open \(library)", prompt)
      return .done
    case .success(false):
      Output.note(["\(library) was open already"])
      return .done
    case .failure(let failure):
      Output.error([":c open: \(failure.reason)"])
      return .failed
    }
  }

  private func list(_ text: String, _ prompt: Prompt) -> Step {
    let (lines, hidden) = prompt.session.foreignDeclarations(with: text)
    if lines.isEmpty {
      Output.error([text.isEmpty ? "nothing of C is declared" : "nothing of C that is declared has \(text) in its name"]
      )
      return .failed
    }
    for line in lines { Output.print(line) }
    if hidden > 0 { Output.note(["\(Output.count(hidden, "name")) with _ at the beginning: :c list _ shows them"]) }
    return .done
  }

  private func callbacks(_ prompt: Prompt) -> Step {
    let held = prompt.session.heldCallbacks
    if held.isEmpty { Output.print("C holds no Go functions") }
    for callback in held {
      Output.print("\(callback.name)  \(callback.type)  \(Output.count(callback.calls, "call"))")
    }
    return .done
  }

  private func free(_ name: String, _ prompt: Prompt) -> Step {
    if prompt.session.freeCallback(name) { return .done }
    Output.error([
      name.isEmpty
        ? ":c free wants the name or the address of a Go function that C holds"
        : "C holds no Go function \(name); :c callbacks lists them"
    ])
    return .failed
  }
}
