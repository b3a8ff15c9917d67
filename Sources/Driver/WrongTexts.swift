// SPDX-License-Identifier: Apache-2.0
//
// WrongTexts.swift — wrong programs in great number: every prefix of a file, and the file with bytes changed.
//
// How.      All are checked in this process, as a program and as an entry of a session. A crash is the finding: the
//           process ends by a signal, and the exit code says so. Each refusal must have a message.

import Source
import Syntax
import Types

/// How many texts were tried.
public struct WrongTexts: Sendable, CustomStringConvertible {
  public internal(set) var texts = 0
  public internal(set) var refused = 0
  public internal(set) var incomplete = 0
  public var description: String { "\(texts) texts, \(refused) refused, \(incomplete) incomplete as entries" }
}

extension Commands {
  /// Checks every prefix of the first file of an input, and a number of texts made of it by changing some bytes.
  public static func checkWrong(_ input: Input, prefixes: Bool, mutations: Int) -> WrongTexts {
    guard let file = input.files.first else { return WrongTexts() }
    return onLargeStack {
      var result = WrongTexts()
      if prefixes {
        for length in 0...file.contents.count { check(Array(file.contents[..<length]), file.name, input, &result) }
      }
      var random = SplitMix(state: UInt64(file.contents.count))
      for _ in 0..<mutations { check(random.mutate(file.contents), file.name, input, &result) }
      return result
    }
  }

  private static func check(_ text: [UInt8], _ name: String, _ input: Input, _ result: inout WrongTexts) {
    result.texts += 1
    let other = Input(files: [(name, text)], directory: input.directory, module: input.module)
    let compilation = Compilation(other)
    if compilation.hasErrors {
      result.refused += 1
      precondition(!compilation.errorLines().isEmpty, "errors without a message")
    }
    var symbols = SymbolTable()
    let source = SourceFile(id: FileID(raw: 1), name: name, contents: text)
    if case .incomplete = Parser.parseEntry(source, symbols: &symbols) { result.incomplete += 1 }
  }

  /// The generator splitmix64.
  private struct SplitMix {
    var state: UInt64

    mutating func next(below limit: Int) -> Int {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return Int((z ^ (z >> 31)) % UInt64(max(1, limit)))
    }

    /// A copy with one to four changes: a byte replaced, removed or doubled, or a piece moved elsewhere.
    mutating func mutate(_ text: [UInt8]) -> [UInt8] {
      var text = text
      let bytes = Array("(){}[];,.:=<>+-*&|!\"'`\\/ \n\t0x1e_aZ\u{e9}\u{0}".utf8)
      for _ in 0...next(below: 4) where !text.isEmpty {
        let at = next(below: text.count)
        switch next(below: 5) {
        case 0: text[at] = bytes[next(below: bytes.count)]
        case 1: text.remove(at: at)
        case 2: text.insert(text[at], at: at)
        case 3: text.insert(bytes[next(below: bytes.count)], at: at)
        default:
          let piece = Array(text[at..<min(text.count, at + 1 + next(below: 20))])
          text.insert(contentsOf: piece, at: next(below: text.count))
        }
      }
      return text
    }
  }
}
