// SPDX-License-Identifier: Apache-2.0
//
// Program+Probe.swift — what a text would mean as the next entry of a session, which stays as it is; and the members
// of types.
//
// How.      A text that is not finished is parsed for what can be understood of it. A name that nothing is called by, the
//           mark, stands where the cursor is: the checker says what is visible there.

import Source
import Syntax

/// What a text would be as an entry.
public struct Probe {
  /// The text's tree and what was found out about its nodes.
  public let file: TypedFile
  /// Never `.incomplete`.
  public let result: EntryResult
  /// The names that are visible where the mark stands, inner ones too; empty when it stands behind a dot, or nowhere.
  public let visible: [ObjectID]
  /// The errors as people read them.
  public let errorLines: [String]

  public var errors: DiagnosticSet {
    if case .errors(let errors) = result { return errors }
    return DiagnosticSet()
  }
}

/// Why there is nothing to probe.
public enum ProbeFailure: Error {
  case incomplete
  /// The text does not parse; the lines say why.
  case errors([String])
}

/// A field or method that a selector may name.
public struct Member: Sendable {
  public let name: Symbol
  public let isMethod: Bool
  /// Of a method: without receiver.
  public let type: TypeID
}

extension Program {
  /// Parses and checks a text as an entry without making it one.
  /// - Parameter during: is called while the entry's declarations are those of the session.
  public func probe(
    name: String, contents: [UInt8], in session: PackageID, imports: [PackageID] = [],
    during: (EntryResult) -> Void = { _ in }
  ) throws(ProbeFailure) -> Probe {
    let source = sources.add(name: name, contents: contents)
    defer { sources.removeLast(source.id) }
    switch Parser.parseEntry(source, symbols: &symbols) {
    case .incomplete: throw .incomplete
    case .errors(let errors): throw .errors(Renderer().lines(errors, in: sources))
    case .complete(let tree): return check(tree, in: session, imports: imports, mark: .none, during: during)
    }
  }

  /// As `probe`, for a text that is not finished.
  /// - Parameter mark: the name in it that says where the cursor is.
  public func probe(
    unfinished contents: [UInt8], in session: PackageID, imports: [PackageID] = [], mark: String
  ) -> Probe {
    let source = sources.add(name: "", contents: contents)
    defer { sources.removeLast(source.id) }
    let tree = Parser.parseEntryLeniently(source, symbols: &symbols)
    return check(tree, in: session, imports: imports, mark: symbols.intern(mark), during: { _ in })
  }

  private func check(
    _ tree: Tree, in session: PackageID, imports: [PackageID], mark: Symbol, during: (EntryResult) -> Void
  ) -> Probe {
    let id = Int(tree.source.id.raw)
    while typedFiles.count <= id { typedFiles.append(nil) }
    let probe = checker.probe(tree, self[session], imports: imports, mark: mark, during: during)
    leaveProbed(probe.result)
    if typedFiles.count == id + 1 { typedFiles.removeLast() } else { typedFiles[id] = nil }
    return probe
  }

  /// What a text made that was only looked at waits for a sweep: whoever looks may still ask about it.
  private func leaveProbed(_ result: EntryResult) {
    let made = checker.failedProbe ?? { if case .checked(let entry) = result { entry.made } else { nil } }()
    checker.failedProbe = nil
    if let made, let function = made.functions.first { addLeftover(FunctionID(raw: function), file: .none, made) }
  }

  /// The fields and methods that `x.name` may name in a package, for an `x` of a type.
  /// - Parameter isType: `x` is the type itself: methods only.
  public func members(of type: TypeID, from package: PackageID, isType: Bool = false) -> [Member] {
    var names: [Symbol] = []
    var known: Set<Symbol> = []
    var current = [types.pointerElement(type) ?? type]
    var seen: Set<TypeID> = []
    while !current.isEmpty {
      var next: [TypeID] = []
      for candidate in current where seen.insert(candidate).inserted {
        if case .named(let id) = types.view(of: candidate) {
          for method in types[types[id].origin ?? id].methods where known.insert(self[method].name).inserted {
            names.append(self[method].name)
          }
        }
        for method in types.interface(of: memberType(candidate))?.methods ?? []
        where known.insert(method.name).inserted {
          names.append(method.name)
        }
        for field in types.fields(candidate) ?? [] {
          if known.insert(field.name).inserted { names.append(field.name) }
          if field.isEmbedded { next.append(types.pointerElement(field.type) ?? field.type) }
        }
      }
      current = next
    }
    return names.compactMap { name in
      switch lookup(type, name, from: package, addressable: !isType) {
      case .field(_, let type, _): isType ? nil : Member(name: name, isMethod: false, type: type)
      case .method(_, let function, let receiver, _):
        Member(name: name, isMethod: true, type: methodSignature(function, receiver: receiver))
      case .interfaceMethod(_, let interface, let index, _):
        Member(name: name, isMethod: true, type: interfaceMember(interface, index))
      case .ambiguous, .pointerReceiver, .notFound: nil
      }
    }
  }

  /// The objects that a library package declares for others.
  public func exportedObjects(of package: PackageID) -> [ObjectID] {
    checker.read(self[package])
    if self[package].isForeign { return foreignObjects(of: package) }
    return self[package].scope.objects.filter { symbols.isExported(self[$0].name) }
  }

  /// The objects of package C that a person may name.
  public func foreignObjects(of package: PackageID) -> [ObjectID] {
    self[package].scope.objects.filter { object in
      let name = symbols[self[object].name]
      return
        ![
          "_fn_", "_sig_", "_lend_", "_hold_", "_errno_", "_C2func_", "_fp_", "_export_", "_exported_", "sizeof_",
        ].contains { name.hasPrefix($0) }
        && !["_text", "_void", "_string", "_callback"].contains(name)
    }
  }

  /// A constant's value as messages write it.
  public func text(_ constant: ConstantID) -> String { self[constant].text() }

  /// The names that every program has.
  public var predeclared: [ObjectID] { packages[0].scope.objects }

  /// What the imports of a session brought.
  public func importedNames(in session: PackageID) -> [ObjectID] { self[session].sessionImports.objects }
}
