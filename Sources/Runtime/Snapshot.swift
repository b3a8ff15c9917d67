// SPDX-License-Identifier: Apache-2.0
//
// Snapshot.swift — the heap in a file, and what such a file says (loam_snapshot.h).

import CRuntime
import Glibc

extension Runtime {
  /// Writes every object and root, and closes the file.
  public func writeSnapshot(into file: OutputFile) throws(RuntimeError) {
    let status = loam_snapshot_write(raw, writeToFile, Unmanaged.passUnretained(file).toOpaque())
    try file.finish(status)
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
    counts = loam_snapshot_get_counts(raw)
  }

  /// Takes one of a runtime, without a file. Any thread; stops the world while objects are written down.
  public init(of runtime: Runtime) throws(RuntimeError) {
    let bytes = SnapshotBytes()
    var status = loam_snapshot_write(runtime.raw, keepSnapshotBytes, Unmanaged.passUnretained(bytes).toOpaque())
    var problem: UnsafePointer<CChar>?
    var opened: OpaquePointer?
    if status == .LOAM_OK {
      opened = bytes.bytes.withUnsafeBytes { loam_snapshot_open($0.baseAddress, UInt64($0.count), &status, &problem) }
    }
    guard let opened else {
      throw RuntimeError(description: "no snapshot: \(String(cString: problem ?? loam_status_name(status)))")
    }
    raw = opened
    counts = loam_snapshot_get_counts(opened)
  }

  deinit { loam_snapshot_close(raw) }

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
    _ = loam_snapshot_path(raw, object.number, nil, &edges, length)
    let kind: Root.Kind =
      switch root.kind {
      case .LOAM_SNAPSHOT_VARIABLE: .variable
      case .LOAM_SNAPSHOT_FRAME: .frame
      case .LOAM_SNAPSHOT_GOROUTINE: .goroutine
      case .LOAM_SNAPSHOT_HANDLE: .handle
      case .LOAM_SNAPSHOT_FINALIZER: .finalizer
      case .LOAM_SNAPSHOT_OTHER: .other
      }
    return (
      Root(
        kind: kind, name: text(root.name), file: text(root.file), line: root.line, local: text(root.local),
        goroutine: root.goroutine, word: root.word, address: root.address, way: way(ofRoot: number)),
      edges.compactMap { edge in self.object(edge.target).map { Step(object: $0, offset: edge.offset) } }
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

/// The bytes of a snapshot as they are written.
private final class SnapshotBytes {
  var bytes: [UInt8] = []
}

private func keepSnapshotBytes(_ context: UnsafeMutableRawPointer?, _ bytes: UnsafePointer<CChar>?, _ length: Int)
  -> Bool
{
  Unmanaged<SnapshotBytes>.fromOpaque(context!).takeUnretainedValue().bytes.append(
    contentsOf: UnsafeRawBufferPointer(start: bytes, count: length))
  return true
}
