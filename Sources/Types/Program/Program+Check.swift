// SPDX-License-Identifier: Apache-2.0
//
// Program+Check.swift — what the driver and the later rooms ask for.

import Source
import Syntax

extension Program {
  /// Parses and checks the main package whole, with all packages it imports; errors are in `diagnostics`.
  @discardableResult
  public func checkMain(_ files: [(name: String, contents: [UInt8])]) -> PackageID {
    let package = makePackage(path: "main", isLibrary: false)
    checker.load(package, files)
    if !sawSyntaxError {
      checker.checkWhole(package)
      checker.checkMainFunction(package)
    }
    return package.id
  }

  /// The package with an import path, imported now if it was not before; none when it cannot be had.
  public func importPackage(_ path: String) -> PackageID? {
    if path == "C", makeForeign != nil { return packagesByPath["main"].map { foreignPackage(of: $0).id } }
    if let known = packagesByPath[path] {
      checker.read(self[known])
      return known
    }
    guard case .found(let source) = importer(path) else { return nil }
    return checker.importPackage(path, source).id
  }

  /// The object that a package declares under a name, resolved; none if there is no such name.
  public func object(_ name: String, in package: PackageID) -> ObjectID {
    let object = self[package].scope[symbols.lookup(name)]
    if object.exists { checker.resolve(object) }
    return object
  }

  /// Finds out the type (and value) of an object if that has not been done yet. Objects that checked code refers to
  /// are resolved already, but for the methods in `Named.methods`.
  public func resolve(_ object: ObjectID) { checker.resolve(object) }

  /// Parses and checks the body of a function if that has not been done yet. Bodies of literals are checked with the
  /// function around them. Functions of user packages were checked with their package.
  /// - Returns: false when it has errors; they are in `diagnostics`.
  @discardableResult
  public func checkBody(of function: FunctionID) -> Bool {
    let errors = diagnostics.count
    checker.checkBody(of: function)
    return diagnostics.count == errors
  }

  /// The initialisers that must run before code that refers to `objects` (functions or package variables), in order:
  /// those of the variables that the objects refer to, directly or through functions, each after what it depends on.
  /// An initialiser is given out once in the life of the program. Bodies are checked as needed.
  public func initializers(reaching objects: [ObjectID]) -> [Initializer] {
    checker.initializers(reaching: objects)
  }

  /// The initialiser of a package variable, checked now if it was not before; nil when it has none.
  public func initializer(of variable: ObjectID) -> Initializer? {
    let object = self[variable]
    guard object.kind == .variable, object.flags.contains(.isPackageLevel) else { return nil }
    let package = self[object.package]
    let index = Int(object.detail)
    checker.checkVariable(package, index)
    let declaration = package.variableDeclarations[index]
    guard declaration.value.exists else { return nil }
    return Initializer(
      variables: declaration.variables, value: declaration.value, file: declaration.file.id, package: package.id)
  }

  /// Whether a value of a type may be assigned to a variable of another; constants are not considered.
  public func isAssignable(_ type: TypeID, to target: TypeID) -> Bool {
    var operand = Operand()
    operand.mode = .value
    operand.type = type
    return checker.assignable(operand, to: target) == nil
  }

  /// Whether `T(x)` is legal for a value (no constant) of a type.
  public func isConvertible(_ type: TypeID, to target: TypeID) -> Bool {
    checker.convertible(type, to: target)
  }

  func makePackage(path: String, isLibrary: Bool) -> Package {
    let package = Package(
      id: PackageID(raw: UInt32(packages.count)), path: path, name: .none, isLibrary: isLibrary)
    packages.append(package)
    packagesByPath[path] = package.id
    return package
  }
}
