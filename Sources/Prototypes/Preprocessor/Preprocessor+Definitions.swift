// SPDX-License-Identifier: Apache-2.0
//
// `#define` and `#undef`.
internal import Source

extension Preprocessor {
  mutating func define(_ position: Position) {
    guard let name = macroName(position) else { return }
    var macro = Macro(name: name.spelling, position: name.position)
    var tokens = restOfDirective()
    var parameters: [NameID] = []
    if let first = tokens.first, first.kind == .leftParen, !first.flags.contains(.spaced) {
      guard let end = self.parameters(tokens, &parameters, &macro) else { return }
      macro.parameterCount = parameters.count
      tokens.removeFirst(end)
    }
    guard let body = self.body(tokens, parameters, macro) else { return }
    macro.body = body
    if let former = macros.find(macro.name) {
      if former.isSame(as: macro) {
        touchedMacros.append(macro.name)
        return
      } else {
        changesMacros = true
        if !former.position.isNone {
          reports.warnings.append(
            Diagnostic(
              name.position, "'\(text(name))' macro redefined",
              notes: [Diagnostic.Note(former.position, "previous definition is here")]))
        }
      }
    }
    touchedMacros.append(macro.name)
    macros.define(macro)
  }

  mutating func undefine(_ position: Position) {
    guard let name = macroName(position), macros.index(of: name.spelling) != nil else { return }
    touchedMacros.append(name.spelling)
    changesMacros = true
    macros.undefine(name.spelling)
  }

  private mutating func macroName(_ position: Position) -> Token? {
    let name = lexer.next(&names, inDirective: true)
    if name.isEnd {
      error(position, "macro name missing")
    } else if name.kind != .name {
      error(name.position, "macro name must be an identifier")
    } else if text(name) == "defined" {
      error(name.position, "'defined' cannot be used as a macro name")
    } else {
      return name
    }
    return nil
  }

  /// Reads the parameters of a function-like macro. Returns the count of their tokens, with both parentheses.
  private mutating func parameters(_ tokens: [Token], _ parameters: inout [NameID], _ macro: inout Macro) -> Int? {
    var at = 1
    if at < tokens.count && tokens[at].kind == .rightParen { return 2 }
    while at < tokens.count {
      let token = tokens[at]
      at += 1
      if token.kind == .ellipsis {
        macro.isVariadic = true
        parameters.append(names.intern("__VA_ARGS__"))
      } else if token.kind == .name {
        if parameters.contains(token.spelling) {
          error(token.position, "duplicate macro parameter name '\(text(token))'")
          return nil
        }
        parameters.append(token.spelling)
        if at < tokens.count && tokens[at].kind == .ellipsis {
          macro.isVariadic = true
          at += 1
        }
      } else {
        error(token.position, "invalid token '\(text(token))' in macro parameter list")
        return nil
      }
      guard at < tokens.count else { break }
      if tokens[at].kind == .rightParen { return at + 1 }
      guard tokens[at].kind == .comma, !macro.isVariadic else {
        error(tokens[at].position, "expected \(macro.isVariadic ? "')'" : "',' or ')'") in macro parameter list")
        return nil
      }
      at += 1
    }
    error(macro.position, "missing ')' in macro parameter list of '\(names.text(of: macro.name))'")
    return nil
  }

  /// The body with parameters and operators found.
  private mutating func body(_ tokens: [Token], _ parameters: [NameID], _ macro: Macro) -> [Token]? {
    var body: [Token] = []
    body.reserveCapacity(tokens.count)
    let isFunction = macro.parameterCount != nil
    var at = 0
    while at < tokens.count {
      var token = tokens[at]
      at += 1
      switch token.kind {
      case .name where isFunction:
        if let index = parameters.firstIndex(of: token.spelling) {
          token.kind = .parameter
          token.spelling = NameID(raw: UInt32(index))
        } else if macro.isVariadic && text(token) == "__VA_OPT__" {
          guard at < tokens.count, tokens[at].kind == .leftParen else {
            error(token.position, "missing '(' following __VA_OPT__")
            return nil
          }
          token.kind = .option
        }
      case .hash where isFunction:
        guard at < tokens.count, tokens[at].kind == .name,
          let index = parameters.firstIndex(of: tokens[at].spelling)
        else {
          error(token.position, "'#' is not followed by a macro parameter")
          return nil
        }
        at += 1
        token.kind = .stringify
        token.spelling = NameID(raw: UInt32(index))
      case .hashHash:
        if body.isEmpty || at == tokens.count {
          error(token.position, "'##' cannot appear at \(body.isEmpty ? "start" : "end") of macro expansion")
          return nil
        }
        token.kind = .paste
      default: break
      }
      body.append(token)
    }
    return body
  }
}
