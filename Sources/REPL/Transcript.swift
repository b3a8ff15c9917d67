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
  /// Bytes in the temporary file.
  private var spilt: off_t = 0
  private(set) var count = 0
  /// Entries that compiled and failed when they ran.
  private(set) var failed = 0
  /// The entry that stands at a breakpoint, so that it is not known yet whether it fails, and what was kept since.
  private var holding: (entry: [UInt8], name: String, since: [UInt8])?

  private static let spillAt = 1 << 18

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Keeps an entry that compiled. One that failed is kept as a comment: what it did before it failed is not known. So is
  /// one that was typed at a stop: the frame that it names is there no more.
  /// - Parameter leaves: declarations of what is known of one that failed.
  func add(_ entry: [UInt8], hasFailed: Bool, atStop: Bool = false, leaves: [String] = []) {
    let text = Transcript.withoutEnd(entry)
    if text.isEmpty { return }
    var lines: [UInt8] = []
    if hasFailed || atStop {
      failed += hasFailed ? 1 : 0
      lines = Transcript.comment(text, hasFailed ? "failed when it ran" : "was typed at a breakpoint", leaves)
    } else {
      count += 1
      lines = text + [0x0A]
    }
    if holding != nil { holding?.since += lines } else { append(lines) }
  }

  /// Keeps an entry that has come to a breakpoint; `settle` says what became of it.
  func hold(_ entry: [UInt8], name: String) {
    settle()  // there is one at a time
    holding = (Transcript.withoutEnd(entry), name, [])
  }

  /// What messages call the entry that stands at a breakpoint.
  var held: String? { holding?.name }

  /// The entry that stood at a breakpoint has ended.
  /// - Parameter leaves: it has failed, and this is what it declared; nil: it is done.
  func settle(leaves: [String]? = nil) {
    guard let (entry, _, since) = holding else { return }
    holding = nil
    add(entry, hasFailed: leaves != nil, leaves: leaves ?? [])
    append(since)
  }

  private func append(_ lines: [UInt8]) {
    buffer += lines
    if buffer.count > Transcript.spillAt { spill() }
  }

  private static func withoutEnd(_ entry: [UInt8]) -> [UInt8] {
    var text = entry
    while text.last == 0x0A || text.last == 0x0D { text.removeLast() }
    return text
  }

  private static func comment(_ text: [UInt8], _ why: String, _ leaves: [String]) -> [UInt8] {
    var lines = Array("// This one \(why):\n".utf8)
    for line in text.split(separator: 0x0A, omittingEmptySubsequences: false) {
      lines += Array("//   ".utf8) + line + [0x0A]
    }
    for line in leaves { lines += Array(line.utf8) + [0x0A] }
    return lines
  }

  /// Writes all entries to a file that is not there yet, or in the place of one, which stays as it is when the new one
  /// cannot be written.
  func save(to path: String, replaces: Bool) throws(FileError) {
    var (status, isPlain) = (stat(), false)
    if replaces, stat(path, &status) == 0 { isPlain = status.st_mode & S_IFMT == S_IFREG }
    // A link stays one; what is no file (/dev/stdout) is written to as it is.
    let target = isPlain ? realpath(path, nil) : nil
    defer { free(target) }
    let name = target.map { String(cString: $0) + ".new" } ?? path
    let flags = O_WRONLY | O_CREAT | O_CLOEXEC | (isPlain || replaces ? O_TRUNC : O_EXCL)
    let file = open(name, flags, isPlain ? status.st_mode & 0o777 : 0o666)
    guard file >= 0 else { throw FileError(path: path, code: errno) }
    var problem: Int32 = put(into: file) ? 0 : errno
    if close(file) != 0, problem == 0 { problem = errno }
    if problem == 0, let target, rename(name, target) != 0 { problem = errno }
    if problem == 0 { return }
    if target != nil || !replaces { unlink(name) }
    throw FileError(path: path, code: problem)
  }

  /// False: it could not all be written, or not all of it be read back; errno says why.
  private func put(into file: Int32) -> Bool {
    let head =
      "// Saved by loam \(Version.text): \(Output.count(count, "entry", "entries")). Run them with `loam < FILE` or :load FILE.\n"
    guard Transcript.write(Array(head.utf8)[...], to: file) else { return false }
    var (at, block) = (off_t(0), [UInt8](repeating: 0, count: 1 << 16))
    while at < spilt {
      let read = pread(descriptor, &block, min(block.count, Int(spilt - at)), at)
      if read < 0, errno == EINTR { continue }
      if read == 0 { errno = EIO }
      guard read > 0, Transcript.write(block[..<read], to: file) else { return false }
      at += off_t(read)
    }
    var rest = buffer
    if let holding { rest += Transcript.comment(holding.entry, "stands at a breakpoint", []) + holding.since }
    return Transcript.write(rest[...], to: file)
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
    guard descriptor >= 0 else { return }
    guard Transcript.write(buffer[...], to: descriptor) else {
      // What was written of it is written over the next time.
      lseek(descriptor, spilt, SEEK_SET)
      return
    }
    spilt += off_t(buffer.count)
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
