// SPDX-License-Identifier: Apache-2.0
//
// Checker+Index.swift — index and slice expressions.

import Syntax

extension Checker {
  func index(_ operand: inout Operand, _ expr: NodeID<Expr>, _ base: NodeID<Expr>, _ indexes: NodeList<Expr>) {
    expressionOrType(&operand, base, allowGeneric: true)
    operand.expr = base
    switch operand.mode {
    case .invalid:
      use(Array(file.tree.nodes(indexes)))
      return
    case .type:
      operand.type = instantiatedType(expr, base, Array(file.tree.nodes(indexes)))
      if !operand.type.isValid { operand.invalidate() }
      return
    case .value where isGenericFunction(operand):
      instantiateFunction(&operand, expr, base, Array(file.tree.nodes(indexes)))
      return
    default: break
    }
    excludeBuiltin(&operand)
    guard operand.isValid else { return }
    var length: Int64 = -1
    var isIndexable = false
    switch types.view(of: types.coreString(operand.type)) {
    case .basic(let kind) where kind.isString:
      isIndexable = true
      if operand.mode == .constant { length = Int64(operand.value.bytes?.count ?? 0) }
      let index = singleIndex(indexes)
      let value = self.checkIndex(index, limit: length)
      if operand.mode == .constant, let value, let bytes = operand.value.bytes, value < bytes.count {
        // A byte of a constant string is a value, no constant.
        useDefaultType(&operand)
      } else {
        useDefaultType(&operand)
      }
      operand.mode = .value
      operand.type = .uint8
      return
    case .array(let element, let count):
      isIndexable = true
      length = count
      if operand.mode != .variable { operand.mode = .value }
      operand.type = element
    case .pointer(let target):
      if case .array(let element, let count) = types.underlyingView(of: target) {
        isIndexable = true
        length = count
        operand.mode = .variable
        operand.type = element
      }
    case .slice(let element):
      isIndexable = true
      operand.mode = .variable
      operand.type = element
    case .map(let keyType, let element):
      var key = Operand()
      expression(&key, singleIndex(indexes), hint: keyType)
      assign(&key, to: keyType, "map index")
      operand.mode = .mapIndex
      operand.type = element
      return
    default: break
    }
    if !isIndexable, let (element, mode, limit) = indexedTypeSet(operand) {
      isIndexable = true
      length = limit
      operand.mode = mode
      operand.type = element
    }
    guard isIndexable else {
      error(file.tree.position(of: expr), "cannot index \(describe(operand))")
      use(Array(file.tree.nodes(indexes)))
      operand.invalidate()
      return
    }
    _ = checkIndex(singleIndex(indexes), limit: length)
  }

  /// What indexing yields when every type of a type parameter's set can be indexed with the same result.
  private func indexedTypeSet(_ operand: Operand) -> (element: TypeID, mode: OperandMode, limit: Int64)? {
    guard types.isTypeParameter(operand.type) else { return nil }
    var result = TypeID.invalid
    var mode = OperandMode.variable
    var limit: Int64 = -1
    for type in types.typeSet(operand.type) {
      let element: TypeID
      switch types.view(of: type) {
      case .basic(let kind) where kind.isString:
        element = .uint8
        mode = .value
      case .slice(let next): element = next
      case .array(let next, let length):
        element = next
        if operand.mode != .variable { mode = .value }
        limit = limit < 0 ? length : min(limit, length)
      case .pointer(let target):
        guard case .array(let next, let length) = types.underlyingView(of: target) else { return nil }
        element = next
        limit = limit < 0 ? length : min(limit, length)
      default: return nil
      }
      if result.isValid, result != element { return nil }
      result = element
    }
    return result.isValid ? (result, mode, limit) : nil
  }

  private func excludeBuiltin(_ operand: inout Operand) {
    if operand.mode == .builtin {
      error(operand, "\(describe(operand)) must be called")
      operand.invalidate()
    }
  }

  private func singleIndex(_ indexes: NodeList<Expr>) -> NodeID<Expr> {
    if indexes.count > 1 { error(file.tree[indexes, 1], "invalid operation: more than one index") }
    return file.tree[indexes, 0]
  }

  /// Checks an index; the value of a constant one.
  @discardableResult
  func checkIndex(_ expr: NodeID<Expr>, limit: Int64) -> Int64? { checkIndexType(expr, limit: limit).value }

  /// Checks an index; its type is invalid after an error.
  func checkIndexType(_ expr: NodeID<Expr>, limit: Int64) -> (type: TypeID, value: Int64?) {
    var operand = Operand()
    expression(&operand, expr)
    guard isIndex(&operand, "index", allowNegative: false) else { return (.invalid, nil) }
    guard operand.mode == .constant else { return (operand.type, nil) }
    guard let value = operand.value.int64 else { return (.invalid, nil) }
    if limit >= 0, value >= limit {
      error(operand, "invalid argument: index \(constantText(operand)) out of bounds [0:\(limit)]")
      return (.invalid, nil)
    }
    return (operand.type, value)
  }

  /// Whether an operand may be an index, a length or a size.
  func isIndex(_ operand: inout Operand, _ what: String, allowNegative: Bool) -> Bool {
    guard operand.isValid else { return false }
    convertUntyped(&operand, to: .int)
    guard operand.isValid else { return false }
    guard types.isInteger(operand.type) else {
      error(operand, "invalid argument: \(what) \(describe(operand)) must be integer")
      return false
    }
    if operand.mode == .constant, !operand.value.isUnknown {
      if !allowNegative, operand.value.sign < 0 {
        error(operand, "invalid argument: \(what) \(describe(operand)) must not be negative")
        return false
      }
      if operand.value.int64 == nil {
        error(operand, "invalid argument: \(what) \(describe(operand)) overflows int")
        return false
      }
    }
    return true
  }

  func slice(
    _ operand: inout Operand, _ expr: NodeID<Expr>, _ base: NodeID<Expr>, _ indexes: [NodeID<Expr>], isFull: Bool
  ) {
    expression(&operand, base)
    guard operand.isValid else {
      use(indexes)
      return
    }
    var length: Int64 = -1
    var isSliceable = false
    switch types.view(of: types.coreString(operand.type)) {
    case .basic(let kind) where kind.isString:
      if isFull {
        error(indexes[2].exists ? indexes[2] : expr, "invalid operation: 3-index slice of string")
        operand.invalidate()
        return
      }
      isSliceable = true
      if operand.mode == .constant { length = Int64(operand.value.bytes?.count ?? 0) }
      if types.isUntyped(operand.type) { convertUntyped(&operand, to: .string) }
    case .array(let element, let count):
      isSliceable = true
      length = count
      if operand.mode != .variable {
        error(operand, "cannot slice unaddressable value \(describe(operand))")
        operand.invalidate()
        return
      }
      mark(base, .isAddressTaken)
      operand.type = types.slice(of: element)
    case .pointer(let target):
      if case .array(let element, let count) = types.underlyingView(of: target) {
        isSliceable = true
        length = count
        operand.type = types.slice(of: element)
      }
    case .slice: isSliceable = true
    default: break
    }
    guard isSliceable else {
      error(operand, "cannot slice \(describe(operand))")
      use(indexes)
      operand.invalidate()
      return
    }
    operand.mode = .value
    var values: [Int64?] = [nil, nil, nil]
    for (position, index) in indexes.enumerated() {
      if index.exists {
        values[position] = checkIndex(index, limit: length >= 0 ? length + 1 : -1)
      } else if position == 0 {
        values[position] = 0
      } else if length >= 0 {
        values[position] = length
      }
    }
    for first in 0..<2 {
      guard let x = values[first], x > 0 else { continue }
      for second in (first + 1)..<3 {
        guard let y = values[second], y < x else { continue }
        error(indexes[second].exists ? indexes[second] : expr, "invalid slice indices: \(y) < \(x)")
        return
      }
    }
  }
}
