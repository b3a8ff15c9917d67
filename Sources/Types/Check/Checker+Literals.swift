// SPDX-License-Identifier: Apache-2.0
//
// Checker+Literals.swift — composite literals.

internal import BigInt
import Syntax

extension Checker {
  /// - Parameter hint: the type of elements of the literal around this one, when it may be left out here.
  func compositeLiteral(
    _ operand: inout Operand, _ expr: NodeID<Expr>, _ typeNode: NodeID<Expr>, _ elements: NodeList<Expr>,
    _ close: UInt32, _ hint: TypeID
  ) {
    let list = Array(file.tree.nodes(elements))
    var type = TypeID.invalid
    var base = TypeID.invalid
    var openElement: TypeID?
    if typeNode.exists {
      if case .arrayType(let length, let element) = file.tree[typeNode], length.isNone {
        let elementType = variableType(element)
        guard elementType.isValid else {
          useElements(list)
          return
        }
        openElement = elementType
      } else {
        type = typeExpression(typeNode)
        base = type
      }
    } else if hint.isValid {
      type = hint
      base = hint
      if case .pointer(let element) = types.view(of: types.coreType(hint)) { base = element }
    } else {
      error(expr, "missing type in composite literal")
      useElements(list)
      return
    }
    if let element = openElement {
      let count = indexedElements(list, element, length: -1)
      type = types.array(of: element, length: count)
      file.record(typeNode, .type, type)
      operand.mode = .value
      operand.type = type
      return
    }
    switch types.view(of: types.coreType(base)) {
    case .structure(let id): structElements(list, types[id], base, close)
    case .array(let element, let length): _ = indexedElements(list, element, length: length)
    case .slice(let element): _ = indexedElements(list, element, length: -1)
    case .map(let key, let element): mapElements(list, key, element)
    default:
      useElements(list)
      if types.coreType(base).isValid || types.isTypeParameter(base) {
        let cause = types.coreType(base).isValid ? "" : " (no common underlying type)"
        error(expr, "invalid composite literal\(typeNode.exists ? "" : " element") type \(text(type))\(cause)")
      }
      return
    }
    operand.mode = .value
    operand.type = type
  }

  private func useElements(_ list: [NodeID<Expr>]) {
    for element in list {
      if case .keyValue(_, let value) = file.tree[element] { use(value) } else { use(element) }
    }
  }

  private func structElements(_ list: [NodeID<Expr>], _ fields: [StructField], _ base: TypeID, _ close: UInt32) {
    guard let first = list.first else { return }
    if case .keyValue = file.tree[first] {
      keyedFields(list, fields, base)
      return
    }
    var value = Operand()
    for (index, element) in list.enumerated() {
      if case .keyValue(_, let inner) = file.tree[element] {
        error(element, "mixture of field:value and value elements in struct literal")
        use(inner)
        continue
      }
      expression(&value, element, hint: .invalid)
      guard index < fields.count else {
        error(element, "too many values in struct literal of type \(text(base))")
        break
      }
      let field = fields[index]
      if field.package.exists, field.package != package.id {
        error(
          element,
          "implicit assignment to unexported field \(text(field.name)) in struct literal of type \(text(base))")
        continue
      }
      assign(&value, to: field.type, "struct literal")
    }
    if list.count < fields.count {
      let hasHidden = fields.contains { $0.package.exists && $0.package != package.id }
      error(
        file.tree.position(at: close),
        "too few values in struct literal of type \(text(base))"
          + (hasHidden ? " (type has unexported fields - use key:value pairs)" : ""))
    }
  }

  private func keyedFields(_ list: [NodeID<Expr>], _ fields: [StructField], _ base: TypeID) {
    var seen: [(name: Symbol, path: [Int])] = []
    var value = Operand()
    for element in list {
      guard case .keyValue(let key, let valueNode) = file.tree[element] else {
        error(element, "mixture of field:value and value elements in struct literal")
        use(element)
        continue
      }
      guard case .name(let name) = file.tree[key] else {
        use(valueNode)
        error(element, "invalid field name \(text(key)) in struct literal")
        continue
      }
      expression(&value, valueNode, hint: .invalid)
      switch program.lookup(types.coreType(base), name, from: package.id, addressable: false) {
      case .field(let path, let type, let isIndirect):
        if isIndirect {
          error(key, "invalid implicit pointer indirection to reach \(text(name))")
          continue
        }
        file.record(key, selection: Selection(kind: .field, receiver: base, path: path, type: type))
        assign(&value, to: type, "struct literal")
        if let other = seen.first(where: { $0.path.starts(with: path) || path.starts(with: $0.path) }) {
          let (short, long) = (text(name), text(other.name))
          error(
            element,
            other.path == path
              ? "duplicate field name \(short) in struct literal"
              : other.path.count < path.count
                ? "cannot specify promoted field \(short) and enclosing embedded field \(long)"
                : "cannot specify embedded field \(short) and enclosed promoted field \(long)")
        }
        seen.append((name, path))
      case .method, .interfaceMethod, .pointerReceiver: error(key, "\(text(name)) is not a field")
      default: error(key, whyUnknownField(base, name))
      }
    }
  }

  private func whyUnknownField(_ base: TypeID, _ name: Symbol) -> String {
    let unknown = "unknown field \(text(name)) in struct literal of type \(text(base))"
    guard let (other, isMethod) = similarMember(base, name), !isMethod else { return unknown }
    if other.name == name {
      return other.package == package.id || isExported(name)
        ? unknown : "cannot refer to unexported field \(text(name)) in struct literal of type \(text(base))"
    }
    let alternative = text(other.name)
    if other.package == package.id || (isExported(name) && isExported(other.name)) {
      return "\(unknown), but does have \(alternative)"
    }
    if text(name).dropFirst() == alternative.dropFirst() {
      return isExported(name)
        ? "\(unknown), but does have unexported \(alternative)" : "\(unknown), but does have \(alternative)"
    }
    return unknown
  }

  /// Checks the elements of an array or slice literal; the length that they need.
  private func indexedElements(_ list: [NodeID<Expr>], _ type: TypeID, length: Int64) -> Int64 {
    var seen: Set<Int64> = []
    var isKeyed = false
    var index: Int64 = 0
    var end: Int64 = 0
    var value = Operand()
    for element in list {
      var isValid = false
      var valueNode = element
      if case .keyValue(let key, let inner) = file.tree[element] {
        if !isKeyed {
          isKeyed = true
          seen = Set(0..<index)
        }
        let (keyType, constant) = checkIndexType(key, limit: length)
        if keyType.isValid {
          if let constant {
            index = constant
            isValid = true
          } else {
            error(element, "index \(text(key)) must be integer constant")
          }
        }
        valueNode = inner
      } else if length >= 0, index >= length {
        error(element, "index \(index) is out of bounds (>= \(length))")
      } else {
        isValid = true
      }
      if isValid, isKeyed, !seen.insert(index).inserted {
        error(element, "duplicate index \(index) in array or slice literal")
      }
      index += 1
      end = max(end, index)
      expression(&value, valueNode, hint: type)
      assign(&value, to: type, "array or slice literal")
    }
    return end
  }

  private func mapElements(_ list: [NodeID<Expr>], _ keyType: TypeID, _ elementType: TypeID) {
    var seen: Set<ConstantKey> = []
    let isInterface = types.isInterface(keyType)
    var value = Operand()
    for element in list {
      guard case .keyValue(let key, let valueNode) = file.tree[element] else {
        error(element, "missing key in map literal")
        use(element)
        continue
      }
      expression(&value, key, hint: keyType)
      assign(&value, to: keyType, "map literal")
      if value.isValid, value.mode == .constant,
        let constant = ConstantKey(value.value, isInterface ? value.type : .invalid)
      {
        if !seen.insert(constant).inserted {
          error(value, "duplicate key \(constantText(value)) in map literal")
          use(valueNode)
          continue
        }
      }
      expression(&value, valueNode, hint: elementType)
      assign(&value, to: elementType, "map literal")
    }
  }
}

/// A constant as a member of a set.
struct ConstantKey: Hashable {
  private enum Value: Hashable {
    case bool(Bool)
    case string([UInt8])
    case int(Int64)
    case other(String)
  }

  private let value: Value
  private let type: TypeID

  init?(_ constant: Constant, _ type: TypeID) {
    self.type = type
    switch constant.value {
    case .unknown: return nil
    case .bool(let value): self.value = .bool(value)
    case .string(let bytes): value = .string(bytes)
    case .int(let value): self.value = .int(value)
    case .big(let big): value = .other(String(big))
    case .complex(let real, let imaginary):
      value = .other("\(real.double ?? 0) \(imaginary.double ?? 0)")
    default: value = .other("\(constant.double ?? 0)")
    }
  }
}
