// SPDX-License-Identifier: Apache-2.0
//
// Kinds, texts and values of literals.
import Syntax
import Testing

struct LiteralTests {
  private func literal(_ text: String) -> (kind: Literal.Kind, text: String)? {
    withExpression(text) { parsed, x in
      guard case .literal(let literal) = parsed.tree[x], !literal.isBad else { return nil }
      return (literal.kind, String(decoding: parsed.tree.text(of: literal), as: UTF8.self))
    } ?? nil
  }

  @Test func `every form of number has its kind`() {
    let kinds: [(Literal.Kind, [String])] = [
      (
        .integer,
        ["0", "00", "017", "0o17", "0O17", "0b1010", "0B1", "0x_fF", "0XA", "1_000_000", "123456789012345678901"]
      ),
      (.float, ["0.", ".5", "1.5", "1e9", "1E+9", "08.5", "09e0", "0x1p-2", "0X1.8P+1", "0x.8p0", "1_0.2_5e1_0"]),
      (.imaginary, ["0i", "1i", "08i", "0x1i", "0b1i", "1.5i", "1e3i", "0x1p1i", ".5i"]),
    ]
    for (kind, texts) in kinds {
      for text in texts {
        let found = literal(text)
        #expect(found?.kind == kind && found?.text == text, "\(text)")
      }
    }
  }

  @Test func `a rune's value is its code point`() {
    let runes: [(String, UInt32)] = [
      ("'a'", 0x61), ("'é'", 0xE9), ("'世'", 0x4E16), ("'😀'", 0x1F600), ("'\\a'", 7), ("'\\b'", 8), ("'\\f'", 12),
      ("'\\n'", 10), ("'\\r'", 13), ("'\\t'", 9), ("'\\v'", 11), ("'\\\\'", 0x5C), ("'\\''", 0x27), ("'\"'", 0x22),
      ("'\\000'", 0), ("'\\377'", 255), ("'\\x7f'", 127), ("'\\xFF'", 255), ("'\\u00e9'", 0xE9),
      ("'\\U0001F600'", 0x1F600), ("'\\U0010FFFF'", 0x10FFFF),
    ]
    for (text, value) in runes {
      let found = withExpression(text) { parsed, x -> UInt32? in
        guard case .literal(let literal) = parsed.tree[x], literal.kind == .rune else { return nil }
        return parsed.tree.runeValue(of: literal)
      }
      #expect(found == value, "\(text)")
    }
  }

  @Test func `a string's value is its bytes`() {
    let strings: [(String, [UInt8])] = [
      ("\"\"", []), ("\"abc\"", [0x61, 0x62, 0x63]), ("\"é\"", [0xC3, 0xA9]), ("\"\\xff\\377\"", [0xFF, 0xFF]),
      ("\"\\u00e9\\U0001F600\"", [0xC3, 0xA9, 0xF0, 0x9F, 0x98, 0x80]),
      ("\"a\\n\\\"'\\\\\"", [0x61, 10, 0x22, 0x27, 0x5C]),
      ("\"\\000a\"", [0, 0x61]), ("``", []), ("`a\\n\"`", [0x61, 0x5C, 0x6E, 0x22]), ("`a\r\nb\r`", [0x61, 10, 0x62]),
      ("`a\nb`", [0x61, 10, 0x62]),
    ]
    for (text, value) in strings {
      let found = withExpression(text) { parsed, x -> [UInt8]? in
        guard case .literal(let literal) = parsed.tree[x], literal.kind == .string else { return nil }
        return parsed.tree.stringValue(of: literal)
      }
      #expect(found == value, "\(text.debugDescription)")
    }
  }

  @Test func `names may hold letters and digits of any script`() {
    let parsed = Parsed("package p\nvar é, 世界, _x1, ℵ٣ int\n")
    #expect(parsed.errors == [])
    guard case .variable(let names, _, _) = parsed.tree[parsed.declaration(0)] else { return }
    #expect(parsed.tree.nodes(names).map { parsed.symbols[parsed.tree.symbol(of: $0)] } == ["é", "世界", "_x1", "ℵ٣"])
  }

  @Test func `a name is exported when its first letter is upper case`() {
    var symbols = SymbolTable()
    let upper = ["A", "Abc", "É", "Σ"].map { symbols.intern($0) }
    let other = ["a", "_A", "é", "世", "_", "ǅ"].map { symbols.intern($0) }
    #expect(upper.allSatisfy { symbols.isExported($0) })
    #expect(!other.contains { symbols.isExported($0) })
  }

  @Test func `equal names are equal symbols, also after the table has grown`() {
    var symbols = SymbolTable()
    let all = (0..<10_000).map { symbols.intern("name\($0)") }
    #expect((0..<10_000).allSatisfy { symbols.intern("name\($0)") == all[$0] && symbols[all[$0]] == "name\($0)" })
    #expect(Set(all).count == 10_000)
    #expect(symbols.lookup("name7") == all[7])
    #expect(symbols.lookup("nobody") == .none)
    #expect(symbols.intern("_") == .blank && symbols.intern("init") == .initialize)
    #expect(symbols.intern("main") == .main && symbols.intern("iota") == .iota && symbols.intern(".") == .dot)
  }

  @Test func `lines end statements only where Go says so`() {
    let text = "package p\nfunc f() {\n\tx /* a\n*/ y()\n\treturn // c\n\tz++\n\ta.\n\t\tb(\n\t\t1,\n\t)\n}"
    #expect(Parsed(text).errors == [])
  }
}
