// SPDX-License-Identifier: Apache-2.0
//
// MoveTests.swift — forced moves of stacks: what is listed as rewritten is what a comparison of all words finds.
//
// How.      Programs made by chance wait in the middle. The words of the used part are read before and after each move;
//           those that changed by exactly the distance between the blocks must be the listed ones, and no other word may
//           have changed. Then the program goes on, and its result must be that of the same program never moved.
//           LOAM_MOVE_PROGRAMS=1000 tries a thousand programs.

import Driver
import Glibc
import Runtime
import Testing

@Suite(.serialized) struct MoveTests {
  private let session: Session

  init() throws {
    var configuration = Configuration()
    configuration.workers = 1
    session = try Session(configuration)
    succeed(RandomStack.common)
  }

  private func succeed(_ entry: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let outcome = session.evaluate(entry + "\n", name: "test")
    guard case .done = outcome else {
      Issue.record("\(entry): \(outcome)", sourceLocation: sourceLocation)
      return
    }
  }

  /// The goroutine that waits for something from `gate`, once it does; nil when there is none any more.
  private func waiting() -> GoroutineFigures? {
    for _ in 0..<1000 {
      let all = session.goroutines()
      if let found = all.first(where: { $0.state == "chan receive" && $0.function.hasPrefix("main.t") }) {
        return found
      }
      if !all.contains(where: { $0.state == "runnable" || $0.state == "running" }) { return nil }
      succeed("time.Sleep(100 * time.Microsecond)")
    }
    return nil
  }

  private func words(_ low: UInt64, _ high: UInt64) -> [UInt64] {
    Array(UnsafeBufferPointer(start: UnsafePointer<UInt64>(bitPattern: UInt(low)), count: Int(high - low) / 8))
  }

  private struct Counts {
    var moves = 0
    var rewritten = 0
    var left = 0
    var records = 0
  }

  /// Moves and compares.
  private func move(_ id: UInt64, _ reason: MoveReason, _ counts: inout Counts) -> String? {
    guard let before = session.stack(of: id) else { return "there is no goroutine \(id)" }
    let old = words(before.used, before.high)
    let forced: ForcedMove
    switch session.move(id, reason) {
    case .success(let done): forced = done
    case .failure(let refusal):
      let used = before.high - before.used
      let isRight = reason == .shrink && (before.size == 2048 || used > before.size / 2)
      return isRight ? nil : "\(reason) was refused: \(refusal)"
    }
    guard let after = session.stack(of: id) else { return "goroutine \(id) is gone" }
    let new = words(after.used, after.high)
    if new.count != old.count { return "\(old.count) words became \(new.count)" }
    let distance = after.high &- before.high
    var changed: Set<UInt64> = []
    var looksLike: Set<UInt64> = []
    for index in old.indices {
      let offset = before.high - before.used - 8 * UInt64(index)
      if new[index] != old[index] {
        if new[index] != old[index] &+ distance { return "word \(offset) became \(new[index]) from \(old[index])" }
        changed.insert(offset)
      } else if old[index] >= before.low, old[index] < before.high {
        looksLike.insert(offset)
      }
    }
    let listed = Set(forced.rewritten.map(\.slot.offset))
    if listed != changed || listed.count != forced.rewritten.count {
      return "listed \(listed.sorted()), changed \(changed.sorted())"
    }
    let left = Set(forced.left.map(\.slot.offset))
    if left != looksLike { return "left alone \(left.sorted()), found \(looksLike.sorted())" }
    if !forced.disputed.isEmpty { return "disputed \(forced.disputed)" }
    counts.moves += 1
    counts.rewritten += listed.count
    counts.left += left.count
    counts.records += forced.records.count
    return nil
  }

  /// Lets a program run to its end, moved or not; says what went wrong. Moved it must come to what it came to before.
  private func run(_ program: RandomStack, isMoved: Bool, _ random: inout SeededRandom, _ counts: inout Counts)
    -> String?
  {
    succeed("gate, result = make(chan int), make(chan int, 1)")
    succeed(program.start)
    while let goroutine = waiting() {
      if isMoved {
        for reason in [MoveReason.grow, .move, .shrink, .shrink, .grow].prefix(1 + random.below(5)) {
          if let problem = move(goroutine.id, reason, &counts) { return "\(reason): \(problem)" }
        }
      }
      succeed("gate <- 1")
    }
    if !isMoved {
      succeed("first = <-result")
      return nil
    }
    let outcome = session.evaluate("if r := <-result; r != first { panic(fmt.Sprint(r, first)) }\n", name: "test")
    return outcome == .done(notes: []) ? nil : "what it came to depends on moves"
  }

  @Test func `a move rewrites exactly the listed words of programs made by chance`() {
    let count = getenv("LOAM_MOVE_PROGRAMS").flatMap { Int(String(cString: $0)) } ?? 40
    let first = getenv("LOAM_MOVE_SEED").flatMap { UInt64(String(cString: $0)) } ?? 1
    var counts = Counts()
    for seed in first..<first + UInt64(count) {
      let program = RandomStack(seed: seed)
      let outcome = session.evaluate(program.text + "\n", name: "test")
      guard case .done = outcome else {
        Issue.record("seed \(seed): \(outcome)\n\(program.text)")
        return
      }
      var random = SeededRandom(seed: seed ^ 77)
      for isMoved in [false, true] {
        if let problem = run(program, isMoved: isMoved, &random, &counts) {
          Issue.record("seed \(seed): \(problem)\n\(program.text)")
          return
        }
      }
    }
    print(
      "\(count) programs: \(counts.moves) moves, \(counts.rewritten) words rewritten, \(counts.left) left alone, "
        + "\(counts.records) records")
    #expect(counts.moves > count && counts.rewritten > count && counts.left > 0 && counts.records > 0)
  }
}
