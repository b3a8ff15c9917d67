// SPDX-License-Identifier: Apache-2.0
//
// LoweringTests.swift — what the lowering makes of small functions: the instructions that hot code costs, and the rules
// that every procedure obeys.

import Bytecode
import CRuntime
import Escape
import Source
import Syntax
import Testing
import Types

@testable import IR

/// Everything whose address is taken lives in the heap.
struct EverythingEscapes: EscapeFacts {
  let program: Program
  func isOnHeap(_ variable: ObjectID) -> Bool { true }
  func isCapturedByValue(_ variable: ObjectID) -> Bool {
    program[variable].flags.isDisjoint(with: [.isAssigned, .isAddressTaken, .isResult])
  }
  func isOnHeap(_ node: NodeID<Expr>, in file: FileID, as role: SiteRole) -> Bool { true }
}

/// The procedure of a function of a main package.
func lowered(_ name: String, _ text: String, onStack: Bool = false) throws -> Procedure {
  let program = Program(importer: { .failed("no package \($0)") })
  let package = program.checkMain([("main.go", Array("package main\n\(text)\nfunc main() {}\n".utf8))])
  #expect(program.diagnostics.isEmpty, "\(program.diagnostics.all)")
  let escape = EscapeAnalysis(program, libraryTags: { _ in nil })
  if onStack { escape.analyze(package) }
  let facts: any EscapeFacts = onStack ? escape : EverythingEscapes(program: program)
  let environment = LoweringEnvironment(program, escape: facts)
  let object = program.object(name, in: package)
  let procedure = try Lowering.lower(program[object].function, environment)
  #expect(procedure.verify().isEmpty, "\(procedure.verify())")
  return procedure
}

extension Procedure {
  /// The opcodes in order, without labels.
  var opcodes: [String] { instructions.filter { !$0.op.isPseudo }.map(\.op.name) }
}

struct LoweringTests {
  @Test func `a recursive call costs a subtraction, the call and nothing else`() throws {
    let procedure = try lowered("fib", "func fib(n int) int { if n < 2 { return n }; return fib(n-1) + fib(n-2) }")
    #expect(procedure.opcodes == ["JGEI", "MOV", "RETURN", "ADDI", "CALL", "ADDI", "CALL", "ADD", "RETURN"])
  }

  @Test func `a counting loop ends in one instruction`() throws {
    let procedure = try lowered(
      "sum", "func sum(n int) int { s := 0; for i := 0; i < n; i++ { s += (i ^ n) & 15 }; return s }")
    #expect(procedure.opcodes == ["LOADK", "LOADK", "JLE", "XOR", "ANDI", "ADD", "LOOPLT", "MOV", "RETURN"])
  }

  @Test func `an element is stored with its bounds check in one instruction, and constants leave the loop`() throws {
    let procedure = try lowered(
      "fill", "func fill(b []bool, n, step int) { for j := 0; j <= n; j += step { b[j] = true } }")
    #expect(procedure.opcodes == ["LOADK", "LOADK", "JLT", "STX8", "ADD", "JLE", "RETURN"])
  }

  @Test func `fields of a local struct are registers`() throws {
    let procedure = try lowered(
      "area", "type p struct{ x, y int }; func area(a p) int { b := a; b.x += 2; return b.x * b.y }")
    #expect(procedure.opcodes == ["MOV", "ADDI", "MUL", "RETURN"])
  }

  @Test func `append of one element to itself works in place`() throws {
    let procedure = try lowered("add", "func add(s []int, x int) []int { s = append(s, x); return s }")
    #expect(procedure.opcodes == ["APPEND64", "MOV", "RETURN"])
  }

  @Test func `narrow arithmetic comes back into its type`() throws {
    let procedure = try lowered("f", "func f(a, b int8, c, d uint32) (int8, uint32) { return a * b, c + d }")
    #expect(procedure.opcodes == ["MUL", "EXT8S", "ADD32U", "RETURN"])
  }

  @Test func `a swap copies only what is overwritten`() throws {
    let procedure = try lowered("swap", "func swap(a, b int) int { a, b = b, a; return a - b }")
    #expect(procedure.opcodes == ["MOV", "MOV", "MOV", "SUB", "RETURN"])
  }

  @Test func `calls are made before variables beside them are read`() throws {
    let procedure = try lowered(
      "f", "var v int; func g() int { v = 2; return 1 }; func f() int { return v + g() }")
    #expect(procedure.opcodes == ["CALL", "LDG64", "ADD", "RETURN"])
  }

  @Test func `dense integer cases are a table`() throws {
    let procedure = try lowered(
      "f",
      """
      func f(n int) int {
        switch n { case 1: return 5; case 2: return 6; case 3: return 1; case 4: return 9; case 6: return 3 }
        return 0
      }
      """)
    #expect(procedure.opcodes.contains("JTABLE"))
    #expect(procedure.tables.first?.count == 6)
  }

  @Test func `what does not escape lies in the frame`() throws {
    let text = "type t struct{ n int; p *t }; func f() int { x := &t{n: 3}; y := []int{1, 2, x.n}; return y[2] + x.n }"
    let heap = try lowered("f", text)
    #expect(heap.opcodes.contains("NEW"))
    let stack = try lowered("f", text, onStack: true)
    #expect(!stack.opcodes.contains("NEW"))
    #expect(stack.registers.contains { $0.isMemory })
  }

  @Test func `a variable in the heap is new in each iteration`() throws {
    let procedure = try lowered(
      "f", "func f() []*int { var all []*int; for i := 0; i < 3; i++ { all = append(all, &i) }; return all }")
    #expect(procedure.opcodes.filter { $0 == "NEW" }.count == 2)
  }

  @Test func `results of a function with defers are pinned`() throws {
    let procedure = try lowered(
      "f", "func f() (n int, s string) { defer func() { recover() }(); n = 1; return n, \"x\" }")
    #expect(procedure.hasDefers)
    #expect(procedure.registers.filter { $0.isPinned }.count == 2)
    #expect(procedure.opcodes.filter { $0 == "RUN_DEFERS" }.count == 1)
  }

  @Test func `pointer words of every shape are marked`() throws {
    let program = Program(importer: { .failed("no package \($0)") })
    let package = program.checkMain([
      (
        "main.go",
        Array("package main\ntype t struct { a int8; p *int; s string; x [2]any; f float64 }\nfunc main() {}".utf8)
      )
    ])
    let layouts = TypeLayouts(program.types)
    let layout = layouts[program[program.object("t", in: package)].type]
    #expect(layout.slots == 9)
    #expect(layout.pointers == 0b0_1010_0110)
  }

  @Test func `a value too large for any frame is refused, not a crash`() throws {
    let procedure = try lowered("f", "type big [1 << 30]int; func g(b big) {}; func f(p *big) { g(*p) }")
    #expect(procedure.isTooLarge)
  }
}
