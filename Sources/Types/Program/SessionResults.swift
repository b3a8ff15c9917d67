// SPDX-License-Identifier: Apache-2.0
//
// SessionResults.swift — the values that earlier entries showed, by number.
//
// How.      A result is a package variable that is in no scope: a name `_12` that nothing declares stands for it. Only
//           the last ones are kept, so that a session does not grow by what it has shown.
// Upholds.  The numbers that are kept are consecutive.

/// The results that names can reach.
public struct SessionResults: Sendable {
  /// How many are kept.
  public static let limit = 100

  private var variables: [ObjectID] = []
  /// The number of the oldest that is kept, from 1.
  public private(set) var first = 1
  /// What `_` stands for; none before the first result.
  public private(set) var last = ObjectID.none

  /// The number that the next result gets.
  public var next: Int { first + variables.count }

  /// The variable of a result; none when it is not kept.
  public subscript(number: Int) -> ObjectID {
    number >= first && number < next ? variables[number - first] : .none
  }

  var all: [ObjectID] { variables + [last] }

  func contains(_ result: ObjectID) -> Bool { variables.contains(result) }

  /// Keeps the results of one entry; `_` is the first of them.
  /// - Returns: those that are not kept any more.
  mutating func keep(_ fresh: [ObjectID]) -> [ObjectID] {
    guard let newest = fresh.first else { return [] }
    last = newest
    return variables.contains(newest) ? [] : reserve(fresh)
  }

  /// The entry of these results did not end: their numbers name nothing, and stay theirs.
  /// - Returns: whether they had numbers.
  mutating func withdraw(_ results: [ObjectID]) -> Bool {
    guard let first = results.first, let index = variables.firstIndex(of: first) else { return false }
    for position in index..<min(variables.count, index + results.count) { variables[position] = .none }
    return true
  }

  /// Gives the results of an entry that is not over their numbers.
  /// - Returns: those that are not kept any more.
  mutating func reserve(_ fresh: [ObjectID]) -> [ObjectID] {
    variables += fresh
    let dropped = Array(variables.prefix(max(0, variables.count - SessionResults.limit)))
    variables.removeFirst(dropped.count)
    first += dropped.count
    return dropped.filter(\.exists)
  }

  /// The number that a name asks for: 12 for `_12`.
  static func number(_ name: String) -> Int? {
    guard name.first == "_", name.utf8.count > 1, name.utf8.dropFirst().first != UInt8(ascii: "0") else { return nil }
    return name.utf8.dropFirst().allSatisfy { $0 >= 0x30 && $0 <= 0x39 } ? Int(name.dropFirst()) : nil
  }

  /// Why a number names no result.
  func complaint(_ number: Int) -> String {
    if number == 0 || number >= next {
      return "there is no result _\(number) yet" + (next == 1 ? "" : "; the last one is _\(next - 1)")
    }
    if number >= first { return "there is no result _\(number): its entry did not come to its end" }
    return "result _\(number) is not kept any more: the last \(SessionResults.limit) are, from _\(first) on"
  }
}
