// SPDX-License-Identifier: Apache-2.0
//
// ExampleTests.swift — the plugins of Examples/Plugins do what their programs expect, whoever compiled them.

import Subprocess
import Support
import Testing

@Suite struct ExampleTests {
  private static let examples = Repository.root + "/Examples/Plugins"

  @Test func `the smallest plugin of the page on writing them does what the page shows`() throws {
    let page = try #require(Repository.text(Self.examples + "/README.md"))
    let blocks = page.split(separator: "```c\n", maxSplits: 1)
    let text = try #require(blocks.last?.split(separator: "```", maxSplits: 1).first)
    let directory = TemporaryDirectory()
    directory.write(String(text), to: "twice.c")
    try directory.compile("twice.c", to: "twice.so", flags: ["-I" + Repository.root + "/Sources/CPlugins/include"])
    let result = directory.prompt([":plugin load ./twice.so", "twice.Of(21)"])
    #expect(result.outputText.hasSuffix("\n42 : int\n"), "\(result.outputText)\(result.errorText)")
    #expect(page.contains("loam> :plugin load ./twice.so\nloam> twice.Of(21)\n42 : int\n"))
  }

  @Test(arguments: ["gcc", "clang"])
  func `every example prints what it should, plainly and under each switch`(compiler: String) throws {
    let made = Subprocess.run(["make", "-s", "-C", Self.examples, "CC=" + compiler], seconds: 300)
    try #require(made.status == 0, "\(made.errorText)")
    let names = Repository.list(Self.examples).filter { Repository.text("\(Self.examples)/\($0)/program.out") != nil }
    #expect(names.contains("counter"))
    for name in names {
      let plugin = "\(Repository.root)/.build/plugins/\(compiler)/\(name).so"
      let expected = Repository.text("\(Self.examples)/\(name)/program.out")!
      for switches in ["", "movestack=1", "gcstress=1", "gcalways=1,checkmark=1", "seed=3"] {
        let result = Subprocess.run(
          [Repository.loam, "run", "--plugin", plugin, "\(Self.examples)/\(name)/program.go"],
          environment: ["LOAMDEBUG": switches])
        #expect(
          result.status == 0 && result.outputText == expected,
          "\(name) \(switches): \(result.outputText)\(result.errorText)")
      }
    }
  }
}
