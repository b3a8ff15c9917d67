// SPDX-License-Identifier: Apache-2.0
//
// Program+Names.swift — names that a session knows for a while, as those of a stopped frame.
//
// Upholds.  What is declared while they are known stays; they themselves leave no trace.

import Syntax

extension Program {
  /// Makes a variable of a session that no name leads to.
  public func makeVariable(_ name: Symbol, type: TypeID, in session: PackageID) -> ObjectID {
    var object = Object(.variable, name: name, package: session, position: .none)
    object.type = type
    object.state = .resolved
    object.flags = .isPackageLevel
    object.detail = .max
    return add(object)
  }

  /// The symbol of a text.
  public func symbol(_ text: String) -> Symbol { symbols.intern(text) }

  /// Does something while the names of variables lead to them, before whatever else they mean.
  public func withNames<Result>(
    of variables: [ObjectID], in session: PackageID, _ body: () throws -> Result
  ) rethrows -> Result {
    if variables.isEmpty { return try body() }
    let package = self[session]
    let before = (scope: package.scope, imports: package.sessionImports)
    let names = Set(variables.map { self[$0].name })
    for variable in variables { package.scope.set(self[variable].name, variable) }
    package.sessionImports = before.imports.without(names)
    defer {
      var scope = before.scope
      let own = Set(variables)
      for object in package.scope.objects where !own.contains(object) && scope[self[object].name] != object {
        scope.set(self[object].name, object)
      }
      package.scope = scope
      var imports = before.imports
      for object in package.sessionImports.objects where imports[self[object].name] != object {
        imports.set(self[object].name, object)
      }
      // What a declaration took away stays away.
      for object in before.imports.objects {
        let name = self[object].name
        if !names.contains(name), !package.sessionImports[name].exists { imports.set(name, .none) }
      }
      package.sessionImports = imports
    }
    return try body()
  }
}

extension SymbolMap {
  /// The map without some names.
  func without(_ names: Set<Symbol>) -> SymbolMap {
    if !names.contains(where: { self[$0].exists }) { return self }
    return filtered { !names.contains($0) }
  }
}
