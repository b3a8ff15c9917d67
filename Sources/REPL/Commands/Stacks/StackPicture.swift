// SPDX-License-Identifier: Apache-2.0
//
// StackPicture.swift — a goroutine's block drawn with characters: frames to scale, what is free, pointers as arrows.
//
// How.      High addresses are at the top, as stacks grow downwards. Each frame gets rows in proportion to its bytes, at
//           least one; lines between frames are not counted. Arrows run in lanes beside the block; those for which
//           there is no lane are listed below it.

import Driver

struct StackPicture {
  /// Rows for all frames together, frames at either end of a long stack, rows for what is free, and lanes.
  private static let mostRows = 28
  private static let ends = 8
  private static let mostFree: UInt64 = 6
  private static let lanes = 6

  private let stack: StackFigures
  private let screen: Screen
  private var segments: [Segment] = []
  private var rows: [Row] = []
  private var skipped: [StackPointer] = []

  /// Some bytes of the used part, [low, high): a frame, or several that are left out.
  private struct Segment {
    let low: UInt64
    let high: UInt64
    let title: String
  }

  private struct Row {
    var address: UInt64?
    var isBorder: Bool
    var label = ""
    /// Names of what arrows begin and end at.
    var ends: [String] = []
    var isFree = false
  }

  init(_ stack: StackFigures, _ screen: Screen) {
    self.stack = stack
    self.screen = screen
    makeSegments()
    makeRows()
  }

  // MARK: Rows

  private mutating func makeSegments() {
    let frames = Array(stack.frames.reversed())
    func segment(_ frame: FrameFigures) -> Segment {
      Segment(low: frame.address, high: frame.address + frame.bytes, title: "#\(frame.number) \(frame.function)")
    }
    if let last = frames.first, last.address + last.bytes < stack.high {
      segments.append(Segment(low: last.address + last.bytes, high: stack.high, title: "the runtime's"))
    }
    let ends = StackPicture.ends
    if frames.count <= 2 * ends + 1 {
      segments += frames.map(segment)
      return
    }
    segments += frames.prefix(ends).map(segment)
    let left = frames.dropFirst(ends).dropLast(ends)
    if let first = left.first, let last = left.last {
      segments.append(
        Segment(low: last.address, high: first.address + first.bytes, title: "\(left.count) frames more"))
    }
    segments += frames.suffix(ends).map(segment)
  }

  private mutating func makeRows() {
    let used = stack.high - stack.used
    let unit = max(8, (used / UInt64(StackPicture.mostRows) + 7) / 8 * 8)
    for segment in segments {
      rows.append(Row(address: segment.high, isBorder: true))
      let bytes = segment.high - segment.low
      for row in 0..<max(1, (bytes + unit / 2) / unit) {
        rows.append(Row(isBorder: false, label: row == 0 ? "\(segment.title)  \(bytes) B" : ""))
      }
    }
    rows.append(Row(address: stack.used, isBorder: true))
    let free = stack.used - stack.low
    let wanted = max(free > 0 ? 1 : 0, free / unit)
    for row in 0..<min(wanted, StackPicture.mostFree) {
      var label = row == 0 ? "free  \(free) B" : ""
      if row == 1, wanted > StackPicture.mostFree { label = "(not to scale)" }
      rows.append(Row(isBorder: false, label: label, isFree: true))
    }
    if free > 0 { rows.append(Row(address: stack.low, isBorder: true)) }
  }

  /// The row that an address lies in.
  private func row(of address: UInt64) -> Int? {
    var first = 1
    for segment in segments {
      let count = rows[first...].prefix { !$0.isBorder }.count
      if address >= segment.low, address < segment.high {
        let down = (segment.high - 1 - address) * UInt64(count) / (segment.high - segment.low)
        return first + min(Int(down), count - 1)
      }
      first += count + 1
    }
    return nil
  }

  // MARK: Lines

  mutating func lines() -> [String] {
    let grid = arrows()
    let addresses = rows.compactMap { $0.address.map { GoroutineChoice.hexadecimal($0).count } }.max() ?? 0
    let room = screen.columns - addresses - 4 - 2 * StackPicture.lanes - 1
    let inner = max(24, min(46, room))
    var lines = [header()]
    for (index, row) in rows.enumerated() {
      let address = Output.right(row.address.map { GoroutineChoice.hexadecimal($0) } ?? "", addresses)
      let beside = String(grid[index]).trimmedAtEnd
      let text: String
      if row.isBorder {
        text = border(index, inner)
      } else {
        let side = screen.isUnicode ? "│" : "|"
        text = side + content(row, inner) + side
      }
      lines.append((screen.paint(address, .grey) + " " + text + screen.paint(beside, .cyan)).trimmedAtEnd)
    }
    return lines + notes()
  }

  private func header() -> String {
    let used = stack.high - stack.used
    let width = max(10, min(32, screen.columns - 48))
    let bar = Output.left(screen.bar(used, of: stack.size, width: width), width)
    return "\(used) of \(stack.size) bytes in use [\(screen.paint(bar, .green))]"
      + (stack.calling.map { ", about to call \($0)" } ?? "")
  }

  private func border(_ index: Int, _ inner: Int) -> String {
    guard screen.isUnicode else { return "+" + String(repeating: "-", count: inner) + "+" }
    let (left, right) = index == 0 ? ("┌", "┐") : index == rows.count - 1 ? ("└", "┘") : ("├", "┤")
    return left + String(repeating: "─", count: inner) + right
  }

  private func content(_ row: Row, _ inner: Int) -> String {
    if row.isFree {
      let fill = screen.isUnicode ? "░" : "."
      let label = row.label.isEmpty ? "" : " " + row.label + " "
      let left = String(repeating: fill, count: 2)
      return screen.paint(left + label + String(repeating: fill, count: max(0, inner - 2 - label.count)), .grey)
    }
    var names: [String] = []
    for name in row.ends where !names.contains(name) { names.append(name) }
    let right = names.joined(separator: ", ")
    let shownRight = right.count > inner / 2 ? String(right.prefix(inner / 2 - 1)) + mark : right
    let space = inner - 2 - (shownRight.isEmpty ? 0 : shownRight.count + 1)
    let left = row.label.count > space ? String(row.label.prefix(max(0, space - 1))) + mark : row.label
    return " " + Output.left(left, inner - 2 - shownRight.count) + shownRight + " "
  }

  private var mark: String { screen.isUnicode ? "…" : "~" }

  // MARK: Arrows

  private mutating func arrows() -> [[Character]] {
    let width = 2 * StackPicture.lanes + 1
    var grid = [[Character]](repeating: [Character](repeating: " ", count: width), count: rows.count)
    var busy: [[ClosedRange<Int>]] = Array(repeating: [], count: StackPicture.lanes)
    let placed = stack.pointers.compactMap { pointer -> (StackPointer, Int, Int)? in
      guard let from = row(of: pointer.address), let to = row(of: pointer.target) else { return nil }
      return (pointer, from, to)
    }
    // Short ones first, into the lanes next to the block.
    for (pointer, from, to) in placed.sorted(by: { abs($0.1 - $0.2) < abs($1.1 - $1.2) }) {
      let span = min(from, to)...max(from, to)
      guard from != to, let lane = busy.firstIndex(where: { !$0.contains { $0.overlaps(span) } }) else {
        skipped.append(pointer)
        continue
      }
      busy[lane].append(span)
      rows[from].ends.append(pointer.from.variable ?? pointer.from.slotText)
      rows[to].ends.append(pointer.to.variable ?? pointer.to.slotText)
      draw(from, to, 2 * lane + 1, in: &grid)
    }
    return grid
  }

  private func draw(_ from: Int, _ to: Int, _ column: Int, in grid: inout [[Character]]) {
    let isUnicode = screen.isUnicode
    func flat(_ row: Int) {
      for at in 0..<column where grid[row][at] != (isUnicode ? "◄" : "<") {
        let crosses = grid[row][at] == (isUnicode ? "│" : "|")
        grid[row][at] = crosses ? (isUnicode ? "┼" : "+") : (isUnicode ? "─" : "-")
      }
    }
    flat(from)
    flat(to)
    for row in min(from, to) + 1..<max(from, to) {
      let crosses = grid[row][column] == (isUnicode ? "─" : "-")
      grid[row][column] = crosses ? (isUnicode ? "┼" : "+") : (isUnicode ? "│" : "|")
    }
    grid[min(from, to)][column] = isUnicode ? "╮" : "."
    grid[max(from, to)][column] = isUnicode ? "╯" : "'"
    grid[to][0] = isUnicode ? "◄" : "<"
  }

  // MARK: Below the picture

  private func notes() -> [String] {
    let arrow = screen.isUnicode ? "→" : "->"
    var lines: [String] = []
    if !skipped.isEmpty {
      lines.append(screen.bold("pointers that are not drawn: \(skipped.count)"))
      for pointer in skipped.prefix(20) {
        lines.append("  \(StackPicture.text(pointer.from)) \(arrow) \(StackPicture.text(pointer.to))")
      }
      if skipped.count > 20 { lines.append("  and \(skipped.count - 20) more") }
    }
    if !stack.records.isEmpty {
      lines.append("\(stack.records.count) deferred calls have their function values in this stack")
    }
    return lines + StackPicture.history(stack, screen)
  }

  private static func text(_ slot: SlotFigures) -> String { "\(slot.frameText) \(slot.variable ?? slot.slotText)" }

  static func history(_ stack: StackFigures, _ screen: Screen) -> [String] {
    let arrow = screen.isUnicode ? "→" : "->"
    if stack.history.isEmpty { return ["it has never moved"] }
    let hex = GoroutineChoice.hexadecimal
    return [screen.bold("moves, the last one first")]
      + stack.history.map { move in
        let did =
          move.bytesCopied == 0
          ? "where it lay" : "\(move.bytesCopied) bytes copied, \(Output.count(move.slotsRewritten, "word")) rewritten"
        return "  " + Output.left(move.reason.rawValue, 6) + "  \(move.oldSize) \(arrow) \(move.newSize)  "
          + "\(hex(move.oldBase)) \(arrow) \(hex(move.newBase))  \(did)"
      }
  }
}
