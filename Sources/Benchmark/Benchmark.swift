// SPDX-License-Identifier: Apache-2.0
//
// Benchmark.swift — measures: each run takes every peer in turn, so that a slow minute of the machine hits all alike.

import Glibc
import Subprocess

/// What is asked of the collector: pauses at one and twenty times the heap and beside goroutines that wait, the rate of
/// marking, and what allocation costs with it.
private let collectorPrograms = ["gcpause", "gcpause:20", "gcpause:1,100000", "gcmark", "binarytrees", "alloc"]

func runBenchmarks() {
  var names: [String] = []
  var runs = 3
  var arguments = CommandLine.arguments.dropFirst()
  while let argument = arguments.popFirst() {
    if argument == "-n", let count = arguments.popFirst().flatMap({ Int($0) }) {
      runs = max(1, count)
    } else {
      names.append(argument)
    }
  }
  let root = checkout()
  if names.isEmpty { names = ["hello", "fib", "loops"] }
  names = names.flatMap { $0 == "collector" ? collectorPrograms : [$0] }
  let peers = Peer.installed(loam: root + "/.build/release/loam", root: root)
  let folder = "/tmp/loam-benchmark-\(getpid())"
  mkdir(folder, 0o755)
  defer { _ = Subprocess.run(["rm", "-rf", folder]) }

  if names == ["prompt"] {
    return runPromptBenchmark(loam: root + "/.build/release/loam", folder: folder, runs: runs)
  }
  var table = FigureTable(peers: peers.map(\.name))
  for request in names {
    // NAME:ARGUMENT,ARGUMENT
    let parts = request.split(separator: ":", maxSplits: 1).map(String.init)
    let name = parts[0]
    let arguments = parts.count > 1 ? parts[1].split(separator: ",").map(String.init) : []
    guard let source = readText(root + "/Examples/Benchmarks/\(name).go") else {
      printError("no program \(name) in Examples/Benchmarks\n")
      exit(1)
    }
    let program = BenchmarkProgram(name: name, source: source)
    var commands: [(peer: String, command: [String])] = []
    for peer in peers {
      let path = "\(folder)/\(name)_\(peer.isSmall ? "small" : "full").go"
      writeText(peer.isSmall ? program.smallSource : source, to: path)
      if let command = peer.prepare(program, path, folder) { commands.append((peer.name, command + arguments)) }
    }
    for _ in 0..<runs {
      for (peer, command) in commands {
        let begun = now()
        let result = Subprocess.run(command, seconds: 600)
        let wall = now() - begun
        guard result.status == 0 else {
          printError("\(peer) \(request): exit status \(result.status) \(result.errorText.prefix(200))\n")
          continue
        }
        if name == "hello" { table.add("start_to_exit", "ms", peer, Double(wall) / 1e6) }
        for figure in BenchmarkProgram.figures(in: result.outputText) {
          table.add(figure.name, figure.unit, peer, figure.value)
        }
        table.add("\(request)_peak_resident", "MB", peer, Double(result.peakKilobytes) / 1024)
      }
    }
  }
  print(table.text())
}

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

private func printError(_ text: String) { Array(text.utf8).withUnsafeBytes { _ = write(2, $0.baseAddress, $0.count) } }

private func now() -> UInt64 {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

/// The checkout's top directory, from where this file was compiled.
private func checkout() -> String {
  var parts = #filePath.split(separator: "/")
  parts.removeLast(3)
  return "/" + parts.joined(separator: "/")
}

private func readText(_ path: String) -> String? {
  guard let file = fopen(path, "r") else { return nil }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 65536)
  while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
  return String(decoding: bytes, as: UTF8.self)
}

private func writeText(_ text: String, to path: String) {
  guard let file = fopen(path, "w") else { return }
  fputs(text, file)
  fclose(file)
}
