// SPDX-License-Identifier: Apache-2.0
//
// LongSessionTests.swift — what thousands of entries leave in the process.

import Subprocess
import Support
import Testing

@Suite struct LongSessionTests {
  private static let beginning = """
    x := 0
    func f(n int) int { return n + 1 }
    type P struct{ A, B int }
    func resident() int { b, _ := os.ReadFile("/proc/self/statm"); n, _ := strconv.Atoi(strings.Fields(string(b))[1]); return n * 4096 }
    func live() int { runtime.GC(); var m runtime.MemStats; runtime.ReadMemStats(&m); return int(m.HeapAlloc) }

    """

  private static let entries = [
    "x++", "f(3)", "x = f(x)", "y := x * 2", "_ + 1", "fmt.Sprint(x)", "if x > 3 { x-- }", "[]int{1, 2, 3}", "\"abc\"",
    "P{1, 2}", "for i := range 3 { x += i }", "func() { x++ }()", "const k = 3", "defer func() { x-- }()",
  ]

  /// Runs so many entries and prints resident and live bytes when some have run and at the end.
  private func figures(_ entries: [String], _ count: Int) throws -> (resident: [Int], live: [Int]) {
    var text = LongSessionTests.beginning
    for i in 0..<count {
      if i == count / 3 { text += "println(resident(), live())\n" }
      text += entries[i % entries.count] + "\n"
    }
    text += "println(resident(), live())\n"
    let result = Subprocess.run([Repository.loam, "repl", "-k"], input: Array(text.utf8))
    let rows = result.errorText.split(separator: "\n").compactMap { line -> [Int]? in
      let numbers = line.split(separator: " ").compactMap { Int($0) }
      return numbers.count == 2 ? numbers : nil
    }
    try #require(rows.count == 2, "\(result.errorText)")
    return (rows.map { $0[0] }, rows.map { $0[1] })
  }

  @Test func `thousands of entries leave memory as it was`() throws {
    let (resident, live) = try figures(LongSessionTests.entries, 12_000)
    print("resident \(resident), live \(live)")
    #expect(resident[1] - resident[0] < 4 << 20, "8,000 entries took \(resident[1] - resident[0]) bytes of memory")
    #expect(abs(live[1] - live[0]) < 200_000, "live heap: \(live)")
  }

  @Test func `entries that are wrong leave no memory behind`() throws {
    let wrong = ["undefinedName", "x := := 3", "y := \"a\" + 1; func g() { return 1 }", "func f() {}}"]
    let (resident, _) = try figures(wrong, 6_000)
    #expect(resident[1] - resident[0] < 2 << 20, "4,000 wrong entries took \(resident[1] - resident[0]) bytes")
  }

  @Test func `a million short goroutines leave memory as it was`() throws {
    let text =
      LongSessionTests.beginning + """
        var n atomic.Int64
        func start(k int) { var w sync.WaitGroup; for range k { w.Add(1); go func() { n.Add(1); w.Done() }() }; w.Wait() }
        for range 100 { start(1000) }
        println(resident(), live())
        for range 900 { start(1000) }
        println(resident(), live())
        n.Load()

        """
    let result = Subprocess.run([Repository.loam], input: Array(text.utf8))
    #expect(result.outputText == "1000000 : int64\n")
    let rows = result.errorText.split(separator: "\n").map { $0.split(separator: " ").compactMap { Int($0) } }
    try #require(rows.count == 2 && rows.allSatisfy { $0.count == 2 }, "\(result.errorText)")
    #expect(rows[1][0] - rows[0][0] < 32 << 20 && abs(rows[1][1] - rows[0][1]) < 1 << 20, "\(rows)")
  }
}
