// SPDX-License-Identifier: Apache-2.0

import Driver
import Glibc

struct SaveCommand: Command {
  let name = "save"
  let group = CommandGroup.session
  let arguments = "[-f] FILE"
  let completes = ArgumentKind.each([("-f", .file)], or: .file)
  let summary = "write the entries of this session to a file that runs again"
  let help = """
    Writes all entries that compiled, in order and as they were typed, so that `loam < FILE` or :load FILE does all of them
    again. Those that failed when they ran stand there as comments. Loaded files are named and not copied. A file that is
    there stays as it is, unless -f stands before the name.

        loam> x := 6 * 7
        loam> :save session.loam
    """

  func run(_ argument: String, in prompt: Prompt) -> Step {
    let replaces = argument.hasPrefix("-f ") || argument.hasPrefix("-f\t")
    let path = FileArgument.path(replaces ? String(argument.dropFirst(3)) : argument)
    guard !path.isEmpty, path != "-f" else { return usage() }
    do {
      try prompt.transcript.save(to: path, replaces: replaces)
    } catch {
      let isThere = !replaces && Files.exists(path) && !Files.isDirectory(path)
      Output.error([isThere ? "\(path) exists; :save -f \(path) replaces it" : "\(error)"])
      return .failed
    }
    let failed = prompt.transcript.failed
    Output.note(
      [
        "\(Output.count(prompt.transcript.count, "entry", "entries")) in \(path)"
          + (failed > 0 ? ", and \(failed) that failed as comments" : "")
      ])
    return .done
  }
}
