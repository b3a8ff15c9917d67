// SPDX-License-Identifier: Apache-2.0
//
// ForeignBenchmark.swift — calls of C and C that calls Go, beside cgo in the same run: Examples/Benchmarks/Foreign.
//
//     loam-benchmark foreign

import Glibc
import Subprocess

/// Prints the figures' medians, and Loam's multiples of cgo's, when Go is installed.
func runForeignBenchmark(loam: String, root: String, folder: String, runs: Int) {
  let from = root + "/Examples/Benchmarks/Foreign"
  let compiler = Peer.command("CC", "clang", "cc") ?? "cc"
  /// The files that both have, its own, and the library, in a folder.
  func prepare(_ name: String) -> String? {
    let to = "\(folder)/\(name)"
    mkdir(to, 0o755)
    writeText("module foreign\n\ngo 1.19\n", to: to + "/go.mod")
    let built =
      Subprocess.run(["cp", "main.go", name + ".go", "foreign.h", to], directory: from).status == 0
      && build(["-O2", "-fPIC", "-shared", "-o", to + "/libforeign.so", "foreign.c"])
    return built ? to : nil
  }
  func build(_ arguments: [String]) -> Bool {
    let built = Subprocess.run([compiler] + arguments, directory: from)
    if built.status != 0 { printError(built.errorText) }
    return built.status == 0
  }

  let plugin = folder + "/nearby.so"
  guard let own = prepare("loam"),
    build(["-O2", "-fPIC", "-shared", "-I\(root)/Sources/CPlugins/include", "-o", plugin, "nearby.c"])
  else { return }
  var commands = [("loam", [loam, "run", "--plugin", plugin, own])]
  if let go = Peer.command("GO", "go", "/usr/lib/go-1.19/bin/go"), let package = prepare("cgo") {
    let built = Subprocess.run(
      [go, "build", "-o", folder + "/with-cgo", "."],
      environment: [
        "GOCACHE": folder + "/cache", "GOTOOLCHAIN": "local", "CGO_ENABLED": "1", "CC": compiler, "GOFLAGS": "-mod=mod",
      ], directory: package, seconds: 300)
    if built.status == 0 { commands.append(("cgo", [folder + "/with-cgo"])) } else { printError(built.errorText) }
  }
  var table = FigureTable(peers: commands.map(\.0))
  for _ in 0..<runs {
    for (peer, command) in commands {
      let ran = Subprocess.run(command, seconds: 300)
      guard ran.status == 0 else {
        printError("\(peer): exit status \(ran.status) \(ran.errorText.prefix(500))\n")
        continue
      }
      for figure in BenchmarkProgram.figures(in: ran.outputText) {
        table.add(figure.name, figure.unit, peer, figure.value)
      }
    }
  }
  print(table.text())
}
