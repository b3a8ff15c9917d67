// SPDX-License-Identifier: Apache-2.0
//
// FreeGlobals.swift — memory of a session's variables that nothing uses any more, to serve as others.
//
// How.      Memory of a variable serves the next one of its type. When the type goes, the memory stands for a type of the
//           same size and pointers that has no name, and serves whatever has such values.

import CRuntime
import IR
import Types

struct FreeGlobals {
  /// What the collector and those who look at variables must agree on.
  struct Layout: Hashable {
    let size: Int
    let align: UInt8
    let pointers: [UInt64]
  }

  var byType: [TypeID: [UnsafeMutableRawPointer]] = [:]
  var byLayout: [Layout: [UnsafeMutableRawPointer]] = [:]
  var standIns: [Layout: UnsafePointer<loam_type>] = [:]
}

extension Compiler {
  /// Types of more words never go, so that no variable of them needs another type.
  static let largestLayout = 4096

  func freeGlobal(of type: TypeID, _ descriptor: UnsafePointer<loam_type>) -> UnsafeMutableRawPointer? {
    if let memory = freeGlobals.byType[type]?.popLast() { return memory }
    guard !freeGlobals.byLayout.isEmpty, let layout = layout(of: type),
      let memory = freeGlobals.byLayout[layout]?.popLast()
    else { return nil }
    return loam_global_retype(runtime, memory, descriptor) == .LOAM_OK ? memory : nil
  }

  private func layout(of type: TypeID) -> FreeGlobals.Layout? {
    let layout = environment.layouts[type]
    guard layout.slots <= Compiler.largestLayout else { return nil }
    var words = [UInt64](repeating: 0, count: (layout.slots + 63) / 64)
    if layout.hasPointers { environment.layouts.markPointers(type, at: 0, limit: layout.slots, in: &words) }
    return FreeGlobals.Layout(size: layout.size, align: UInt8(program.types.alignof(type)), pointers: words)
  }

  /// Has memory of variables of types that go serve others of the same layout.
  func passOnGlobals(of dead: [TypeID]) {
    for type in dead {
      guard let free = freeGlobals.byType.removeValue(forKey: type), let layout = layout(of: type) else { continue }
      freeGlobals.byLayout[layout, default: []] += free
    }
  }

  /// The type that variables of a type which goes get.
  func standIn(for type: TypeID) throws -> UnsafePointer<loam_type> {
    guard let layout = layout(of: type) else { throw LoweringError(.none, "a type of this size stays") }
    if let known = freeGlobals.standIns[layout] { return known }
    guard
      let memory = permanent(MemoryLayout<loam_type>.size, 16)?.bindMemory(to: loam_type.self, capacity: 1),
      let words = permanent(8 * layout.pointers.count, 8)?
        .bindMemory(to: UInt64.self, capacity: max(1, layout.pointers.count))
    else { throw LoweringError(.none, "out of memory") }
    words.update(from: layout.pointers, count: layout.pointers.count)
    var made = loam_type()
    made.size = UInt64(layout.size)
    made.align = layout.align
    made.kind = UInt8(loam_kind.LOAM_KIND_STRUCT.rawValue)
    made.name = permanentString("(no variable)")
    if let last = layout.pointers.lastIndex(where: { $0 != 0 }) {
      made.pointer_bytes = UInt64((last * 64 + 64 - layout.pointers[last].leadingZeroBitCount) * 8)
      made.pointer_map = UnsafePointer(words)
    }
    memory.initialize(to: made)
    freeGlobals.standIns[layout] = UnsafePointer(memory)
    return UnsafePointer(memory)
  }
}
