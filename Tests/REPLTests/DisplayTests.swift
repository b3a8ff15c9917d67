// SPDX-License-Identifier: Apache-2.0
//
// DisplayTests.swift — the screen that dialogues are compared with shows what terminals show.

import Testing

@Suite struct DisplayTests {
  private func shown(_ text: String, columns: Int = 10, rows: Int = 4) -> [String] {
    var display = Display(columns: columns, rows: rows)
    display.feed(Array(text.utf8))
    return display.lines
  }

  @Test func `text wraps when the next character comes, and scrolls`() {
    #expect(shown("0123456789\r\nb") == ["0123456789", "b", "", ""])
    #expect(shown("0123456789ab") == ["0123456789", "ab", "", ""])
    #expect(shown("1\r\n2\r\n3\r\n4\r\n5") == ["2", "3", "4", "5"])
  }

  @Test func `the cursor moves and what it stands on is replaced`() {
    #expect(shown("abc\r\u{1b}[Cx")[0] == "axc")
    #expect(shown("abc\u{8}\u{8}x")[0] == "axc")
    #expect(shown("a\r\nb\u{1b}[Ax") == ["ax", "b", "", ""])
    #expect(shown("abc\u{1b}[2Gx\u{1b}[3;5Hy") == ["axc", "", "    y", ""])
  }

  @Test func `parts are erased, deleted and inserted`() {
    #expect(shown("abcdef\u{1b}[3G\u{1b}[K")[0] == "ab")
    #expect(shown("abcdef\u{1b}[3G\u{1b}[2P")[0] == "abef")
    #expect(shown("abcdef\u{1b}[3G\u{1b}[2@")[0] == "ab  cdef")
    #expect(shown("abcdef\u{1b}[3G\u{1b}[4hXY\u{1b}[4l")[0] == "abXYcdef")
    #expect(shown("a\r\nb\r\nc\u{1b}[A\u{1b}[J") == ["a", "b", "", ""])
    #expect(shown("a\u{1b}[2J\u{1b}[Hb") == ["b", "", "", ""])
  }

  @Test func `wide characters take two columns and never stand on two rows`() {
    #expect(shown("世a\r\u{1b}[2Cb")[0] == "世b")
    #expect(shown("012345678世") == ["012345678", "世", "", ""])
    #expect(shown("e\u{301}x")[0] == "e\u{301}x")
  }

  @Test func `sequences that come in pieces are read as wholes, colours not seen`() {
    var display = Display(columns: 10, rows: 2)
    for byte in Array("\u{1b}[32mgrün\u{1b}[0m\u{1b}[?2004h\u{7}".utf8) { display.feed([byte]) }
    #expect(display.lines[0] == "grün" && display.marksPaste && display.bells == 1)
  }

  @Test func `another width wraps rows anew, and the cursor stays at its character`() {
    var display = Display(columns: 10, rows: 4)
    display.feed(Array("one\r\n0123456789abcde\u{8}".utf8))
    display.resize(columns: 20, rows: 4)
    #expect(display.lines == ["one", "0123456789abcde", "", ""] && display.row == 1 && display.column == 14)
    display.resize(columns: 6, rows: 4)
    #expect(display.lines == ["one", "012345", "6789ab", "cde"] && display.row == 3 && display.column == 2)
  }
}
