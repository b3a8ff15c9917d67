// SPDX-License-Identifier: Apache-2.0
//
// The spellings of tokens, each once, by a dense id.
//
// How.      The bytes of all spellings stand in one array; an open table of ids finds one by its hash. Keywords are entered
//           first, so that an id alone says whether a name is one.
// Why not.  String: each would be an allocation and a hash by Unicode's rules, and C knows only bytes.
// Upholds.  Equal ids are equal spellings.

/// A spelling of a ``NameTable``; 0 is none.
struct NameID: Hashable, Sendable {
  let raw: UInt32

  static let none = NameID(raw: 0)
}

/// All spellings that texts of an environment hold.
struct NameTable: Sendable {
  private var bytes: [UInt8] = []
  /// Where the spelling of each id ends; it begins where the one before ends.
  private var ends: [UInt32] = [0]
  private var hashes: [UInt32] = [0]
  /// Ids by hash; 0 is a free place. The count is a power of two.
  private var slots = [UInt32](repeating: 0, count: 2048)

  init() {
    for keyword in Keyword.allCases {
      for spelling in keyword.spellings { intern(spelling) }
    }
  }

  /// How many ids there are; all are smaller.
  var count: Int { ends.count }

  @discardableResult
  mutating func intern(_ text: String) -> NameID {
    var text = text
    return text.withUTF8 { intern($0) }
  }

  mutating func intern(_ spelling: [UInt8]) -> NameID { spelling.withUnsafeBufferPointer { intern($0) } }

  mutating func intern(_ spelling: UnsafeBufferPointer<UInt8>) -> NameID {
    let hash = NameTable.hash(spelling)
    let mask = slots.count - 1
    var slot = Int(hash) & mask
    while slots[slot] != 0 {
      let id = Int(slots[slot])
      if hashes[id] == hash, matches(id, spelling) { return NameID(raw: UInt32(id)) }
      slot = (slot + 1) & mask
    }
    let id = UInt32(ends.count)
    bytes.append(contentsOf: spelling)
    ends.append(UInt32(bytes.count))
    hashes.append(hash)
    slots[slot] = id
    if ends.count * 2 > slots.count { grow() }
    return NameID(raw: id)
  }

  /// The id of a spelling that was entered before, or nil.
  func find(_ text: String) -> NameID? {
    var text = text
    return text.withUTF8 { spelling in
      let hash = NameTable.hash(spelling)
      var slot = Int(hash) & (slots.count - 1)
      while slots[slot] != 0 {
        let id = Int(slots[slot])
        if hashes[id] == hash, matches(id, spelling) { return NameID(raw: UInt32(id)) }
        slot = (slot + 1) & (slots.count - 1)
      }
      return nil
    }
  }

  /// Where a spelling stands in `bytes`.
  private func range(_ id: NameID) -> Range<Int> {
    id == .none ? 0..<0 : Int(ends[Int(id.raw) - 1])..<Int(ends[Int(id.raw)])
  }

  func bytes(of id: NameID) -> ArraySlice<UInt8> { bytes[range(id)] }

  func text(of id: NameID) -> String { String(decoding: bytes(of: id), as: UTF8.self) }

  func length(of id: NameID) -> Int { range(id).count }

  private func matches(_ id: Int, _ spelling: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = Int(ends[id - 1])
    guard Int(ends[id]) - start == spelling.count else { return false }
    for index in 0..<spelling.count where bytes[start + index] != spelling[index] { return false }
    return true
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: slots.count * 2)
    let mask = slots.count - 1
    for id in 1..<ends.count {
      var slot = Int(hashes[id]) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = UInt32(id)
    }
  }

  private static func hash(_ spelling: UnsafeBufferPointer<UInt8>) -> UInt32 {
    var hash: UInt32 = 2_166_136_261
    for byte in spelling { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    return hash ^ (hash >> 15)
  }
}
