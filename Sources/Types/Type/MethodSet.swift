// SPDX-License-Identifier: Apache-2.0
//
// MethodSet.swift — finding fields and methods through embedded fields, and whether a type implements an interface.
//
// How.      Breadth first by depth of embedding, as the specification says; a type met twice at one depth makes its
//           names ambiguous there.

import Syntax

/// A method that values of a type have.
public struct Method: Sendable {
  public var name: Symbol
  /// The package that an unexported name belongs to; none for exported names.
  public var package: PackageID
  /// Fields to walk from the value to the embedded one that declares the method.
  public var path: [Int]
  /// The method's object; none when an embedded interface provides it.
  public var function: ObjectID
  /// The embedded interface type that provides it, and the index there.
  public var interface: TypeID
  public var methodIndex: Int
  /// Without receiver.
  public var signature: TypeID
  /// Whether the function wants a pointer to what the path leads to.
  public var hasPointerReceiver: Bool
}

/// Why a type does not implement an interface.
enum MissingMethod {
  case missing(InterfaceMethod)
  case differentName(InterfaceMethod, have: Symbol, haveType: TypeID)
  case unexported(InterfaceMethod)
  case wrongType(InterfaceMethod, have: TypeID)
  case ambiguous(InterfaceMethod)
  case pointerReceiver(InterfaceMethod)
  case isField(InterfaceMethod)
}

extension Program {
  /// The package an unexported name is looked up in; none for exported names.
  func owner(of name: Symbol, in package: PackageID) -> PackageID { symbols.isExported(name) ? .none : package }

  /// Finds a field or method of a type.
  /// - Parameter package: where the selector stands; unexported names of other packages are not found.
  /// - Parameter addressable: a value whose address may be taken, so that pointer methods are found too.
  public func lookup(_ type: TypeID, _ name: Symbol, from package: PackageID, addressable: Bool) -> Lookup {
    if name == .blank { return .notFound }
    // A declared pointer type has the fields of its base but no methods.
    if case .named = types.view(of: type), case .pointer(let base) = types.underlyingView(of: type) {
      let result = search(base, isPointer: true, name, package, addressable: false)
      if case .field = result { return result }
      return .notFound
    }
    if case .pointer(let base) = types.view(of: type) {
      if types.isInterface(base) || types.isTypeParameter(base) { return .notFound }
      return search(base, isPointer: true, name, package, addressable: addressable)
    }
    return search(type, isPointer: false, name, package, addressable: addressable)
  }

  private struct Candidate {
    var type: TypeID
    var path: [Int]
    var indirect: Bool
    var isMultiple: Bool
  }

  private func search(
    _ type: TypeID, isPointer: Bool, _ name: Symbol, _ package: PackageID, addressable: Bool
  ) -> Lookup {
    let owner = owner(of: name, in: package)
    var current = [Candidate(type: type, path: [], indirect: isPointer, isMultiple: false)]
    var seen: [TypeID] = []
    while !current.isEmpty {
      var next: [Candidate] = []
      var found: Lookup?
      func find(_ lookup: Lookup, _ candidate: Candidate, _ path: [Int]) -> Bool {
        if found != nil || candidate.isMultiple {
          found = .ambiguous(path: path)
          return false
        }
        found = lookup
        return true
      }
      search: for candidate in current {
        if case .named(let id) = types.view(of: candidate.type) {
          if seen.contains(candidate.type) { continue }
          seen.append(candidate.type)
          if let method = method(named: name, owner: owner, of: id) {
            let lookup = Lookup.method(
              path: candidate.path, method, receiver: candidate.type, indirect: candidate.indirect)
            if !find(lookup, candidate, candidate.path) { return .ambiguous(path: candidate.path) }
            continue
          }
        }
        switch types.view(of: memberType(candidate.type)) {
        case .structure(let id):
          for (index, field) in types[id].enumerated() {
            if field.name == name, field.package == owner || !field.package.exists {
              let path = candidate.path + [index]
              if !find(.field(path: path, type: field.type, indirect: candidate.indirect), candidate, path) {
                return .ambiguous(path: path)
              }
            } else if found == nil, field.isEmbedded {
              var base = field.type
              var isPointer = false
              if case .pointer(let element) = types.view(of: base) {
                base = element
                isPointer = true
              }
              switch types.view(of: memberType(base)) {
              case .structure, .interface: break
              default: if !types.isNamed(base) { continue }
              }
              next.append(
                Candidate(
                  type: base, path: candidate.path + [index], indirect: candidate.indirect || isPointer,
                  isMultiple: candidate.isMultiple))
            }
          }
        case .interface(let id):
          if let index = types[id].methods.firstIndex(where: { $0.name == name && $0.package == owner }) {
            let lookup = Lookup.interfaceMethod(
              path: candidate.path, interface: candidate.type, index: index, indirect: candidate.indirect)
            if !find(lookup, candidate, candidate.path) { return .ambiguous(path: candidate.path) }
          }
        default: break
        }
      }
      if let found {
        if case .method(_, let method, _, let indirect) = found, self[method].flags.contains(.hasPointerReceiver),
          !indirect, !addressable
        {
          return .pointerReceiver
        }
        return found
      }
      current = consolidate(next)
    }
    return .notFound
  }

  /// The signature of a method of an interface, or of a type parameter's constraint.
  func interfaceMember(_ interface: TypeID, _ index: Int) -> TypeID {
    types.interface(of: memberType(interface))?.methods[index].signature ?? .invalid
  }

  /// What the members of a type are looked up in: its underlying type, or a type parameter's constraint.
  func memberType(_ type: TypeID) -> TypeID {
    if case .typeParameter(let id) = types.view(of: type) { return types.underlying(types[id].constraint) }
    return types.underlying(type)
  }

  private func consolidate(_ list: [Candidate]) -> [Candidate] {
    if list.count <= 1 { return list }
    var result: [Candidate] = []
    for candidate in list {
      if let index = result.firstIndex(where: { $0.type == candidate.type }) {
        result[index].isMultiple = true
      } else {
        result.append(candidate)
      }
    }
    return result
  }

  /// The method that a declared type has itself.
  func method(named name: Symbol, owner: PackageID, of named: NamedID) -> ObjectID? {
    let declaring = types[named].origin ?? named
    for method in types[declaring].methods {
      let object = self[method]
      if object.name == name, !owner.exists || object.package == owner { return method }
    }
    return nil
  }

  /// The type of a method without its receiver, with the arguments of the receiver's instance put in.
  public func methodSignature(_ method: ObjectID, receiver: TypeID) -> TypeID {
    checker.resolve(method)
    let type = self[method].type
    guard case .named(let id) = types.view(of: receiver), types[id].origin != nil else { return type }
    let parameters = self[self[method].function].typeParameters
    return checker.substitute(type, parameters, types[id].arguments)
  }

  /// All methods that a value of the type has when it is stored in an interface, sorted by name and package.
  public func methodSet(of type: TypeID) -> [Method] {
    if let known = methodSets[type] { return known }
    let methods = makeMethodSet(of: type)
    methodSets[type] = methods
    return methods
  }

  private func makeMethodSet(of type: TypeID) -> [Method] {
    if case .interface(let id) = types.underlyingView(of: type) {
      return types[id].methods.enumerated().map { index, method in
        Method(
          name: method.name, package: method.package, path: [], function: .none, interface: type, methodIndex: index,
          signature: method.signature, hasPointerReceiver: false)
      }
    }
    var names: [(name: Symbol, package: PackageID)] = []
    var seen: [TypeID] = []
    collectMethodNames(type, &seen, &names)
    var result: [Method] = []
    for (name, package) in names {
      switch lookup(type, name, from: package, addressable: false) {
      case .method(let path, let function, let receiver, _):
        result.append(
          Method(
            name: name, package: owner(of: name, in: package), path: path, function: function, interface: .invalid,
            methodIndex: 0, signature: methodSignature(function, receiver: receiver),
            hasPointerReceiver: self[function].flags.contains(.hasPointerReceiver)))
      case .interfaceMethod(let path, let interface, let index, _):
        result.append(
          Method(
            name: name, package: owner(of: name, in: package), path: path, function: .none, interface: interface,
            methodIndex: index, signature: interfaceMember(interface, index),
            hasPointerReceiver: false))
      default: break
      }
    }
    return result.sorted { precedes(($0.name, $0.package), ($1.name, $1.package)) }
  }

  private func collectMethodNames(
    _ type: TypeID, _ seen: inout [TypeID], _ names: inout [(name: Symbol, package: PackageID)]
  ) {
    var type = type
    if case .pointer(let base) = types.view(of: type) { type = base }
    if seen.contains(type) { return }
    seen.append(type)
    func add(_ name: Symbol, _ package: PackageID) {
      if !names.contains(where: { $0.name == name && (symbols.isExported(name) || $0.package == package) }) {
        names.append((name, package))
      }
    }
    if case .named(let id) = types.view(of: type) {
      for method in types[types[id].origin ?? id].methods where self[method].name != .blank {
        add(self[method].name, self[method].package)
      }
    }
    switch types.underlyingView(of: type) {
    case .structure(let id):
      for field in types[id] where field.isEmbedded { collectMethodNames(field.type, &seen, &names) }
    case .interface(let id):
      for method in types[id].methods { add(method.name, method.package) }
    default: break
    }
  }

  /// The order of methods in interfaces and method sets.
  func precedes(_ a: (Symbol, PackageID), _ b: (Symbol, PackageID)) -> Bool {
    if a.0 == b.0 { return a.1.raw < b.1.raw }
    return symbols[a.0].utf8.lexicographicallyPrecedes(symbols[b.0].utf8)
  }

  /// Whether a type has all methods of an interface and is in its type set.
  public func implements(_ type: TypeID, _ interface: TypeID) -> Bool {
    guard let wanted = types.interface(of: interface) else { return false }
    if wanted.isConstraint, !checker.satisfies(type, interface: wanted) { return false }
    return missingMethod(type, interface, static: true) == nil
  }

  /// The first method of an interface that a type lacks.
  /// - Parameter static: false for assertions, where a dynamic type of an interface may have more methods.
  func missingMethod(_ type: TypeID, _ interface: TypeID, static: Bool) -> MissingMethod? {
    guard let wanted = types.interface(of: interface) else { return nil }
    if wanted.methods.isEmpty || type == interface { return nil }
    if let have = types.interface(of: type) {
      for method in wanted.methods {
        if let own = have.methods.first(where: { $0.name == method.name && $0.package == method.package }) {
          if own.signature != method.signature { return .wrongType(method, have: own.signature) }
        } else if `static` {
          return .missing(method)
        }
      }
      return nil
    }
    for method in wanted.methods {
      switch lookup(type, method.name, from: method.package, addressable: false) {
      case .method(_, let function, let receiver, _):
        let have = methodSignature(function, receiver: receiver)
        if have != method.signature { return .wrongType(method, have: have) }
      case .interfaceMethod(_, let embedded, let index, _):
        let have = interfaceMember(embedded, index)
        if have != method.signature { return .wrongType(method, have: have) }
      case .field: return .isField(method)
      case .ambiguous: return .ambiguous(method)
      case .pointerReceiver: return .pointerReceiver(method)
      case .notFound: return otherSpelling(type, method) ?? .missing(method)
      }
    }
    return nil
  }

  private func otherSpelling(_ type: TypeID, _ method: InterfaceMethod) -> MissingMethod? {
    let wanted = symbols[method.name].lowercased()
    var base = type
    if case .pointer(let element) = types.view(of: type) { base = element }
    guard case .named(let id) = types.view(of: base) else { return nil }
    for candidate in types[types[id].origin ?? id].methods {
      let name = self[candidate].name
      if name == method.name { return .unexported(method) }
      if symbols[name].lowercased() == wanted {
        return .differentName(method, have: name, haveType: methodSignature(candidate, receiver: base))
      }
    }
    return nil
  }
}
