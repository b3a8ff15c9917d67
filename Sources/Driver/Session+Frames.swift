// SPDX-License-Identifier: Apache-2.0
//
// Session+Frames.swift — the frames of a goroutine that stands still, with every variable in scope.
//
// How.      The runtime tells the frames, the compiler where variables live and whether they are live, and values are
//           read where they lie. All of it while the world is stopped, on one large stack, since a function that is
//           asked about is lowered again.
// Upholds.  A variable that is called live has the value that the program would read. What is dead is read only where
//           nothing but the program can have written since.

import CRuntime
import Codegen
import Types

/// A variable in a frame.
public struct VariableFigures: Sendable {
  public enum State: Sendable, Equatable {
    /// The program may still read it.
    case live
    /// It will not be read any more.
    case dead
    /// It never had a slot.
    case nowhere
  }

  public enum Kind: Sendable, Equatable { case receiver, parameter, result, local, captured }

  public let name: String
  public let type: String
  public let kind: Kind
  public let state: State
  /// As the prompt writes it; of a dead variable what its slots still hold, nil when nobody can tell.
  public let value: String?
  /// The first slot of its frame that it takes, or that holds its address, and their number; nil when it has none.
  public let slots: Range<Int>?
  /// Where the value lies; 0 when that is not known.
  public let address: UInt64
  /// It does not lie in its frame: the slot holds its address.
  public let isElsewhere: Bool
  /// The lines on which it is in scope.
  public let lines: ClosedRange<Int>
  /// A variable declared later has the same name and hides it here.
  public var isHidden: Bool
}

/// A frame of a goroutine's stack.
public struct FrameFigures: Sendable {
  /// From 0, the innermost.
  public let number: Int
  public let function: String
  public let file: String
  public let line: Int
  /// Lowest address, and bytes of its slots and its record.
  public let address: UInt64
  public let bytes: UInt64
  /// Distance of its address from the stack's high end, which a move does not change.
  public let base: UInt64
  /// Made by the compiler or the runtime; traces leave it out.
  public let isHidden: Bool
  /// Whether it is known which variables there are.
  public let isKnown: Bool
  public let variables: [VariableFigures]
}

extension Session {
  /// The frames of a goroutine, innermost first; nil when there is no such goroutine.
  /// - Parameter isWhole: long values are not cut.
  public func frames(of goroutine: UInt64, isWhole: Bool = false) -> [FrameFigures]? {
    inspecting {
      guard let stack = StackReading(execution, goroutine) else { return nil }
      return stack.frames.indices.map { stack.figures(of: $0, isWhole: isWhole) }
    }
  }

  /// Runs `body` with the world stopped, on a large stack.
  func inspecting<Result>(_ body: () -> Result) -> Result {
    onLargeStack { stopped(body) }
  }
}

/// One goroutine's stack as it stands. Valid while the world is stopped.
struct StackReading {
  let execution: Execution
  let goroutine: UInt64
  let outline: loam_stack_outline
  let frames: [loam_stack_frame]

  init?(_ execution: Execution, _ goroutine: UInt64) {
    let runtime = execution.runtime.raw
    var outline = loam_stack_outline()
    guard loam_goroutine_frames(runtime, goroutine, &outline, nil, 0) == .LOAM_OK else { return nil }
    var frames = [loam_stack_frame](repeating: loam_stack_frame(), count: Int(outline.frames))
    _ = loam_goroutine_frames(runtime, goroutine, &outline, &frames, outline.frames)
    self.execution = execution
    self.goroutine = goroutine
    self.outline = outline
    self.frames = frames
  }

  private var compiler: Compiler { execution.compiler }
  private var program: Program { execution.compilation.program }

  /// Whether a slot of a frame is in its map.
  func isMapped(_ slot: Int, in frame: loam_stack_frame) -> Bool {
    guard let map = frame.map, slot >= 0, slot / 64 < Int(frame.function.pointee.map_words) else { return false }
    return map[slot / 64] >> UInt64(slot % 64) & 1 != 0
  }

  /// The variables in scope where a frame stands; nil when nothing is known of its function.
  func places(in frame: loam_stack_frame) -> [VariablePlace]? {
    compiler.debugInformation(of: frame.function)?.variables(at: Int(frame.safepoint), .within)
  }

  func figures(of number: Int, isWhole: Bool = false) -> FrameFigures {
    let frame = frames[number]
    let function = frame.function.pointee
    let places = places(in: frame)
    return FrameFigures(
      number: number, function: function.name.text, file: function.file.text, line: Int(frame.line),
      address: UInt64(frame.fp), bytes: 8 * (UInt64(frame.frame_slots) + 1), base: UInt64(outline.hi - frame.fp),
      isHidden: function.flags & UInt32(LOAM_FUNCTION_WRAPPER | LOAM_FUNCTION_RUNTIME) != 0,
      isKnown: places != nil, variables: VariableFigures.list(places ?? [], at: frame.fp, execution, isWhole: isWhole))
  }
}

extension VariableFigures {
  /// The figures of variables of a frame at `fp`. Requires: the world is stopped.
  static func list(
    _ places: [VariablePlace], at fp: UInt, _ execution: Execution, isWhole: Bool = false
  ) -> [VariableFigures] {
    var seen: Set<String> = []
    var list: [VariableFigures] = []
    for place in places.reversed() {
      list.append(
        VariableFigures(
          place, at: fp, execution, isWhole: isWhole,
          isHidden: !seen.insert(place.name).inserted))
    }
    return list.reversed()
  }

  private init(_ place: VariablePlace, at fp: UInt, _ execution: Execution, isWhole: Bool, isHidden: Bool) {
    let compilation = execution.compilation
    name = place.name
    type = compilation.program.text(place.type, in: compilation.main)
    kind =
      switch place.kind {
      case .receiver: .receiver
      case .parameter: .parameter
      case .result: .result
      case .local: .local
      case .captured: .captured
      }
    state =
      switch place.state {
      case .live: .live
      case .dead: .dead
      case .nowhere: .nowhere
      }
    slots = place.slot < 0 ? nil : place.slot..<place.slot + place.slots
    isElsewhere = place.isBoxed
    lines = place.lines
    self.isHidden = isHidden
    let slot = fp + 8 * UInt(max(0, place.slot))
    let address = place.slot < 0 ? nil : place.isBoxed ? VariableFigures.box(place, slot) : slot
    self.address = UInt64(address ?? 0)
    let descriptor = try? execution.compiler.typeDescriptor(for: place.type)
    value = descriptor.flatMap {
      VariableFigures.value(of: $0, place, slot: slot, address, isWhole, execution.runtime.raw)
    }
  }

  /// The address that a boxed variable's slot holds, when it may be trusted.
  private static func box(_ place: VariablePlace, _ slot: UInt) -> UInt? {
    guard place.state == .live else { return nil }
    let address = UnsafePointer<UInt>(bitPattern: slot)!.pointee
    return address == 0 ? nil : address
  }

  private static func value(
    of type: TypePointer, _ place: VariablePlace, slot: UInt, _ address: UInt?, _ isWhole: Bool,
    _ runtime: OpaquePointer
  ) -> String? {
    if type.pointee.size == 0 { return ValueText.text(of: type, at: slot, in: runtime) }
    guard let address, place.holds || place.isBoxed else { return nil }
    if place.isBoxed { return ValueText.text(of: type, at: address, in: runtime, isWhole: isWhole) }
    if place.state != .live, type.pointee.pointer_bytes > 0 { return nil }
    let end = slot + 8 * UInt(place.slots)
    return ValueText.text(of: type, at: address, in: runtime, isWhole: isWhole) { word in
      guard word >= slot, word < end, place.liveWords != .max else { return false }
      return place.liveWords >> UInt64((word - slot) / 8) & 1 == 0
    }
  }
}
