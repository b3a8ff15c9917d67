// SPDX-License-Identifier: Apache-2.0
//
// StepText.swift — how a collection that is driven by hand stands, in words and bars.

import Driver

enum StepText {
  private static let barWidth = 30

  static func text(_ failure: StepFailure) -> String {
    switch failure {
    case .programCollects: "the program is collecting by itself just now; try again"
    case .endedByProgram:
      "the collection that was driven by hand is over: the program collected meanwhile; :gc step begins another"
    case .noGoroutine(let number): "there is no goroutine \(number); :goroutines lists them"
    case .notMarking: "nothing is being marked by hand; :gc step begins a collection"
    }
  }

  static func tell(_ figures: StepFigures, _ screen: Screen) {
    Output.print(screen.bold(title(figures.event)))
    switch figures.phase {
    case .marking: tellColours(figures, screen)
    case .sweeping:
      Output.print(
        "  phase sweep: \(Output.count(figures.spansLeft, "span")) left; freed \(Output.bytes(figures.freedBytes))")
    case .off: Output.print("  phase off: freed \(Output.bytes(figures.freedBytes))")
    }
  }

  private static func title(_ event: StepFigures.Event) -> String {
    switch event {
    case .started: "a collection begins: the write barrier is on, all objects are white"
    case .marked(let count, let isDone):
      isDone ? "marked what was left: nothing is grey" : "marked \(Output.count(count, "object")) more"
    case .scanned(let goroutine): "looked through the stack of goroutine \(goroutine)"
    case .finishedMarking: "marking has ended: the barrier is off, what is white is dead"
    case .swept(let count, let isDone):
      isDone ? "swept the rest: the collection is over" : "swept \(Output.count(count, "span"))"
    case .ended: "the collection is over"
    }
  }

  private static func tellColours(_ figures: StepFigures, _ screen: Screen) {
    let all = figures.white.objects + figures.grey.objects + figures.black.objects
    func row(_ name: String, _ count: StepFigures.Count, _ colour: Screen.Colour?) {
      let bar = screen.bar(count.objects, of: all, width: barWidth)
      Output.print(
        "  " + Output.left(name, 6) + Output.right("\(count.objects)", 10) + Output.right(Output.bytes(count.bytes), 12)
          + "  " + (colour.map { screen.paint(bar, $0) } ?? bar))
    }
    row("white", figures.white, nil)
    row("grey", figures.grey, .yellow)
    row("black", figures.black, .blue)
    Output.print("  the barrier has shaded \(Output.count(figures.barrierHits, "pointer"))")
    for object in figures.queue {
      let type = object.type.isEmpty ? "" : "  \(object.type)"
      Output.print("  grey: \(PlaceText.hex(object.address)), \(Output.bytes(object.size))\(type)")
    }
    let left = figures.grey.objects - UInt64(figures.queue.count)
    if left > 0 { Output.print("  and \(left) more") }
  }
}
