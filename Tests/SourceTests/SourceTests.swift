// SPDX-License-Identifier: Apache-2.0
//
// Lines and columns, and what is printed of many errors.
import Source
import Testing

struct SourceTests {
  private func file(_ text: String) -> SourceFile {
    SourceFile(id: FileID(raw: 1), name: "x.go", contents: Array(text.utf8))
  }

  @Test func `a text is followed by two NULs`() {
    let file = file("ab")
    #expect(file.count == 2)
    #expect(file.bytes == [0x61, 0x62, 0, 0])
  }

  @Test func `columns count bytes from 1`() {
    let file = file("é\nxy\n\nz")
    #expect(file.location(at: 0).description == "x.go:1:1")
    #expect(file.location(at: 2).description == "x.go:1:3")
    #expect(file.location(at: 3).description == "x.go:2:1")
    #expect(file.location(at: 5).description == "x.go:2:3")
    #expect(file.location(at: 6).description == "x.go:3:1")
    #expect(file.location(at: 7).description == "x.go:4:1")
    #expect(file.location(at: 900).description == "x.go:4:2")
  }

  @Test func `a line's text has no line end`() {
    let file = file("a\r\nbc\nd")
    #expect((0...4).map { file.text(line: $0) } == ["", "a", "bc", "d", ""])
  }

  @Test func `an empty text has one line`() {
    #expect(file("").location(at: 0).description == "x.go:1:1")
    #expect(file("").lineStarts == [0])
  }

  @Test func `errors are put in order of file and place`() {
    var sources = SourceSet()
    let first = sources.add(name: "a.go", contents: Array("1\n2\n3\n".utf8)).id
    let second = sources.add(name: "b.go", contents: Array("1\n2\n".utf8)).id
    var diagnostics = DiagnosticSet()
    diagnostics.add(Position(file: second, offset: 2), "late")
    diagnostics.add(
      Position(file: first, offset: 4), "middle", notes: [.init(Position(file: first, offset: 0), "other")])
    diagnostics.add(Position(file: first, offset: 0), "early")
    diagnostics.add(.none, "nowhere")
    #expect(
      Renderer().lines(diagnostics, in: sources) == [
        "nowhere", "a.go:1:1: early", "a.go:3:1: middle\n\ta.go:1:1: other", "b.go:2:1: late",
      ])
  }

  @Test func `of syntax errors on one line the first is kept, of equal others as well`() {
    var sources = SourceSet()
    let file = sources.add(name: "a.go", contents: Array("abc\nd".utf8)).id
    var diagnostics = DiagnosticSet()
    diagnostics.add(Position(file: file, offset: 1), "syntax error: one")
    diagnostics.add(Position(file: file, offset: 0), "syntax error: two")
    diagnostics.add(Position(file: file, offset: 0), "same")
    diagnostics.add(Position(file: file, offset: 2), "same")
    diagnostics.add(Position(file: file, offset: 2), "different")
    #expect(
      Renderer().lines(diagnostics, in: sources) == [
        "a.go:1:1: same", "a.go:1:2: syntax error: one", "a.go:1:3: different",
      ])
    #expect(diagnostics.hasSyntaxErrors)
  }

  @Test func `the limit counts errors as they are found`() {
    var sources = SourceSet()
    let file = sources.add(name: "a.go", contents: Array(repeating: UInt8(ascii: "\n"), count: 30)).id
    var diagnostics = DiagnosticSet()
    for line in (0..<12).reversed() { diagnostics.add(Position(file: file, offset: UInt32(line)), "e\(line)") }
    let lines = Renderer(limit: 3).lines(diagnostics, in: sources)
    #expect(lines == ["a.go:10:1: e9", "a.go:11:1: e10", "a.go:12:1: e11", "a.go:10:1: too many errors"])
    #expect(Renderer(limit: nil).lines(diagnostics, in: sources).count == 12)
  }
}
