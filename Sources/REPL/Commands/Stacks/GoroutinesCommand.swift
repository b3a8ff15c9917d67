// SPDX-License-Identifier: Apache-2.0
//
// GoroutinesCommand.swift — the goroutines with state, place and stack; many equal ones as one line.

import Driver

struct GoroutinesCommand: Command {
  let name = "goroutines"
  let group = CommandGroup.stacks
  let arguments = "[FILTER]"
  let summary = "list the goroutines with state, stack and place"
  let help = """
    A line for each goroutine: its number, what it does or waits for, the bytes of its stack that are in use, how many it
    has, the most that were ever in use, how often it grew and shrank, its function and line, and who created it. Where
    many are alike they are one line; :goroutines all lists each.

    A filter leaves those whose state, function or place has the word in it: blocked and running are words for states. A
    number shows all figures of that goroutine. Goroutines run on while the
    prompt waits; for this list they stand still.

        loam> c := make(chan int)
        loam> go func() { c <- 1 }()
        loam> :goroutines blocked
        loam> <-c
    """
  var completes: ArgumentKind { .words(["all", "blocked", "running"], then: .nothing) }

  /// From so many goroutines on equal ones are one line.
  private static let mostListed = 20

  func run(_ argument: String, in prompt: Prompt) -> Step {
    let all = prompt.session.goroutines()
    var words = argument.split { $0 == " " || $0 == "\t" }
    if words.count == 1, let number = UInt64(words[0]) {
      guard let found = all.first(where: { $0.id == number }) else {
        Output.error(["there is no goroutine \(number); :goroutines lists those that there are"])
        return .failed
      }
      printFigures(found)
      return .done
    }
    let listsEach = words.contains("all")
    words.removeAll { $0 == "all" }
    let goroutines = all.filter { goroutine in words.allSatisfy { GoroutinesCommand.matches(goroutine, $0) } }
    if goroutines.isEmpty {
      Output.print(
        all.isEmpty ? "no goroutines" : "none of \(Output.count(all.count, "goroutine")) matches '\(argument)'")
      return .done
    }
    var groups = goroutines.map { [$0] }
    if !listsEach, goroutines.count > GoroutinesCommand.mostListed { groups = grouped(goroutines) }
    printTable(groups, prompt.screen)
    if groups.count < goroutines.count {
      Output.print("\(Output.count(goroutines.count, "goroutine")); :goroutines all lists each")
    }
    return .done
  }

  static func matches(_ goroutine: GoroutineFigures, _ word: Substring) -> Bool {
    switch word {
    case "blocked": goroutine.isBlocked
    case "running": !goroutine.isBlocked
    default:
      goroutine.state.contains(word) || goroutine.function.contains(word) || goroutine.createdBy.contains(word)
        || "\(goroutine.file):\(goroutine.line)".contains(word)
    }
  }

  /// Those that stand at the same place for the same reason, in the order of their first ones.
  private func grouped(_ goroutines: [GoroutineFigures]) -> [[GoroutineFigures]] {
    var groups: [[GoroutineFigures]] = []
    var index: [String: Int] = [:]
    for goroutine in goroutines {
      let key = "\(goroutine.state)|\(goroutine.function)|\(goroutine.file):\(goroutine.line)|\(goroutine.createdBy)"
      if let at = index[key] {
        groups[at].append(goroutine)
      } else {
        index[key] = groups.count
        groups.append([goroutine])
      }
    }
    return groups
  }

  private func printTable(_ groups: [[GoroutineFigures]], _ screen: Screen) {
    func numbers(_ group: [GoroutineFigures]) -> String {
      group.count == 1 ? "\(group[0].id)" : "\(group.count) ×"
    }
    let first = max(4, groups.map { numbers($0).count }.max() ?? 0)
    let state = max(5, groups.map { $0[0].state.count }.max() ?? 0)
    Output.print(
      screen.bold(
        Output.right("g", first) + "  " + Output.left("state", state) + Output.right("used", 8)
          + Output.right("size", 9) + Output.right("peak", 8) + Output.right("grew", 6) + Output.right("shrank", 7)
          + "  at"))
    for group in groups {
      let one = group[0]
      func sum(_ key: KeyPath<GoroutineFigures, UInt64>) -> UInt64 { group.reduce(0) { $0 + $1[keyPath: key] } }
      let most = group.map(\.stackPeak).max() ?? 0
      let place = one.file.isEmpty ? "" : " \(one.file):\(one.line)"
      let creator = one.createdBy.isEmpty ? "" : " by \(one.createdBy)"
      Output.print(
        Output.right(numbers(group), first) + "  "
          + screen.paint(Output.left(one.state, state), one.isBlocked ? .yellow : .green)
          + Output.right("\(sum(\.stackUsed))", 8) + Output.right("\(sum(\.stackSize))", 9) + Output.right("\(most)", 8)
          + Output.right("\(sum(\.grows))", 6) + Output.right("\(sum(\.shrinks))", 7) + "  " + one.function + place
          + screen.paint(creator, .grey))
    }
  }

  private func printFigures(_ goroutine: GoroutineFigures) {
    var rows = [
      ("state", goroutine.state), ("at", "\(goroutine.function) \(goroutine.file):\(goroutine.line)"),
      ("created by", goroutine.createdBy.isEmpty ? "the host" : goroutine.createdBy),
    ]
    if goroutine.waitsFor != 0 {
      let others = goroutine.waitsCount > 1 ? " and \(goroutine.waitsCount - 1) more" : ""
      rows.append(("waits on", GoroutineChoice.hexadecimal(goroutine.waitsFor) + others))
    }
    rows += [
      ("stack", "\(goroutine.stackUsed) of \(goroutine.stackSize) bytes in use, most so far \(goroutine.stackPeak)"),
      ("grew", Output.count(goroutine.grows, "time")), ("shrank", Output.count(goroutine.shrinks, "time")),
      ("moved", Output.count(goroutine.moves, "time") + " more"),
      ("copied", "\(goroutine.bytesCopied) bytes, \(Output.count(goroutine.slotsRewritten, "word")) rewritten"),
    ]
    Output.print("goroutine \(goroutine.id)")
    for (title, value) in rows { Output.print("  " + Output.left(title, 12) + value) }
  }
}
