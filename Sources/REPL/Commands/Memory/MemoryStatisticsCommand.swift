// SPDX-License-Identifier: Apache-2.0

import Driver

struct MemoryStatisticsCommand: Command {
  let name = "memstats"
  let group = CommandGroup.memory
  let arguments = ""
  let summary = "show the figures of memory: heap, stacks, collections, the runtime's own"
  let help = """
    The figures of Go's runtime.MemStats that people ask for, in words, and goroutine stacks by size. They are exact, and
    of one moment. What the system gave is the sum of the heap's, the stacks' and the runtime's own.

        loam> go func() { select {} }()
        loam> :memstats
    """

  func run(_ argument: String, in prompt: Prompt) -> Step {
    guard argument.isEmpty else {
      return usage("it takes no argument; :heap has the size classes, :goroutines the goroutines")
    }
    let figures = prompt.session.memoryStatistics()
    let screen = prompt.screen
    func section(_ title: String, _ rows: [(String, String)]) {
      Output.print(screen.bold(title))
      for (what, value) in rows { Output.print("  " + Output.left(what, 44) + Output.right(value, 14)) }
    }
    let bytes = Output.bytes
    section(
      "heap",
      [
        ("live objects (HeapObjects)", "\(figures.heapObjects)"), ("their bytes (HeapAlloc)", bytes(figures.heapLive)),
        ("spans with objects (HeapInuse)", bytes(figures.heapInUse)),
        ("free pages (HeapIdle)", bytes(figures.heapIdle)),
        ("of which take no memory (HeapReleased)", bytes(figures.heapReleased)),
        ("allocated since the start (TotalAlloc)", bytes(figures.totalAllocated)),
        ("objects allocated (Mallocs)", "\(figures.mallocs)"), ("objects freed (Frees)", "\(figures.frees)"),
      ])
    section(
      "goroutine stacks",
      [
        ("goroutines, and started since the start", "\(figures.goroutines) / \(figures.goroutinesCreated)"),
        ("bytes of their stacks (StackInuse)", bytes(figures.stackInUse)),
        ("machine stacks of native goroutines", bytes(figures.machineStacks)),
        (
          "grown / shrunk / moved for its own sake",
          "\(figures.stackGrows) / \(figures.stackShrinks) / \(figures.stackMoves)"
        ),
        ("bytes copied by that", bytes(figures.stackBytesCopied)),
        ("words rewritten by that", "\(figures.stackSlotsRewritten)"),
      ])
    let most = figures.stacks.map(\.stacks).max() ?? 1
    for size in figures.stacks {
      Output.print(
        "    " + Output.right(bytes(size.size), 10) + Output.right("\(size.stacks)", 12) + "  "
          + screen.paint(screen.bar(size.stacks, of: most, width: 24), .yellow))
    }
    section(
      "collections",
      [
        ("run (NumGC), of them forced", "\(figures.collections) / \(figures.forcedCollections)"),
        ("next at a heap of (NextGC)", figures.nextGoal == .max ? "never" : bytes(figures.nextGoal)),
        ("stopped the world for, in all", "\(figures.pauseNanoseconds / 1000) us"),
        ("by the last one", "\(figures.lastPauseNanoseconds / 1000) us"),
        ("share of the processors (GCCPUFraction)", "\(Double(Int(figures.collectorShare * 10000)) / 100) %"),
      ])
    section(
      "from the system",
      [
        ("heap (HeapSys)", bytes(figures.heapSystem)), ("stacks (StackSys)", bytes(figures.stackSystem)),
        ("records of spans (MSpanSys)", bytes(figures.spansSystem)),
        ("workers' caches (MCacheSys)", bytes(figures.cachesSystem)),
        ("the heap profile (BuckHashSys)", bytes(figures.profileSystem)),
        ("the collector's tables (GCSys)", bytes(figures.metadataSystem)),
        ("all else (OtherSys)", bytes(figures.otherSystem)),
        ("all together (Sys)", bytes(figures.system)),
      ])
    return .done
  }
}
