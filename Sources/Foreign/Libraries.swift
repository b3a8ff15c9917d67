// SPDX-License-Identifier: Apache-2.0
//
// Libraries.swift — shared libraries that were opened, and the addresses of their symbols.
//
// How.      Libraries that a program names find each other's symbols, as when a linker had put them together: they are
//           opened for all (RTLD_GLOBAL), those named last first, and again as long as one more can be opened. One that is
//           opened at the prompt keeps its symbols for itself, so that two versions of one can be open, unless another
//           wants them.
// Why not.  RTLD_GLOBAL for all: calls within a library that was compiled anew would reach the one that was opened before.
//           RTLD_DEEPBIND: malloc would be two. The process exports nothing of its own that C has names for; libc, libm and
//           libffi come before every library, as in any process.

import CFFI
import Glibc

/// The process's own symbols, and those of libraries that were opened. One thread at a time.
final class Libraries {
  /// In the order in which they were opened.
  private(set) var opened: [(name: String, handle: UnsafeMutableRawPointer)] = []
  private var addresses: [String: UnsafeMutableRawPointer] = [:]

  init() { loam_ffi_note_objects() }

  /// Which of those that were wanted could not be opened, and why.
  struct Failure: Error {
    var index = 0
    let reason: String
  }

  /// How a linker is told of a library.
  enum Wanted {
    /// `-lNAME`.
    case name(String)
    /// `-l:FILE`, looked for where libraries are.
    case file(String)
    case path(String)
  }

  /// Opens a library by its path, or by the name that the system's loader looks for. False: it was open already.
  /// `z` and `-lz` are libz.so, or the highest version of it that is installed.
  func open(_ name: String) throws(Failure) -> Bool {
    let name = Libraries.file(ofName: name) ?? name
    var handle = dlopen(name, RTLD_NOW | RTLD_LOCAL)
    if handle == nil {
      let reason = Libraries.reason(name)
      // What compilers find by the plain name may be a script for linkers, which leads to the library with its version.
      let last = name.split(separator: "/").last ?? ""
      if last.hasPrefix("lib"), last.hasSuffix(".so"), reason.contains("invalid ELF header"),
        let file = Libraries.file(ofName: "-l\(last.dropFirst(3).dropLast(3))"), file != name
      {
        return try open(file)
      }
      guard reason.contains("undefined symbol") else { throw Failure(reason: reason) }
      for library in opened { dlopen(library.name, RTLD_NOW | RTLD_NOLOAD | RTLD_GLOBAL).map { _ = dlclose($0) } }
      handle = dlopen(name, RTLD_NOW | RTLD_LOCAL)
    }
    guard let handle else { throw Failure(reason: Libraries.reason(name)) }
    return note(name, handle)
  }

  /// The library behind a name without `lib` and ending; nil: it is none, or there is none.
  private static func file(ofName name: String) -> String? {
    let short = name.hasPrefix("-l") ? String(name.dropFirst(2)) : name
    if short.isEmpty || short.contains("/") || short.contains(".so") { return nil }
    let plain = "lib\(short).so"
    for directory in usual {
      let found = files(in: directory).filter { $0 == plain || $0.hasPrefix(plain + ".") }.sorted(by: isBetter)
      // A linker's script has the plain name.
      if let file = found.first(where: { isShared(directory + "/" + $0) }) { return directory + "/" + file }
    }
    return nil
  }

  private static func reason(_ name: String) -> String {
    dlerror().map { String(cString: $0) } ?? "\(name) cannot be opened"
  }

  private func note(_ name: String, _ handle: UnsafeMutableRawPointer) -> Bool {
    if opened.contains(where: { $0.handle == handle }) {
      dlclose(handle)
      return false
    }
    opened.append((name, handle))
    return true
  }

  /// Opens what a program is linked with.
  func link(_ wanted: [Wanted], in directories: [String]) throws(Failure) {
    var rest = Array(wanted.enumerated().reversed())
    while !rest.isEmpty {
      var failures: [(offset: Int, element: Wanted, reason: String)] = []
      for (index, library) in rest {
        do {
          try link(library, in: directories)
        } catch {
          failures.append((index, library, error.reason))
        }
      }
      if failures.count == rest.count, let first = failures.min(by: { $0.offset < $1.offset }) {
        throw Failure(index: first.offset, reason: first.reason)
      }
      rest = failures.map { ($0.offset, $0.element) }
    }
  }

  private func link(_ wanted: Wanted, in directories: [String]) throws(Failure) {
    switch wanted {
    case .path(let path): try openForAll(path)
    case .file(let file): try find(file, in: directories, archive: nil) { $0 == file }
    case .name(let name):
      // Where only versions of it are installed, without the plain name that compilers use, the highest one is taken.
      let plain = "lib\(name).so"
      try find(plain, in: directories, archive: "lib\(name).a") { $0 == plain || $0.hasPrefix(plain + ".") }
    }
  }

  private func openForAll(_ path: String) throws(Failure) {
    guard let handle = dlopen(path, RTLD_NOW | RTLD_GLOBAL) else { throw Failure(reason: Libraries.reason(path)) }
    _ = note(path, handle)
  }

  /// Looks in `directories`, then where the system has its libraries, then where its loader looks.
  private func find(
    _ plain: String, in directories: [String], archive: String?, _ isOne: (String) -> Bool
  ) throws(Failure) {
    var seen: Failure?
    var archives: [String] = []
    for directory in directories + Libraries.usual {
      let files = Libraries.files(in: directory)
      for file in files.filter(isOne).sorted(by: Libraries.isBetter) {
        let path = directory + "/" + file
        // A linker's script has the plain name; what it leads to has a version.
        if !Libraries.isShared(path) { continue }
        do {
          return try openForAll(path)
        } catch {
          seen = seen ?? Failure(reason: "\(path) cannot be opened: \(error.reason)")
        }
      }
      if let archive, files.contains(archive) { archives.append(directory + "/" + archive) }
    }
    if let seen { throw seen }
    do {
      try openForAll(plain)
    } catch {
      let hint = archives.first.map { " (\($0) has to be linked, which takes a linker)" } ?? ""
      throw Failure(reason: "there is no library \(plain): \(error.reason)\(hint)")
    }
  }

  /// Whether a file begins as shared libraries do.
  private static func isShared(_ path: String) -> Bool {
    guard let file = fopen(path, "r") else { return false }
    defer { fclose(file) }
    var start = [UInt8](repeating: 0, count: 4)
    return fread(&start, 1, 4, file) == 4 && start == [0x7F, 0x45, 0x4C, 0x46]
  }

  private static let usual = [
    "/usr/local/lib", "/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu",
    "/usr/lib/aarch64-linux-gnu", "/lib64", "/usr/lib64", "/lib", "/usr/lib",
  ]

  private static func files(in directory: String) -> [String] {
    guard let stream = opendir(directory) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      names.append(
        withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        })
    }
    return names
  }

  /// The plain name before versions, higher versions before lower ones.
  private static func isBetter(_ a: String, _ b: String) -> Bool {
    func version(_ name: String) -> [Int] { name.split(separator: ".").compactMap { Int($0) } }
    if a.hasSuffix(".so") || b.hasSuffix(".so") { return a.hasSuffix(".so") && !b.hasSuffix(".so") }
    return version(b).lexicographicallyPrecedes(version(a))
  }

  /// Where a symbol is: in the process, or in the library that was opened last of those that have it.
  func address(of symbol: String) -> UnsafeMutableRawPointer? {
    if let known = addresses[symbol] { return known }
    var found: UnsafeMutableRawPointer?
    for library in opened.reversed() where found == nil { found = loam_ffi_symbol(library.handle, symbol) }
    if found == nil { found = dlsym(nil, symbol) }
    if let found { addresses[symbol] = found }
    return found
  }

  /// Whether a symbol is the process's own, such as libc's, and no other library has one of its name.
  func isOfProcess(_ symbol: String) -> Bool {
    guard let own = dlsym(nil, symbol) else { return false }
    return address(of: symbol) == own
  }
}
