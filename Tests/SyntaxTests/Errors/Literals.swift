// SPDX-License-Identifier: Apache-2.0
//
// Numbers, runes, strings, comments and characters. Each text with what Go's compiler says of it, seen from Go 1.27; empty where it has nothing to say.

extension ErrorTable {
  /// Behind `package p`.
  static let literals: [(text: String, errors: [String])] = [
    ("var x = \"abc\n", ["2:13: newline in string"]),
    (
      "var x = \"a\nb\"\n",
      [
        "2:11: newline in string", "3:1: syntax error: non-declaration statement outside function body",
        "3:3: newline in string",
      ]
    ),
    ("var x = `abc\n", ["2:9: string not terminated"]),
    ("var x = '\n", ["2:10: newline in rune literal"]),
    ("var x = ''\n", ["2:10: empty rune literal or unescaped '"]),
    ("var x = 'ab'\n", ["2:9: more than one character in rune literal"]),
    ("var x = '\\'\n", ["2:12: newline in rune literal"]),
    (
      "var x = '\n'\n",
      [
        "2:10: newline in rune literal", "3:1: syntax error: non-declaration statement outside function body",
        "3:2: newline in rune literal",
      ]
    ),
    ("var x = 'a\n", ["2:11: newline in rune literal"]),
    ("var x = \"\\q\"\n", ["2:11: unknown escape"]),
    ("var x = \"\\x1g\"\n", ["2:13: invalid character 'g' in hexadecimal escape"]),
    ("var x = \"\\400\"\n", ["2:14: octal escape value 256 > 255"]),
    ("var x = \"\\ud800\"\n", ["2:16: escape is invalid Unicode code point U+D800"]),
    ("var x = \"\\U00110000\"\n", ["2:20: escape is invalid Unicode code point U+110000"]),
    ("var x = '\\u12'\n", ["2:14: invalid character '\\'' in hexadecimal escape"]),
    ("var x = 0x\n", ["2:11: hexadecimal literal has no digits"]),
    ("var x = 0b\n", ["2:11: binary literal has no digits"]),
    ("var x = 0o\n", ["2:11: octal literal has no digits"]),
    ("var x = 0b12\n", ["2:12: invalid digit '2' in binary literal"]),
    ("var x = 08\n", ["2:10: invalid digit '8' in octal literal"]),
    ("var x = 0o8\n", ["2:11: invalid digit '8' in octal literal"]),
    ("var x = 09.5\n", []),
    ("var x = 1_\n", ["2:10: '_' must separate successive digits"]),
    ("var x = _1\n", []),
    ("var x = 1__0\n", ["2:11: '_' must separate successive digits"]),
    ("var x = 0_\n", ["2:10: '_' must separate successive digits"]),
    ("var x = 0x_1\n", []),
    ("var x = 0x1_\n", ["2:12: '_' must separate successive digits"]),
    ("var x = 1e\n", ["2:11: exponent has no digits"]),
    ("var x = 1e+\n", ["2:12: exponent has no digits"]),
    ("var x = 1p3\n", ["2:10: 'p' exponent requires hexadecimal mantissa"]),
    ("var x = 0x1.0\n", ["2:14: hexadecimal mantissa requires a 'p' exponent"]),
    ("var x = 0x1p\n", ["2:13: exponent has no digits"]),
    ("var x = 0b1.0\n", ["2:12: invalid radix point in binary literal"]),
    ("var x = 0b1e3\n", ["2:12: 'e' exponent requires decimal mantissa"]),
    (
      "var x = 0xg\n",
      ["2:11: hexadecimal literal has no digits", "2:11: syntax error: unexpected name g after top level declaration"]
    ),
    ("var x = 1.5e_3\n", ["2:13: '_' must separate successive digits"]),
    ("var x = 1_000\n", []),
    ("var x = 0x1p-2i\n", []),
    ("var x = 012i\n", []),
    ("var x = 1_.5\n", ["2:10: '_' must separate successive digits"]),
    ("var x = '\\0'\n", ["2:12: invalid character '\\'' in octal escape"]),
    ("var x = \"\\\n", ["2:11: unknown escape", "2:11: newline in string"]),
    ("var x = 0b\n", ["2:11: binary literal has no digits"]),
    ("var x = 1e3_\n", ["2:12: '_' must separate successive digits"]),
    ("var x = \u{0}\n", ["2:9: invalid NUL character"]),
    ("var x = #\n", ["2:9: invalid character U+0023 '#'"]),
    ("var x = @\n", ["2:9: invalid character U+0040 '@'"]),
    ("var x = \\\n", ["2:9: invalid character U+005C '\\'"]),
    ("var x = ?\n", ["2:9: invalid character U+003F '?'"]),
    ("var x = $\n", ["2:9: invalid character U+0024 '$'"]),
    (
      "var x = é ‐ x\n",
      [
        "2:12: invalid character U+2010 '‐' in identifier",
        "2:12: syntax error: unexpected name ‐ after top level declaration",
      ]
    ),
    ("var x = ٣\n", ["2:9: identifier cannot begin with digit U+0663 '٣'"]),
    ("var x = a‐b\n", ["2:10: invalid character U+2010 '‐' in identifier"]),
    ("var x = \"\u{0}\"\n", ["2:10: invalid NUL character"]),
    ("var x = \"\u{FEFF}\"\n", ["2:10: invalid BOM in the middle of the file"]),
    ("var x = \u{FEFF}\n", ["2:9: invalid BOM in the middle of the file"]),
    ("var x = /* abc\n", ["2:9: comment not terminated"]),
    ("var x = // abc \u{0}\n1\n", ["2:16: invalid NUL character"]),
    ("var x = '\\''x\n", ["2:13: syntax error: unexpected name x after top level declaration"]),
    ("var x = 0X1P+2\n", []),
    ("var x = 00b1\n", ["2:11: syntax error: unexpected name b1 after top level declaration"]),
    ("var x = 0xep1\n", []),
    ("var x = .5e\n", ["2:12: exponent has no digits"]),
  ]
}
