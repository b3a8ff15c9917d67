// SPDX-License-Identifier: Apache-2.0
//
// Display.swift — what a person sees of the bytes that a program sends to a terminal: the part of a VT100 and its
// successors that line editors use.
//
// How.      Rows of cells with a cursor. A row that was filled and went on in the next is marked, so that a change of the
//           width can wrap its text anew, as terminals do today. Colours are ignored, wide characters take two cells.

/// A screen.
struct Display {
  private struct Row {
    /// A character with what combines with it; "" is the second half of a wide one.
    var cells: [String]
    var goesOn = false

    init(columns: Int) { cells = Array(repeating: " ", count: columns) }

    var text: String {
      var text = cells.joined()
      while text.last == " " { text.removeLast() }
      return text
    }
    var isBlank: Bool { cells.allSatisfy { $0 == " " } }
  }

  private(set) var columns: Int
  private var rows: [Row]
  private var above: [Row] = []
  /// The place of the cursor, from 0.
  private(set) var row = 0
  private(set) var column = 0
  /// The last column was filled; the next character begins the next row.
  private var isFull = false
  private var inserts = false
  private var saved = (row: 0, column: 0)
  private var pending: [UInt8] = []
  /// How often the bell rang.
  private(set) var bells = 0
  /// Whether pasted text is marked.
  private(set) var marksPaste = false

  init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = Array(repeating: Row(columns: columns), count: rows)
  }

  /// The rows without blanks at their ends.
  var lines: [String] { rows.map(\.text) }

  /// The rows down to the last one that is not blank or has the cursor.
  var seen: [String] {
    let last = max(row, rows.lastIndex { !$0.isBlank } ?? 0)
    return Array(lines[...last])
  }

  /// The text of the row before the cursor.
  var beforeCursor: String { rows[row].cells[..<column].joined() }

  /// Everything but the cursor's row goes, and that becomes the first: a line editor moves relative to where it is.
  mutating func keepCursorRow() {
    let kept = rows[row]
    rows = Array(repeating: Row(columns: columns), count: rows.count)
    rows[0] = kept
    row = 0
    above = []
    bells = 0
  }

  // MARK: Size

  mutating func resize(columns newColumns: Int, rows count: Int) {
    let last = max(row, rows.lastIndex { !$0.isBlank } ?? 0)
    let all = above + rows[...last]
    let cursorRow = above.count + row
    var wrapped: [Row] = []
    var cursor = (row: 0, column: 0)
    var at = 0
    while at < all.count {
      var cells: [String] = []
      var cursorCell: Int?
      while true {
        if at == cursorRow { cursorCell = cells.count + column }
        cells += all[at].cells
        at += 1
        if at == all.count || !all[at - 1].goesOn { break }
      }
      while cells.last == " ", cells.count > (cursorCell ?? 0) { cells.removeLast() }
      let start = wrapped.count
      var taken = 0
      repeat {
        var row = Row(columns: newColumns)
        var used = 0
        while taken < cells.count, used < newColumns {
          let isWide = taken + 1 < cells.count && cells[taken + 1].isEmpty
          if isWide && used + 2 > newColumns { break }
          for _ in 0..<(isWide ? 2 : 1) {
            row.cells[used] = cells[taken]
            used += 1
            taken += 1
          }
        }
        row.goesOn = taken < cells.count
        wrapped.append(row)
      } while taken < cells.count
      if let cursorCell {
        cursor = (start + cursorCell / newColumns, cursorCell % newColumns)
        while wrapped.count <= cursor.row { wrapped.append(Row(columns: newColumns)) }
      }
    }
    let hidden = max(0, wrapped.count - count)
    above = Array(wrapped[..<hidden])
    rows = Array(wrapped[hidden...])
    while rows.count < count { rows.append(Row(columns: newColumns)) }
    row = max(0, cursor.row - hidden)
    column = min(cursor.column, newColumns - 1)
    columns = newColumns
    isFull = false
  }

  // MARK: Bytes

  mutating func feed(_ bytes: some Sequence<UInt8>) {
    pending += bytes
    var at = 0
    while at < pending.count {
      guard let next = take(from: at) else { break }
      at = next
    }
    pending.removeFirst(at)
  }

  /// Takes what begins at a byte: where the next thing begins, nil when it is not whole.
  private mutating func take(from start: Int) -> Int? {
    let byte = pending[start]
    switch byte {
    case 0x1B: return takeEscape(from: start + 1)
    case 0x07: bells += 1
    case 0x08:
      isFull = false
      column = max(0, column - 1)
    case 0x09:
      column = min(columns - 1, (column / 8 + 1) * 8)
    case 0x0A, 0x0B, 0x0C: lineFeed()
    case 0x0D:
      column = 0
      isFull = false
    case ..<0x20, 0x7F: break
    default:
      let size = byte < 0x80 ? 1 : byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
      guard start + size <= pending.count else { return nil }
      let text = String(decoding: pending[start..<start + size], as: UTF8.self)
      for scalar in text.unicodeScalars { put(scalar) }
      return start + size
    }
    return start + 1
  }

  private mutating func takeEscape(from start: Int) -> Int? {
    guard start < pending.count else { return nil }
    switch pending[start] {
    case UInt8(ascii: "["):
      var at = start + 1
      while at < pending.count, !(0x40...0x7E).contains(pending[at]) { at += 1 }
      guard at < pending.count else { return nil }
      control(pending[at], String(decoding: pending[(start + 1)..<at], as: UTF8.self))
      return at + 1
    case UInt8(ascii: "]"):
      guard let end = pending[start...].firstIndex(of: 0x07) else { return nil }
      return end + 1
    case UInt8(ascii: "("), UInt8(ascii: ")"): return start + 1 < pending.count ? start + 2 : nil
    case UInt8(ascii: "7"): saved = (row, column)
    case UInt8(ascii: "8"): (row, column) = saved
    case UInt8(ascii: "M"): row = max(0, row - 1)
    default: break
    }
    return start + 1
  }

  private mutating func control(_ final: UInt8, _ parameters: String) {
    if final == UInt8(ascii: "h") || final == UInt8(ascii: "l") {
      if parameters == "?2004" { marksPaste = final == UInt8(ascii: "h") }
      if parameters == "4" { inserts = final == UInt8(ascii: "h") }
      return
    }
    let numbers = parameters.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    let first = numbers.first ?? 0
    let count = max(1, first)
    if final != UInt8(ascii: "m") { isFull = false }
    switch final {
    case UInt8(ascii: "A"): row = max(0, row - count)
    case UInt8(ascii: "B"): row = min(rows.count - 1, row + count)
    case UInt8(ascii: "C"): column = min(columns - 1, column + count)
    case UInt8(ascii: "D"): column = max(0, column - count)
    case UInt8(ascii: "G"): column = min(columns, count) - 1
    case UInt8(ascii: "d"): row = min(rows.count, count) - 1
    case UInt8(ascii: "H"), UInt8(ascii: "f"):
      row = min(rows.count, count) - 1
      column = min(columns, max(1, numbers.count > 1 ? numbers[1] : 1)) - 1
    case UInt8(ascii: "J"): eraseDisplay(first)
    case UInt8(ascii: "K"): eraseRow(first)
    case UInt8(ascii: "P"): rows[row].cells.replaceSubrange(column..., with: shifted(by: count))
    case UInt8(ascii: "@"): openRoom(count)
    case UInt8(ascii: "X"): for i in column..<min(columns, column + count) { rows[row].cells[i] = " " }
    default: break
    }
  }

  private func shifted(by count: Int) -> [String] {
    let rest = rows[row].cells[column...].dropFirst(count)
    return rest + Array(repeating: " ", count: columns - column - rest.count)
  }

  private mutating func openRoom(_ count: Int) {
    let blanks = Array(repeating: " ", count: min(count, columns - column))
    rows[row].cells.insert(contentsOf: blanks, at: column)
    rows[row].cells.removeLast(blanks.count)
  }

  private mutating func eraseRow(_ kind: Int) {
    let range = kind == 0 ? column..<columns : kind == 1 ? 0..<column + 1 : 0..<columns
    for i in range { rows[row].cells[i] = " " }
    if kind != 1 { rows[row].goesOn = false }
  }

  private mutating func eraseDisplay(_ kind: Int) {
    if kind == 2 || kind == 3 {
      for i in rows.indices { rows[i] = Row(columns: columns) }
    } else if kind == 0 {
      // As tmux: what stands on a page that is erased as a whole is kept with what was scrolled away.
      if row == 0, column == 0, let last = rows.lastIndex(where: { !$0.isBlank }) { above += rows[...last] }
      eraseRow(0)
      for i in rows.indices where i > row { rows[i] = Row(columns: columns) }
    } else {
      eraseRow(1)
      for i in 0..<row { rows[i] = Row(columns: columns) }
    }
  }

  private mutating func lineFeed() {
    isFull = false
    if row + 1 < rows.count {
      row += 1
    } else {
      above.append(rows.removeFirst())
      rows.append(Row(columns: columns))
    }
  }

  private mutating func put(_ scalar: Unicode.Scalar) {
    let width = Display.width(scalar)
    if width == 0 {
      var at = isFull ? column : max(0, column - 1)
      if rows[row].cells[at].isEmpty { at -= 1 }
      rows[row].cells[at].unicodeScalars.append(scalar)
      return
    }
    if isFull || column + width > columns {
      rows[row].goesOn = true
      lineFeed()
      column = 0
    }
    if inserts { openRoom(width) }
    rows[row].cells[column] = String(scalar)
    if width == 2 { rows[row].cells[column + 1] = "" }
    column += width
    if column == columns {
      column -= 1
      isFull = true
    }
  }

  private static func width(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.value {
    case 0x300...0x36F, 0x200B...0x200F, 0xFE00...0xFE0F: 0
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      2
    default: 1
    }
  }
}
