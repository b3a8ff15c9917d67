// SPDX-License-Identifier: Apache-2.0
//
// Session+Measure.swift — what running something costs: time, allocations, collections; and where it allocates.
//
// How.      The text becomes the body of a loop in an entry that is compiled before the clock starts. The first run is one
//           for itself: it compiles the functions that are called and initialises packages. What it took decides how
//           many runs the others have.
// Why not.  A clock in Go around the text: its calls would be a part of what is measured.

import Bytecode
import CRuntime
import Codegen
import Glibc
import Runtime
import Syntax
import Types

/// How often something is run.
public enum Repetition: Sendable {
  /// Once, and more often when that was quick.
  case adaptive
  /// So many times, all measured together.
  case exactly(Int)
}

/// What running something cost.
public struct Measurement: Sendable {
  /// Some runs, measured together.
  public struct Batch: Sendable {
    public let runs: Int
    public let nanoseconds: UInt64
    public let objects: UInt64
    public let bytes: UInt64
    public let collections: UInt64
    public var nanosecondsPerRun: Double { Double(nanoseconds) / Double(max(1, runs)) }
  }

  /// The first run, in which what it calls was compiled.
  public let first: Batch
  /// All measured batches, of equal numbers of runs, quickest first; the first run alone when there were no others.
  public let batches: [Batch]
  /// How often the text was run in all.
  public var runs: Int
  /// What an empty loop takes for a run, which is taken off already.
  public let loop: Double
}

/// Objects of one type that were allocated in one place.
public struct AllocationSite: Sendable {
  public private(set) var objects: UInt64
  public private(set) var bytes: UInt64
  /// What was allocated, as far as the instruction tells.
  public let type: String
  /// Innermost first: function, file and line, and the text of the line when the session has it.
  public let frames: [(function: String, file: String, line: Int, text: String)]

  fileprivate init(objects: UInt64, bytes: UInt64, type: String, frames: [(String, String, Int, String)]) {
    self.objects = objects
    self.bytes = bytes
    self.type = type
    self.frames = frames
  }

  /// The place without objects.
  fileprivate var empty: AllocationSite {
    AllocationSite(objects: 0, bytes: 0, type: type, frames: frames)
  }

  fileprivate mutating func add(_ other: AllocationSite) {
    objects += other.objects
    bytes += other.bytes
  }
}

extension Session {
  /// Runs a text some times; nil when it failed, which was said on standard error.
  /// - Parameter name: what messages call the text.
  public func measure(_ text: String, name: String, _ repetition: Repetition) -> Result<Measurement?, CompileErrors> {
    Result { () throws(CompileErrors) in
      let body = try asking { Result { () throws(CompileErrors) in try loopBody(text, name) } }.get()
      switch repetition {
      case .exactly(let runs):
        guard let first = try batch(body, max(1, runs), name) else { return nil }
        return Measurement(first: first, batches: [first], runs: first.runs, loop: 0)
      case .adaptive:
        guard let first = try batch(body, 1, name) else { return nil }
        return try adaptive(body, name, first)
      }
    }
  }

  /// Nanoseconds that a batch should take, that all runs may take, and of a run that is not repeated.
  private static let batchTime = 50_000_000.0
  private static let batchCount = 5
  private static let longRun: UInt64 = 200_000_000

  private func adaptive(_ body: String, _ name: String, _ first: Measurement.Batch) throws(CompileErrors)
    -> Measurement?
  {
    var all = first.runs
    if first.nanoseconds >= Session.longRun { return Measurement(first: first, batches: [first], runs: 1, loop: 0) }
    // The second run tells what one takes when nothing is compiled any more.
    var count = 1
    while true {
      guard let probe = try batch(body, count, name) else { return nil }
      all += count
      let time = Double(max(1, probe.nanoseconds))
      if time >= Session.batchTime / 10 || count >= 1 << 24 {
        count = max(1, min(1 << 26, Int(Double(count) * Session.batchTime / time)))
        break
      }
      count *= max(2, min(100, Int(Session.batchTime / 10 / time)))
    }
    guard let empty = try batch("", count, name) else { return nil }
    let loop = count == 1 ? 0 : empty.nanosecondsPerRun
    var batches: [Measurement.Batch] = []
    let function = try compile(body, count, name)
    for _ in 0..<Session.batchCount {
      guard let one = run(function, count) else { return nil }
      all += count
      let time = Double(one.nanoseconds) - loop * Double(count)
      batches.append(
        Measurement.Batch(
          runs: count, nanoseconds: UInt64(max(0, time)), objects: one.objects, bytes: one.bytes,
          collections: one.collections))
    }
    batches.sort { $0.nanoseconds < $1.nanoseconds }
    return Measurement(first: first, batches: batches, runs: all, loop: loop)
  }

  /// The statements that run a text and let go of its values.
  private func loopBody(_ text: String, _ name: String) throws(CompileErrors) -> String {
    let probe = try probe(text, name: name)
    if !probe.errorLines.isEmpty { throw CompileErrors(lines: probe.errorLines) }
    guard case .checked(let entry) = probe.result, entry.expression.exists else { return text }
    let type = probe.file.type(of: entry.expression)
    var count = 1
    if case .tuple(let id) = program.types.view(of: type) { count = program.types[id].count }
    guard count > 0, probe.file.tree.nodes(entry.statements).count == 1 else { return text }
    return Array(repeating: "_", count: count).joined(separator: ", ") + " = " + text
  }

  /// Runs a text in a loop.
  private func batch(_ body: String, _ runs: Int, _ name: String) throws(CompileErrors) -> Measurement.Batch? {
    run(try compile(body, runs, name), runs)
  }

  /// Runs a function that runs a text so many times.
  private func run(_ function: FunctionPointer, _ runs: Int) -> Measurement.Batch? {
    refreshCopies()
    let before = figures()
    let begun = monotonicNanoseconds()
    let result = runPastBreakpoints(function)
    let time = monotonicNanoseconds() - begun
    let after = figures()
    guard case .finished = result.status else { return nil }
    return Measurement.Batch(
      runs: runs, nanoseconds: time, objects: after.objects - before.objects, bytes: after.bytes - before.bytes,
      collections: after.collections - before.collections)
  }

  private func compile(_ body: String, _ runs: Int, _ name: String) throws(CompileErrors) -> FunctionPointer {
    let text = "for range \(runs) { \(body)\n}"
    switch asking({ Result { try prepare(Array(text.utf8), name: name, Form(staysCompiled: true)) } }) {
    case .failure(let refusal as Refusal):
      if case .errors(let lines) = refusal.outcome { throw CompileErrors(lines: lines) }
      throw CompileErrors(lines: ["\(name): the text ends too early"])
    case .failure(let error): throw CompileErrors(lines: [program.describe(error, in: name)])
    case .success(let prepared): return prepared.function
    }
  }

  private func figures() -> (objects: UInt64, bytes: UInt64, collections: UInt64) {
    var statistics = loam_memory_statistics()
    loam_runtime_memory_statistics(execution.runtime.raw, &statistics)
    return (statistics.mallocs, statistics.total_allocated, UInt64(statistics.collections))
  }

  // MARK: Allocations

  /// Runs a text once and says where it allocated, most bytes first; nil when it failed.
  public func allocations(of text: String, name: String) -> Result<
    (sites: [AllocationSite], cost: Measurement.Batch)?, CompileErrors
  > {
    Result { () throws(CompileErrors) in
      let body = try asking { Result { () throws(CompileErrors) in try loopBody(text, name) } }.get()
      let rate = execution.runtime.profileRate
      execution.runtime.profileRate = 1
      defer { execution.runtime.profileRate = rate }
      let before = Dictionary(
        heapRecords().map { (RecordKey($0), $0.allocated) }, uniquingKeysWith: { $0 + $1 })
      guard let cost = try batch(body, 1, name) else { return nil }
      // Objects of one place have a record for each size.
      var bySite: [[String]: AllocationSite] = [:]
      for record in heapRecords() {
        let objects = record.allocated - (before[RecordKey(record)] ?? 0)
        if objects == 0 { continue }
        let site = site(record, objects)
        bySite[[site.type] + site.frames.map { "\($0.function):\($0.line)" }, default: site.empty].add(site)
      }
      var sites = Array(bySite.values)
      sites.sort { ($0.bytes, $0.objects) > ($1.bytes, $1.objects) }
      return (sites, cost)
    }
  }

  /// A record of the profile by what never changes of it.
  private struct RecordKey: Hashable {
    let frames: UnsafePointer<loam_profile_frame>?
    let size: UInt64

    init(_ record: loam_profile_record) {
      frames = record.frames
      size = record.size
    }
  }

  private func heapRecords() -> [loam_profile_record] {
    var count = loam_profile_heap_records(execution.runtime.raw, nil, 0)
    while true {
      var records = [loam_profile_record](repeating: loam_profile_record(), count: Int(count) + 64)
      let found = loam_profile_heap_records(execution.runtime.raw, &records, UInt64(records.count))
      if found <= records.count { return Array(records.prefix(Int(found))) }
      count = found
    }
  }

  private func site(_ record: loam_profile_record, _ objects: UInt64) -> AllocationSite {
    let frames = UnsafeBufferPointer(start: record.frames, count: Int(record.frame_count))
    let described = frames.compactMap { frame -> (function: String, file: String, line: Int, text: String)? in
      guard let function = frame.function else { return nil }
      let file = function.pointee.file.text
      let source = program.sources.files.last { $0.name == file }
      return (
        function.pointee.name.text, file, Int(frame.line),
        (source?.text(line: Int(frame.line)) ?? "").trimmed
      )
    }
    return AllocationSite(
      objects: objects, bytes: objects * record.size, type: frames.first.map(allocatedType) ?? "", frames: described
    )
  }

  /// What the instruction that a frame stands at allocates.
  private func allocatedType(_ frame: loam_profile_frame) -> String {
    guard let place = frame.pc, let function = frame.function?.pointee, let code = function.code else { return "" }
    // The place is the last word of the instruction.
    let words = Array(UnsafeBufferPointer(start: code, count: Int(function.code_words)))
    let instruction = Disassembler.instructions(words).last { $0.at <= place - code }
    guard let at = instruction?.at else { return "" }
    func type() -> String {
      UnsafePointer<loam_type>(bitPattern: UInt(words[at + 1])).map { $0.pointee.name.text } ?? ""
    }
    switch Opcode(rawValue: UInt32(words[at] & 0xffff)) {
    case LOAM_OP_NEW, LOAM_OP_BOX, LOAM_OP_MAKEMAP, LOAM_OP_MAKECHAN: return type()
    case LOAM_OP_MAPSET: return type() + " (cells)"
    case LOAM_OP_MAKESLICE, LOAM_OP_GROW, LOAM_OP_APPEND8, LOAM_OP_APPEND32, LOAM_OP_APPEND64, LOAM_OP_APPENDP,
      LOAM_OP_APPENDN, LOAM_OP_APPEND_SLICE, LOAM_OP_APPEND_STRING, LOAM_OP_STR_TO_BYTES, LOAM_OP_STR_TO_RUNES:
      return "[]" + type()
    case LOAM_OP_CONCAT, LOAM_OP_RUNE_TO_STR, LOAM_OP_BYTES_TO_STR, LOAM_OP_RUNES_TO_STR: return "string"
    default: return ""
    }
  }
}
