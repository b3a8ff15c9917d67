// SPDX-License-Identifier: Apache-2.0
//
// ForeignPackage.swift — package C of a program: what was declared, and the natives behind it.
//
// How.      C text is read (Prototypes), written as Go declarations (PackageText), and the checker adds these to package C.
//           When code that calls one is compiled, the native behind it is asked for by its Go name.
// Upholds.  A text with errors leaves all as it was. What was prepared for a call stays as long as this lives.

import CFFI
public import CRuntime
import Glibc
public import Prototypes
public import Source

/// Package C. One thread at a time.
public final class ForeignPackage {
  public private(set) var environment = CEnvironment()
  private var text = PackageText()
  private let forms = CallForms()
  private let libraries = Libraries()
  private var functions: [String: OpaquePointer] = [:]
  private var isBegun = false

  public init() {}

  deinit { for function in functions.values { loam_ffi_function_free(function) } }

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
  ///   - isLine: as at a prompt: the last `;` may be left out.
  ///   - directory: where `#include "…"` and `-L` begin.
  public func declare(
    _ text: [UInt8], in file: FileID, at offset: Int, isLine: Bool = false, directory: String,
    sources: inout SourceSet
  ) throws(CErrors) -> Declared {
    let options = CReadOptions(collectsCgoLines: true, semicolonMayLack: isLine)
    var changed = environment
    let declared = try changed.read(
      text, in: file, at: offset, path: directory + "/", sources: &sources, options: options,
      find: Headers.resolver(directory: directory))
    for line in declared.cgoLines {
      do {
        try link(line.text, directory: directory)
      } catch {
        throw CErrors(
          diagnostics: [Diagnostic(line.position, error.reason)], warnings: declared.warnings, endsTooEarly: false)
      }
    }
    environment = changed
    var result = Declared(goText: self.text.add(declared, environment), declarations: declared, missing: [])
    result.missing =
      declared.functions.filter { !$0.hasNoSymbol && libraries.address(of: $0.symbol) == nil }.map(\.name)
      + declared.variables.filter { $0.value == nil && libraries.address(of: $0.symbol) == nil }.map(\.name)
    return result
  }

  /// A line behind `#cgo`: libraries are opened, all else is a compiler's business.
  private func link(_ line: String, directory: String) throws(LibraryFailure) {
    guard let colon = line.firstIndex(of: ":"), line[..<colon].contains("LDFLAGS") else { return }
    var directories: [String] = []
    var names: [String] = []
    for flag in line[line.index(after: colon)...].split(whereSeparator: { $0 == " " || $0 == "\t" }) {
      let flag = flag.replacing("${SRCDIR}", with: directory)
      if flag.hasPrefix("-L") { directories.append(String(flag.dropFirst(2))) }
      if flag.hasPrefix("-l") { names.append(String(flag.dropFirst(2))) }
    }
    for name in names {
      do {
        try libraries.open(link: name, in: directories)
      } catch {
        throw LibraryFailure(reason: error.reason)
      }
    }
  }

  /// Opens a library; false: it was open already.
  @discardableResult
  public func open(_ name: String) throws(LibraryFailure) -> Bool {
    do {
      return try libraries.open(name)
    } catch {
      throw LibraryFailure(reason: error.reason)
    }
  }

  public var openLibraries: [String] { libraries.opened.map(\.name) }

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

  /// The C name behind one of package C.
  private static func cName(_ name: String) -> String {
    for prefix in ["_C2func_", "_errno_"] where name.hasPrefix(prefix) {
      return cName(String(name.dropFirst(prefix.count)))
    }
    if name.hasPrefix("_"), GoNames.go(String(name.dropFirst())) == name { return String(name.dropFirst()) }
    return name
  }

  /// Why a name that may be declared cannot be used; nil: it can, or nothing is known of it.
  public func objection(to goName: String) -> String? {
    if let reason = text.objections[goName] { return "C.\(goName) cannot be used in Go: \(reason)" }
    let name = ForeignPackage.cName(goName)
    switch environment.entity(named: name) {
    case .function(let function):
      if libraries.address(of: function.symbol) == nil { return missing(goName, function.symbol) }
      do {
        _ = try forms.signature(function.type, environment)
      } catch {
        return "C.\(goName) cannot be called: \((error as? CallForms.Unsupported)?.reason ?? "\(error)")"
      }
    case .variable(let variable) where libraries.address(of: variable.symbol) == nil:
      return missing(goName, variable.symbol)
    case nil where text.entries[goName] == nil && !GoNames.own.contains(goName): return unknown(goName)
    default: break
    }
    return nil
  }

  private func unknown(_ name: String) -> String? {
    if let header = CEnvironment.header(declaring: name) {
      return "C.\(name) is not declared; #include <\(header)> does it"
    }
    let names = text.entries.keys.filter { !$0.hasPrefix("_") }.sorted()
    return CEnvironment.nearName(to: name, among: names).map { "C.\(name) is not declared; did you mean C.\($0)?" }
  }

  private func missing(_ name: String, _ symbol: String) -> String {
    let searched = ["the process"] + openLibraries
    return "C.\(name) is declared, but there is no \(symbol) in \(searched.joined(separator: ", "))"
  }

  /// Where a variable of package C is.
  public func address(ofVariable name: String) -> UnsafeMutableRawPointer? {
    guard let variable = environment.variable(named: ForeignPackage.cName(name)) else { return nil }
    return libraries.address(of: variable.symbol)
  }

  /// The native of a function of package C that has no body, and what it is to be defined with.
  public func native(_ name: String) -> (native: loam_native, user: UnsafeMutableRawPointer?)? {
    if name == "_callback" { return (loam_ffi_callback_name, nil) }
    if name == "FreeCallback" { return (loam_ffi_free_callback, nil) }
    if let signature = callbackSignature(name, "_lend_") { return (loam_ffi_lend, signature) }
    if let signature = callbackSignature(name, "_hold_") { return (loam_ffi_hold, signature) }
    guard let function = environment.function(named: ForeignPackage.cName(name)) else { return nil }
    let isVariadic = environment.functionType(function.type)?.isVariadic ?? false
    func answer(_ function: OpaquePointer) -> (native: loam_native, user: UnsafeMutableRawPointer?) {
      isVariadic
        ? (loam_ffi_call_variadic, UnsafeMutableRawPointer(function))
        : (loam_ffi_call, UnsafeMutableRawPointer(function))
    }
    if let known = functions[name] { return answer(known) }
    guard let address = libraries.address(of: function.symbol),
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
