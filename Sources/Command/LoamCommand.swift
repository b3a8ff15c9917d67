// SPDX-License-Identifier: Apache-2.0
//
// LoamCommand.swift — the command line: names, help texts and what they start.

import ArgumentParser
import CProcess
import CRuntime
import Driver
import Glibc
import Plugins
import REPL
import Runtime

struct LoamCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "loam",
    abstract: "Go's stack and heap as a runtime you can run, watch, force and embed.",
    discussion: """
      Without a subcommand: the prompt, or a script when standard input is no terminal.

      Environment, as in Go: GOGC, GOMEMLIMIT, GOMAXPROCS, GOTRACEBACK, GODEBUG. Loam's own switches are in \
      LOAMDEBUG=name=value,…: LOAMDEBUG=help lists them. LOAM_PLUGINS: where plugins are looked for.
      """,
    version: Version.text,
    subcommands: [
      Run.self, Check.self, Escape.self, ShowSnapshot.self, Prompt.self, ShowVersion.self, Manual.self,
    ],
    defaultSubcommand: Prompt.self)
}

/// Prints a message of the command itself and ends it.
func fail(_ message: String, code: Int32 = 1) -> ExitCode {
  StandardError.print("loam: \(message)")
  return ExitCode(code)
}

/// Files on the command line up to the first that is no Go file; a directory stands alone.
func splitArguments(_ arguments: [String]) -> (paths: [String], rest: [String]) {
  guard let first = arguments.first else { return ([], []) }
  guard first.hasSuffix(".go") else { return ([first], Array(arguments.dropFirst())) }
  let count = arguments.prefix { $0.hasSuffix(".go") }.count
  return (Array(arguments.prefix(count)), Array(arguments.dropFirst(count)))
}

func loadInput(_ paths: [String]) throws -> Input {
  guard !paths.isEmpty else { throw fail("no Go files named", code: 2) }
  do {
    return try Loader.load(paths)
  } catch {
    throw fail("\(error)")
  }
}

extension LoamCommand {
  /// Starts what the command line says. `loam run FILE` goes past the argument parser, which would take a tenth of the
  /// time from start to exit of a small program.
  static func start() {
    cprocess_use_one_arena()
    cprocess_catch_faults(
      { fault in
        let (signal, address, registers) = (fault!.pointee.signal, fault!.pointee.address, fault!.pointee.registers)
        if signal == SIGURG {  // what is typed from now on is not for C
          return loam_fault_reads_input(registers) && loam_call_fault(0, nil, nil) || pluginFault(0, nil, registers)
        }
        return loam_call_fault(signal, address, pluginAt(registers))
          || loam_instruction_fault(signal, address, registers)
          || pluginFault(signal, address, registers)
      }, loam_call_name)
    let words = CommandLine.arguments
    if words.count > 2, words[1] == "run", !words[2].hasPrefix("-") {
      Glibc.exit(Run.start(Array(words[2...])))
    }
    main()
  }

  struct PluginOptions: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "Load a plugin, a file or the name of one in LOAM_PLUGINS; as often as there are plugins.",
        discussion: "Then ~/.loam/plugins and PREFIX/lib/loam/plugins are searched.",
        valueName: "FILE"), completion: .file(extensions: ["so"]))
    var plugin: [String] = []

    /// Loads them, in order.
    func load() throws -> PluginSet? {
      if plugin.isEmpty { return nil }
      let plugins = PluginSet()
      for word in plugin {
        do throws(PluginRefusal) {
          try plugins.load(word)
        } catch {
          plugins.end()
          throw fail("--plugin \(error.text(of: word))", code: 2)
        }
      }
      return plugins
    }
  }

  struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Compile and run a Go program.",
      usage: """
        loam run [OPTION...] FILE.go... [ARGUMENT...]
               loam run [OPTION...] DIRECTORY [ARGUMENT...]
        """,
      discussion: """
        Exit code: the program's own; 2 after a panic nobody recovered or a fatal error; 1 when it does not compile.
        """)

    @Option(
      help: ArgumentHelp(
        "Let heap and stacks have SIZE bytes (as 64MiB) and no more: a goroutine that wants more ends.",
        discussion: "Its deferred calls run, and the others go on; when it is the main one the program ends with exit "
          + "code 2. Unlike GOMEMLIMIT, which collections only try to keep.",
        valueName: "SIZE"))
    var maxMemory: String?

    @Option(
      help: ArgumentHelp(
        "Record what goroutines, workers, stacks and collector do, and write it to FILE for ui.perfetto.dev.",
        discussion: "LOAMDEBUG=events=MASK chooses the groups of events: 1 goroutines, 2 stacks, 4 slots, 8 heap, "
          + "16 collector, 32 C calls.",
        valueName: "FILE"), completion: .file())
    var trace: String?

    @Option(
      help: ArgumentHelp(
        "Sample allocations and write where they were made to FILE at the program's end, for `go tool pprof`.",
        discussion: "One in 512 KiB on average; all of them with LOAMDEBUG=heapprofile=1. In use is what can still be "
          + "reached at the end.",
        valueName: "FILE"), completion: .file())
    var heapprofile: String?

    @Option(
      help: ArgumentHelp(
        "Write what goroutine stacks are used for at the program's end to FILE, for `go tool pprof`.",
        valueName: "FILE"), completion: .file())
    var stackprofile: String?

    @Option(
      help: ArgumentHelp(
        "Write all objects that are left at the program's end, and who keeps them, to FILE, for `loam snapshot`.",
        valueName: "FILE"), completion: .file())
    var heapsnapshot: String?

    @OptionGroup var plugins: PluginOptions

    @Argument(
      parsing: .captureForPassthrough,
      help: "Go files of one package, or a directory with a main package; then the program's arguments.",
      completion: .file())
    var arguments: [String] = []

    func run() throws {
      if arguments.first == "--help" || arguments.first == "-h" { throw CleanExit.helpRequest(self) }
      var outputs = Outputs()
      outputs.trace = trace
      outputs.heapProfile = heapprofile
      outputs.stackProfile = stackprofile
      outputs.heapSnapshot = heapsnapshot
      var environment = Environment.current
      environment.maximumMemory = maxMemory
      throw ExitCode(
        Run.start(arguments, environment: environment, outputs: outputs, plugins: try plugins.load()))
    }

    /// Runs what the words behind `run` name. All of them are files or the program's own arguments.
    /// - Returns: the exit code.
    static func start(
      _ arguments: [String], environment: Environment = .current, outputs: Outputs = Outputs(),
      plugins: PluginSet? = nil
    ) -> Int32 {
      defer { plugins?.end() }
      let (paths, rest) = splitArguments(arguments)
      do {
        let input = try loadInput(paths)
        return Commands.run(
          input, name: paths[0], arguments: rest, environment: environment, outputs: outputs, plugins: plugins)
      } catch {
        return (error as? ExitCode)?.rawValue ?? 1
      }
    }
  }

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the compile errors of a Go program, in the Go compiler's format.")

    @Flag(help: .hidden)
    var prefixes = false

    @Option(help: .hidden)
    var mutations = 0

    /// Completes at every so many bytes of each file.
    @Option(help: .hidden)
    var completions = 0

    @OptionGroup var plugins: PluginOptions

    @Argument(help: "Go files of one package, or a directory.", completion: .file())
    var paths: [String]

    func run() throws {
      if completions > 0 {
        var isFine = true
        for path in paths {
          let result = Commands.completeEverywhere(try loadInput([path]), step: completions)
          print("\(path): \(result)")
          isFine = isFine && result.isSame
        }
        throw ExitCode(isFine ? 0 : 1)
      }
      if prefixes || mutations > 0 {
        for path in paths {
          print("\(path): \(Commands.checkWrong(try loadInput([path]), prefixes: prefixes, mutations: mutations))")
        }
        return
      }
      let input = try loadInput(paths)
      let plugins = try plugins.load()
      let errors = Commands.check(input, plugins: plugins)
      plugins?.end()
      if !errors.isEmpty {
        StandardError.print(errors.joined(separator: "\n"))
        throw ExitCode(1)
      }
    }
  }

  struct Escape: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print what escapes to the heap and why the rest does not.",
      discussion: "Form and words of `go build -gcflags=-m`.")

    @Flag(name: .customShort("l"), help: "Without inlining; Loam does not inline yet, so this changes nothing.")
    var noInlining = false

    @Flag(help: .hidden)
    var library = false

    @Argument(help: "Go files of one package, or a directory.", completion: .file())
    var paths: [String] = []

    func run() throws {
      if library { return try LoamCommand.printLibraryTags() }
      let input = try loadInput(paths)
      switch Commands.escape(input) {
      case .success(let lines): print(lines.joined(separator: "\n"), terminator: lines.isEmpty ? "" : "\n")
      case .failure(let errors):
        StandardError.print(errors.lines.joined(separator: "\n"))
        throw ExitCode(1)
      }
    }
  }

  /// The table Sources/Library/escape_tags.txt.
  static func printLibraryTags() throws {
    let (lines, errors) = onLargeStack { LibraryTags.compute() }
    if !errors.isEmpty { throw fail(errors.joined(separator: "\n")) }
    for line in lines { print(line) }
  }

  struct ShowSnapshot: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "snapshot",
      abstract: "Say what is in a heap snapshot: types by what they retain, and who keeps an object alive.",
      discussion: "A snapshot is written by `loam run --heapsnapshot FILE` and debug.WriteHeapDump.")

    @Option(help: ArgumentHelp("Show a way from a root to the object at ADDRESS.", valueName: "ADDRESS"))
    var path: String?

    @Option(help: "How many types to show.")
    var top = 20

    @Argument(help: "A snapshot.", completion: .file())
    var file: String

    func run() throws {
      let snapshot: Snapshot
      do {
        snapshot = try Snapshot(path: file)
      } catch {
        throw fail("\(error)")
      }
      guard let path else {
        return print(Commands.snapshotSummary(snapshot, atMost: max(0, top)).joined(separator: "\n"))
      }
      let digits = path.hasPrefix("0x") ? path.dropFirst(2) : path[...]
      guard let address = UInt64(digits, radix: 16) else { throw fail("\(path) is no address", code: 2) }
      print(Commands.snapshotPath(snapshot, address: address).joined(separator: "\n"))
    }
  }

  struct Prompt: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "repl", abstract: "Type Go and watch it run; reads a script when standard input is no terminal.",
      discussion: promptHelp)

    @Flag(name: [.customShort("k"), .long], help: "Go on after an error in a script; the exit code is 1 all the same.")
    var keepGoing = false

    @OptionGroup var plugins: PluginOptions

    @Argument(
      help: ArgumentHelp("A script to run in place of standard input, which `-` is.", valueName: "FILE"),
      completion: .file())
    var file: String?

    func run() throws {
      throw ExitCode(REPL.run(environment: .current, file: file, keepsGoing: keepGoing, plugins: plugins.plugin))
    }
  }

  struct ShowVersion: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version.")

    func run() { print("loam \(Version.text)") }
  }
}
