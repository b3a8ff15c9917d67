// SPDX-License-Identifier: Apache-2.0
//
// `#pragma pack` where the declarations are, and `_Pragma`.
internal import Source

extension Parser {
  mutating func apply(_ pragma: Pragma, at place: Position) {
    switch pragma {
    case .set(let limit): pack.limit = limit == 0 ? nil : limit
    case .push(let label, let limit):
      if pack.stack.count < 10_000 { pack.stack.append((label, pack.limit)) }
      if let limit { pack.limit = limit == 0 ? nil : limit }
    case .pop(let label, let limit):
      if pack.stack.isEmpty {
        declared.warnings.append(Diagnostic(place, "#pragma pack(pop, ...) without a push"))
      } else if label == .none {
        pack.limit = pack.stack.removeLast().limit
      } else if let index = pack.stack.lastIndex(where: { $0.label == label }) {
        pack.limit = pack.stack[index].limit
        pack.stack.removeSubrange(index...)
      }
      if let limit { pack.limit = limit == 0 ? nil : limit }
    }
  }

  /// `_Pragma("…")`, of which only `pack` matters.
  mutating func pragmaOperator() throws(Stop) {
    let place = token.position
    advance()
    try expect(.leftParen, "expected '(' after '_Pragma'")
    guard token.kind == .string, case .success(let literal) = TextLiteral.string(names.bytes(of: token.spelling)) else {
      throw stop(at: token.position, "expected a string in '_Pragma'")
    }
    advance()
    try expect(.rightParen, "expected ')' after '_Pragma'")
    var lexer = Lexer(literal.bytes, file: .none)
    let name = lexer.next(&names, inDirective: true)
    guard name.kind == .name, text(name) == "pack" else { return }
    var rest: [Token] = []
    while true {
      let token = lexer.next(&names, inDirective: true)
      if token.isEnd { break }
      rest.append(token)
    }
    switch PackPragma.read(rest, names) {
    case .success(let pragma): apply(pragma, at: place)
    case .failure(let problem): throw stop(at: place, problem.message)
    }
  }
}
