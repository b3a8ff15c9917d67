// SPDX-License-Identifier: Apache-2.0
//
// Session.swift — a program that grows entry by entry, as at a prompt: its names, values and goroutines stay.
//
// How.      Each entry is checked as one more file of a package that is never finished, its statements become the body of
//           a function, and the runtime runs that function once as main goroutine. A package of the library is imported
//           when a name that is not declared is its name.
// Why not.  Running all earlier entries again: output repeats, and what they did to files and clocks cannot be repeated.
// Upholds.  An entry that does not compile, or that fails, leaves everything else as it was. Nothing of the program runs
//           between entries, so the compiler's tables have one user at a time.

import CRuntime
import Codegen
import Escape
import Runtime
import Source
import Syntax
import Types

/// What became of an entry.
public enum Outcome: Sendable, Equatable {
  /// The text ends inside of a construct; more lines may complete it.
  case incomplete
  /// It does not compile; nothing was run.
  case errors([String])
  /// It ran. The notes tell what was redefined.
  case done(notes: [String])
  /// It ended with a panic, a fatal error or an interrupt, whose text was written to standard error.
  case failed
  /// The program asked to exit.
  case exited(code: Int32)
}

/// A persistent program.
///
/// Threads: one thread at a time; `interrupt` may be called from any.
public final class Session {
  let execution: Execution
  let program: Program
  let package: PackageID
  /// Imported packages of the person's own whose initialisation has run.
  private var initialized: Set<PackageID> = []
  private var expect = ObjectID.none
  private var show = ObjectID.none
  private(set) var knownPackages: [String: String] = [:]
  private let renderer = Renderer(limit: 10)
  /// What it was made with.
  private let origin: (configuration: Configuration, directory: String)

  /// - Parameter directory: where packages of the person's own are looked for.
  public init(_ configuration: Configuration, directory: String = ".") throws(RuntimeError) {
    origin = (configuration, directory)
    var configuration = configuration
    if configuration.profileRate == nil { configuration.profileRate = Runtime.usualProfileRate }  // for :heapprofile
    let input = Input(files: [], directory: directory, module: try? Loader.module(in: directory))
    let compilation = Compilation(sessionIn: input)
    program = compilation.program
    package = compilation.main
    execution = try onLargeStack {
      Result { () throws(RuntimeError) in try Execution(compilation, configuration) }
    }.get()
    knownPackages = Session.libraryNames()
  }

  /// A new session with the settings of this one, which stays as it is.
  public func anew() throws(RuntimeError) -> Session {
    try Session(origin.configuration, directory: origin.directory)
  }

  /// Compiles and runs an entry.
  /// - Parameter name: what messages and traces call it.
  /// - Parameter isFile: the text is a file with a package clause, in which the order of declarations means nothing.
  public func evaluate(_ text: [UInt8], name: String, isFile: Bool = false) -> Outcome {
    switch onLargeStack({ Result { try prepare(text, name: name, isFile: isFile) } }) {
    case .failure(let refusal as Refusal): return refusal.outcome
    case .failure(let error): return .errors(["\(name): \(error)"])
    case .success(let prepared):
      for function in prepared.functions {
        let result = execution.runtime.run(function)
        switch result.status {
        case .finished: continue
        case .exited: return .exited(code: result.exitCode)
        default: return .failed
        }
      }
      return .done(notes: prepared.notes)
    }
  }

  public func evaluate(_ text: String, name: String) -> Outcome { evaluate(Array(text.utf8), name: name) }

  /// Ends what runs now, as ^C does: `evaluate` returns `.failed` soon. Any thread.
  public func interrupt() { loam_runtime_interrupt(execution.runtime.raw) }

  // MARK: From text to a function

  struct Refusal: Error { let outcome: Outcome }

  /// What an entry runs, and what is to be said about it.
  struct Prepared {
    let functions: [FunctionPointer]
    let notes: [String]
  }

  func prepare(_ text: [UInt8], name: String, isFile: Bool = false) throws -> Prepared {
    let before = program.names(in: package)
    let entry = try check(text, name: name, isFile: isFile)
    if entry.expression.exists { try findPrinter() }
    program.completeEntry(entry, expect: expect, show: isPrinting(entry) ? .none : show)
    execution.compilation.escape.analyze(entry.functions, in: package)
    execution.compilation.escape.analyze(entry.function)
    var functions: [FunctionPointer] = []
    for id in program.packageOrder where id != package && !program[id].isLibrary && initialized.insert(id).inserted {
      functions.append(try execution.compiler.function(.packageInitializer(id)))
    }
    for function in [entry.function] + entry.initFunctions {
      functions.append(try execution.compiler.function(.function(function)))
    }
    return Prepared(functions: functions, notes: redefinitions(entry, before: before))
  }

  private func check(_ text: [UInt8], name: String, isFile: Bool) throws -> CheckedEntry {
    // Each round imports what the one before did not find; a second one is enough but for names in imported ones.
    var imported: Set<String> = []
    while true {
      let result =
        isFile
        ? program.checkFile(name: name, contents: text, in: package)
        : program.checkEntry(name: name, contents: text, in: package)
      switch result {
      case .checked(let entry): return entry
      case .incomplete: throw Refusal(outcome: .incomplete)
      case .errors(let errors):
        let wanted = missingPackages(errors).subtracting(imported)
        guard !wanted.isEmpty, importAll(wanted) else {
          throw Refusal(outcome: .errors(renderer.lines(errors, in: program.sources)))
        }
        imported.formUnion(wanted)
      }
    }
  }

  /// The import paths of packages whose names the errors call undefined.
  func missingPackages(_ errors: DiagnosticSet) -> Set<String> {
    let prefix = "undefined: "
    var paths: Set<String> = []
    for error in errors.all where error.message.hasPrefix(prefix) {
      let name = error.message.dropFirst(prefix.count).prefix { $0 != "." }
      if let path = knownPackages[String(name)] { paths.insert(path) }
    }
    return paths
  }

  private func importAll(_ paths: Set<String>) -> Bool {
    let text = paths.sorted().map { "import \"\($0)\"" }.joined(separator: "\n")
    if case .checked = program.checkEntry(name: "import", contents: Array(text.utf8), in: package) { return true }
    return false
  }

  /// Whether an entry ends with a call of fmt's that prints: nobody wants to see how many bytes it wrote.
  private func isPrinting(_ entry: CheckedEntry) -> Bool {
    let file = program[entry.file]
    guard case .call(let callee, _, _) = file.tree[entry.expression], case .selector = file.tree[callee] else {
      return false
    }
    let object = program[file.object(of: callee)]
    guard object.kind == .function, program[object.package].path == "fmt" else { return false }
    let name = program.text(object.name)
    return name.hasPrefix("Print") || name.hasPrefix("Fprint")
  }

  /// The functions that print values, imported when the first value is to be shown.
  private func findPrinter() throws {
    if show.exists { return }
    guard let prompt = program.importPackage("internal/prompt") else {
      throw Refusal(outcome: .errors(["the library lacks internal/prompt"]))
    }
    expect = program.object("Expect", in: prompt)
    show = program.object("Show", in: prompt)
  }

  /// Says which names have a new meaning.
  private func redefinitions(_ entry: CheckedEntry, before: [ObjectID]) -> [String] {
    if entry.declared.isEmpty { return [] }
    let old = Dictionary(before.map { (program[$0].name, $0) }, uniquingKeysWith: { $1 })
    return entry.declared.compactMap { object in
      guard let other = old[program[object].name], other != object else { return nil }
      let name = program.text(program[object].name)
      switch program[other].kind {
      case .type: return "type \(name) redefined; values made before keep the old type"
      case .function: return "func \(name) redefined; what was compiled before calls the old one"
      default: return nil
      }
    }
  }

  /// Packages of the library by name, the one with the shortest path for each.
  private static func libraryNames() -> [String: String] {
    var names = ["unsafe": "unsafe"]
    for path in Loader.libraryPaths where !path.split(separator: "/").contains("internal") {
      let name = String(path.split(separator: "/").last ?? "")
      if let known = names[name], known.utf8.count <= path.utf8.count { continue }
      names[name] = path
    }
    return names
  }
}
