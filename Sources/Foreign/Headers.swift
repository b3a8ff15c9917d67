// SPDX-License-Identifier: Apache-2.0
//
// Headers.swift — where `#include` finds files: beside the text, then where the system has its headers.

import Glibc
import Prototypes

enum Headers {
  private static let system: [String] = {
    #if arch(arm64)
      let machine = "/usr/include/aarch64-linux-gnu"
    #else
      let machine = "/usr/include/x86_64-linux-gnu"
    #endif
    return ["/usr/local/include", machine, "/usr/include"]
  }()

  /// Finds a file for `#include`.
  /// - Parameter more: folders that `-I` names.
  static func resolver(directory: String, _ more: [String]) -> CIncludeResolver {
    { request in
      var folders = more + system
      if !request.isSystem {
        let includer = request.includer.lastIndex(of: "/").map { String(request.includer[..<$0]) } ?? directory
        folders = [includer, directory] + folders
      }
      if request.isNext, let last = folders.firstIndex(where: { request.includer.hasPrefix($0 + "/") }) {
        folders.removeSubrange(...last)
      }
      for folder in folders {
        let path = request.name.hasPrefix("/") ? request.name : folder + "/" + request.name
        if let bytes = read(path) { return CIncludedFile(path: path, bytes: bytes) }
      }
      return nil
    }
  }

  private static func read(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { return ferror(file) == 0 ? bytes : nil }
      bytes += buffer[..<count]
    }
  }
}
