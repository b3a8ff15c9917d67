// SPDX-License-Identifier: Apache-2.0
//
// HeapMap.swift — the heap as a picture: a tile for each page, in order of address.
//
// How.      Tiles run in rows from left to right. A span's tiles have the colour of its objects' size, pale as a whole and
//           strong from below as far as its objects live. Large heaps have several pages to a tile: its colour is that
//           of the purpose with most pages there, and it is as full as they are. SVG 1.1 with plain attributes, so that
//           every viewer shows it; what a tile is stands in its <title>.

import Driver

struct HeapMap {
  private static let columns = 64
  private static let mostRows = 96
  private static let tile = 14
  private static let gap = 1
  private static let left = 104
  private static let top = 64
  private static let page: UInt64 = 8192

  private let spans: [SpanFigures]
  private let pages: UInt64
  /// Pages of one tile.
  private let scale: UInt64
  /// Hues of the sizes of objects, in degrees.
  private let hues: [UInt64: Double]

  init(_ spans: [SpanFigures]) {
    self.spans = spans
    pages = spans.reduce(0) { $0 + $1.bytes / HeapMap.page }
    let tiles = UInt64(HeapMap.columns * HeapMap.mostRows)
    scale = max(1, (pages + tiles - 1) / tiles)
    let sizes = Set(spans.filter { $0.purpose == .objects }.map(\.objectSize)).sorted()
    // As far from each other as so many can be, and sizes side by side not side by side in hue.
    let step = (1...sizes.count + 1).first { 5 * $0 >= 2 * sizes.count && HeapMap.haveNoDivisor($0, sizes.count) } ?? 1
    hues = Dictionary(
      uniqueKeysWithValues: sizes.enumerated().map { index, size in
        (size, 360 * Double(index * step % sizes.count) / Double(sizes.count))
      })
  }

  /// What tiles of one colour share.
  private struct Kind: Hashable, Comparable {
    let rank: Int
    let objectSize: UInt64
    let hasPointers: Bool

    init(_ span: SpanFigures) {
      hasPointers = span.hasPointers
      switch span.purpose {
      case .objects: (rank, objectSize) = (0, span.objectSize)
      case .large: (rank, objectSize) = (1, 0)
      case .stacks: (rank, objectSize) = (2, 0)
      case .free: (rank, objectSize) = (3, 0)
      }
    }

    static func < (a: Kind, b: Kind) -> Bool {
      (a.rank, a.objectSize, a.hasPointers ? 1 : 0) < (b.rank, b.objectSize, b.hasPointers ? 1 : 0)
    }

    var text: String {
      switch rank {
      case 0: "\(objectSize) B, \(hasPointers ? "pointers" : "plain")"
      case 1: "large, \(hasPointers ? "pointers" : "plain")"
      case 2: "goroutine stacks"
      default: "free pages"
      }
    }

  }

  /// Each size has a hue of its own; objects without pointers are paler. Black, white and greys are not objects.
  private func colour(_ kind: Kind) -> String {
    switch kind.rank {
    case 0:
      return HeapMap.colour(
        hue: hues[kind.objectSize] ?? 0, strength: kind.hasPointers ? 0.85 : 0.5,
        lightness: kind.hasPointers ? 0.38 : 0.62)
    case 1: return kind.hasPointers ? "#202428" : "#6b7076"
    case 2: return "#8a6d3b"
    default: return "#c8ccd0"
    }
  }

  private static func haveNoDivisor(_ a: Int, _ b: Int) -> Bool {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a == 1
  }

  private static func colour(hue: Double, strength: Double, lightness: Double) -> String {
    let spread = strength * min(lightness, 1 - lightness)
    func part(_ n: Double) -> String {
      let k = (n + hue / 30).truncatingRemainder(dividingBy: 12)
      let value = lightness - spread * max(-1, min(min(k - 3, 9 - k), 1))
      let digits = String(Int((value * 255).rounded()), radix: 16)
      return digits.count < 2 ? "0" + digits : digits
    }
    return "#" + part(0) + part(8) + part(4)
  }

  var svg: String {
    let kinds = legend()
    let tiles = Int((pages + scale - 1) / scale)
    let rows = (tiles + HeapMap.columns - 1) / HeapMap.columns
    let legendRows = (kinds.count + 2) / 3
    let width = HeapMap.left + HeapMap.columns * HeapMap.tile + 24
    let mapEnd = HeapMap.top + rows * HeapMap.tile
    let height = mapEnd + 36 + legendRows * 20 + 16
    var out = """
      <?xml version="1.0" encoding="UTF-8"?>
      <svg xmlns="http://www.w3.org/2000/svg" version="1.1" width="\(width)" height="\(height)" \
      viewBox="0 0 \(width) \(height)" font-family="monospace" font-size="12">
      <rect x="0" y="0" width="\(width)" height="\(height)" fill="#ffffff"/>
      <text x="24" y="28" font-size="16" fill="#202428">\(title)</text>
      <text x="24" y="48" fill="#5a6066">a tile is \(scale == 1 ? "a page" : "\(scale) pages") of 8 KiB; as far as it is \
      strong from below its objects live; addresses at the left</text>

      """
    for row in 0..<rows {
      let address = (spans.first?.base ?? 0) + UInt64(row * HeapMap.columns) * scale * HeapMap.page
      if row % 4 == 0 {
        out +=
          "<text x=\"8\" y=\"\(HeapMap.top + row * HeapMap.tile + 11)\" font-size=\"10\" fill=\"#5a6066\">"
          + "\(PlaceText.hex(address))</text>\n"
      }
    }
    out += scale == 1 ? exactTiles() : mixedTiles()
    for (index, entry) in kinds.enumerated() {
      let x = 24 + (index % 3) * (width - 48) / 3
      let y = mapEnd + 28 + index / 3 * 20
      out += "<rect x=\"\(x)\" y=\"\(y)\" width=\"12\" height=\"12\" fill=\"\(colour(entry.kind))\"/>\n"
      out +=
        "<text x=\"\(x + 18)\" y=\"\(y + 10)\" fill=\"#202428\">\(entry.kind.text): \(Output.bytes(entry.bytes))"
        + (entry.kind.rank < 3 ? ", \(entry.full)%" : "") + "</text>\n"
    }
    return out + "</svg>\n"
  }

  private var title: String {
    let objects = spans.filter { $0.purpose == .objects || $0.purpose == .large }
    let live = objects.reduce(0) { $0 + $1.used * $1.objectSize }
    return
      "Heap of \(Output.bytes(pages * HeapMap.page)): \(Output.bytes(live)) live in \(Output.count(objects.count, "span"))"
  }

  private func legend() -> [(kind: Kind, bytes: UInt64, full: Int)] {
    var sums: [Kind: (bytes: UInt64, used: UInt64)] = [:]
    for span in spans {
      let sum = sums[Kind(span)] ?? (0, 0)
      sums[Kind(span)] = (sum.bytes + span.bytes, sum.used + span.used * span.objectSize)
    }
    return sums.sorted { $0.key < $1.key }.map {
      ($0.key, $0.value.bytes, Int(100 * $0.value.used / max(1, $0.value.bytes)))
    }
  }

  private func rectangle(_ tile: Int, count: Int, _ kind: Kind, full: Double) -> String {
    let x = HeapMap.left + tile % HeapMap.columns * HeapMap.tile
    let y = HeapMap.top + tile / HeapMap.columns * HeapMap.tile
    let width = count * HeapMap.tile - HeapMap.gap
    let height = HeapMap.tile - HeapMap.gap
    let opacity = kind.rank == 3 ? "0.35" : "0.3"
    var out =
      "<rect x=\"\(x)\" y=\"\(y)\" width=\"\(width)\" height=\"\(height)\" fill=\"\(colour(kind))\" "
      + "fill-opacity=\"\(opacity)\"/>\n"
    let strong = full == 0 || kind.rank == 3 ? 0 : max(1, Int((Double(height) * min(full, 1)).rounded()))
    if strong > 0 {
      out +=
        "<rect x=\"\(x)\" y=\"\(y + height - strong)\" width=\"\(width)\" height=\"\(strong)\" fill=\"\(colour(kind))\"/>\n"
    }
    return out
  }

  /// A span is one rectangle in each row that it has part of.
  private func exactTiles() -> String {
    var out = ""
    var tile = 0
    for span in spans {
      var left = Int(span.bytes / HeapMap.page)
      let full = span.capacity == 0 ? 0 : Double(span.used) / Double(span.capacity)
      let what =
        span.purpose == .free
        ? "\(Output.bytes(span.bytes)) free" : "\(PlaceText.objects(span)), \(span.used) of \(span.capacity)"
      out += "<g><title>\(PlaceText.hex(span.base)) \(what)</title>\n"
      while left > 0 {
        let count = min(left, HeapMap.columns - tile % HeapMap.columns)
        out += rectangle(tile, count: count, Kind(span), full: full)
        tile += count
        left -= count
      }
      out += "</g>\n"
    }
    return out
  }

  /// Each tile is of the kind that most of its pages are of.
  private func mixedTiles() -> String {
    var out = ""
    var tile = 0
    var parts: [Kind: (pages: UInt64, used: Double)] = [:]
    var room = scale
    func flush() {
      guard let most = parts.max(by: { ($0.value.pages, $1.key) < ($1.value.pages, $0.key) }) else { return }
      let address = (spans.first?.base ?? 0) + UInt64(tile) * scale * HeapMap.page
      let all = parts.reduce(0) { $0 + $1.value.pages }
      let full = most.value.used / Double(most.value.pages)
      let live = most.key.rank < 3 ? ", \(Int(100 * full))% live" : ""
      out += "<g><title>\(PlaceText.hex(address)) \(most.value.pages) of \(Output.count(all, "page")): "
      out += "\(most.key.text)\(live)</title>\n" + rectangle(tile, count: 1, most.key, full: full) + "</g>\n"
      parts = [:]
      room = scale
      tile += 1
    }
    for span in spans {
      var left = span.bytes / HeapMap.page
      let full = span.capacity == 0 ? 0 : Double(span.used) / Double(span.capacity)
      while left > 0 {
        let count = min(left, room)
        let part = parts[Kind(span)] ?? (0, 0)
        parts[Kind(span)] = (part.pages + count, part.used + full * Double(count))
        left -= count
        room -= count
        if room == 0 { flush() }
      }
    }
    flush()
    return out
  }
}
