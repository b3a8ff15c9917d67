// SPDX-License-Identifier: Apache-2.0

import Driver

struct HeapCommand: Command {
  let name = "heap"
  let group = CommandGroup.memory
  let arguments = ""
  let summary = "show the heap by size class"
  let help = """
    A line for each size class with live objects: bytes of an object, live objects, their bytes, and how many were
    allocated and freed since the start. The bar shows the share of the live bytes.

        loam> p := new([100]int)
        loam> :heap
    """

  private static let barWidth = 24

  func run(_ argument: String, in prompt: Prompt) -> Step {
    let heap = prompt.session.heap()
    let rows = heap.classes.filter { $0.live > 0 }
    let most = max(1, max(rows.map { $0.live * $0.size }.max() ?? 0, heap.large.live > 0 ? heap.large.size : 0))
    Output.print("    size       live        bytes    allocated        freed")
    for row in rows { Output.print(line("\(row.size)", row.live * row.size, row, most, prompt.screen)) }
    if heap.large.live > 0 { Output.print(line("large", heap.large.size, heap.large, most, prompt.screen)) }
    Output.print(
      """
      live \(Output.bytes(heap.liveBytes)) in \(heap.liveObjects) objects; spans \(Output.bytes(heap.inUse)) in use, \
      \(Output.bytes(heap.idle)) idle; stacks \(Output.bytes(heap.stacks))
      \(heap.collections) collections, next at \(Output.bytes(heap.nextGoal))
      """)
    return .done
  }

  private func line(_ title: String, _ bytes: UInt64, _ row: HeapFigures.Class, _ most: UInt64, _ screen: Screen)
    -> String
  {
    return Output.right(title, 8) + Output.right("\(row.live)", 11) + Output.right(Output.bytes(bytes), 13)
      + Output.right("\(row.allocated)", 13) + Output.right("\(row.freed)", 13) + "  "
      + screen.bar(bytes, of: most, width: HeapCommand.barWidth)
  }
}
