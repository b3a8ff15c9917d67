// SPDX-License-Identifier: Apache-2.0

import Driver

struct WhyCommand: Command {
  let name = "why"
  let group = CommandGroup.memory
  let arguments = "EXPR|ADDRESS"
  let completes = ArgumentKind.expression
  let summary = "say why an object is alive: a way from a variable to it"
  let help = """
    One of the shortest ways from a root (a package variable, a variable of a function that has not returned, a timer …)
    to what an expression refers to, as code would write it. A picture of the heap is taken for it, and used again until
    something runs. An object that no root leads to is garbage, and gone after the next :gc.

        loam> m := map[string][]*[4]int{"a": {new([4]int), new([4]int)}}
        loam> :why m["a"][1]
        loam> :size m
    """

  /// Objects of a long way that are shown at each of its ends.
  private static let shown = 8

  func run(_ argument: String, in prompt: Prompt) -> Step {
    prompt.ask(self, argument) {
      let screen = prompt.screen
      switch try prompt.session.why(argument, name: ":why") {
      case .kept(let object, let why): tell(object, why, screen)
      case .garbage(let object):
        Output.print(screen.bold(title(object)) + " is garbage: no root leads to it, and the next collection frees it")
      case .elsewhere(let place):
        Output.print("\(PlaceText.hex(place.address)) is not on the heap: \(PlaceText.line(place))")
      case .noObject(let address):
        Output.error([":why: there is no object at \(PlaceText.hex(address)); it may have been freed"])
        return .failed
      case .refersToNothing(let type, let value):
        Output.error([":why: \(value) of type \(type) refers to no object"])
        return .failed
      }
      return .done
    }
  }

  private func title(_ object: ObjectSummary) -> String {
    "\(PlaceText.hex(object.address)) \(object.type.isEmpty ? "(of a type that is not known)" : object.type), "
      + "\(Output.bytes(object.size))"
  }

  private func tell(_ object: ObjectSummary, _ why: WhyFigures, _ screen: Screen) {
    let inside = why.offset == 0 ? "" : " (asked about: \(why.offset) bytes in)"
    Output.print(screen.bold(title(object)) + inside + " is alive:")
    if !why.path.isEmpty { Output.print("  " + screen.paint(why.path, .green)) }
    Output.print("  \(why.root)")
    for (index, step) in why.steps.enumerated() {
      if why.steps.count > 2 * WhyCommand.shown, index >= WhyCommand.shown,
        index < why.steps.count - WhyCommand.shown
      {
        if index == WhyCommand.shown {
          Output.print("  → and \(Output.count(why.steps.count - 2 * WhyCommand.shown, "object")) more")
        }
        continue
      }
      Output.print("  → \(title(step.object))" + (step.way.isEmpty ? "" : "  \(step.way)"))
    }
    Output.print(
      "  \(Output.count(why.pointers, "pointer")) and \(Output.count(why.roots, "root")) lead to it; "
        + "it retains \(Output.bytes(object.retained))")
    if why.pictureNanoseconds > 100_000_000 {
      Output.print(
        "  answered in \(why.nanoseconds / 1_000_000) ms from a picture that took "
          + "\(why.pictureNanoseconds / 1_000_000) ms, and serves until something runs")
    }
  }
}
