// SPDX-License-Identifier: Apache-2.0
//
// HelpTests.swift — help texts: examples that run, a table that names every command, a manual that is current.

import Glibc
import Subprocess
import Support
import Testing

@testable import REPL

@Suite(.serialized) struct HelpTests {
  /// A command's example, without the prompts.
  struct Example: Sendable, CustomStringConvertible {
    let command: String
    let lines: [String]
    var description: String { ":\(command)" }
  }

  static let examples: [Example] = CommandTable().all.map { command in
    Example(
      command: command.name,
      lines: command.help.split(separator: "\n").compactMap { line in
        let text = line.drop { $0 == " " }
        if text.hasPrefix("loam> ") { return String(text.dropFirst(6)) }
        return text.hasPrefix("... ") ? String(text.dropFirst(4)) : nil
      })
  }

  @Test(arguments: examples)
  func `the example of a command runs`(example: Example) throws {
    #expect(!example.lines.isEmpty, "\(example) has no example")
    #expect(example.lines.contains { $0.hasPrefix(":\(example.command)") }, "the example does not use \(example)")
    let directory = "/tmp/loam-help-\(getpid())-\(example.command)"
    mkdir(directory, 0o755)
    defer { _ = Subprocess.run(["/bin/rm", "-r", directory]) }
    // What the examples load.
    Self.write(
      "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(\"hello\") }\n", to: directory + "/hello.go")
    Self.write("a := 1\nb := a + 1\n", to: directory + "/session.loam")
    if example.command == "save" { unlink(directory + "/session.loam") }
    let text = example.lines.joined(separator: "\n") + "\n"
    let result = Subprocess.run([Repository.loam], input: Array(text.utf8), directory: directory)
    #expect(result.status == 0, "\(text)\(result.outputText)\(result.errorText)")
  }

  @Test func `the table names every command once, and each fits a terminal's line`() {
    let result = Subprocess.run([Repository.loam], input: Array(":help\n".utf8))
    let lines = result.outputText.split(separator: "\n")
    for command in CommandTable().all {
      let found = lines.filter { $0.hasPrefix("  :\(command.name) ") }
      #expect(found.count + lines.count { $0 == "  :\(command.name)" } == 1, ":\(command.name)")
    }
    for line in lines { #expect(line.count <= 80, "\(line)") }
    let ofCommandLine = Subprocess.run([Repository.loam, "repl", "--help"]).outputText.split(separator: "\n")
    for line in ofCommandLine { #expect(line.count <= 80, "\(line)") }
    #expect(ofCommandLine.contains { $0.contains(":bytecode FUNC") })
    #expect(Set(CommandTable().all.map(\.name)).count == CommandTable().all.count)
  }

  @Test func `help of a group lists the group, of a command says what it does, of something like it suggests`() {
    func help(_ name: String) -> Finished { Subprocess.run([Repository.loam], input: Array(":help \(name)\n".utf8)) }
    #expect(help("compiler").outputText.contains(":bytecode FUNC"))
    #expect(!help("compiler").outputText.contains(":quit"))
    #expect(help(":type").outputText.hasPrefix(":type EXPR\n"))
    #expect(help("tpye").errorText == ":tpye is no command; did you mean :type?\n")
    #expect(help("tpye").status == 1)
  }

  @Test func `loam repl --help names options, commands, files and environment`() {
    let text = Subprocess.run([Repository.loam, "repl", "--help"]).outputText
    for word in [":type EXPR", "LOAM_HISTORY", "~/.loam_history", "~/.editrc", "NO_COLOR", "memory", "compiler"] {
      #expect(text.contains(word), "\(word) is missing in:\n\(text)")
    }
  }

  @Test func `the manual page is the one that the command prints`() {
    let printed = Subprocess.run([Repository.loam, "manual"]).outputText
    let kept = Repository.text(Repository.root + "/Sources/Command/manual/loam.1") ?? ""
    #expect(printed == kept, "run 'make manual'")
    for command in CommandTable().all { #expect(kept.contains("\":\(command.name)"), ":\(command.name) is missing") }
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `completions of a shell know the subcommands`(shell: String) {
    let script = Subprocess.run([Repository.loam, "--generate-completion-script", shell]).outputText
    for word in ["loam", "run", "check", "escape", "snapshot", "repl"] { #expect(script.contains(word), "\(word)") }
  }

  private static func write(_ text: String, to path: String) {
    let file = fopen(path, "w")!
    fputs(text, file)
    fclose(file)
  }
}
