// SPDX-License-Identifier: Apache-2.0
//
// HeapQuestionTests.swift — what a session says of its memory, held against other sources of the same figures.

import Driver
import Runtime
import Testing

@Suite(.serialized) struct HeapQuestionTests: SessionDriver {
  let session: Session

  init() throws { session = try Session(Configuration()) }

  private func why(_ text: String) throws -> (ObjectSummary, WhyFigures) {
    guard case .kept(let object, let why) = try session.why(text, name: "why") else {
      throw LookFailure.errors(["\(text) is not kept"])
    }
    return (object, why)
  }

  // MARK: Figures

  @Test func `the sums of the size classes are the figures of MemStats`() {
    succeed(
      "var keep []any",
      "for i := 0; i < 5000; i++ { keep = append(keep, make([]byte, i), new(struct{ p *int; a [9]int })) }")
    succeed("for i := range keep { if i%3 == 0 { keep[i] = nil } }")
    for _ in 0..<2 {
      succeed("runtime.GC()")  // a collection that sweeps beside the readings would change them in between
      let heap = session.heap()
      let memory = session.memoryStatistics()
      #expect(heap.classes.reduce(0) { $0 + $1.spanBytes } == memory.heapInUse)
      #expect(heap.classes.reduce(0) { $0 + $1.liveBytes } == memory.heapLive)
      #expect(heap.classes.reduce(0) { $0 + $1.live } == memory.heapObjects)
      #expect(heap.classes.reduce(0) { $0 + $1.allocated } + heap.packed == memory.mallocs)
      for row in heap.classes {
        #expect(row.allocated - row.freed == row.live, "class \(row.size)")
        #expect(row.live <= row.capacity, "class \(row.size)")
        let tail = row.size == 0 ? 0 : row.wasted
        #expect(row.liveBytes + row.freeBytes + tail == row.spanBytes, "class \(row.size)")
      }
      _ = session.collect()
    }
  }

  @Test func `spans cover the heap without gaps, and their sums are MemStats`() {
    succeed("var keep [][]byte", "for i := 0; i < 100; i++ { keep = append(keep, make([]byte, 1000*i)) }")
    succeed("runtime.GC()")  // nothing is left to be swept between the readings
    let spans = session.spans()
    for (span, next) in zip(spans, spans.dropFirst()) { #expect(span.base + span.bytes == next.base) }
    let memory = session.memoryStatistics()
    func bytes(_ purposes: [SpanFigures.Purpose]) -> UInt64 {
      spans.filter { purposes.contains($0.purpose) }.reduce(0) { $0 + $1.bytes }
    }
    #expect(bytes([.objects, .large]) == memory.heapInUse)
    #expect(spans.reduce(0) { $0 + $1.bytes } == memory.heapInUse + bytes([.free, .stacks]))
    let taken = spans.filter { $0.purpose == .objects || $0.purpose == .large }
    #expect(taken.reduce(0) { $0 + $1.used } == memory.heapObjects)
    #expect(taken.reduce(0) { $0 + $1.used * $1.objectSize } == memory.heapLive)
    for span in taken {
      #expect(span.used <= span.capacity)
      #expect(span.capacity * span.objectSize + span.wasted >= span.bytes, "class \(span.sizeClass)")
    }
  }

  @Test func `stacks by size sum to the goroutines' stacks`() {
    succeed(
      "stop := make(chan bool)", "for i := 0; i < 10; i++ { go func() { <-stop }() }", "time.Sleep(time.Millisecond)")
    let memory = session.memoryStatistics()
    #expect(memory.stacks.reduce(0) { $0 + $1.stacks } >= 10)
    #expect(memory.goroutines >= 10)
  }

  // MARK: Where

  @Test func `a variable of the prompt is a package variable, what it points to is on the heap`() throws {
    succeed("p := new([3]int)", "s := []int{1, 2, 3}", "m := map[string]int{}", "f := func() int { return p[0] }")
    for (name, what) in [("p", "what it points to"), ("s", "the elements"), ("m", "the map"), ("f", "the closure")] {
      let found = try session.whereabouts(of: name, name: "where")
      guard case .variable(let variable) = found.variable?.kind else {
        Issue.record("\(name) is \(String(describing: found.variable))")
        continue
      }
      #expect(variable == name)
      #expect(found.target?.what == what)
      if name == "f" { continue }
      guard case .heap(_, _, let isAllocated) = found.target?.place.kind else {
        Issue.record("\(name) refers to \(String(describing: found.target?.place))")
        continue
      }
      #expect(isAllocated)
    }
    let element = try session.whereabouts(of: "s[1]", name: "where")
    let first = try session.whereabouts(of: "s", name: "where").target?.place
    #expect(element.variable?.address == (first?.address ?? 0) + 8)
    #expect(element.value == "2" && element.type == "int")
  }

  @Test func `a value in no variable is in none, and literals are permanent`() throws {
    #expect(try session.whereabouts(of: "1 + 1", name: "where").variable == nil)
    let text = try session.whereabouts(of: "\"abc\"", name: "where")
    guard case .permanent = text.target?.place.kind else {
      Issue.record("the bytes of a constant are \(String(describing: text.target))")
      return
    }
  }

  @Test func `an address on a goroutine's stack is told with frame and variable`() throws {
    succeed(
      "var at uintptr", "ready := make(chan bool)",
      "func park(n int) { var local [4]int; local[0] = n; at = uintptr(unsafe.Pointer(&local)); ready <- true; select {}; println(local[0]) }",
      "go park(7)", "<-ready", "time.Sleep(time.Millisecond)")
    let address = try session.whereabouts(of: "at", name: "where").value
    let place = session.place(of: Session.address(address) ?? 0)
    guard case .stack(let goroutine, let frame) = place.kind else {
      Issue.record("\(address) is \(place.kind)")
      return
    }
    #expect(goroutine > 0)
    #expect(frame?.function == "park")
    #expect(frame?.variable == "local")
  }

  @Test func `what does not compile, panics or is no value is refused in words`() {
    for text in ["nosuchname", "1 +", "x := 1", "fmt.Println()", "int", "nil", ""] {
      #expect(throws: LookFailure.self, "\(text)") { try session.whereabouts(of: text, name: "where") }
    }
    succeed("var none *[4]int")
    #expect(throws: LookFailure.self) { try session.whereabouts(of: "none[2]", name: "where") }
  }

  // MARK: Why

  @Test func `the way to an object is what code would write`() throws {
    succeed(
      "type Node struct { next *Node; name string; kids []*Node; by map[string]*Node }",
      "list := &Node{next: &Node{next: &Node{}}}", "tree := &Node{kids: []*Node{nil, nil, &Node{}}}",
      "table := &Node{by: map[string]*Node{\"x\": nil, \"the key\": &Node{}}}",
      "var array [5]*Node", "array[3] = &Node{}", "numbers := map[int]*Node{7: &Node{}}")
    for (text, path) in [
      ("list", "list"), ("list.next.next", "list.next.next"), ("tree.kids[2]", "tree.kids[2]"),
      ("table.by[\"the key\"]", "table.by[\"the key\"]"), ("array[3]", "array[3]"), ("numbers[7]", "numbers[7]"),
    ] {
      let (object, why) = try why(text)
      #expect(why.path == path)
      #expect(why.steps.last?.object.address == object.address)
      #expect(object.type == "Node", "\(text)")
    }
  }

  @Test func `each step of a way is a pointer that a picture of the heap has`() throws {
    succeed("type N struct { a, b *N; m map[string]*N }", "root := &N{b: &N{m: map[string]*N{\"k\": &N{a: &N{}}}}}")
    let (_, why) = try why("root.b.m[\"k\"].a")
    #expect(why.path == "root.b.m[\"k\"].a")
    let snapshot = try Snapshot(of: session.execution.runtime)
    for (step, next) in zip(why.steps, why.steps.dropFirst()) {
      let object = try #require(snapshot.object(at: step.object.address))
      let target = try #require(snapshot.object(at: next.object.address))
      #expect(snapshot.pointers(of: object).contains { $0.target == target.number })
    }
  }

  @Test func `what nothing refers to is garbage, and looking keeps nothing alive`() throws {
    succeed("q := new([100]int)", "at := uintptr(unsafe.Pointer(q))")
    let address = try session.whereabouts(of: "q", name: "where").target?.place.address ?? 0
    _ = try session.object("q", name: "object")
    succeed("q = nil")
    guard case .garbage(let object) = try session.why("0x" + String(address, radix: 16), name: "why") else {
      Issue.record("0x\(String(address, radix: 16)) is kept")
      return
    }
    #expect(object.address == address)
    _ = session.collect()
    guard case .heap(_, _, let isAllocated) = session.place(of: address).kind else { return }
    #expect(!isAllocated)
  }

  // MARK: Size

  @Test func `what a variable keeps alone is what the next collection frees after it is dropped`() throws {
    succeed("type Node struct { next *Node; data [10]int }", "var list, other *Node")
    succeed("for i := 0; i < 1000; i++ { list = &Node{next: list} }", "shared := []*Node{list.next.next}")
    _ = session.collect()
    let all = try #require(try session.size(of: "list", name: "size"))
    #expect(all.alone?.objects == 2)
    succeed("shared = nil")
    _ = session.collect()
    let size = try #require(try session.size(of: "list", name: "size"))
    #expect(size.shallow == 8 && size.object?.retained == 1000 * 96)
    #expect(size.alone?.objects == 1000 && size.alone?.bytes == 1000 * 96)
    let before = session.heap()
    succeed("list = nil")
    let figures = session.collect()
    let freed = figures.before.liveBytes - figures.after.liveBytes
    let compiled = figures.before.liveBytes - before.liveBytes
    #expect(freed >= 96_000 && freed - 96_000 <= compiled, "freed \(freed), allocated meanwhile \(compiled)")
  }

  // MARK: Objects

  @Test func `the fields of an object are shown with where they lead`() throws {
    succeed("type In struct { x, y int8 }", "type Out struct { in In; name string; next *Out; list []int; any any }")
    succeed("o := &Out{In{1, 2}, \"abc\", &Out{}, make([]int, 3, 5), 1.5}")
    let object = try #require(try session.object("o", name: "object"))
    let fields = Dictionary(uniqueKeysWithValues: object.fields.map { ($0.name, $0) })
    #expect(fields[".in.x"]?.value == "1" && fields[".in.y"]?.offset == 1)
    #expect(fields[".name"]?.value == "\"abc\"" && fields[".any"]?.value == "float64(1.5)")
    #expect(fields[".list"]?.value.hasPrefix("len 3 cap 5") == true)
    let next = try session.whereabouts(of: "o.next", name: "where").target?.place.address
    #expect(fields[".next"]?.target?.address == next)
    // By its address alone the type is found, too.
    let again = try session.object("0x" + String(object.place.base, radix: 16), name: "object")
    #expect(again?.content == object.content && again?.fields.count == object.fields.count)
  }

  // MARK: Collections by hand

  @Test func `colours add up to the heap at each step, and a cycle by hand frees what a whole one does`() throws {
    succeed(
      "keep := make([]*[4]int, 100)", "for i := range keep { keep[i] = new([4]int) }", "lost := make([][]int, 200)")
    succeed("for i := range lost { lost[i] = make([]int, 10) }")
    _ = session.collect()
    succeed("lost = nil")
    var figures = try session.stepCollection(1)
    var steps = 0
    while figures.phase == .marking {
      let live = session.heap().liveObjects
      #expect(figures.white.objects + figures.grey.objects + figures.black.objects == live)
      figures = try session.stepCollection(50)
      steps += 1
    }
    #expect(steps > 2)
    #expect(figures.phase == .sweeping)
    let end = try session.finishSteps()
    #expect(end.phase == .off && end.freedBytes >= 200 * 80 + 200 * 24)
    let after = session.collect()
    #expect(after.before.liveBytes - after.after.liveBytes < 200 * 80)
    succeed("for _, p := range keep { if p == nil { panic(\"lost\") } }")
  }

  @Test func `a collection that the program asks for ends one by hand`() throws {
    _ = try session.stepCollection(1)
    let before = session.memoryStatistics().collections
    succeed("runtime.GC()")
    #expect(session.memoryStatistics().collections == before + 2)
    #expect(throws: StepFailure.self) { try session.stepCollection(1) }
    #expect(try session.stepCollection(1).phase == .marking)
    #expect(session.collect().endedSteps)
  }

  // MARK: Settings

  @Test func `settings hold, and wrong ones say what is right`() throws {
    try session.set("gogc", to: "50")
    succeed("if old := debug.SetGCPercent(70); old != 50 { panic(old) }")
    try session.set("memlimit", to: "64MiB")
    succeed("if old := debug.SetMemoryLimit(-1); old != 64<<20 { panic(old) }")
    try session.set("procs", to: "2")
    succeed("if runtime.GOMAXPROCS(0) != 2 { panic(1) }")
    try session.set("maxstack", to: "1MiB")
    succeed("if old := debug.SetMaxStack(1000000000); old != 1<<20 { panic(old) }")
    func value(_ name: String) -> String? { session.settings().first { $0.name == name }?.value }
    #expect(value("gogc") == "70" && value("memlimit") == "64MiB" && value("procs") == "2")
    for (name, wanted) in [
      ("gogc", "many"), ("memlimit", "12XB"), ("procs", "0"), ("maxmemory", "0"), ("poison", "2"), ("seed", "1"),
      ("tinystack", "1"), ("nonsense", "1"),
    ] {
      #expect(throws: SettingRefusal.self, "\(name)=\(wanted)") { try session.set(name, to: wanted) }
    }
  }

  @Test(arguments: [
    "movestack", "gcstress", "poison", "verifyheap", "checkmark", "gcalways", "preempt", "growmove", "checkptr",
  ])
  func `a debug switch that is set while the session goes on fires, and no more when it is off`(name: String) throws {
    succeed("func grow(n int) int { var a [64]int; if n == 0 { return 0 }; return grow(n-1) + a[n%64] }")
    succeed(
      "func work() { for i := 0; i < 300; i++ { s := make([]*int, 10); s[0] = new(int); grow(20) }; grow(2000); runtime.GC() }"
    )
    func fired() -> UInt64 { session.settings().first { $0.name == name }?.fired ?? 0 }
    succeed("work()")
    #expect(fired() == 0)
    try session.set(name, to: "1")
    succeed("go work(); work()")
    let count = fired()
    #expect(count > 0)
    try session.set(name, to: "0")
    succeed("runtime.GC()")
    let rest = fired()
    succeed("work()")
    #expect(fired() == rest)
  }
}
