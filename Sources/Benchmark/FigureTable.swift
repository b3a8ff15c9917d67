// SPDX-License-Identifier: Apache-2.0
//
// FigureTable.swift — what was measured, as rows of medians and of Loam's multiples of its peers.

/// Medians by figure and peer.
struct FigureTable {
  let peers: [String]
  private var order: [String] = []
  private var values: [String: [String: [Double]]] = [:]

  init(peers: [String]) { self.peers = peers }

  mutating func add(_ name: String, _ unit: String, _ peer: String, _ value: Double) {
    let row = "\(name) \(unit)"
    if values[row] == nil { order.append(row) }
    values[row, default: [:]][peer, default: []].append(value)
  }

  private func median(_ row: String, _ peer: String) -> Double? {
    guard let all = values[row]?[peer]?.sorted(), !all.isEmpty else { return nil }
    return all.count % 2 == 1 ? all[all.count / 2] : (all[all.count / 2 - 1] + all[all.count / 2]) / 2
  }

  /// A row per figure: the medians, and for each peer Loam's median divided by the peer's.
  func text() -> String {
    var lines = [
      "figure".padded(44) + peers.map { $0.padded(14) }.joined()
        + peers.dropFirst().map { "loam/\($0)".padded(18) }.joined()
    ]
    for row in order {
      var line = row.padded(44)
      for peer in peers { line += (median(row, peer).map(format) ?? "").padded(14) }
      for peer in peers.dropFirst() {
        if let own = median(row, "loam"), let other = median(row, peer), other > 0 {
          line += format(own / other).padded(18)
        } else {
          line += "".padded(18)
        }
      }
      lines.append(line)
    }
    return lines.joined(separator: "\n")
  }

  private func format(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let fraction = hundredths % 100
    return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
  }
}

extension String {
  fileprivate func padded(_ width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}
