// SPDX-License-Identifier: Apache-2.0
//
// Session+Load.swift — files whose declarations become the session's.

import Source
import Syntax
import Types

/// What a file was found to be.
public enum FileForm: Sendable {
  /// A Go file: it has a package clause.
  case file
  /// Entries, one after another.
  case script
}

extension Session {
  /// What a text is, by its first word.
  public static func form(of contents: [UInt8]) -> FileForm {
    let source = SourceFile(id: .none, name: "", contents: contents)
    var symbols = SymbolTable()
    var errors = DiagnosticSet()
    return Parser.parseImports(source, symbols: &symbols, diagnostics: &errors).packageName.exists ? .file : .script
  }

  /// What the file declares by that name at its outermost level, in the order of the text: `func main`, `type T`.
  public func declarations(in name: String) -> [String] {
    objects(in: name).map { object in
      let word =
        switch program[object].kind {
        case .function: "func"
        case .type: "type"
        case .constant: "const"
        default: "var"
        }
      return "\(word) \(program.text(program[object].name))"
    }
  }

  /// The variables that an entry declared, as declarations without values.
  public func variables(in name: String) -> [String] {
    execution.withTables {
      objects(in: name).filter { program[$0].kind == .variable }.map {
        "var \(program.text(program[$0].name)) \(program.text(program[$0].type, in: package))"
      }
    }
  }

  /// What a text of that name declares, in the order of the text.
  private func objects(in name: String) -> [ObjectID] {
    program.names(in: package).filter { object in
      let position = program[object].position
      return !position.isNone && program.sources[position.file].name == name
    }.sorted { program[$0].position < program[$1].position }
  }
}
