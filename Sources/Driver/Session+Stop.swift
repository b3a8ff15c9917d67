// SPDX-License-Identifier: Apache-2.0
//
// Session+Stop.swift — a program that stands at a breakpoint: why, and how it goes on.
//
// How.      The runtime ends a run with "stopped" (loam_break.h). A breakpoint whose condition is false goes on at once,
//           in the step that was under way. `:finish` stops where the function returns, keeps the text of its results,
//           and goes on to the caller's next statement.

import CRuntime
import Codegen
import Runtime
import Types

extension Session {
  /// Whether the program stands at a breakpoint. Entries are then evaluated beside it, with the frame's variables.
  public var isStopped: Bool { debugger.stop != nil }

  /// Where it stands.
  public var stop: Stop? { debugger.stop }

  /// A stop of a goroutine that came to a breakpoint while no entry ran, told once.
  public func noticeStop() -> Stop? {
    guard debugger.stop == nil, loam_break_stopped(execution.runtime.raw, nil) else { return nil }
    // It is nobody's step.
    if goesOn() != nil { _ = settled(execution.runtime.resume(LOAM_RESUME_CONTINUE)) }
    return debugger.stop
  }

  /// What a run came to once stops that concern nobody are passed; at a stop, `debugger.stop` says where.
  func settled(_ result: RunResult, _ passesBreakpoints: Bool = false) -> RunResult {
    var result = result
    while result.status == .stopped {
      let isPassed = passesBreakpoints || isInterrupted.load(ordering: .relaxed)
      guard let how = isPassed ? LOAM_RESUME_CONTINUE : goesOn() ?? interruption() else { break }
      // ^C came in a condition, or when neither that nor the entry ran, or the entry came to a breakpoint before its end.
      result = isInterrupted.load(ordering: .relaxed) ? interrupted() : execution.runtime.resume(how)
    }
    return result
  }

  /// Ends the entry, whose goroutine or another stands at a breakpoint.
  private func interrupted() -> RunResult {
    let raw = execution.runtime.raw
    var at = loam_stop()
    if loam_break_stopped(raw, &at), at.main, let result = execution.runtime.abandonStop() { return result }
    loam_runtime_keep_interrupts(raw, true)
    loam_runtime_interrupt(raw)
    return execution.runtime.resume(LOAM_RESUME_CONTINUE)
  }

  /// How to go on from a stop that somebody wants to see when ^C came meanwhile: the entry ends.
  private func interruption() -> loam_resume_kind? {
    guard isInterrupted.load(ordering: .relaxed) else { return nil }
    debugger.stop = nil
    return LOAM_RESUME_CONTINUE
  }

  /// Looks at a stop. Answers how to go on when it does not concern anybody; else `debugger.stop` is set.
  private func goesOn() -> loam_resume_kind? {
    var at = loam_stop()
    guard loam_break_stopped(execution.runtime.raw, &at) else { return nil }
    let reason: StopReason
    switch at.reason {
    case LOAM_STOP_WATCH: reason = watchesChanged(at)
    case LOAM_STOP_WATCH_END:
      reason = watchEnded(at)
      if isEntry(at.function), case .watchEnded(let number, let name, let last) = reason {
        debugger.remarks.append("watch \(number): \(name) is gone, its scope has ended; it was \(last)")
        return LOAM_RESUME_SAME
      }
    case LOAM_STOP_STEP where debugger.isFinishing && at.kind == LOAM_BREAK_LEAVE:
      debugger.isFinishing = false
      debugger.returned.append(Stop.Returned(function: text(at.function.pointee.name), results: results(at)))
      return LOAM_RESUME_OUT
    case LOAM_STOP_STEP: reason = .step
    default:
      guard let hit = breakpointsHit(at) else { return LOAM_RESUME_SAME }
      reason = hit
    }
    debugger.isFinishing = false
    var stop = place(at, reason)
    stop.returned = debugger.returned
    stop.remarks = debugger.remarks
    debugger.returned = []
    debugger.remarks = []
    debugger.stop = stop
    return nil
  }

  private func place(_ at: loam_stop, _ reason: StopReason) -> Stop {
    var reason = reason
    if case .step = reason, at.kind == LOAM_BREAK_LEAVE { reason = .returning(results(at)) }
    let file = text(at.function.pointee.file)
    var line = Int(at.line)
    var source = sourceLine(of: at.function, line)
    if source.isEmpty, line > 1, isEntry(at.function) {  // behind its last line
      line -= 1
      source = sourceLine(of: at.function, line)
    }
    return Stop(
      reason: reason, goroutine: at.goroutine, isOfEntry: at.main, function: text(at.function.pointee.name), file: file,
      line: line, source: source)
  }

  /// The text of a line of a function's file.
  func sourceLine(of function: UnsafePointer<loam_function>, _ line: Int) -> String {
    execution.withTables {
      guard let id = execution.compiler.source(of: function) else { return "" }
      let text = program.sources[program[id].file].text(line: line)
      return String(text.drop { $0 == " " || $0 == "\t" })
    }
  }

  /// The results of a function that is about to return.
  private func results(_ at: loam_stop) -> [ShownValue] {
    let runtime = execution.runtime.raw
    var shown: [ShownValue] = []
    var word: UInt32 = 0
    return stopped {
      guard let id = execution.compiler.source(of: at.function) else { return [] }
      for type in program.types.signature(program[id].signature)?.results ?? [] {
        guard let descriptor = try? execution.compiler.typeDescriptor(for: type) else { continue }
        defer { word += loam_type_slots(descriptor) }
        let address = loam_break_result_address(runtime, word) ?? zeroSized
        shown.append(
          ShownValue(
            name: "", type: program.text(type, in: package),
            text: self.text(of: descriptor, at: UInt(bitPattern: address))))
      }
      return shown
    }
  }

  // MARK: Going on

  /// Lets the stopped program go on.
  public func resume(_ how: Resumption) -> Outcome { interruptible { goOn(how) } }

  private func goOn(_ how: Resumption) -> Outcome {
    var at = loam_stop()
    guard debugger.stop != nil, loam_break_stopped(execution.runtime.raw, &at) else {
      return .errors(["nothing is stopped; :break FUNC sets a breakpoint"])
    }
    picture = nil
    debugger.stop = nil
    // At its return a function's results are known, and what is left is to leave it.
    let isLeft = how == .finish && at.kind == LOAM_BREAK_LEAVE
    debugger.returned = isLeft ? [Stop.Returned(function: text(at.function.pointee.name), results: results(at))] : []
    debugger.isFinishing = how == .finish && !isLeft
    let kind: loam_resume_kind =
      switch how {
      case .continue: LOAM_RESUME_CONTINUE
      case .step: LOAM_RESUME_INTO
      case .next: LOAM_RESUME_OVER
      case .finish: isLeft ? LOAM_RESUME_OUT : LOAM_RESUME_LEAVE
      }
    let paused = debugger.paused
    debugger.paused = nil
    let result = execution.runtime.resume(kind)
    let outcome = paused.map { advance($0, result) } ?? outcome(settled(result))
    if paused == nil, how != .continue, outcome == .done(notes: []) {
      debugger.remarks.append(whereabouts(of: at.goroutine))
    }
    leaveStop()
    let returned = isStopped ? [] : returnedNotes()
    if case .done(let notes) = outcome { return .done(notes: notes + returned) }
    return outcome
  }

  /// What a goroutine does that was stepped and came to no further statement.
  private func whereabouts(of goroutine: UInt64) -> String {
    guard let found = goroutines().first(where: { $0.id == goroutine }) else {
      return "goroutine \(goroutine) has ended"
    }
    return "goroutine \(goroutine) goes on: \(found.state) in \(found.function)"
  }

  /// What became of a goroutine that stopped while no entry ran.
  private func outcome(_ result: RunResult) -> Outcome {
    switch result.status {
    case .stopped: debugger.stop.map { .stopped($0) } ?? .failed
    case .finished: .done(notes: [])
    case .exited: .exited(code: result.exitCode)
    default: .failed
    }
  }

  /// Sees to what a stop leaves when the program has gone on.
  private func leaveStop() {
    forgetEndedWatches()
    if isStopped { return }
    debugger.isFinishing = false
    try? updateForms()  // what a function cannot have now it had before
  }

  /// Whether a function is that of an entry, in which nobody wants to stand when something in it is over.
  private func isEntry(_ function: UnsafePointer<loam_function>) -> Bool {
    execution.withTables {
      guard let id = execution.compiler.source(of: function) else { return false }
      return !program[id].declaration.exists && !program[id].literal.exists
    }
  }

  /// What is to be said when the entry ended before the next stop: what functions returned, and watches that ended.
  private func returnedNotes() -> [String] {
    defer {
      debugger.returned = []
      debugger.remarks = []
    }
    return debugger.returned.map { "\($0.function) returned \($0.text)" } + debugger.remarks
  }

  /// Runs a function that is measured: no breakpoint stops it, nor is there code for one in what it calls.
  func runPastBreakpoints(_ function: FunctionPointer) -> RunResult {
    picture = nil
    suspendForms(true)
    defer {
      suspendForms(false)
      forgetEndedWatches()
      letGoOfShadows()
    }
    return settled(execution.runtime.run(function), true)
  }

  private func suspendForms(_ areSuspended: Bool) {
    // What cannot be had was not had before.
    execution.withTables { try? execution.compiler.suspendForms(areSuspended) }
  }

  /// Gives the stopped entry up: its goroutine, and the one that stopped, end with their deferred calls.
  public func abandon() {
    guard debugger.stop != nil else { return }
    picture = nil
    debugger.stop = nil
    debugger.returned = []
    debugger.remarks = []
    _ = loam_break_abandon(execution.runtime.raw)
    if let paused = debugger.paused {
      debugger.paused = nil
      execution.withTables {
        keepTexts(of: paused.prepared.entry)
        settle(paused.prepared, isDone: false, leftBehind: loam_runtime_left_behind(execution.runtime.raw))
      }
    }
    leaveStop()
  }

  private var zeroSized: UnsafeRawPointer { UnsafeRawPointer(execution.runtime.raw) }
}

extension Stop.Returned {
  /// The results as they are shown.
  public var text: String { Stop.text(of: results) }
}

extension Stop {
  public static func text(of results: [ShownValue]) -> String {
    results.isEmpty ? "nothing" : results.map { "\($0.text) : \($0.type)" }.joined(separator: ", ")
  }
}
