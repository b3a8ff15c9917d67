// SPDX-License-Identifier: Apache-2.0
//
// ForeignPackage+Flags.swift — what `#cgo` lines ask for: macros, folders of headers, libraries.
//
// How.      Flags that would change nothing here, such as -O2, are passed over. Those that change how values are laid out or
//           passed are refused. Libraries are opened when all lines of a text are read, since one may need another.

import Glibc
public import Prototypes
public import Source
import Subprocess

extension ForeignPackage {
  /// Flags of compilers that lay out or pass values otherwise, by how they begin.
  private static let refused = [
    "-m32", "-mx32", "-mabi", "-mms-bitfields", "-malign-double", "-mlong-double", "-fpack-struct", "-fshort-enums",
    "-fshort-wchar", "-funsigned-char", "-fsigned-char", "-funsigned-bitfields",
  ]

  /// Follows the `#cgo` lines of a text.
  /// - Returns: Go declarations of macros that they define.
  public func follow(
    _ text: [UInt8], in file: FileID, at offset: Int, sources: inout SourceSet
  ) throws(CErrors) -> String {
    var flags = Flags()
    let directory = ForeignPackage.fromRoot(folder(of: sources[file]))
    for line in try CgoLine.all(in: text, file, at: offset) where line.holds(isTagSet) {
      let words = line.words.map { $0.replacing("${SRCDIR}", with: directory) }
      switch line.verb {
      case "CFLAGS", "CPPFLAGS": try take(compiler: words, directory, line.position, &flags)
      case "LDFLAGS": try take(linker: words, directory, line.position, &flags)
      case "pkg-config":
        try take(compiler: packageFlags("--cflags", words, line.position), directory, line.position, &flags)
        try take(linker: packageFlags("--libs", words, line.position), directory, line.position, &flags)
      default: break  // of other languages' compilers
      }
    }
    do {
      try libraries.own.link(flags.libraries.map(\.wanted), in: libraryDirectories)
    } catch {
      throw ForeignPackage.failure(flags.libraries[error.index].position, error.reason)
    }
    return flags.macros.isEmpty ? "" : try define(flags, &sources)
  }

  private struct Flags {
    var libraries: [(wanted: Libraries.Wanted, position: Position)] = []
    /// Lines of C.
    var macros: [(line: String, position: Position)] = []
  }

  private static func failure(_ position: Position, _ reason: String) -> CErrors {
    CErrors(diagnostics: [Diagnostic(position, reason)])
  }

  private static func fromRoot(_ directory: String) -> String {
    guard let path = realpath(directory, nil) else { return directory }
    defer { free(path) }
    return String(cString: path)
  }

  private static func path(_ path: Substring, in directory: String) -> String {
    path.hasPrefix("/") ? String(path) : directory + "/" + path
  }

  /// Calls `body` with each word, and for a flag that takes a value in the next word with both of them joined.
  private func each(
    _ words: [String], joining: Set<String>, _ position: Position, _ body: (String) throws(CErrors) -> Void
  ) throws(CErrors) {
    var rest = words[...]
    while let word = rest.popFirst() {
      guard joining.contains(word) else {
        try body(word)
        continue
      }
      guard let value = rest.popFirst() else {
        throw ForeignPackage.failure(position, "invalid #cgo line: nothing follows \(word)")
      }
      try body(word + value)
    }
  }

  private func take(
    compiler words: [String], _ directory: String, _ position: Position, _ flags: inout Flags
  ) throws(CErrors) {
    var macros: [String] = []
    try each(words, joining: ["-D", "-U", "-I", "-isystem", "-iquote", "-idirafter"], position) {
      word throws(CErrors) in
      for flag in ["-I", "-isystem", "-iquote", "-idirafter"] where word.hasPrefix(flag) {
        includeDirectories.append(ForeignPackage.path(word.dropFirst(flag.utf8.count), in: directory))
        return
      }
      if word.hasPrefix("-D") {
        let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        macros.append("#define \(parts[0]) \(parts.count > 1 ? parts[1] : "1")")
      } else if word.hasPrefix("-U") {
        macros.append("#undef \(word.dropFirst(2))")
      } else if let refused = ForeignPackage.refused.first(where: { word.hasPrefix($0) }) {
        throw ForeignPackage.failure(
          position,
          "\(refused) would lay out or pass values otherwise than Loam, which calls libraries as they are usually compiled"
        )
      }
    }
    flags.macros += macros.map { ($0, position) }
  }

  private func take(
    linker words: [String], _ directory: String, _ position: Position, _ flags: inout Flags
  ) throws(CErrors) {
    var wanted: [Libraries.Wanted] = []
    try each(words, joining: ["-L", "-l"], position) { word throws(CErrors) in
      let isFile = !word.hasPrefix("-") && (word.hasSuffix(".so") || word.contains(".so."))
      if word.hasPrefix("-L") {
        libraryDirectories.append(ForeignPackage.path(word.dropFirst(2), in: directory))
      } else if word.hasPrefix("-l:") {
        wanted.append(.file(String(word.dropFirst(3))))
      } else if word.hasPrefix("-l") {
        wanted.append(.name(String(word.dropFirst(2))))
      } else if isFile {
        wanted.append(.path(ForeignPackage.path(word[...], in: directory)))
      } else if word.hasSuffix(".a") || word.hasSuffix(".o") {
        throw ForeignPackage.failure(
          position, "\(word) has to be linked, which takes a linker: Loam opens shared libraries (cc -shared)")
      }
    }
    flags.libraries += wanted.map { ($0, position) }
  }

  /// What pkg-config answers about packages.
  private func packageFlags(
    _ question: String, _ packages: [String], _ position: Position
  ) throws(CErrors) -> [String] {
    let program = getenv("PKG_CONFIG").map { String(cString: $0) } ?? "pkg-config"
    let own = packages.filter { $0.hasPrefix("-") }
    let ran = Subprocess.run([program, question] + own + ["--"] + packages.filter { !$0.hasPrefix("-") })
    if ran.status == 127 {
      throw ForeignPackage.failure(
        position,
        "#cgo pkg-config wants the program \(program), which cannot be run: name the library by #cgo LDFLAGS: -l")
    }
    guard ran.status == 0 else {
      let reason = ran.errorText.split(separator: "\n").joined(separator: " ")
      throw ForeignPackage.failure(position, "\(program) \(question) \(packages.joined(separator: " ")): \(reason)")
    }
    return CgoLine.words(of: ran.outputText.replacing("\n", with: " ")[...]) ?? []
  }

  private func define(_ flags: Flags, _ sources: inout SourceSet) throws(CErrors) -> String {
    let text = Array((flags.macros.map(\.line).joined(separator: "\n") + "\n").utf8)
    let file = sources.add(name: "#cgo", contents: text)
    var changed = environment
    do {
      return adopt(try changed.read(text, in: file.id, sources: &sources), changed)
    } catch {
      guard let first = error.diagnostics.first else { throw error }
      let (line, position) = flags.macros[text.prefix(Int(first.position.offset)).count { $0 == 0x0A }]
      throw ForeignPackage.failure(position, "\(line): \(first.message)")
    }
  }
}
