// SPDX-License-Identifier: Apache-2.0
//
// SymbolMap.swift — a scope: names to objects.
//
// How.      Open addressing over two arrays; symbols are small dense numbers, so a multiplication spreads them.

import Syntax

/// Names of a package or file and what they stand for.
public struct SymbolMap: Sendable {
  private var keys: [UInt32] = []
  private var values: [ObjectID] = []
  public private(set) var count = 0

  public init() {}

  public subscript(name: Symbol) -> ObjectID {
    guard !keys.isEmpty else { return .none }
    let mask = keys.count - 1
    var slot = Int(truncatingIfNeeded: name.raw &* 0x9E37_79B1 >> 7) & mask
    while keys[slot] != 0 {
      if keys[slot] == name.raw { return values[slot] }
      slot = (slot + 1) & mask
    }
    return .none
  }

  mutating func set(_ name: Symbol, _ object: ObjectID) {
    if (count + 1) * 2 > keys.count { grow() }
    let mask = keys.count - 1
    var slot = Int(truncatingIfNeeded: name.raw &* 0x9E37_79B1 >> 7) & mask
    while keys[slot] != 0, keys[slot] != name.raw { slot = (slot + 1) & mask }
    if keys[slot] == 0 { count += 1 }
    keys[slot] = name.raw
    values[slot] = object
  }

  /// The objects, in no particular order.
  public var objects: [ObjectID] {
    keys.indices.compactMap { keys[$0] == 0 || !values[$0].exists ? nil : values[$0] }
  }

  /// The map with the names that a test lets through.
  func filtered(_ isKept: (Symbol) -> Bool) -> SymbolMap {
    var map = SymbolMap()
    for index in keys.indices where keys[index] != 0 && isKept(Symbol(raw: keys[index])) {
      map.set(Symbol(raw: keys[index]), values[index])
    }
    return map
  }

  private mutating func grow() {
    let (oldKeys, oldValues) = (keys, values)
    let size = max(16, oldKeys.count * 2)
    keys = [UInt32](repeating: 0, count: size)
    values = [ObjectID](repeating: .none, count: size)
    count = 0
    for index in oldKeys.indices where oldKeys[index] != 0 && oldValues[index].exists {
      set(Symbol(raw: oldKeys[index]), oldValues[index])
    }
  }
}
