// SPDX-License-Identifier: Apache-2.0
//
// Command.swift — what a command of the prompt is, and the table of all: Loam's own and those of plugins are registered
// in the same way.

import Driver

/// The parts of the table of contents.
enum CommandGroup: String, CaseIterable {
  case memory, stacks, calls, collector, compiler, foreign = "C", plugins, session
}

/// What a command's argument is made of, for completion.
enum ArgumentKind {
  case nothing
  /// Go at the prompt: an expression, or a name of something declared.
  case expression
  case type
  case function
  case file
  case command
  /// One of these words, and then something else.
  indirect case words([String], then: ArgumentKind)
  /// One of these words, and what follows each; or something else.
  indirect case each([(word: String, then: ArgumentKind)], or: ArgumentKind = .nothing)
  /// Any word, and then something else.
  indirect case word(then: ArgumentKind)
}

/// A command: `:name argument`.
protocol Command {
  var name: String { get }
  var group: CommandGroup { get }
  /// What follows the name in help texts: "[NAME]".
  var arguments: String { get }
  /// A line in the table of contents.
  var summary: String { get }
  /// The text of `:help name`, with an example.
  var help: String { get }
  /// What completion offers behind the name.
  var completes: ArgumentKind { get }
  /// The same where it depends on the session.
  func completes(in prompt: Prompt) -> ArgumentKind
  /// Whether an argument may go on on the next lines: as long as a bracket is open, or `wantsMore`.
  var takesLines: Bool { get }
  /// Whether lines that follow belong to the argument, which ends with a newline, though no bracket is open.
  func wantsMore(_ argument: String) -> Bool
  func run(_ argument: String, in prompt: Prompt) -> Step
}

extension Command {
  var completes: ArgumentKind { .nothing }
  func completes(in prompt: Prompt) -> ArgumentKind { completes }
  var takesLines: Bool { false }
  func wantsMore(_ argument: String) -> Bool { false }
}

/// The commands of a prompt.
final class CommandTable {
  /// All commands, in the order of the help text within a group.
  private(set) var all: [any Command] = []
  /// Who registered a command, for people.
  private var owners: [String: String] = [:]

  /// With Loam's own.
  init() { for command in CommandTable.builtin { register(command, of: "Loam") } }

  /// Requires: no command has this name.
  func register(_ command: any Command, of owner: String) {
    precondition(owners.updateValue(owner, forKey: command.name) == nil, "two commands are called :\(command.name)")
    all.append(command)
  }

  /// Takes back what somebody registered.
  func withdraw(of owner: String) {
    all.removeAll { owners[$0.name] == owner }
    owners = owners.filter { $0.value != owner }
  }

  func owner(of name: String) -> String? { owners[name] }

  private static var builtin: [any Command] {
    [
      // memory
      AllocateCommand(), WhereCommand(), HeapCommand(), ObjectCommand(), WhyCommand(), SizeCommand(),
      MemoryStatisticsCommand(), ProfileCommand(), SnapshotCommand(),
      // stacks
      GoroutinesCommand(), FramesCommand(), StackCommand(), GrowCommand(), ShrinkCommand(), SpawnCommand(),
      // calls
      BreakCommand(), StepCommand(), NextCommand(), FinishCommand(), ContinueCommand(), AbandonCommand(),
      LocalsCommand(), WatchCommand(), TraceCommand(),
      // collector
      CollectCommand(), SetCommand(),
      // compiler
      TypeCommand(), EscapeCommand(), BytecodeCommand(), SourceCommand(), TimeCommand(), AllocationCountCommand(),
      // C
      CCommand(), PluginCommand(),
      // session
      ShowCommand(), LoadCommand(), SaveCommand(), ResetCommand(), HelpCommand(), QuitCommand(),
    ]
  }

  func find(_ name: String) -> (any Command)? { all.first { $0.name == name } }

  /// Whether more lines belong to a command line without its colon, which may be of several.
  /// - Parameter isOpen: a bracket is.
  func wantsMore(_ line: String, isOpen: Bool) -> Bool {
    let end = line.firstIndex { $0 == " " || $0 == "\t" || $0.isNewline } ?? line.endIndex
    guard let command = find(String(line[..<end])), command.takesLines else { return false }
    return isOpen || command.wantsMore(String(line[end...]))
  }

  /// Runs a command line without its colon.
  func run(_ line: String, in prompt: Prompt) -> Step {
    let words = line.split(maxSplits: 1) { $0 == " " || $0 == "\t" || $0.isNewline }
    let name = words.first.map(String.init) ?? "help"
    let argument = words.count > 1 ? words[1].trimmed : ""
    guard let command = find(name) else {
      Output.error([unknown(name)])
      return .failed
    }
    return command.run(argument, in: prompt)
  }

  func unknown(_ name: String) -> String {
    let begun = name.isEmpty ? [] : all.map(\.name).filter { $0.hasPrefix(name) }
    if !begun.isEmpty { return ":\(name) is no command; did you mean :\(begun.joined(separator: " or :"))?" }
    let near = all.map { ($0.name, CommandTable.distance(Array(name), Array($0.name))) }.min { $0.1 < $1.1 }
    guard let near, near.1 <= 2, near.1 < near.0.count, near.1 < name.count else {
      return ":\(name) is no command; :help lists them"
    }
    return ":\(name) is no command; did you mean :\(near.0)?"
  }

  /// How many characters must be inserted, removed, replaced or swapped with the next to get from one name to the other.
  static func distance(_ a: [Character], _ b: [Character]) -> Int {
    var table = [[Int]](repeating: [Int](repeating: 0, count: b.count + 1), count: a.count + 1)
    for i in 0...a.count { table[i][0] = i }
    for j in 0...b.count { table[0][j] = j }
    for i in a.indices {
      for j in b.indices {
        var best = min(table[i][j] + (a[i] == b[j] ? 0 : 1), table[i][j + 1] + 1, table[i + 1][j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, table[i - 1][j - 1] + 1) }
        table[i + 1][j + 1] = best
      }
    }
    return table[a.count][b.count]
  }
}

extension Substring {
  /// Without blanks and newlines at its end.
  var trimmed: String {
    var text = self
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}
