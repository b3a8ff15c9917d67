// SPDX-License-Identifier: Apache-2.0
//
// Arguments put into the text of a macro: as they are beside `#` and `##`, else expanded.
internal import Source

extension Preprocessor {
  /// The text of a use of a function-like macro.
  mutating func substitute(_ macro: Macro, _ arguments: [[Token]], _ name: Token) -> [Token] {
    var ready = [[Token]?](repeating: nil, count: arguments.count)
    var text = substitute(macro.body[...], macro, arguments, &ready)
    if text.contains(where: { $0.kind == .paste }) { pasteAll(&text) }
    return text
  }

  private mutating func substitute(
    _ body: ArraySlice<Token>, _ macro: Macro, _ arguments: [[Token]], _ ready: inout [[Token]?]
  ) -> [Token] {
    var result: [Token] = []
    result.reserveCapacity(body.count)
    var at = body.startIndex
    while at < body.endIndex, !isGivenUp {
      let token = body[at]
      at += 1
      switch token.kind {
      case .stringify: result.append(string(of: arguments[Int(token.spelling.raw)], token))
      case .parameter:
        let index = Int(token.spelling.raw)
        let follows = at < body.endIndex && body[at].kind == .paste
        let precedes = at - 2 >= body.startIndex && body[at - 2].kind == .paste
        let isRest = macro.isVariadic && index == arguments.count - 1
        if precedes && isRest && at - 3 >= body.startIndex && body[at - 3].kind == .comma {
          // gcc's `, ## __VA_ARGS__`: the comma goes with an empty rest, and nothing is pasted.
          result.removeLast()
          if arguments[index].isEmpty {
            result.removeLast()
            continue
          }
          result.append(contentsOf: argument(index, token, arguments, &ready))
        } else if follows || precedes {
          let tokens = arguments[index]
          if tokens.isEmpty {
            result.append(placeholder(token))
          } else {
            for (offset, part) in tokens.enumerated() {
              var copy = part
              if copy.macro == .none { copy.macro = Preprocessor.ofArgument }
              if offset == 0 { copy.flags = copy.flags.subtracting(.spaced).union(token.flags.intersection(.spaced)) }
              result.append(copy)
            }
          }
        } else {
          result.append(contentsOf: argument(index, token, arguments, &ready))
        }
      case .option:
        // The parenthesis stands for its text when there are further arguments.
        var depth = 0
        var end = at
        while end < body.endIndex {
          if body[end].kind == .leftParen { depth += 1 }
          if body[end].kind == .rightParen { depth -= 1 }
          if depth == 0 { break }
          end += 1
        }
        let inner = body[min(at + 1, end)..<end]
        if let rest = arguments.last, !rest.isEmpty {
          result.append(contentsOf: substitute(inner, macro, arguments, &ready))
        } else {
          result.append(placeholder(token))
        }
        at = min(end + 1, body.endIndex)
      default: result.append(token)
      }
      expandedTokens += 1
      if result.count > Preprocessor.expansionLimit { return result }
    }
    return result
  }

  private func placeholder(_ token: Token) -> Token {
    Token(kind: .placeholder, flags: [], spelling: .none, macro: .none, position: token.position)
  }

  /// An argument expanded, with the white space before the parameter.
  private mutating func argument(
    _ index: Int, _ parameter: Token, _ arguments: [[Token]], _ ready: inout [[Token]?]
  ) -> [Token] {
    var tokens: [Token]
    if let known = ready[index] {
      tokens = known
    } else {
      tokens = expanded(arguments[index])
      for at in tokens.indices where tokens[at].macro == .none { tokens[at].macro = Preprocessor.ofArgument }
      ready[index] = tokens
    }
    if !tokens.isEmpty {
      tokens[0].flags = tokens[0].flags.subtracting(.spaced).union(parameter.flags.intersection(.spaced))
    }
    return tokens
  }

  /// `#`: the argument as a string.
  private mutating func string(of argument: [Token], _ token: Token) -> Token {
    var text: [UInt8] = [UInt8(ascii: "\"")]
    for (index, part) in argument.enumerated() {
      if index > 0 && !part.flags.isDisjoint(with: [.spaced, .startsLine]) { text.append(0x20) }
      let quotes = part.kind == .string || part.kind == .character
      for byte in names.bytes(of: part.spelling) {
        if quotes && (byte == UInt8(ascii: "\"") || byte == 0x5C) { text.append(0x5C) }
        text.append(byte)
      }
    }
    text.append(UInt8(ascii: "\""))
    count(text, token.position)
    var result = token
    result.kind = .string
    result.spelling = names.intern(text)
    return result
  }

  /// Long spellings that macros make count as several tokens.
  private mutating func count(_ spelling: [UInt8], _ position: Position) {
    expandedTokens += spelling.count / 16
    if expandedTokens > Preprocessor.expansionLimit && !isGivenUp {
      giveUp(position, "macros expand to more than \(Preprocessor.expansionLimit) tokens")
    }
  }

  /// Does each `##`.
  mutating func pasteAll(_ tokens: inout [Token]) {
    var result: [Token] = []
    result.reserveCapacity(tokens.count)
    var at = 0
    while at < tokens.count {
      let token = tokens[at]
      at += 1
      guard token.kind == .paste, let left = result.last, at < tokens.count else {
        result.append(token)
        continue
      }
      let right = tokens[at]
      at += 1
      if right.kind == .placeholder { continue }
      result.removeLast()
      result.append(left.kind == .placeholder ? right : paste(left, right))
    }
    tokens = result
  }

  private mutating func paste(_ left: Token, _ right: Token) -> Token {
    let spelling = Array(names.bytes(of: left.spelling)) + Array(names.bytes(of: right.spelling))
    count(spelling, left.position)
    var lexer = Lexer(spelling, file: .none)
    var token = lexer.next(&names)
    if lexer.problem != nil || token.isEnd || lexer.at < lexer.count {
      let place = left.macro == Preprocessor.ofArgument ? left.position : right.position
      error(
        place, "pasting formed '\(String(decoding: spelling, as: UTF8.self))', an invalid preprocessing token")
      return left
    }
    token.flags = left.flags.intersection(.spaced)
    token.macro = left.macro
    token.position = left.position
    return token
  }
}
