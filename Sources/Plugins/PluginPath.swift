// SPDX-License-Identifier: Apache-2.0
//
// PluginPath.swift — where plugins are looked for: LOAM_PLUGINS, the person's own, then those that were installed.

import Glibc

public enum PluginPath {
  /// The directories, in order.
  public static var directories: [String] {
    var found = variable("LOAM_PLUGINS")?.split(separator: ":").map(String.init) ?? []
    if let home = variable("HOME") { found.append(home + "/.loam/plugins") }
    if let prefix { found.append(prefix + "/lib/loam/plugins") }
    return found
  }

  /// The file that a word names: one that is there, or, by its name alone, one of the directories'.
  public static func find(_ word: String) throws(PluginRefusal) -> String {
    if word.contains("/") {
      if identity(of: word) == nil { throw PluginRefusal("there is no file \(word)") }
      return word  // what is no file is said when it is opened
    }
    if isFile(word) { return "./" + word }
    let file = word.hasSuffix(".so") ? word : word + ".so"
    for directory in directories where isFile(directory + "/" + file) { return directory + "/" + file }
    let searched = directories.joined(separator: ", ")
    if isFile(file) {
      throw PluginRefusal("there is no \(file)\(searched.isEmpty ? "" : " in \(searched)"); here is ./\(file)")
    }
    throw PluginRefusal("there is no \(file)\(searched.isEmpty ? "" : " in \(searched), nor") in this directory")
  }

  /// Names of plugins that the directories have.
  public static var names: [String] {
    var names: Set<String> = []
    for directory in directories {
      guard let stream = opendir(directory) else { continue }
      defer { closedir(stream) }
      while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name.hasSuffix(".so") { names.insert(String(name.dropLast(3))) }
      }
    }
    return names.sorted()
  }

  /// A file as the system knows it: another name of it is the same, and what was put in its place is not.
  public struct Identity: Equatable, Sendable {
    let device: UInt
    let number: UInt
  }

  static public func identity(of path: String) -> Identity? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return Identity(device: UInt(status.st_dev), number: UInt(status.st_ino))
  }

  private static func variable(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }

  private static func isFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// PREFIX of PREFIX/bin/loam.
  private static var prefix: String? {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    guard count > 0 else { return nil }
    let parts = String(decoding: buffer[..<count], as: UTF8.self).split(separator: "/")
    return parts.count < 2 ? nil : "/" + parts.dropLast(2).joined(separator: "/")
  }
}
