// SPDX-License-Identifier: Apache-2.0
//
// Session+Collect.swift — a whole collection with its figures, and one that is driven by hand: `:gc`, `:gc step`.
//
// How.      A cycle in steps is CRuntime's (loam_collect.h): the world stands for each step, and between two of them
//           entries and goroutines run, with the write barrier on. Types of small objects, which the heap does not know,
//           are those of a picture that is taken before the cycle begins.

import CRuntime
import Dispatch
import Runtime

/// What a whole collection did.
public struct CollectionFigures: Sendable {
  public let before: HeapFigures
  public let after: HeapFigures
  /// From the question to the last swept span, and of it with the world stopped.
  public let nanoseconds: UInt64
  public let pauseNanoseconds: UInt64
  public let marked: UInt64
  public let markedBytes: UInt64
  /// Bytes of goroutine stacks and package variables that were looked through.
  public let stackBytes: UInt64
  public let globalBytes: UInt64
  /// Whether it ended a collection that was driven by hand.
  public let endedSteps: Bool
}

/// A collection that is driven by hand.
struct CollectionSteps {
  /// Of before it began; nil when the heap was too large for it.
  let snapshot: Snapshot?
  /// Since the start, when it began.
  let freedBytes: UInt64
  let barrierHits: UInt64
  /// Nothing was left to mark after the last step.
  var isMarkingDone = false
}

/// How a collection that is driven by hand stands.
public struct StepFigures: Sendable {
  public enum Phase: Sendable { case off, marking, sweeping }
  public enum Event: Sendable {
    case started
    /// So many more objects were to be marked; nothing is left when it is done.
    case marked(UInt64, isDone: Bool)
    case scanned(goroutine: UInt64)
    case finishedMarking
    case swept(UInt64, isDone: Bool)
    case ended
  }
  public struct Count: Sendable {
    public let objects: UInt64
    public let bytes: UInt64
  }
  public let event: Event
  public let phase: Phase
  public let white: Count
  public let grey: Count
  public let black: Count
  /// The first objects of the grey queue.
  public let queue: [ObjectSummary]
  /// Pointers that the write barrier shaded since the cycle began.
  public let barrierHits: UInt64
  /// Spans that are still to be swept, and bytes that were freed since the cycle began.
  public let spansLeft: UInt64
  public let freedBytes: UInt64
}

/// Why a step was not done.
public enum StepFailure: Error {
  /// The program collects by itself just now.
  case programCollects
  /// The cycle that was driven is over: the program collected.
  case endedByProgram
  case noGoroutine(UInt64)
  case notMarking
}

extension Session {
  private static let mostForPicture: UInt64 = 200_000
  private static let shownQueue = 8

  /// Runs one whole collection. What entries left that nothing reaches goes as well.
  public func collect() -> CollectionFigures {
    defer { sweep() }
    return collection { execution.runtime.collect() }
  }

  /// The same; nil as soon as ^C came: then the collection goes on beside what runs next, as those of the program do.
  public func collectUnlessInterrupted() -> CollectionFigures? {
    var isDone = false
    let figures = collection { isDone = waitForCollection() }
    if isDone { sweep() }
    return isDone ? figures : nil
  }

  /// Waits for a whole collection, which another thread sees to. False: ^C came before.
  func waitForCollection() -> Bool {
    // Collections may be asked for by any thread; the runtime lives as long as one goes on.
    struct Loan: @unchecked Sendable { let runtime: Runtime }
    let loan = Loan(runtime: execution.runtime)
    let end = DispatchSemaphore(value: 0)
    DispatchQueue.global(qos: .userInitiated).async {
      loan.runtime.collect()
      end.signal()
    }
    while end.wait(timeout: .now() + .milliseconds(5)) == .timedOut { if wasInterrupted { return false } }
    return true
  }

  private func collection(_ run: () -> Void) -> CollectionFigures {
    let stepped = steps != nil && isStepping
    steps = nil
    let before = heap()
    let paused = memoryStatistics().pauseNanoseconds
    let begun = monotonicNanoseconds()
    run()
    let took = monotonicNanoseconds() - begun
    var counts = loam_collect_counts()
    loam_collect_get_counts(execution.runtime.raw, &counts)
    picture = nil
    return CollectionFigures(
      before: before, after: heap(), nanoseconds: took, pauseNanoseconds: memoryStatistics().pauseNanoseconds - paused,
      marked: counts.marked_objects, markedBytes: counts.marked_bytes, stackBytes: counts.stack_scanned,
      globalBytes: counts.globals_scanned, endedSteps: stepped)
  }

  /// Whether a line is written for each collection.
  public var tracesCollections: Bool {
    get { execution.runtime.collector.isTracing }
    set { execution.runtime.collector.isTracing = newValue }
  }

  private var isStepping: Bool { loam_collect_current_phase(execution.runtime.raw) != .LOAM_PHASE_OFF }

  /// Does the next step of a collection by hand: begins one, marks `count` objects more, ends the marking when nothing is
  /// left, sweeps `count` spans.
  public func stepCollection(_ count: UInt64) throws(StepFailure) -> StepFigures {
    guard steps != nil else { return try startSteps() }
    switch loam_collect_current_phase(execution.runtime.raw) {
    case .LOAM_PHASE_OFF:
      steps = nil
      throw .endedByProgram
    case .LOAM_PHASE_MARK, .LOAM_PHASE_MARK_TERMINATION:
      if steps?.isMarkingDone == true { return try finishMarking() }
      var done = false
      guard loam_collect_mark(execution.runtime.raw, count, &done) == .LOAM_OK else { throw lost() }
      let figures = figures(.marked(count, isDone: done))
      // To look at the heap brings to light what the write barrier had put aside.
      steps?.isMarkingDone = done && figures.grey.objects == 0
      return done && steps?.isMarkingDone == false ? self.figures(.marked(count, isDone: false)) : figures
    case .LOAM_PHASE_SWEEP:
      var done = false
      guard loam_collect_sweep(execution.runtime.raw, count, &done) == .LOAM_OK else { throw lost() }
      let figures = figures(.swept(count, isDone: done))
      if done { steps = nil }
      return figures
    }
  }

  private func startSteps() throws(StepFailure) -> StepFigures {
    picture = nil
    let objects = withHeapStatistics { $0.pointee.total.live }
    let snapshot = objects <= Session.mostForPicture ? try? Snapshot(of: execution.runtime) : nil
    var counts = loam_collect_counts()
    loam_collect_get_counts(execution.runtime.raw, &counts)
    guard loam_collect_start(execution.runtime.raw, .LOAM_COLLECT_FORCED) == .LOAM_OK else { throw .programCollects }
    steps = CollectionSteps(
      snapshot: snapshot, freedBytes: withHeapStatistics { $0.pointee.total.freed_bytes },
      barrierHits: counts.barrier_hits)
    return figures(.started)
  }

  private func finishMarking() throws(StepFailure) -> StepFigures {
    guard loam_collect_finish(execution.runtime.raw) == .LOAM_OK else { throw lost() }
    return figures(.finishedMarking)
  }

  /// Scans the stack of a goroutine, in the cycle that is driven by hand.
  public func scanStack(of goroutine: UInt64) throws(StepFailure) -> StepFigures {
    guard steps != nil else { throw .notMarking }
    switch loam_collect_scan(execution.runtime.raw, goroutine) {
    case .LOAM_OK:
      steps?.isMarkingDone = false
      return figures(.scanned(goroutine: goroutine))
    case .LOAM_INVALID_ARGUMENT: throw .noGoroutine(goroutine)
    default: throw isStepping ? .notMarking : lost()
    }
  }

  /// Does all that is left of the collection that is driven by hand.
  public func finishSteps() throws(StepFailure) -> StepFigures {
    guard steps != nil else { throw .notMarking }
    guard isStepping else { throw lost() }
    if loam_collect_current_phase(execution.runtime.raw) == .LOAM_PHASE_MARK {
      guard loam_collect_finish(execution.runtime.raw) == .LOAM_OK else { throw lost() }
    }
    var done = false
    while !done && loam_collect_sweep(execution.runtime.raw, .max, &done) == .LOAM_OK {}
    let figures = figures(.ended)
    steps = nil
    return figures
  }

  private func lost() -> StepFailure {
    steps = nil
    return .endedByProgram
  }

  // MARK: Colours

  private func figures(_ event: StepFigures.Event) -> StepFigures {
    stopped {
      let raw = execution.runtime.raw
      let phase: StepFigures.Phase =
        switch loam_collect_current_phase(raw) {
        case .LOAM_PHASE_OFF: .off
        case .LOAM_PHASE_MARK, .LOAM_PHASE_MARK_TERMINATION: .marking
        case .LOAM_PHASE_SWEEP: .sweeping
        }
      let queue = phase == .marking ? greyQueue() : []
      let tally = Tally(grey: Set(queue))
      if phase == .marking { _ = loam_heap_each(raw, tallyObject, Unmanaged.passUnretained(tally).toOpaque()) }
      var counts = loam_collect_counts()
      loam_collect_get_counts(raw, &counts)
      let freed = withHeapStatistics { $0.pointee.total.freed_bytes }
      return StepFigures(
        event: event, phase: phase, white: tally.white, grey: tally.greyCount, black: tally.black,
        queue: queue.prefix(Session.shownQueue).map { summary(ofGrey: $0) },
        barrierHits: counts.barrier_hits - (steps?.barrierHits ?? 0),
        spansLeft: phase == .sweeping ? UInt64(spans().count { !$0.isSwept }) : 0,
        freedBytes: freed - (steps?.freedBytes ?? freed))
    }
  }

  /// The grey objects, each once, in the order of the queue.
  private func greyQueue() -> [UInt] {
    let raw = execution.runtime.raw
    var addresses = [UInt](repeating: 0, count: Int(loam_collect_grey(raw, nil, 0)))
    let count = loam_collect_grey(raw, &addresses, UInt64(addresses.count))
    var known: Set<UInt> = []
    return addresses.prefix(Int(count)).filter { known.insert($0).inserted }
  }

  private func summary(ofGrey address: UInt) -> ObjectSummary {
    let place = loam_where(execution.runtime.raw, UnsafeRawPointer(bitPattern: address))
    let known = steps?.snapshot?.object(at: UInt64(address))
    let type = known.map { GoText.short($0.type) } ?? ""
    return ObjectSummary(
      address: UInt64(address), type: type.isEmpty ? place.type?.name ?? "" : type, size: place.size, retained: 0)
  }
}

/// Counts objects by colour.
private final class Tally {
  private let grey: Set<UInt>
  private(set) var objects: (white: UInt64, grey: UInt64, black: UInt64) = (0, 0, 0)
  private(set) var bytes: (white: UInt64, grey: UInt64, black: UInt64) = (0, 0, 0)

  init(grey: Set<UInt>) { self.grey = grey }

  func count(_ object: loam_object) {
    if grey.contains(object.address) {
      objects.grey += 1
      bytes.grey += object.size
    } else if object.marked {
      objects.black += 1
      bytes.black += object.size
    } else {
      objects.white += 1
      bytes.white += object.size
    }
  }

  var white: StepFigures.Count { StepFigures.Count(objects: objects.white, bytes: bytes.white) }
  var greyCount: StepFigures.Count { StepFigures.Count(objects: objects.grey, bytes: bytes.grey) }
  var black: StepFigures.Count { StepFigures.Count(objects: objects.black, bytes: bytes.black) }
}

private func tallyObject(_ context: UnsafeMutableRawPointer?, _ object: UnsafePointer<loam_object>?) -> Bool {
  if let object { Unmanaged<Tally>.fromOpaque(context!).takeUnretainedValue().count(object.pointee) }
  return true
}
