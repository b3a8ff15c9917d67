// SPDX-License-Identifier: Apache-2.0
//
// ColourText.swift — the collector's colours, as words and on a terminal.

import Driver

enum ColourText {
  static func name(_ colour: ObjectColour, _ screen: Screen) -> String {
    switch colour {
    case .white: screen.bold("white") + ": not reached so far"
    case .grey: screen.paint("grey", .yellow) + ": reached, and not looked through"
    case .black: screen.paint("black", .blue) + ": reached and looked through, or new"
    }
  }
}
