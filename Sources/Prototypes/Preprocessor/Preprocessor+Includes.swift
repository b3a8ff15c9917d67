// SPDX-License-Identifier: Apache-2.0
//
// `#include`: the caller's files first, then our own headers.
internal import Source

extension Preprocessor {
  /// How deep files may include files.
  static var includeLimit: Int { 100 }

  /// Begins to read the file that a line names. False if it is not to be read.
  mutating func include(_ position: Position, isNext: Bool) -> Bool {
    guard let (name, isSystem, place) = fileName(position) else { return false }
    guard !name.isEmpty, let (file, path, bytes) = open(name, isSystem: isSystem, isNext: isNext) else {
      error(place, name.isEmpty ? "empty filename in #include" : "'\(name)' file not found")
      return false
    }
    if files.once.contains(path) { return false }
    if outer.count >= Preprocessor.includeLimit {
      giveUp(position, "#include nested more than \(Preprocessor.includeLimit) deep")
      return false
    }
    lexer.skipLine()
    includedAt[file] = position
    outer.append(OuterFile(lexer: lexer, path: self.path, conditionBase: conditionBase))
    lexer = Lexer(bytes, file: file)
    self.path = path
    conditionBase = conditions.count
    return true
  }

  /// The name after `#include`, also when a macro gives it.
  private mutating func fileName(_ position: Position) -> (name: String, isSystem: Bool, place: Position)? {
    lexer.skipBlanks()
    let start = lexer.position
    if let (name, isSystem) = lexer.fileName() { return (name, isSystem, start) }
    let tokens = expanded(restOfDirective())
    if let first = tokens.first {
      if first.kind == .string { return (String(text(first).dropFirst().dropLast()), false, first.position) }
      if first.kind == .less, let close = tokens.firstIndex(where: { $0.kind == .greater }) {
        return (tokens[1..<close].map { text($0) }.joined(), true, first.position)
      }
    }
    error(tokens.first?.position ?? position, "expected \"FILENAME\" or <FILENAME>")
    return nil
  }

  /// Whether `#include` would find a file.
  mutating func canInclude(_ name: String, isSystem: Bool, isNext: Bool) -> Bool {
    find(CIncludeRequest(name: name, isSystem: isSystem, isNext: isNext, includer: path)) != nil
      || BuiltinHeaders.text(name) != nil
  }

  private mutating func open(_ name: String, isSystem: Bool, isNext: Bool) -> (FileID, String, [UInt8])? {
    let request = CIncludeRequest(name: name, isSystem: isSystem, isNext: isNext, includer: path)
    let found: CIncludedFile
    if let file = find(request) {
      found = file
    } else if let text = BuiltinHeaders.text(name) {
      found = CIncludedFile(path: "<\(name)>", bytes: Array(text.utf8))
    } else {
      return nil
    }
    if found.bytes.count >= Int(UInt32.max) - 2 { return nil }
    // One text of a file serves all its inclusions as long as it is the same.
    if let id = files.ids[found.path], id.raw >= 1, Int(id.raw) <= sources.files.count {
      let known = sources[id]
      if known.name == found.path, known.hasText, known.count == found.bytes.count,
        known.bytes.prefix(known.count).elementsEqual(found.bytes)
      {
        return (id, found.path, found.bytes)
      }
    }
    let id = sources.add(name: found.path, contents: found.bytes).id
    files.ids[found.path] = id
    return (id, found.path, found.bytes)
  }
}
