// SPDX-License-Identifier: Apache-2.0
//
// No text crashes the parser, however it is cut or nested.
import Source
import Syntax
import Testing

struct RobustnessTests {
  @Test func `every prefix of a program gives a tree or errors`() {
    let bytes = Array(sampleProgram.utf8)
    for count in 0...bytes.count {
      let parsed = Parsed(bytes: Array(bytes[..<count]))
      _ = parsed.printed
    }
    #expect(Parsed(sampleProgram).errors == [])
  }

  @Test func `every program without one of its bytes gives a tree or errors`() {
    let bytes = Array(sampleProgram.utf8)
    for index in 0..<bytes.count {
      var changed = bytes
      changed.remove(at: index)
      _ = Parsed(bytes: changed).printed
    }
  }

  /// Texts that nest `count` deep.
  private static let nests: [(String, @Sendable (Int) -> String)] = [
    ("parentheses", { "var x = " + repeated("(", $0) + "1" + repeated(")", $0) }),
    ("open parentheses", { "var x = " + repeated("(", $0) }),
    ("unary operators", { "var x = " + repeated("- ", $0) + "1" }),
    ("receives", { "var x = " + repeated("<-", $0) + "c" }),
    ("pointers", { "var x " + repeated("*", $0) + "int" }),
    ("slices", { "var x " + repeated("[]", $0) + "int" }),
    ("arrays", { "var x " + repeated("[1]", $0) + "int" }),
    ("array lengths", { "var x " + repeated("[len(", $0) + "1" }),
    ("channels", { "var x " + repeated("chan ", $0) + "int" }),
    ("functions", { "var x " + repeated("func(", $0) + repeated(")", $0) }),
    ("structs", { "var x " + repeated("struct { a ", $0) + "int" + repeated("}", $0) }),
    ("interfaces", { "type I " + repeated("interface { ", $0) + repeated("}", $0) }),
    ("maps", { "var x " + repeated("map[int]", $0) + "int" }),
    ("instances", { "var x " + repeated("T[", $0) + "int" + repeated("]", $0) }),
    ("indices", { "var x = " + repeated("a[", $0) + "1" + repeated("]", $0) }),
    ("slicings", { "var x = " + repeated("a[1:", $0) + "1" + repeated("]", $0) }),
    ("calls", { "var x = " + repeated("f(", $0) + repeated(")", $0) }),
    ("literals", { "var x = T" + repeated("{", $0) + repeated("}", $0) }),
    ("keyed literals", { "var x = T" + repeated("{1:{2: ", $0) + "3" + repeated("}}", $0) }),
    ("function literals", { "var x = " + repeated("func() { _ = ", $0) + "1" + repeated("}", $0) }),
    ("blocks", { "func f() " + repeated("{", $0) + repeated("}", $0) }),
    ("ifs", { "func f() {" + repeated("if x {", $0) + repeated("}", $0) + "}" }),
    ("headers", { "func f() {" + repeated("if func() { ", $0) }),
    ("switches", { "func f() {" + repeated("switch { case x: ", $0) + repeated("}", $0) + "}" }),
    ("labels", { "func f() {" + (0..<$0).map { "l\($0): " }.joined() + "}" }),
    ("precedences", { "var x = " + repeated("a || b && c == d + e * (", $0) }),
  ]

  private static func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

  @Test(arguments: RobustnessTests.nests.indices)
  func `what is nested too deep is an error in its place`(_ index: Int) {
    let (name, text) = RobustnessTests.nests[index]
    onThread(stack: 8 << 20) {
      let errors = Parsed("package p\n" + text(10_000) + "\n").errors
      #expect(
        errors.count == 1 && errors[0].hasPrefix("2:") && errors[0].hasSuffix("syntax error: nesting too deep"),
        "\(name): \(errors)")
    }
    onThread(stack: 8 << 20) {
      let parsed = Parsed("package p\n" + text(100) + "\n")
      #expect(!parsed.errors.contains { $0.contains("too deep") }, "\(name)")
      _ = parsed.printed
    }
  }

  /// Texts that make a tree `count` high without nesting.
  private static let chains: [(String, @Sendable (Int) -> String)] = [
    ("sums", { "var x = a" + repeated(" + a", $0) }),
    ("selectors", { "var x = a" + repeated(".b", $0) }),
    ("calls", { "var x = f" + repeated("()", $0) }),
    ("indices", { "var x = a" + repeated("[0]", $0) }),
    ("assertions", { "var x = a" + repeated(".(T)", $0) }),
    ("slicings", { "var x = a" + repeated("[:]", $0) }),
    ("unions", { "type I interface { int" + repeated(" | int", $0) + "}" }),
    ("else if", { "func f() {" + repeated("if x {} else ", $0) + "{}}" }),
    ("sums of sums", { "var x = " + repeated("(", 100) + "a" + repeated(repeated("+a", $0 / 100) + ")", 100) }),
  ]

  @Test(arguments: RobustnessTests.chains.indices)
  func `a chain that is too high is an error, one below the limit is not`(_ index: Int) {
    let (name, text) = RobustnessTests.chains[index]
    onThread(stack: 64 << 20) {
      let errors = Parsed("package p\n" + text(20_000) + "\n").errors
      if name != "sums of sums" {
        #expect(errors.count == 1 && errors[0].hasSuffix("syntax error: nesting too deep"), "\(name): \(errors)")
      }
      let parsed = Parsed("package p\n" + text(9_000) + "\n")
      #expect(parsed.errors == [], "\(name)")
      _ = parsed.printed
      var count = Count()
      parsed.tree.walk(&count)
      #expect(count.entered == count.left && count.entered > 9_000)
    }
  }

  @Test func `a text of nothing but errors is given up on`() {
    let parsed = Parsed("package p\n" + String(repeating: "import 1\n", count: 30_000))
    #expect(parsed.diagnostics.count == 10_000)
    #expect(parsed.errors.count == 11)
  }

  @Test func `an expression as high as the limit inside another is too high`() {
    let sum = "a" + String(repeating: "+a", count: 6_000)
    let errors = Parsed("package p\nvar x = (\(sum))" + String(repeating: "+a", count: 6_000) + "\n").errors
    #expect(errors.count == 1 && errors[0].hasSuffix("syntax error: nesting too deep"))
  }

  private struct Count: TreeVisitor {
    var entered = 0
    var left = 0
    mutating func enter(_ x: NodeID<Expr>, in tree: borrowing Tree) -> Bool {
      entered += 1
      return true
    }
    mutating func leave(_ x: NodeID<Expr>, in tree: borrowing Tree) { left += 1 }
    mutating func enter(_ statement: NodeID<Stmt>, in tree: borrowing Tree) -> Bool {
      entered += 1
      return true
    }
    mutating func leave(_ statement: NodeID<Stmt>, in tree: borrowing Tree) { left += 1 }
  }
}
