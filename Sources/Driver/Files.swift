// SPDX-License-Identifier: Apache-2.0
//
// Files.swift — reading files and directories through the C library.

import Glibc

/// What the system says about a failed call.
public struct FileError: Error, CustomStringConvertible {
  public let path: String
  public let code: Int32

  public init(path: String, code: Int32) {
    self.path = path
    self.code = code
  }

  public var description: String { "\(path): \(String(cString: strerror(code)))".lowercasedFirstLetterAfterColon }
}

extension String {
  /// Go writes system errors in lower case: "no such file or directory".
  fileprivate var lowercasedFirstLetterAfterColon: String {
    guard let colon = range(ofLast: ": ") else { return self }
    return self[..<colon] + self[colon...].prefix(1).lowercased() + self[colon...].dropFirst()
  }

  private func range(ofLast separator: String) -> String.Index? {
    var index = endIndex
    while index > startIndex {
      index = self.index(before: index)
      if self[index...].hasPrefix(separator) { return self.index(index, offsetBy: separator.count) }
    }
    return nil
  }
}

public enum Files {
  /// The bytes of a file.
  public static func read(_ path: String) throws(FileError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(path: path, code: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileError(path: path, code: errno) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw FileError(path: path, code: EISDIR) }
    var contents = [UInt8]()
    contents.reserveCapacity(Int(status.st_size))
    while true {
      var chunk = [UInt8](repeating: 0, count: max(4096, Int(status.st_size) - contents.count + 1))
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw FileError(path: path, code: errno)
      }
      if count == 0 { return contents }
      contents += chunk[..<count]
    }
  }

  public static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Names in a directory, sorted.
  public static func list(_ path: String) throws(FileError) -> [String] {
    guard let directory = opendir(path) else { throw FileError(path: path, code: errno) }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  static func join(_ directory: String, _ name: String) -> String {
    if directory.isEmpty || directory == "." { return name }
    return directory.hasSuffix("/") ? directory + name : directory + "/" + name
  }

  static func parent(_ path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
