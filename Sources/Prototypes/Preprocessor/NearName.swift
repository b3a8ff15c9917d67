// SPDX-License-Identifier: Apache-2.0
//
// The name a person may have meant.

enum NearName {
  /// The name that takes the fewest changes, if a third of its letters or fewer differ. The first of equals.
  static func best(_ name: String, among names: some Sequence<String>) -> String? {
    let wanted = Array(name.utf8)
    var limit = max(1, wanted.count / 3)
    if wanted.count < 2 || wanted.count > 100 { return nil }
    var best: String?
    for candidate in names {
      let bytes = Array(candidate.utf8)
      guard abs(bytes.count - wanted.count) <= limit, candidate != name else { continue }
      let found = distance(wanted, bytes, limit: limit)
      if found <= limit && (best == nil || found < limit) {
        best = candidate
        limit = found
      }
    }
    return best
  }

  static func hint(_ name: String?) -> String { name.map { "; did you mean '\($0)'?" } ?? "" }

  /// Insertions, deletions, changes and swaps of neighbours that make one of the other; more than `limit` if it is more.
  private static func distance(_ left: [UInt8], _ right: [UInt8], limit: Int) -> Int {
    var before: [Int] = []
    var last = Array(0...right.count)
    for row in 1...max(1, left.count) where row <= left.count {
      var next = [row] + [Int](repeating: 0, count: right.count)
      var least = row
      for column in 1...max(1, right.count) where column <= right.count {
        let differs = left[row - 1] == right[column - 1] ? 0 : 1
        var cost = min(last[column] + 1, next[column - 1] + 1, last[column - 1] + differs)
        if row > 1 && column > 1 && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1] {
          cost = min(cost, before[column - 2] + 1)
        }
        next[column] = cost
        least = min(least, cost)
      }
      if least > limit { return limit + 1 }
      before = last
      last = next
    }
    return last[right.count]
  }
}
