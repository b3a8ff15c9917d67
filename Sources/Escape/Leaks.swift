// SPDX-License-Identifier: Apache-2.0
//
// Leaks.swift — the tag of a parameter: where what it points to may flow when the function is called.

/// How a parameter's value leaves its function: to the heap, to results, or not at all.
///
/// A distance is a number of dereferences: 0 says the parameter's value itself flows there, 1 what it points to, and so
/// on; smaller is worse. Distances above 254 are kept as 254, results after the seventh count as the heap.
public struct Leaks: Hashable, Sendable {
  /// Results that are told apart.
  public static let resultLimit = 7
  private var distances: (UInt64) = .max  // byte 0: heap; bytes 1…7: results; 255 is "no flow"

  public init() {}

  /// Dereferences on the shortest way to the heap, or nil.
  public var heap: Int? { distance(0) }

  /// Dereferences on the shortest way to result `index`, or nil.
  public func result(_ index: Int) -> Int? { index < Leaks.resultLimit ? distance(index + 1) : nil }

  public var isEmpty: Bool { distances == .max }

  public mutating func addHeap(_ derefs: Int) { add(0, derefs) }

  public mutating func addResult(_ index: Int, _ derefs: Int) {
    if index < Leaks.resultLimit { add(index + 1, derefs) } else { addHeap(derefs) }
  }

  /// Forgets the ways to results that say no more than the way to the heap.
  public mutating func optimize() {
    guard let heap else { return }
    for index in 0..<Leaks.resultLimit {
      if let result = result(index), result >= heap { set(index + 1, 255) }
    }
  }

  private func distance(_ byte: Int) -> Int? {
    let value = distances >> (UInt64(byte) * 8) & 0xff
    return value == 255 ? nil : Int(value)
  }

  private mutating func add(_ byte: Int, _ derefs: Int) {
    let derefs = UInt64(max(0, min(derefs, 254)))
    if derefs < distances >> (UInt64(byte) * 8) & 0xff { set(byte, derefs) }
  }

  private mutating func set(_ byte: Int, _ value: UInt64) {
    distances = distances & ~(0xff << (UInt64(byte) * 8)) | value << (UInt64(byte) * 8)
  }

  /// The tag as text: sixteen hexadecimal digits without what says "no flow", so that tables stay small.
  public var encoded: String {
    var text = ""
    if let heap { text += "h\(heap)" }
    for index in 0..<Leaks.resultLimit { if let result = result(index) { text += "r\(index).\(result)" } }
    return text.isEmpty ? "-" : text
  }

  /// Reads what `encoded` wrote; anything else is the worst tag.
  public init(encoded text: Substring.UTF8View) {
    var bytes = Array(text)[...]
    func number() -> Int {
      var value = 0
      while let byte = bytes.first, byte >= 0x30, byte <= 0x39 {
        value = value * 10 + Int(byte - 0x30)
        bytes.removeFirst()
      }
      return value
    }
    while let byte = bytes.popFirst() {
      switch byte {
      case 0x2D: return
      case 0x68: addHeap(number())
      case 0x72:
        let index = number()
        _ = bytes.popFirst()
        addResult(index, number())
      default:
        addHeap(0)
        return
      }
    }
  }
}

extension Leaks {
  /// Whether the value itself flows to the heap, which is what not knowing means.
  public var isWorst: Bool { heap == 0 }
}
