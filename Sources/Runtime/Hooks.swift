// SPDX-License-Identifier: Apache-2.0
//
// Hooks.swift — the functions that C calls up into. They are plain nonisolated functions: a closure written in an
// isolated context would check its actor when a worker thread calls it, and trap.

import CRuntime
import Glibc

/// What a program writes to descriptor 1 or 2: answers how many bytes were taken, or the negative errno. Any thread of
/// the runtime's; it may wait.
public typealias WriteHook = @Sendable (_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int

/// What the C hooks reach through their context pointer.
///
/// `@unchecked Sendable` because `collector` is written once, before any goroutine runs.
final class Hooks: @unchecked Sendable {
  let compile: @Sendable (UnsafeMutablePointer<loam_function>) -> Bool
  let writeError: (@Sendable (UnsafeRawBufferPointer) -> Void)?
  let write: WriteHook?
  let notice: (@Sendable () -> Void)?
  let wantMemory: (@Sendable (MemoryWant) -> MemoryAnswer)?
  unowned(unsafe) var collector: Collector?

  init(
    compile: @escaping @Sendable (UnsafeMutablePointer<loam_function>) -> Bool,
    writeError: (@Sendable (UnsafeRawBufferPointer) -> Void)?, write: WriteHook?,
    notice: (@Sendable () -> Void)?,
    wantMemory: (@Sendable (MemoryWant) -> MemoryAnswer)?
  ) {
    self.wantMemory = wantMemory
    self.compile = compile
    self.writeError = writeError
    self.write = write
    self.notice = notice
  }

  static func from(_ context: UnsafeMutableRawPointer?) -> Hooks {
    Unmanaged<Hooks>.fromOpaque(context!).takeUnretainedValue()
  }
}

func compileHook(_ context: UnsafeMutableRawPointer?, _ function: UnsafeMutablePointer<loam_function>?) -> loam_status {
  Hooks.from(context).compile(function!) ? .LOAM_OK : .LOAM_COMPILE_ERROR
}

func collectHook(_ context: UnsafeMutableRawPointer?, _ reason: loam_collect_reason) {
  Hooks.from(context).collector?.collect(reason)
}

func wantMemoryHook(
  _ context: UnsafeMutableRawPointer?, _ want: UnsafePointer<loam_memory_want>?, _ more: UnsafeMutablePointer<UInt64>?
) -> loam_memory_answer {
  guard let want = want?.pointee, let ask = Hooks.from(context).wantMemory else { return LOAM_MEMORY_END }
  let answer = ask(
    MemoryWant(
      goroutine: want.goroutine, bytes: want.bytes, isStack: want.stack, inUse: want.in_use,
      limit: want.limit == .max ? nil : want.limit))
  switch answer {
  case .endGoroutine: return LOAM_MEMORY_END
  case .failAllocation: return LOAM_MEMORY_FAIL
  case .grow(let bytes):
    more?.pointee = bytes
    return LOAM_MEMORY_GROW
  }
}

func prepareHook(_ context: UnsafeMutableRawPointer?) {
  Hooks.from(context).collector?.prepare()
}

func writeErrorHook(_ context: UnsafeMutableRawPointer?, _ bytes: UnsafePointer<CChar>?, _ length: Int) {
  Hooks.from(context).writeError?(UnsafeRawBufferPointer(start: bytes, count: length))
}

func writeHook(
  _ context: UnsafeMutableRawPointer?, _ descriptor: Int32, _ bytes: UnsafePointer<CChar>?, _ length: Int
) -> Int64 {
  guard let write = Hooks.from(context).write else { return -Int64(EBADF) }
  return Int64(write(descriptor, UnsafeRawBufferPointer(start: bytes, count: length)))
}

func noticeHook(_ context: UnsafeMutableRawPointer?) { Hooks.from(context).notice?() }

/// A broken invariant of ours: says which and ends the process. Installed for `abortsOnBrokenInvariant` alone.
func bugHook(_ context: UnsafeMutableRawPointer?, _ tag: UnsafePointer<CChar>?, _ text: UnsafePointer<CChar>?) {
  StandardError.print(
    "loam: internal error [\(tag.map { String(cString: $0) } ?? "")]: \(text.map { String(cString: $0) } ?? "")")
  abort()
}
