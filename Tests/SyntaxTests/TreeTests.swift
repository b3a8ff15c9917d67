// SPDX-License-Identifier: Apache-2.0
//
// What the parser makes of correct programs: shapes, positions, directives, bodies parsed late.
import Source
import Syntax
import Testing

struct TreeTests {
  @Test func `each node is where Go's compiler places it`() {
    let places: [(String, at: String, start: String)] = [
      ("aa + b", "2:12", "2:9"), ("f(x)", "2:10", "2:9"), ("aa.b", "2:11", "2:9"), ("a[1]", "2:10", "2:9"),
      ("a[1:2]", "2:10", "2:10"), ("a.(int)", "2:10", "2:9"), ("T{1}", "2:10", "2:9"), ("-x", "2:9", "2:9"),
      ("(x)", "2:9", "2:9"), ("func() {}", "2:9", "2:9"), ("a.b + c.d()", "2:13", "2:9"), ("&T{}", "2:9", "2:9"),
      ("[]int{}", "2:14", "2:9"), ("x.y[z](1)", "2:15", "2:9"),
    ]
    for (text, at, start) in places {
      let found = withExpression(text) { ($0.place($0.tree.offset(of: $1)), $0.place($0.tree.startOffset(of: $1))) }
      #expect(found?.0 == at && found?.1 == start, "\(text): \(String(describing: found))")
    }
  }

  @Test func `closing braces are known`() {
    let parsed = Parsed(
      "package p\nfunc f() {\n\tx := T{\n\t}\n\tif a {\n\t}\n\tswitch {\n\t}\n\tg := func() {\n\t}\n}\n")
    #expect(parsed.place(parsed.tree.closeOffset(of: parsed.declaration(0))) == "11:1")
    let body = parsed.body()
    guard case .define(_, let values) = parsed.tree[body[0]], case .if(_, _, let then, _) = parsed.tree[body[1]],
      case .define(_, let functions) = parsed.tree[body[3]]
    else {
      Issue.record("shape")
      return
    }
    #expect(parsed.place(parsed.tree.closeOffset(of: parsed.tree[values, 0])) == "4:2")
    #expect(parsed.place(parsed.tree.closeOffset(of: then)) == "6:2")
    #expect(parsed.place(parsed.tree.closeOffset(of: body[2])) == "8:2")
    #expect(parsed.place(parsed.tree.closeOffset(of: parsed.tree[functions, 0])) == "10:2")
  }

  @Test func `operators bind as the specification says`() {
    let shapes = [
      ("a || b && c", "(a||(b&&c))"), ("a + b * c - d", "((a+(b*c))-d)"), ("a == b + c << 2", "(a==(b+(c<<2)))"),
      ("-a * b", "((-a)*b)"), ("a - b - c", "((a-b)-c)"), ("!a == <-b", "((!a)==(<-b))"),
      ("a & b | c ^ d &^ e", "(((a&b)|c)^(d&^e))"),
      ("*p + &q", "((*p)+(&q))"),
    ]
    for (text, shape) in shapes { #expect(withExpression(text) { self.shape($0.tree, $0.symbols, $1) } == shape) }
  }

  private func shape(_ tree: Tree, _ symbols: SymbolTable, _ x: NodeID<Expr>) -> String {
    switch tree[x] {
    case .binary(let sign, let left, let right):
      return "(\(shape(tree, symbols, left))\(sign.spelling)\(shape(tree, symbols, right)))"
    case .unary(let sign, let operand): return "(\(sign.spelling)\(shape(tree, symbols, operand)))"
    case .star(let operand): return "(*\(shape(tree, symbols, operand)))"
    default: return Printer(tree, symbols).text(of: x)
    }
  }

  @Test func `constants know their group and iota`() {
    let parsed = Parsed(
      "package p\nconst (\n\ta = iota\n\tb\n\tc, d = 1, 2\n)\nconst e = iota\nconst (\n\tf = iota\n)\n")
    var found: [String] = []
    for id in parsed.tree.nodes(parsed.tree.declarations) {
      guard case .constant(let constant) = parsed.tree[id] else { continue }
      found.append("\(constant.group).\(constant.iota).\(constant.names.count).\(constant.values.count)")
    }
    #expect(found == ["1.0.1.1", "1.1.1.0", "1.2.2.2", "0.0.1.1", "2.0.1.1"])
  }

  @Test func `fields that are declared together share their type`() {
    let parsed = Parsed("package p\nfunc f(a, b int, c ...string) (d, e error)\n")
    guard case .function(let function) = parsed.tree[parsed.declaration(0)],
      case .functionType(let parameters, let results) = parsed.tree[function.type], case .absent = function.body
    else {
      Issue.record("shape")
      return
    }
    let fields = parsed.tree.nodes(parameters).map { parsed.tree[$0] }
    #expect(fields.count == 3 && results.count == 2)
    #expect(fields[0].type == fields[1].type && fields[1].type != fields[2].type)
  }

  @Test func `type parameters and array lengths are told apart`() {
    let texts: [(String, parameters: Int)] = [
      ("type T[P any] int", 1), ("type T[P] int", 0), ("type T[P *Q] int", 0), ("type T[P *Q,] int", 1),
      ("type T[P *struct{}] int", 1),
      ("type T[P (Q)] int", 0), ("type T[P ([]Q)] int", 1), ("type T[P *Q|R] int", 0), ("type T[P *Q|~R] int", 1),
      ("type T[P, Q any] int", 2),
      ("type T[P []int] int", 1), ("type T[2 * N]int", 0), ("type T[P Q|R] int", 1), ("type T [P]int", 0),
      ("type T[P interface{}] int", 1),
      ("type T[P Q[R]] int", 1), ("type T[P ~int] int", 1),
    ]
    for (text, count) in texts {
      let parsed = Parsed("package p\n\(text)\n")
      guard case .type(let declaration) = parsed.tree[parsed.declaration(0)] else {
        Issue.record("\(text)")
        continue
      }
      #expect(parsed.errors == [] && declaration.typeParameters.count == count, "\(text) \(parsed.errors)")
    }
  }

  @Test func `directives belong to the function below them`() {
    let parsed = Parsed(
      """
      package p
      //go:linkname far other.near
      //go:noinline
      //go:nosplit
      func a() {
        //go:noescape
      }
      func b() {}
      //go:noescape
      func far()
      """)
    var found: [Pragmas] = []
    for id in parsed.tree.nodes(parsed.tree.declarations) {
      guard case .function(let function) = parsed.tree[id] else { continue }
      found.append(function.pragmas)
      if found.count == 3 { #expect(parsed.symbols[function.linkName] == "other.near") }
    }
    #expect(found == [[.noInline, .noSplit], [], [.noEscape]])
  }

  @Test func `a body parsed late is the one parsed at once`() {
    let eager = Parsed(sampleProgram)
    var late = Parsed(sampleProgram, bodies: .skip)
    #expect(late.errors == [] && late.tree.count < eager.tree.count)
    let before = late.tree.count
    for id in late.tree.nodes(late.tree.declarations) {
      let ok = Parser.parseBody(of: id, in: &late.tree, symbols: &late.symbols, diagnostics: &late.diagnostics)
      #expect(ok)
      #expect(
        late.tree.closeOffset(of: id)
          == eager.tree.closeOffset(
            of: eager.tree.nodes(eager.tree.declarations).first {
              eager.tree.offset(of: $0) == late.tree.offset(of: id)
            }!))
    }
    #expect(late.tree.count > before && late.errors == [])
    #expect(late.printed == eager.printed)
  }

  @Test func `a skipped body's errors come when it is parsed`() {
    var parsed = Parsed("package p\nfunc f() { x y }\nfunc g() { \"'}\" ; '}'; `}` } // }\n", bodies: .skip)
    #expect(parsed.errors == [] && parsed.tree.declarations.count == 2)
    let id = parsed.declaration(0)
    #expect(!Parser.parseBody(of: id, in: &parsed.tree, symbols: &parsed.symbols, diagnostics: &parsed.diagnostics))
    #expect(parsed.errors == ["2:14: syntax error: unexpected name y at end of statement"])
  }

  @Test func `only the imports are read when only they are asked for`() {
    var symbols = SymbolTable()
    var diagnostics = DiagnosticSet()
    let source = SourceFile(
      id: FileID(raw: 1), name: "x.go", contents: Array("package p\nimport \"a\"\nimport b \"c\"\nfunc ((( \n".utf8))
    let tree = Parser.parseImports(source, symbols: &symbols, diagnostics: &diagnostics)
    #expect(diagnostics.isEmpty && tree.declarations.count == 2)
    #expect(symbols[tree.symbol(of: tree.packageName)] == "p")
  }

  @Test func `a column grows with its tree`() {
    var parsed = Parsed("package p\nfunc f() { g() }\n", bodies: .skip)
    var column = Column<Expr, Int>(for: parsed.tree, empty: -1)
    let last = NodeID<Expr>(raw: UInt32(parsed.tree.count - 1))
    column[last] = 5
    Parser.parseBody(
      of: parsed.declaration(0), in: &parsed.tree, symbols: &parsed.symbols, diagnostics: &parsed.diagnostics)
    let new = NodeID<Expr>(raw: UInt32(parsed.tree.count - 1))
    #expect(column[new] == -1)
    column[new] = 7
    #expect(column[last] == 5 && column[new] == 7)
  }
}
