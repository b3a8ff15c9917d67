// SPDX-License-Identifier: Apache-2.0
//
// Lines that begin with `#`.
internal import Source

extension Preprocessor {
  /// Reads a directive from the token after its `#` to the end of its line.
  mutating func directive(_ position: Position) {
    let name = lexer.next(&names, inDirective: true)
    if name.isEnd { return }
    guard name.kind == .name else {
      // `# 12 "file"`: what other preprocessors leave.
      if name.kind != .number {
        error(name.position, "expected the name of a directive after '#', found '\(text(name))'")
      }
      lexer.skipLine()
      return
    }
    let directive = text(name)
    switch directive {
    case "define": define(name.position)
    case "undef": undefine(name.position)
    case "include", "include_next":
      // The rest of the line is the includer's, which is read later.
      if include(position, isNext: directive == "include_next") { return }
    case "if", "ifdef", "ifndef":
      let holds = condition(directive, name.position)
      conditions.append(Condition(directive: "#" + directive, position: position, isTaken: holds))
      if conditions.count > 1000 { return giveUp(position, "#if nested more than 1000 deep") }
      if !holds { skipGroups() }
    case "elif", "elifdef", "elifndef", "else":
      guard conditions.count > conditionBase else {
        error(position, "#\(directive) without #if")
        break
      }
      if conditions[conditions.count - 1].hasElse {
        error(position, "#\(directive) after #else")
      } else if directive == "else" {
        conditions[conditions.count - 1].hasElse = true
      }
      lexer.skipLine()
      skipGroups()
    case "endif":
      if conditions.count > conditionBase {
        conditions.removeLast()
      } else {
        error(position, "#endif without #if")
      }
    case "pragma": pragma(position)
    case "error": error(position, "#error " + lexer.restOfLine())
    case "warning": reports.warnings.append(Diagnostic(position, "#warning " + lexer.restOfLine()))
    case "line": lineDirective(name.position)
    case "ident", "sccs": break
    case "cgo" where options.collectsCgoLines:
      // Go's tool takes what looks like a comment for a part of the line.
      cgoLines.append(CDirectiveLine(position: position, text: lexer.restOfLine(keepsComments: true)))
    default:
      let near = NearName.best(
        directive, among: ["define", "undef", "include", "ifdef", "ifndef", "elif", "else", "endif", "pragma"])
      error(name.position, "invalid preprocessing directive '#\(directive)'" + NearName.hint(near.map { "#" + $0 }))
    }
    lexer.skipLine()
    if lexer.problem == .unterminatedComment { unterminatedComment() }
  }

  mutating func unterminatedComment() {
    noteEnd()
    error(lexer.commentPosition, "unterminated /* comment")
    lexer.problem = nil
  }

  mutating func giveUp(_ position: Position, _ message: String) {
    error(position, message)
    isGivenUp = true
  }

  /// Passes over groups that are not read, up to one that is, or past the `#endif`.
  private mutating func skipGroups() {
    lexer.skipLine()
    var depth = 0
    while let position = lexer.skipToDirective() {
      let name = lexer.next(&names, inDirective: true)
      guard name.kind == .name else {
        lexer.skipLine()
        continue
      }
      let directive = text(name)
      switch directive {
      case "if", "ifdef", "ifndef": depth += 1
      case "endif":
        if depth == 0 {
          conditions.removeLast()
          return
        }
        depth -= 1
      case "elif", "elifdef", "elifndef", "else":
        if depth > 0 { break }
        let last = conditions.count - 1
        if conditions[last].hasElse {
          error(position, "#\(directive) after #else")
        } else if directive == "else" {
          conditions[last].hasElse = true
          if !conditions[last].isTaken {
            conditions[last].isTaken = true
            return
          }
        } else if !conditions[last].isTaken, condition(String(directive.dropFirst(2)), name.position) {
          conditions[last].isTaken = true
          return
        }
      default: break
      }
      lexer.skipLine()
    }
    if lexer.problem != nil { unterminatedComment() }
  }

  /// Whether the condition after `#if`, `#ifdef` or `#ifndef` holds. An error is false.
  private mutating func condition(_ directive: String, _ position: Position) -> Bool {
    if directive == "if" { return conditionExpression(position) }
    let name = lexer.next(&names, inDirective: true)
    guard name.kind == .name else {
      error(
        name.isEnd ? position : name.position, name.isEnd ? "macro name missing" : "macro name must be an identifier")
      return false
    }
    return (macros.index(of: name.spelling) != nil) == (directive != "ifndef")
  }

  /// The tokens up to the end of the line.
  mutating func restOfDirective() -> [Token] {
    var tokens: [Token] = []
    while true {
      var token = lexer.next(&names, inDirective: true)
      if lexer.problem != nil { report(&token) }
      if token.isEnd { return tokens }
      tokens.append(token)
    }
  }

  private mutating func lineDirective(_ position: Position) {
    let tokens = expanded(restOfDirective())
    // Places are told as they are in the text that was given; so the line that is said here is only looked at.
    guard let first = tokens.first, first.kind == .number, UInt32(text(first)) != nil else {
      return error(tokens.first?.position ?? position, "#line needs a number")
    }
    if tokens.count > 1, tokens[1].kind != .string { error(tokens[1].position, "invalid filename for #line") }
  }
}
