// SPDX-License-Identifier: Apache-2.0
//
// Everything of C that is known: one text after another extends it.
//
// How.      A text is read on copies of the tables, which share their memory until they change; they take the place of the
//           former ones when it has no error. The preprocessor goes over all of it, then the parser, then macros are tried as
//           constants.
// Why not.  A compiler's own tables, taken from debugging information or a plugin: neither is there where only the library is.
// Upholds.  A text with an error leaves all as it was, but for files added to the set of sources, where its errors stand.
public import Source

/// C declarations of a session or a package.
public struct CEnvironment: Sendable {
  public let target: CTarget
  var names = NameTable()
  var macros = MacroTable()
  var files = FileTable()
  var tables = Tables()
  /// What each macro that texts defined stands for, by the id of its name.
  var macroMeanings: [NameID: MacroMeaning] = [:]

  /// What `#pragma pack` says after the texts that are one after the other.
  private var pack = Parser.Pack()

  enum MacroMeaning: Sendable {
    case constant(CConstant)
    case skipped(CSkippedMacro)

    func saysMore(than former: MacroMeaning?) -> Bool {
      guard case .skipped(let former) = former else { return false }
      return if case .skipped(let now) = self { now.reason != former.reason } else { true }
    }
  }

  /// An environment that knows the compiler's own macros.
  public init(target: CTarget = .current) {
    self.target = target
    var sources = SourceSet()
    var preprocessor = Preprocessor(
      text: Array(Predefined.text(target).utf8), file: .none, base: 0, path: "<predefined>", names: names,
      macros: macros, sources: sources, files: files, options: CReadOptions(target: target), find: { _ in nil })
    preprocessor.run()
    sources = preprocessor.sources
    names = preprocessor.names
    macros = preprocessor.macros
    for (name, special) in Predefined.special {
      macros.define(Macro(name: names.intern(name), special: special))
    }
  }

  /// Reads a text and adds what it declares.
  ///
  /// - Parameters:
  ///   - text: C declarations; of a text within another file, `file` is that one and `offset` where it begins there.
  ///   - sources: gets the files that the text includes.
  ///   - path: of the text, for the search of `#include "…"` and `__FILE__`.
  ///   - find: finds included files.
  public mutating func read(
    _ text: [UInt8], in file: FileID, at offset: Int = 0, path: String = "", sources: inout SourceSet,
    options: CReadOptions? = nil, find: @escaping CIncludeResolver = { _ in nil }
  ) throws(CErrors) -> CDeclarations {
    var options = options ?? CReadOptions()
    options.target = target
    let given = sources
    sources = SourceSet()
    var preprocessor = Preprocessor(
      text: text, file: file, base: offset, path: path, names: names, macros: macros, sources: given, files: files,
      options: options, find: find)
    preprocessor.run()
    let changed = Set(preprocessor.touchedMacros)
    let candidates = macroCandidates(changed, changesOthers: preprocessor.changesMacros, preprocessor.macros)
    let texts = preprocessor.isGivenUp ? [] : preprocessor.expansions(of: candidates)
    var parser = Parser(
      tables: tables, names: preprocessor.names, tokens: preprocessor.output, pragmas: preprocessor.pragmas,
      spoiled: Set(preprocessor.reports.errors.map(\.order)), pack: options.packStays ? pack : Parser.Pack(),
      options: options)
    parser.ownFile = file
    if !preprocessor.isGivenUp { parser.parseText() }
    sources = preprocessor.sources
    let warnings = preprocessor.reports.warnings + parser.declared.warnings
    let errors = preprocessor.reports.merged(with: parser.reports)
    guard errors.isEmpty else {
      files.ids = preprocessor.files.ids
      throw CErrors(
        diagnostics: errors.map { CEnvironment.withIncluders($0, preprocessor.includedAt) }, warnings: warnings,
        endsTooEarly: preprocessor.endsTooEarly || preprocessor.reports.errors.isEmpty && parser.endsTooEarly)
    }
    var meanings = macroMeanings
    for name in changed where preprocessor.macros.index(of: name) == nil { meanings[name] = nil }
    var constants: [CConstant] = []
    var skipped: [CSkippedMacro] = []
    for (name, tokens) in texts {
      guard let macro = preprocessor.macros.find(name) else { continue }
      let meaning = parser.meaning(of: macro, tokens)
      let former = meanings.updateValue(meaning, forKey: name)
      // One of an earlier text may name or use something that only this text declares.
      if !changed.contains(name), !meaning.saysMore(than: former) { continue }
      switch meaning {
      case .constant(let constant): constants.append(constant)
      case .skipped(let macro): skipped.append(macro)
      }
    }
    names = parser.names
    tables = parser.tables
    macros = preprocessor.macros
    files = preprocessor.files
    macroMeanings = meanings
    if options.packStays { pack = parser.pack }
    var result = declarations(parser.declared)
    result.constants = constants
    result.skippedMacros = skipped
    result.cgoLines = preprocessor.cgoLines
    result.contradictions = parser.declared.contradictions
    result.warnings = warnings
    return result
  }

  private func declarations(_ declared: Parser.Declared) -> CDeclarations {
    var result = CDeclarations()
    result.functions = CEnvironment.once(declared.functions).map { tables.functions[$0] }
    result.variables = CEnvironment.once(declared.variables).map { tables.variables[$0] }
    result.typedefs = CEnvironment.once(declared.typedefs)
    result.records = CEnvironment.once(declared.records)
    result.enumerations = CEnvironment.once(declared.enumerations)
    return result
  }

  private static func once<Element: Hashable>(_ list: [Element]) -> [Element] {
    var seen: Set<Element> = []
    return list.filter { seen.insert($0).inserted }
  }

  /// Macros whose meaning may be another one now, in the order of their definitions.
  private func macroCandidates(_ changed: Set<NameID>, changesOthers: Bool, _ macros: MacroTable) -> [NameID] {
    var names = changed
    for (name, meaning) in macroMeanings {
      if case .skipped = meaning { names.insert(name) } else if changesOthers { names.insert(name) }
    }
    return names.compactMap { name in macros.index(of: name).map { (name, $0) } }.sorted { $0.1 < $1.1 }.map(\.0)
  }

  /// An error with the places where its file was included.
  private static func withIncluders(_ diagnostic: Diagnostic, _ includedAt: [FileID: Position]) -> Diagnostic {
    var diagnostic = diagnostic
    var file = diagnostic.position.file
    for _ in 0..<5 {
      guard let place = includedAt[file] else { break }
      diagnostic.notes.append(Diagnostic.Note(place, "in a file included here"))
      file = place.file
    }
    return diagnostic
  }
}
