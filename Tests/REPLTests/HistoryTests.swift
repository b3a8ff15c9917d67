// SPDX-License-Identifier: Apache-2.0
//
// HistoryTests.swift — the history file keeps what it was given, also when it was cut or holds odd bytes.

import Glibc
import Testing

@testable import REPL

@Suite(.serialized) struct HistoryTests {
  private let path = "/tmp/loam-history-test-\(getpid())"

  private func write(_ bytes: [UInt8]) {
    let file = fopen(path, "w")!
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
  }

  @Test func `every sequence of bytes comes back`() {
    let entries: [[UInt8]] = [
      Array("x := 1".utf8), Array("func f() {\n\treturn\n}".utf8), Array(#"a\nb\\n\x41\"#.utf8), Array(0...255),
      [0xFF, 0xFE, 0x80], Array("é 世界".utf8),
    ]
    for entry in entries {
      let line = History.encode(entry)
      #expect(!line.contains(0x0A))
      #expect(History.decode(line[...]) == entry)
    }
  }

  @Test func `entries are appended and loaded in order`() {
    unlink(path)
    defer { unlink(path) }
    let history = History(path: path)
    #expect(history.load().isEmpty)
    history.append(Array("one".utf8))
    history.append(Array("two\nlines".utf8))
    #expect(history.load() == [Array("one".utf8), Array("two\nlines".utf8)])
  }

  @Test func `a file cut at any byte loses the entry at the cut and no other`() {
    defer { unlink(path) }
    let history = History(path: path)
    let entries: [[UInt8]] = ["a := 1", "b {\n c \\ \n}", "last \\"].map { Array($0.utf8) }
    let new = Array("new".utf8)
    var whole: [UInt8] = []
    var ends = [0]
    for entry in entries {
      whole += History.encode(entry) + [0x0A]
      ends.append(whole.count)
    }
    for cut in 0...whole.count {
      write(Array(whole[..<cut]))
      let left = Array(entries.prefix(ends.count { $0 <= cut } - 1))
      #expect(history.load() == left, "\(cut)")
      history.append(new)
      history.append(new)
      #expect(history.load() == left + [new, new], "\(cut)")
      // Of an entry without its beginning the rest stays.
      write(Array(whole[cut...]))
      let uncut = Array(entries.suffix(ends.dropLast().count { $0 >= cut }))
      let loaded = history.load()
      #expect(Array(loaded.suffix(uncut.count)) == uncut && loaded.count <= uncut.count + 1, "\(cut)")
    }
  }

  @Test func `a link to a history stays one when the file is shortened`() {
    let link = path + "-link"
    symlink(path, link)
    defer {
      unlink(path)
      unlink(link)
    }
    write((0..<(2 * History.limit + 5)).flatMap { Array("\($0)\n".utf8) })
    let history = History(path: link)
    #expect(history.load().count == History.limit)
    var status = stat()
    #expect(lstat(link, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
    history.append(Array("new".utf8))
    #expect(History(path: path).load().last == Array("new".utf8))
  }

  @Test func `what sessions append is there when one of them shortens the file`() async {
    defer { unlink(path) }
    write((0..<(2 * History.limit + 5)).flatMap { Array("\($0)\n".utf8) })
    let path = path
    await withTaskGroup(of: Void.self) { group in
      for writer in 0..<4 {
        group.addTask { for i in 0..<200 { History(path: path).append(Array("w\(writer) \(i)".utf8)) } }
      }
      for _ in 0..<3 { group.addTask { _ = History(path: path).load() } }
    }
    let entries = Set(History(path: path).load())
    for writer in 0..<4 { for i in 0..<200 { #expect(entries.contains(Array("w\(writer) \(i)".utf8))) } }
  }

  @Test func `what is no file is no history`() {
    for path in ["/dev/zero", "/tmp"] { #expect(History(path: path).load().isEmpty) }
    mkfifo(path, 0o600)
    defer { unlink(path) }
    #expect(History(path: path).load().isEmpty)
  }

  @Test func `a file that grew too long is shortened`() {
    defer { unlink(path) }
    write((0..<2 * History.limit + 10).flatMap { Array("entry \($0)\n".utf8) })
    let history = History(path: path)
    #expect(history.load().count == History.limit)
    #expect(history.load().last == Array("entry \(2 * History.limit + 9)".utf8))
  }

  @Test func `the nearest command is suggested`() {
    #expect(
      CommandTable().unknown("hep") == ":hep is no command; did you mean :heap?"
        || CommandTable().unknown("hep").contains(":help"))
    #expect(CommandTable().unknown("goroutine").contains(":goroutines"))
    #expect(CommandTable().unknown("qiut").contains(":quit"))
    #expect(!CommandTable().unknown("zzzzzzz").contains("mean"))
  }
}
