// SPDX-License-Identifier: Apache-2.0
//
// Libraries.swift — shared libraries that were opened, and the addresses of their symbols.

import Glibc

/// The process's own symbols, and those of libraries that were opened.
final class Libraries {
  /// In the order in which they were opened.
  private(set) var opened: [(name: String, handle: UnsafeMutableRawPointer)] = []
  private var addresses: [String: UnsafeMutableRawPointer] = [:]

  struct Failure: Error { let reason: String }

  /// Opens a library by its path, or by the name that the system's loader looks for. False: it was open already.
  @discardableResult
  func open(_ name: String) throws(Failure) -> Bool {
    guard let handle = dlopen(name, RTLD_NOW | RTLD_LOCAL) else {
      throw Failure(reason: dlerror().map { String(cString: $0) } ?? "\(name) cannot be opened")
    }
    if opened.contains(where: { $0.handle == handle }) {
      dlclose(handle)
      return false
    }
    opened.append((name, handle))
    return true
  }

  /// The library that `-lNAME` stands for, looked for in `directories` and then where the system has its libraries. Where
  /// only versions of it are installed, without the plain name that compilers use, the highest one is taken.
  func open(link name: String, in directories: [String]) throws(Failure) {
    let plain = "lib\(name).so"
    for directory in directories + Libraries.usual {
      let files = Libraries.files(in: directory).filter { $0 == plain || $0.hasPrefix(plain + ".") }
      // The plain one may be a linker's script.
      for file in files.sorted(by: Libraries.isBetter) where (try? open(directory + "/" + file)) != nil { return }
    }
    do {
      try open(plain)
    } catch {
      throw Failure(reason: "there is no library \(plain): \(error.reason)")
    }
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
    for library in opened.reversed() where found == nil { found = dlsym(library.handle, symbol) }
    if found == nil { found = dlsym(nil, symbol) }
    if let found { addresses[symbol] = found }
    return found
  }
}
