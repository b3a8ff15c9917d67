// SPDX-License-Identifier: Apache-2.0
//
// Session+Source.swift — the text that declares a name, wherever it came from.

import Source
import Syntax
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
        if program.sources[position.file].hasText { return text(around: position) }
        guard let text = declarationTexts[program[object].name] else {
          throw CompileErrors(lines: ["the text that declared \(name) is not kept; :save writes all entries"])
        }
        return text
      }
    }
  }

  /// Keeps the texts of the variables and constants that an entry declares: those of the entry may be dropped.
  func keepTexts(of entry: CheckedEntry) {
    for object in entry.declared where program[object].kind == .variable || program[object].kind == .constant {
      let position = program[object].position
      guard !position.isNone, program.sources[position.file].hasText else { continue }
      declarationTexts.keep(text(around: position), of: program[object].name)
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

/// The last texts that declared variables and constants, by name. Bounded: a session does not grow by them.
struct DeclarationTexts {
  private static let limit = 1000
  private static let longest = 50
  private var texts: [Symbol: SourceText] = [:]
  private var order: [Symbol] = []

  subscript(name: Symbol) -> SourceText? { texts[name] }

  mutating func keep(_ text: SourceText, of name: Symbol) {
    guard text.lines.count <= DeclarationTexts.longest else {
      if texts.removeValue(forKey: name) != nil { order.removeAll { $0 == name } }
      return
    }
    if texts.updateValue(text, forKey: name) == nil { order.append(name) }
    if order.count > DeclarationTexts.limit { texts[order.removeFirst()] = nil }
  }
}

extension PackageID {
  /// The package of the predeclared names.
  fileprivate var isUniverse: Bool { !exists }
}
