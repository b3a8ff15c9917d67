// SPDX-License-Identifier: Apache-2.0
//
// CompleterTests.swift — what TAB offers, by the text before the cursor, which ‸ marks.

import Driver
import Runtime
import Subprocess
import Support
import Testing

@testable import REPL

@Suite(.serialized) struct CompleterTests {
  // Tests of this suite run one after another.
  private nonisolated(unsafe) static let session: Session = {
    let session = try! Session(Configuration())
    let entries = [
      "type Inner struct { Depth, width int }\nfunc (i Inner) Area() int { return i.Depth * i.width }",
      "type Outer struct { Inner; Name string; next *Outer }\nfunc (o *Outer) Rename(s string) { o.Name = s }",
      "var outer Outer", "pointer := &outer", "list := []Outer{outer}", "table := map[string]*Outer{}",
      "func makeOuter(depth int) (*Outer, error) { return &Outer{}, nil }", "func single() Outer { return outer }",
      "type Shape interface { Area() int; Sides() int }", "var shape Shape", "const Limit = 10",
      "import str \"strings\"",
      "nested := struct{ A struct{ Beta, Gamma int } }{}", "var functions []func() Outer",
      "channel := make(chan Outer, 1)",
    ]
    for entry in entries { guard case .done = session.evaluate(entry, name: "setup") else { fatalError(entry) } }
    return session
  }()

  /// The candidates where ‸ stands.
  private func complete(_ text: String) -> [String] {
    let parts = text.split(separator: "‸", maxSplits: 1, omittingEmptySubsequences: false)
    let prompt = Prompt(Self.session, screen: Screen(columns: 80, isUnicode: false, hasColour: false))
    return Completer(prompt).complete(Array(parts.joined().utf8), at: parts[0].utf8.count).candidates
  }

  @Test(arguments: [
    ("outer.‸", "Area,Depth,Inner,Name,Rename,next,width"), ("outer.N‸", "Name"), ("pointer.Na‸", "Name"),
    ("list[0].Na‸", "Name"), ("list[:1][0].Inner.D‸", "Depth"), ("table[\"a\"].ne‸", "next"),
    ("single().A‸", "Area"), ("(*pointer).Re‸", "Rename"), ("(&outer).R‸", "Rename"), ("pointer.next.next.N‸", "Name"),
    ("shape.‸", "Area,Sides"), ("shape.(Inner).D‸", "Depth"), ("nested.A.‸", "Beta,Gamma"),
    ("functions[0]().Na‸", "Name"), ("(<-channel).Na‸", "Name"), ("Outer{}.Na‸", "Name"), ("(&Outer{}).Ren‸", "Rename"),
    ("Inner.‸", "Area"), ("(*Outer).‸", "Area,Rename"), ("makeOuter(1).‸", ""), ("single.‸", ""), ("Limit.‸", ""),
    ("missing.‸", ""), ("outer.missing.‸", ""), ("outer.‸next", "Area,Depth,Inner,Name,Rename,next,width"),
  ])
  func `members are those of the type before the dot`(text: String, wanted: String) {
    #expect(complete(text).joined(separator: ",") == wanted)
  }

  @Test(arguments: [
    ("strings.Repl‸", "Replace,ReplaceAll,Replacer"), ("str.Repl‸", "Replace,ReplaceAll,Replacer"),
    ("strings.NewReplacer(\"a\", \"b\").Rep‸", "Replace"), ("fmt.Sprin‸", "Sprint,Sprintf,Sprintln"),
    ("fmt.sprintl‸", "Sprintln"), ("x := strings.Build‸", "Builder"), ("var b strings.Build‸", "Builder"),
    ("import \"stri‸", "strings"), ("import (\n\"fmt\"\n\"stri‸", "strings"), ("errors.New(\"a\").‸", "Error"),
    ("time.Now().Sub(time.Now()).Sec‸", "Seconds"), ("nowhere.Fo‸", ""),
  ])
  func `packages need no import to be completed`(text: String, wanted: String) {
    #expect(complete(text).joined(separator: ",") == wanted)
  }

  @Test(arguments: [
    ("Outer{‸", "Inner"), ("Outer{Na‸", "Name"), ("Outer{Name: \"a\", ne‸", "next"),
    ("&Outer{Name: \"\", ‸", "Inner,next"),
    ("[]Inner{{De‸", "Depth"), ("map[string]Inner{\"a\": {wi‸", "width"), ("single2(Outer{Na‸", "Name"),
  ])
  func `fields of literals are those not yet given`(text: String, wanted: String) {
    let found = complete(text)
    for name in wanted.split(separator: ",") { #expect(found.contains(String(name)), "\(text): \(found)") }
    #expect(!found.contains("Name") || !text.contains("Name:"))
  }

  @Test(arguments: [
    ("out‸", "outer"), ("makeO‸", "makeOuter"), ("Lim‸", "Limit"), ("retu‸", "return"), ("x := 1 + out‸", "outer"),
    ("f(poi‸", "pointer"), ("func g(count int) int {\n\treturn cou‸", "count"),
    ("for index, item := range list {\n\tif ite‸", "item"), ("for index, item := range list {\n\titem.Na‸", "Name"),
    ("go func(first Outer) { first.Re‸", "Rename"), ("if v, ok := table[\"a\"]; ok { v.Na‸", "Name"),
    ("switch s := shape.(type) {\ncase Inner:\n\ts.De‸", "Depth"), ("switch {\ncase outer.Na‸", "Name"),
    ("select {\ncase got := <-channel:\n\tgot.Na‸", "Name"), ("defer outer.Re‸", "Rename"), ("var q Out‸", "Outer"),
    ("func h(o *Out‸", "Outer"), ("type L struct { o Out‸", "Outer"), ("for i := 0; i < Lim‸", "Limit"),
    ("if outer.Na‸", "Name"), ("return outer.Na‸", "Name"), ("outer.Na‸ = \"x\"", "Name"),
    ("append(list, outer.ne‸", "next"),
    ("fmt.Println(outer.Na‸", "Name"), ("m := map[string]int{\"a\": Lim‸", "Limit"), ("x, y := outer.Na‸", "Name"),
  ])
  func `a name inside of an open construct is completed by what is visible there`(text: String, wanted: String) {
    #expect(complete(text).contains(wanted), "\(text): \(complete(text))")
  }

  @Test(arguments: [
    "\"outer.‸", "// outer.‸", "/* outer.‸", "`outer.‸", "'o‸", "12‸", "0x1‸", "\"a\"‸", "x /* outer‸",
  ])
  func `nothing is offered where no name can stand`(text: String) {
    #expect(complete(text).isEmpty, "\(text): \(complete(text))")
  }

  @Test(arguments: [
    (":he‸", "heap,help"), ("  :sou‸", "source"), (":help al‸", "alloccount"), (":type outer.Na‸", "Name"),
    (":load -‸", "-run"), (":load -run \(Repository.root)/Examples/fra‸", "frames.go"),
    (":save -f \(Repository.root)/Examples/fra‸", "frames.go"), (":time -n 3 outer.Na‸", "Name"), (":time -‸", "-n"),
    (":time outer.Na‸", "Name"), (":frames 1 a‸", "all"), (":frames a‸", "all"), (":help sess‸", "session"),
    (":watch cl‸", "clear"), (":watch clear ‸", "all"), (":watch outer.Na‸", "Name"), (":break cl‸", "clear"),
    (":break makeO‸", "makeOuter"), (":trace o‸", "off,on"), (":trace \(Repository.root)/Examples/fra‸", "frames.go"),
    (":trace on \(Repository.root)/Examples/fra‸", ""), (":stack 1 --s‸", "--svg"), (":set scav‸", "scavenge"),
    (":set gogc o‸", "off"), (":set poison o‸", "off,on"),
    (":nothing x‸", ""), (":quit x‸", ""), (":profile he‸", "heap"), (":bytecode makeO‸", "makeOuter"),
    (":load \(Repository.root)/Examples/fra‸", "frames.go"), (":save \"\(Repository.root)/Examples/fra‸", "frames.go"),
    (":load \(Repository.root)/Exam‸", "Examples/"), ("os.Open(\"\(Repository.root)/Examples/fra‸", "frames.go"),
    (":profile heap \(Repository.root)/Examples/fra‸", "frames.go"),
  ])
  func `commands and their arguments are completed`(text: String, wanted: String) {
    let found = complete(text)
    if wanted.isEmpty { #expect(found.isEmpty, "\(text): \(found)") }
    for name in wanted.split(separator: ",") { #expect(found.contains(String(name)), "\(text): \(found)") }
  }

  @Test func `asking changes nothing`() {
    let before = complete("‸")
    for text in ["outer := 1; out‸", "func single() int { sing‸", "type Outer int; Out‸", "import \"os\"; os.‸"] {
      _ = complete(text)
    }
    #expect(complete("‸") == before)
    #expect(complete("outer.Na‸") == ["Name"])
    guard case .done = Self.session.evaluate("_ = single().Name", name: "after") else {
      Issue.record("the session does not know its names any more")
      return
    }
  }

  @Test func `the part that is replaced is the word at the cursor`() {
    let prompt = Prompt(Self.session, screen: Screen(columns: 80, isUnicode: false, hasColour: false))
    let completer = Completer(prompt)
    #expect(completer.complete(Array("f(outer.Na".utf8), at: 10) == Completions(start: 8, candidates: ["Name"]))
    #expect(completer.complete(Array(":type outer.Na".utf8), at: 14) == Completions(start: 12, candidates: ["Name"]))
    #expect(completer.complete(Array("é := outer.Na".utf8), at: 14) == Completions(start: 12, candidates: ["Name"]))
  }

  @Test func `a cursor at every third byte of the examples is answered`() {
    for path in ["Examples/frames.go", "Examples/Programs/escape_gallery.go", "Examples/Programs/channels_pipeline.go"]
    {
      let result = Subprocess.run([Repository.loam, "check", "--completions", "3", "\(Repository.root)/\(path)"])
      #expect(result.status == 0, "\(path): \(result.outputText) \(result.errorText)")
      #expect(result.outputText.contains("places"))
    }
  }
}
