// SPDX-License-Identifier: Apache-2.0
//
// Screen.swift — what the place that text is written to can show: its size, characters and colours.

import Glibc

/// Where output goes. A struct of plain values, so that pictures are tested for screens of all kinds.
struct Screen {
  /// Colours as the terminal's own palette has them.
  enum Colour: Int {
    case red = 31
    case green = 32
    case yellow = 33
    case blue = 34
    case magenta = 35
    case cyan = 36
    case grey = 90
  }

  /// Whether characters beyond ASCII are shown as what they are.
  var isUnicode: Bool
  var hasColour: Bool
  private let fixedColumns: Int?

  /// - Parameter columns: nil: what the terminal has when it is asked.
  init(columns: Int?, isUnicode: Bool, hasColour: Bool) {
    fixedColumns = columns
    self.isUnicode = isUnicode
    self.hasColour = hasColour
  }

  /// Standard output, by the environment's LC_ALL, LC_CTYPE, LANG, TERM and NO_COLOR.
  static var standardOutput: Screen {
    func variable(_ name: String) -> String? {
      guard let value = getenv(name), value.pointee != 0 else { return nil }
      return String(cString: value)
    }
    let locale = (variable("LC_ALL") ?? variable("LC_CTYPE") ?? variable("LANG") ?? "C").lowercased()
    let isTerminal = isatty(1) == 1
    return Screen(
      columns: isTerminal ? nil : 80, isUnicode: locale.contains("utf-8") || locale.contains("utf8"),
      hasColour: isTerminal && variable("NO_COLOR") == nil && variable("TERM") ?? "dumb" != "dumb")
  }

  /// Characters in a line, at least 20.
  var columns: Int {
    if let fixedColumns { return fixedColumns }
    var size = winsize()
    guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return max(20, Int(size.ws_col))
  }

  /// The text in a colour, if there are colours.
  func paint(_ text: String, _ colour: Colour) -> String {
    hasColour ? "\u{1b}[\(colour.rawValue)m\(text)\u{1b}[0m" : text
  }

  /// A text in characters that the screen has.
  func shown(_ text: String) -> String { isUnicode ? text : Screen.ascii(text) }

  /// A text in ASCII: the prompt's own marks as others are written for them, further characters as Go escapes them.
  static func ascii(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
    var plain = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "→": plain += "->"
      case "…": plain += "..."
      case "↺": plain += "<circle>"
      case "×": plain += "x"
      case "µ": plain += "u"
      case _ where scalar.isASCII: plain.unicodeScalars.append(scalar)
      default:
        let digits = String(scalar.value, radix: 16)
        let width = digits.count > 4 ? 8 : 4
        plain += (width == 8 ? "\\U" : "\\u") + String(repeating: "0", count: width - digits.count) + digits
      }
    }
    return plain
  }

  func bold(_ text: String) -> String { hasColour ? "\u{1b}[1m\(text)\u{1b}[0m" : text }

  /// A bar of at most `width` characters for `value` of `most`, in eighths of a character where there is Unicode;
  /// something small is still seen.
  func bar(_ value: UInt64, of most: UInt64, width: Int) -> String {
    guard value > 0, most > 0 else { return "" }
    let eighths = max(1, Int((Double(min(value, most)) / Double(most) * Double(width * 8)).rounded()))
    guard isUnicode else { return String(repeating: "#", count: (eighths + 7) / 8) }
    let parts: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    let whole = String(repeating: "█", count: eighths / 8)
    return eighths % 8 == 0 ? whole : whole + String(parts[eighths % 8 - 1])
  }
}
