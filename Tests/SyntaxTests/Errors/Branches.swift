// SPDX-License-Identifier: Apache-2.0
//
// Labels and branches. Each text with what Go's compiler says of it, seen from Go 1.27; empty where it has nothing to say.

extension ErrorTable {
  /// Inside a function, from line 4.
  static let branches: [(text: String, errors: [String])] = [
    ("break", ["4:1: break is not in a loop, switch, or select"]),
    ("continue", ["4:1: continue is not in a loop"]),
    ("fallthrough", ["4:1: fallthrough statement out of place"]),
    ("L: for { break L }", []),
    ("L: for { break M }", ["4:1: label L defined and not used", "4:16: break label not defined: M"]),
    ("L: x()\n", ["4:1: label L defined and not used"]),
    ("L: for {}\nL: for { break L }", ["5:1: label L already defined at x.go:4:1", "5:16: invalid break label L"]),
    ("goto L\nL: x()", []),
    ("goto L\nx := 1\nL: y(x)", ["4:6: goto L jumps over declaration of x at x.go:5:3"]),
    ("goto L\nvar x, y int\nL: y(x)", ["4:6: goto L jumps over declaration of x at x.go:5:5"]),
    ("goto L\n{\nL: x()\n}", ["4:6: goto L jumps into block starting at x.go:5:1"]),
    ("{\nL: x()\n}\ngoto L", ["7:6: goto L jumps into block starting at x.go:4:1"]),
    ("L: if x { break L }", ["4:17: invalid break label L"]),
    ("L: for { continue L }", []),
    ("L: switch { case x: continue L }", ["4:30: invalid continue label L"]),
    ("switch { case x: fallthrough }", ["4:18: cannot fallthrough final case in switch"]),
    ("switch { case x: fallthrough; case y: }", []),
    ("switch { case x: { fallthrough }; case y: }", ["4:20: fallthrough statement out of place"]),
    ("switch { case x: fallthrough; z(); case y: }", ["4:18: fallthrough statement out of place"]),
    ("switch x.(type) { case int: fallthrough; case string: }", ["4:29: cannot fallthrough in type switch"]),
    ("select { case <-c: break; case <-d: continue }", ["4:37: continue is not in a loop"]),
    ("for { func() { break }() }", ["4:16: break is not in a loop, switch, or select"]),
    ("_: for {}", []),
    ("goto M", ["4:6: label M not defined"]),
    ("L: M: for { break L }", ["4:4: label M defined and not used", "4:19: invalid break label L"]),
    ("for { if x { break } else { continue } }", []),
    ("L: { break L }", ["4:12: invalid break label L"]),
    ("if x { goto L } else if y { L: }", ["4:13: goto L jumps into block starting at x.go:4:27"]),
  ]
}
