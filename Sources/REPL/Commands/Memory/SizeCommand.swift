// SPDX-License-Identifier: Apache-2.0

import Driver

struct SizeCommand: Command {
  let name = "size"
  let group = CommandGroup.memory
  let arguments = "EXPR|ADDRESS"
  let completes = ArgumentKind.expression
  let summary = "say how many bytes hang on a value"
  let help = """
    Shallow: the value itself. The object: what the value refers to, with its room in the heap. Retained: what would be
    free without that object, by the dominators of a picture of the heap. Kept alone: what the next collection would free
    if the variable were cleared, which is nothing as long as another one leads there.

        loam> type Node struct { next *Node; data [10]int }
        loam> var list *Node
        loam> for i := 0; i < 1000; i++ { list = &Node{next: list} }
        loam> :size list
        loam> list = nil
        loam> :gc
    """

  func run(_ argument: String, in prompt: Prompt) -> Step {
    prompt.ask(self, argument) {
      guard let size = try prompt.session.size(of: argument, name: ":size") else {
        Output.error([":size: there is no object at \(argument); :where \(argument) says what is"])
        return .failed
      }
      Output.print("shallow     \(Output.right(Output.bytes(size.shallow), 12))  \(size.type)")
      if let object = size.object {
        let type = object.type.isEmpty ? "of a type that is not known" : object.type
        let count = size.count > 1 ? ", \(size.count) elements" : ""
        Output.print(
          "object      \(Output.right(Output.bytes(object.size), 12))  \(type) at \(PlaceText.hex(object.address))\(count)"
        )
        Output.print("retained    \(Output.right(Output.bytes(object.retained), 12))  free without that object")
      } else if size.isReference {
        Output.print("object      \(Output.right("0 B", 12))  it refers to no object of the heap")
      }
      if let alone = size.alone {
        Output.print(
          "kept alone  \(Output.right(Output.bytes(alone.bytes), 12))  "
            + "\(Output.count(alone.objects, "object")), "
            + (size.isInVariable ? "free if \(argument) were cleared" : "which nothing else leads to"))
      }
      return .done
    }
  }
}
