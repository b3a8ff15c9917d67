// SPDX-License-Identifier: Apache-2.0
//
// Macros tried as constants.
internal import Source

extension Preprocessor {
  /// What each macro's name expands to.
  mutating func expansions(of names: [NameID]) -> [(name: NameID, tokens: [Token])] {
    var result: [(name: NameID, tokens: [Token])] = []
    result.reserveCapacity(names.count)
    // Errors here are no errors of the text.
    let kept = reports
    let count = expandedTokens
    for name in names {
      guard let macro = macros.find(name), macro.parameterCount == nil, macro.special == nil else {
        result.append((name, []))
        continue
      }
      expandedTokens = Preprocessor.expansionLimit - 10_000
      let use = Token(kind: .name, flags: [], spelling: name, macro: .none, position: macro.position)
      let tokens = expanded([use])
      result.append((name, isGivenUp || reports.errors.count != kept.errors.count ? [] : tokens))
      isGivenUp = false
      reports = kept
      contexts.removeAll()
      for index in isExpanding.indices where isExpanding[index] { isExpanding[index] = false }
    }
    expandedTokens = count
    return result
  }
}

extension Parser {
  /// What a macro stands for.
  mutating func meaning(of macro: Macro, _ expansion: [Token]) -> CEnvironment.MacroMeaning {
    let name = names.text(of: macro.name)
    func skipped(_ reason: CSkippedMacro.Reason) -> CEnvironment.MacroMeaning {
      .skipped(CSkippedMacro(name: name, reason: reason, position: macro.position))
    }
    if macro.parameterCount != nil { return skipped(.takesArguments) }
    if macro.body.isEmpty { return skipped(.isEmpty) }
    if expansion.isEmpty { return skipped(.notConstant("it expands to nothing")) }
    if expansion.count == 1, expansion[0].kind == .name, Keyword.of(expansion[0].spelling) == nil {
      let known = tables.symbols[expansion[0].spelling]
      let isConstant = if case .enumerator = known { true } else { false }
      if known != nil && !isConstant { return skipped(.names(text(expansion[0]))) }
    }
    if beginsType(expansion[0]) { return skipped(.notConstant("it is a type or a part of a declaration")) }
    let outcome = tried(expansion)
    switch outcome {
    case .success(let operand):
      guard let value = operand.value else {
        return skipped(.notConstant(operand.reason ?? "it is no constant expression"))
      }
      return .constant(CConstant(name: name, type: operand.type, value: value, position: macro.position))
    case .failure(let problem): return skipped(.notConstant(problem.message))
    }
  }

  private struct Problem: Error {
    var message: String
  }

  /// Evaluates tokens with nothing reported.
  private mutating func tried(_ expression: [Token]) -> Result<Operand, Problem> {
    let outside = (tokens, at, token, depth)
    tokens = expression + [.end]
    at = 0
    token = tokens[0]
    depth = 0
    isTrying = true
    triedMessage = nil
    defer {
      (tokens, at, token, depth) = outside
      isTrying = false
    }
    do throws(Stop) {
      let operand = try self.expression()
      if !token.isEnd { return .failure(Problem(message: "it has more than an expression")) }
      return .success(operand)
    } catch {
      return .failure(Problem(message: triedMessage ?? "it is no expression"))
    }
  }
}
