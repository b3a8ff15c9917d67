// SPDX-License-Identifier: Apache-2.0
//
// Records of all mixes, by a seed: the same text for us and for compilers.

/// A generator of numbers that gives the same ones for a seed.
struct Seeded {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next(_ limit: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int((state >> 11) % UInt64(limit))
  }

  mutating func chance(_ percent: Int) -> Bool { next(100) < percent }

  mutating func pick<Element>(_ list: [Element]) -> Element { list[next(list.count)] }
}

struct RecordGenerator {
  private var random: Seeded
  private(set) var text = """
    enum e { E0, E1 };
    enum n { N0 = -1, N1 };
    enum s { S0, S1 } __attribute__((packed));
    typedef int wide __attribute__((aligned(16)));
    typedef double slim __attribute__((aligned(4)));
    typedef float vector __attribute__((vector_size(16)));

    """
  /// Records that later ones may hold.
  private(set) var tags: [String] = []
  private var names = 0
  /// Whether `#pragma pack` is on: gcc and clang differ in bit-fields with an alignment of their own then.
  private var isPacked = false

  init(seed: UInt64) { random = Seeded(seed) }

  private static let scalars = [
    "char", "signed char", "unsigned char", "short", "unsigned short", "int", "unsigned", "long", "unsigned long",
    "long long", "float", "double", "long double", "_Bool", "void *", "int (*)(void)", "enum e", "enum n", "enum s",
    "wide", "slim", "__int128", "double _Complex", "float _Complex", "vector",
  ]
  private static let bitTypes: [(String, Int)] = [
    ("char", 8), ("signed char", 8), ("unsigned char", 8), ("short", 16), ("unsigned short", 16), ("int", 32),
    ("unsigned", 32), ("long", 64), ("unsigned long", 64), ("long long", 64), ("_Bool", 1), ("enum e", 32),
  ]

  mutating func add(_ count: Int) {
    for _ in 0..<count { record() }
  }

  private mutating func record() {
    let isUnion = random.chance(15)
    let tag = "r\(tags.count)"
    let pack = random.chance(15) ? random.pick([1, 2, 4, 8, 16]) : 0
    isPacked = pack > 0
    if pack > 0 { text += "#pragma pack(push, \(pack))\n" }
    text +=
      (isUnion ? "union " : "struct ") + tag + " {\n"
      + members(depth: 0, bitShare: random.pick([0, 0, 30, 80]), isUnion: isUnion)
    text += "}" + suffix() + ";\n"
    if pack > 0 { text += "#pragma pack(pop)\n" }
    tags.append((isUnion ? "union " : "struct ") + tag)
  }

  private mutating func suffix() -> String {
    (random.chance(18) ? " __attribute__((packed))" : "")
      + (random.chance(12) ? " __attribute__((aligned(\(random.pick([1, 2, 4, 8, 16, 32])))))" : "")
  }

  private mutating func members(depth: Int, bitShare: Int, isUnion: Bool) -> String {
    var text = ""
    let count = 1 + random.next(depth == 0 ? 9 : 4)
    for index in 0..<count {
      let indent = String(repeating: "  ", count: depth + 1)
      if depth < 2 && random.chance(8) {
        let inner = random.chance(40)
        text +=
          indent + (inner ? "union" : "struct") + " {\n"
          + members(depth: depth + 1, bitShare: bitShare, isUnion: inner) + indent + "}" + suffix()
        text += (random.chance(60) ? "" : " \(name())") + ";\n"
      } else if random.chance(bitShare) {
        let (type, width) = random.pick(RecordGenerator.bitTypes)
        let kind = random.next(10)
        if kind == 0 {
          text += indent + "\(type) : 0;\n"
        } else if kind == 1 {
          text += indent + "\(type) : \(1 + random.next(width));\n"
        } else {
          text += indent + "\(type) \(name()) : \(1 + random.next(width))\(isPacked ? "" : fieldAttribute(6));\n"
        }
      } else {
        text += indent + member(isLast: index == count - 1 && depth == 0 && index > 0 && !isUnion)
      }
    }
    return text
  }

  private mutating func member(isLast: Bool) -> String {
    let name = name()
    if isLast && random.chance(6) { return "\(random.pick(["char", "int", "double"])) \(name)[];\n" }
    let isArray = random.chance(15)
    let array = isArray ? "[\(1 + random.next(5))]" + (random.chance(25) ? "[2]" : "") : ""
    if !tags.isEmpty && random.chance(15) { return "\(tags[random.next(min(tags.count, 60))]) \(name);\n" }
    var type = random.pick(RecordGenerator.scalars)
    // Its size is no multiple of its alignment.
    if isArray && type == "wide" { type = "slim" }
    if type == "int (*)(void)" { return "int (*\(name)\(array))(void);\n" }
    let alignas = random.chance(4) ? "_Alignas(\(random.pick([16, 32]))) " : ""
    return "\(alignas)\(type) \(name)\(array)\(fieldAttribute(10));\n"
  }

  private mutating func fieldAttribute(_ percent: Int) -> String {
    if !random.chance(percent) { return "" }
    return random.chance(40)
      ? " __attribute__((packed))" : " __attribute__((aligned(\(random.pick([1, 2, 4, 8, 16])))))"
  }

  private mutating func name() -> String {
    names += 1
    return "m\(names)"
  }
}
