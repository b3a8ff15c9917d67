// SPDX-License-Identifier: Apache-2.0
//
// Substitute.swift — types with type arguments in the place of type parameters.

import Syntax

extension Checker {
  /// The type with each parameter replaced by the argument at its place.
  func substitute(_ type: TypeID, _ parameters: [TypeID], _ arguments: [TypeID]) -> TypeID {
    if parameters.isEmpty || !types.isParameterized(type) { return type }
    func list(_ all: [TypeID]) -> [TypeID] { all.map { substitute($0, parameters, arguments) } }
    switch types.view(of: type) {
    case .basic: return type
    case .typeParameter:
      guard let index = parameters.firstIndex(of: type), index < arguments.count else { return type }
      return arguments[index]
    case .named(let id):
      let named = types[id]
      guard let origin = named.origin else { return type }
      return instance(of: origin, list(named.arguments))
    case .pointer(let element): return types.pointer(to: substitute(element, parameters, arguments))
    case .slice(let element): return types.slice(of: substitute(element, parameters, arguments))
    case .array(let element, let length):
      return types.array(of: substitute(element, parameters, arguments), length: length)
    case .channel(let direction, let element):
      return types.channel(direction, of: substitute(element, parameters, arguments))
    case .map(let key, let element):
      return types.map(
        key: substitute(key, parameters, arguments), element: substitute(element, parameters, arguments))
    case .structure(let id):
      return types.structure(
        types[id].map {
          var field = $0
          field.type = substitute(field.type, parameters, arguments)
          return field
        })
    case .function(let id):
      var signature = types[id]
      signature.parameters = list(signature.parameters)
      signature.results = list(signature.results)
      return types.function(signature)
    case .interface(let id):
      var interface = types[id]
      for index in interface.methods.indices {
        interface.methods[index].signature = substitute(interface.methods[index].signature, parameters, arguments)
      }
      interface.terms = interface.terms?.map {
        TypeTerm(isTilde: $0.isTilde, type: substitute($0.type, parameters, arguments))
      }
      return types.interface(interface)
    case .tuple(let id): return types.tuple(list(types[id]))
    }
  }

  /// The instance of a generic type, with its underlying type when that can be known.
  func instance(of origin: NamedID, _ arguments: [TypeID]) -> TypeID {
    let (type, isNew) = types.makeInstance(of: origin, arguments: arguments)
    guard isNew, case .named(let id) = types.view(of: type) else { return type }
    later { [self] in checkValidity(of: id) }
    if types[origin].underlying.isValid, instanceDepth < 100 {
      complete(id)
    } else {
      pendingInstances[origin, default: []].append(id)
    }
    return type
  }

  private func complete(_ id: NamedID) {
    guard let origin = types[id].origin else { return }
    instanceDepth += 1
    let underlying = substitute(types[origin].underlying, types[origin].parameters, types[id].arguments)
    instanceDepth -= 1
    types.setUnderlying(underlying, of: id)
  }

  /// Gives the instances of a type their underlying types, now that it has its own.
  func completeInstances(of named: NamedID) {
    guard let waiting = pendingInstances.removeValue(forKey: named) else { return }
    for instance in waiting { complete(instance) }
  }
}
