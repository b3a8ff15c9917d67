// SPDX-License-Identifier: Apache-2.0
//
// MemoryLimitTests.swift — `loam run --max-memory SIZE`: texts, exit codes, and that a memory limit is no death spiral.

import Subprocess
import Support
import Testing

@Suite struct MemoryLimitTests {
  private let directory = Temporary()

  private func run(_ text: String, limit: String = "32MiB", environment: [String: String] = [:]) -> Finished {
    let file = directory.file("main.go", "package main\n\n" + text)
    return Subprocess.run([Repository.loam, "run", "--max-memory", limit, file], environment: environment)
  }

  @Test func `the main goroutine's end is the program's, with Go's text, its deferred calls run, and exit code 2`() {
    let finished = run(
      """
      import "fmt"

      func fill() {
        defer fmt.Println("of fill")
        var all []*[1 << 16]byte
        for {
          all = append(all, new([1 << 16]byte))
        }
      }

      func main() {
        defer fmt.Println("of main")
        fill()
      }
      """)
    #expect(finished.status == 2 && finished.outputText == "of fill\nof main\n")
    let text = finished.errorText
    #expect(text.hasPrefix("fatal error: runtime: out of memory: cannot allocate 65536-byte block ("), "\(text)")
    #expect(text.contains(" in use), limit 33554432\n\ngoroutine 1 [running]:\nmain.fill()\n\t"), "\(text)")
  }

  @Test func `other goroutines go on, and what the ended ones held is free for them`() {
    let finished = run(
      """
      import "fmt"

      func hog(done chan<- bool) {
        defer func() { done <- true }()
        var all [][]byte
        for {
          all = append(all, make([]byte, 1<<20))
        }
      }

      func main() {
        done := make(chan bool)
        for i := 0; i < 20; i++ {
          go hog(done)
          go hog(done)
          <-done
          <-done
        }
        kept := make([]byte, 20<<20)
        fmt.Println(len(kept))
      }
      """)
    #expect(finished.status == 0 && finished.outputText == "20971520\n", "\(finished.errorText.prefix(2000))")
    #expect(finished.errorText.components(of: "fatal error: runtime: out of memory") == 40)
  }

  @Test func `a stack, a map, a string, and a slice that append makes too large`() {
    for (statement, what) in [
      (
        "var f func(int) int; f = func(n int) int { var a [50]int; a[n%50] = n; return f(n+1) + a[n%49] }; f(0)",
        "stack"
      ),
      ("m := map[int]int{}; for i := 0; ; i++ { m[i] = i }", "block"),
      ("s := \"x\"; for { s += s }", "block"),
      ("var s []int; for { s = append(s, len(s)) }", "block"),
      ("s := make([]byte, 20<<20); _ = append(s, s...)", "block"),
    ] {
      let finished = run("func main() {\n\(statement)\n}\n", environment: ["GOTRACEBACK": "none"])
      #expect(finished.status == 2, "\(statement)")
      let text = finished.errorText
      #expect(text.hasPrefix("fatal error: runtime: out of memory: cannot allocate "), "\(statement): \(text)")
      #expect(text.contains("-byte \(what) (") && text.hasSuffix(" in use), limit 33554432\n"), "\(statement): \(text)")
    }
  }

  @Test func `a length that no memory could hold is another panic, and can be recovered`() {
    let finished = run(
      """
      import "fmt"

      func main() {
        defer func() { fmt.Println(recover()) }()
        n := 1 << 62
        _ = make([]int, n)
      }
      """)
    #expect(finished.status == 0 && finished.outputText == "runtime error: makeslice: len out of range\n")
  }

  @Test func `finalizers that reach the limit end alone, one after the other`() {
    let finished = run(
      """
      import (
        "fmt"
        "runtime"
      )

      type T struct{ a [10]int }

      func make2(ran chan<- bool) {
        for i := 0; i < 2; i++ {
          runtime.SetFinalizer(new(T), func(*T) {
            defer func() { ran <- true }()
            var all [][]byte
            for {
              all = append(all, make([]byte, 1<<20))
            }
          })
        }
      }

      func main() {
        ran := make(chan bool, 2)
        make2(ran)
        runtime.GC()
        <-ran
        <-ran
        fmt.Println("on")
      }
      """)
    #expect(finished.status == 0 && finished.outputText == "on\n", "\(finished.errorText)")
    #expect(finished.errorText.components(of: "out of memory") == 2)
  }

  @Test func `what is no size is refused`() {
    for size in ["x", "5XB", "0", "-1"] {
      let finished = Subprocess.run([Repository.loam, "run", "--max-memory=" + size, directory.program("1")])
      #expect(finished.status == 2 && finished.errorText.contains("--max-memory"), "\(size): \(finished.errorText)")
    }
    #expect(run("func main() {}\n", limit: "off").status == 0)
  }

  /// Collections in one stop, beneath a limit that the live heap passes: each hundred kilobytes cost a whole marking,
  /// until the limiter is on; then there are fewer of them. With the switch it never is. How much of this fits into how
  /// many allocations depends on who else wants the processors, so that each is tried for longer, and again.
  @Test func `a memory limit below the live heap is passed once collections take most of the time`() {
    func text(most: Int) -> String {
      """
      import (
        "fmt"
        "runtime"
        "runtime/metrics"
      )

      type node struct {
        left, right *node
      }

      func tree(n int) *node {
        if n == 0 {
          return &node{}
        }
        return &node{tree(n - 1), tree(n - 1)}
      }

      var live = tree(18)

      // Cycles in so many millions of allocations, and whether the limiter has been on.
      func allocate(millions int) (uint32, bool) {
        var before, after runtime.MemStats
        runtime.ReadMemStats(&before)
        for i := 0; i < millions * 1_000_000; i++ {
          live = &node{live.left, live.right}
        }
        runtime.ReadMemStats(&after)
        s := []metrics.Sample{{Name: "/gc/limiter/last-enabled:gc-cycle"}}
        metrics.Read(s)
        return after.NumGC - before.NumGC, s[0].Value.Uint64() != 0
      }

      func main() {
        millions, cycles, limited := 0, uint32(0), false
        for millions < \(most) && !limited {
          var n uint32
          n, limited = allocate(1)
          millions, cycles = millions + 1, cycles + n
        }
        after, _ := allocate(6)
        fmt.Println(millions, limited, int(after) * millions < int(cycles) * 6)
      }
      """
    }
    let environment = ["GOMEMLIMIT": "1MiB", "GODEBUG": "gcstoptheworld=1", "GOMAXPROCS": "1"]
    var tries: [String] = []
    var words: [Substring] = []
    repeat {
      let free = run(text(most: 400), limit: "off", environment: environment)
      #expect(free.status == 0, "\(free.errorText)")
      tries.append(free.outputText + free.errorText)
      words = free.outputText.split(whereSeparator: \.isWhitespace)
    } while tries.count < 3 && words.dropFirst() != ["true", "true"]
    #expect(words.dropFirst() == ["true", "true"], "\(tries)")
    var most = words.first.flatMap { Int($0) } ?? 10
    let debug = ["LOAMDEBUG": "nolimiter=1,report=1"]
    var bound: Finished
    repeat {
      most *= 2
      bound = run(text(most: most), limit: "off", environment: environment.merging(debug) { $1 })
      #expect(
        bound.status == 0 && bound.outputText.hasPrefix("\(most) false "), "\(bound.outputText)\(bound.errorText)")
    } while most < 400 && bound.errorText.contains("switch nolimiter=1 fired 0 times")
    #expect(!bound.errorText.contains("switch nolimiter=1 fired 0 times"), "\(bound.errorText)")
  }
}

extension String {
  /// How often a text is in this one.
  fileprivate func components(of part: String) -> Int { ranges(of: part).count }
}
