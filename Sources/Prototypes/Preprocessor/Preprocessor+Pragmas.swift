// SPDX-License-Identifier: Apache-2.0
//
// `#pragma once` and `#pragma pack`; others mean nothing to declarations.
internal import Source

extension Preprocessor {
  mutating func pragma(_ position: Position) {
    let first = lexer.next(&names, inDirective: true)
    guard first.kind == .name else { return }
    switch text(first) {
    case "once": files.once.insert(path)
    case "pack":
      let tokens = expanded(restOfDirective())
      switch PackPragma.read(tokens, names) {
      case .success(let pragma): append(pragma, position)
      case .failure(let problem): error(problem.position ?? first.position, problem.message)
      }
    case "push_macro", "pop_macro":
      reports.warnings.append(Diagnostic(position, "#pragma \(text(first)) is not followed"))
    default: break
    }
  }

  private mutating func append(_ pragma: Pragma, _ position: Position) {
    pragmas.append(pragma)
    output.append(
      Token(
        kind: .pragma, flags: [], spelling: NameID(raw: UInt32(pragmas.count - 1)), macro: .none, position: position))
  }
}

/// Reads what follows `pack`.
enum PackPragma {
  struct Problem: Error {
    var position: Position?
    var message: String
  }

  static func read(_ tokens: [Token], _ names: NameTable) -> Result<Pragma, Problem> {
    guard tokens.first?.kind == .leftParen else {
      return .failure(Problem(position: tokens.first?.position, message: "missing '(' after '#pragma pack'"))
    }
    guard let close = tokens.firstIndex(where: { $0.kind == .rightParen }) else {
      return .failure(Problem(position: tokens.last?.position, message: "missing ')' after '#pragma pack'"))
    }
    var alignment: Int?
    var label = NameID.none
    var action = ""
    for (index, token) in tokens[1..<close].enumerated() {
      if index % 2 == 1 {
        if token.kind != .comma {
          return .failure(Problem(position: token.position, message: "expected ',' in '#pragma pack'"))
        }
        continue
      }
      switch token.kind {
      case .number:
        guard let value = Int(names.text(of: token.spelling)), [0, 1, 2, 4, 8, 16].contains(value) else {
          return .failure(
            Problem(
              position: token.position,
              message:
                "expected #pragma pack parameter to be 1, 2, 4, 8 or 16, found '\(names.text(of: token.spelling))'"))
        }
        alignment = value
      case .name where index == 0 && ["push", "pop"].contains(names.text(of: token.spelling)):
        action = names.text(of: token.spelling)
      case .name where !action.isEmpty: label = token.spelling
      default:
        return .failure(
          Problem(
            position: token.position,
            message:
              "expected 'push', 'pop' or an alignment in '#pragma pack', found '\(names.text(of: token.spelling))'"))
      }
    }
    switch action {
    case "push": return .success(.push(label: label, alignment: alignment))
    case "pop": return .success(.pop(label: label, alignment: alignment))
    default: return .success(.set(alignment ?? 0))
    }
  }
}
