// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
//
// Targets stand in pipeline order: a target depends only on those above it.
import PackageDescription

let package = Package(
  name: "Loam",
  products: [
    .executable(name: "loam", targets: ["Command"]),
    .executable(name: "loam-benchmark", targets: ["Benchmark"]),
    .library(name: "CRuntime", targets: ["CRuntime"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/attaswift/BigInt", from: "6.0.0"),
  ],
  targets: [
    // Front end: text to typed trees.
    .target(name: "Source"),
    .target(name: "Syntax", dependencies: ["Source"]),
    .target(name: "Types", dependencies: ["Source", "Syntax", .product(name: "BigInt", package: "BigInt")]),
    .target(name: "Escape", dependencies: ["Source", "Syntax", "Types"]),

    // C declarations, read without a C compiler.
    .target(name: "Prototypes", dependencies: ["Source"]),

    // The runtime in C; stands alone.
    .target(
      name: "CRuntime",
      path: "CRuntime",
      exclude: ["HACKING.md", "INVARIANTS.md", "Makefile", "profile/SNAPSHOT.md"],
      publicHeadersPath: "include",
      cSettings: [.headerSearchPath("."), .define("_GNU_SOURCE")],
      linkerSettings: [.linkedLibrary("m")]),

    // Other programs: run for their output.
    .target(name: "Subprocess"),

    // Calls between Go and C, by libffi; package C of a program.
    .target(
      name: "CFFI", dependencies: ["CRuntime"], publicHeadersPath: "include", cSettings: [.define("_GNU_SOURCE")],
      linkerSettings: [.linkedLibrary("ffi")]),
    .target(name: "Foreign", dependencies: ["Source", "Subprocess", "Prototypes", "CRuntime", "CFFI"]),

    // Back end: typed trees to programs of the runtime.
    .target(name: "Bytecode", dependencies: ["CRuntime"]),
    .target(name: "IR", dependencies: ["Source", "Syntax", "Types", "Escape", "Bytecode", "CRuntime"]),
    .target(name: "Codegen", dependencies: ["Source", "Syntax", "Types", "Escape", "IR", "Bytecode", "CRuntime"]),

    // Go's standard library: sources in Go, embedded; bodies of its native functions, in C.
    .target(
      name: "CLibrary", path: "Sources/Library", exclude: ["go", "escape_tags.txt"], publicHeadersPath: "include"),
    .target(
      name: "CNatives", dependencies: ["CRuntime"], path: "Sources/Natives", publicHeadersPath: "include",
      cSettings: [.define("_GNU_SOURCE")]),

    // Plugins: shared objects that add packages, commands and listeners.
    .target(
      name: "CPlugins", dependencies: ["CRuntime", "CNatives"], publicHeadersPath: "include",
      cSettings: [.define("_GNU_SOURCE")]),
    .target(name: "Plugins", dependencies: ["CRuntime", "CPlugins"]),

    // Policy: the collector and the host's view of a runtime.
    .target(name: "Runtime", dependencies: ["CRuntime", "Bytecode"]),
    .target(
      name: "Driver",
      dependencies: [
        "Source", "Syntax", "Types", "Escape", "IR", "Codegen", "Bytecode", "CLibrary", "CNatives", "Runtime",
        "Foreign", "Plugins",
      ]),

    // The command line and its prompt.
    .target(name: "CEdit", publicHeadersPath: "include", cSettings: [.define("_GNU_SOURCE")]),
    .target(name: "REPL", dependencies: ["Driver", "Plugins", "Runtime", "CEdit"]),
    .target(name: "CProcess", publicHeadersPath: "include", cSettings: [.define("_GNU_SOURCE")]),
    .executableTarget(
      name: "Command",
      dependencies: [
        "CProcess", "CRuntime", "Driver", "Plugins", "REPL", "Runtime",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      exclude: ["manual"]),

    // Measuring.
    .executableTarget(name: "Benchmark", dependencies: ["Subprocess"], exclude: ["C"]),

    // Tests. What needs speed starts the release command.
    .target(name: "Support", dependencies: ["Subprocess"], path: "Tests/Support"),
    .testTarget(name: "SourceTests", dependencies: ["Source"]),
    .testTarget(name: "SyntaxTests", dependencies: ["Source", "Syntax"]),
    .testTarget(name: "TypesTests", dependencies: ["Source", "Syntax", "Types"]),
    .testTarget(name: "PrototypesTests", dependencies: ["Source", "Prototypes", "Subprocess", "Support"]),
    .testTarget(name: "ForeignTests", dependencies: ["Subprocess", "Support"], exclude: ["Programs"]),
    .testTarget(name: "PluginTests", dependencies: ["Subprocess", "Support"]),
    .testTarget(name: "EscapeTests", dependencies: ["Escape", "Driver"]),
    .testTarget(
      name: "IRTests", dependencies: ["Source", "Syntax", "Types", "Escape", "IR", "Bytecode", "CRuntime"]),
    .testTarget(name: "CodegenTests", dependencies: ["Types", "IR", "Codegen", "Bytecode", "CRuntime"]),
    .testTarget(name: "RuntimeTests", dependencies: ["Runtime"]),
    .testTarget(name: "LibraryTests", dependencies: ["CLibrary", "CNatives", "CRuntime", "Support"]),
    .testTarget(name: "DriverTests", dependencies: ["Driver", "Runtime", "Subprocess", "Support"]),
    .testTarget(
      name: "REPLTests", dependencies: ["REPL", "Driver", "Runtime", "Subprocess", "Support"], exclude: ["Dialogues"]),
    .testTarget(name: "DocumentTests", dependencies: ["Support"]),
    .testTarget(name: "ConformanceTests", dependencies: ["Subprocess", "Support"]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .gnu2x
)
