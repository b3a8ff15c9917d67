// SPDX-License-Identifier: Apache-2.0
//
// Script.swift — entries from a file or from standard input that is no terminal: no prompt, up to the first error.

import Driver
import Glibc

struct Script {
  private let prompt: Prompt
  private var reader: Reader
  private var input: Lines
  private let name: String
  private let keepsGoing: Bool

  /// - Parameters:
  ///   - descriptor: what is read to its end.
  ///   - name: what messages call it.
  ///   - keepsGoing: the entries after a wrong one are run, too.
  init(_ prompt: Prompt, descriptor: Int32, name: String, keepsGoing: Bool) {
    reader = Reader(prompt)
    self.prompt = prompt
    input = Lines(descriptor: descriptor)
    self.name = name
    self.keepsGoing = keepsGoing
  }

  /// - Returns: the exit code: 1 when an entry was wrong or failed, that of os.Exit, else 0.
  func run() -> Int32 {
    var script = self
    return script.runAll()
  }

  private mutating func runAll() -> Int32 {
    let code = runEntries()
    if input.problem != 0 {
      Output.error(["loam: \(name): \(String(cString: strerror(input.problem)))"])
      return 1
    }
    let problem = TerminalOutput.shared.problem
    if problem != 0, problem != EPIPE {
      Output.error(["loam: standard output: \(String(cString: strerror(problem)))"])
    }
    return problem == 0 || code != 0 ? code : 1
  }

  private mutating func runEntries() -> Int32 {
    var first = 1
    var code: Int32 = 0
    while let line = input.next() {
      if input.number == 1, line.starts(with: Array("#!".utf8)) { continue }
      prompt.announceStop()
      if !keepsGoing, hasFailedBeside { return 1 }
      if !reader.isInside { first = input.number }
      switch reader.take(line, name: "\(name)[\(first)]", isTyped: false) {
      case .more, .done: continue
      case .failed:
        if !keepsGoing { return 1 }
        code = 1
      case .leave(let code): return code
      }
    }
    defer { sayWhereItStands() }
    if hasFailedBeside { code = 1 }
    guard reader.isInside || reader.leavesOut else { return code }
    switch reader.finish(name: "\(name)[\(first)]") {
    case .done: return code
    case .leave(let code): return code
    case .failed: return 1
    case .more:
      Output.error(["\(name)[\(first)]: syntax error: unexpected EOF in what begins on line \(first)"])
      return 1
    }
  }

  /// Whether a goroutine has failed that was no entry's own.
  private var hasFailedBeside: Bool { prompt.session.failedGoroutines > 0 }

  /// What the program was about to do when the input ended.
  private func sayWhereItStands() {
    prompt.announceStop()
    guard let stop = prompt.session.stop else { return }
    Output.note([
      "the input ends while the program stands still in \(stop.function) at \(stop.file):\(stop.line); :continue lets it go on"
    ])
  }

  /// The lines of a file, read in blocks.
  private struct Lines {
    let descriptor: Int32
    private var buffer: [UInt8] = []
    private var at = 0
    private var ended = false
    /// Of the line given last, from 1.
    private(set) var number = 0
    /// What ended the reading before the end; 0: nothing.
    private(set) var problem: Int32 = 0

    init(descriptor: Int32) { self.descriptor = descriptor }

    /// The next line with its newline; nil at the end.
    mutating func next() -> [UInt8]? {
      while true {
        if let end = buffer[at...].firstIndex(of: 0x0A) {
          defer { at = end + 1 }
          number += 1
          return Array(buffer[at...end])
        }
        if ended {
          if at == buffer.count { return nil }
          defer { at = buffer.count }
          number += 1
          return buffer[at...] + [0x0A]
        }
        fill()
      }
    }

    private mutating func fill() {
      buffer.removeFirst(at)
      at = 0
      let block = 1 << 16
      let old = buffer.count
      buffer.append(contentsOf: repeatElement(0, count: block))
      let count = buffer[old...].withUnsafeMutableBytes { read(descriptor, $0.baseAddress, block) }
      let error = count < 0 ? errno : 0
      buffer.removeLast(block - max(0, count))
      if count > 0 || error == EINTR { return }
      ended = true
      problem = error
    }
  }
}
