// SPDX-License-Identifier: Apache-2.0
//
// What the parser asks about nodes it has just made, to tell types from values.

extension Tree {
  /// What an expression is without the parentheses around it.
  func unparenthesized(_ x: NodeID<Expr>) -> NodeID<Expr> {
    var x = x
    while case .paren(let inner) = self[x] { x = inner }
    return x
  }

  /// Whether `{` behind an expression begins a composite literal and no block.
  func mayBeLiteralType(_ x: NodeID<Expr>, level: Int) -> Bool {
    let type = unparenthesized(x)
    switch kind(of: type) {
    case .name, .selector: return level >= 0
    case .index: return level >= 0 && !isValue(type)
    case .arrayType, .sliceType, .structType, .mapType: return true
    default: return false
    }
  }

  /// Whether an expression can be no type.
  private func isValue(_ x: NodeID<Expr>) -> Bool {
    var x = x
    while true {
      switch self[x] {
      case .literal, .composite, .function, .slice, .assertion, .typeSwitchGuard, .call, .unary, .binary: return true
      case .paren(let inner): x = inner
      case .index(let base, let list):
        if list.count == 1 && isValue(self[list, 0]) { return true }
        x = base
      default: return false
      }
    }
  }

  /// Whether an expression can only be a type.
  func isTypeElement(_ x: NodeID<Expr>) -> Bool {
    var x = x
    while true {
      switch self[x] {
      case .arrayType, .structType, .functionType, .interfaceType, .sliceType, .mapType, .channelType: return true
      case .unary(.tilde, _): return true
      case .unary(_, let inner), .star(let inner), .paren(let inner): x = inner
      case .binary(_, let left, let right):
        if isTypeElement(right) { return true }
        x = left
      default: return false
      }
    }
  }

  /// Whether a declaration is a function without braces.
  func endsWithoutBody(_ id: NodeID<Decl>) -> Bool {
    if case .function(let function) = self[id], case .absent = function.body { return true }
    return false
  }
}
