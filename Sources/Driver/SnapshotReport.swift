// SPDX-License-Identifier: Apache-2.0
//
// SnapshotReport.swift — what a heap snapshot says, as lines for a person.

public import Runtime

extension Commands {
  /// Objects of a long way that are shown at each of its ends.
  private static let shownSteps = 20

  /// Totals of a snapshot and its types by what they retain.
  public static func snapshotSummary(_ snapshot: Snapshot, atMost limit: Int) -> [String] {
    let counts = snapshot.counts
    var lines = [
      "\(counts.objects) objects, \(counts.bytes) bytes; \(counts.roots) roots, \(counts.goroutines) goroutines",
      "\(counts.unreachable) objects, \(counts.unreachable_bytes) bytes are garbage",
      "",
      "    retained        bytes    objects  type",
    ]
    for group in snapshot.groups(atMost: limit) {
      let type = group.type.isEmpty ? "(unknown, \(group.size) bytes)" : group.type
      lines.append("\(right(group.retained, 12)) \(right(group.bytes, 12)) \(right(group.objects, 10))  \(type)")
    }
    lines += ["", "    retained  largest objects"]
    for object in largest(of: snapshot, atMost: min(limit, 10)) {
      lines.append("\(right(object.retained, 12))  \(describe(object))")
    }
    return lines
  }

  /// Objects that retain most, of a chain of one type the first.
  private static func largest(of snapshot: Snapshot, atMost limit: Int) -> [Snapshot.Object] {
    var found: [Snapshot.Object] = []
    for number in 0..<snapshot.counts.objects {
      let retained = snapshot.retained(by: number)
      if retained == 0 || (found.count == limit && retained <= found.last?.retained ?? .max) { continue }
      guard let object = snapshot.object(number), !snapshot.isBelowItsType(object) else { continue }
      if found.count == limit { found.removeLast() }
      found.insert(object, at: found.firstIndex { $0.retained < retained } ?? found.count)
    }
    return found
  }

  /// An object and a way from a root to it.
  public static func snapshotPath(_ snapshot: Snapshot, address: UInt64) -> [String] {
    guard let object = snapshot.object(at: address) else {
      return ["0x\(String(address, radix: 16)): there is no object"]
    }
    var lines = [describe(object) + ", retains \(object.retained) bytes"]
    guard let (root, steps) = snapshot.path(to: object) else { return lines + ["  no root leads to it"] }
    lines.append("  " + describe(root))
    for (index, step) in steps.enumerated() {
      if steps.count > 2 * shownSteps && index >= shownSteps && index < steps.count - shownSteps {
        if index == shownSteps { lines.append("  → … \(steps.count - 2 * shownSteps) objects more …") }
        continue
      }
      let isLast = step.object.number == object.number
      lines.append("  → \(describe(step.object))" + (isLast ? "" : ", at byte \(step.offset)"))
    }
    return lines
  }

  private static func describe(_ object: Snapshot.Object) -> String {
    let type = object.type.isEmpty ? "" : " \(object.type)"
    return "0x\(String(object.address, radix: 16))\(type), \(object.size) bytes"
  }

  private static func describe(_ root: Snapshot.Root) -> String {
    switch root.kind {
    case .variable:
      let name = root.name.isEmpty ? "a variable without a name" : root.name
      return "package variable \(name)" + (root.word == 0 ? "" : ", at byte \(8 * root.word)")
    case .frame:
      let place = root.file.isEmpty ? "" : ", \(root.file):\(root.line)"
      let variable = root.local.isEmpty ? "slot \(root.word)" : root.local
      return "\(variable) of \(root.name) in goroutine \(root.goroutine)\(place)"
    case .goroutine: return "goroutine \(root.goroutine), beside its frames"
    case .handle: return "handle \(root.word)"
    case .finalizer: return root.name
    case .other: return root.name
    }
  }

  private static func right(_ value: UInt64, _ width: Int) -> String {
    let text = String(value)
    return String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
