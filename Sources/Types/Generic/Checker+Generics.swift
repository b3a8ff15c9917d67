// SPDX-License-Identifier: Apache-2.0
//
// Checker+Generics.swift — type parameters and explicit instantiation.

import Source
import Syntax

extension Checker {
  /// Declares type parameters in the innermost scope; their types.
  /// - Parameter declared: is told the types before the constraints are read, which may mention them and what they
  ///   belong to.
  func declareTypeParameters(_ list: NodeList<Field>, declared: ([TypeID]) -> Void = { _ in }) -> [TypeID] {
    var parameters: [TypeID] = []
    for (index, id) in file.tree.nodes(list).enumerated() {
      parameters.append(declareTypeParameter(file.tree[id].name, index: index))
    }
    declared(parameters)
    let wasInside = context.isInTypeParameters
    context.isInTypeParameters = true
    var previous = NodeID<Expr>.none
    var constraint = TypeID.emptyInterface
    for (index, id) in file.tree.nodes(list).enumerated() {
      let field = file.tree[id]
      if field.type != previous {
        previous = field.type
        constraint = bound(field.type)
      }
      if case .typeParameter(let parameter) = types.view(of: parameters[index]) {
        types.setConstraint(constraint, of: parameter)
      }
    }
    context.isInTypeParameters = wasInside
    return parameters
  }

  private func declareTypeParameter(_ name: NodeID<Expr>, index: Int) -> TypeID {
    var object = Object(.type, name: symbol(name), package: package.id, position: file.tree.position(of: name))
    object.state = .resolved
    object.node = name.raw
    object.owner = context.function
    let id = program.add(object)
    let parameter = types.makeTypeParameter(id, index: index)
    let type = types[parameter].type
    program.objects[Int(id.raw)].type = type
    file.record(name, object: id)
    declareLocal(object.name, id)
    return type
  }

  /// The interface that a constraint stands for.
  private func bound(_ expr: NodeID<Expr>) -> TypeID {
    switch file.tree[expr] {
    case .unary(.tilde, _), .binary(.or, _, _):
      return types.interface(Interface(methods: [], terms: union(expr)))
    default:
      let type = typeExpression(expr)
      if types.isTypeParameter(type) {
        error(expr, "cannot use a type parameter as constraint")
        return .emptyInterface
      }
      if type.isValid, types.underlying(type).isValid, !types.isInterface(type) {
        return types.interface(Interface(methods: [], terms: [TypeTerm(isTilde: false, type: type)]))
      }
      return type.isValid ? type : .emptyInterface
    }
  }

  /// The type of a method's receiver whose base is written with type parameters.
  func genericReceiver(
    _ function: FunctionID, _ generic: NodeID<Expr>, _ names: [NodeID<Expr>], _ base: NodeID<Expr>
  ) -> TypeID {
    let type = typeName(generic, allowGeneric: true)
    file.record(generic, .type, type)
    guard case .named(let id) = types.view(of: type), !types[id].parameters.isEmpty else {
      if type.isValid { error(generic, "cannot use a type parameter list with non-generic type \(text(type))") }
      return .invalid
    }
    let wanted = types[id].parameters
    if names.count != wanted.count {
      error(
        base, "receiver declares \(names.count) type parameters, but receiver base type declares \(wanted.count)")
      return .invalid
    }
    var parameters: [TypeID] = []
    for (index, name) in names.enumerated() {
      guard case .name = file.tree[name] else {
        error(name, "receiver type parameter \(text(name)) must be an identifier")
        return .invalid
      }
      parameters.append(declareTypeParameter(name, index: index))
    }
    for (index, parameter) in parameters.enumerated() {
      if case .typeParameter(let own) = types.view(of: parameter),
        case .typeParameter(let original) = types.view(of: wanted[index])
      {
        types.setConstraint(substitute(types[original].constraint, wanted, parameters), of: own)
      }
    }
    program.functions[Int(function.raw)].typeParameters = parameters
    program.functions[Int(function.raw)].receiverTypeParameters = parameters.count
    let result = instance(of: id, parameters)
    file.record(base, .type, result)
    return result
  }

  /// `T[A, B]`.
  func instantiatedType(_ expr: NodeID<Expr>, _ base: NodeID<Expr>, _ arguments: [NodeID<Expr>]) -> TypeID {
    let generic = typeName(base, allowGeneric: true)
    file.record(base, .type, generic)
    guard generic.isValid else {
      use(arguments)
      return .invalid
    }
    guard case .named(let id) = types.view(of: generic), !types[id].parameters.isEmpty else {
      let list = arguments.map { text($0) }.joined(separator: ", ")
      error(base, "invalid operation: \(text(base))[\(list)] (\(text(generic)) is not a generic type)")
      return .invalid
    }
    let list = arguments.map { variableType($0) }
    if list.contains(where: { !$0.isValid }) { return .invalid }
    let parameters = types[id].parameters
    if list.count != parameters.count {
      let name = text(program[types[id].object].name)
      let qualifier = list.count < parameters.count ? "not enough" : "too many"
      error(
        base,
        "\(qualifier) type arguments for type \(name): have \(list.count), want \(parameters.count)")
      return .invalid
    }
    later { [self] in verify(parameters, list, arguments, at: expr) }
    return instance(of: id, list)
  }

  /// Tests type arguments against the constraints; false when one does not satisfy its own.
  @discardableResult
  func verify(_ parameters: [TypeID], _ list: [TypeID], _ nodes: [NodeID<Expr>], at expr: NodeID<Expr>) -> Bool {
    for (index, parameter) in parameters.enumerated() where index < list.count {
      guard case .typeParameter(let id) = types.view(of: parameter) else { continue }
      let constraint = substitute(types[id].constraint, parameters, list)
      if let cause = whyNotImplements(list[index], constraint, isConstraint: true) {
        error(index < nodes.count ? nodes[index] : expr, cause)
        return false
      }
    }
    return true
  }
}
