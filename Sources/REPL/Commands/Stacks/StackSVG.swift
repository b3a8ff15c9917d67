// SPDX-License-Identifier: Apache-2.0
//
// StackSVG.swift — a goroutine's block as an SVG 1.1 picture: a row for each slot, variables with their values, pointers
// as arrows, and the moves that brought it there.
//
// How.      One height for a slot, so that all is to scale; only what is free is shortened, and says so. A stack of very
//           many slots gets rows too low for text, and then frames alone have names.

import Driver

struct StackSVG {
  private static let width = 1100.0
  private static let labels = 20.0  // left edges of frames' names, slots and arrows
  private static let slots = 300.0
  private static let slotsEnd = 840.0
  private static let top = 70.0
  private static let mostFree = 120.0

  private let stack: StackFigures
  private let title: String
  private let rowHeight: Double
  private var parts: [String] = []

  /// - Parameter title: what stands above the picture.
  init(_ stack: StackFigures, title: String) {
    self.stack = stack
    self.title = title
    let rows = Double((stack.high - stack.used) / 8)
    rowHeight = rows <= 500 ? 16 : max(0.5, 8000 / rows)
  }

  /// The whole file.
  mutating func document() -> String {
    parts = []
    text(20, 28, title, size: 16, weight: "bold")
    let used = stack.high - stack.used
    text(20, 50, "\(used) of \(stack.size) bytes in use, block \(hex(stack.low)) to \(hex(stack.high))", size: 12)
    frames()
    variables()
    let bottom = free()
    arrows()
    let end = history(from: bottom + 40)
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <svg xmlns="http://www.w3.org/2000/svg" version="1.1" width="\(number(StackSVG.width))" height="\(number(end))" \
      viewBox="0 0 \(number(StackSVG.width)) \(number(end))" font-family="monospace">
      <defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto">\
      <path d="M0 0 L10 5 L0 10 z" fill="#b03060"/></marker></defs>
      <rect x="0" y="0" width="100%" height="100%" fill="#ffffff"/>
      \(parts.joined(separator: "\n"))
      </svg>

      """
  }

  // MARK: Parts

  /// The edge of an address; high ones are at the top.
  private func y(_ address: UInt64) -> Double { StackSVG.top + Double(stack.high - address) / 8 * rowHeight }

  private mutating func frames() {
    for frame in stack.frames {
      let high = y(frame.address + frame.bytes)
      let height = y(frame.address) - high
      let fill = frame.number % 2 == 0 ? "#e8eef7" : "#f6f2e4"
      rect(StackSVG.labels, high, StackSVG.slotsEnd - StackSVG.labels, height, fill: fill, stroke: "#8899aa")
      if height < 11 { continue }
      text(StackSVG.labels + 6, high + 12, "#\(frame.number) \(cut(frame.function, 36))", size: 11, weight: "bold")
      if height < 26 { continue }
      text(StackSVG.labels + 6, high + 26, cut("\(frame.file):\(frame.line)  \(frame.bytes) bytes", 40), size: 10)
      if height < 40 { continue }
      text(StackSVG.labels + 6, high + 40, hex(frame.address), size: 10, fill: "#667788")
    }
  }

  /// A variable's words. Parameters lie in the frame of who passed them.
  private mutating func variables() {
    if rowHeight < 12 { return }
    var taken: Set<UInt64> = []
    for wanted in [VariableFigures.State.live, .dead] {
      for frame in stack.frames {
        for variable in frame.variables where variable.state == wanted {
          guard let slots = variable.slots, !slots.isEmpty else { continue }
          let count = variable.isElsewhere ? 1 : slots.count
          let addresses = (0..<count).map { frame.address + 8 * UInt64(slots.lowerBound + $0) }
          if addresses.contains(where: { taken.contains($0) || $0 >= stack.high }) { continue }
          if wanted == .dead, variable.value == nil { continue }
          taken.formUnion(addresses)
          draw(variable, addresses[0], count, frame)
        }
      }
    }
  }

  private mutating func draw(_ variable: VariableFigures, _ low: UInt64, _ count: Int, _ frame: FrameFigures) {
    let high = y(low + 8 * UInt64(count))
    let isLive = variable.state == .live
    rect(
      StackSVG.slots, high, StackSVG.slotsEnd - StackSVG.slots, y(low) - high, fill: isLive ? "#cfe8cf" : "#e2e2e2",
      stroke: "#889988")
    let value = variable.value ?? ""
    var name = variable.isElsewhere ? "\(variable.name) (at \(hex(variable.address)))" : variable.name
    // What is passed lies in the frame of who passes it.
    if variable.kind != .local, !(variable.slots?.isEmpty ?? true), low >= frame.address + frame.bytes {
      name += " of #\(frame.number)"
    }
    let text = "\(name) = \(value)" + (isLive ? "" : " (dead)")
    self.text(StackSVG.slots + 6, high + 12, cut(text, 76), size: 11, fill: isLive ? "#000000" : "#777777")
  }

  /// What is not used, to scale where that is not too much; returns the lower edge.
  private mutating func free() -> Double {
    let free = stack.used - stack.low
    let high = y(stack.used)
    if free == 0 { return high }
    let whole = Double(free) / 8 * rowHeight
    let height = min(max(whole, 16), StackSVG.mostFree)
    rect(
      StackSVG.labels, high, StackSVG.slotsEnd - StackSVG.labels, height, fill: "#f4f4f4", stroke: "#aaaaaa",
      dashes: true)
    let note = whole > height ? ", not to scale" : ""
    text(StackSVG.labels + 6, high + 13, "free: \(free) bytes\(note)", size: 11, fill: "#555555")
    if height >= 28 {
      text(
        StackSVG.labels + 6, high + height - 6,
        "\(hex(stack.low)), the low end: a call that does not fit moves the stack",
        size: 10, fill: "#667788")
    }
    return high + height
  }

  private mutating func arrows() {
    for pointer in stack.pointers {
      let from = y(pointer.address) - rowHeight / 2
      let to = y(pointer.target) - rowHeight / 2
      let bend = StackSVG.slotsEnd + min(240, 30 + abs(from - to) / 3)
      let x = StackSVG.slotsEnd
      parts.append(
        "<path d=\"M\(number(x)) \(number(from)) C\(number(bend)) \(number(from)) \(number(bend)) \(number(to)) "
          + "\(number(x + 1)) \(number(to))\" fill=\"none\" stroke=\"#b03060\" stroke-width=\"1.2\" "
          + "marker-end=\"url(#head)\"/>")
    }
  }

  private mutating func history(from: Double) -> Double {
    var at = from
    text(20, at, stack.history.isEmpty ? "It has never moved." : "Moves, the last one first:", size: 12, weight: "bold")
    for move in stack.history {
      at += 16
      let did =
        move.bytesCopied == 0
        ? "where it lay" : "\(move.bytesCopied) bytes copied, \(Output.count(move.slotsRewritten, "word")) rewritten"
      text(
        20, at,
        "\(move.reason.rawValue)  \(move.oldSize) → \(move.newSize)  \(hex(move.oldBase)) → \(hex(move.newBase))  \(did)",
        size: 11)
    }
    return at + 20
  }

  // MARK: Elements

  private mutating func rect(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, fill: String, stroke: String, dashes: Bool = false
  ) {
    parts.append(
      "<rect x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(width))\" height=\"\(number(height))\" fill=\"\(fill)\" "
        + "stroke=\"\(stroke)\" stroke-width=\"0.8\"" + (dashes ? " stroke-dasharray=\"4 3\"" : "") + "/>")
  }

  private mutating func text(
    _ x: Double, _ y: Double, _ text: String, size: Int, weight: String = "normal", fill: String = "#000000"
  ) {
    parts.append(
      "<text x=\"\(number(x))\" y=\"\(number(y))\" font-size=\"\(size)\" font-weight=\"\(weight)\" fill=\"\(fill)\" "
        + "xml:space=\"preserve\">\(StackSVG.escape(text))</text>")
  }

  /// Text as XML has it; what XML does not allow at all becomes a question mark.
  static func escape(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: out += "?"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }

  private func cut(_ text: String, _ room: Int) -> String {
    text.count <= room ? text : text.prefix(room - 1) + "…"
  }

  private func hex(_ address: UInt64) -> String { GoroutineChoice.hexadecimal(address) }

  /// Two digits behind the point are enough.
  private func number(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    if hundredths % 100 == 0 { return "\(hundredths / 100)" }
    let fraction = "\(abs(hundredths % 100))"
    return "\(hundredths < 0 ? "-" : "")\(abs(hundredths) / 100).\(fraction.count < 2 ? "0" : "")\(fraction)"
  }
}
