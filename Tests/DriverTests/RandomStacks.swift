// SPDX-License-Identifier: Apache-2.0
//
// RandomStacks.swift — Go programs made by chance whose frames are full of pointers into themselves, of numbers that look
// like such pointers, and of what is dead, and that wait in the middle.

/// Numbers by a seed; the same on every machine.
struct SeededRandom {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }

  mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
  mutating func chance(_ one: Int, in many: Int) -> Bool { below(many) < one }
  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }
}

/// A program: functions `f0` to `fn`, each of which calls the next with addresses of what is in its frame; the last one
/// waits for something from `gate`. What f0 returns does not depend on where anything lies.
struct RandomStack {
  private(set) var text = ""
  /// Starts it: `result` is sent when f0 has returned.
  private(set) var start = ""

  private var random: SeededRandom
  private let prefix: String

  init(seed: UInt64) {
    random = SeededRandom(seed: seed)
    prefix = "t\(seed)"
    var functions: [String] = []
    let depth = 1 + random.below(6)
    for level in 0...depth { functions.append(function(level, isLast: level == depth)) }
    text =
      "type \(prefix)pair struct { n int; p *int; next *\(prefix)pair; s []int }\n" + functions.joined(separator: "\n")
    start = """
      go func() {
        n := 1
        a := [3]int{1, 2, 3}
        pr := \(prefix)pair{n: 2, p: &n, s: a[:]}
        r := \(prefix)f0(gate, &n, &pr, a[:2], "start")
        result <- r + n + a[0] + pr.n
      }()
      """
  }

  /// What is in scope while a function is written.
  private struct Scope {
    var ints = ["*p", "q.n"]
    var places = ["q.n"]  // ints that have an address
    var pointers = ["p"]
    var pairs = ["q"]
    var slices = ["s"]
    var strings = ["str"]
    /// Expressions of type int that read something, for use after the wait.
    var readings = ["*p", "q.n", "len(s)", "len(str)", "sumOf(s)"]
    var count = 0

    mutating func name(_ letter: String) -> String {
      count += 1
      return letter + "\(count)"
    }
  }

  private mutating func function(_ level: Int, isLast: Bool) -> String {
    var scope = Scope()
    var lines: [String] = []
    for _ in 0..<1 + random.below(9) { lines += statement(&scope) }
    let isLoop = random.chance(1, in: 4)
    if isLoop {
      lines.append("for i := range 2 {")
      scope.readings.append("i")
      lines += statement(&scope)
    }
    lines.append(isLast ? "<-gate" : call(level + 1, &scope))
    // Some of all are read afterwards; the others are dead while it waits.
    for reading in scope.readings where random.chance(1, in: 2) { lines.append("sum += \(reading)") }
    if isLoop { lines.append("}") }
    return """
      func \(prefix)f\(level)(gate chan int, p *int, q *\(prefix)pair, s []int, str string) (sum int) {
      \(lines.joined(separator: "\n"))
      return sum
      }
      """
  }

  private mutating func call(_ level: Int, _ scope: inout Scope) -> String {
    let pointer = random.pick(scope.pointers)
    let pair = random.pick(scope.pairs)
    return
      "sum += \(prefix)f\(level)(gate, \(pointer), \(pair), \(random.pick(scope.slices)), \(random.pick(scope.strings)))"
  }

  /// A statement of what is in scope so far; what it declares is in scope from there on.
  private mutating func statement(_ scope: inout Scope) -> [String] {
    let int = random.pick(scope.ints)
    let place = random.pick(scope.places)
    let pointer = random.pick(scope.pointers)
    let pair = random.pick(scope.pairs)
    let slice = random.pick(scope.slices)
    let string = random.pick(scope.strings)
    switch random.below(17) {
    case 0, 1:
      let name = scope.name("x")
      scope.ints.append(name)
      scope.places.append(name)
      scope.readings.append(name)
      return ["\(name) := \(int) + \(random.below(9))"]
    case 2:
      let name = scope.name("a")
      let length = 1 + random.below(5)
      scope.places.append("\(name)[\(random.below(length))]")
      scope.slices.append("\(name)[:]")
      scope.readings.append("\(name)[\(random.below(length))]")
      return ["var \(name) [\(length)]int", "\(name)[0] = \(int)"]
    case 3, 4:
      let name = scope.name("p")
      scope.pointers.append(name)
      scope.ints.append("*" + name)
      scope.readings.append("*" + name)
      return ["\(name) := &\(place)"]
    case 5:  // looks like an address, and is a number
      let name = scope.name("u")
      scope.readings.append("sign(uint64(\(name)))")
      return ["\(name) := uintptr(unsafe.Pointer(&\(place)))"]
    case 6:
      let name = scope.name("n")
      scope.readings.append("sign(uint64(\(name)))")
      return ["\(name) := int(uintptr(unsafe.Pointer(\(pointer))))"]
    case 7:
      let name = scope.name("s")
      let length = random.below(3)
      scope.slices.append(name)
      scope.readings += ["len(\(name))", "sumOf(\(name))"]
      return ["\(name) := \(slice)", "if len(\(name)) > \(length) { \(name) = \(name)[\(length):] }"]
    case 8:
      let name = scope.name("t")
      scope.strings.append(name)
      scope.readings.append("len(\(name))")
      return ["\(name) := \(string) + \"\(name)\""]
    case 9, 10:
      let name = scope.name("r")
      scope.pairs.append("&" + name)
      scope.places.append(name + ".n")
      scope.readings += ["\(name).n", "*\(name).p", "len(\(name).s)"]
      return ["\(name) := \(prefix)pair{n: \(random.below(9)), p: \(pointer), next: \(pair), s: \(slice)}"]
    case 11:
      let name = scope.name("c")
      scope.readings.append("\(name)(1)")
      return ["\(name) := func(k int) int { \(place) += k; return *\(pointer) }"]
    case 12: return ["defer func() { \(place) += 1 }()"]
    case 13:
      let name = scope.name("e")
      scope.readings.append("asInt(\(name))")
      return ["var \(name) any = \(pointer)"]
    case 14:
      let name = scope.name("b")
      scope.pointers.append("\(name)[1]")
      scope.readings.append("*\(name)[0]")
      return ["\(name) := [2]*int{\(pointer), &\(place)}"]
    case 15:
      let name = scope.name("m")
      scope.readings.append("len(\(name))")
      return ["\(name) := map[string]int{\(string): \(int)}"]
    default:
      let name = scope.name("v")
      scope.readings.append("*(*int)(\(name))")
      return ["\(name) := unsafe.Pointer(&\(place))"]
    }
  }

  /// What all programs use.
  static let common = """
    import "unsafe"
    func sumOf(s []int) (n int) { for _, x := range s { n += x }; return n }
    func sign(x uint64) int { if x != 0 { return 1 }; return 0 }
    func asInt(x any) int { return *x.(*int) }
    var gate, result chan int
    var first int
    """
}
