// SPDX-License-Identifier: Apache-2.0
//
// What stands before a cursor in a text that is not finished, as far as tokens tell.
//
// How.      The text up to the cursor is scanned; the last token says what kind of place the cursor is in, and the open
//           brackets say what would have to follow for the text to be whole.
// Upholds.  Any bytes give a context.
internal import Source

/// The place of a cursor at the end of a text.
public struct CursorContext: Sendable {
  public enum Place: Sendable {
    /// In a name or a keyword, or where one could begin.
    case name
    /// In a string literal that is still open.
    case string
    /// In the string of an import.
    case importPath
    /// In a comment, a number, a rune, or behind a whole literal: no name can stand here.
    case nothing
  }

  public private(set) var place = Place.name
  /// Offset of the first byte of the name, or of what stands in the string; the text's length when nothing does.
  public private(set) var start: Int
  /// Whether the name stands behind a dot.
  public private(set) var followsDot = false
  /// Whether a statement could begin with the name.
  public private(set) var beginsStatement = false
  /// The brackets that would close the open ones, innermost first.
  public private(set) var closers: [UInt8] = []

  /// - Parameter text: what stands before the cursor.
  public init(_ text: [UInt8]) {
    start = text.count
    var scanner = Scanner(source: SourceFile(id: .none, name: "", contents: text), symbols: SymbolTable())
    var (before, last) = (Token.endOfFile, Token.endOfFile)
    var (lastStart, lastEnd) = (0, 0)
    var isImporting = false
    while true {
      scanner.next()
      if scanner.token == .endOfFile || scanner.start >= text.count { break }
      before = last
      last = scanner.token
      if last != .semicolon { (lastStart, lastEnd) = (scanner.start, scanner.at) }
      switch last {
      case .leftParen: closers.append(UInt8(ascii: ")"))
      case .leftBracket: closers.append(UInt8(ascii: "]"))
      case .leftBrace: closers.append(UInt8(ascii: "}"))
      case .rightParen: close(UInt8(ascii: ")"))
      case .rightBracket: close(UInt8(ascii: "]"))
      case .rightBrace: close(UInt8(ascii: "}"))
      default: break
      }
      isImporting = last == .import || isImporting && CursorContext.mayStandInImport(last)
    }
    closers.reverse()
    let endsOpen = scanner.errors.last?.message == "string not terminated"
    if last == .literal, lastEnd == text.count {
      start = lastStart + 1
      let isOpenString = scanner.literalKind == .string && scanner.literalIsBad && endsOpen
      place = isOpenString ? (isImporting ? .importPath : .string) : .nothing
      return
    }
    if scanner.endedInside || CursorContext.isInComment(text[min(lastEnd, text.count)...]) {
      place = .nothing
      return
    }
    if lastEnd == text.count, last == .name || last.isKeyword {
      start = lastStart
      last = before
    }
    followsDot = last == .dot
    switch last {
    case .endOfFile, .semicolon, .leftBrace, .rightBrace, .colon: beginsStatement = true
    default: break
    }
  }

  /// Takes the innermost open bracket of a kind, and those inside of it that were never closed, from the list.
  private mutating func close(_ bracket: UInt8) {
    guard let index = closers.lastIndex(of: bracket) else { return }
    closers.removeSubrange(index...)
  }

  private static func mayStandInImport(_ token: Token) -> Bool {
    token == .leftParen || token == .literal || token == .name || token == .dot || token == .semicolon
  }

  /// Whether what follows the last token on the last line is a comment that goes on.
  private static func isInComment(_ rest: ArraySlice<UInt8>) -> Bool {
    let line = rest.lastIndex(of: 0x0A).map { rest[($0 + 1)...] } ?? rest
    let text = line.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    guard let end = text.lastIndex(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) else { return false }
    let isClosed = end > text.startIndex && text[end] == UInt8(ascii: "/") && text[end - 1] == UInt8(ascii: "*")
    return !isClosed || text.starts(with: Array("//".utf8))
  }
}
