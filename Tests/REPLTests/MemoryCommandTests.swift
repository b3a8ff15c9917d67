// SPDX-License-Identifier: Apache-2.0
//
// MemoryCommandTests.swift — the commands of memory and collector as a person types them, from a script.

import Glibc
import Subprocess
import Support
import Testing

@testable import REPL

@Suite struct MemoryCommandTests {
  private func run(_ text: String, _ environment: [String: String] = [:]) -> Finished {
    Subprocess.run([Repository.loam], input: Array((text + "\n").utf8), environment: environment)
  }

  /// What a script prints that must succeed.
  private func shown(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) -> String {
    let result = run(text)
    #expect(result.status == 0, "\(result.outputText)\(result.errorText)", sourceLocation: sourceLocation)
    return result.outputText
  }

  @Test func `alloc binds the next free name and says where the value lies`() {
    let text = shown(
      "p2 := 1\n:alloc int\n:alloc struct{ a, b *int }\n:alloc table = [4]byte 1000\n:alloc map[string]int\nlen(table)\n*p1"
    )
    #expect(text.contains("p1 := new(int)") && text.contains("p3 := new(struct{ a, b *int })"))
    #expect(text.contains("size class  2: 16 bytes for 16 B, with pointers"))
    #expect(text.contains("table := make([][4]byte, 1000)") && text.contains("p4 := make(map[string]int)"))
    #expect(text.hasSuffix("1000 : int\n0 : int\n"))
  }

  @Test func `a large allocation has pages of its own`() {
    let text = shown(":alloc big = byte 100000")
    #expect(text.contains("large       13 pages of its own: 104 KiB for 97.7 KiB"))
  }

  @Test(arguments: [
    (":alloc Nod", "undefined: Nod"), (":alloc", ":help alloc"), (":where nope", "undefined: nope"),
    (":where", ":help where"),
    (":object 5", "there is no object to show"), (":object 1 + 1", "refers to nothing"),
    (":why 7.5", "refers to no object"),
    (":why", ":help why"), (":size nope", "undefined: nope"), (":heap svg", ":heap [--svg FILE]"),
    (":heap --svg", "is missing"), (":heap --svg a b", "b is nothing"),
    (":heap --svg /nosuch/x", "/nosuch/x"),
    (":memstats now", "takes no argument"), (":gc step none", ":gc step 10"), (":gc sweep", ":help gc"),
    (":gc finish", ":gc step begins"), (":gc scan x", "number"), (":gc trace maybe", ":gc trace on"),
    (":set gogcc 1", "did you mean gogc?"), (":set gogc x", ":set gogc 50"), (":set seed 1", "LOAMDEBUG=seed=1"),
    (":set procs 0", "1 to 1024"), (":set memlimit 5 apples", "64MiB"), (":profile stax x", "stacks"),
  ])
  func `a mistake is answered with what to do`(text: String, hint: String) {
    let result = run(text)
    #expect(result.status == 1)
    #expect(result.errorText.contains(hint), "\(result.errorText)")
    #expect(result.outputText.isEmpty, "\(result.outputText)")
  }

  @Test func `a collection says what it freed by class`() {
    let text = shown("s := make([]*[6]int, 1000)\nfor i := range s { s[i] = new([6]int) }\n:gc\ns = nil\n:gc")
    let line = text.split(separator: "\n").last { $0.contains("freed") && $0.contains(" 48 B") }
    #expect(line?.contains("1000") == true, "\(text)")
  }

  @Test func `gc trace writes a line for each collection`() {
    let result = run(":gc trace on\nruntime.GC()\nruntime.GC()\n:gc trace off\nruntime.GC()\n:gc trace")
    #expect(result.status == 0)
    #expect(result.errorText.split(separator: "\n").count { $0.hasPrefix("gc ") && $0.contains("(forced)") } == 2)
    #expect(result.outputText.hasSuffix("gc trace is off\n"))
  }

  @Test func `a session may end in the middle of a collection by hand`() {
    for end in [
      "", "os.Exit(0)", "panic(1)", "runtime.GC()", "for i := 0; i < 200000; i++ { s = append(s, new(int)) }",
    ] {
      let result = run("var s []*int\n:gc step\n:gc step 10\n" + end)
      #expect(result.status == (end == "panic(1)" ? 1 : 0), "\(end): \(result.errorText)")
    }
  }

  @Test(arguments: [
    ("big := make([]byte, 1<<20)", "24 B, plain"),
    // Several pages to a tile.
    (
      "var big [][]byte\nfor range 80 { big = append(big, make([]byte, 1<<20)) }",
      "2 of 2 pages: large, plain, 100% live"
    ),
  ])
  func `a picture of the heap is XML, and says what each tile is`(big: String, told: String) {
    let path = "/tmp/loam-heap-\(getpid()).svg"
    defer { unlink(path) }
    _ = shown(
      "keep := make([]*[3]int, 10000)\nfor i := range keep { keep[i] = new([3]int) }\n\(big)\n:heap --svg \(path)")
    let text = Subprocess.run(["/bin/cat", path]).outputText
    let (problem, elements) = Markup.read(text)
    #expect(problem == nil)
    #expect(text.contains(told), "\(text.prefix(2000))")
    // Objects up to 64 bytes, and without pointers.
    let lines = text.split(separator: "\n")
    let isHatched = zip(lines, lines.dropFirst()).contains {
      $0.hasSuffix("fill=\"#414487\"/>") && $1.hasSuffix("fill=\"url(#plain)\"/>")
    }
    #expect(isHatched, "\(text.prefix(2000))")
    #expect(elements["title"] == elements["g"] && elements["title"] ?? 0 > 3)
  }

  @Test(arguments: [
    ("<svg>&</svg>", "& without an entity"), ("<svg><g></svg></g>", "</svg> closes nothing"),
    ("<svg>", "is not closed"),
    ("<svg a=\"1\" a=\"2\"/>", "wrong attribute a"), ("<svg/><svg/>", "a second root"),
    ("<svg a=\"<\"/>", "< in a value"),
  ])
  func `what is no XML is found to be none`(text: String, problem: String) {
    let found = Markup.problem(in: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + text)
    #expect(found?.contains(problem) == true, "\(found ?? "nothing")")
  }

  @Test func `the lesson loses objects without the barrier, and none with it`() {
    let result = Subprocess.run([
      "/bin/sh", "-c", "exec \(Repository.loam) < \(Repository.root)/Examples/repl/lost-object.loam",
    ])
    #expect(result.status == 0, "\(result.errorText)")
    let counts = result.outputText.split(separator: "\n").filter { $0.hasSuffix(" values lost") }
    #expect(counts.count == 2)
    #expect(counts.first.map { !$0.hasPrefix("0 ") } == true, "\(result.outputText)")
    #expect(counts.last.map { $0.hasPrefix("0 ") } == true, "\(result.outputText)")
  }
}
