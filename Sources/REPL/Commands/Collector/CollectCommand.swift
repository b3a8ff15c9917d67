// SPDX-License-Identifier: Apache-2.0

import Driver

struct CollectCommand: Command {
  let name = "gc"
  let group = CommandGroup.collector
  let arguments = "[step [N] | scan G | finish | trace on|off]"
  let completes = ArgumentKind.each([
    ("step", .nothing), ("scan", .nothing), ("finish", .nothing), ("trace", .words(["on", "off"], then: .nothing)),
  ])
  let summary = "collect garbage and say what it did, or drive a collection by hand"
  let help = """
    :gc runs one whole collection: what was freed by size class, and the time. :gc trace on writes a line for each
    collection from there on, in the format of GODEBUG=gctrace=1.

    :gc step drives one by hand. The first step turns the write barrier on; each one more marks an object (or N) from
    the grey queue; when nothing is left the next step ends the marking, and further ones sweep a span (or N). Between
    steps entries run, and change the colours: white is not reached so far, grey reached, black reached and looked
    through. :gc scan G looks through the stack of a goroutine, :gc finish does all that is left. A collection that the
    program asks for meanwhile takes over. Examples/repl/lost-object.loam shows why the barrier must be there.

        loam> a := &[]*int{new(int), new(int)}
        loam> :gc step
        loam> :gc step 2
        loam> :object a
        loam> :gc finish
        loam> :gc
    """

  func run(_ argument: String, in prompt: Prompt) -> Step {
    let words = argument.split { $0 == " " || $0 == "\t" }.map(String.init)
    do {
      switch (words.first ?? "", words.count) {
      case ("", _):
        guard let figures = prompt.session.collectUnlessInterrupted() else { return .failed }
        tell(figures, prompt.screen)
      case ("step", 1): StepText.tell(try prompt.session.stepCollection(1), prompt.screen)
      case ("step", 2):
        guard let count = UInt64(words[1]), count > 0 else {
          return wrong("a step marks a number of objects, 1 or more: :gc step 10")
        }
        StepText.tell(try prompt.session.stepCollection(count), prompt.screen)
      case ("scan", 2):
        guard let goroutine = UInt64(words[1]) else { return wrong("a goroutine has a number: :gc scan 1") }
        StepText.tell(try prompt.session.scanStack(of: goroutine), prompt.screen)
      case ("scan", 1): return wrong("scan looks through the stack of a goroutine: :gc scan 1")
      case ("finish", 1): StepText.tell(try prompt.session.finishSteps(), prompt.screen)
      case ("trace", 1):
        Output.print("gc trace is \(prompt.session.tracesCollections ? "on" : "off")")
      case ("trace", 2):
        guard words[1] == "on" || words[1] == "off" else { return wrong("trace is on or off: :gc trace on") }
        prompt.session.tracesCollections = words[1] == "on"
      default: return wrong("\(argument) is nothing that :gc does; :help gc lists what it does")
      }
      return .done
    } catch {
      return wrong(StepText.text(error))
    }
  }

  private func wrong(_ text: String) -> Step {
    Output.error([":gc: " + text])
    return .failed
  }

  private func tell(_ figures: CollectionFigures, _ screen: Screen) {
    if figures.endedSteps { Output.print("the collection that was driven by hand was ended first") }
    let (before, after) = (figures.before, figures.after)
    func row(_ title: String, _ bytes: UInt64, _ objects: UInt64) -> String {
      Output.left(title, 8) + Output.right(Output.bytes(bytes), 12) + Output.right("\(objects)", 12) + " objects"
    }
    Output.print(row("before", before.liveBytes, before.liveObjects))
    Output.print(row("marked", figures.markedBytes, figures.marked))
    let old = Dictionary(before.classes.map { ("\($0.size) \($0.hasPointers)", $0) }, uniquingKeysWith: { $1 })
    let freed = after.classes.map { row in
      (row, objects: row.freed - min(row.freed, old["\(row.size) \(row.hasPointers)"]?.freed ?? 0))
    }.filter { $0.objects > 0 }
    let most = freed.map { $0.objects * max(1, $0.0.size) }.max() ?? 0
    for (row, objects) in freed {
      let title = row.size == 0 ? "large" : "\(row.size) B"
      let bytes = row.size == 0 ? "" : Output.bytes(objects * row.size)
      let bar = screen.bar(objects * max(1, row.size), of: most, width: 20)
      Output.print(
        "  freed " + Output.right(title, 8) + Output.left(row.hasPointers ? " pointers" : " plain", 9)
          + Output.right("\(objects)", 10) + Output.right(bytes, 12) + "  " + screen.paint(bar, .red))
    }
    Output.print(row("after", after.liveBytes, after.liveObjects))
    Output.print(
      """
      took    \(milliseconds(figures.nanoseconds)) ms, with the world stopped \(milliseconds(figures.pauseNanoseconds)) ms; \
      looked through \(Output.bytes(figures.stackBytes)) of stacks, \(Output.bytes(figures.globalBytes)) of variables
      next    at \(after.nextGoal == .max ? "no size: gogc is off" : Output.bytes(after.nextGoal)); \
      this was collection \(after.collections)
      """)
  }

  private func milliseconds(_ nanoseconds: UInt64) -> String { "\(Double(nanoseconds / 1000) / 1000)" }
}
