// SPDX-License-Identifier: Apache-2.0
//
// BenchmarkProgram.swift — a program of Examples/Benchmarks: it prints lines `NAME unit=value`, and `CHECK` lines that
// must be the same for every peer.

/// One program and the figures it printed.
struct BenchmarkProgram {
  let name: String
  let source: String

  /// Arguments of the Lua script, which holds all kernels in one: it is run whole beside the first of them.
  var luaArguments: [String]? { name == "fib" ? [] : name == "binarytrees" ? [name] : nil }
  /// Whether Examples/Benchmarks/boehm.c does the same.
  var hasBoehm: Bool { ["gcpause", "gcmark", "binarytrees"].contains(name) }

  /// The program at the size for slow peers.
  var smallSource: String {
    var lines = source.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for (index, line) in lines.enumerated() {
      guard line.hasPrefix("const N = "), let mark = line.firstRange(of: "SIZE small=") else { continue }
      lines[index] = "const N = " + line[mark.upperBound...].prefix { $0.isNumber }
    }
    return lines.joined(separator: "\n")
  }

  /// Figures by name in a program's output.
  static func figures(in output: String) -> [(name: String, unit: String, value: Double)] {
    output.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      guard words.count == 2, words[0] != "CHECK", let equals = words[1].firstIndex(of: "="),
        let value = Double(words[1][words[1].index(after: equals)...])
      else { return nil }
      return (String(words[0]), String(words[1][..<equals]), value)
    }
  }
}
