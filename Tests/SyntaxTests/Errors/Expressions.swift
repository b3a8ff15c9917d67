// SPDX-License-Identifier: Apache-2.0
//
// Expressions. Each text with what Go's compiler says of it, seen from Go 1.27; empty where it has nothing to say.

extension ErrorTable {
  /// Inside a function, from line 4.
  static let expressions: [(text: String, errors: [String])] = [
    ("x = ", ["5:1: syntax error: unexpected }, expected expression"]),
    ("x = +", ["5:1: syntax error: unexpected }, expected expression"]),
    ("x = (1", ["4:7: syntax error: unexpected newline, expected )"]),
    ("x = (1 2)", ["4:8: syntax error: unexpected literal 2, expected )"]),
    ("x = f(1", ["4:8: syntax error: unexpected newline in argument list; possibly missing comma or )"]),
    ("x = f(1 2)", ["4:9: syntax error: unexpected literal 2 in argument list; possibly missing comma or )"]),
    ("x = f(1,\n2\n)", ["5:2: syntax error: unexpected newline in argument list; possibly missing comma or )"]),
    ("x = f(a... , b)", ["4:14: syntax error: unexpected name b, expected )"]),
    ("x = []int{1, 2\n}", ["4:15: syntax error: unexpected newline in composite literal; possibly missing comma or }"]),
    ("x = []int{1 2}", ["4:13: syntax error: unexpected literal 2 in composite literal; possibly missing comma or }"]),
    ("x = T{a: 1, b}", []),
    ("x = (T){1}", ["4:8: syntax error: cannot parenthesize type in composite literal"]),
    ("x = a[", ["5:1: syntax error: unexpected }, expected expression"]),
    ("x = a[]", ["4:7: syntax error: unexpected ], expected operand"]),
    ("x = a[1", ["4:8: syntax error: unexpected newline, expected comma, : or ]"]),
    ("x = a[:", ["5:1: syntax error: unexpected }, expected expression"]),
    ("x = a[::]", ["4:8: middle index required in 3-index slice", "4:9: final index required in 3-index slice"]),
    ("x = a[1::]", ["4:9: middle index required in 3-index slice", "4:10: final index required in 3-index slice"]),
    ("x = a[1:2:]", ["4:11: final index required in 3-index slice"]),
    ("x = a[1,2]", ["4:9: syntax error: unexpected literal 2, expected ]"]),
    ("x = a[1 2]", ["4:9: syntax error: unexpected literal 2, expected comma, : or ]"]),
    ("x = a.", ["5:1: syntax error: unexpected }, expected name or ("]),
    ("x = a.5", ["4:6: syntax error: unexpected literal .5 at end of statement"]),
    ("x = a.(", ["5:1: syntax error: unexpected }, expected type"]),
    ("x = a.(int", ["4:11: syntax error: unexpected newline, expected )"]),
    ("x = a.(type)", []),
    ("x = func", ["5:1: syntax error: unexpected }, expected ("]),
    ("x = func() {", ["6:1: syntax error: unexpected EOF, expected }"]),
    ("x = func() int", []),
    ("x = struct{}", []),
    ("x = *", ["5:1: syntax error: unexpected }, expected expression"]),
    ("x = &(T{})", []),
    ("x = !", ["5:1: syntax error: unexpected }, expected expression"]),
    ("a, b", ["4:5: syntax error: unexpected newline, expected := or = or comma"]),
    ("a, b += 1, 2", ["4:6: syntax error: unexpected +=, expected := or = or comma"]),
    ("a, b++", ["4:5: syntax error: unexpected ++, expected := or = or comma"]),
    ("a b", ["4:3: syntax error: unexpected name b at end of statement"]),
    ("a ++ b", ["4:6: syntax error: unexpected name b at end of statement"]),
    ("x = y = z", ["4:7: syntax error: unexpected = at end of statement"]),
    ("x := y := z", ["4:8: syntax error: unexpected := at end of statement"]),
    ("5 = 6 7", ["4:7: syntax error: unexpected literal 7 at end of statement"]),
    (
      "x = a ? b : c",
      ["4:7: invalid character U+003F '?'", "4:9: syntax error: unexpected name b at end of statement"]
    ),
    (
      "x = if",
      [
        "4:5: syntax error: unexpected keyword if, expected expression",
        "5:1: syntax error: unexpected }, expected expression",
      ]
    ),
    (
      "x = {1}",
      [
        "4:5: syntax error: unexpected {, expected expression",
        "5:1: syntax error: non-declaration statement outside function body",
      ]
    ),
    ("a.b := 1", []),
    ("x = map[string]int{\"a\": 1,, \"b\": 2}", ["4:27: syntax error: unexpected comma, expected expression"]),
    ("x = f(,)", ["4:7: syntax error: unexpected comma, expected expression"]),
    ("x = [](int){}", []),
    ("x = chan", ["5:1: syntax error: missing channel element type"]),
    ("++x", ["4:1: syntax error: unexpected ++, expected }"]),
    ("x = y++", ["4:6: syntax error: unexpected ++ at end of statement"]),
    ("x = @", ["4:5: invalid character U+0040 '@'", "5:1: syntax error: unexpected }, expected expression"]),
    ("x = 1 +* 2", []),
    ("x = .5.", ["5:1: syntax error: unexpected }, expected name or ("]),
    ("x = a.b c.d", ["4:9: syntax error: unexpected name c at end of statement"]),
    ("~x", ["4:1: syntax error: unexpected ~, expected }"]),
    ("x <- ", ["5:1: syntax error: unexpected }, expected expression"]),
    ("<-", ["5:1: syntax error: unexpected }, expected expression"]),
    ("x = <-", ["5:1: syntax error: unexpected }, expected expression"]),
  ]
}
