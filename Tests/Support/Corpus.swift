// SPDX-License-Identifier: Apache-2.0
//
// Corpus.swift — the programs of Tests/Corpus with what they say of themselves. The form is described in its README.

/// A program of the corpus.
public struct CorpusProgram: Sendable, CustomStringConvertible {
  public enum Kind: Sendable, Equatable { case run, panic, fatal, exit(Int32), errorcheck, escape }

  /// `language/defer_runs_in_reverse.go`, below Tests/Corpus.
  public let name: String
  public let kind: Kind
  /// What is given to the command: a file, or a directory with a main package.
  public let path: String
  /// The file with the directives.
  public let source: String
  /// Path without `.go` or `.dir`: expectations stand beside it.
  public let base: String
  /// Names of the program's own files.
  public let files: [String]
  private let directives: [String: String]

  public var description: String { name }

  /// N of a stress switch for this program.
  public func stress(_ name: String) -> Int {
    for word in (directives["stress"] ?? "").split(separator: " ") where word.hasPrefix(name + "=") {
      return Int(word.dropFirst(name.count + 1)) ?? 1
    }
    return 1
  }

  public var arguments: [String] { (directives["args"] ?? "").split(separator: " ").map(String.init) }

  public var input: [UInt8] {
    guard let name = directives["stdin"] else { return [] }
    return Repository.read(source[..<source.lastIndex(of: "/")!] + "/" + name) ?? []
  }

  public func expected(_ ending: String) -> String { Repository.text(base + ending) ?? "" }

  init?(group: String, file: String) {
    let folder = Repository.root + "/Tests/Corpus/" + group + "/"
    name = group + "/" + file
    path = folder + file
    if file.hasSuffix(".dir") {
      base = String(path.dropLast(4))
      let own = Repository.list(path).filter { $0.hasSuffix(".go") }
      guard let first = own.first(where: { Repository.text(folder + file + "/" + $0)?.hasPrefix("// ") == true }) else {
        return nil
      }
      source = path + "/" + first
      files = CorpusProgram.goFiles(below: path)
    } else if file.hasSuffix(".go") {
      base = String(path.dropLast(3))
      source = path
      files = [file]
    } else {
      return nil
    }
    let lines = (Repository.text(source) ?? "").split(separator: "\n", maxSplits: 6, omittingEmptySubsequences: false)
    switch lines.first {
    case "// run": kind = .run
    case "// panic": kind = .panic
    case "// fatal": kind = .fatal
    case "// errorcheck": kind = .errorcheck
    case "// escape": kind = .escape
    case let line? where line.hasPrefix("// exit "): kind = .exit(Int32(line.dropFirst(8)) ?? -1)
    default: return nil
    }
    var directives: [String: String] = [:]
    for line in lines.dropFirst().prefix(5) {
      for name in ["stress", "stdin", "args"] where line.hasPrefix("// \(name): ") {
        directives[name] = String(line.dropFirst(name.count + 5))
      }
    }
    self.directives = directives
  }

  private static func goFiles(below directory: String) -> [String] {
    Repository.list(directory).flatMap { name in
      name.hasSuffix(".go") ? [name] : goFiles(below: directory + "/" + name)
    }
  }

  /// All programs, in order of group and name.
  public static let all: [CorpusProgram] = {
    let root = Repository.root + "/Tests/Corpus"
    return Repository.list(root).flatMap { group in
      Repository.list(root + "/" + group).compactMap { CorpusProgram(group: group, file: $0) }
    }
  }()

  public static func all(where matches: (Kind) -> Bool) -> [CorpusProgram] { all.filter { matches($0.kind) } }
}

/// The lines that two texts do not share, as a person reads a difference; empty when they are equal.
public func difference(expected: String, actual: String, context: Int = 3) -> String {
  if expected == actual { return "" }
  let want = expected.split(separator: "\n", omittingEmptySubsequences: false)
  let have = actual.split(separator: "\n", omittingEmptySubsequences: false)
  var first = 0
  while first < want.count, first < have.count, want[first] == have[first] { first += 1 }
  var text = "differs from line \(first + 1) on\n"
  for line in want[max(0, first - context)..<first] { text += "  \(line)\n" }
  for line in want[first...].prefix(6) { text += "- \(line)\n" }
  for line in have[first...].prefix(6) { text += "+ \(line)\n" }
  return text
}
