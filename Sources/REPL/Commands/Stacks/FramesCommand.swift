// SPDX-License-Identifier: Apache-2.0
//
// FramesCommand.swift — the frames of a goroutine with every variable in scope, its value, its slot, live or dead.

import Driver

struct FramesCommand: Command {
  let name = "frames"
  let group = CommandGroup.stacks
  let arguments = "[G] [all]"
  let summary = "show a goroutine's frames with all variables, live and dead"
  let help = """
    The frames from the innermost outwards: function, line, bytes, and each variable in scope there with its value and
    the slots of the frame that it takes. A variable that the program will not read any more is dead: what its slot
    still holds is shown where nobody else can have written to it. One that escaped lies in the heap, and its slot holds
    its address. Long values are cut; all shows them whole, and the frames that the compiler and the runtime made.

    Without a number it is the one that stands at a breakpoint, else the blocked goroutine that was started last.

        loam> func wait(n int, c chan int) { m := n * 2; fmt.Println(<-c, m) }
        loam> c := make(chan int)
        loam> go wait(21, c)
        loam> :frames
    """
  var completes: ArgumentKind { .each([("all", .nothing)], or: .word(then: .words(["all"], then: .nothing))) }

  func run(_ argument: String, in prompt: Prompt) -> Step {
    guard let choice = GoroutineChoice.read(argument, for: name, in: prompt) else { return .failed }
    if let word = choice.rest.first(where: { $0 != "all" }) {
      return usage("'\(word)' is neither a goroutine's number nor all")
    }
    let showsAll = !choice.rest.isEmpty
    guard let frames = prompt.session.frames(of: choice.goroutine.id, isWhole: showsAll) else {
      Output.error(["goroutine \(choice.goroutine.id) has ended"])
      return .failed
    }
    Output.print(GoroutineChoice.title(choice.goroutine))
    let shown = frames.filter { showsAll || !$0.isHidden }
    for line in FrameListing(prompt.screen, isWhole: showsAll).lines(shown) { Output.print(line) }
    if shown.isEmpty { Output.print("  no frames of Go: it has not begun, or is inside of the runtime") }
    return .done
  }
}

/// Frames as lines of text.
struct FrameListing {
  /// Frames that are shown at either end of a long stack.
  private static let ends = 12

  private let screen: Screen
  private let isWhole: Bool

  init(_ screen: Screen, isWhole: Bool) {
    self.screen = screen
    self.isWhole = isWhole
  }

  func lines(_ frames: [FrameFigures]) -> [String] {
    let ends = FrameListing.ends
    if isWhole || frames.count <= 2 * ends + 1 { return frames.flatMap { lines($0) } }
    let left = frames.dropFirst(ends).dropLast(ends)
    let bytes = left.reduce(0) { $0 + $1.bytes }
    return frames.prefix(ends).flatMap { lines($0) }
      + ["   … \(left.count) frames more, \(bytes) bytes; :frames all shows them"]
      + frames.suffix(ends).flatMap { lines($0) }
  }

  func lines(_ frame: FrameFigures) -> [String] {
    let title = "#\(frame.number) \(screen.bold(frame.function))"
    let place = frame.file.isEmpty ? "" : "  \(frame.file):\(frame.line)"
    var lines = [title + place + screen.paint("  \(frame.bytes) bytes", .grey)]
    if !frame.isKnown, !frame.isHidden { lines.append(screen.paint("     its variables are not known", .grey)) }
    return lines + variables(frame.variables)
  }

  private func variables(_ variables: [VariableFigures]) -> [String] {
    let names = width(variables.map(\.name.count), most: 20)
    let types = width(variables.map(\.type.count), most: 24)
    let places = variables.map(place)
    let last = (places.map(\.count).max() ?? 0) + 2
    let room = max(12, screen.columns - 5 - names - types - last - 4)
    let values = variables.map(value)
    let column = isWhole ? width(values.map(\.count), most: room) : min(room, values.map(\.count).max() ?? 0)
    return zip(variables, zip(values, places)).map { variable, texts in
      let value = isWhole ? texts.0 : cut(texts.0, room)
      let line =
        "     " + Output.left(variable.name, names) + "  " + Output.left(variable.type, types) + "  "
        + Output.left(value, column) + "  " + texts.1
      return variable.state == .live && !variable.isHidden ? line : screen.paint(line, .grey)
    }
  }

  private func width(_ counts: [Int], most: Int) -> Int { min(most, counts.max() ?? 0) }

  private func cut(_ text: String, _ room: Int) -> String {
    text.count <= room ? text : text.prefix(room - 1) + (screen.isUnicode ? "…" : "~")
  }

  private func value(_ variable: VariableFigures) -> String {
    switch (variable.state, variable.value) {
    case (.live, let value?): screen.shown(value)
    case (.live, nil): "?"
    case (.dead, let value?): "dead, was " + screen.shown(value)
    case (.dead, nil): "dead"
    case (.nowhere, _): "dead, optimised away"
    }
  }

  private func place(_ variable: VariableFigures) -> String {
    var text = ""
    if let slots = variable.slots {
      text =
        slots.count > 1 && !variable.isElsewhere
        ? "slots \(slots.lowerBound)-\(slots.upperBound - 1)" : "slot \(slots.lowerBound)"
    }
    if variable.isElsewhere {
      text += variable.address == 0 ? ", boxed" : ", at \(GoroutineChoice.hexadecimal(variable.address))"
    }
    switch variable.kind {
    case .parameter: text += ", parameter"
    case .receiver: text += ", receiver"
    case .result: text += ", result"
    case .captured: text += ", captured"
    case .local: break
    }
    return variable.isHidden ? text + ", hidden" : text
  }
}
