// SPDX-License-Identifier: Apache-2.0
//
// The piece of a text that declares a name, with the comment above it.
//
// How.      From the beginning of the name's line tokens are read up to the end of the statement that holds the name. So
//           a line of a group stands for itself, and a function is shown whole.
public import Source

extension SourceFile {
  /// The bytes of the statement or declaration around an offset; from the start of a line, without a newline at its end.
  public func declaration(around offset: UInt32) -> Range<Int> {
    let offset = min(Int(offset), count)
    guard hasText else { return 0..<0 }
    let line = Int(lineStarts[self.line(at: UInt32(offset)) - 1])
    var scanner = Scanner(source: self, symbols: SymbolTable(), from: line)
    var (depth, end) = (0, line)
    while true {
      scanner.next()
      switch scanner.token {
      case .endOfFile: return commentStart(above: line)..<max(end, line)
      case .leftParen, .leftBracket, .leftBrace: depth += 1
      case .rightParen, .rightBracket, .rightBrace:
        depth -= 1
        if depth < 0 { return commentStart(above: line)..<end }
      case .semicolon where depth == 0 && scanner.start >= offset: return commentStart(above: line)..<end
      default: break
      }
      if scanner.token != .semicolon { end = scanner.at }
    }
  }

  /// Where the lines of comment right above a line begin; the line itself without any.
  private func commentStart(above start: Int) -> Int {
    var index = line(at: UInt32(start)) - 1
    while index > 0, text(line: index).drop(while: { $0 == " " || $0 == "\t" }).hasPrefix("//") { index -= 1 }
    return Int(lineStarts[index])
  }
}
