// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Escape

@Suite struct LeaksTests {
  @Test func `the shortest way to a place is kept`() {
    var leaks = Leaks()
    leaks.addHeap(3)
    leaks.addHeap(1)
    leaks.addHeap(2)
    leaks.addResult(0, 2)
    #expect(leaks.heap == 1)
    #expect(leaks.result(0) == 2)
    #expect(leaks.result(1) == nil)
  }

  @Test func `a way to a result that says no more than the heap's is forgotten`() {
    var leaks = Leaks()
    leaks.addHeap(1)
    leaks.addResult(0, 1)
    leaks.addResult(1, 0)
    leaks.optimize()
    #expect(leaks.result(0) == nil)
    #expect(leaks.result(1) == 0)
  }

  @Test func `results behind the seventh count as the heap`() {
    var leaks = Leaks()
    leaks.addResult(7, 2)
    #expect(leaks.heap == 2)
  }

  @Test(arguments: [0, 1, 254, 300], 0..<7)
  func `a tag is read back as it was written`(derefs: Int, result: Int) {
    var leaks = Leaks()
    leaks.addHeap(derefs)
    leaks.addResult(result, derefs / 2)
    #expect(Leaks(encoded: leaks.encoded[...].utf8) == leaks, "\(leaks.encoded)")
  }

  @Test func `no flow and nonsense are told apart`() {
    #expect(Leaks(encoded: "-"[...].utf8) == Leaks())
    #expect(Leaks(encoded: "?"[...].utf8).isWorst)
  }
}
