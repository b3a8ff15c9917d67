// SPDX-License-Identifier: Apache-2.0

import Driver

struct WhereCommand: Command {
  let name = "where"
  let group = CommandGroup.memory
  let arguments = "EXPR|ADDRESS"
  let completes = ArgumentKind.expression
  let summary = "say where a value lives: heap, a goroutine's stack, a package variable"
  let help = """
    Of a variable, field or element: where it lies. Of what refers to something (a pointer, slice, string, map, channel,
    function, interface): where that lies, too. What is declared at the prompt is a package variable of the session. A
    number is an address; addresses of stacks change when the stack moves.

        loam> p := new([4]int)
        loam> :where p
        loam> :where p[2]
    """

  func run(_ argument: String, in prompt: Prompt) -> Step {
    prompt.ask(self, argument) {
      if let address = Session.address(argument) {
        let place = prompt.session.place(of: address)
        let type = place.type.isEmpty ? "" : " (\(place.type))"
        Output.print("\(PlaceText.hex(address))\(type)  \(PlaceText.line(place))")
        return .done
      }
      let found = try prompt.session.whereabouts(of: argument, name: ":where")
      let title = "\(argument) = \(found.value) : \(found.type), \(Output.count(found.size, "byte"))"
      Output.print(prompt.screen.bold(title))
      func tell(_ title: String, _ place: MemoryPlace) {
        Output.print("  \(title) \(PlaceText.hex(place.address))")
        for line in PlaceText.lines(place) { Output.print("    " + line) }
      }
      if let place = found.variable {
        tell("at", place)
      } else if found.size == 0 {
        Output.print("  it takes no memory: it is nowhere")
      } else {
        Output.print("  a value of its own: it is in no variable")
      }
      if let target = found.target { tell(target.what + ":", target.place) }
      return .done
    }
  }
}
