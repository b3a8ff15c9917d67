// SPDX-License-Identifier: Apache-2.0
//
// Runtime.swift — a runtime of CRuntime as its Swift host sees it: creation, running, teardown, and the hooks by which
// C calls up.

import Bytecode
import CRuntime
import Glibc

/// Settings of a `Runtime`. `nil` and zero mean the default of the C side.
public struct Configuration: Sendable {
  /// Bytes of live heap growth, in percent, at which a collection starts (GOGC); -1 is off.
  public var collectionPercent: Int32?
  /// GOMEMLIMIT in bytes.
  public var memoryLimit: UInt64?
  /// Bytes of heap and goroutine stacks together that may be in use, whatever happens; `nil` is no limit. A goroutine
  /// that wants more after a collection is ended alone, or what `wantMemory` answers.
  public var maximumMemory: UInt64?
  /// Whether want of memory ends the goroutine alone without a limit, too, and not the program as in Go.
  public var memoryEndsGoroutine = false
  /// Asked when a collection has made no room for what a goroutine wants. Worker threads, several at once, while the
  /// other goroutines run. It may ask about the runtime, set its limits and interrupt it, but run nothing in it.
  public var wantMemory: (@Sendable (MemoryWant) -> MemoryAnswer)?
  /// GOMAXPROCS: worker threads that run goroutines at once.
  public var workers: UInt32?
  /// Bytes that one goroutine stack may take.
  public var maximumStack: UInt64?
  /// Bytes for each sample of the heap profile, from the start; 1 is every object.
  public var profileRate: UInt64?
  /// Whether a goroutine that ended the program, by os.Exit or a panic, stays as it was, to be looked at.
  public var keepsEndedGoroutine = false
  /// Seed of the seeded mode; `nil` runs unseeded.
  public var seed: UInt64?
  /// LOAMDEBUG: `name=value,…`.
  public var debug: String = ""
  /// GODEBUG.
  public var goDebug: String = ""
  /// GOTRACEBACK.
  public var traceback: String = ""
  /// Whether goroutines run on between runs, and what ends a goroutine, a panic or an overflow, ends that one alone, as a
  /// prompt wants it.
  public var runsOn = false
  /// os.Args of the program.
  public var arguments: [String] = []
  /// Whether a broken invariant of ours ends the process, as the command wants it; else the instance is dead from then
  /// on, and everything asked of it says so.
  public var abortsOnBrokenInvariant = false

  public init() {}
}

/// A goroutine wants memory that a collection did not make room for.
public struct MemoryWant: Sendable {
  /// Its number.
  public let goroutine: UInt64
  /// Bytes of the object, or of the stack.
  public let bytes: UInt64
  /// Whether its stack is to grow.
  public let isStack: Bool
  /// Bytes of heap and goroutine stacks.
  public let inUse: UInt64
  /// `Configuration.maximumMemory` as it stands; `nil` is none: the system refused.
  public let limit: UInt64?
}

/// What is to become of a goroutine that wants memory.
public enum MemoryAnswer: Sendable {
  /// It ends alone, with a fatal error's text, and its deferred calls run.
  case endGoroutine
  /// The allocation fails: a panic with a runtime.Error in Go, a status in C.
  case failAllocation
  /// The limit rises by so many bytes, and the allocation is tried again; the host is asked anew when that does not do.
  case grow(by: UInt64)
}

/// Why a runtime could not be made.
public struct RuntimeError: Error, CustomStringConvertible {
  public let description: String

  public init(description: String) { self.description = description }
}

/// What running a program came to.
public struct RunResult: Sendable {
  public enum Status: Sendable, Equatable {
    case finished, stopped, exited, panicked, fatal, outOfMemory, compileError, other(String)
  }
  public let status: Status
  /// The code that `loam run` exits with.
  public let exitCode: Int32
  /// With `Configuration.runsOn`: the goroutine of the run could not be ended in time, and ends later.
  public let leftBehind: Bool

  init(_ result: loam_result, leftBehind: Bool) {
    status =
      switch result.status {
      case .LOAM_OK: .finished
      case .LOAM_STOPPED: .stopped
      case .LOAM_EXITED: .exited
      case .LOAM_PANICKED: .panicked
      case .LOAM_FATAL: .fatal
      case .LOAM_NO_MEMORY: .outOfMemory
      case .LOAM_COMPILE_ERROR: .compileError
      default: .other("status \(result.status.rawValue)")
      }
    self.leftBehind = leftBehind
    exitCode = Int32(result.exit_code)
  }
}

/// A runtime instance. It owns the C runtime, its worker threads and the collector that serves it.
///
/// Threads: create, run and destroy from one host thread at a time; the rest as documented.
public final class Runtime {
  /// The C instance, for the code generator and the natives.
  public let raw: OpaquePointer
  public let collector: Collector
  private let hooks: Hooks
  /// Called when it is gone, and with it all that ran in it, but for a thread that is stuck in a blocking call (`isWhole`
  /// is false then).
  public var whenDestroyed: (_ isWhole: Bool) -> Void = { _ in }
  /// In the seeded mode the runtime collects by itself, so that all is in order.
  private let isSeeded: Bool

  /// Creates a runtime.
  ///
  /// - Parameter compile: called on a worker thread when a function is called for the first time; it must define the
  ///   function and return true.
  /// - Parameter writeError: receives what the program writes to standard error through the runtime (traces, print).
  ///   `nil` writes to descriptor 2.
  /// - Parameter write: receives what the program writes to standard output and standard error through package os.
  /// - Parameter notice: with `Configuration.runsOn`: told when a goroutine comes to a breakpoint, or the program asks to
  ///   exit, while no run is waited for. A worker's thread: it must return at once and call nothing of the runtime.
  public init(
    _ configuration: Configuration,
    compile: @escaping @Sendable (UnsafeMutablePointer<loam_function>) -> Bool,
    writeError: (@Sendable (UnsafeRawBufferPointer) -> Void)? = nil, write: WriteHook? = nil,
    notice: (@Sendable () -> Void)? = nil
  ) throws(RuntimeError) {
    var c = loam_configuration()
    loam_configuration_init(&c)
    if let percent = configuration.collectionPercent { c.gc_percent = percent }
    if let limit = configuration.memoryLimit { c.memory_limit = limit }
    if let bytes = configuration.maximumMemory { c.maximum_memory = bytes }
    c.memory_ends_goroutine = configuration.memoryEndsGoroutine || configuration.runsOn
    if let workers = configuration.workers { c.workers = workers }
    if let bytes = configuration.maximumStack { c.maximum_stack = bytes }
    if let rate = configuration.profileRate { c.heap_profile_rate = rate }
    c.keep_ended_goroutine = configuration.keepsEndedGoroutine
    c.runs_on = configuration.runsOn
    c.overflow_ends_goroutine = configuration.runsOn
    if let seed = configuration.seed { c.seed = seed }
    let hooks = Hooks(
      compile: compile, writeError: writeError, write: write, notice: notice, wantMemory: configuration.wantMemory)
    c.hooks.context = Unmanaged.passUnretained(hooks).toOpaque()
    c.hooks.compile = compileHook
    c.hooks.collect = collectHook
    if configuration.wantMemory != nil { c.hooks.want_memory = wantMemoryHook }
    c.hooks.prepare = prepareHook
    if configuration.abortsOnBrokenInvariant { c.hooks.bug = bugHook }
    if writeError != nil { c.hooks.write_error = writeErrorHook }
    if write != nil { c.hooks.write = writeHook }
    if notice != nil { c.hooks.notice = noticeHook }

    var status = loam_status.LOAM_OK
    var message: UnsafePointer<CChar>?
    let strings = CStrings(
      [configuration.debug, configuration.goDebug, configuration.traceback] + configuration.arguments)
    let created = strings.withPointers { pointers -> OpaquePointer? in
      c.debug = pointers[0]
      c.go_debug = pointers[1]
      c.traceback = pointers[2]
      c.argument_count = Int32(configuration.arguments.count)
      c.arguments = pointers.baseAddress!.advanced(by: 3)
      return loam_runtime_create(&c, &status, &message)
    }
    guard let created else {
      throw RuntimeError(
        description: message.map { String(cString: $0) } ?? "cannot create the runtime (status \(status.rawValue))")
    }
    raw = created
    self.hooks = hooks
    isSeeded = configuration.seed != nil || configuration.debug.contains("seed=")
    collector = Collector(RuntimeHandle(raw: created)) { line in
      guard let writeError else { return StandardError.print(line) }
      Array((line + "\n").utf8).withUnsafeBytes { writeError($0) }
    }
    hooks.collector = collector
  }

  deinit {
    collector.finish()
    whenDestroyed(loam_runtime_destroy(raw) == .LOAM_OK)
  }

  /// Runs `function`, which takes and returns nothing, as main goroutine until the program ends.
  public func run(_ function: UnsafeMutablePointer<loam_function>) -> RunResult {
    RunResult(loam_runtime_run(raw, function), leftBehind: loam_runtime_left_behind(raw))
  }

  /// Lets a program go on that came to a breakpoint (loam_break.h).
  public func resume(_ how: loam_resume_kind) -> RunResult {
    RunResult(loam_break_resume(raw, how), leftBehind: loam_runtime_left_behind(raw))
  }

  /// Ends the run that stands at a breakpoint, as an interrupt does; nil: nothing stands at one.
  public func abandonStop() -> RunResult? {
    guard loam_break_abandon(raw) == .LOAM_OK else { return nil }
    return RunResult(loam_result(status: .LOAM_PANICKED, exit_code: 2), leftBehind: loam_runtime_left_behind(raw))
  }

  /// `Configuration.maximumMemory`, which may be changed at any time, by any thread; `nil` is none. What is in use beyond
  /// a lower limit stays.
  public var maximumMemory: UInt64? {
    get {
      let bytes = loam_runtime_set_maximum_memory(raw, 0)
      return bytes == .max ? nil : bytes
    }
    set { _ = loam_runtime_set_maximum_memory(raw, max(1, newValue ?? .max)) }
  }

  /// Bytes of heap and goroutine stacks that count against it now.
  public var memoryInUse: UInt64 { loam_runtime_memory_in_use(raw) }

  /// Runs one whole collection as runtime.GC does, with the policy's own ways; returns when it is swept. One that somebody
  /// drives in steps is ended first. Host threads.
  public func collect() {
    if isSeeded { collectBetweenRuns() } else { collector.collect(.LOAM_COLLECT_FORCED) }
  }

  /// A debug switch of LOAMDEBUG.
  public struct Switch: Sendable {
    public let name: String
    public let value: Int64
    /// How often what it makes constant has happened.
    public let fired: UInt64
    public let text: String
    public let range: ClosedRange<Int64>
    /// Whether it may be set while the runtime lives.
    public let changes: Bool
  }

  /// All debug switches, those that are off too.
  public func switches() -> [Switch] {
    var counts = [loam_switch_count](repeating: loam_switch_count(), count: 64)
    let n = loam_runtime_switches(raw, &counts, UInt32(counts.count))
    return counts.prefix(Int(n)).map {
      Switch(
        name: String(cString: $0.name), value: $0.value, fired: $0.fired, text: String(cString: $0.text),
        range: $0.least...$0.most, changes: $0.changes)
    }
  }

  /// Sets a debug switch; false when it is unknown, out of its range, or can only be set from the start.
  public func set(_ name: String, to value: Int64) -> Bool { loam_runtime_set_switch(raw, name, value) == .LOAM_OK }

  /// How often each debug switch that is on has fired.
  public func switchCounts() -> [(name: String, value: Int64, fired: UInt64)] {
    switches().map { ($0.name, $0.value, $0.fired) }
  }
}

/// A runtime's address as a value that Dispatch closures may hold.
///
/// `@unchecked Sendable` because the C side synchronises every function that takes it.
public struct RuntimeHandle: @unchecked Sendable {
  public let raw: OpaquePointer
}

/// NUL-ended copies of strings that live as long as the object.
private final class CStrings {
  private let pointers: [UnsafePointer<CChar>?]

  init(_ strings: [String]) { pointers = strings.map { strdup($0).map { UnsafePointer($0) } } }

  deinit { for pointer in pointers { free(UnsafeMutablePointer(mutating: pointer)) } }

  func withPointers<Result>(_ body: (UnsafeBufferPointer<UnsafePointer<CChar>?>) -> Result) -> Result {
    pointers.withUnsafeBufferPointer(body)
  }
}
