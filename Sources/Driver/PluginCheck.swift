// SPDX-License-Identifier: Apache-2.0
//
// PluginCheck.swift — whether the Go side of a plugin and its C side agree, before any of it is used.
//
// A program that imports nothing else is checked with the plugin's packages: errors are told with their places. Then the
// functions without bodies are compared with the natives, and the types with the structures that C claims them to be.

import IR
import Plugins
import Types

struct PluginCheck {
  let plugin: Plugin
  let packages: PackageRegistry

  init(_ plugin: Plugin, among packages: PackageRegistry) {
    self.plugin = plugin
    self.packages = PackageRegistry(packages, and: plugin)
  }

  static func isImportPath(_ path: String) -> Bool {
    let elements = path.split(separator: "/", omittingEmptySubsequences: false)
    return path != "C" && path != "main" && path != "unsafe"
      && elements.allSatisfy { element in
        !element.isEmpty && !element.hasPrefix(".")
          && element.utf8.allSatisfy { isWordByte($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
      }
  }

  static func isCommandName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.allSatisfy { isWordByte($0) || $0 == UInt8(ascii: "-") }
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// What is wrong, a line each.
  func problems() -> [String] {
    if plugin.packages.isEmpty && plugin.types.isEmpty { return [] }
    return onLargeStack {
      let compilation = Compilation(
        Input(files: [("plugin.go", Array("package main\nfunc main() {}\n".utf8))]), packages: packages)
      let program = compilation.program
      var ids: [(Plugin.Package, PackageID)] = []
      for package in plugin.packages {
        guard !package.files.isEmpty else { return ["package \(package.path) has no Go source"] }
        guard let id = program.importPackage(package.path) else { continue }
        ids.append((package, id))
        for imported in program[id].imports { plugin.imports.insert(program[imported].path) }
      }
      if compilation.hasErrors { return ["its Go source has errors:"] + compilation.errorLines() }
      var problems: [String] = []
      for (package, id) in ids { problems += natives(of: package, id, compilation) + name(of: package, id, program) }
      return problems + types(program)
    }
  }

  private func name(of package: Plugin.Package, _ id: PackageID, _ program: Program) -> [String] {
    let name = program.text(program[id].name)
    let last = package.path.split(separator: "/").last.map(String.init) ?? package.path
    return name == last ? [] : ["package \(package.path) calls itself \(name); it must be \(last), as its path ends"]
  }

  private func natives(of package: Plugin.Package, _ id: PackageID, _ compilation: Compilation) -> [String] {
    let program = compilation.program
    var problems: [String] = []
    var declared: Set<String> = []
    let prefix = package.path.utf8.count + 1
    for function in program[id].functions where program[function].isNative {
      let object = program[function].object
      let name = String(compilation.escape.fullName(of: object).dropFirst(prefix))
      declared.insert(name)
      if package.natives.contains(where: { $0.name == name }) { continue }
      let place = program.sources.location(of: program[object].position).map { "\($0): " } ?? ""
      problems.append("\(place)\(package.path).\(name) has no body, and the plugin no native of that name")
    }
    var seen: Set<String> = []
    for native in package.natives {
      if !seen.insert(native.name).inserted { problems.append("native \(package.path).\(native.name) is there twice") }
      if declared.contains(native.name) { continue }
      problems.append("native \(package.path).\(native.name) has no declaration without a body in the Go source")
    }
    return problems
  }

  private func types(_ program: Program) -> [String] {
    let layouts = TypeLayouts(program.types)
    return plugin.types.compactMap { claim in
      let parts = claim.name.split(separator: ".")
      guard let name = parts.last, parts.count > 1,
        let package = plugin.packages.first(where: { $0.path == claim.name.dropLast(name.utf8.count + 1) }),
        let id = program.package(path: package.path)
      else { return "type \(claim.name) is in no package of it" }
      let object = program.object(String(name), in: id)
      guard object.exists, program[object].kind == .type else { return "there is no type \(claim.name)" }
      let layout = layouts[program[object].type]
      if layout.size != claim.size {
        return "type \(claim.name) has \(layout.size) bytes in Go, and \(claim.size) in C"
      }
      if layout.size > 512 && layout.hasPointers { return "type \(claim.name) has more than 64 words" }
      if layout.pointers != claim.pointers {
        return
          "type \(claim.name) has pointers in the words \(words(layout.pointers)) in Go, and \(words(claim.pointers)) in C"
      }
      return nil
    }
  }

  private func words(_ bits: UInt64) -> String {
    "{" + (0..<64).filter { bits >> UInt64($0) & 1 != 0 }.map { "\($0)" }.joined(separator: " ") + "}"
  }
}
