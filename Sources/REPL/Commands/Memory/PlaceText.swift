// SPDX-License-Identifier: Apache-2.0
//
// PlaceText.swift — where memory lies, in words: what the commands of this group say of an address.

import Driver

enum PlaceText {
  static func hex(_ address: UInt64) -> String { "0x" + String(address, radix: 16) }

  /// A place in one line.
  static func line(_ place: MemoryPlace) -> String { lines(place).joined(separator: "; ") }

  /// A place in words, each line for a narrow screen: what it is, and what it is in.
  static func lines(_ place: MemoryPlace) -> [String] {
    let inside = place.address > place.base && place.base != 0 ? ", \(place.address - place.base) bytes in" : ""
    switch place.kind {
    case .heap(let span, let index, let isAllocated):
      let around = "span \(hex(span.base)), \(Output.bytes(span.bytes)): \(objects(span))"
      if !isAllocated { return ["heap, free: room \(index) of \(span.capacity)", around] }
      if span.purpose == .large {
        return ["heap, a large object of \(Output.bytes(span.bytes)) in a span of its own\(inside)"]
      }
      return ["heap, object \(index) of \(span.capacity)\(inside)", around]
    case .stack(let goroutine, let frame):
      let block = "stack of goroutine \(goroutine), block \(hex(place.base)) of \(Output.bytes(place.size))"
      guard let frame else { return ["in no frame", block] }
      let what = frame.variable.isEmpty ? "slot \(frame.slot)" : "variable \(frame.variable), slot \(frame.slot),"
      return ["\(what) of \(frame.function) (\(frame.file):\(frame.line))", block]
    case .variable(let name):
      return [(name.isEmpty ? "a package variable" : "package variable \(name)") + inside]
    case .permanent: return ["permanent memory: code, constants, types; never freed or moved"]
    case .free: return ["heap, free pages: nothing is there"]
    case .unknown: return ["neither heap nor stack nor variable: not the program's memory"]
    }
  }

  /// The objects of a span.
  static func objects(_ span: SpanFigures) -> String {
    switch span.purpose {
    case .objects:
      "class \(span.sizeClass), \(span.objectSize)-byte objects \(span.hasPointers ? "with" : "without") pointers, "
        + "\(span.used) in use"
    case .large: "a large object"
    case .stacks: "stack blocks of \(Output.bytes(span.objectSize))"
    case .free: "free pages"
    }
  }

  /// What a pointer leads to, for a column of a table.
  static func target(_ place: MemoryPlace) -> String {
    switch place.kind {
    case .heap(let span, let index, let isAllocated):
      let offset = place.address - place.base
      let at = hex(place.base) + (offset == 0 ? "" : "+\(offset)")
      return isAllocated
        ? "\(at), \(Output.bytes(place.size)) on the heap"
        : "\(at): FREE, room \(index) of the span \(hex(span.base))"
    case .stack(let goroutine, _): return "\(hex(place.address)), stack of goroutine \(goroutine)"
    case .variable(let name): return name.isEmpty ? "a package variable" : "package variable \(name)"
    case .permanent: return "permanent memory"
    case .free: return "free pages"
    case .unknown: return "not the program's memory"
    }
  }
}

extension Prompt {
  /// Runs a question about an expression, and says what was wrong with it.
  func ask(_ command: any Command, _ argument: String, _ body: () throws -> Step) -> Step {
    guard !argument.isEmpty else { return command.usage() }
    do {
      return try body()
    } catch LookFailure.errors(let lines) {
      Output.error(lines)
    } catch LookFailure.failed {
      // Its text has been written.
    } catch {
      Output.error([":\(command.name): \(error)"])
    }
    return .failed
  }
}
