// SPDX-License-Identifier: Apache-2.0
//
// Session+Why.swift — who keeps an object alive, and how much hangs on it: `:why` and `:size`.
//
// How.      A picture of the heap has the shortest way from a root to each object and what each dominates. The way is
//           told as code would write it: names of variables and fields, numbers of elements, keys of map entries, which
//           are read where they lie while the world still stands. What a variable alone keeps is found by a walk from
//           all other roots.

import CRuntime
import Runtime

/// An object that a question is about.
public struct ObjectSummary: Sendable {
  public let address: UInt64
  /// Empty when it is not known.
  public let type: String
  /// Bytes of its room.
  public let size: UInt64
  /// Bytes that would be free without it.
  public let retained: UInt64
}

/// A way from a root to an object.
public struct WhyFigures: Sendable {
  public struct Step: Sendable {
    public let object: ObjectSummary
    /// The way on from this object, as code has it; empty at the last.
    public let way: String
  }

  /// The whole way as code would write it: "list.next.name".
  public let path: String
  /// What the way begins at: "package variable list".
  public let root: String
  public let steps: [Step]
  /// Where in the object the address lies that was asked about: tiny objects share one.
  public let offset: UInt64
  /// Pointers of other objects, and roots, that lead to the object; the way is through one of them.
  public let pointers: UInt64
  public let roots: UInt64
  /// What the answer took, and before that the picture.
  public let nanoseconds: UInt64
  public let pictureNanoseconds: UInt64
}

/// What became of the question who keeps an object.
public enum WhyAnswer: Sendable {
  case kept(ObjectSummary, WhyFigures)
  /// No root leads to it: the next collection frees it.
  case garbage(ObjectSummary)
  /// It is no object of the heap.
  case elsewhere(MemoryPlace)
  case noObject(address: UInt64)
  /// The value refers to nothing.
  case refersToNothing(type: String, value: String)
}

/// How much hangs on a value.
public struct SizeFigures: Sendable {
  public let type: String
  /// Bytes of the value itself.
  public let shallow: UInt64
  /// Whether a value of the type refers to one thing: not that of a struct, array or number.
  public let isReference: Bool
  /// The object that it refers to, if it does.
  public let object: ObjectSummary?
  /// Elements, bytes or entries of that object, when it has several.
  public let count: UInt64
  /// What the next collection would free if the variable were cleared; of a value in no variable, what nothing else
  /// keeps.
  public let alone: (objects: UInt64, bytes: UInt64)?
  public let isInVariable: Bool
}

extension Session {
  /// Why an object lives: that which an expression refers to, or that at an address.
  public func why(_ text: String, name: String) throws -> WhyAnswer {
    if let address = Session.address(text) {
      return try stopped { try uninterrupted { try why(address: address, text) } }
    }
    return try look(at: text, name: name) { looked in
      let target = reference(looked.value, looked.type)?.address ?? looked.variable
      guard let target else {
        return .refersToNothing(
          type: looked.typeText, value: MemoryText.value(looked.value, looked.type, in: execution.runtime.raw))
      }
      forgetLooked()
      return try uninterrupted { try why(address: UInt64(target), text) }
    }
  }

  /// A number of the person's that is an address; nil when the text is something else.
  public static func address(_ text: String) -> UInt64? {
    if text.hasPrefix("0x") || text.hasPrefix("0X") { return UInt64(text.dropFirst(2), radix: 16) }
    return UInt64(text)
  }

  private func why(address: UInt64, _ text: String) throws -> WhyAnswer {
    let place = place(of: address)
    guard case .heap(_, _, let isAllocated) = place.kind else { return .elsewhere(place) }
    guard isAllocated else { return .noObject(address: address) }
    let picture = try heapPicture(for: text)
    let begun = monotonicNanoseconds()
    guard let object = picture.snapshot.object(at: address) else { return .noObject(address: address) }
    guard let (root, steps) = picture.snapshot.path(to: object) else { return .garbage(summary(object)) }
    var path = Session.name(of: root) + root.way
    var told: [WhyFigures.Step] = []
    for (index, step) in steps.enumerated() {
      if wasInterrupted { throw LookFailure.failed }
      var way = ""
      if index < steps.count - 1 {
        way = self.way(picture.snapshot.word(of: step.object.number, at: step.offset), step.object, picture.snapshot)
        path += way
      }
      told.append(WhyFigures.Step(object: summary(step.object), way: way))
    }
    let others = picture.snapshot.referrers(of: object)
    return .kept(
      summary(object),
      WhyFigures(
        path: path, root: Session.describe(root), steps: told, offset: address - object.address,
        pointers: others.pointers, roots: others.roots,
        nanoseconds: monotonicNanoseconds() - begun, pictureNanoseconds: picture.nanoseconds))
  }

  func summary(_ object: Snapshot.Object) -> ObjectSummary {
    ObjectSummary(
      address: object.address, type: GoText.short(object.type), size: object.size, retained: object.retained)
  }

  /// The way on from an object, as code has it.
  private func way(_ word: Snapshot.Word, _ object: Snapshot.Object, _ snapshot: Snapshot) -> String {
    switch word {
    case .unknown(let offset): return "{\(offset)}"
    case .way(let way): return way
    case .inner: return ""
    case .key(let entry, let offset, let type, let way):
      return "{key \(key(entry, object.address + offset, type, snapshot))}" + way
    case .value(let entry, let offset, let type, let way):
      return "[\(key(entry, object.address + offset, type, snapshot))]" + way
    }
  }

  private func key(_ entry: UInt64, _ address: UInt64, _ type: UInt64, _ snapshot: Snapshot) -> String {
    guard let descriptor = UnsafePointer<loam_type>(bitPattern: UInt(snapshot.descriptor(of: type))),
      let at = UnsafeRawPointer(bitPattern: UInt(address))
    else { return "entry \(entry)" }
    return MemoryText.value(at, descriptor, in: execution.runtime.raw)
  }

  private static func name(of root: Snapshot.Root) -> String {
    switch root.kind {
    case .variable: return root.name.isEmpty ? "(a variable without a name)" : GoText.short(root.name)
    case .frame: return root.local.isEmpty ? "(slot \(root.word))" : root.local
    default: return ""
    }
  }

  private static func describe(_ root: Snapshot.Root) -> String {
    switch root.kind {
    case .variable: return "package variable \(name(of: root))"
    case .frame:
      let place = root.file.isEmpty ? "" : " at \(root.file):\(root.line)"
      return "\(root.local.isEmpty ? "slot \(root.word)" : "variable \(root.local)") of "
        + "\(GoText.short(root.name)) in goroutine \(root.goroutine)\(place)"
    case .goroutine: return "goroutine \(root.goroutine), beside its frames (deferred calls, what it waits for)"
    case .handle: return "handle \(root.word) of the host"
    case .finalizer, .other: return root.name
    }
  }

  /// How much hangs on the value of an expression, or on the object at an address.
  public func size(of text: String, name: String) throws -> SizeFigures? {
    if let address = Session.address(text) {
      return try stopped {
        guard let object = try uninterrupted({ try heapPicture(for: text) }).snapshot.object(at: address) else {
          return nil
        }
        return SizeFigures(
          type: GoText.short(object.type), shallow: object.size, isReference: true, object: summary(object),
          count: object.count, alone: nil, isInVariable: false)
      }
    }
    return try look(at: text, name: name) { looked in
      let size = looked.type.pointee.size
      // At a stop it may lead into a copy of the stack, which is no object of the program.
      let target = reference(looked.value, looked.type).map { origin(of: UInt64($0.address)) }
      // A value in no variable is kept by what was looked at alone, so that this has to be in the picture.
      if looked.variable != nil { forgetLooked() } else { picture = nil }
      let snapshot = try heapPicture(for: text).snapshot
      if looked.variable == nil { picture = nil }
      let object = target.flatMap { snapshot.object(at: $0) }
      var alone: (objects: UInt64, bytes: UInt64)?
      if let variable = looked.variable {
        alone = snapshot.free(withoutPointersAt: UInt64(variable), size: max(size, 1))
      } else if let kept = lookedPlace {
        alone = snapshot.free(withoutPointersAt: UInt64(UInt(bitPattern: kept)), size: 16)
        // The value itself lies in an object of its own, which the program has not made.
        if let box = snapshot.object(at: UInt64(UInt(bitPattern: looked.value))), let all = alone, all.objects > 0 {
          alone = (all.objects - 1, all.bytes - min(all.bytes, box.size))
        }
      }
      if wasInterrupted { throw LookFailure.failed }
      return SizeFigures(
        type: looked.typeText, shallow: size, isReference: refers(looked.type), object: object.map { summary($0) },
        count: object?.count ?? 0, alone: alone, isInVariable: looked.variable != nil)
    }
  }

  private func refers(_ type: UnsafePointer<loam_type>) -> Bool {
    switch type.kind {
    case .LOAM_KIND_POINTER, .LOAM_KIND_UNSAFE_POINTER, .LOAM_KIND_SLICE, .LOAM_KIND_STRING, .LOAM_KIND_MAP,
      .LOAM_KIND_CHANNEL, .LOAM_KIND_FUNCTION, .LOAM_KIND_INTERFACE:
      return true
    default: return false
    }
  }
}
