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
  if names == ["foreign"] {
    return runForeignBenchmark(loam: root + "/.build/release/loam", root: root, folder: folder, runs: runs)
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
