// SPDX-License-Identifier: Apache-2.0
//
// History.swift — the entries of earlier sessions, in ~/.loam_history.
//
// How.      A line for each entry: newlines are `\n`, backslashes `\\`, other control bytes `\xHH`, all other bytes stand
//           as they are. There is no header, so a file that was cut loses nothing but what was cut off. An entry whose
//           end is missing is given up: what is appended next ends its line with a single backslash, as no entry ends.
//           Of one whose beginning is missing the rest stands as an entry, since nothing tells it from one. An entry is appended by one write, so sessions side by side do not mix within an entry,
//           and under a lock, so that none is lost when one of them shortens the file.
// Why not.  libedit's own format: without its first line the whole file is unreadable.

import Glibc

/// Threads: the one that reads entries.
final class History {
  /// Entries that are kept.
  static let limit = 5000

  let path: String
  /// Lines that are not in the file yet.
  private var waiting: [UInt8] = []

  init(path: String) { self.path = path }

  static var defaultPath: String {
    if let path = getenv("LOAM_HISTORY") { return String(cString: path) }
    return (getenv("HOME").map { String(cString: $0) } ?? ".") + "/.loam_history"
  }

  /// The entries, oldest first. A file that has grown to twice the limit is shortened.
  func load() -> [[UInt8]] {
    guard let bytes = contents() else { return [] }
    let lines = History.lines(of: bytes)
    if lines.count > 2 * History.limit { shorten() }
    return lines.suffix(History.limit).map { History.decode($0) }
  }

  /// Those that were not cut.
  private static func lines(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: true)
    if bytes.last != 0x0A, !lines.isEmpty { lines.removeLast() }
    return lines.filter { !isCut($0) }
  }

  /// Whether a line ends within an escape.
  private static func isCut(_ line: ArraySlice<UInt8>) -> Bool {
    line.reversed().prefix { $0 == UInt8(ascii: "\\") }.count % 2 == 1
  }

  /// Adds an entry.
  /// - Parameter isHeld: others follow at once: it is written with them, at the latest by `flush`.
  func append(_ entry: [UInt8], isHeld: Bool = false) {
    waiting += History.encode(entry) + [0x0A]
    if !isHeld || waiting.count > 1 << 16 { flush() }
  }

  /// Writes what was held.
  func flush() {
    if waiting.isEmpty { return }
    defer { waiting = [] }
    guard let descriptor = locked() else { return }
    defer { close(descriptor) }
    waiting.insert(contentsOf: History.ending(ofCut: descriptor), at: 0)
    _ = waiting.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
  }

  /// What ends a line without a newline, so that it is taken for no entry.
  private static func ending(ofCut descriptor: Int32) -> [UInt8] {
    let end = lseek(descriptor, 0, SEEK_END)
    var tail = [UInt8](repeating: 0, count: Int(min(max(0, end), 1 << 16)))
    guard pread(descriptor, &tail, tail.count, end - off_t(tail.count)) == tail.count, let last = tail.last else {
      return []
    }
    if last == 0x0A { return [] }
    return isCut(tail[...]) ? [0x0A] : [UInt8(ascii: "\\"), 0x0A]
  }

  /// The file, for this session alone until it is closed, and made if there is none.
  private func locked() -> Int32? {
    for _ in 0..<10 {
      let descriptor = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o600)
      guard descriptor >= 0 else { return nil }
      _ = flock(descriptor, LOCK_EX)
      // Another session may have put a shorter one in its place meanwhile.
      var (this, named) = (stat(), stat())
      if fstat(descriptor, &this) == 0, stat(path, &named) == 0, this.st_ino == named.st_ino { return descriptor }
      close(descriptor)
    }
    return nil
  }

  private func contents() -> [UInt8]? {
    // Not one that another process would have to write first, or that has no end.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count <= 0 { return bytes }
      bytes += buffer[..<count]
    }
  }

  /// Leaves the last entries, as many as are kept.
  private func shorten() {
    guard let name = realpath(path, nil) else { return }  // a link stays one
    defer { free(name) }
    let temporary = String(cString: name) + ".new"
    guard let old = locked() else { return }
    defer { close(old) }
    guard let bytes = contents() else { return }
    let kept = History.lines(of: bytes).suffix(History.limit)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return }
    let lines = kept.flatMap { $0 + [0x0A] }
    let written = lines.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    close(descriptor)
    if written == lines.count { rename(temporary, name) } else { unlink(temporary) }
  }

  static func encode(_ entry: [UInt8]) -> [UInt8] {
    var line: [UInt8] = []
    for byte in entry {
      switch byte {
      case 0x0A: line += Array(#"\n"#.utf8)
      case UInt8(ascii: "\\"): line += Array(#"\\"#.utf8)
      case 0x00..<0x20 where byte != 0x09, 0x7F:
        line += Array(#"\x"#.utf8) + [hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]]
      default: line.append(byte)
      }
    }
    return line
  }

  /// Reads a line; an escape that `encode` does not write stands for itself.
  static func decode(_ line: ArraySlice<UInt8>) -> [UInt8] {
    var entry: [UInt8] = []
    var at = line.startIndex
    while at < line.endIndex {
      let byte = line[at]
      at += 1
      guard byte == UInt8(ascii: "\\"), at < line.endIndex else {
        entry.append(byte)
        continue
      }
      switch line[at] {
      case UInt8(ascii: "n"):
        entry.append(0x0A)
        at += 1
      case UInt8(ascii: "\\"):
        entry.append(byte)
        at += 1
      case UInt8(ascii: "x"):
        if at + 2 < line.endIndex, let high = digit(line[at + 1]), let low = digit(line[at + 2]) {
          entry.append(high << 4 | low)
          at += 3
        } else {
          entry.append(byte)
        }
      default: entry.append(byte)
      }
    }
    return entry
  }

  private static let hexadecimal = Array("0123456789abcdef".utf8)

  private static func digit(_ byte: UInt8) -> UInt8? { hexadecimal.firstIndex(of: byte).map { UInt8($0) } }
}
