// SPDX-License-Identifier: Apache-2.0
//
// HeapGrowthTests.swift — how far a heap goes beyond its goal when it is allocated faster than it is marked.

import Subprocess
import Support
import Testing

@Suite struct HeapGrowthTests {
  private let directory = Temporary()

  /// Goroutines that drop what they make at once, beside a tree that has to be marked: nobody can help with much.
  private static let text = """
    package main

    import "sync"

    type node struct {
    \tleft, right *node
    }

    func tree(n int) *node {
    \tif n == 0 {
    \t\treturn nil
    \t}
    \treturn &node{tree(n - 1), tree(n - 1)}
    }

    var kept [4][]byte
    var live = tree(15)

    func main() {
    \tvar group sync.WaitGroup
    \tfor g := range kept {
    \t\tgroup.Add(1)
    \t\tgo func() {
    \t\t\tdefer group.Done()
    \t\t\tfor i := 0; i < 400; i++ {
    \t\t\t\tkept[g] = make([]byte, 64<<10)
    \t\t\t}
    \t\t}()
    \t}
    \tgroup.Wait()
    }

    """

  /// The trace says of each cycle how large the heap was at its beginning and at the end of its marking, and its goal. So
  /// this holds however slow the machine is, and each cycle here takes some hundredths of a second at least.
  @Test(arguments: ["1", "2", "4"])
  func `a heap that is marked slowly has at most twice its goal`(processors: String) {
    let finished = Subprocess.run(
      [Repository.loam, "run", directory.file("main.go", HeapGrowthTests.text)],
      environment: ["GODEBUG": "gctrace=1", "LOAMDEBUG": "slowmark=5000,report=1", "GOMAXPROCS": processors])
    #expect(finished.status == 0, "\(finished.errorText)")
    #expect(finished.errorText.contains("switch slowmark=5000 fired "), "\(finished.errorText)")
    #expect(!finished.errorText.contains("switch slowmark=5000 fired 0 times"))
    let cycles = finished.errorText.split(separator: "\n").compactMap(Self.sizes)
    #expect(cycles.count >= 10, "\(finished.errorText)")
    for cycle in cycles {
      // Rounding makes up to one mebibyte of the goal and of what the four were allocating.
      #expect(max(cycle.before, cycle.after) <= 2 * (cycle.goal + 1), "\(cycle)")
    }
  }

  /// "…, 4->5->1 MB, 4 MB goal, …" of a line of GODEBUG=gctrace=1.
  private static func sizes(_ line: Substring) -> (before: Int, after: Int, goal: Int)? {
    guard line.hasPrefix("gc "), let match = line.firstMatch(of: /, (\d+)->(\d+)->\d+ MB, (\d+) MB goal/),
      let before = Int(match.1), let after = Int(match.2), let goal = Int(match.3)
    else { return nil }
    return (before, after, goal)
  }
}
