// SPDX-License-Identifier: Apache-2.0
//
// MemoryWantTests.swift — a host's memory limit and its answers, by sessions: an entry that reaches the limit fails, and
// the session goes on.

import Driver
import Runtime
import Synchronization
import Testing

/// What a host was asked.
private final class Asked: Sendable {
  let wants = Mutex<[MemoryWant]>([])
  var count: Int { wants.withLock { $0.count } }
}

@Suite(.serialized) struct MemoryWantTests {
  private let mebibyte: UInt64 = 1 << 20

  private func session(
    limit: UInt64? = 16 << 20, debug: String = "", answer: (@Sendable (MemoryWant) -> MemoryAnswer)? = nil
  ) throws -> Session {
    var configuration = Configuration()
    configuration.maximumMemory = limit
    configuration.wantMemory = answer
    configuration.debug = debug
    configuration.traceback = "none"
    return try Session(configuration)
  }

  private func evaluate(_ session: Session, _ text: String) -> Outcome { session.evaluate(text + "\n", name: "test") }
  private func isDone(_ outcome: Outcome) -> Bool { if case .done = outcome { true } else { false } }

  private let declarations = """
    var keep [][]byte
    func fill(n int) { for i := 0; i < n; i++ { keep = append(keep, make([]byte, 1<<20)) } }
    func try(n int) (what any) { defer func() { what = recover(); keep = nil }(); fill(n); return }
    """

  @Test func `an entry that reaches the limit fails alone, time and again`() throws {
    let session = try session()
    #expect(isDone(evaluate(session, declarations)))
    for _ in 0..<5 {
      #expect(evaluate(session, "fill(100)") == .failed)
      #expect(isDone(evaluate(session, "keep = nil")))
      #expect(isDone(evaluate(session, "fill(5); keep = nil")))
    }
  }

  @Test func `the host has the allocation fail, and Go recovers a runtime.Error`() throws {
    let asked = Asked()
    let session = try session { want in
      asked.wants.withLock { $0.append(want) }
      return .failAllocation
    }
    #expect(isDone(evaluate(session, declarations)))
    #expect(
      isDone(
        evaluate(
          session,
          "if e, ok := try(100).(runtime.Error); !ok || e.Error() != \"runtime error: out of memory\" { panic(e) }"))
    )
    #expect(asked.count == 1)
    let want = try #require(asked.wants.withLock { $0.first })
    #expect(want.bytes == mebibyte && !want.isStack && want.limit == 16 * mebibyte && want.inUse <= 16 * mebibyte)
    #expect(want.inUse > 10 * mebibyte && want.goroutine != 0)
  }

  @Test func `the host lets the limit grow as far as it likes`() throws {
    let asked = Asked()
    let session = try session { want in
      asked.wants.withLock { $0.append(want) }
      return want.limit! < 64 << 20 ? .grow(by: 8 << 20) : .endGoroutine
    }
    #expect(isDone(evaluate(session, declarations)))
    #expect(isDone(evaluate(session, "fill(50)")))
    #expect(evaluate(session, "fill(50)") == .failed)
    let limits = asked.wants.withLock { $0.map { $0.limit! / (1 << 20) } }
    #expect(limits == [16, 24, 32, 40, 48, 56, 64])
  }

  @Test func `memlimit makes the rare event constant, and a program lives with it`() throws {
    let asked = Asked()
    let session = try session(limit: nil, debug: "memlimit=50") { want in
      asked.wants.withLock { $0.append(want) }
      return asked.count % 2 == 0 ? .grow(by: 0) : .failAllocation
    }
    #expect(isDone(evaluate(session, declarations)))
    for _ in 0..<20 { #expect(isDone(evaluate(session, "_ = try(10)"))) }
    let grown = asked.count
    #expect(grown > 2)
    #expect(asked.wants.withLock { $0.allSatisfy { $0.limit == nil } })
  }
}
