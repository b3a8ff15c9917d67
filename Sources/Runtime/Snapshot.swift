// SPDX-License-Identifier: Apache-2.0
//
// Snapshot.swift — the heap in a file, and what such a file says (loam_snapshot.h).

import CRuntime
import Dispatch
import Glibc
import Synchronization

extension Runtime {
  /// Writes every object and root, and closes the file.
  /// - Parameter goesOn: asked every few milliseconds; once it has answered false the file is left unfinished.
  public func writeSnapshot(into file: OutputFile, goesOn: @escaping () -> Bool = { true }) throws(RuntimeError) {
    let sink = SnapshotSink(goesOn) { file.write($0) }
    try file.finish(loam_snapshot_write(raw, putSnapshotBytes, Unmanaged.passUnretained(sink).toOpaque()))
  }
}

/// A snapshot that was read.
public final class Snapshot {
  /// An object.
  public struct Object: Sendable {
    public let number: UInt64
    public let address: UInt64
    public let size: UInt64
    /// Bytes that would be free without it.
    public let retained: UInt64
    /// Empty when it is not known.
    public let type: String
    public let isReachable: Bool
    /// Number of its type, 0: not known; what it is of that type, and elements, 0: not known.
    public let typeNumber: UInt64
    public let shape: Shape
    public let count: UInt64
    /// How many pointers to objects are in it.
    public let pointers: UInt64
  }

  /// What an object is of its type.
  public enum Shape: Sendable { case value, elements, header, bytes, index, entries }

  /// What keeps an object alive from outside of the heap.
  public struct Root: Sendable {
    public enum Kind: Sendable { case variable, frame, goroutine, handle, finalizer, other }
    public let kind: Kind
    public let name: String
    public let file: String
    public let line: UInt32
    /// Name of the local variable of a frame; empty when it is not known.
    public let local: String
    public let goroutine: UInt64
    /// Number of the word in a variable, of the slot in a frame, of the handle.
    public let word: UInt64
    /// Address of a variable; 0: not known.
    public let address: UInt64
    /// The way in a variable to the word, as source has it: ".head".
    public let way: String
  }

  /// A step from a root to an object: the object, and the offset of the pointer in it that leads on.
  public struct Step: Sendable {
    public let object: Object
    public let offset: UInt64
  }

  /// All reachable objects of a type.
  public struct Group: Sendable {
    /// Empty: of unknown type, each of `size` bytes.
    public let type: String
    public let size: UInt64
    public let objects: UInt64
    public let bytes: UInt64
    public let retained: UInt64
  }

  public let counts: loam_snapshot_counts
  private let raw: OpaquePointer
  /// Asked by the C side until the snapshot is closed.
  private let patience: Patience?

  /// Reads a file.
  public init(path: String) throws(RuntimeError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { throw RuntimeError(description: "\(path): \(String(cString: strerror(errno)))") }
    defer { Glibc.close(descriptor) }
    var information = stat()
    guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG else {
      throw RuntimeError(description: "\(path): this is no file")
    }
    let length = Int(information.st_size)
    let bytes = length == 0 ? nil : mmap(nil, length, PROT_READ, MAP_PRIVATE, descriptor, 0)
    if bytes == MAP_FAILED { throw RuntimeError(description: "\(path): \(String(cString: strerror(errno)))") }
    defer { if length > 0 { munmap(bytes, length) } }
    var status = loam_status.LOAM_OK
    var problem: UnsafePointer<CChar>?
    guard let raw = loam_snapshot_open(bytes, UInt64(length), &status, &problem) else {
      throw RuntimeError(
        description: "\(path): \(problem.map { String(cString: $0) } ?? String(cString: loam_status_name(status)))")
    }
    self.raw = raw
    patience = nil
    counts = loam_snapshot_get_counts(raw)
  }

  /// Takes one of a runtime, without a file. Any thread; stops the world while objects are written down.
  /// - Parameter goesOn: asked every few milliseconds on the calling thread, by questions to the snapshot, too; once it has
  ///   answered false, always false, there is no snapshot, or no answer.
  public init(of runtime: Runtime, goesOn: @escaping () -> Bool = { true }) throws(RuntimeError) {
    let bytes = SnapshotBytes()
    let patience = Patience(goesOn)
    let sink = SnapshotSink(goesOn) { bytes.append($0) }
    let status = loam_snapshot_write(runtime.raw, putSnapshotBytes, Unmanaged.passUnretained(sink).toOpaque())
    let result =
      status == .LOAM_OK ? Opening(bytes, patience).wait() : Opening.Result(snapshot: nil, status: status, problem: nil)
    self.patience = patience
    guard let opened = result.snapshot else {
      throw RuntimeError(
        description: "no snapshot: \(String(cString: result.problem ?? loam_status_name(result.status)))")
    }
    raw = opened
    counts = loam_snapshot_get_counts(opened)
  }

  deinit { Snapshot.close(raw) }

  /// Gives a snapshot's memory back, which may be gibibytes: nobody waits for that.
  fileprivate static func close(_ snapshot: OpaquePointer) {
    let address = UInt(bitPattern: snapshot)
    DispatchQueue.global(qos: .utility).async { loam_snapshot_close(OpaquePointer(bitPattern: address)) }
  }

  public func object(_ number: UInt64) -> Object? {
    var object = loam_snapshot_object()
    guard loam_snapshot_get(raw, number, &object) else { return nil }
    return Object(
      number: number, address: object.address, size: object.size, retained: object.retained,
      type: text(object.type), isReachable: object.reachable, typeNumber: object.type_number, shape: shape(of: number),
      count: object.count, pointers: object.edges)
  }

  private func shape(of number: UInt64) -> Shape {
    switch loam_snapshot_get_shape(raw, number) {
    case .LOAM_SNAPSHOT_OF_VALUE: .value
    case .LOAM_SNAPSHOT_OF_ELEMENTS: .elements
    case .LOAM_SNAPSHOT_OF_HEADER: .header
    case .LOAM_SNAPSHOT_OF_BYTES: .bytes
    case .LOAM_SNAPSHOT_OF_INDEX: .index
    case .LOAM_SNAPSHOT_OF_ENTRIES: .entries
    }
  }

  /// What an object retains, without the rest of what is known of it.
  public func retained(by number: UInt64) -> UInt64 {
    var object = loam_snapshot_object()
    return loam_snapshot_get(raw, number, &object) ? object.retained : 0
  }

  /// Whether the object that alone keeps this one alive is of its type.
  public func isBelowItsType(_ object: Object) -> Bool {
    var own = loam_snapshot_object()
    var above = loam_snapshot_object()
    return loam_snapshot_get(raw, object.number, &own) && own.type_number != 0
      && loam_snapshot_get(raw, own.dominator, &above) && own.type_number == above.type_number
  }

  /// The object that holds an address.
  public func object(at address: UInt64) -> Object? { object(loam_snapshot_find(raw, address)) }

  /// One of the shortest ways from a root to an object; nil when no root leads there.
  public func path(to object: Object) -> (root: Root, steps: [Step])? {
    var number: UInt64 = 0
    let length = loam_snapshot_path(raw, object.number, &number, nil, 0)
    var root = loam_snapshot_root()
    guard length > 0, loam_snapshot_get_root(raw, number, &root) else { return nil }
    var edges = [loam_snapshot_edge](repeating: loam_snapshot_edge(), count: Int(length))
    guard loam_snapshot_path(raw, object.number, nil, &edges, length) == length else { return nil }
    let kind: Root.Kind =
      switch root.kind {
      case .LOAM_SNAPSHOT_VARIABLE: .variable
      case .LOAM_SNAPSHOT_FRAME: .frame
      case .LOAM_SNAPSHOT_GOROUTINE: .goroutine
      case .LOAM_SNAPSHOT_HANDLE: .handle
      case .LOAM_SNAPSHOT_FINALIZER: .finalizer
      case .LOAM_SNAPSHOT_OTHER: .other
      }
    var steps: [Step] = []
    steps.reserveCapacity(edges.count)
    for (index, edge) in edges.enumerated() {
      if index % 4096 == 0, let patience, !patience.goesOn { return nil }
      if let object = self.object(edge.target) { steps.append(Step(object: object, offset: edge.offset)) }
    }
    return (
      Root(
        kind: kind, name: text(root.name), file: text(root.file), line: root.line, local: text(root.local),
        goroutine: root.goroutine, word: root.word, address: root.address, way: way(ofRoot: number)), steps
    )
  }

  /// Types, those that retain most first.
  public func groups(atMost limit: Int) -> [Group] {
    var types = [loam_snapshot_type](repeating: loam_snapshot_type(), count: limit)
    let count = Int(min(loam_snapshot_types(raw, &types, UInt64(limit)), UInt64(limit)))
    return types.prefix(count).map {
      Group(type: text($0.name), size: $0.size, objects: $0.objects, bytes: $0.bytes, retained: $0.retained)
    }
  }

  // MARK: In the words of the source

  /// What a word of an object is.
  public enum Word: Sendable {
    /// The object's type is not known.
    case unknown(String)
    /// The way in a value, an element, or what a closure captured.
    case way(String)
    /// Of a map or channel: what the runtime keeps for it.
    case inner
    /// In a key or value of a map's entry: the entry's number, where its key lies in the object, number of its type.
    case key(entry: UInt64, offset: UInt64, type: UInt64, way: String)
    case value(entry: UInt64, offset: UInt64, type: UInt64, way: String)
  }

  private static let longestName = 512

  public func word(of object: UInt64, at offset: UInt64) -> Word {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Snapshot.longestName) { buffer in
      var word = loam_snapshot_word()
      guard
        loam_snapshot_name_word(raw, object, offset, buffer.baseAddress, UInt64(Snapshot.longestName), &word)
      else { return .unknown("") }
      let way = String(cString: buffer.baseAddress!)
      switch word.kind {
      case .LOAM_SNAPSHOT_WORD_UNKNOWN: return .unknown(way)
      case .LOAM_SNAPSHOT_WORD_FIELD, .LOAM_SNAPSHOT_WORD_ELEMENT, .LOAM_SNAPSHOT_WORD_CAPTURED: return .way(way)
      case .LOAM_SNAPSHOT_WORD_MAP, .LOAM_SNAPSHOT_WORD_CHANNEL: return .inner
      case .LOAM_SNAPSHOT_WORD_KEY:
        return .key(entry: word.entry, offset: word.key_offset, type: word.key_type, way: way)
      case .LOAM_SNAPSHOT_WORD_VALUE:
        return .value(entry: word.entry, offset: word.key_offset, type: word.key_type, way: way)
      }
    }
  }

  private func way(ofRoot number: UInt64) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Snapshot.longestName) { buffer in
      loam_snapshot_name_root(raw, number, buffer.baseAddress, UInt64(Snapshot.longestName))
        ? String(cString: buffer.baseAddress!) : ""
    }
  }

  /// The descriptor that a type has in the process that wrote; 0: none.
  public func descriptor(of typeNumber: UInt64) -> UInt64 { loam_snapshot_descriptor(raw, typeNumber) }

  /// What would be free if `size` bytes from an address on, in package variables or objects, held no pointers; nil without
  /// memory to find it.
  public func free(withoutPointersAt address: UInt64, size: UInt64) -> (objects: UInt64, bytes: UInt64)? {
    var objects: UInt64 = 0
    var bytes: UInt64 = 0
    return loam_snapshot_free_without(raw, address, size, &objects, &bytes) ? (objects, bytes) : nil
  }

  /// How many pointers of reachable objects, and how many roots, lead to an object.
  public func referrers(of object: Object) -> (pointers: UInt64, roots: UInt64) {
    var roots: UInt64 = 0
    let pointers = loam_snapshot_referrers(raw, object.number, nil, 0, &roots)
    return (pointers, roots)
  }

  /// The pointers in an object: where, and the number of the object that each leads to.
  public func pointers(of object: Object) -> [(offset: UInt64, target: UInt64)] {
    var edges = [loam_snapshot_edge](repeating: loam_snapshot_edge(), count: Int(object.pointers))
    let count = loam_snapshot_edges(raw, object.number, &edges, UInt64(edges.count))
    return edges.prefix(Int(count)).map { ($0.offset, $0.target) }
  }

  private func text(_ string: loam_string) -> String {
    guard let bytes = string.bytes, string.length > 0 else { return "" }
    return String(decoding: UnsafeBufferPointer(start: bytes, count: Int(string.length)), as: UTF8.self)
  }
}

/// Whether to go on, for the C side.
///
/// `@unchecked Sendable` because the question is asked by the thread that takes the snapshot alone.
private final class Patience: @unchecked Sendable {
  private let question: () -> Bool
  /// While a snapshot is opened another thread asks, for which this is the answer.
  private let isOpening = Atomic<Bool>(false)
  private let isGivenUp = Atomic<Bool>(false)

  init(_ question: @escaping () -> Bool) { self.question = question }

  var goesOn: Bool {
    isOpening.load(ordering: .relaxed) ? !isGivenUp.load(ordering: .relaxed) : question()
  }

  func beginOpening() { isOpening.store(true, ordering: .relaxed) }

  /// Whether opening goes on; once it does not it never does.
  func askWhileOpening() -> Bool {
    if !question() { isGivenUp.store(true, ordering: .relaxed) }
    return !isGivenUp.load(ordering: .relaxed)
  }

  func endOpening() { isOpening.store(false, ordering: .releasing) }
}

/// The opening of a snapshot by another thread, so that one which is given up needs not be waited for: only to give its
/// memory back can take a second.
private final class Opening: @unchecked Sendable {
  struct Result {
    let snapshot: OpaquePointer?
    let status: loam_status
    let problem: UnsafePointer<CChar>?
  }

  private enum State {
    case goesOn
    case ended(Result)
    case givenUp
  }

  private static let milliseconds = 5
  private let patience: Patience
  private let state = Mutex(State.goesOn)
  private let end = DispatchSemaphore(value: 0)

  init(_ bytes: SnapshotBytes, _ patience: Patience) {
    self.patience = patience
    patience.beginOpening()
    DispatchQueue.global(qos: .userInitiated).async { [self] in
      open(bytes)
      end.signal()
    }
  }

  private func open(_ bytes: SnapshotBytes) {
    var status = loam_status.LOAM_OK
    var problem: UnsafePointer<CChar>?
    let opened = loam_snapshot_open_while(
      bytes.start, UInt64(bytes.count), { Unmanaged<Patience>.fromOpaque($0!).takeUnretainedValue().goesOn },
      Unmanaged.passUnretained(patience).toOpaque(), &status, &problem)
    let result = UncheckedBox(Result(snapshot: opened, status: status, problem: problem))
    let isLate = state.withLock { state in
      if case .givenUp = state { return true }
      state = .ended(result.value)
      return false
    }
    if isLate, let opened { Snapshot.close(opened) }
  }

  /// What came of it; LOAM_EXITED as soon as it was given up.
  func wait() -> Result {
    while end.wait(timeout: .now() + .milliseconds(Opening.milliseconds)) == .timedOut {
      if patience.askWhileOpening() { continue }
      let ended = state.withLock { state -> Bool in
        if case .ended = state { return true }
        state = .givenUp
        return false
      }
      if !ended { return Result(snapshot: nil, status: .LOAM_EXITED, problem: nil) }
    }
    patience.endOpening()
    return state.withLock { state in
      guard case .ended(let result) = state else {
        return UncheckedBox(Result(snapshot: nil, status: .LOAM_EXITED, problem: nil))
      }
      return UncheckedBox(result)
    }.value
  }
}

/// What goes from one thread to another, one of which has it at a time.
private struct UncheckedBox<Value>: @unchecked Sendable {
  let value: Value

  init(_ value: Value) { self.value = value }
}

/// The bytes of a snapshot as they are written. Not an array: growing that would copy all of it each time, hundreds of
/// mebibytes, between two questions whether to go on.
///
/// `@unchecked Sendable` because it is written before it is read by another thread.
private final class SnapshotBytes: @unchecked Sendable {
  private(set) var start: UnsafeMutableRawPointer?
  private(set) var count = 0
  private var room = 0

  deinit { free(start) }

  /// False: there is no memory.
  func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
    if room - count < bytes.count {
      let wanted = max(2 * room, count + bytes.count)
      guard let larger = realloc(start, wanted) else { return false }
      (start, room) = (larger, wanted)
    }
    if let from = bytes.baseAddress { memcpy(start! + count, from, bytes.count) }
    count += bytes.count
    return true
  }
}

/// Where the C side's bytes go, as long as it is to go on.
private final class SnapshotSink {
  private let goesOn: () -> Bool
  private let put: (UnsafeRawBufferPointer) -> Bool

  init(_ goesOn: @escaping () -> Bool, _ put: @escaping (UnsafeRawBufferPointer) -> Bool) {
    self.goesOn = goesOn
    self.put = put
  }

  func take(_ bytes: UnsafeRawBufferPointer) -> Bool { goesOn() && put(bytes) }
}

private func putSnapshotBytes(_ context: UnsafeMutableRawPointer?, _ bytes: UnsafePointer<CChar>?, _ length: Int)
  -> Bool
{
  Unmanaged<SnapshotSink>.fromOpaque(context!).takeUnretainedValue().take(
    UnsafeRawBufferPointer(start: bytes, count: length))
}
