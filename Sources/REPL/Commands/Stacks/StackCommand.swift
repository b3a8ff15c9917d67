// SPDX-License-Identifier: Apache-2.0
//
// StackCommand.swift — a picture of a goroutine's block, on the screen or as an SVG file.

import Driver
import Glibc

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
  var completes: ArgumentKind { .words(["--svg"], then: .file) }

  func run(_ argument: String, in prompt: Prompt) -> Step {
    var words = argument.split { $0 == " " || $0 == "\t" }
    var file: String?
    if let at = words.firstIndex(of: "--svg") {
      guard at + 1 < words.count else {
        Output.error([":stack --svg FILE [G]: the name of the file is missing"])
        return .failed
      }
      file = FileArgument.path(String(words[at + 1]))
      words.removeSubrange(at...at + 1)
    }
    guard let choice = GoroutineChoice.read(words.joined(separator: " "), for: name, in: prompt) else {
      return .failed
    }
    if let word = choice.rest.first {
      Output.error([":stack [--svg FILE] [G]: '\(word)' is no goroutine's number"])
      return .failed
    }
    guard let stack = prompt.session.stack(of: choice.goroutine.id) else {
      Output.error(["goroutine \(choice.goroutine.id) has ended"])
      return .failed
    }
    let title = GoroutineChoice.title(choice.goroutine)
    if let file {
      var picture = StackSVG(stack, title: title)
      return write(picture.document(), to: file)
    }
    Output.print(title)
    var picture = StackPicture(stack, prompt.screen)
    for line in picture.lines() { Output.print(line) }
    return .done
  }

  private func write(_ text: String, to path: String) -> Step {
    guard let file = fopen(path, "we") else {
      Output.error(["\(path): \(String(cString: strerror(errno)))"])
      return .failed
    }
    let bytes = Array(text.utf8)
    let written = fwrite(bytes, 1, bytes.count, file)
    guard fclose(file) == 0, written == bytes.count else {
      Output.error(["\(path): \(String(cString: strerror(errno)))"])
      return .failed
    }
    return .done
  }
}
