// SPDX-License-Identifier: Apache-2.0
//
// Session+Where.swift — what an address is, and where a variable and what it refers to lie: `:where`.

import CRuntime
import Runtime

/// A run of pages of the heap.
public struct SpanFigures: Sendable {
  public enum Purpose: Sendable { case free, objects, large, stacks }
  public let base: UInt64
  public let bytes: UInt64
  public let purpose: Purpose
  /// Number of the size class of objects; 0 for others.
  public let sizeClass: Int
  /// Room of an object or stack block.
  public let objectSize: UInt64
  public let capacity: UInt64
  public let used: UInt64
  /// Bytes that no object can have.
  public let wasted: UInt64
  public let hasPointers: Bool
  public let isSwept: Bool

  init(_ span: loam_span_info) {
    base = UInt64(span.base)
    bytes = span.bytes
    purpose =
      switch span.purpose {
      case .LOAM_SPAN_OF_NOTHING: .free
      case .LOAM_SPAN_OF_OBJECTS: .objects
      case .LOAM_SPAN_OF_ONE: .large
      case .LOAM_SPAN_OF_STACKS: .stacks
      }
    sizeClass = Int(span.size_class)
    objectSize = span.object_size
    capacity = span.capacity
    used = span.used
    wasted = span.wasted
    hasPointers = span.pointers
    isSwept = span.swept
  }
}

/// What an address is.
public struct MemoryPlace: Sendable {
  public enum Kind: Sendable {
    /// In an object, or in room for one.
    case heap(SpanFigures, index: UInt64, isAllocated: Bool)
    /// In a goroutine's stack; the frame, if it lies in one.
    case stack(goroutine: UInt64, frame: Frame?)
    /// In a package variable.
    case variable(name: String)
    /// In memory of the runtime's own that lasts: code, constants, descriptors.
    case permanent
    /// In memory of the heap that nothing occupies.
    case free
    case unknown
  }

  public struct Frame: Sendable {
    public let function: String
    public let file: String
    public let line: UInt32
    public let slot: UInt64
    /// The variable there; empty when none is known.
    public let variable: String
  }

  public let address: UInt64
  public let kind: Kind
  /// Of the object, stack block or variable; 0 where there is none.
  public let base: UInt64
  public let size: UInt64
  /// Of what is there, as far as it is known.
  public let type: String

  /// Where the thing at the address begins: in a stack nothing begins where the block does.
  public var beginning: UInt64 {
    if case .stack = kind { return address }
    return base
  }
}

/// Where an expression's value lies, and what it refers to.
public struct WhereFigures: Sendable {
  public let type: String
  public let size: UInt64
  public let value: String
  /// Nil: it is in no variable, or takes no memory.
  public let variable: MemoryPlace?
  /// What it refers to: "the elements", for a slice.
  public let target: (what: String, place: MemoryPlace)?
}

extension Session {
  /// What is at an address. What an expression at a stop led to in a copy is where it was copied from.
  public func place(of address: UInt64) -> MemoryPlace {
    let raw = execution.runtime.raw
    let address = origin(of: address)
    let pointer = UnsafeRawPointer(bitPattern: UInt(address))
    let place = loam_where(raw, pointer)
    func made(_ kind: MemoryPlace.Kind) -> MemoryPlace {
      MemoryPlace(
        address: address, kind: kind, base: UInt64(place.base), size: place.size, type: place.type?.name ?? "")
    }
    switch place.kind {
    case .LOAM_WHERE_HEAP:
      var span = loam_span_info()
      var index: UInt64 = 0
      guard loam_heap_span_at(raw, pointer, &span, &index) else { return made(.free) }
      // Asked again: now the workers' caches have been flushed.
      let isAllocated = loam_where(raw, pointer).allocated
      return made(.heap(SpanFigures(span), index: index, isAllocated: isAllocated))
    case .LOAM_WHERE_STACK: return made(.stack(goroutine: place.goroutine, frame: frame(at: pointer)))
    case .LOAM_WHERE_GLOBAL:
      if place.size == 0 { return made(.permanent) }
      var name = loam_string()
      let known = loam_global_get_name(raw, UnsafeRawPointer(bitPattern: place.base), &name)
      return made(.variable(name: known ? GoText.short(name.text) : ""))
    case .LOAM_WHERE_FREE: return made(.free)
    case .LOAM_WHERE_UNKNOWN: return made(.unknown)
    }
  }

  private func frame(at pointer: UnsafeRawPointer?) -> MemoryPlace.Frame? {
    var place = loam_stack_place()
    guard loam_where_frame(execution.runtime.raw, pointer, &place) == .LOAM_OK else { return nil }
    var variable = ""
    if let function = place.function {
      for index in 0..<Int(function.pointee.variable_count) {
        let known = function.pointee.variables[index]
        let slots = known.boxed ? 1 : max(1, (known.type.pointee.size + 7) / 8)
        let isThere = place.slot >= UInt64(known.slot) && place.slot < UInt64(known.slot) + slots
        let isNow = place.pc >= UInt64(known.start) && place.pc < UInt64(known.end)
        if !known.captured && isThere && isNow { variable = known.name.text }
      }
    }
    return MemoryPlace.Frame(
      function: GoText.short(place.name.text), file: place.file.text, line: place.line,
      slot: place.slot, variable: variable)
  }

  /// Where an expression's value lies, and what it refers to.
  public func whereabouts(of text: String, name: String) throws -> WhereFigures {
    try look(at: text, name: name) { looked in
      var target = reference(looked.value, looked.type)
      if target == nil, looked.type.kind == .LOAM_KIND_UINTPTR {
        let number = looked.value.loadUnaligned(as: UInt.self)
        if loam_where(execution.runtime.raw, UnsafeRawPointer(bitPattern: number)).kind != .LOAM_WHERE_UNKNOWN {
          target = ("as an address", number)
        }
      }
      return WhereFigures(
        type: looked.typeText, size: looked.type.pointee.size,
        value: MemoryText.value(looked.value, looked.type, in: execution.runtime.raw),
        variable: looked.type.pointee.size == 0 ? nil : looked.variable.map { place(of: UInt64($0)) },
        target: target.map { ($0.what, place(of: UInt64($0.address))) })
    }
  }

  /// What a value of a type that refers to something refers to; nil when it refers to nothing.
  func reference(_ value: UnsafeRawPointer, _ type: UnsafePointer<loam_type>) -> (what: String, address: UInt)? {
    let word = type.pointee.size >= 8 ? value.loadUnaligned(as: UInt.self) : 0
    func found(_ what: String, _ address: UInt) -> (what: String, address: UInt)? {
      address == 0 ? nil : (what, address)
    }
    switch type.kind {
    case .LOAM_KIND_POINTER, .LOAM_KIND_UNSAFE_POINTER: return found("what it points to", word)
    case .LOAM_KIND_SLICE: return found("the elements", word)
    case .LOAM_KIND_STRING:
      return (value + 8).loadUnaligned(as: Int.self) == 0 ? nil : found("the bytes", word)
    case .LOAM_KIND_MAP: return found("the map", word)
    case .LOAM_KIND_CHANNEL: return found("the channel", word)
    case .LOAM_KIND_FUNCTION: return found("the closure", word)
    case .LOAM_KIND_INTERFACE:
      guard let held = MemoryText.dynamic(value, type) else { return nil }
      if Int32(held.type.pointee.flags) & Int32(LOAM_TYPE_DIRECT) != 0 { return reference(held.data, held.type) }
      return found("the \(held.type.name) in it", UInt(bitPattern: held.data))
    default: return nil
    }
  }
}

/// What an allocation came to.
public struct AllocationFigures: Sendable {
  /// Of the object; nil when the value is empty.
  public let place: MemoryPlace?
  /// Bytes that were asked for, where that is known.
  public let needed: UInt64?
}

extension Session {
  /// The first of p1, p2 … that nothing is called.
  public func freshName() -> String {
    let taken = Set(program.names(in: package).map { program.text(program[$0].name) })
    var number = 1
    while taken.contains("p\(number)") { number += 1 }
    return "p\(number)"
  }

  /// Where a variable's object lies, and how much of it is needed.
  public func allocation(of name: String) throws -> AllocationFigures {
    try look(at: name, name: ":alloc") { looked in
      guard let target = reference(looked.value, looked.type) else {
        return AllocationFigures(place: nil, needed: nil)
      }
      var needed: UInt64?
      switch looked.type.kind {
      case .LOAM_KIND_POINTER: needed = looked.type.pointee.element?.pointee.size
      case .LOAM_KIND_SLICE:
        let capacity = (looked.value + 16).loadUnaligned(as: UInt64.self)
        needed = looked.type.pointee.element.map { $0.pointee.size * capacity }
      default: break
      }
      return AllocationFigures(place: place(of: UInt64(target.address)), needed: needed)
    }
  }
}
