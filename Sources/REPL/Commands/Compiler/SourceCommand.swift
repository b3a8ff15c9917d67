// SPDX-License-Identifier: Apache-2.0

import Driver

struct SourceCommand: Command {
  let name = "source"
  let group = CommandGroup.compiler
  let arguments = "NAME"
  let completes = ArgumentKind.expression
  let summary = "the text that declares a name"
  let help = """
    Shows the declaration of a function, method, type, variable or constant with the comment above it: of this session, of
    a loaded file, or of a package of the library. T.Method and (*T).Method name methods, as does v.Method by a variable.

        loam> func double(n int) int { return 2 * n }
        loam> :source double
        loam> :source strings.Builder.WriteByte
    """

  func run(_ argument: String, in prompt: Prompt) -> Step {
    guard !argument.isEmpty else { return usage() }
    guard let source = prompt.session.source(of: argument).orPrint() else { return .failed }
    Output.print(prompt.screen.paint("// \(source.file):\(source.line)", .grey))
    for line in source.lines { Output.print(line) }
    return .done
  }
}
