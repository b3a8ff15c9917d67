// SPDX-License-Identifier: Apache-2.0
//
// MoveCommands.swift — :grow and :shrink: a stack is moved by force, and every word that this rewrote is listed.

import Driver

struct GrowCommand: Command {
  let name = "grow"
  let group = CommandGroup.stacks
  let arguments = "[G]"
  let summary = "move a stack to a block of twice the size; list each change"
  let help = """
    The used part of the stack is copied to the high end of a block of twice the size, as when a call does not fit.
    Every live word that pointed into the old block is listed, old and new, with its frame and variable. Words that only
    look like it are listed as well, with why they were left as they were: a number is never changed, and what is dead
    is not read any more.

    Without a number it is the one that stands at a breakpoint, else the blocked goroutine that was started last.

        loam> func add(c chan int, sum *int) { *sum += <-c }
        loam> func work(c chan int) { sum := 0; add(c, &sum); fmt.Println(sum) }
        loam> c := make(chan int)
        loam> go work(c)
        loam> :grow
        loam> c <- 42
    """

  func run(_ argument: String, in prompt: Prompt) -> Step { MoveReport.run(.grow, argument, for: name, in: prompt) }
}

struct ShrinkCommand: Command {
  let name = "shrink"
  let group = CommandGroup.stacks
  let arguments = "[G]"
  let summary = "move a stack to a block of half the size; list each change"
  let help = """
    What :grow does, to a block of half the size. What is in use must fit; 2048 bytes is the least. A collection shrinks
    a stack of which less than a quarter is in use.

        loam> c := make(chan int)
        loam> go func() { c <- 1 }()
        loam> :grow
        loam> :shrink
    """

  func run(_ argument: String, in prompt: Prompt) -> Step { MoveReport.run(.shrink, argument, for: name, in: prompt) }
}

/// A forced move and its listing.
enum MoveReport {
  static func run(_ reason: MoveReason, _ argument: String, for command: String, in prompt: Prompt) -> Step {
    guard let choice = GoroutineChoice.read(argument, for: command, in: prompt) else { return .failed }
    if let word = choice.rest.first {
      Output.error([":\(command) [G]: '\(word)' is no goroutine's number"])
      return .failed
    }
    switch prompt.session.move(choice.goroutine.id, reason) {
    case .success(let move):
      for line in lines(move, prompt.screen) { Output.print(line) }
      return .done
    case .failure(let refusal):
      Output.error([text(refusal, choice.goroutine)])
      return .failed
    }
  }

  static func text(_ refusal: MoveRefusal, _ goroutine: GoroutineFigures) -> String {
    let number = goroutine.id
    switch refusal {
    case .noSuchGoroutine: return "goroutine \(number) has ended"
    case .inNative:
      return
        "goroutine \(number) is inside of a function in C (\(goroutine.function)), which knows where its frame is; "
        + "its stack can be moved when it is back"
    case .tooLarge(let maximum):
      return "a stack may have at most \(maximum) bytes; debug.SetMaxStack(n) sets that"
    case .inUse(let used, let half):
      return "\(used) bytes are in use, which do not fit in half of the block, \(half) bytes"
    case .smallest:
      return "goroutine \(number) has the smallest block there is, \(goroutine.stackSize) bytes; :grow \(number)"
    case .noMemory: return "there is no memory for another block; the stack is as it was"
    }
  }

  static func lines(_ move: ForcedMove, _ screen: Screen) -> [String] {
    let arrow = screen.isUnicode ? "→" : "->"
    let step = move.move
    let distance = Int64(bitPattern: step.newBase &+ step.newSize &- step.oldBase &- step.oldSize)
    let text = (distance < 0 ? "-0x" : "+0x") + String(distance.magnitude, radix: 16)
    var lines = [
      "goroutine \(move.goroutine): \(step.oldSize) \(arrow) \(step.newSize) bytes, "
        + "\(move.used) of them copied by \(text) in \(Double(step.nanoseconds / 100) / 10) µs",
      "  old block \(range(step.oldBase, step.oldSize))",
      "  new block \(range(step.newBase, step.newSize))",
    ]
    let hex = GoroutineChoice.hexadecimal
    lines += section(
      "rewritten", "no word of a frame pointed into the old block",
      move.rewritten.map { ($0.slot, "\(hex($0.old)) \(arrow) \(hex($0.new))", "") }, screen)
    if !move.records.isEmpty {
      lines.append(screen.bold("rewritten outside of the frames: \(move.records.count)"))
      for record in move.records {
        lines.append("  \(name(record.record))  \(hex(record.old)) \(arrow) \(hex(record.new))")
      }
    }
    if !move.left.isEmpty {
      lines += section(
        "left alone, though they look like addresses in the old block", "",
        move.left.map { ($0.slot, hex($0.value), why($0.reason)) }, screen)
    }
    if !move.disputed.isEmpty {
      lines.append(
        screen.paint(
          "a bug of Loam: the words at \(move.disputed) below the high end changed otherwise than listed", .red))
    }
    return lines
  }

  private static func range(_ base: UInt64, _ size: UInt64) -> String {
    "\(GoroutineChoice.hexadecimal(base))..\(GoroutineChoice.hexadecimal(base + size))"
  }

  private static func name(_ record: RecordFigures) -> String {
    switch record.kind {
    case .deferred: "function value of a call deferred by \(record.function)"
    case .running: "function value of the deferred call that a panic runs"
    case .call: "function value of the call to be made"
    }
  }

  /// The compiler has words of its own in frames: closures, copies, what is being computed.
  private static func name(_ slot: SlotFigures) -> String { slot.variable ?? "(no variable)" }

  private static func why(_ reason: LeftSlot.Reason) -> String {
    switch reason {
    case .number(let type): "a number to the program: \(type)"
    case .dead: "dead: it will not be read any more"
    case .leftover: "left over: nothing live is there"
    }
  }

  private static func section(
    _ title: String, _ empty: String, _ rows: [(slot: SlotFigures, value: String, why: String)], _ screen: Screen
  ) -> [String] {
    var lines = [screen.bold("\(title): \(rows.count)") + (rows.isEmpty && !empty.isEmpty ? " (\(empty))" : "")]
    let frames = rows.map(\.slot.frameText.count).max() ?? 0
    let variables = rows.map { name($0.slot).count }.max() ?? 0
    let slots = rows.map(\.slot.slotText.count).max() ?? 0
    let values = rows.map(\.value.count).max() ?? 0
    for row in rows {
      let line =
        "  " + Output.left(row.slot.frameText, frames) + "  " + Output.left(name(row.slot), variables) + "  "
        + Output.left(row.slot.slotText, slots) + "  " + Output.left(row.value, row.why.isEmpty ? 0 : values) + "  "
        + screen.paint(row.why, .grey)
      lines.append(line.trimmedAtEnd)
    }
    return lines
  }
}

extension String {
  /// Without blanks at its end.
  var trimmedAtEnd: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
