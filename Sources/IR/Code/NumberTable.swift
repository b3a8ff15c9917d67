// SPDX-License-Identifier: Apache-2.0
//
// NumberTable.swift — dense numbers to positions in an array.
//
// How.      Open addressing over two arrays of plain numbers.
// Why not.  Dictionary: each kind of dictionary costs some 40 µs of run-time type lookups when it is first used, which a
//           program of milliseconds feels; an array indexed by the number itself would be as long as the whole program.

/// Positions by number; a number is never 0.
public struct NumberTable: Sendable {
  private var keys: [UInt32] = []
  private var values: [Int32] = []
  public private(set) var count = 0

  public init() {}

  /// The value of a number, or -1.
  public subscript(key: UInt32) -> Int {
    get {
      if keys.isEmpty { return -1 }
      let mask = keys.count - 1
      var slot = Int(truncatingIfNeeded: key &* 0x9E37_79B1 >> 7) & mask
      while keys[slot] != 0 {
        if keys[slot] == key { return Int(values[slot]) }
        slot = (slot + 1) & mask
      }
      return -1
    }
    set {
      if (count + 1) * 2 > keys.count { grow() }
      let mask = keys.count - 1
      var slot = Int(truncatingIfNeeded: key &* 0x9E37_79B1 >> 7) & mask
      while keys[slot] != 0, keys[slot] != key { slot = (slot + 1) & mask }
      if keys[slot] == 0 { count += 1 }
      keys[slot] = key
      values[slot] = Int32(newValue)
    }
  }

  private mutating func grow() {
    let old = (keys, values)
    let size = max(16, keys.count * 2)
    keys = [UInt32](repeating: 0, count: size)
    values = [Int32](repeating: 0, count: size)
    count = 0
    for index in old.0.indices where old.0[index] != 0 { self[old.0[index]] = Int(old.1[index]) }
  }
}
