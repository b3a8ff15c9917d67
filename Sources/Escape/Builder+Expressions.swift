// SPDX-License-Identifier: Apache-2.0
//
// Builder+Expressions.swift — where the value of each form of expression comes from.

import Source
import Syntax
import Types

extension Builder {
  /// Walks an expression whose value becomes one of type `target`: putting a value into an interface may make memory.
  ///
  /// - Parameter offset: where the report says the interface is made; nil for the expression's own place.
  func expression(
    _ hole: Hole, _ node: NodeID<Expr>, as target: TypeID, at offset: UInt32? = nil, isSilent: Bool = false
  ) {
    guard makesInterface(node, target) else { return expression(hole, node) }
    if analysis.isDirect(file.type(of: node)) { return expression(hole, node) }
    let inner = unparenthesized(node)
    place(at: node)
    let site = Site(
      file: file.id, node: inner, role: .box, offset: offset ?? tree.offset(of: inner), isSilent: isSilent)
    expression(spill(hole, site), node)
  }

  /// Whether a value is put into an interface when it becomes one of type `target`.
  func makesInterface(_ node: NodeID<Expr>, _ target: TypeID) -> Bool {
    guard target.isValid, types.isInterface(target) else { return false }
    let type = file.type(of: node)
    return file.mode(of: node) != .nilValue && type.isValid && !types.isInterface(type) && !isUntypedNil(type)
  }

  /// The place that Go 1.19's compiler holds to be the current one after it has read an expression: that of the last
  /// part that is no constant. Conversions to interfaces that the source does not spell out are reported there.
  func lastOffset(_ node: NodeID<Expr>) -> UInt32? {
    if !node.exists || file.constant(of: node).exists || file.mode(of: node) == .type { return nil }
    let own = tree.offset(of: node)
    switch tree[node] {
    case .paren(let inner): return lastOffset(inner)
    case .binary(_, let left, let right): return lastOffset(right) ?? lastOffset(left) ?? own
    case .unary(_, let operand), .star(let operand), .assertion(let operand, _): return lastOffset(operand) ?? own
    case .selector(let operand, _): return isPackageName(operand) ? own : lastOffset(operand) ?? own
    case .index(let operand, let indexes): return lastOffset(tree[indexes, 0]) ?? lastOffset(operand) ?? own
    case .call(_, let arguments, _) where file.call(of: node) == .conversion:
      return lastOffset(tree[arguments, 0]) ?? own
    default: return own
    }
  }

  /// Whether the compiler's tree keeps no place for an operand: a name stands for its variable.
  func hasNoPlace(_ node: NodeID<Expr>) -> Bool {
    if file.constant(of: node).exists { return false }
    let inner = unparenthesized(node)
    switch tree[inner] {
    case .name: return true
    case .selector(let operand, _): return isPackageName(operand)
    default: return false
    }
  }

  private func isPackageName(_ node: NodeID<Expr>) -> Bool {
    guard case .name = tree[node] else { return false }
    let object = file.object(of: node)
    return object.exists && program[object].kind == .package
  }

  func isUntypedNil(_ type: TypeID) -> Bool {
    if case .basic(.untypedNil) = types.view(of: type) { return true }
    return false
  }

  func unparenthesized(_ node: NodeID<Expr>) -> NodeID<Expr> {
    var node = node
    while case .paren(let inner) = tree[node] { node = inner }
    return node
  }

  func discard(_ node: NodeID<Expr>) { if node.exists { expression(.discard, node) } }

  /// Walks an expression whose value goes into `hole`.
  func expression(_ hole: Hole, _ node: NodeID<Expr>) {
    guard node.exists else { return }
    place(at: node)
    if file.constant(of: node).exists || file.mode(of: node) == .type { return }
    let type = file.type(of: node)
    let hole = hole.derefs >= 0 && type.isValid && !analysis.hasPointers(type) ? .discard : hole
    switch tree[node] {
    case .none, .bad, .literal, .keyValue, .typeSwitchGuard: break
    case .name: name(hole, node)
    case .paren(let inner): expression(hole, inner)
    case .function: literal(hole, node)
    case .composite(_, let elements, _): composite(hole, node, elements, address: nil)
    case .selector(let operand, _): selector(hole, node, operand)
    case .index(let operand, let indexes): index(hole, node, operand, indexes)
    case .slice(let operand, let low, let high, let max, _):
      discard(low)
      discard(high)
      discard(max)
      if case .array = types.underlyingView(of: file.type(of: operand)) {
        addressOf(hole.address(), operand)
      } else {
        expression(hole, operand)
      }
    case .assertion(let operand, _): expression(asserted(hole, type), operand)
    case .star(let operand): expression(hole.dereferenced(), operand)
    case .unary(let token, let operand): unary(hole, node, token, operand)
    case .binary(let token, let left, let right): binary(hole, node, token, left, right)
    case .call: call([hole], node)
    case .arrayType, .sliceType, .variadicType, .structType, .interfaceType, .functionType, .mapType, .channelType:
      break
    }
  }

  /// What an assertion to `type` yields is the data word itself or what it points to.
  func asserted(_ hole: Hole, _ type: TypeID) -> Hole {
    types.isInterface(type) || analysis.isDirect(type) ? hole : hole.dereferenced()
  }

  private func name(_ hole: Hole, _ node: NodeID<Expr>) {
    let object = file.object(of: node)
    guard object.exists, program[object].kind == .variable else { return }
    if program[object].flags.contains(.isPackageLevel) {
      if analysis.standIns.contains(object) { graph.flow(hole, from: location(ofStandIn: object)) }
      return
    }
    graph.flow(hole, from: location(of: object))
  }

  /// The operand of `&` or of slicing an array: the hole is already that of the address.
  private func addressOf(_ hole: Hole, _ node: NodeID<Expr>) { expression(hole, node) }

  private func unary(_ hole: Hole, _ node: NodeID<Expr>, _ token: Token, _ operand: NodeID<Expr>) {
    switch token {
    case .and:
      let inner = unparenthesized(operand)
      if case .composite(_, let elements, _) = tree[inner] {
        composite(hole, inner, elements, address: node)
      } else {
        addressOf(hole.address(), operand)
      }
    default: discard(operand)
    }
  }

  private func binary(
    _ hole: Hole, _ node: NodeID<Expr>, _ token: Token, _ left: NodeID<Expr>, _ right: NodeID<Expr>
  ) {
    if token == .add, types.isString(file.type(of: node)) {
      _ = spill(hole, node)
      discardStrings(left)
      discardStrings(right)
      return
    }
    if token.isComparison {
      // Comparing an interface with another value makes an interface of that value.
      expression(.discard, left, as: file.type(of: right), isSilent: true)
      expression(.discard, right, as: file.type(of: left), isSilent: true)
      return
    }
    discard(left)
    discard(right)
  }

  /// `a + b + c` is one concatenation.
  private func discardStrings(_ node: NodeID<Expr>) {
    if case .binary(.add, let left, let right) = tree[unparenthesized(node)], !file.constant(of: node).exists {
      discardStrings(left)
      discardStrings(right)
    } else {
      discard(node)
    }
  }

  private func index(_ hole: Hole, _ node: NodeID<Expr>, _ operand: NodeID<Expr>, _ indexes: NodeList<Expr>) {
    if file.mode(of: node) == .value, case .function = types.underlyingView(of: file.type(of: node)),
      file.mode(of: operand) != .variable, types.signature(file.type(of: operand)) != nil
    {
      return  // an instance of a generic function
    }
    let operandType = file.type(of: operand)
    switch types.underlyingView(of: operandType) {
    case .map(let key, _):
      discard(operand)
      expression(.discard, tree[indexes, 0], as: key, at: lastOffset(tree[indexes, 0]) ?? lastOffset(operand))
    case .array:
      expression(hole, operand)
      discard(tree[indexes, 0])
    default:
      expression(hole.dereferenced(), operand)
      discard(tree[indexes, 0])
    }
  }

  private func selector(_ hole: Hole, _ node: NodeID<Expr>, _ operand: NodeID<Expr>) {
    guard let selection = file.selection(of: node) else { return }  // a name of another package
    switch selection.kind {
    case .field: expression(through(selection.path, from: file.type(of: operand), hole), operand)
    case .methodExpression, .interfaceMethodExpression: break
    case .method, .interfaceMethod: methodValue(hole, node, operand, selection)
    }
  }

  /// The hole for the operand of a selector whose field at the end of `path` goes into `hole`.
  func through(_ path: [Int], from type: TypeID, _ hole: Hole) -> Hole {
    var hole = hole
    var derefs = 0
    var type = type
    for index in path {
      if let element = types.pointerElement(type) {
        derefs += 1
        type = element
      }
      if let fields = types.fields(type) { type = fields[index].type }
    }
    hole.derefs += Int32(derefs)
    return hole
  }

  /// The receiver of a method as its parameter takes it.
  func receiverHole(_ hole: Hole, _ selection: Selection, from type: TypeID) -> Hole {
    var hole = hole
    if selection.takesAddress { hole = hole.address() }
    if selection.dereferences { hole = hole.dereferenced() }
    return through(selection.path, from: type, hole)
  }

  private func methodValue(_ hole: Hole, _ node: NodeID<Expr>, _ operand: NodeID<Expr>, _ selection: Selection) {
    // The receiver flows into the closure, and by a call that nobody sees into the method's parameter.
    let closure = spill(hole, node)
    var parameter = Hole.heap
    if selection.kind == .method {
      let results = types.signature(program[selection.function].type)?.results.count ?? 0
      parameter = parameterHoles(selection.function, results: [Hole](repeating: .heap, count: results)).first ?? .heap
    }
    let type = file.type(of: operand)
    expression(receiverHole(tee([parameter, closure]), selection, from: type), operand)
  }

  private func literal(_ hole: Hole, _ node: NodeID<Expr>) {
    let id = file.function(of: node)
    let closure = spill(hole, node)
    enter(literal: id)
    place(at: node)
    for captured in program[id].captures {
      let source = location(of: captured)
      graph.flow(analysis.isCapturedByValue(captured) ? closure : closure.address(), from: source)
    }
    for standIn in standInsNamed[id] ?? [] { graph.flow(closure.address(), from: location(ofStandIn: standIn)) }
  }

  /// Walks the body of a function literal, once.
  func enter(literal id: FunctionID) {
    declare(id)
    walk(id)
  }

  /// A composite literal; `address` is the `&` before it.
  private func composite(
    _ hole: Hole, _ node: NodeID<Expr>, _ elements: NodeList<Expr>, address: NodeID<Expr>?
  ) {
    var hole = hole
    let type = file.type(of: node)
    // Inside a literal of pointers `{…}` stands for `&T{…}`.
    var shape = type
    if let element = types.pointerElement(type), address == nil {
      shape = element
      hole = spill(hole, node, alwaysHeap: types.sizeof(element) > Builder.largestImplicit)
    }
    if let address {
      hole = spill(hole, address, alwaysHeap: types.sizeof(type) > Builder.largestImplicit)
    }
    var place = tree.offset(of: node)
    func part(_ hole: Hole, _ value: NodeID<Expr>, as type: TypeID) {
      if !hasNoPlace(value) { place = tree.offset(of: unparenthesized(value)) }
      expression(hole, value, as: type, at: place)
    }
    switch types.underlyingView(of: shape) {
    case .structure(let id):
      for (position, element) in tree.nodes(elements).enumerated() {
        if case .keyValue(let key, let value) = tree[element] {
          part(hole, value, as: fieldType(id, key))
        } else {
          part(hole, element, as: position < types[id].count ? types[id][position].type : .invalid)
        }
      }
    case .array(let element, _):
      for item in tree.nodes(elements) { part(hole, value(of: item), as: element) }
    case .slice(let element):
      let length = Int64(elements.count)
      let backing = spill(
        hole, node,
        alwaysHeap: types.sizeof(element).multipliedReportingOverflow(by: length).partialValue
          > Builder.largestImplicit)
      for item in tree.nodes(elements) { part(backing, value(of: item), as: element) }
    case .map(let key, let element):
      _ = spill(hole, node)
      for item in tree.nodes(elements) {
        guard case .keyValue(let name, let value) = tree[item] else { continue }
        part(.heap, name, as: key)
        part(.heap, value, as: element)
      }
    default: break
    }
  }

  private func value(of element: NodeID<Expr>) -> NodeID<Expr> {
    if case .keyValue(_, let value) = tree[element] { return value }
    return element
  }

  private func fieldType(_ id: StructID, _ key: NodeID<Expr>) -> TypeID {
    guard case .name(let symbol) = tree[key] else { return .invalid }
    return types[id].first { $0.name == symbol }?.type ?? .invalid
  }
}
