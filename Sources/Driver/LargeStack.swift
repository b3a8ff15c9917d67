// SPDX-License-Identifier: Apache-2.0
//
// LargeStack.swift — the compiler's passes recurse over trees as deep as the parser allows; they run on a thread whose
// stack is large enough for the deepest.

import Glibc

/// Bytes of stack for compiler threads; pages that are not touched cost nothing.
private let stackSize = 512 << 20

/// The work of a thread and its result.
///
/// `@unchecked Sendable` because the starting thread waits for the other one before it looks.
private final class Work<Result>: @unchecked Sendable {
  let body: () -> Result
  var result: Result?
  init(_ body: @escaping () -> Result) { self.body = body }
  func run() { result = body() }
}

/// Has a value in threads whose stack is large.
private let largeStackKey: pthread_key_t = {
  var key = pthread_key_t()
  pthread_key_create(&key, nil)
  return key
}()

/// Calls `body` on a thread with a large stack and waits for it; at once when this thread is one.
public func onLargeStack<Result>(_ body: () -> Result) -> Result {
  if pthread_getspecific(largeStackKey) != nil { return body() }
  return withoutActuallyEscaping(body) { body in
    let work = Work(body)
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setstacksize(&attributes, stackSize)
    defer { pthread_attr_destroy(&attributes) }
    var thread = pthread_t()
    let entry = Unmanaged.passRetained(Entry { work.run() }).toOpaque()
    guard pthread_create(&thread, &attributes, runEntry, entry) == 0 else {
      // No thread to be had: the stack of this one must do.
      Unmanaged<Entry>.fromOpaque(entry).release()
      work.run()
      return work.result!
    }
    pthread_join(thread, nil)
    return work.result!
  }
}

private final class Entry {
  let run: () -> Void
  init(_ run: @escaping () -> Void) { self.run = run }
}

private func runEntry(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  pthread_setspecific(largeStackKey, context)
  Unmanaged<Entry>.fromOpaque(context!).takeRetainedValue().run()
  return nil
}
