// SPDX-License-Identifier: Apache-2.0
//
// Peer.swift — the systems that run the same programs beside Loam, when they are installed.

import Glibc
import Subprocess

/// A way to run a benchmark program.
struct Peer {
  let name: String
  /// Peers that need minutes for a full-size program run the size that its `// SIZE small=` names.
  let isSmall: Bool
  /// The command that runs a program once, after building it into `folder`; nil when it cannot.
  let prepare: (_ program: BenchmarkProgram, _ source: String, _ folder: String) -> [String]?

  /// Loam itself, then the peers whose commands are found. GO, YAEGI, LUAJIT and CC name other commands.
  static func installed(loam: String, root: String) -> [Peer] {
    var peers = [Peer(name: "loam", isSmall: false) { _, source, _ in [loam, "run", source] }]
    if let go = command("GO", "go", "/usr/lib/go-1.19/bin/go") {
      peers.append(
        Peer(name: "go", isSmall: false) { program, source, folder in
          let binary = folder + "/" + program.name
          let built = Subprocess.run(
            [go, "build", "-o", binary, source],
            environment: ["GOCACHE": folder + "/cache", "GOTOOLCHAIN": "local", "GO111MODULE": "off"], seconds: 300)
          return built.status == 0 ? [binary] : nil
        })
    }
    if let yaegi = command("YAEGI", "yaegi") {
      peers.append(Peer(name: "yaegi", isSmall: true) { _, source, _ in [yaegi, "run", source] })
    }
    if let luajit = command("LUAJIT", "luajit") {
      let script = root + "/Examples/Benchmarks/lang.lua"
      peers.append(
        Peer(name: "luajit -joff", isSmall: false) { program, _, _ in
          program.luaArguments.map { [luajit, "-joff", script] + $0 }
        })
    }
    if let compiler = command("CC", "clang", "cc"), hasBoehm(compiler) {
      peers.append(
        Peer(name: "boehm", isSmall: false) { program, _, folder in
          guard program.hasBoehm else { return nil }
          let binary = folder + "/boehm"
          let built = Subprocess.run([compiler, "-O2", "-o", binary, root + "/Examples/Benchmarks/boehm.c", "-lgc"])
          return built.status == 0 ? [binary, program.name] : nil
        })
    }
    return peers
  }

  /// Whether the collector of Boehm, Demers and Weiser can be compiled against.
  private static func hasBoehm(_ compiler: String) -> Bool {
    let program = Array("#include <gc.h>\n".utf8)
    return Subprocess.run([compiler, "-fsyntax-only", "-x", "c", "-"], input: program).status == 0
  }

  /// The command that a variable names, or the first of `names` that is found.
  static func command(_ variable: String, _ names: String...) -> String? {
    if let value = getenv(variable) { return String(cString: value) }
    let folders = String(cString: getenv("PATH")).split(separator: ":")
    for name in names {
      if name.hasPrefix("/") {
        if access(name, X_OK) == 0 { return name }
        continue
      }
      for folder in folders where access("\(folder)/\(name)", X_OK) == 0 { return "\(folder)/\(name)" }
    }
    return nil
  }
}
