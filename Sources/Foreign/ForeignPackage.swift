// SPDX-License-Identifier: Apache-2.0
//
// ForeignPackage.swift — one package C: what was declared, and the natives behind it.
//
// How.      C text is read (Prototypes), written as Go declarations (PackageText), and the checker adds these to package C.
//           When code that calls one is compiled, the native behind it is asked for by its Go name.
// Upholds.  A text with errors leaves all as it was, but for libraries that its `#cgo` lines opened. What was prepared for a
//           call stays as long as this lives.

import CFFI
public import CRuntime
import Glibc
public import Prototypes
public import Source

/// The libraries that the packages of a program call, which all see the same symbols.
public final class ForeignLibraries {
  let own = Libraries()
  /// Those that use them, the oldest first.
  var users: [User] = []
  struct User { weak var package: ForeignPackage? }
  /// What our own headers say, each by itself, by their names.
  var headers: [String: CEnvironment] = [:]

  public init() {}
}

/// Package C of one package. One thread at a time.
public final class ForeignPackage {
  public private(set) var environment = CEnvironment()
  private(set) var text = PackageText()
  let forms = CallForms()
  let libraries: ForeignLibraries
  /// That of texts that are in no file, as those of a prompt.
  private let directory: String
  /// Whether a tag of `#cgo` lines holds here.
  let isTagSet: (String) -> Bool
  /// Of `-I` and `-L`.
  var includeDirectories: [String] = []
  var libraryDirectories: [String] = []
  private var functions: [String: OpaquePointer] = [:]
  /// Words of memory behind variables of package C that C does not have.
  private var words: [String: UnsafeMutableRawPointer] = [:]
  private var isBegun = false
  /// Those that were read, without the headers that they include.
  private(set) var ownTexts: Set<FileID> = []
  /// What code has named of C, by its symbol.
  var used: [String: Use] = [:]
  struct Use {
    let name: String
    let type: CTypeID
    let position: Position
  }

  public init(_ libraries: ForeignLibraries, directory: String, isTagSet: @escaping (String) -> Bool) {
    self.libraries = libraries
    self.directory = directory
    self.isTagSet = isTagSet
    libraries.users.append(ForeignLibraries.User(package: self))
  }

  /// Another one of the same program.
  public convenience init(_ other: ForeignPackage) {
    self.init(other.libraries, directory: other.directory, isTagSet: other.isTagSet)
  }

  /// The folder of a file, where `#include "…"` and `${SRCDIR}` begin.
  func folder(of file: SourceFile) -> String {
    guard file.name.hasSuffix(".go"), let slash = file.name.lastIndex(of: "/") else { return directory }
    return String(file.name[..<slash])
  }

  deinit {
    for function in functions.values { loam_ffi_function_free(function) }
    for word in words.values { word.deallocate() }
  }

  /// What a text of C added.
  public struct Declared: Sendable {
    /// Go declarations for package C; empty when there is nothing new.
    public var goText: String
    public var declarations: CDeclarations
    /// Functions and variables that no library has that is open.
    public var missing: [String]
  }

  /// A library could not be opened.
  public struct LibraryFailure: Error { public let reason: String }

  // MARK: Declaring

  /// The Go text of what is there before anything is declared.
  public func begin() -> String {
    if isBegun { return "" }
    isBegun = true
    var sources = SourceSet()
    let file = sources.add(name: "<C>", contents: Array(GoNames.declarations.utf8))
    guard let declared = try? environment.read(Array(GoNames.declarations.utf8), in: file.id, sources: &sources) else {
      return GoNames.prelude
    }
    let own = text.add(declared, environment)
    return GoNames.prelude + own.dropFirst(GoNames.header.count)
  }

  /// Reads declarations.
  ///
  /// - Parameters:
  ///   - text: part of a file that begins there at `offset`.
  ///   - isLine: as at a prompt: the last `;` may be left out, headers do not fail for what was declared by hand, and
  ///     `#pragma pack` holds for lines that follow.
  public func declare(
    _ text: [UInt8], in file: FileID, at offset: Int, isLine: Bool = false, sources: inout SourceSet
  ) throws(CErrors) -> Declared {
    let options = CReadOptions(
      collectsCgoLines: true, semicolonMayLack: isLine, earlierStay: isLine, packStays: isLine)
    var changed = environment
    let folder = folder(of: sources[file])
    let declared = try changed.read(
      text, in: file, at: offset, path: folder + "/", sources: &sources, options: options,
      find: Headers.resolver(directory: folder, includeDirectories))
    // A compiler goes on with the new one; here what was said before holds until #undef takes it back.
    let redefined = declared.warnings.filter { $0.message.hasSuffix(" macro redefined") && $0.position.file == file }
    if isLine, !redefined.isEmpty { throw CErrors(diagnostics: redefined) }
    let remarks = try compare(declared, changed, file, sources)
    ownTexts.insert(file)
    var result = Declared(goText: adopt(declared, changed), declarations: declared, missing: [])
    result.declarations.warnings += remarks
    let libraries = libraries.own
    result.missing =
      declared.functions.filter {
        !$0.hasNoSymbol && libraries.address(of: $0.symbol) == nil && objection(toDefinition: $0.name) == nil
      }.map(\.name)
      + declared.variables.filter {
        !$0.isStatic && !PackageText.isConstant($0, environment) && libraries.address(of: $0.symbol) == nil
          && objection(toDefinition: $0.name) == nil
      }.map(\.name)
    return result
  }

  /// Takes what a text made of the environment; the Go text of that.
  func adopt(_ declared: CDeclarations, _ changed: CEnvironment) -> String {
    environment = changed
    return text.add(declared, changed)
  }

  /// Opens a library; false: it was open already.
  @discardableResult
  public func open(_ name: String) throws(LibraryFailure) -> Bool {
    do {
      return try libraries.own.open(name)
    } catch {
      throw LibraryFailure(reason: error.reason)
    }
  }

  public var openLibraries: [String] { libraries.own.opened.map(\.name) }

  // MARK: Callbacks

  /// Go functions that C holds in a runtime, in the order in which it got them.
  public static func callbacks(of runtime: OpaquePointer) -> [(name: String, type: String, calls: UInt64)] {
    var list = [loam_ffi_callback_info](
      repeating: loam_ffi_callback_info(), count: Int(loam_ffi_callbacks(runtime, nil, 0)))
    let count = min(list.count, Int(loam_ffi_callbacks(runtime, &list, UInt64(list.count))))
    return list.prefix(count).map { info in
      let name = withUnsafeBytes(of: info.name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      return (name, String(cString: info.type), info.calls)
    }
  }

  /// Ends the callback of that name; false: there is none.
  public static func freeCallback(_ name: String, of runtime: OpaquePointer) -> Bool {
    loam_ffi_callback_release(runtime, name)
  }

  /// Ends all callbacks of a runtime that is about to be destroyed.
  public static func end(_ runtime: OpaquePointer) { loam_ffi_callbacks_end(runtime) }

  // MARK: What code uses

  /// Where a variable of package C is.
  public func address(ofVariable name: String) -> UnsafeMutableRawPointer? {
    for prefix in ["_fp_", "_exported_"] where name.hasPrefix(prefix) {
      guard let function = function(named: String(name.dropFirst(prefix.count))) else { return nil }
      // The address of the function, or of what a Go function becomes when it is asked for.
      let address = prefix == "_fp_" ? libraries.own.address(of: function.symbol) : nil
      return word(name, UInt64(UInt(bitPattern: address)))
    }
    if let bits = pointerConstant(name) { return word("\(name) = \(bits)", bits) }
    guard case .variable(let variable) = environment.meaning(of: environment.cName(name)) else { return nil }
    return libraries.own.address(of: variable.symbol)
  }

  /// Memory with a value, that of each key once.
  private func word(_ key: String, _ value: UInt64) -> UnsafeMutableRawPointer {
    if let known = words[key] { return known }
    let word = UnsafeMutableRawPointer.allocate(byteCount: 8, alignment: 8)
    word.storeBytes(of: value, as: UInt64.self)
    words[key] = word
    return word
  }

  /// The value of a constant of C that is a pointer, of which Go has no constants.
  private func pointerConstant(_ name: String) -> UInt64? {
    let value: CValue?
    let type: CTypeID
    switch environment.meaning(of: environment.cName(name)) {
    case .constant(let constant): (value, type) = (constant.value, constant.type)
    case .variable(let variable) where PackageText.isConstant(variable, environment):
      (value, type) = (variable.value, variable.type)
    default: return nil
    }
    guard case .integer(let bits) = value, case .pointer = environment.resolved(type) else { return nil }
    return bits
  }

  /// Whether a variable of package C is a value to Go.
  public func isValue(_ name: String) -> Bool { pointerConstant(name) != nil }

  // MARK: What is declared when it is named

  public func isFunction(_ name: String) -> Bool {
    if text.entries[name] == nil { return false }
    return function(named: name) != nil
  }

  /// The function of C behind a name of package C.
  private func function(named name: String) -> CFunction? {
    if case .function(let function) = environment.meaning(of: environment.cName(name)) { function } else { nil }
  }

  /// The Go text of `sizeof_T`, `_fp_f` or `_export_f`; nil: it is none of these, or cannot be.
  public func declaration(of name: String) -> String? {
    func named(_ prefix: String) -> String? { name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : nil }
    func type(ofFunction name: String) -> CTypeID? { self.function(named: name)?.type }
    if let type = named("sizeof_") {
      return size(ofGo: type).map { "\(GoNames.header)const \(name) = \($0)\n" }
    }
    if let function = named("_fp_"), type(ofFunction: function) != nil {
      return "\(GoNames.header)var \(name) _unsafe_.Pointer\n"
    }
    if let function = named("_export_"), let type = type(ofFunction: function) {
      return text.export(function, type, environment)
    }
    return nil
  }

  /// The size of a type by its name in package C.
  private func size(ofGo name: String) -> Int? {
    if let size = GoNames.sizes[name] { return size }
    let type: CTypeID
    if name.hasPrefix("struct_") || name.hasPrefix("union_") {
      let isUnion = name.hasPrefix("union_")
      guard let id = environment.record(tagged: String(name.dropFirst(isUnion ? 6 : 7))),
        environment[id].isUnion == isUnion, environment[id].isComplete
      else { return nil }
      return environment[id].size
    } else if name.hasPrefix("enum_") {
      guard let id = environment.enumeration(tagged: String(name.dropFirst(5))) else { return nil }
      return environment[id].underlying.size
    } else {
      guard let id = environment.typedef(named: environment.cName(name)) else { return nil }
      type = environment[id].type
    }
    return environment.size(of: type)
  }

  /// The native of a function of package C that has no body, and what it is to be defined with.
  public func native(_ name: String) -> (native: loam_native, user: UnsafeMutableRawPointer?)? {
    if name == "_callback" { return (loam_ffi_callback_name, nil) }
    if name == "FreeCallback" { return (loam_ffi_free_callback, nil) }
    if let signature = callbackSignature(name, "_lend_") { return (loam_ffi_lend, signature) }
    if let signature = callbackSignature(name, "_hold_") { return (loam_ffi_hold, signature) }
    guard let function = function(named: name) else { return nil }
    let isVariadic = environment.functionType(function.type)?.isVariadic ?? false
    func answer(_ function: OpaquePointer) -> (native: loam_native, user: UnsafeMutableRawPointer?) {
      isVariadic
        ? (loam_ffi_call_variadic, UnsafeMutableRawPointer(function))
        : (loam_ffi_call, UnsafeMutableRawPointer(function))
    }
    if let known = functions[name] { return answer(known) }
    guard let address = libraries.own.address(of: function.symbol),
      let signature = try? forms.signature(function.type, environment)
    else { return nil }
    var flags: UInt32 = 0
    if isVariadic { flags |= UInt32(LOAM_FFI_VARIADIC) }
    if name.hasPrefix("_errno_") { flags |= UInt32(LOAM_FFI_ERRNO) }
    var nonnull: UInt64 = 0
    for parameter in function.nonnullParameters where parameter < 64 { nonnull |= 1 << UInt64(parameter) }
    guard let made = loam_ffi_function_create(function.name, signature, address, flags, nonnull) else { return nil }
    functions[name] = made
    return answer(made)
  }

  /// The signature of the function type N that a name ends with.
  private func callbackSignature(_ name: String, _ prefix: String) -> UnsafeMutableRawPointer? {
    guard name.hasPrefix(prefix), let number = Int(name.dropFirst(prefix.count)), number < text.functionTypes.count
    else {
      return nil
    }
    return (try? forms.signature(text.functionTypes[number], environment)).map { UnsafeMutableRawPointer($0) }
  }
}
