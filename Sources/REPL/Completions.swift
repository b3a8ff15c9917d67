// SPDX-License-Identifier: Apache-2.0
//
// Completions.swift — how candidates for a word are shown, and how far they agree.

import CEdit

extension Completions {
  /// Candidates that are listed at most.
  static let most = 200

  /// The bytes with which all begin, whole characters.
  static func commonPrefix(of candidates: [String]) -> [UInt8] {
    guard var common = candidates.first else { return [] }
    for other in candidates.dropFirst() {
      common = String(zip(common, other).prefix { $0 == $1 }.map(\.0))
    }
    return Array(common.utf8)
  }

  /// The candidates in columns, down first.
  static func columns(_ candidates: [String], screen: Screen) -> [String] {
    let shown = candidates.prefix(most)
    func width(_ text: String) -> Int { Terminal.width(of: Array(text.utf8)) }
    let wide = (shown.map(width).max() ?? 0) + 2
    let count = max(1, (screen.columns + 1) / wide)
    let rows = (shown.count + count - 1) / count
    var lines = (0..<rows).map { row in
      let cells = stride(from: row, to: shown.count, by: rows).map { shown[$0] }
      return cells.dropLast().map { $0 + String(repeating: " ", count: wide - width($0)) }.joined() + (cells.last ?? "")
    }
    if candidates.count > most {
      lines.append("\(screen.isUnicode ? "…" : "...") \(candidates.count - most) more")
    }
    return lines
  }
}
