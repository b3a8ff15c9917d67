// SPDX-License-Identifier: Apache-2.0
//
// Finding the end of a function's body without reading its tokens.

extension Scanner {
  /// The index of the brace that closes the one at `open`; nil where the text ends before it or holds what only the
  /// scanner can complain about.
  func closingBrace(from open: Int) -> Int? {
    var at = open
    var depth = 0
    while true {
      let byte = bytes[at]
      at += 1
      switch byte {
      case UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "}"):
        depth -= 1
        if depth == 0 { return at - 1 }
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        while bytes[at] != byte {
          if bytes[at] == UInt8(ascii: "\\") { at += 1 }
          if bytes[at] == 0x0A || bytes[at] == 0 { return nil }
          at += 1
        }
        at += 1
      case UInt8(ascii: "`"):
        while bytes[at] != byte {
          if bytes[at] == 0 { return nil }
          at += 1
        }
        at += 1
      case UInt8(ascii: "/"):
        if bytes[at] == UInt8(ascii: "/") {
          while bytes[at] != 0x0A {
            if bytes[at] == 0 { return nil }
            at += 1
          }
        } else if bytes[at] == UInt8(ascii: "*") {
          at += 1
          while bytes[at] != UInt8(ascii: "*") || bytes[at + 1] != UInt8(ascii: "/") {
            if bytes[at] == 0 { return nil }
            at += 1
          }
          at += 2
        }
      case 0: return nil
      default: break
      }
    }
  }
}
