// SPDX-License-Identifier: Apache-2.0
//
// ManualPage.swift — the page loam(1) in mdoc, made of what stands here and of the prompt's own help texts.
//
// How.      `loam manual` prints it; Sources/Command/manual/loam.1 is that, and a test compares them.

import ArgumentParser
import Driver
import REPL

enum ManualPage {
  static var text: String {
    var isLiteral = false
    let lines = (head + commands + tail).flatMap { line -> [String] in
      if line.hasPrefix(".Bd") { isLiteral = true }
      if line.hasPrefix(".Ed") { isLiteral = false }
      return isLiteral || line.hasPrefix(".") ? [line] : wrapped(line)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Text in lines of at most 80 bytes.
  private static func wrapped(_ text: String) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.utf8.count + 1 + word.utf8.count <= 80 {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(word.hasPrefix(".") ? "\\&" + word : String(word))
      }
    }
    return lines
  }

  private static let head = [
    #".\" SPDX-License-Identifier: Apache-2.0"#,
    #".\" Made by `make manual`; the texts stand in Sources/Command/ManualPage.swift and Sources/REPL/Commands."#,
    ".Dd November 28, 2026",
    ".Dt LOAM 1",
    ".Os",
    ".Sh NAME",
    ".Nm loam",
    ".Nd Go's stack and heap as a runtime that you can run, watch and force",
    ".Sh SYNOPSIS",
    ".Nm",
    ".Op Cm repl Op Fl k Op Ar file",
    ".Nm",
    ".Cm run",
    ".Op Ar option ...",
    ".Ar file.go ... | directory",
    ".Op Ar argument ...",
    ".Nm",
    ".Cm check",
    ".Ar file.go ... | directory",
    ".Nm",
    ".Cm escape",
    ".Ar file.go ... | directory",
    ".Nm",
    ".Cm snapshot",
    ".Op Fl -path Ar address",
    ".Ar file",
    ".Nm",
    ".Cm version",
    ".Sh DESCRIPTION",
    ".Nm",
    "compiles Go programs and runs them on goroutine stacks that grow by copying and on a heap that is collected beside",
    "the program.",
    ".Bl -tag -width snapshot",
    ".It Cm repl",
    "The prompt, which is also what",
    ".Nm",
    "does without a subcommand; see",
    ".Sx THE PROMPT .",
    "When standard input is no terminal, or a",
    ".Ar file",
    "is named, the entries there are run as a script, without a prompt and up to the first error; with",
    ".Fl k",
    "those behind it are run, too.",
    ".It Cm run",
    "Compiles and runs a program.",
    ".Fl -max-memory Ar size",
    "is a limit that heap and stacks together never pass;",
    ".Fl -trace Ar file ,",
    ".Fl -heapprofile Ar file ,",
    ".Fl -stackprofile Ar file",
    "and",
    ".Fl -heapsnapshot Ar file",
    "write what the run did.",
    ".It Cm check",
    "Prints compile errors in the format of the Go compiler.",
    ".It Cm escape",
    "Prints what escapes to the heap, in the words of",
    ".Ql go build -gcflags=-m .",
    ".It Cm snapshot",
    "Says what is in a heap snapshot and who keeps an object alive.",
    ".El",
    ".Pp",
    ".Nm",
    ".Ar subcommand",
    ".Fl -help",
    "lists the options of each.",
    ".Sh THE PROMPT",
    "What is typed is Go: declarations, statements, and expressions, whose values are printed with their types.",
    "An entry goes on on the next line while a bracket or a string is open.",
    "Each entry is compiled and run once.",
    "A name that is declared again gets a new meaning; values made before keep theirs.",
    "A package of the library is imported when its name is used first.",
    "A panic, a fatal error or ^C ends the entry and nothing else.",
    ".Pp",
    "TAB completes names, fields and methods, members of packages, commands and names of files.",
    "^C interrupts what runs, or forgets the line; ^D leaves.",
    "Lines are edited as the",
    ".Xr editrc 5",
    "of the person says, by default with the keys of emacs.",
    ".Pp",
    "A line that begins with a colon is a command:",
  ]

  private static var commands: [String] {
    REPL.manual.flatMap { group, commands in
      [".Ss \(group.prefix(1).uppercased() + group.dropFirst())", ".Bl -tag -width Ds"]
        + commands.flatMap { [".It Li \(argument($0.title))", sentence($0.summary)] + body($0.text) } + [".El"]
    }
  }

  /// A summary as a sentence.
  private static func sentence(_ text: String) -> String {
    escaped(text.prefix(1).uppercased() + text.dropFirst() + ".")
  }

  /// Paragraphs, and examples as they are. In mdoc each sentence stands on lines of its own.
  private static func body(_ text: String) -> [String] {
    var lines: [String] = []
    var isExample = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("    ") {
        if !isExample { lines.append(".Bd -literal -offset Ds") }
        isExample = true
        lines.append(escaped(String(line.dropFirst(4))))
        continue
      }
      if isExample { lines.append(".Ed") }
      isExample = false
      if line.isEmpty {
        lines.append(".Pp")
      } else {
        lines += line.replacing(". ", with: ".\n").split(separator: "\n").map { escaped(String($0)) }
      }
    }
    if isExample { lines.append(".Ed") }
    // A display has its own space.
    return [".Pp"]
      + lines.indices.filter {
        lines[$0] != ".Pp" || ($0 + 1 < lines.count && !lines[$0 + 1].hasPrefix(".Bd"))
      }.map { lines[$0] }
  }

  /// Text that roff prints as it stands.
  private static func escaped(_ text: String) -> String {
    let plain = text.replacing("\\", with: "\\e").replacing("'", with: "\\(aq").replacing("`", with: "\\(ga")
      .replacing("^", with: "\\(ha").replacing("~", with: "\\(ti").replacing("µ", with: "\\(mc")
      .replacing("…", with: "...").replacing("→", with: "->").replacing("×", with: "x").replacing("≥", with: ">=")
    return plain.hasPrefix(".") ? "\\&" + plain : plain
  }

  /// Text as an argument of a macro.
  private static func argument(_ text: String) -> String {
    "\"" + escaped(text).replacing("\"", with: "\\(dq") + "\""
  }

  private static let tail = [
    ".Sh ENVIRONMENT",
    ".Bl -tag -width GOMEMLIMIT",
    ".It Ev GOGC , GOMEMLIMIT , GOMAXPROCS , GOTRACEBACK , GODEBUG",
    "As in Go.",
    ".It Ev LOAMDEBUG",
    "Switches of",
    ".Nm ,",
    "as",
    ".Ar name Ns = Ns Ar value ,... ;",
    ".Ql LOAMDEBUG=help",
    "lists them.",
    ".It Ev LOAM_PLUGINS",
    "Directories in which plugins are looked for, with colons between them.",
    ".It Ev LOAM_HISTORY",
    "The file of the prompt's history.",
    ".It Ev EDITRC",
    "The file of the prompt's key bindings, in the place of ~/.editrc.",
    ".It Ev NO_COLOR",
    "Pictures and headings have no colours.",
    ".It Ev LC_ALL , LC_CTYPE , LANG , TERM",
    "Whether pictures are of Unicode's characters and coloured.",
    ".El",
    ".Sh FILES",
    ".Bl -tag -width ~/.loam_history",
    ".It Pa ~/.loam_history",
    "What was typed at the prompt, an entry a line.",
    ".It Pa ~/.editrc",
    "Keys of the prompt, see",
    ".Xr editrc 5 .",
    ".El",
    ".Sh EXIT STATUS",
    ".Cm run :",
    "the program's own; 2 after a panic that nobody recovered or a fatal error; 1 when it does not compile.",
    "A script: 0, 1 after an error, or what",
    ".Ql os.Exit",
    "was given.",
    ".Sh EXAMPLES",
    ".Bd -literal -offset Ds",
    "$ loam run hello.go",
    "$ loam escape hello.go",
    "$ echo 'fmt.Println(6 * 7)' | loam",
    ".Ed",
    ".Sh SEE ALSO",
    ".Xr editrc 5",
  ]
}

extension LoamCommand {
  struct Manual: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print the page loam(1).", shouldDisplay: false)

    func run() { print(ManualPage.text, terminator: "") }
  }

  /// What `loam repl --help` says beside the options.
  static var promptHelp: String {
    var lines = [
      "Commands, which begin with a colon; `:help NAME` at the prompt has an example of each:", "",
    ]
    for (group, commands) in REPL.manual {
      lines.append(group)
      for command in commands { lines += command.lines(columns: 80) }
    }
    lines += [
      "",
      "TAB completes names, fields, methods, packages, commands and files. ^C interrupts; ^D leaves.",
      "",
      "Environment: LOAM_HISTORY names the history file (~/.loam_history), NO_COLOR turns colours off, LC_ALL, LANG and "
        + "TERM say what the terminal can show; GOGC and its like hold as in Go. Keys are those of ~/.editrc, or of the "
        + "file that EDITRC names.",
    ]
    return lines.joined(separator: "\n")
  }
}
