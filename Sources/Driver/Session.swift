// SPDX-License-Identifier: Apache-2.0
//
// Session.swift — a program that grows entry by entry, as at a prompt: its names, values and goroutines stay.
//
// How.      Each entry is checked as one more file of a package that is never finished, its statements become the body of
//           a function, and the runtime runs that function once as main goroutine. A package of the library is imported
//           when a name that is not declared is its name. Goroutines run on between entries: the compiler's tables are
//           under a lock, which a worker that compiles takes as well (Execution.withTables).
// Why not.  Running all earlier entries again: output repeats, and what they did to files and clocks cannot be repeated.
// Upholds.  An entry that does not compile leaves everything as it was. One that fails has done what it did until then,
//           and what it declared is declared: that is said (`failureNotes`). Of an entry that has run only what can
//           still be reached stays (Session+Forget.swift).

import CRuntime
import Codegen
import Escape
import Runtime
import Source
import Synchronization
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
  /// A goroutine came to a breakpoint, or a step has ended: the program stands still until `resume`.
  case stopped(Stop)
}

/// A persistent program.
///
/// Threads: one thread at a time; `interrupt` may be called from any.
public final class Session {
  public let execution: Execution
  let program: Program
  let package: PackageID
  /// What follows the type of a value that is shown, given the number of its result.
  public var resultMark: (Int) -> String = { _ in "" }
  /// Whether values are written in ASCII.
  public var showsPlainly = false
  /// Imported packages of the person's own whose initialisation has run.
  private var initialized: Set<PackageID> = []
  private var expect = ObjectID.none
  private var show = ObjectID.none
  private var showAll = ObjectID.none
  private(set) var knownPackages: [String: String] = [:]
  let renderer = Renderer(limit: 10)
  private var open = OpenText()
  /// The heap as it was when it was last asked who keeps what; nil once something has run.
  var picture: HeapPicture?
  /// The copies of a stopped frame's variables that an expression which is looked at was evaluated with.
  var lookedCopies: Mirrors?
  /// A collection that is driven by hand; nil: none.
  var steps: CollectionSteps?
  /// What `source` shows of variables.
  var declarationTexts = DeclarationTexts()
  /// What it was made with.
  private let origin:
    (
      configuration: Configuration, directory: String, plugins: PluginSet, write: WriteHook?,
      notice: (@Sendable () -> Void)?
    )
  var write: WriteHook? { origin.write }
  var plugins: PluginSet { origin.plugins }
  /// Variables of results that are not kept any more, to serve as others.
  var freeResults: [ObjectID] = []
  /// Limits as they were at the start.
  private(set) var firstLimits: [String: String] = [:]
  /// What is to be said of the entry that failed last: what it redefined before.
  public internal(set) var failureNotes: [String] = []
  /// The function in which the entry that ran last was left behind; nil: it ended.
  public private(set) var leftIn: String?
  /// ^C came since the turn began.
  let isInterrupted = Atomic<Bool>(false)
  /// Turns that have begun, each within the one before.
  private var turns = 0
  var sweeps = SweepState()
  /// Breakpoints, watches, and where the program stands.
  var debugger = Debugger()

  /// - Parameter directory: where packages of the person's own are looked for.
  /// - Parameter plugins: those that it begins with; more may be loaded (`loadPlugin`).
  /// - Parameter write: receives all that the program and the runtime write to standard output and standard error;
  ///   nil: the descriptors.
  /// - Parameter notice: told when a goroutine comes to a breakpoint (`noticeStop`), or the program asks to exit
  ///   (`exitCode`), while no entry runs. Another thread: it must return at once and call nothing of the session.
  public init(
    _ configuration: Configuration, directory: String = ".", plugins: PluginSet = PluginSet(),
    write: WriteHook? = nil, notice: (@Sendable () -> Void)? = nil
  ) throws(RuntimeError) {
    origin = (configuration, directory, plugins, write, notice)
    var configuration = configuration
    if configuration.profileRate == nil { configuration.profileRate = Runtime.usualProfileRate }  // for :profile
    configuration.runsOn = true
    let input = Input(files: [], directory: directory, module: try? Loader.module(in: directory))
    let compilation = Compilation(sessionIn: input, plugins: plugins)
    program = compilation.program
    package = compilation.main
    var writeError: (@Sendable (UnsafeRawBufferPointer) -> Void)?
    if let write { writeError = { _ = write(2, $0) } }
    execution = try onLargeStack { [writeError] in
      Result { () throws(RuntimeError) in
        try Execution(compilation, configuration, writeError: writeError, write: write, notice: notice)
      }
    }.get()
    learnPackages()
    execution.beginPlugins()
    firstLimits = machineLimits()
    sweeps.every = execution.runtime.switchCounts().first { $0.name == "forget" }?.value ?? 0
  }

  deinit {
    loam_runtime_abandon(execution.runtime.raw)
    _ = loam_break_trace(execution.runtime.raw, nil, nil)
    _ = finishTrace()
  }

  /// A new session with the settings of this one, which stays as it is.
  public func anew() throws(RuntimeError) -> Session {
    let session = try Session(
      origin.configuration, directory: origin.directory, plugins: origin.plugins, write: origin.write,
      notice: origin.notice)
    session.resultMark = resultMark
    session.showsPlainly = showsPlainly
    return session
  }

  /// How an entry is to be taken.
  struct Form {
    /// The text is a file with a package clause, in which the order of declarations means nothing.
    var isFile = false
    /// A value that is shown is not cut.
    var isWhole = false
    /// It may be run again.
    var staysCompiled = false
    /// No breakpoint stops it.
    var passesBreakpoints = false
    /// The function of internal/prompt that keeps the value, which is not shown then.
    var keeper = ObjectID.none
  }

  /// Compiles and runs an entry.
  /// - Parameter name: what messages and traces call it.
  /// - Parameter isFile: the text is a file with a package clause, in which the order of declarations means nothing.
  public func evaluate(_ text: [UInt8], name: String, isFile: Bool = false) -> Outcome {
    evaluate(text, name: name, Form(isFile: isFile))
  }

  func evaluate(_ text: [UInt8], name: String, _ form: Form) -> Outcome {
    if let exitCode { return .exited(code: exitCode) }
    picture = nil
    failureNotes = []
    leftIn = nil
    if !form.isFile, open.isOpen(text) { return .incomplete }
    open = OpenText()
    program.cancellation.begin()
    return interruptible { evaluateComplete(text, name: name, form) }
  }

  /// Does what ^C ends, also in the moments in which nothing runs.
  func interruptible(_ body: () -> Outcome) -> Outcome {
    beginTurn()
    loam_runtime_keep_interrupts(execution.runtime.raw, true)
    defer {
      loam_runtime_keep_interrupts(execution.runtime.raw, false)
      endTurn()
    }
    if wasInterrupted {  // between two entries of the turn
      _ = program.cancellation.end()
      return .failed
    }
    return body()
  }

  // MARK: Turns

  /// Begins what one ^C ends as a whole: an entry, or a command with all the entries that it runs. An entry outside of any
  /// turn is one itself.
  public func beginTurn() {
    if turns == 0 {
      sweepIfDue()
      isInterrupted.store(false, ordering: .relaxed)
    }
    turns += 1
  }

  public func endTurn() {
    turns -= 1
    if turns == 0 { isInterrupted.store(false, ordering: .relaxed) }
  }

  public var isInTurn: Bool { turns > 0 }

  /// Whether ^C came since the turn began: what takes long and runs no Go asks this every few milliseconds.
  public var wasInterrupted: Bool { isInterrupted.load(ordering: .relaxed) }

  /// What `body` answers, unless ^C has ended it.
  func uninterrupted<Value>(_ body: () throws -> Value) throws -> Value {
    let result = Swift.Result { try body() }
    if wasInterrupted { throw LookFailure.failed }
    return try result.get()
  }

  private func evaluateComplete(_ text: [UInt8], name: String, _ form: Form) -> Outcome {
    defer { letGoOfShadows() }
    let attempt = onLargeStack {
      Result {
        try execution.withTables {
          let made = isStopped ? try prepareAtStop(text, name: name, form) : (try prepare(text, name: name, form), nil)
          // At a stop the names of its frame are known no more: what was replaced is told apart in prepareAtStop.
          if !isStopped { try withdrawIfCancelled(made.0) }
          return made
        }
      }
    }
    let isCancelled = program.cancellation.end()
    switch attempt {
    case .failure where isCancelled: return .failed
    case .failure(let refusal as Refusal): return refusal.outcome
    case .failure(let error): return .errors([program.describe(error, in: name)])
    case .success((var prepared, let copies)):
      prepared.notes += settleBreakpoints(after: prepared.entry)
      return withCopies(copies) { run(prepared, passesBreakpoints: form.passesBreakpoints) }
    }
  }

  /// Takes an entry back when ^C came while it was compiled. Requires: the tables' lock.
  func withdrawIfCancelled(_ prepared: Prepared) throws {
    guard program.cancellation.isSet else { return }
    program.withdraw(prepared.entry)
    settle(prepared, isDone: false, leftBehind: false)
    throw Refusal(outcome: .failed)
  }

  /// Runs what an entry compiled to.
  /// - Parameter passesBreakpoints: nothing stops it.
  func run(_ prepared: Prepared, passesBreakpoints: Bool = false) -> Outcome {
    advance(Progress(prepared, passesBreakpoints), nil)
  }

  /// Runs what is left of an entry, whose last function came to `result`.
  func advance(_ progress: Progress, _ result: RunResult?) -> Outcome {
    var progress = progress
    let passes = progress.passesBreakpoints
    var result = result.map { settled($0, passes) }
    while result == nil || result?.status == .finished, let step = progress.rest.popFirst() {
      if let package = step.initializes, !initialized.insert(package).inserted { continue }
      result = settled(execution.runtime.run(step.function), passes)
    }
    guard let result else { return .done(notes: progress.prepared.notes) }
    if result.status != .stopped { return outcome(result, progress.prepared) }
    debugger.paused = progress
    execution.withTables { reserveNumbers(progress.prepared) }
    return debugger.stop.map { .stopped($0) } ?? .failed
  }

  /// As people call a function: a native of package C may be one of two for a function.
  private static func called(_ name: String) -> String {
    let errno = "C._errno_"
    return name.hasPrefix(errno) ? "C." + name.dropFirst(errno.count) : name
  }

  /// Forgets the beginning of an entry that was not complete.
  public func discardOpen() { open = OpenText() }

  public func evaluate(_ text: String, name: String) -> Outcome { evaluate(Array(text.utf8), name: name) }

  /// Prints the value of an expression whole.
  public func show(_ expression: String) -> Outcome {
    let outcome = evaluate(Array((expression + "\n").utf8), name: ":show", Form(isWhole: true))
    guard case .errors(let lines) = outcome else { return outcome }
    return .errors(Session.words(lines, of: expression, name: ":show"))
  }

  /// Ends what runs now, as ^C does: `evaluate` returns `.failed` within 50 ms. Any thread.
  public func interrupt() {
    isInterrupted.store(true, ordering: .relaxed)
    program.cancellation.set()
    loam_runtime_interrupt(execution.runtime.raw)
  }

  func outcome(_ result: RunResult, _ prepared: Prepared) -> Outcome {
    if result.status == .exited { return .exited(code: result.exitCode) }
    let isDone = result.status == .finished
    failureNotes = isDone ? [] : prepared.notes
    leftIn = result.leftBehind ? Session.called(String(cString: loam_runtime_left_in(execution.runtime.raw))) : nil
    execution.withTables {
      keepTexts(of: prepared.entry)
      settle(prepared, isDone: isDone, leftBehind: result.leftBehind)
    }
    return isDone ? .done(notes: prepared.notes) : .failed
  }

  // MARK: From text to a function

  struct Refusal: Error { let outcome: Outcome }

  /// What an entry runs, and what is to be said about it.
  struct Prepared {
    let entry: CheckedEntry
    let initializers: [(package: PackageID, function: FunctionPointer)]
    let function: FunctionPointer
    /// The functions `init` that it declares: they run after its statements.
    let initFunctions: [FunctionPointer]
    /// Whether its code can be released when it has run.
    let isPassing: Bool
    let results: [ObjectID]
    var notes: [String]
  }

  /// How far an entry has come.
  struct Progress {
    let prepared: Prepared
    var rest: ArraySlice<(initializes: PackageID?, function: FunctionPointer)>

    let passesBreakpoints: Bool

    init(_ prepared: Prepared, _ passesBreakpoints: Bool) {
      self.prepared = prepared
      self.passesBreakpoints = passesBreakpoints
      var steps: [(initializes: PackageID?, function: FunctionPointer)] = []
      for (package, function) in prepared.initializers { steps.append((package, function)) }
      steps.append((nil, prepared.function))
      for function in prepared.initFunctions { steps.append((nil, function)) }
      rest = steps[...]
    }
  }

  /// Requires: the tables' lock, and a large stack.
  func prepare(_ text: [UInt8], name: String, _ form: Form) throws -> Prepared {
    var entry = try check(text, name: name, isFile: form.isFile)
    do {
      return try compile(&entry, form)
    } catch {
      program.withdraw(entry)
      throw error
    }
  }

  /// Makes the code of an entry, and of what it shows.
  private func compile(_ entry: inout CheckedEntry, _ form: Form) throws -> Prepared {
    if entry.expression.exists { try findPrinter() }
    if !entry.methods.isEmpty { try execution.compiler.refreshMethods(entry.methods) }
    let isShown = !isPrinting(entry)
    let isKept = form.keeper.exists
    let printer = isKept ? form.keeper : isShown ? form.isWhole ? showAll : show : .none
    let results = isShown && !form.isWhole && !isKept ? makeResults(program.resultTypes(entry)) : []
    program.completeEntry(
      &entry, expect: expect, show: printer, results: results, mark: resultMark, isPlain: showsPlainly)
    execution.compilation.escape.analyze(entry.functions, in: package)
    execution.compilation.escape.analyze(entry.function)
    let compiler = execution.compiler
    var initializers: [(PackageID, FunctionPointer)] = []
    for id in program.packageOrder where id != package && !program[id].isLibrary && !initialized.contains(id) {
      initializers.append((id, try compiler.function(.packageInitializer(id))))
    }
    let escape = execution.compilation.escape
    let isPassing =
      !form.staysCompiled && !compiler.makesForms && !isStopped
      && program.canForget(entry) { escape.isOnHeap($0, in: entry.file) }
    let function =
      isPassing
      ? try compiler.compile(entry: entry.function, entry.made.functions)
      : try compiler.function(.function(entry.function))
    nameResults(results)
    return Prepared(
      entry: entry, initializers: initializers, function: function,
      initFunctions: try entry.initFunctions.map { try compiler.function(.function($0)) }, isPassing: isPassing,
      results: results, notes: redefinitions(entry))
  }

  func check(_ text: [UInt8], name: String, isFile: Bool = false) throws -> CheckedEntry {
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
        defer { program.forgetErrors() }
        let wanted = missingPackages(errors).subtracting(imported)
        guard !wanted.isEmpty else { throw Refusal(outcome: .errors(renderer.lines(errors, in: program.sources))) }
        let lines = renderer.lines(errors, in: program.sources)
        program.forgetErrors()
        guard importAll(wanted) else { throw Refusal(outcome: .errors(lines)) }
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
    showAll = program.object("ShowAll", in: prompt)
  }

  /// Says which names have a new meaning.
  private func redefinitions(_ entry: CheckedEntry) -> [String] {
    let methods = entry.replacedMethods.map {
      "method \(program.text(program[$0].name)) redefined; compiled calls keep the old one, interfaces have the new"
    }
    let packages = entry.hiddenNames.map {
      "\(program.text($0)) came by an import; import brings that back"
    }
    return packages + methods + names(redefinedBy: entry)
  }

  private func names(redefinedBy entry: CheckedEntry) -> [String] {
    zip(entry.declared, entry.replaced).compactMap { object, other in
      guard other.exists, other != object else { return nil }
      let name = program.text(program[object].name)
      switch (program[other].kind, program[object].kind) {
      case (.type, .type): return "type \(name) redefined; values made before keep the old type"
      case (.function, .function): return "func \(name) redefined; what was compiled before calls the old one"
      case (let old, let new) where old != new:
        return "\(name) was \(Session.word(old)); what was compiled before still uses that"
      case (.variable, .variable) where isStopped && visible().contains { $0.0 == name }:
        return "\(name) is a new variable that the frame's hides; \(name) = assigns to the frame's"
      case (.variable, _) where program[other].flags.contains(.isHeld):
        return "\(name) is a new variable; functions declared before still use the old one"
      default: return nil
      }
    }
  }

  private static func word(_ kind: ObjectKind) -> String {
    switch kind {
    case .type: "a type"
    case .function: "a function"
    case .variable: "a variable"
    case .constant: "a constant"
    default: "something else"
    }
  }

  /// The import path of a package of the library by its name.
  func knownPackage(_ name: String) -> String? { knownPackages[name] }

  /// Learns the names of packages that are imported when they are used.
  func learnPackages() { knownPackages = Session.names(of: plugins.packages) }

  /// Packages by name, the one with the shortest path for each.
  private static func names(of packages: PackageRegistry) -> [String: String] {
    var names = ["unsafe": "unsafe", "C": "C"]
    for path in packages.paths where !path.split(separator: "/").contains("internal") {
      let name = String(path.split(separator: "/").last ?? "")
      if let known = names[name], known.utf8.count <= path.utf8.count { continue }
      names[name] = path
    }
    return names
  }
}
