// SPDX-License-Identifier: Apache-2.0
//
// Texts read for tests: from strings, with files from strings or from the machine's own headers.
import Prototypes
import Source
import Support

/// An environment and the set of sources that its positions are in.
final class Reading {
  var environment: CEnvironment
  var sources = SourceSet()
  /// Of the text read last.
  var declarations = CDeclarations()
  var failure: CErrors?
  /// Files that `#include` finds, by name.
  var files: [String: String] = [:]
  /// Whether the machine's headers are found.
  var usesSystem = false
  var options = CReadOptions()

  init(target: CTarget = .x86_64Linux) { environment = CEnvironment(target: target) }

  /// Goes on from what another has read.
  init(_ other: Reading) {
    environment = other.environment
    sources = other.sources
  }

  /// Reads a text in a new environment.
  convenience init(_ text: String, target: CTarget = .x86_64Linux, files: [String: String] = [:], system: Bool = false)
  {
    self.init(target: target)
    self.files = files
    usesSystem = system
    read(text)
  }

  @discardableResult
  func read(_ text: String, name: String = "t.c") -> Bool { read(bytes: Array(text.utf8), name: name) }

  @discardableResult
  func read(bytes: [UInt8], name: String = "t.c") -> Bool {
    let file = sources.add(name: name, contents: bytes)
    let files = files
    let usesSystem = usesSystem
    declarations = CDeclarations()
    failure = nil
    do throws(CErrors) {
      declarations = try environment.read(bytes, in: file.id, path: name, sources: &sources, options: options) {
        request in
        if let text = files[request.name] { return CIncludedFile(path: request.name, bytes: Array(text.utf8)) }
        return usesSystem ? SystemHeaders.find(request) : nil
      }
      return true
    } catch {
      failure = error
      return false
    }
  }

  /// Errors as people see them, with their notes.
  var errors: [String] {
    (failure?.diagnostics ?? []).map { Renderer().render($0, in: sources) }
  }

  var warnings: [String] {
    (failure?.warnings ?? declarations.warnings).map { Renderer().render($0, in: sources) }
  }

  /// A declared name as a declaration.
  func text(_ name: String) -> String {
    switch environment.entity(named: name) {
    case .function(let function): environment.description(of: function.type, name: name)
    case .variable(let variable): environment.description(of: variable.type, name: name)
    case .typedef(let id): "typedef " + environment.description(of: environment[id].type, name: name)
    case .constant(let constant):
      "\(environment.description(of: constant.type)) \(name) = \(Reading.text(constant.value))"
    case .macro(let macro):
      switch macro.reason {
      case .isEmpty: "empty macro"
      case .takesArguments: "macro with arguments"
      case .names(let name): "macro for \(name)"
      case .notConstant(let why): "macro: \(why)"
      }
    case nil: "none"
    }
  }

  static func text(_ value: CValue) -> String {
    switch value {
    case .integer(let bits): "\(Int64(bitPattern: bits))"
    case .floating(let number): "\(number)"
    case .string(let bytes): String(decoding: bytes, as: UTF8.self).debugDescription
    }
  }
}

/// The machine's headers, found as gcc finds them.
enum SystemHeaders {
  static let folders: [String] = {
    let triple = CTarget.current == .x86_64Linux ? "x86_64-linux-gnu" : "aarch64-linux-gnu"
    let compilers = Repository.list("/usr/lib/gcc/" + triple).map { "/usr/lib/gcc/\(triple)/\($0)/include" }
    return compilers.suffix(1) + ["/usr/local/include", "/usr/include/" + triple, "/usr/include"]
  }()

  static func find(_ request: CIncludeRequest) -> CIncludedFile? {
    var folders = folders
    if request.isNext, let index = folders.firstIndex(where: { request.includer.hasPrefix($0 + "/") }) {
      folders.removeFirst(index + 1)
    }
    if !request.isSystem, let slash = request.includer.lastIndex(of: "/") {
      folders.insert(String(request.includer[..<slash]), at: 0)
    }
    for folder in folders {
      if let bytes = Repository.read(folder + "/" + request.name), !Repository.isFolder(folder + "/" + request.name) {
        return CIncludedFile(path: folder + "/" + request.name, bytes: bytes)
      }
    }
    return nil
  }

  static func has(_ name: String) -> Bool {
    find(CIncludeRequest(name: name, isSystem: true, isNext: false, includer: "")) != nil
  }
}

extension Repository {
  /// A folder can be opened as a file, but has no bytes.
  static func isFolder(_ path: String) -> Bool { read(path)?.isEmpty == true && !list(path).isEmpty }
}
