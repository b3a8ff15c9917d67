// SPDX-License-Identifier: Apache-2.0

import Driver
import Runtime

struct HeapCommand: Command {
  let name = "heap"
  let group = CommandGroup.memory
  let arguments = "[--svg FILE]"
  let completes = ArgumentKind.words(["--svg"], then: .file)
  let summary = "show the heap by size class, or write a map of it"
  let help = """
    A line for each size class in use: bytes of an object, whether it holds pointers, spans, live objects and their
    bytes, free room in the spans, and waste: what a span's last object leaves over, or what a large object did not ask
    for, which is part of its bytes. The bar is the live part of the spans. Dead objects count as live until :gc. --svg
    writes a map of all pages: its colours are the sizes of objects, from dark to light; hatched are those without
    pointers, black large ones; each tile is filled as far as its objects live.

        loam> keep := make([]*[3]int, 1000)
        loam> for i := range keep { keep[i] = new([3]int) }
        loam> :heap
        loam> :heap --svg heap.svg
    """

  /// Where the bars begin.
  private static let barAt = 60

  func run(_ argument: String, in prompt: Prompt) -> Step {
    let (file, rest) = FileArgument.option("--svg", in: argument)
    guard rest.isEmpty else { return usage("\(rest) is nothing that it takes") }
    guard let file else {
      show(prompt.session.heap(), prompt.screen)
      return .done
    }
    if file.isEmpty { return usage("the name of the file is missing") }
    let spans = prompt.session.spans()
    let step = OutputFile.write(picture: HeapMap(spans).svg, to: file)
    if step == .done {
      Output.print("\(file): a map of \(Output.bytes(spans.reduce(0) { $0 + $1.bytes })), for a browser")
    }
    return step
  }

  private func show(_ heap: HeapFigures, _ screen: Screen) {
    Output.print(screen.bold("  size ptrs spans     live      bytes       free    waste  live of the spans"))
    for row in heap.classes where row.spans > 0 { Output.print(line(row, screen)) }
    let spanBytes = heap.classes.reduce(0) { $0 + $1.spanBytes }
    let packed =
      heap.packed == 0 ? "" : "; \(Output.count(heap.packed, "tiny one")) since the start in room of others"
    Output.print(
      """
      live \(Output.bytes(heap.liveBytes)) in \(Output.count(heap.liveObjects, "object")) of \(Output.bytes(spanBytes)) in spans\(packed)
      free pages \(Output.bytes(heap.idle)), of which \(Output.bytes(heap.released)) take no memory; \
      stacks \(Output.bytes(heap.stacks))
      \(Output.count(heap.collections, "collection")), next at \(heap.nextGoal == .max ? "no size: gogc is off" : Output.bytes(heap.nextGoal))
      """)
  }

  private func line(_ row: HeapFigures.Class, _ screen: Screen) -> String {
    let colour: Screen.Colour = row.size == 0 ? .magenta : row.hasPointers ? .cyan : .yellow
    let bar = screen.bar(row.liveBytes, of: row.spanBytes, width: max(8, min(24, screen.columns - HeapCommand.barAt)))
    return Output.right(row.size == 0 ? "large" : "\(row.size)", 6) + Output.right(row.hasPointers ? "yes" : "no", 5)
      + Output.right("\(row.spans)", 6) + Output.right("\(row.live)", 9) + Output.right(Output.bytes(row.liveBytes), 11)
      + Output.right(Output.bytes(row.freeBytes), 11) + Output.right(Output.bytes(row.wasted), 9) + "  "
      + screen.paint(bar, colour)
  }
}
