// SPDX-License-Identifier: Apache-2.0

import Driver

struct TimeCommand: Command {
  let name = "time"
  let group = CommandGroup.compiler
  let arguments = "[-n RUNS] EXPR"
  let completes = ArgumentKind.each([("-n", .word(then: .expression))], or: .expression)
  let summary = "run something and say what a run takes: time, allocations, collections"
  let help = """
    Runs it once; when that took less than 0.2 s, more often: some runs to find out how many fit into 0.05 s, then five
    times so many. Reported is the median of the five with the quickest and the slowest, less what an empty loop takes; and
    how often it ran in all, as what it does besides being measured is done each time. The first run is told apart: what is
    called was compiled in it. With -n it runs exactly so often and all runs are measured: -n 1 for what must not be
    repeated. Objects and collections are those of the whole program, goroutines of earlier entries included. What has a
    value is evaluated, and the value is let go.

        loam> m := map[int]int{1: 2}
        loam> :time m[1]
        loam> :time -n 3 fmt.Sprint(m)
    """

  func run(_ argument: String, in prompt: Prompt) -> Step {
    var text = argument
    var repetition = Repetition.adaptive
    if argument.hasPrefix("-n") {
      let rest = argument.dropFirst(2).drop { $0 == " " || $0 == "\t" || $0 == "=" }
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      guard let runs = Int(digits), runs > 0, runs <= 1 << 30, rest.dropFirst(digits.count).first?.isWhitespace == true
      else { return usage("-n wants a number of runs from 1 on") }
      repetition = .exactly(runs)
      text = String(rest.dropFirst(digits.count).drop { $0.isWhitespace })
    }
    guard !text.isEmpty else { return usage() }
    guard let answer = prompt.session.measure(text, name: ":time", repetition).orPrint(), let measured = answer else {
      return .failed
    }
    show(measured, prompt.screen)
    return .done
  }

  private func show(_ measured: Measurement, _ screen: Screen) {
    let batches = measured.batches
    let middle = batches[batches.count / 2]
    var time = Self.time(middle.nanosecondsPerRun)
    if batches.count > 1 {
      time +=
        " (\(Self.time(batches[0].nanosecondsPerRun))…\(Self.time(batches[batches.count - 1].nanosecondsPerRun)))"
    }
    Output.print("\(screen.bold(time)) a run")
    Output.print(
      "\(Self.amount(middle.objects, middle.runs, "allocation")), \(Self.amount(middle.bytes, middle.runs, "byte")) a run; "
        + Output.count(middle.collections, "collection") + " in " + Output.count(middle.runs, "run"))
    if batches.count > 1 {
      Output.print(
        "\(measured.runs) runs in all, \(batches.count) × \(middle.runs) measured; the first took "
          + "\(Self.time(measured.first.nanosecondsPerRun)) with compiling; the loop's "
          + "\(Self.time(measured.loop)) a run is taken off")
    } else {
      Output.print(
        Output.count(measured.runs, "run") + " in all, the first with the compilation of what it calls")
    }
  }

  /// A duration for people, of nanoseconds.
  static func time(_ nanoseconds: Double) -> String {
    var value = nanoseconds
    for unit in ["ns", "µs", "ms"] {
      if value < 1000 { return digits(value) + " " + unit }
      value /= 1000
    }
    return digits(value) + " s"
  }

  /// Three digits that count.
  private static func digits(_ value: Double) -> String {
    if value >= 100 { return "\(Int(value.rounded()))" }
    let tenths = value >= 10 ? 10.0 : 100.0
    let text = "\((value * tenths).rounded() / tenths)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// A count a run: whole when it is.
  private static func amount(_ count: UInt64, _ runs: Int, _ noun: String) -> String {
    let runs = UInt64(max(1, runs))
    if count % runs == 0 { return Output.count(count / runs, noun) }
    return digits(Double(count) / Double(runs)) + " \(noun)s"
  }

}
