// SPDX-License-Identifier: Apache-2.0
//
// Completer.swift — what TAB offers: Go names by what they are, commands, and what their arguments are made of.

import Driver

/// What could stand in the place of a part of the text being typed.
struct Completions: Equatable {
  /// Offset of the first byte to be replaced; the part ends at the cursor.
  var start: Int
  /// In order, each once.
  var candidates: [String]
}

/// Finds completions. Never changes the session.
struct Completer {
  let prompt: Prompt

  init(_ prompt: Prompt) { self.prompt = prompt }

  /// - Parameter text: all lines of the entry so far.
  /// - Parameter cursor: offset in `text` behind the last byte before the cursor.
  func complete(_ text: [UInt8], at cursor: Int) -> Completions {
    let cursor = min(max(0, cursor), text.count)
    let begin = text.firstIndex { $0 != 0x20 && $0 != 0x09 } ?? text.count
    if begin < cursor, text[begin] == UInt8(ascii: ":") {
      return command(Array(text[..<cursor]), from: begin + 1)
    }
    return go(text, at: cursor)
  }

  // MARK: Commands

  private func command(_ text: [UInt8], from begin: Int) -> Completions {
    guard let blank = text[begin...].firstIndex(where: isBlank) else {
      return matching(prompt.commands.all.map(\.name), text, from: begin)
    }
    let name = String(decoding: text[begin..<blank], as: UTF8.self)
    guard let command = prompt.commands.find(name) else { return Completions(start: text.count, candidates: []) }
    return argument(command.completes(in: prompt), text, from: skipBlanks(text, from: blank))
  }

  private func argument(_ kind: ArgumentKind, _ text: [UInt8], from begin: Int) -> Completions {
    switch kind {
    case .nothing: return Completions(start: text.count, candidates: [])
    case .expression: return go(text, at: text.count, from: begin)
    case .type: return go(text, at: text.count, from: begin) { $0 == .type || $0 == .package || $0 == .keyword }
    case .function:
      return go(text, at: text.count, from: begin) { [.function, .method, .package, .type].contains($0) }
    case .file: return file(text, from: begin < text.count && text[begin] == UInt8(ascii: "\"") ? begin + 1 : begin)
    case .command:
      return matching(
        prompt.commands.all.map(\.name) + CommandGroup.allCases.map(\.rawValue), text,
        from: begin < text.count && text[begin] == UInt8(ascii: ":") ? begin + 1 : begin)
    case .words(let words, let rest):
      guard let blank = text[begin...].firstIndex(where: isBlank) else { return matching(words, text, from: begin) }
      return argument(rest, text, from: skipBlanks(text, from: blank))
    case .each(let words, let other):
      let others = { argument(other, text, from: begin) }
      guard let blank = text[begin...].firstIndex(where: isBlank) else {
        let (found, others) = (matching(words.map(\.word), text, from: begin), others())
        if found.candidates.isEmpty { return others }
        if others.start != begin { return found }
        let more = others.candidates.filter { !found.candidates.contains($0) }
        return Completions(start: begin, candidates: (found.candidates + more).sorted())
      }
      let word = String(decoding: text[begin..<blank], as: UTF8.self)
      guard let then = words.first(where: { $0.word == word })?.then else { return others() }
      return argument(then, text, from: skipBlanks(text, from: blank))
    case .word(let rest):
      guard let blank = text[begin...].firstIndex(where: isBlank) else { return argument(.nothing, text, from: begin) }
      return argument(rest, text, from: skipBlanks(text, from: blank))
    }
  }

  private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A }

  private func skipBlanks(_ text: [UInt8], from start: Int) -> Int {
    text[start...].firstIndex { !isBlank($0) } ?? text.count
  }

  private func matching(_ words: [String], _ text: [UInt8], from begin: Int) -> Completions {
    let found = words.filter { $0.utf8.starts(with: text[begin...]) }.sorted()
    return Completions(start: begin, candidates: found)
  }

  // MARK: Go

  private func go(
    _ text: [UInt8], at cursor: Int, from begin: Int = 0, where isWanted: (NameKind) -> Bool = { _ in true }
  ) -> Completions {
    let found = prompt.session.complete(Array(text[begin..<max(begin, cursor)]), at: cursor - begin)
    if found.isInString {
      // Of a string that nothing is known of, only what looks like a path is taken for one.
      let part = text[(begin + found.start)..<cursor]
      guard part.contains(UInt8(ascii: "/")) else { return Completions(start: cursor, candidates: []) }
      return file(Array(text[..<cursor]), from: begin + found.start)
    }
    return Completions(start: begin + found.start, candidates: found.list.filter { isWanted($0.kind) }.map(\.text))
  }

  // MARK: Files

  /// Names of files that continue the path from `begin` to the end; directories end with a slash.
  private func file(_ text: [UInt8], from begin: Int) -> Completions {
    let path = String(decoding: text[begin...], as: UTF8.self)
    let directory = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    let name = path.dropFirst(directory.count)
    let names = (try? Files.list(directory.isEmpty ? "." : FileArgument.home(directory))) ?? []
    let start = begin + directory.utf8.count
    let found = names.filter { other in
      other.utf8.starts(with: name.utf8) && (name.hasPrefix(".") || !other.hasPrefix("."))
        && !other.utf8.contains { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }
    }
    return Completions(
      start: start, candidates: found.map { Files.isDirectory(FileArgument.home(directory) + $0) ? $0 + "/" : $0 })
  }
}
