// SPDX-License-Identifier: Apache-2.0
//
// Output.swift — what the prompt itself writes. Unbuffered: the program writes to the same descriptors.

import Glibc
import Runtime

enum Output {
  static func print(_ text: String) {
    TerminalOutput.shared.print(1, text + "\n")
  }

  static func error(_ lines: [String]) {
    if !lines.isEmpty { TerminalOutput.shared.print(2, lines.joined(separator: "\n") + "\n") }
  }

  /// Remarks on what was done, apart from the program's output.
  static func note(_ lines: [String]) { error(lines.map { "// \($0)" }) }

  /// A number of things for people.
  static func count<Number: BinaryInteger>(_ number: Number, _ noun: String, _ plural: String? = nil) -> String {
    number == 1 ? "1 \(noun)" : "\(number) \(plural ?? noun + "s")"
  }

  /// A number of bytes for people.
  static func bytes(_ count: UInt64) -> String {
    if count < 10_240 { return "\(count) B" }
    var value = Double(count) / 1024
    var unit = "KiB"
    for next in ["MiB", "GiB", "TiB"] where value >= 10_240 {
      value /= 1024
      unit = next
    }
    return value < 100 ? "\((value * 10).rounded() / 10) \(unit)" : "\(Int(value.rounded())) \(unit)"
  }

  static func left(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
