// SPDX-License-Identifier: Apache-2.0
//
// ExampleFramesTests.swift — the programs of Examples, stopped before each of their statements in turn: :frames shows
// every variable with the value that the program itself prints there.
//
// How.      A statement is put in before a line of the program that prints the variables declared above it by the
//           prompt's own printer, waits for ever, and reads them all again behind, so that they are live. What does not
//           compile is no place for a statement, and names that are not in scope are left out as the compiler says. A
//           second program does not read them again: there each variable must be called dead or have the same value,
//           and one that the rest of the function does not name must be called dead.
//           LOAM_EXAMPLE_PLACES=1 tries each place instead of some.

import Glibc
import Support
import Testing

@Suite(.serialized) struct ExampleFramesTests {
  static let programs: [String] =
    ["frames.go"]
    + Repository.list(Repository.root + "/Examples/Programs").filter { $0.hasSuffix(".go") }.map { "Programs/" + $0 }

  /// A place in a program: before line `line`, in a function that begins on line `function`.
  private struct Place {
    let line: Int
    let function: Int
    let name: String
  }

  @Test(arguments: programs) func `every variable has the value that the program prints`(program: String) throws {
    let text = try #require(Repository.text(Repository.root + "/Examples/" + program))
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let step = getenv("LOAM_EXAMPLE_PLACES") != nil ? 1 : 5
    var reached = 0
    var compared = 0
    var dead = 0
    for (index, place) in places(lines).enumerated() where index % step == 0 {
      guard let live = try look(lines, place, keepsLive: true), !live.names.isEmpty else { continue }
      reached += 1
      // What other goroutines change may be another value a moment later.
      for (name, printed) in zip(live.names, live.printed) where !printed.contains("sync.") {
        let line = try #require(live.line(of: name), "\(program):\(place.line): \(name) is missing in\n\(live.frames)")
        if isShared(line, text) { continue }
        #expect(line.contains("  \(printed)  "), "\(program):\(place.line): \(name) is \(printed), not\n\(line)")
        compared += 1
      }
      guard let plain = try look(lines, place, keepsLive: false) else { continue }
      for (name, printed) in zip(plain.names, plain.printed) where !printed.contains("sync.") {
        guard let line = plain.line(of: name) else { continue }
        if line.contains("  dead") {
          dead += 1
        } else if !isShared(line, text) {
          #expect(line.contains("  \(printed)  "), "\(program):\(place.line): \(name) is \(printed), not\n\(line)")
          #expect(isNamed(name, lines, after: place), "\(program):\(place.line): \(name) is not read any more\n\(line)")
        }
      }
    }
    // How much of the program was looked at.
    print("\(program): \(reached) places, \(compared) values compared, \(dead) dead ones")
    #expect(reached > 0 && compared > 0)
  }

  /// Whether other goroutines may write to a variable meanwhile.
  private func isShared(_ line: String, _ program: String) -> Bool {
    line.hasSuffix("captured") && program.contains("go func(")
  }

  // MARK: Places

  /// The beginnings of lines inside of functions.
  private func places(_ lines: [String]) -> [Place] {
    var places: [Place] = []
    var function: (line: Int, name: String)?
    for (index, line) in lines.enumerated() {
      if line.hasPrefix("func ") {
        // One that lies on one line has no line inside.
        if line.hasSuffix("{") { function = (index, String(line.dropFirst(5).prefix { $0 != "(" })) }
      } else if line == "}" {
        function = nil
      } else if let function, !line.allSatisfy({ $0 == "\t" }) {
        places.append(Place(line: index, function: function.line, name: function.name))
      }
    }
    return places
  }

  /// The names that a function declares above a line, and its parameters.
  private func names(_ lines: [String], _ place: Place) -> [String] {
    var found: [String] = []
    func add(_ list: Substring) {
      for part in list.split(separator: ",") {
        let name = part.drop { $0 == " " || $0 == "\t" }.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        if name.first?.isLetter == true, !found.contains(String(name)) { found.append(String(name)) }
      }
    }
    for index in place.function..<place.line {
      let line = lines[index]
      for part in line.split(separator: "(").dropFirst(line.contains("func") ? 1 : 99) {
        add(part.prefix { $0 != ")" })
      }
      for word in ["for ", "if ", "switch ", "var ", "\t"] where line.contains(":=") || word == "var " {
        guard let start = range(of: word, in: line) else { continue }
        let rest = line[start...]
        let end = range(of: ":=", in: String(rest))
        let list =
          end == nil
          ? rest.prefix { $0 != " " && $0 != "=" }
          : rest[..<rest.index(rest.startIndex, offsetBy: distance(rest, ":="))]
        add(list)
      }
    }
    return found.filter { !["for", "if", "switch", "return", "func", "range", "go", "defer", "var"].contains($0) }
  }

  /// Where the text behind `word` begins.
  private func range(of word: String, in line: String) -> String.Index? {
    var at = line.startIndex
    while at < line.endIndex {
      if line[at...].hasPrefix(word) { return line.index(at, offsetBy: word.count) }
      at = line.index(after: at)
    }
    return nil
  }

  private func distance(_ text: Substring, _ word: String) -> Int {
    var count = 0
    var at = text.startIndex
    while at < text.endIndex, !text[at...].hasPrefix(word) {
      at = text.index(after: at)
      count += 1
    }
    return count
  }

  /// Whether the rest of the function, or the loop around, may read a variable.
  private func isNamed(_ name: String, _ lines: [String], after place: Place) -> Bool {
    var end = place.line
    while end < lines.count, lines[end] != "}" { end += 1 }
    let isInLoop = lines[place.function..<place.line].contains { $0.contains("for ") }
    let first = isInLoop ? place.function + 1 : place.line
    let text = lines[first..<end].joined(separator: "\n")
    let words = text.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
    // What has an address, is indexed by variables, or is deferred, lives as long as its function.
    let whole = lines[place.function..<end].joined(separator: "\n")
    return words.contains(name) || whole.contains("&" + name) || whole.contains(name + "[") || whole.contains("defer")
      || whole.contains("func(")
      || lines[place.function].contains(") (" + name)
  }

  // MARK: A program that stops

  private struct Look {
    let names: [String]
    let printed: [String]
    let frames: String

    /// The last line of the innermost frame that is about a name.
    func line(of name: String) -> String? {
      var list = frames.split(separator: "\n").map(String.init)
      guard let first = list.firstIndex(where: { $0.hasPrefix("#") }) else { return nil }
      list.removeFirst(first + 1)
      let frame = list.prefix { !$0.hasPrefix("#") }
      return frame.last { $0.hasPrefix("     " + name + " ") }
    }
  }

  private static let before = """
    import "internal/prompt"
    import "loam"
    import "sync/atomic"
    var hit, shown atomic.Bool
    var number atomic.Uint64
    var stop chan int
    func keep(values ...any) {}
    // reached is the goroutine that has stopped, 0 while it has not shown its values.
    func reached() uint64 {
      if shown.Load() { return number.Load() }
      return 0
    }

    """

  private struct Trouble: Error, CustomStringConvertible { let description: String }

  /// Runs a program with a stop before a line; nil when that is no place for it, as the compiler says, or is not reached
  /// until the program ends.
  private func look(_ lines: [String], _ place: Place, keepsLive: Bool) throws(Trouble) -> Look? {
    var names = names(lines, place)
    func trouble(_ text: String) -> Trouble { Trouble(description: "line \(place.line + 1): \(text)") }
    for _ in 0..<12 {
      guard let conversation = Conversation() else { throw trouble("the command does not start") }
      conversation.write(ExampleFramesTests.before + script(lines, place, names, keepsLive: keepsLive))
      guard let (printed, end) = conversation.read(upTo: "@@stopped") else {
        let errors = conversation.errorText()
        let undefined = errors.split(separator: "\n").compactMap { line -> String? in
          let line = String(line)
          guard let at = range(of: "undefined: ", in: line) else { return nil }
          return String(line[at...].prefix { $0.isLetter || $0.isNumber || $0 == "_" })
        }
        let left = names.filter { !undefined.contains($0) }
        if left.count == names.count {
          let isRefused = errors.split(separator: "\n").contains { $0.hasPrefix("stdin[") }
          let status = conversation.status()
          if isRefused || status == 0 { return nil }
          throw trouble("ended with \(status.map(String.init) ?? "no code in time") before it stopped\n\(errors)")
        }
        names = left
        continue
      }
      guard let number = end.split(separator: " ").last.flatMap({ UInt64($0) }) else {
        throw trouble("no goroutine's number in \(end)")
      }
      if number == 0 { return nil }  // the place was not reached
      guard let frames = frames(of: number, conversation) else { throw trouble("no frames of goroutine \(number)") }
      let values = values(of: names, in: printed)
      if values.count != names.count { throw trouble("\(names) have the values \(values)") }
      return Look(names: names, printed: values, frames: frames)
    }
    throw trouble("the names in scope are not found")
  }

  /// The frames of the goroutine that stops, when it has printed all values and waits.
  private func frames(of number: UInt64, _ conversation: Conversation) -> String? {
    for _ in 0..<100 {
      conversation.write(":frames \(number) all\nfmt.Println(\"@@shown\")\n")
      guard let (frames, _) = conversation.read(upTo: "@@shown") else { return nil }
      if frames.hasPrefix("goroutine \(number), chan receive (nil chan)\n") { return frames }
      conversation.write("time.Sleep(20 * time.Millisecond)\n")
    }
    return nil
  }

  /// The program as entries of a script.
  private func script(_ lines: [String], _ place: Place, _ names: [String], keepsLive: Bool) -> String {
    let list = names.joined(separator: ", ")
    let stop =
      "if hit.CompareAndSwap(false, true) { number.Store(loam.StackStats().Goroutine); fmt.Println(\"\\n@@values\"); "
      + "prompt.Expect(\"@@\(names.joined(separator: "\\n@@"))\"); prompt.ShowAll(\(list)); shown.Store(true); <-stop }"
      + (keepsLive ? "; keep(\(list))" : "")
    var text = ""
    for (index, line) in lines.enumerated() {
      if line.hasPrefix("package ") { continue }
      if index == place.line { text += stop + "\n" }
      text += line.replacingMain() + "\n"
    }
    return text + "go programMain()\ntime.Sleep(50 * time.Millisecond)\n"
      + "for hit.Load() && !shown.Load() { time.Sleep(10 * time.Millisecond) }\nfmt.Println()\n"
      + "fmt.Println(\"@@stopped\", reached())\n"
  }

  /// The values that the prompt's printer wrote, by their names.
  private func values(of names: [String], in text: String) -> [String] {
    let lines = text.split(separator: "\n").map(String.init)
    guard let start = lines.lastIndex(of: "@@values") else { return [] }
    return names.compactMap { name in
      let ending = " : @@" + name
      return lines[start...].first { $0.hasSuffix(ending) }.map { String($0.dropLast(ending.count)) }
    }
  }
}

extension String {
  /// A session has no function main.
  fileprivate func replacingMain() -> String { self == "func main() {" ? "func programMain() {" : self }
}
