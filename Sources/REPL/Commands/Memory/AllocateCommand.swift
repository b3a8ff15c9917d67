// SPDX-License-Identifier: Apache-2.0

import Driver

struct AllocateCommand: Command {
  let name = "alloc"
  let group = CommandGroup.memory
  let arguments = "[NAME =] TYPE [N]"
  let completes = ArgumentKind.type
  let summary = "allocate a value of a type, or N, and say where it lies"
  let help = """
    Runs NAME := new(TYPE), with N make([]TYPE, N); slices, maps and channels are made with make. Without a name the next
    of p1, p2 … that is not in use. Says the address, size class and span, and what of the object's room the type needs.

        loam> :alloc struct { a, b int; next *int }
        loam> p1.a = 5
        loam> :alloc table = int 1000
        loam> len(table)
    """

  func run(_ argument: String, in prompt: Prompt) -> Step {
    prompt.ask(self, argument) {
      var type = Substring(argument)
      var name = ""
      if let equals = type.firstIndex(of: "="),
        type[..<equals].allSatisfy({ $0.isLetter || $0.isNumber || "_ ".contains($0) })
      {
        name = type[..<equals].trimmed
        type = type[type.index(after: equals)...].drop { $0 == " " }
      }
      let (checked, count) = try parts(type, of: argument, prompt.session)
      let entry = expression(checked, count)
      if name.isEmpty { name = prompt.session.freshName() }
      let line = "\(name) := \(entry)"
      let atStop = prompt.session.isStopped
      let outcome = prompt.session.evaluate(line + "\n", name: ":alloc")
      prompt.keep(Array(line.utf8), outcome, name: ":alloc", atStop: atStop)
      switch outcome {
      case .errors(let lines): throw LookFailure.errors(lines.map { ":alloc: " + Session.withoutPlace($0) })
      case .done(let notes): Output.note(notes)
      case .incomplete:
        prompt.session.discardOpen()
        throw LookFailure.errors([":alloc: the type ends too early: \(type)"])
      case .exited(let code): return .leave(code)
      case .failed: return .failed
      case .stopped: return prompt.report(outcome)
      }
      try tell(name, entry, try prompt.session.allocation(of: name), prompt.screen)
      return .done
    }
  }

  /// The type, and the number behind it: both are checked where they stand in the argument, so that errors say where.
  private func parts(
    _ text: Substring, of argument: String, _ session: Session
  ) throws -> (type: String, count: String) {
    func check(_ part: Substring) throws(CompileErrors) -> StaticType {
      let before = argument.utf8.distance(from: argument.startIndex, to: part.startIndex)
      return try session.staticType(of: String(repeating: " ", count: before) + part, name: ":alloc").get()
    }
    let whole = Result { () throws(CompileErrors) in try check(text) }
    if case .success(let type) = whole, type.isType { return (text.trimmed, "") }
    var type = text
    while let blank = type.lastIndex(of: " ") {
      type = text[..<blank]
      guard (try? check(type))?.isType == true else { continue }
      let count = text[text.index(after: blank)...]
      if case .failure(let errors) = Result(catching: { () throws(CompileErrors) in try check(count) }) {
        throw LookFailure.errors(errors.lines)
      }
      return (type.trimmed, count.trimmed)
    }
    if case .failure(let errors) = whole { throw LookFailure.errors(errors.lines) }
    throw LookFailure.errors([":alloc: \(text.trimmed) is no type"])
  }

  private func expression(_ type: String, _ count: String) -> String {
    let isMade = ["[]", "map[", "chan ", "chan<- ", "<-chan "].contains { type.hasPrefix($0) }
    if isMade {
      return type.hasPrefix("[]")
        ? "make(\(type), \(count.isEmpty ? "1" : count))"
        : "make(\(type)\(count.isEmpty ? "" : ", \(count)"))"
    }
    return count.isEmpty ? "new(\(type))" : "make([]\(type), \(count))"
  }

  private func tell(_ name: String, _ entry: String, _ found: AllocationFigures, _ screen: Screen) throws {
    Output.print(screen.bold("\(name) := \(entry)"))
    guard let place = found.place, case .heap(let span, let index, _) = place.kind else {
      let isEmpty = found.place == nil || found.needed == 0
      Output.print(isEmpty ? "  nothing was allocated: the value is empty" : "  \(PlaceText.line(found.place!))")
      return
    }
    let needed = found.needed.map { " for \(Output.bytes($0))" } ?? ""
    Output.print("  address     \(PlaceText.hex(place.base))")
    if span.purpose == .large {
      Output.print(
        "  large       \(Output.count(span.bytes / 8192, "page")) of its own: \(Output.bytes(span.bytes))\(needed)")
    } else {
      Output.print(
        "  size class  \(span.sizeClass): \(Output.count(span.objectSize, "byte"))\(needed), "
          + "\(span.hasPointers ? "with" : "without") pointers")
      let bar = screen.bar(span.used, of: span.capacity, width: 20)
      Output.print(
        "  span        \(PlaceText.hex(span.base)), \(Output.bytes(span.bytes)): object \(index) of \(span.capacity), "
          + "\(span.used) in use " + screen.paint(bar, .green))
    }
  }
}
