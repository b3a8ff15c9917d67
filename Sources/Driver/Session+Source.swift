// SPDX-License-Identifier: Apache-2.0
//
// Session+Source.swift — the text that declares a name, wherever it came from.

import Source
import Types

/// A piece of source text.
public struct SourceText: Sendable {
  /// The file, or the entry's name.
  public let file: String
  /// The number of the first line, from 1.
  public let line: Int
  public let lines: [String]
}

extension Session {
  /// The declaration of a function, method, type, variable or constant of the session, of what it loaded, or of a
  /// package.
  public func source(of name: String) -> Result<SourceText, CompileErrors> {
    asking {
      Result { () throws(CompileErrors) in
        let object = try find(name)
        let position = program[object].position
        guard !position.isNone, !program[object].package.isUniverse else {
          throw CompileErrors(lines: ["\(name) is predeclared: the language defines it, no source does"])
        }
        return text(around: position)
      }
    }
  }

  private func text(around position: Position) -> SourceText {
    let file = program.sources[position.file]
    let range = file.declaration(around: position.offset)
    let text = String(decoding: file.bytes[range], as: UTF8.self)
    return SourceText(
      file: file.name, line: file.line(at: UInt32(range.lowerBound)),
      lines: text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        line.hasSuffix("\r") ? String(line.dropLast()) : String(line)
      })
  }
}

extension PackageID {
  /// The package of the predeclared names.
  fileprivate var isUniverse: Bool { !exists }
}
