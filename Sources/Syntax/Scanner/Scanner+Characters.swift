// SPDX-License-Identifier: Apache-2.0
//
// Characters beyond ASCII, bytes that are no characters, and comments.
//
// How.      A NUL, a byte that is not UTF-8, and a byte order mark after the first byte are errors wherever they stand,
//           also in comments and strings; each is reported once and then passed over as if it were not there.

extension Scanner {
  /// Decodes the character at an index: its scalar and its length, or nil where the bytes are not UTF-8.
  func decode(at index: Int) -> (scalar: Unicode.Scalar, length: Int)? {
    let first = bytes[index]
    func tail(_ distance: Int) -> UInt32? {
      let byte = bytes[Swift.min(index + distance, count)]
      return byte & 0xC0 == 0x80 ? UInt32(byte & 0x3F) : nil
    }
    switch first {
    case 0..<0x80: return (Unicode.Scalar(first), 1)
    case 0xC2..<0xE0:
      guard let second = tail(1) else { return nil }
      return Unicode.Scalar(UInt32(first & 0x1F) << 6 | second).map { ($0, 2) }
    case 0xE0..<0xF0:
      guard let second = tail(1), let third = tail(2) else { return nil }
      let value = UInt32(first & 0x0F) << 12 | second << 6 | third
      return value < 0x800 ? nil : Unicode.Scalar(value).map { ($0, 3) }
    case 0xF0..<0xF5:
      guard let second = tail(1), let third = tail(2), let fourth = tail(3) else { return nil }
      let value = UInt32(first & 0x07) << 18 | second << 12 | third << 6 | fourth
      return value < 0x10000 ? nil : Unicode.Scalar(value).map { ($0, 4) }
    default: return nil
    }
  }

  /// Steps over one character inside a string or comment whose first byte is 0 or from 0x80 up, reporting it if it may
  /// not stand in a text.
  /// - Precondition: `at` is less than `count`.
  mutating func stepOverUnusual() {
    if bytes[at] == 0 {
      error(at: at, "invalid NUL character")
      at += 1
      return
    }
    guard let (scalar, length) = decode(at: at) else {
      error(at: at, "invalid UTF-8 encoding")
      at += 1
      return
    }
    if scalar.value == 0xFEFF && at > 0 { error(at: at, "invalid BOM in the middle of the file") }
    at += length
  }

  /// Whether the byte at `at` must go through ``stepOverUnusual()``, being no character of its own.
  private func isNoCharacter() -> Bool {
    guard at < count else { return false }
    if bytes[at] == 0 { return true }
    guard bytes[at] >= 0x80 else { return false }
    guard let (scalar, _) = decode(at: at) else { return true }
    return scalar.value == 0xFEFF
  }

  /// Deals with a character that begins no token of ASCII. True when it was the first of a name, which is read.
  mutating func scanUnusual() -> Bool {
    if isNoCharacter() {
      stepOverUnusual()
      return false
    }
    guard let (scalar, length) = decode(at: at) else { return false }
    if scalar.isASCII {
      error(at: at, "invalid character \(scalar.goCodePoint)")
      at += length
      return false
    }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: break
    case .decimalNumber: error(at: at, "identifier cannot begin with digit \(scalar.goCodePoint)")
    default: error(at: at, "invalid character \(scalar.goCodePoint) in identifier")
    }
    finishName(continueName(SymbolTable.seed))
    return true
  }

  /// Reads the rest of a name that holds more than ASCII and gives the hash of the whole.
  mutating func continueName(_ hash: UInt32) -> UInt32 {
    var hash = hash
    var isFirst = at == start
    while at < count {
      let from = at
      let byte = bytes[at]
      if isLetter(byte) || isDecimal(byte) {
        at += 1
      } else if isNoCharacter() {
        stepOverUnusual()
      } else if byte >= 0x80, let (scalar, length) = decode(at: at) {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber: break
        default: if !isFirst { error(at: at, "invalid character \(scalar.goCodePoint) in identifier") }
        }
        at += length
      } else {
        break
      }
      isFirst = false
      for index in from..<at { hash = SymbolTable.mix(hash, bytes[index]) }
    }
    return hash
  }

  /// Steps over `//` and what follows, up to the newline, and heeds `//go:` directives.
  mutating func skipLineComment() {
    at += 1
    let text = at
    skipLine()
    if bytes[text] == UInt8(ascii: "g"), bytes[text + 1] == UInt8(ascii: "o"), bytes[text + 2] == UInt8(ascii: ":") {
      readDirective(from: text + 3, to: at)
    }
  }

  @inline(__always) private mutating func skipLine() {
    while true {
      let byte = bytes[at]
      if byte == 0x0A { return }
      if byte == 0 || byte >= 0x80 {
        if at >= count { return }
        stepOverUnusual()
      } else {
        at += 1
      }
    }
  }

  /// Steps over a comment in `/*` and `*/`; true when it holds a newline.
  mutating func skipComment() -> Bool {
    at += 1
    var hasNewline = false
    while true {
      let byte = bytes[at]
      if byte == UInt8(ascii: "*") && bytes[at + 1] == UInt8(ascii: "/") {
        at += 2
        return hasNewline
      }
      if byte == 0x0A { hasNewline = true }
      if byte == 0 || byte >= 0x80 {
        if at >= count {
          error(at: start, "comment not terminated")
          endedInside = errors.count == 1
          return hasNewline
        }
        stepOverUnusual()
      } else {
        at += 1
      }
    }
  }

  private mutating func readDirective(from: Int, to: Int) {
    let words = bytes[from..<to].split(whereSeparator: { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D })
    guard let verb = words.first else { return }
    switch String(decoding: verb, as: UTF8.self) {
    case "noinline": pragmas.insert(.noInline)
    case "nosplit": pragmas.insert(.noSplit)
    case "noescape": pragmas.insert(.noEscape)
    case "norace": pragmas.insert(.noRace)
    case "nocheckptr": pragmas.insert(.noCheckPointer)
    case "notinheap": pragmas.insert(.notInHeap)
    case "uintptrescapes": pragmas.formUnion([.uintptrEscapes, .uintptrKeepAlive])
    case "uintptrkeepalive": pragmas.insert(.uintptrKeepAlive)
    case "linkname":
      guard words.count == 2 || words.count == 3 else {
        error(at: start + 2, "usage: //go:linkname localname [linkname]")
        return
      }
      let local = symbols.intern(String(decoding: words[1], as: UTF8.self))
      let target = words.count == 3 ? symbols.intern(String(decoding: words[2], as: UTF8.self)) : local
      linkNames.append((local, target))
    default: break
    }
  }
}

extension Unicode.Scalar {
  /// Whether Go prints the character as itself in a quoted text.
  var isGoPrintable: Bool {
    if isASCII { return value >= 0x20 && value < 0x7F }
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator:
      return false
    default: return true
    }
  }

  /// `U+0040 '@'`, or only `U+0007` for what cannot be printed.
  var goCodePoint: String {
    let digits = String(value, radix: 16, uppercase: true)
    let code = "U+" + String(repeating: "0", count: Swift.max(0, 4 - digits.count)) + digits
    return isGoPrintable ? "\(code) '\(self)'" : code
  }

  /// The character as a rune literal of Go.
  var goQuoted: String {
    switch value {
    case 0x07: return "'\\a'"
    case 0x08: return "'\\b'"
    case 0x09: return "'\\t'"
    case 0x0A: return "'\\n'"
    case 0x0B: return "'\\v'"
    case 0x0C: return "'\\f'"
    case 0x0D: return "'\\r'"
    case 0x27: return "'\\''"
    case 0x5C: return "'\\\\'"
    default: break
    }
    if isGoPrintable { return "'\(self)'" }
    let digits = String(value, radix: 16)
    let width = value < 0x80 ? 2 : value < 0x10000 ? 4 : 8
    let letter = value < 0x80 ? "x" : value < 0x10000 ? "u" : "U"
    return "'\\\(letter)" + String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits + "'"
  }
}
