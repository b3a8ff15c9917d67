// SPDX-License-Identifier: Apache-2.0
//
// ProfileTests.swift — heap and stack profiles and heap snapshots of programs: files that other tools read.

import Glibc
import Subprocess
import Support
import Testing

@Suite struct ProfileTests {
  private let directory = Temporary()
  private func path(_ name: String) -> String { directory.path + "/" + name }

  private func run(_ words: [String], environment: [String: String] = [:]) -> Finished {
    Subprocess.run([Repository.loam, "run"] + words, environment: environment)
  }

  private static let corpusProgram = Repository.root + "/Tests/Corpus/heap/exact_heap_profiles_balance.go"

  /// The functions of `go tool pprof -top` with their own figures, those first that have most.
  private func top(_ file: String, _ index: String, sourceLocation: SourceLocation = #_sourceLocation) -> [(
    function: String, flat: String
  )] {
    let result = Subprocess.run(
      [Go.command!, "tool", "pprof", "-top", "-unit=B", "-sample_index=\(index)", file], environment: Go.environment)
    #expect(result.status == 0, "\(result.errorText)", sourceLocation: sourceLocation)
    let lines = result.outputText.split(separator: "\n")
    guard let head = lines.firstIndex(where: { $0.contains("flat%") }) else { return [] }
    return lines[(head + 1)...].map { line in
      let words = line.split(separator: " ")
      return (String(words[5]), String(words[0]))
    }
  }

  @Test(.enabled(if: Go.command != nil, "no Go is installed"))
  func `go tool pprof shows what it shows of real Go's profile`() throws {
    let program = directory.file("sites.go", ProfileTests.sites)
    let ours = run([program, path("ours.pb")])
    #expect(ours.status == 0, "\(ours.errorText)")
    let built = Subprocess.run(
      [Go.command!, "build", "-gcflags=-l", "-o", path("sites"), program], environment: Go.environment)
    #expect(built.status == 0, "\(built.errorText)")
    #expect(Subprocess.run([path("sites"), path("go.pb")]).status == 0)
    for index in ["alloc_space", "alloc_objects", "inuse_space", "inuse_objects"] {
      let mine = top(path("ours.pb"), index).filter { $0.flat != "0" }
      let theirs = top(path("go.pb"), index).filter { $0.flat != "0" }
      #expect(!mine.isEmpty && mine.map(\.function) == theirs.map(\.function), "\(index): \(mine) and \(theirs)")
      // Real Go's runtime has some objects of its own there, of a hundred bytes each; how many differs from run to run.
      let own: Double = index.hasSuffix("space") ? 1024 : 8
      for (mine, theirs) in zip(mine, theirs) {
        let figures = (Double(mine.flat.dropLast()) ?? 0, Double(theirs.flat.dropLast()) ?? -1)
        #expect(abs(figures.0 - figures.1) <= own + 0.001 * figures.1, "\(index): \(mine) and \(theirs)")
      }
    }
  }

  /// Four sites with clear figures; what is in use differs from what was allocated.
  private static let sites = """
    package main

    import (
    	"os"
    	"runtime"
    	"runtime/pprof"
    )

    type node struct {
    	next *node
    	data [30]int
    }

    var list *node
    var rows [][]byte
    var sink *[512]int

    func makeList(n int) {
    	for i := 0; i < n; i++ {
    		list = &node{next: list}
    	}
    }

    func makeRows(n int) {
    	for i := 0; i < n; i++ {
    		rows[i] = make([]byte, 8192)
    	}
    }

    func makeGarbage(n int) {
    	for i := 0; i < n; i++ {
    		sink = new([512]int)
    	}
    	sink = nil
    }

    func main() {
    	runtime.MemProfileRate = 1
    	rows = make([][]byte, 200)
    	makeList(20000)
    	makeRows(200)
    	makeGarbage(2000)
    	runtime.GC()
    	f, err := os.Create(os.Args[1])
    	if err != nil {
    		panic(err)
    	}
    	if err := pprof.WriteHeapProfile(f); err != nil {
    		panic(err)
    	}
    	f.Close()
    }
    """

  @Test(.enabled(if: Go.command != nil, "no Go is installed"))
  func `the options write profiles that go tool pprof opens`() {
    let result = run(
      ["--heapprofile", path("heap.pb"), "--stackprofile", path("stack.pb"), ProfileTests.corpusProgram],
      environment: ["LOAMDEBUG": "heapprofile=1"])
    #expect(result.status == 0, "\(result.errorText)")
    #expect(top(path("heap.pb"), "alloc_objects").first?.function == "main.makeList")
    #expect(top(path("heap.pb"), "inuse_space").first?.function == "main.makeRows")
    let ended = run(["--stackprofile", path("stack.pb"), directory.file("deep.go", ProfileTests.deep)])
    #expect(ended.status == 3, "\(ended.errorText)")
    #expect(top(path("stack.pb"), "stack_space").contains { $0.function == "main.deep" && $0.flat != "0" })
  }

  private static let deep = """
    package main

    import "os"

    func deep(n int) int {
    	if n == 0 {
    		os.Exit(3)
    	}
    	return deep(n-1) + 1
    }

    func main() { deep(100) }
    """

  @Test(arguments: ["", "gcalways=1", "movestack=7", "verifyheap=1"])
  func `the sums of an exact profile are the heap's figures, with goroutines on all workers`(switches: String) {
    let result = run([directory.file("churn.go", ProfileTests.churn)], environment: ["LOAMDEBUG": switches])
    #expect(result.outputText == "0 0 0\n0 0 0\n0 0 0\n", "\(result.errorText)")
  }

  private static let churn = """
    package main

    import (
    	"fmt"
    	"runtime"
    	"sync"
    )

    type node struct {
    	next *node
    	data []byte
    }

    func churn(rounds int) (list *node) {
    	for i := 0; i < rounds; i++ {
    		list = &node{list, make([]byte, 1+i%300)}
    		if i%100 == 99 {
    			list = nil
    		}
    		if i%1000 == 500 {
    			list = &node{list, make([]byte, 40000)}
    		}
    	}
    	return
    }

    func main() {
    	runtime.MemProfileRate = 1
    	var group sync.WaitGroup
    	keep := make([]*node, 8)
    	records := make([]runtime.MemProfileRecord, 2000)
    	for round := 0; round < 3; round++ {
    		for g := range keep {
    			group.Add(1)
    			go func() {
    				defer group.Done()
    				keep[g] = churn(5000)
    			}()
    		}
    		group.Wait()
    		runtime.GC()
    		var figures runtime.MemStats
    		runtime.ReadMemStats(&figures)
    		n, _ := runtime.MemProfile(records, true)
    		var objects, bytes, allocated int64
    		for i := range records[:n] {
    			objects += records[i].InUseObjects()
    			bytes += records[i].InUseBytes()
    			allocated += records[i].AllocBytes
    		}
    		fmt.Println(int64(figures.HeapObjects)-objects, int64(figures.HeapAlloc)-bytes, int64(figures.TotalAlloc)-allocated)
    	}
    	runtime.KeepAlive(keep)
    }
    """

  @Test(arguments: [
    ("panic(1)", 2), ("os.Exit(7)", 7), ("<-make(chan int)", 2),
    ("var f func(int) int; f = func(n int) int { return f(n+1) + n }; f(0)", 2), ("", 0),
  ])
  func `files are written however the program ends`(statement: String, status: Int32) {
    let names = ["heap.pb", "stack.pb", "heap.snap"].map(path)
    let result = run([
      "--heapprofile", names[0], "--stackprofile", names[1], "--heapsnapshot", names[2],
      directory.program("0", before: statement),
    ])
    #expect(result.status == status, "\(result.errorText)")
    for name in names { #expect(!(Repository.read(name) ?? []).isEmpty, "\(name)") }
    #expect(Subprocess.run([Repository.loam, "snapshot", names[2]]).status == 0)
  }

  @Test func `a file that cannot be made is an error before the program runs`() {
    for option in ["--heapprofile", "--stackprofile", "--heapsnapshot"] {
      let result = run([option, "/nowhere/file", directory.program("1")])
      #expect(result.status == 2 && result.output.isEmpty && result.errorText.contains("/nowhere/file"))
    }
  }

  // MARK: Snapshots

  private static let holders = """
    package main

    import "os"

    type node struct {
    	next *node
    	data []int
    }

    type shape interface{ area() int }
    type square struct{ sides []int }

    func (s *square) area() int { return len(s.sides) }

    var list *node
    var table = map[string]*node{}
    var drawn shape
    var count func() int

    func end(mine *node) {
    	count()
    	os.Exit(0)
    	println(mine)
    }

    func fresh(n int) *node { return &node{data: make([]int, n)} }

    func main() {
    	for i := 0; i < 10; i++ {
    		list = &node{list, make([]int, 100)}
    	}
    	table["a"] = &node{data: make([]int, 1000)}
    	drawn = &square{make([]int, 50)}
    	big := make([]*square, 3)
    	count = func() int { return len(big) }
    	end(fresh(2000))
    }
    """

  private func snapshot(_ options: String...) -> Finished {
    Subprocess.run([Repository.loam, "snapshot"] + options + [path("heap.snap")])
  }

  @Test func `a snapshot names types and who keeps objects alive`() {
    let program = directory.file("holders.go", ProfileTests.holders)
    let result = run(["--heapsnapshot", path("heap.snap"), program])
    #expect(result.status == 0, "\(result.errorText)")
    let summary = snapshot().outputText
    let rows = summary.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    // 12 nodes of 32 bytes, and what hangs on them.
    let arrays = 10 * 896 + 8192 + 16384
    #expect(rows.contains(["\(arrays + 12 * 32)", "\(12 * 32)", "12", "main.node"]), "\(summary)")
    #expect(rows.contains(["\(arrays + 416)", "\(arrays + 416)", "13", "[]int"]), "\(summary)")
    for type in ["map[string]*main.node", "main.square", "func", "[]*main.square"] {
      #expect(rows.contains { $0.count >= 4 && $0[3] == type }, "\(type) is not in\n\(summary)")
    }
    #expect(summary.contains("\n0 objects, 0 bytes are garbage\n"))
    // The largest object hangs on main's argument to end.
    guard let largest = rows.first(where: { $0.count > 1 && $0[1].hasPrefix("0x") }) else {
      Issue.record("no object in\n\(summary)")
      return
    }
    let way = snapshot("--path", largest[1]).outputText
    #expect(way.contains("retains 16416 bytes\n  mine of main.end in goroutine 1, "), "\(way)")
    #expect(snapshot("--path", "0x10").outputText == "0x10: there is no object\n")
    #expect(snapshot("--path", "xyz").status == 2)
  }

  @Test func `what is no snapshot, or a part of one, is refused`() {
    #expect(run(["--heapsnapshot", path("heap.snap"), directory.file("holders.go", ProfileTests.holders)]).status == 0)
    let bytes = Repository.read(path("heap.snap")) ?? []
    #expect(bytes.count > 500)
    directory.write("heap.snap", Array(bytes.dropLast(100)))
    let cut = snapshot()
    #expect(cut.status == 1 && cut.errorText.contains("damaged or cut off"), "\(cut.errorText)")
    directory.write("heap.snap", Array("package main\n".utf8))
    #expect(snapshot().status == 1)
    directory.write("heap.snap", [])
    #expect(snapshot().status == 1)
    #expect(Subprocess.run([Repository.loam, "snapshot", directory.path]).status == 1)
    #expect(Subprocess.run([Repository.loam, "snapshot", path("missing")]).status == 1)
  }

  @Test func `the prompt writes profiles and snapshots`() {
    let script = """
      runtime.MemProfileRate = 1
      var s []*[100]int
      for i := 0; i < 1000; i++ { s = append(s, new([100]int)) }
      :profile heap \(path("heap.pb"))
      :profile stack \(path("stack.pb"))
      :profile goroutine \(path("goroutine.pb"))
      :snapshot \(path("heap.snap"))

      """
    let result = Subprocess.run([Repository.loam], input: Array(script.utf8))
    #expect(result.status == 0, "\(result.errorText)")
    for name in ["heap.pb", "stack.pb", "goroutine.pb"] { #expect(!(Repository.read(path(name)) ?? []).isEmpty) }
    let rows = snapshot().outputText.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(rows.contains(["896000", "896000", "1000", "[100]int"]))
    if Go.command != nil {
      #expect(top(path("heap.pb"), "inuse_objects").filter { $0.flat != "0" }.map(\.flat).first == "1001B")
    }
    let wrong = Subprocess.run([Repository.loam], input: Array(":profile nothing x\n".utf8))
    #expect(wrong.status == 1 && wrong.errorText.contains("kinds are heap, allocs, stacks, goroutine"))
  }
}

/// A Go installation for tests that compare with it: GO in the environment, or `go` in the path.
private enum Go {
  static let command: String? = {
    let wanted = getenv("GO").map { String(cString: $0) } ?? "go"
    let found = Subprocess.run(["/bin/sh", "-c", "command -v \"$0\"", wanted]).outputText
    return found.isEmpty ? nil : String(found.dropLast())
  }()
  static let environment = ["GO111MODULE": "off", "GOTOOLCHAIN": "local", "GOPROXY": "off", "GOFLAGS": ""]
}
