// SPDX-License-Identifier: Apache-2.0
//
// Session+Object.swift — what is in an object of the heap, or in a variable, field by field: `:object`.
//
// How.      The expression's type says what lies there; for an address alone the type is what the heap knows (from 1 KiB
//           on) or what a picture of the heap found out by following pointers. Then the descriptor is walked. What is
//           of no known type is shown as words.

import CRuntime
import Codegen
import Runtime

/// What marking knows of an object.
public enum ObjectColour: Sendable { case white, grey, black }

/// The inside of an object or variable.
public struct ObjectFigures: Sendable {
  public struct Field: Sendable {
    public let offset: UInt64
    /// The way from the object: ".next", "[3]"; empty for the whole.
    public let name: String
    public let type: String
    public let value: String
    /// Where it leads, for a pointer that is not nil.
    public let target: MemoryPlace?
  }

  public let place: MemoryPlace
  /// What is there: "Node", "3 elements of int".
  public let content: String
  /// Nil: nothing is being marked.
  public let colour: ObjectColour?
  public let fields: [Field]
  /// Fields and elements that are not shown.
  public let left: UInt64
}

/// What there is to be shown.
private enum Content {
  case value(UnsafePointer<loam_type>)
  case elements(UnsafePointer<loam_type>, count: UInt64)
  case map(UnsafePointer<loam_type>)
  case channel(UnsafePointer<loam_type>)
  case bytes(count: UInt64)
  case closure(name: String)
  case other(String)
}

extension Session {
  private static let mostFields = 64
  private static let mostElements: UInt64 = 16

  /// The object that an expression refers to, or its variable; or what is at an address.
  /// - Returns: nil when there is nothing of the program.
  public func object(_ text: String, name: String) throws -> ObjectFigures? {
    if let address = Session.address(text) { return try stopped { try object(at: address, text) } }
    return try look(at: text, name: name) { looked in
      if let (address, content) = content(looked.value, looked.type) {
        // A pointer that was made of a number leads anywhere; what has no bytes lies anywhere.
        let raw = execution.runtime.raw
        let size = size(of: content)
        if case .value = content, size == 0 {
          throw LookFailure.errors(["\(text) leads to a value of no bytes: there is no object to show"])
        }
        if !loam_where_readable(raw, UnsafeRawPointer(bitPattern: address), size) {
          throw LookFailure.errors([
            "\(text) leads to \(MemoryText.hex(address)), where nothing can be read: there is no object to show"
          ])
        }
        return figures(place(of: UInt64(address)), at: UInt64(address), content)
      }
      guard let variable = looked.variable else { return nil }
      return figures(place(of: UInt64(variable)), at: UInt64(variable), .value(looked.type))
    }
  }

  /// Bytes that the fields of what is there need.
  private func size(of content: Content) -> UInt64 {
    switch content {
    case .value(let type): type.pointee.size
    case .elements(let type, let count): type.pointee.size * min(count, Session.mostElements)
    case .bytes(let count): min(count, 64)
    case .map, .channel, .closure, .other: 8
    }
  }

  private func object(at address: UInt64, _ text: String) throws -> ObjectFigures? {
    let place = place(of: address)
    switch place.kind {
    case .variable:
      let known = loam_where(execution.runtime.raw, UnsafeRawPointer(bitPattern: UInt(address)))
      guard let type = known.type else { return nil }
      return figures(place, at: place.base, .value(type))
    case .heap(_, _, let isAllocated):
      guard isAllocated else { return nil }
      let snapshot = try heapPicture(for: text).snapshot
      let content: Content =
        snapshot.object(at: address).map { self.content($0, snapshot) } ?? .other("of a type that is not known")
      return figures(place, at: place.base, content)
    default: return nil
    }
  }

  private func content(_ object: Snapshot.Object, _ snapshot: Snapshot) -> Content {
    guard let type = UnsafePointer<loam_type>(bitPattern: UInt(snapshot.descriptor(of: object.typeNumber))) else {
      if object.type.hasPrefix("func ") { return .closure(name: GoText.short(String(object.type.dropFirst(5)))) }
      return .other(object.type.isEmpty ? "of a type that is not known" : object.type)
    }
    switch object.shape {
    case .value: return .value(type)
    case .elements:
      let most = type.pointee.size == 0 ? 0 : object.size / type.pointee.size
      return .elements(type, count: object.count == 0 ? most : object.count)
    case .header: return type.kind == .LOAM_KIND_MAP ? .map(type) : .channel(type)
    case .bytes: return .bytes(count: object.size)
    case .index: return .other("index of a \(type.name)")
    case .entries:
      return .elements(type, count: type.pointee.size == 0 ? 0 : object.size / type.pointee.size)
    }
  }

  /// What a value refers to, and where it begins.
  private func content(_ value: UnsafeRawPointer, _ type: UnsafePointer<loam_type>) -> (UInt, Content)? {
    guard let address = reference(value, type)?.address else { return nil }
    func word(_ index: Int) -> UInt64 { (value + 8 * index).loadUnaligned(as: UInt64.self) }
    switch type.kind {
    case .LOAM_KIND_POINTER: return type.pointee.element.map { (address, .value($0)) }
    case .LOAM_KIND_SLICE: return type.pointee.element.map { (address, .elements($0, count: word(2))) }
    case .LOAM_KIND_STRING: return (address, .bytes(count: word(1)))
    case .LOAM_KIND_MAP: return (address, .map(type))
    case .LOAM_KIND_CHANNEL: return (address, .channel(type))
    case .LOAM_KIND_FUNCTION: return (address, .closure(name: MemoryText.function(address)))
    case .LOAM_KIND_INTERFACE:
      guard let held = MemoryText.dynamic(value, type) else { return nil }
      if Int32(held.type.pointee.flags) & Int32(LOAM_TYPE_DIRECT) != 0 { return content(held.data, held.type) }
      return (address, .value(held.type))
    default: return (address, .other("of a type that is not known"))
    }
  }

  // MARK: Fields

  private func figures(_ place: MemoryPlace, at address: UInt64, _ content: Content) -> ObjectFigures {
    let address = origin(of: address)
    var rows = Rows(session: self, base: place.beginning)
    guard let at = UnsafeRawPointer(bitPattern: UInt(address)) else {
      return ObjectFigures(place: place, content: "", colour: nil, fields: [], left: 0)
    }
    var text = ""
    switch content {
    case .value(let type):
      text = type.name
      rows.add(at, type, "")
    case .elements(let type, let count):
      text = "\(count) element\(count == 1 ? "" : "s") of \(type.name)"
      for index in 0..<min(count, Session.mostElements) {
        rows.add(at + Int(index * type.pointee.size), type, "[\(index)]")
      }
      rows.left += count - min(count, Session.mostElements)
    case .map(let type):
      text = "\(type.name) of \(loam_map_length(at)) entries"
      rows.pointer(at, "entries", "what holds keys and values")
      rows.pointer(at + 8, "index", "what finds them")
    case .channel(let type):
      let length = loam_channel_length(at), capacity = loam_channel_capacity(at)
      let waiting = goroutineCount(waitingOn: address)
      text =
        "\(type.name) with \(length) of \(capacity) values in its buffer"
        + (waiting == 0 ? "" : waiting == 1 ? ", on which a goroutine waits" : ", on which \(waiting) goroutines wait")
      rows.pointer(at, "buffer", "[]\(type.pointee.element?.name ?? "")")
    case .bytes(let count):
      text = "\(count) bytes of a string"
      let shown = UnsafeRawBufferPointer(start: at, count: Int(min(count, 64)))
      rows.fields.append(
        ObjectFigures.Field(
          offset: address - rows.base, name: "", type: "bytes",
          value: String(decoding: GoText.quote(shown), as: UTF8.self), target: nil))
      rows.left = count - min(count, 64)
    case .closure(let name):
      text = "closure of \(name)"
      rows.closure(at)
    case .other(let what):
      text = what
      rows.words(at, min(place.size, 128))
      rows.left = (place.size - min(place.size, 128)) / 8
    }
    return ObjectFigures(
      place: place, content: text, colour: colour(of: address), fields: rows.fields, left: rows.left)
  }

  private func goroutineCount(waitingOn channel: UInt64) -> Int { goroutines().count { $0.waitsFor == channel } }

  /// What marking knows of an object; nil when nothing is being marked.
  func colour(of address: UInt64) -> ObjectColour? {
    switch loam_collect_colour(execution.runtime.raw, UnsafeRawPointer(bitPattern: UInt(address))) {
    case .LOAM_NO_COLOUR: nil
    case .LOAM_WHITE: .white
    case .LOAM_GREY: .grey
    case .LOAM_BLACK: .black
    }
  }

  private struct Rows {
    let session: Session
    let base: UInt64
    var fields: [ObjectFigures.Field] = []
    var left: UInt64 = 0

    init(session: Session, base: UInt64) {
      self.session = session
      self.base = base
    }

    /// A value: structs and arrays by their parts.
    mutating func add(_ at: UnsafeRawPointer, _ type: UnsafePointer<loam_type>, _ name: String) {
      switch type.kind {
      case .LOAM_KIND_STRUCT where type.pointee.field_count > 0:
        for index in 0..<Int(type.pointee.field_count) {
          let field = type.pointee.fields[index]
          // Entries of maps have fields without names.
          let known = field.name.text
          add(
            at + Int(field.offset), field.type,
            name + "." + (known.isEmpty ? (index == 0 ? "key" : "value") : known))
        }
      case .LOAM_KIND_ARRAY where type.pointee.length > 0:
        guard let element = type.pointee.element else { return }
        let shown = min(type.pointee.length, Session.mostElements)
        for index in 0..<shown { add(at + Int(index * element.pointee.size), element, "\(name)[\(index)]") }
        left += type.pointee.length - shown
      default:
        let target = session.reference(at, type).map { session.place(of: UInt64($0.address)) }
        put(at, name, type.name, MemoryText.value(at, type, in: session.execution.runtime.raw), target)
      }
    }

    mutating func pointer(_ at: UnsafeRawPointer, _ name: String, _ type: String) {
      let word = at.loadUnaligned(as: UInt.self)
      put(
        at, name, type, word == 0 ? "nil" : MemoryText.hex(word), word == 0 ? nil : session.place(of: UInt64(word)))
    }

    /// The function of a closure and what it captured.
    mutating func closure(_ at: UnsafeRawPointer) {
      guard let function = at.load(as: UnsafePointer<loam_function>?.self) else { return }
      // Of one that was not called yet, or only with breakpoints, nothing is known so far.
      try? session.execution.compiler.makeOwnCode(of: FunctionPointer(mutating: function))
      for index in 0..<Int(function.pointee.variable_count) {
        let variable = function.pointee.variables[index]
        if !variable.captured { continue }
        let name = "." + variable.name.text
        if variable.boxed {
          pointer(at + Int(variable.slot), name, "*" + variable.type.name)
        } else {
          add(at + Int(variable.slot), variable.type, name)
        }
      }
    }

    mutating func words(_ at: UnsafeRawPointer, _ bytes: UInt64) {
      for offset in stride(from: 0, to: Int(bytes), by: 8) {
        let word = (at + offset).loadUnaligned(as: UInt.self)
        let place = session.place(of: UInt64(word))
        var isPointer = false
        if case .heap(_, _, let isAllocated) = place.kind { isPointer = isAllocated }
        put(at + offset, "+\(offset)", "", MemoryText.hex(word), isPointer ? place : nil)
      }
    }

    private mutating func put(
      _ at: UnsafeRawPointer, _ name: String, _ type: String, _ value: String, _ target: MemoryPlace?
    ) {
      guard fields.count < Session.mostFields else {
        left += 1
        return
      }
      fields.append(
        ObjectFigures.Field(
          offset: UInt64(UInt(bitPattern: at)) - base, name: name, type: type, value: value, target: target))
    }
  }
}
