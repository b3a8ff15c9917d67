// SPDX-License-Identifier: Apache-2.0
//
// FactTests.swift — what later rooms rely on: types, values, sizes, method sets, captures and the order of
// initialisation.

import Source
import Syntax
import Testing
import Types

struct FactTests {
  // MARK: Constants

  @Test(arguments: [
    ("1 << 62", "int", 1 << 62),
    ("'a' + 1", "rune", 98),
    ("len(\"héllo\")", "int", 6),
    ("7 / 2 * 2.0", "float64", 6),
    ("7 / 2.0 * 2", "float64", 7),
    ("1 << 3.0", "int", 8),
    ("int8(-128)", "int8", -128),
    ("^uint8(3)", "uint8", 252),
    ("-7 % 3", "int", -1),
    ("-7 / 2", "int", -3),
    ("0x_ff + 0b11 + 0o17 + 017", "int", 288),
    ("(1 << 200) >> 190", "int", 1024),
    ("real(3 + 4i) + imag(3 + 4i)", "float64", 7),
    ("len([...]int{9: 1})", "int", 10),
    ("1 &^ 3 | 4 ^ 6", "int", 2),
    ("0x1p4 / 8", "float64", 2),
    ("min(3, 2.0, 5)", "float64", 2),
  ])
  func `integral constants are exact`(_ text: String, _ type: String, _ value: Int) throws {
    let (program, package, errors) = check("package main\n\nvar x = \(text)\n\nfunc main() {}\n")
    #expect(errors == "")
    let initializer = try #require(program[package].initOrder.first)
    let file = program[initializer.file]
    #expect(program.runtimeText(program.find("x", in: package).type) == (type == "rune" ? "int32" : type))
    let constant = program[file.constant(of: initializer.value)]
    #expect(constant.int64.map(Int.init) == value)
  }

  @Test(arguments: [
    ("0.1", 0.1), ("1e-320", 1e-320), ("4.9e-324", 4.9e-324), ("1.7976931348623157e308", 1.7976931348623157e308),
    ("9007199254740993.0", 9007199254740992), ("0.1 + 0.2", 0.3), ("1 / 3.0", 1 / 3.0),
    ("123456789012345678901234567890.0", 123456789012345678901234567890.0),
    ("3.14159265358979323846264338327950288 * 1e-300", 3.14159265358979323846264338327950288e-300),
    ("2.2250738585072011e-308", 2.2250738585072011e-308), ("0x1.fffffffffffff8p0", 2.0),
  ])
  func `floating-point constants are rounded once`(_ text: String, _ value: Double) throws {
    let (program, package, errors) = check("package main\n\nvar x float64 = \(text)\n\nfunc main() {}\n")
    #expect(errors == "")
    let initializer = try #require(program[package].initOrder.first)
    #expect(program[program[initializer.file].constant(of: initializer.value)].double == value)
  }

  @Test func `string constants keep their bytes`() throws {
    let (program, package, errors) = check(
      #"package main"# + "\n\nconst s = \"a\\xff\\u00e9\\101\" + `b\\n`\n\nfunc main() {}\n")
    #expect(errors == "")
    #expect(program[program.find("s", in: package).constant].bytes == [0x61, 0xFF, 0xC3, 0xA9, 0x41, 0x62, 0x5C, 0x6E])
  }

  // MARK: Sizes

  @Test(arguments: [
    ("bool", 1, 1), ("struct{}", 0, 1), ("struct{ a byte; b int64; c byte }", 24, 8), ("[3]int16", 6, 2),
    ("struct{ a int32; b struct{} }", 8, 4), ("string", 16, 8), ("[]int", 24, 8), ("interface{}", 16, 8),
    ("complex64", 8, 4), ("complex128", 16, 8), ("map[int]int", 8, 8), ("[0]int", 0, 8),
    ("struct{ a byte; b uint16; c byte }", 6, 2), ("struct{ f func(); g *int; h chan int }", 24, 8),
  ])
  func `sizes and alignments are those of amd64`(_ text: String, _ size: Int, _ alignment: Int) {
    let (program, package, errors) = check("package main\n\ntype T \(text)\n\nfunc main() {}\n")
    #expect(errors == "")
    let type = program.find("T", in: package).type
    #expect(program.types.sizeof(type) == size)
    #expect(program.types.alignof(type) == alignment)
  }

  @Test func `field offsets are aligned`() {
    let (program, package, _) = check(
      "package main\n\ntype T struct{ a byte; b int64; c uint16; d struct{ e int32 } }\n\nfunc main() {}\n")
    #expect(program.types.offsetsof(program.find("T", in: package).type) == [0, 8, 16, 20])
  }

  // MARK: Types

  @Test func `identical types have one id`() {
    let (program, package, errors) = check(
      """
      package main

      var a struct{ x int; f func(a, b int) string }
      var b struct{ x int; f func(int, int) string }
      var c struct{ x int `tag`; f func(int, int) string }
      var d interface{ M(); N() }
      var e interface{ N(); I }
      var f map[string][]*[4]chan<- int
      var g map[string][]*[4]chan<- int

      type I interface{ M() }

      func main() {}
      """)
    #expect(errors == "")
    let type = { program.find($0, in: package).type }
    #expect(type("a") == type("b"))
    #expect(type("a") != type("c"))
    #expect(type("d") == type("e"))
    #expect(type("f") == type("g"))
  }

  @Test func `types are written as reflect writes them`() {
    let (program, package, errors) = check(
      """
      package main

      import "fmt"

      type T[P any] struct{ p P }

      var a map[string]fmt.Stringer
      var b func(x int, y ...string) (n int, err error)
      var c struct{ a, b int; T[int] }
      var d <-chan (<-chan interface{ M(x rune) byte })
      var e struct{}

      func main() {}
      """)
    #expect(errors == "")
    let text = { program.runtimeText(program.find($0, in: package).type) }
    #expect(text("a") == "map[string]fmt.Stringer")
    #expect(text("b") == "func(int, ...string) (int, error)")
    #expect(text("c") == "struct { a int; b int; main.T[int] }")
    #expect(text("d") == "<-chan <-chan interface { M(int32) uint8 }")
    #expect(text("e") == "struct {}")
  }

  // MARK: Method sets

  @Test func `method sets follow embedding`() {
    let (program, package, errors) = check(
      """
      package main

      type A struct{}
      type I interface{ Z() }
      type B struct{ *A; I }
      type C struct{ B }

      func (A) Value()    {}
      func (*A) Pointer() {}
      func (*C) Own()     {}
      func (C) hidden()   {}

      func main() {}
      """)
    #expect(errors == "")
    let type = program.find("C", in: package).type
    let names = { (type: TypeID) in program.methodSet(of: type).map { program.text($0.name) } }
    #expect(names(type) == ["Pointer", "Value", "Z", "hidden"])
    #expect(names(program.types.pointer(to: type)) == ["Own", "Pointer", "Value", "Z", "hidden"])
    #expect(names(program.find("A", in: package).type) == ["Value"])
    let set = program.methodSet(of: type)
    #expect(set[0].path == [0, 0])
    #expect(set[0].hasPointerReceiver)
    #expect(set[2].path == [0, 1])
    #expect(!set[2].function.exists)
  }

  // MARK: Initialisation

  private func order(_ program: Program, _ initializers: [Initializer]) -> [String] {
    initializers.map { $0.variables.map { program.text(program[$0].name) }.joined(separator: ",") }
  }

  @Test func `variables are initialised after what they depend on`() {
    let (program, package, errors) = check(
      """
      package main

      var (
      	a = c + b
      	b = f()
      	c = 1
      	d = 3
      )

      func f() int {
      	d++
      	return d
      }

      var x, y = pair()
      var z = T{}.m()

      type T struct{}

      func (T) m() int        { return func() int { return late }() }
      func pair() (int, int) { return z, 1 }

      var late = 5

      func main() {}
      """)
    #expect(errors == "")
    #expect(order(program, program[package].initOrder) == ["c", "d", "b", "a", "late", "z", "x,y"])
  }

  @Test func `only library variables that are reached are initialised, once`() {
    let (program, package, errors) = check(
      "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Sprint(1) }\n")
    #expect(errors == "")
    let main = program.object("main", in: package)
    #expect(order(program, program.initializers(reaching: [main])) == ["table"])
    #expect(program.initializers(reaching: [main]).isEmpty)
  }

  @Test func `library bodies are checked when they are asked for`() {
    let (program, _, _) = check("package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(1) }\n")
    let package = program.package(path: "fmt")!
    let function = program[program.object("Println", in: package)].function
    #expect(!program[function].isChecked)
    #expect(program.checkBody(of: function))
    #expect(program[function].isChecked)
    #expect(program[function].body.exists)
  }

  // MARK: Variables

  @Test func `captures, addresses and assignments are noted`() {
    let (program, _, errors) = check(
      """
      package main

      type S struct {
      	n   int
      	arr [4]int
      }

      func (s *S) inc() { s.n++ }

      func main() {
      	captured, byLiteral := 1, 2
      	var addressed, method, sliced, assigned, plain, viaField S
      	f := func() int {
      		byLiteral++
      		g := func() int { return captured + byLiteral }
      		return g()
      	}
      	p := &addressed.n
      	method.inc()
      	s := sliced.arr[:]
      	assigned = S{}
      	viaField.arr[1] = 3
      	_, _, _, _, _ = f, p, s, plain, assigned
      }
      """)
    #expect(errors == "")
    func flags(_ name: String) -> ObjectFlags {
      let symbol = program.symbols.lookup(name)
      return program.objects.first { $0.name == symbol && $0.kind == .variable }?.flags ?? []
    }
    #expect(flags("captured").contains(.isCaptured))
    #expect(!flags("captured").contains(.isAssigned))
    #expect(flags("byLiteral").isSuperset(of: [.isCaptured, .isAssigned]))
    #expect(flags("addressed").contains(.isAddressTaken))
    #expect(flags("method").contains(.isAddressTaken))
    #expect(flags("sliced").contains(.isAddressTaken))
    #expect(flags("assigned").contains(.isAssigned))
    #expect(flags("viaField").contains(.isAssigned))
    #expect(flags("plain").isDisjoint(with: [.isCaptured, .isAddressTaken, .isAssigned]))
    let literals = program.functions.filter { $0.literal.exists }
    let captures = literals.map { $0.captures.map { program.text(program[$0].name) } }
    #expect(captures == [["byLiteral", "captured"], ["captured", "byLiteral"]])
  }

  // MARK: Sessions

  @Test func `a session keeps names and lets them be declared anew`() {
    let program = Program { path in
      library[path].map {
        .found(PackageSource(files: [(name: "\(path).go", contents: Array($0.utf8))], isLibrary: true))
      } ?? .failed("no \(path)")
    }
    let session = program.beginSession()
    func enter(_ text: String) -> String {
      switch program.checkEntry(name: "entry", contents: Array(text.utf8), in: session) {
      case .incomplete: return "incomplete"
      case .errors(let errors): return Renderer().lines(errors, in: program.sources).joined(separator: "\n")
      case .checked(let entry):
        return entry.expression.exists ? program.text(program[entry.file].type(of: entry.expression), in: session) : ""
      }
    }
    #expect(enter("x := 1") == "")
    #expect(enter("x + 1") == "int")
    #expect(enter("x := \"text\"; y := 2.5") == "")
    #expect(enter("x") == "string")
    #expect(enter("x = 3") == "entry:1:5: cannot use 3 (untyped int constant) as string value in assignment")
    #expect(enter("import \"fmt\"") == "")
    #expect(enter("fmt.Sprint(x, y)") == "string")
    #expect(enter("type T struct{ a int }\nfunc (t T) M() int { return t.a }") == "")
    #expect(enter("T{1}.M()") == "int")
    #expect(enter("if x == \"a\" {") == "incomplete")
    #expect(enter("z") == "entry:1:1: undefined: z")
    #expect(enter("z := undefinedName") == "entry:1:6: undefined: undefinedName")
    #expect(enter("z") == "entry:1:1: undefined: z")
  }
}
