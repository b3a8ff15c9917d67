// SPDX-License-Identifier: Apache-2.0
//
// LibraryTags.swift — the escape tags of the library's functions: looked up in the committed table, and computed anew.

import CLibrary
import Escape
import Types

public enum LibraryTags {
  /// The committed table.
  public static var table: UnsafeBufferPointer<UInt8> {
    var size = 0
    let start = loam_library_escape_tags(&size)!
    return UnsafeBufferPointer(start: UnsafeRawPointer(start).assumingMemoryBound(to: UInt8.self), count: size)
  }

  /// The tags of receiver and parameters of a library function; nil when the table lacks it, which counts as the worst.
  static func lookup(_ name: String) -> [Leaks]? {
    let table = table
    var name = name
    return name.withUTF8 { name in
      var low = 0
      var high = table.count
      while low < high {
        // Of the line around the middle: [start, end).
        let middle = (low + high) / 2
        var start = middle
        while start > low, table[start - 1] != 0x0A { start -= 1 }
        var end = middle
        while end < high, table[end] != 0x0A { end += 1 }
        var space = start
        while space < end, table[space] != 0x20 { space += 1 }
        let order = compare(UnsafeBufferPointer(rebasing: table[start..<space]), name)
        if order == 0 { return tags(table[space..<end]) }
        if order < 0 { low = end + 1 } else { high = start }
      }
      return nil
    }
  }

  private static func compare(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Int {
    for index in 0..<min(left.count, right.count) where left[index] != right[index] {
      return left[index] < right[index] ? -1 : 1
    }
    return left.count - right.count
  }

  private static func tags(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> [Leaks] {
    bytes.split(separator: 0x20).map { Leaks(encoded: Substring(decoding: $0, as: UTF8.self).utf8) }
  }

  /// All packages, each after those it imports; a library's are not read in that order.
  private static func bottomUp(_ program: Program) -> [PackageID] {
    var order: [PackageID] = []
    var seen: Set<PackageID> = []
    func visit(_ id: PackageID) {
      guard seen.insert(id).inserted else { return }
      for imported in program[id].imports { visit(imported) }
      order.append(id)
    }
    for id in program.packageOrder { visit(id) }
    return order
  }

  /// Computes the table from the library's sources; the second part holds errors of the sources. Call on a large stack.
  public static func compute() -> (lines: [String], errors: [String]) {
    let compilation = Compilation(
      Input(files: [("library.go", Array("package main\nfunc main() {}\n".utf8))]))
    let program = compilation.program
    var seen: Set<String> = []
    for index in 0..<loam_library_count() {
      var source = loam_library_source()
      _ = loam_library_file(index, &source)
      let path = String(cString: source.import_path)
      if seen.insert(path).inserted { _ = program.importPackage(path) }
    }
    for id in program.packageOrder where program[id].isLibrary {
      for function in program[id].functions { program.checkBody(of: function) }
    }
    if compilation.hasErrors { return ([], compilation.errorLines()) }
    let escape = EscapeAnalysis(program, libraryTags: { _ in nil })
    var lines: [String] = []
    for id in bottomUp(program) where program[id].isLibrary {
      escape.analyze(id)
      for function in program[id].functions where program[function].object != .none {
        guard let tags = escape.tags(of: function), tags.contains(where: { !$0.isWorst }) else { continue }
        let name = escape.fullName(of: program[function].object)
        if !program.text(program[program[function].object].name).hasPrefix("_") {
          lines.append(([name] + tags.map(\.encoded)).joined(separator: " "))
        }
      }
    }
    lines.sort { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    return (lines, [])
  }
}
