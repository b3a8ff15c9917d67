// SPDX-License-Identifier: Apache-2.0
//
// FileArgument.swift — the names of files in what commands are given, and the pictures that they write there.

import Glibc
import Runtime

/// The name of a file as an argument, with quotes around it or without.
enum FileArgument {
  /// All of an argument.
  static func path(_ argument: String) -> String {
    let text = argument[...].trimmed.drop { $0.isWhitespace }
    if text.count > 1, text.hasPrefix("\""), text.hasSuffix("\"") { return String(text.dropFirst().dropLast()) }
    return home(String(text))
  }

  /// An option with the name of a file, and what else there is: a name that holds blanks stands in quotes. The name is nil
  /// without the option, and empty when it is missing behind it.
  static func option(_ option: String, in argument: String) -> (path: String?, rest: String) {
    var before: [Substring] = []
    var rest = argument.drop { $0.isWhitespace }
    while !rest.isEmpty {
      let word = rest.prefix { !$0.isWhitespace }
      rest = rest.dropFirst(word.count).drop { $0.isWhitespace }
      if word == option {
        let name = FileArgument.name(at: &rest)
        return (name, (before + rest.split { $0.isWhitespace }).joined(separator: " "))
      }
      before.append(word)
    }
    return (nil, before.joined(separator: " "))
  }

  private static func name(at rest: inout Substring) -> String {
    if rest.first == "\"", let end = rest.dropFirst().firstIndex(of: "\"") {
      defer { rest = rest[rest.index(after: end)...] }
      return String(rest[rest.index(after: rest.startIndex)..<end])
    }
    let word = rest.prefix { !$0.isWhitespace }
    rest = rest.dropFirst(word.count)
    return home(String(word))
  }

  /// A path with the person's folder in the place of `~`.
  static func home(_ path: String) -> String {
    guard path == "~" || path.hasPrefix("~/"), let home = getenv("HOME") else { return path }
    return String(cString: home) + path.dropFirst()
  }
}

extension OutputFile {
  /// Writes a picture to a file, and says what is wrong when it cannot.
  static func write(picture: String, to path: String) -> Step {
    do {
      let file = try OutputFile(path: path)
      let written = Array(picture.utf8).withUnsafeBytes { file.write($0) }
      file.close()
      if written, file.problem == nil { return .done }
      Output.error(["\(path): \(file.problem ?? "it could not be written")"])
    } catch {
      Output.error(["\(error)"])
    }
    return .failed
  }
}
