// SPDX-License-Identifier: Apache-2.0
//
// Opcode.swift — the instruction set as Swift sees it: the C list, and what each operand of an instruction is.
//
// How.      Names, formats and effects come from the one list in loam_opcodes.h. Which fields an instruction reads and
//           which it writes follows from the format; the few that differ stand in one table here.

public import CRuntime

/// An instruction of the runtime; ``Opcode/isPseudo`` ones exist only before encoding.
public typealias Opcode = loam_opcode

/// What an instruction does with a field.
@frozen public enum Role: UInt8, Sendable {
  /// The field is not used.
  case unused
  case read
  case written
  /// Read and written, or written in part only.
  case modified
  /// A number that is no slot.
  case immediate
}

/// The operands of an opcode.
@frozen public struct OpcodeShape: Sendable {
  public var a = Role.unused
  public var b = Role.unused
  public var c = Role.unused
  /// 64-bit constants behind the instruction word.
  public var constants = 0
  /// The branch offset stands in fields b and c.
  public var isLongBranch = false
  /// The branch offset stands in field c.
  public var isShortBranch = false
  public var hasSafepoint = false
  public var mayPanic = false
  public var isCall = false
  /// Some number of words follow that an operand tells.
  public var hasTable = false
}

extension loam_opcode {
  /// Opcodes that exist in IR only start here.
  @inlinable public static var firstPseudo: UInt32 { 0x1000 }
  /// The place that `target` of a branch names.
  @inlinable public static var label: Opcode { Opcode(rawValue: firstPseudo) }
  /// Where instructions put off until the end of a loop or function are put in.
  @inlinable public static var prelude: Opcode { Opcode(rawValue: firstPseudo + 1) }
  /// Nothing; what a pass has removed.
  @inlinable public static var nothing: Opcode { Opcode(rawValue: firstPseudo + 2) }

  @inlinable public var isPseudo: Bool { rawValue >= Opcode.firstPseudo }

  /// The name in the list.
  public var name: String {
    switch self {
    case .label: "label"
    case .prelude: "prelude"
    case .nothing: "nothing"
    default: String(cString: loam_opcode_info(rawValue).name)
    }
  }

  @inlinable public var shape: OpcodeShape { OpcodeShape.table[Int(isPseudo ? 0 : rawValue)] }

  /// Whether it is a conditional or unconditional jump.
  @inlinable public var isBranch: Bool {
    let shape = shape
    return shape.isLongBranch || shape.isShortBranch
  }

  /// The form that polls for preemption, of a jump without poll.
  @inlinable public var polling: Opcode { Opcode(rawValue: rawValue + 1) }
}

extension OpcodeShape {
  /// Shapes by raw opcode.
  public static let table: [OpcodeShape] = (0..<UInt32(LOAM_OPCODE_COUNT.rawValue)).map { derive($0) }

  private static func derive(_ raw: UInt32) -> OpcodeShape {
    let info = loam_opcode_info(raw)
    let name = String(cString: info.name)
    let format = String(cString: info.format)
    let effects = String(cString: info.effects)
    let parts = format.split(separator: "_", omittingEmptySubsequences: false)
    let tail = parts.count > 1 ? parts[1] : ""
    var shape = OpcodeShape()
    shape.constants = tail.reduce(0) { $1 == "K" ? $0 + 1 : $0 }
    shape.hasSafepoint = tail.contains("S")
    shape.hasTable = tail.contains("V")
    shape.mayPanic = effects.contains("PANIC")
    shape.isCall = name == "CALL" || name == "CALL_CLOSURE" || name == "CALL_INTERFACE"
    switch parts[0] {
    case "A": shape.a = .written
    case "AB": (shape.a, shape.b) = (.written, .read)
    case "B": shape.b = .read
    case "BC": (shape.b, shape.c) = (.read, .read)
    case "AC": (shape.a, shape.c) = (.read, .immediate)
    case "ABC": (shape.a, shape.b, shape.c) = (.written, .read, .read)
    case "ABI": (shape.a, shape.b, shape.c) = (.written, .read, .immediate)
    case "AI32": (shape.a, shape.b) = (.written, .immediate)
    case "J": shape.isLongBranch = true
    case "AJ": (shape.a, shape.isLongBranch) = (.read, true)
    case "ABJ": (shape.a, shape.b, shape.isShortBranch) = (.read, .read, true)
    case "AIJ": (shape.a, shape.b, shape.isShortBranch) = (.read, .immediate, true)
    default: break
    }
    if let special = specials[name] {
      (shape.a, shape.b, shape.c) = special
    } else if name.hasPrefix("LD"), format == "ABC" || format == "ABC_K", !name.hasPrefix("LDX") {
      shape.c = .immediate
    } else if name.hasPrefix("FLD"), !name.hasPrefix("FLDX") {
      shape.c = .immediate
    } else if name.hasPrefix("FSTX") {
      (shape.a, shape.b, shape.c) = (.modified, .read, .read)
    } else if name.hasPrefix("FST") {
      (shape.a, shape.b, shape.c) = (.modified, .read, .immediate)
    } else if name.hasPrefix("STX") {
      (shape.a, shape.b, shape.c) = (.read, .read, .read)
    } else if name.hasPrefix("STG") {
      shape.a = .read
    } else if name.hasPrefix("ST"), !name.hasPrefix("STR_"), name != "STEP" {
      (shape.a, shape.b, shape.c) = (.read, .read, .immediate)
    } else if name.hasPrefix("APPEND") {
      shape.a = .modified
    } else if name.hasPrefix("LOOPL") {
      shape.a = .modified
    }
    return shape
  }

  /// Instructions whose operands differ from what their format suggests.
  private static let specials: [String: (Role, Role, Role)] = [
    "MOVN": (.written, .read, .immediate), "ZERO": (.written, .immediate, .unused),
    "ADDR": (.written, .read, .immediate), "CHECK_SHIFT": (.read, .unused, .unused),
    "COPYMEM": (.read, .read, .unused), "CHECK_NIL": (.read, .unused, .unused),
    "FCOPYX": (.modified, .read, .unused), "CHECK_INDEX": (.read, .read, .unused),
    "CHECK_INDEXK": (.read, .unused, .unused), "GROW": (.modified, .read, .unused),
    "CLEAR_SLICE": (.read, .unused, .unused), "CONCAT": (.written, .read, .immediate),
    "MAPSET": (.read, .read, .read), "MAPNEXT": (.modified, .written, .written),
    "ASSERT_T_OK": (.written, .read, .written), "ASSERT_I_OK": (.written, .read, .written),
    "SEND": (.read, .read, .unused), "RECV": (.written, .read, .written), "CLOSE": (.read, .unused, .unused),
    "SELECT": (.written, .immediate, .immediate), "PRINT": (.read, .immediate, .unused),
    "CALL_CLOSURE": (.read, .unused, .unused), "CALL_INTERFACE": (.read, .immediate, .unused),
    "RETURN": (.immediate, .unused, .unused), "DEFER": (.read, .unused, .unused), "GO": (.read, .unused, .unused),
    "PANIC": (.read, .unused, .unused), "JTABLE": (.read, .immediate, .unused),
    "BREAK": (.immediate, .immediate, .unused),
  ]
}
