// SPDX-License-Identifier: Apache-2.0
//
// Macros replaced by their texts.
//
// How.      A macro's text, with arguments put in, is a context on a stack; tokens are taken from the innermost one, and a
//           macro whose context is on the stack is not expanded. Its name, met there, is painted and never expanded
//           again. A function-like macro may take its arguments from contexts further out, and from the file.
// Upholds.  What a text expands to is counted; at the limit reading ends with an error.
internal import Source

extension Preprocessor {
  /// How many tokens the macros of one text may become.
  static var expansionLimit: Int { 2_000_000 }
  /// How deep calls of macros may stand in arguments of others.
  static var argumentDepth: Int { 100 }

  /// Puts a token of the file, or what it expands to, at the end of the output.
  mutating func emit(_ token: Token) {
    guard token.kind == .name, let macro = macros.index(of: token.spelling), expand(token, macro) else {
      output.append(token)
      return
    }
    drain()
  }

  /// Moves what the contexts expand to into the output.
  private mutating func drain() {
    while let token = takeOfContexts() {
      if isInCondition, token.kind == .name, token.spelling == definedName {
        expandDefined(token)
        continue
      }
      if token.kind == .name, !token.flags.contains(.painted), let macro = macros.index(of: token.spelling),
        expand(token, macro)
      {
        continue
      }
      output.append(token)
    }
  }

  /// What tokens expand to, with nothing behind them.
  mutating func expanded(_ tokens: [Token]) -> [Token] {
    let isPlain = tokens.allSatisfy { $0.kind != .name || macros.index(of: $0.spelling) == nil }
    if isPlain && !isInCondition { return tokens }
    guard expansionDepth < Preprocessor.argumentDepth else {
      giveUp(tokens.first?.position ?? lexer.position, "macros nested more than \(Preprocessor.argumentDepth) deep")
      return []
    }
    expansionDepth += 1
    var outside = [Context(tokens: tokens, macro: nil)]
    swap(&contexts, &outside)
    var kept: [Token] = []
    swap(&output, &kept)
    let reads = readsFile
    readsFile = false
    drain()
    readsFile = reads
    swap(&output, &kept)
    swap(&contexts, &outside)
    expansionDepth -= 1
    return kept
  }

  /// The next token of the contexts; nil when all are at their end.
  mutating func takeOfContexts() -> Token? {
    while !contexts.isEmpty && !isGivenUp {
      let last = contexts.count - 1
      if contexts[last].at < contexts[last].tokens.count {
        var token = contexts[last].tokens[contexts[last].at]
        contexts[last].at += 1
        if token.kind == .placeholder { continue }
        if token.kind == .name, let macro = macros.index(of: token.spelling), macro < isExpanding.count,
          isExpanding[macro]
        {
          token.flags.insert(.painted)
        }
        return token
      }
      if let macro = contexts[last].macro { isExpanding[macro] = false }
      contexts.removeLast()
    }
    return nil
  }

  /// Whether `(` comes next. Contexts that end before it are left.
  private mutating func parenthesisFollows() -> Bool {
    while let context = contexts.last {
      var at = context.at
      while at < context.tokens.count && context.tokens[at].kind == .placeholder { at += 1 }
      if at < context.tokens.count {
        contexts[contexts.count - 1].at = at
        return context.tokens[at].kind == .leftParen
      }
      if let macro = context.macro { isExpanding[macro] = false }
      contexts.removeLast()
    }
    guard readsFile else { return false }
    let token = nextOfFile()
    if token.isEnd { return false }
    peeked = token
    return token.kind == .leftParen
  }

  /// Pushes the text of a macro. Returns false if the name is no use of it.
  private mutating func expand(_ name: Token, _ index: Int) -> Bool {
    if isExpanding.count < macros.all.count {
      isExpanding.append(contentsOf: repeatElement(false, count: macros.all.count - isExpanding.count + 64))
    }
    let macro = macros[index]
    if let special = macro.special { return expandSpecial(name, special) }
    var text: [Token]
    if macro.parameterCount != nil {
      guard parenthesisFollows(), let arguments = arguments(of: macro, name) else { return false }
      text = substitute(macro, arguments, name)
    } else {
      text = macro.body
      if text.contains(where: { $0.kind == .paste }) { pasteAll(&text) }
    }
    let origin = name.macro == .none ? macro.name : name.macro
    for at in text.indices {
      if text[at].macro == Preprocessor.ofArgument {
        text[at].macro = .none
      } else if text[at].macro == .none {
        text[at].position = name.position
        text[at].macro = origin
        text[at].flags.remove(.startsLine)
      }
    }
    if !text.isEmpty {
      text[0].flags = text[0].flags.subtracting(.spaced).union(name.flags.intersection([.spaced, .startsLine]))
    }
    expandedTokens += text.count + 1
    if expandedTokens > Preprocessor.expansionLimit {
      giveUp(name.position, "macros expand to more than \(Preprocessor.expansionLimit) tokens")
      return true
    }
    isExpanding[index] = true
    contexts.append(Context(tokens: text, macro: index))
    return true
  }

  /// Marks tokens of arguments, which keep their places, until the text is complete.
  static var ofArgument: NameID { NameID(raw: .max) }

  private mutating func expandSpecial(_ name: Token, _ special: Macro.Special) -> Bool {
    var token = name
    token.kind = .number
    switch special {
    case .file:
      token.kind = .string
      token.spelling = names.intern("\"" + path + "\"")
    case .line: token.spelling = names.intern("\(sources.location(of: name.position)?.line ?? 0)")
    case .counter:
      token.spelling = names.intern("\(counter)")
      counter += 1
    case .includeLevel: token.spelling = names.intern("\(outer.count)")
    case .hasInclude, .hasIncludeNext, .hasAttribute, .hasBuiltin:
      guard isInCondition else { return false }
      expandQuestion(name, special)
      return true
    }
    contexts.append(Context(tokens: [token], macro: nil))
    return true
  }

  /// Reads the arguments of a use, from the `(` that is next. Nil after an error.
  private mutating func arguments(of macro: Macro, _ name: Token) -> [[Token]]? {
    var arguments: [[Token]] = [[]]
    var depth = 0
    let wanted = macro.parameterCount ?? 0
    while true {
      let token = takeOfContexts() ?? (readsFile ? nextOfFile() : .end)
      if token.isEnd {
        if !isGivenUp {
          if readsFile { noteEnd() }
          error(
            name.position, "unterminated argument list of macro '\(text(name))'",
            notes: [Diagnostic.Note(macro.position, "macro '\(text(name))' defined here")])
        }
        return nil
      }
      switch token.kind {
      case .leftParen:
        depth += 1
        if depth == 1 { continue }
      case .rightParen:
        depth -= 1
        if depth == 0 { return complete(arguments, macro, name) }
      case .comma where depth == 1 && !(macro.isVariadic && arguments.count == wanted):
        arguments.append([])
        continue
      default: break
      }
      arguments[arguments.count - 1].append(token)
      expandedTokens += 1
      if expandedTokens > Preprocessor.expansionLimit {
        giveUp(name.position, "macros expand to more than \(Preprocessor.expansionLimit) tokens")
        return nil
      }
    }
  }

  /// The arguments as many as there are parameters, or nil after an error.
  private mutating func complete(_ arguments: [[Token]], _ macro: Macro, _ name: Token) -> [[Token]]? {
    let wanted = macro.parameterCount ?? 0
    if arguments.count == wanted { return arguments }
    if wanted == 0 && arguments.count == 1 && arguments[0].isEmpty { return [] }
    if macro.isVariadic && arguments.count == wanted - 1 { return arguments + [[]] }
    let few = arguments.count < wanted
    error(
      name.position,
      "too \(few ? "few" : "many") arguments provided to function-like macro '\(text(name))': \(arguments.count) for \(wanted)",
      notes: [Diagnostic.Note(macro.position, "macro '\(text(name))' defined here")])
    return nil
  }
}
