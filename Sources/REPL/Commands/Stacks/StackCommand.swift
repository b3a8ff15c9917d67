// SPDX-License-Identifier: Apache-2.0
//
// StackCommand.swift — a picture of a goroutine's block, on the screen or as an SVG file.

import Driver
import Runtime

struct StackCommand: Command {
  let name = "stack"
  let group = CommandGroup.stacks
  let arguments = "[--svg FILE] [G]"
  let summary = "draw a goroutine's stack, its pointers and its moves"
  let help = """
    The block with its high end at the top: a box for each frame, its height in proportion to its bytes, and what is
    free below. An arrow is a live pointer from a slot of the stack to another; the names are those of variables. Then
    the last moves of the block: why, sizes, old and new address, and how many words had to be rewritten.

    --svg FILE writes the same as a picture that a browser shows, with every slot and the values of variables.

        loam> func add(c chan int, sum *int) { *sum += <-c }
        loam> func work(c chan int) { sum := 0; add(c, &sum); fmt.Println(sum) }
        loam> c := make(chan int)
        loam> go work(c)
        loam> :stack
        loam> :stack --svg stack.svg
    """
  var completes: ArgumentKind { .each([("--svg", .file)], or: .word(then: .words(["--svg"], then: .file))) }

  func run(_ argument: String, in prompt: Prompt) -> Step {
    let (file, rest) = FileArgument.option("--svg", in: argument)
    if file?.isEmpty == true { return usage("the name of the file is missing") }
    guard let choice = GoroutineChoice.read(rest, for: name, in: prompt) else { return .failed }
    if let word = choice.rest.first {
      return usage("'\(word)' is no goroutine's number")
    }
    guard let stack = prompt.session.stack(of: choice.goroutine.id) else {
      Output.error(["goroutine \(choice.goroutine.id) has ended"])
      return .failed
    }
    let title = GoroutineChoice.title(choice.goroutine)
    if let file {
      var picture = StackSVG(stack, title: title)
      return OutputFile.write(picture: picture.document(), to: file)
    }
    Output.print(title)
    var picture = StackPicture(stack, prompt.screen)
    for line in picture.lines() { Output.print(line) }
    return .done
  }
}
