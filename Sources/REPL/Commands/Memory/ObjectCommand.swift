// SPDX-License-Identifier: Apache-2.0

import Driver

struct ObjectCommand: Command {
  let name = "object"
  let group = CommandGroup.memory
  let arguments = "EXPR|ADDRESS"
  let completes = ArgumentKind.expression
  let summary = "show an object: span, type, fields, and where its pointers lead"
  let help = """
    Shows what an expression refers to: behind a pointer, the elements of a slice, a map, what a closure captured; of
    other values the variable itself. While a collection is driven by hand (:gc step) the object's colour is shown, too.
    Of an address alone the type is found by following pointers from typed variables.

        loam> type Node struct { next *Node; name string; value int }
        loam> n := &Node{&Node{}, "first", 1}
        loam> :object n
        loam> :object n.next
    """

  func run(_ argument: String, in prompt: Prompt) -> Step {
    prompt.ask(self, argument) {
      guard let found = try prompt.session.object(argument, name: ":object") else {
        let what = Session.address(argument).map {
          "\(PlaceText.hex($0)): " + PlaceText.line(prompt.session.place(of: $0))
        }
        Output.error([(what ?? "\(argument) refers to nothing") + "; there is no object to show"])
        return .failed
      }
      let screen = prompt.screen
      Output.print(screen.bold("\(PlaceText.hex(found.place.beginning))  \(found.content)"))
      for line in PlaceText.lines(found.place) { Output.print("  " + line) }
      if let colour = found.colour { Output.print("  colour \(ColourText.name(colour, screen))") }
      let names = found.fields.map(\.name), types = found.fields.map(\.type)
      let nameWidth = min(28, names.map(\.count).max() ?? 0), typeWidth = min(24, types.map(\.count).max() ?? 0)
      for field in found.fields {
        let target = field.target.map { "  → " + PlaceText.target($0) } ?? ""
        Output.print(
          Output.right("\(field.offset)", 6) + "  " + Output.left(field.name, nameWidth) + "  "
            + screen.paint(Output.left(field.type, typeWidth), .cyan) + "  " + field.value + target)
      }
      if found.left > 0 { Output.print("        and \(found.left) more") }
      return .done
    }
  }
}
