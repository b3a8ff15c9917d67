// SPDX-License-Identifier: Apache-2.0
//
// Transcript.swift — the entries of a session that compiled, in order, for `:save`.
//
// How.      All entries stand in one buffer; what is beyond a quarter of a mebibyte goes to a temporary file without a
//           name, so that a long session does not grow by what was typed.
// Fails.    When there is no place for the file the buffer grows.

import Driver
import Glibc

final class Transcript {
  private var buffer: [UInt8] = []
  private var descriptor: Int32 = -1
  private(set) var count = 0
  /// Entries that compiled and failed when they ran.
  private(set) var failed = 0

  private static let spillAt = 1 << 18

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Keeps an entry that compiled. One that failed is kept as a comment: what it did before it failed is not known. So is
  /// one that was typed at a stop: the frame that it names is there no more.
  /// - Parameter leaves: declarations of what is known of one that failed.
  func add(_ entry: [UInt8], hasFailed: Bool, atStop: Bool = false, leaves: [String] = []) {
    var text = entry
    while text.last == 0x0A || text.last == 0x0D { text.removeLast() }
    if text.isEmpty { return }
    if hasFailed || atStop {
      failed += hasFailed ? 1 : 0
      buffer += Array("// This one \(hasFailed ? "failed when it ran" : "was typed at a breakpoint"):\n".utf8)
      for line in text.split(separator: 0x0A, omittingEmptySubsequences: false) {
        buffer += Array("//   ".utf8) + line + [0x0A]
      }
      for line in leaves { buffer += Array(line.utf8) + [0x0A] }
    } else {
      count += 1
      buffer += text + [0x0A]
    }
    if buffer.count > Transcript.spillAt { spill() }
  }

  /// Writes all entries to a file that is not there yet, or in the place of one.
  func save(to path: String, replaces: Bool) throws(FileError) {
    let head =
      "// Saved by loam \(Version.text): \(Output.count(count, "entry", "entries")). Run them with `loam < FILE` or :load FILE.\n"
    let flags = O_WRONLY | O_CREAT | O_CLOEXEC | (replaces ? O_TRUNC : O_EXCL)
    let file = open(path, flags, 0o666)
    guard file >= 0 else { throw FileError(path: path, code: errno) }
    defer { close(file) }
    var whole = Transcript.write(Array(head.utf8)[...], to: file)
    var (at, block) = (off_t(0), [UInt8](repeating: 0, count: 1 << 16))
    while descriptor >= 0, whole {
      let read = pread(descriptor, &block, block.count, at)
      if read <= 0 { break }
      at += off_t(read)
      whole = Transcript.write(block[..<read], to: file)
    }
    guard whole, Transcript.write(buffer[...], to: file) else { throw FileError(path: path, code: errno) }
  }

  private func spill() {
    if descriptor < 0 {
      let directory = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
      var path = Array("\(directory)/loam-XXXXXX".utf8CString)
      descriptor = mkstemp(&path)
      if descriptor >= 0 {
        unlink(path)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      }
    }
    guard descriptor >= 0, Transcript.write(buffer[...], to: descriptor) else { return }
    buffer.removeAll()
  }

  private static func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) -> Bool {
    var rest = bytes
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}
