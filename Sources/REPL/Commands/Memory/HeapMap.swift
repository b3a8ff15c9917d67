// SPDX-License-Identifier: Apache-2.0
//
// HeapMap.swift — the heap as a picture: a tile for each page, in order of address.
//
// How.      Tiles run in rows from left to right. A span's tiles have the colour of its objects' size, pale as a whole and
//           strong from below as far as its objects live; those without pointers are hatched. Large heaps have several
//           pages to a tile: its colour is that of the purpose with most pages there, and it is as full as they are.
//           SVG 1.1 with plain attributes, so that every viewer shows it; what a tile is stands in its <title>.
// Why not.  A colour for each size: nobody tells forty apart. The steps are those of the palette viridis, dark to light,
//           whose differences colour-blind people see as well.

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

  init(_ spans: [SpanFigures]) {
    self.spans = spans
    pages = spans.reduce(0) { $0 + $1.bytes / HeapMap.page }
    let tiles = UInt64(HeapMap.columns * HeapMap.mostRows)
    scale = max(1, (pages + tiles - 1) / tiles)
  }

  /// What tiles of one look share.
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

    /// Stacks stand out, black is large, grey is free.
    var colour: String {
      switch rank {
      case 0: HeapMap.steps.first { objectSize <= $0.most }?.colour ?? "#000000"
      case 1: "#000000"
      case 2: "#d55e00"
      default: "#c8ccd0"
      }
    }

    var isHatched: Bool { rank < 2 && !hasPointers }
  }

  /// Colours of objects up to a size.
  private static let steps: [(most: UInt64, colour: String)] = [
    (16, "#440154"), (64, "#414487"), (256, "#2a788e"), (1024, "#22a884"), (4096, "#7ad151"), (.max, "#fde725"),
  ]

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
      <defs><pattern id="plain" width="4" height="4" patternUnits="userSpaceOnUse">\
      <path d="M-1,1 l2,-2 M0,4 l4,-4 M3,5 l2,-2" stroke="#ffffff" stroke-width="1"/></pattern></defs>
      <rect x="0" y="0" width="\(width)" height="\(height)" fill="#ffffff"/>
      <text x="24" y="28" font-size="16" fill="#202428">\(title)</text>
      <text x="24" y="48" fill="#5a6066">a tile is \(scale == 1 ? "a page" : "\(scale) pages") of 8 KiB; as far as it is \
      strong from below its objects live; hatched: no pointers; addresses at the left</text>

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
      out += HeapMap.rectangle(x, y, 12, 12, entry.kind)
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
    var out =
      "<rect x=\"\(x)\" y=\"\(y)\" width=\"\(width)\" height=\"\(height)\" fill=\"\(kind.colour)\" "
      + "fill-opacity=\"0.3\"/>\n"
    let strong = full == 0 || kind.rank == 3 ? 0 : max(1, Int((Double(height) * min(full, 1)).rounded()))
    if strong > 0 { out += HeapMap.rectangle(x, y + height - strong, width, strong, kind) }
    return out
  }

  private static func rectangle(_ x: Int, _ y: Int, _ width: Int, _ height: Int, _ kind: Kind) -> String {
    let place = "<rect x=\"\(x)\" y=\"\(y)\" width=\"\(width)\" height=\"\(height)\""
    return "\(place) fill=\"\(kind.colour)\"/>\n" + (kind.isHatched ? "\(place) fill=\"url(#plain)\"/>\n" : "")
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
