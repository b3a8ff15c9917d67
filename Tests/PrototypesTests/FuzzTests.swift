// SPDX-License-Identifier: Apache-2.0
//
// No text makes the reader trap or hang: real headers with bytes and tokens changed, in a fixed order of seeds.
//
// LOAM_FUZZ in the environment is how many texts are tried, otherwise 20,000, or 2,000 without optimisation;
// LOAM_FUZZ_SEED is where they begin.
import Glibc
import Prototypes
import Source
import Support
import Testing

struct FuzzTests {
  @Test func `changed headers end with declarations or with errors`() {
    #if DEBUG
      let usual = 2_000
    #else
      let usual = 20_000
    #endif
    let count = getenv("LOAM_FUZZ").flatMap { Int(String(cString: $0)) } ?? usual
    let first = getenv("LOAM_FUZZ_SEED").flatMap { Int(String(cString: $0)) } ?? 1
    let texts = FuzzTests.texts
    // What pieces of headers need to be known before them.
    let needed =
      "#include <stdio.h>\n#include <stdlib.h>\n#include <signal.h>\n#include <pthread.h>\n#include <math.h>\n"
    let bases = (Reading(needed, target: .x86_64Linux), Reading(needed, target: .aarch64Linux))
    #expect(texts.count >= 20)
    var accepted = 0
    var refused = 0
    var longest = 0.0
    for seed in first..<first + count {
      var random = Seeded(UInt64(seed))
      var text = texts[random.next(texts.count)]
      for _ in 0..<random.next(6) { FuzzTests.change(&text, texts, &random) }
      let reading = Reading(seed % 2 == 0 ? bases.0 : bases.1)
      reading.options.semicolonMayLack = seed % 3 == 0
      let start = FuzzTests.now()
      if reading.read(bytes: text) {
        accepted += 1
        for function in reading.declarations.functions { _ = reading.environment.description(of: function) }
      } else {
        refused += 1
        #expect(reading.failure.map { !$0.diagnostics.isEmpty && $0.diagnostics.count <= 10 } == true)
        // Positions of errors are within the text, or in a file that it includes.
        for diagnostic in reading.failure?.diagnostics ?? [] {
          #expect(reading.sources.location(of: diagnostic.position) != nil, "seed \(seed): \(diagnostic.message)")
        }
      }
      let seconds = FuzzTests.now() - start
      if seconds > longest { longest = seconds }
      if seconds > 5 { Issue.record("seed \(seed) took \(seconds) s") }
    }
    #expect(accepted > count / 20 && refused > count / 20, "\(accepted) accepted, \(refused) refused")
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Pieces of headers, small enough that many can be tried.
  private static let texts: [[UInt8]] = {
    var texts: [[UInt8]] = []
    for header in [
      "stdio.h", "stdlib.h", "math.h", "signal.h", "pthread.h", "time.h", "sys/cdefs.h", "sqlite3.h", "zlib.h", "ffi.h",
    ] {
      guard let bytes = SystemHeaders.find(CIncludeRequest(header))?.bytes else { continue }
      var start = 0
      // Cut at empty lines, where declarations end.
      while start < bytes.count && texts.count < 400 {
        var end = min(start + 200, bytes.count)
        while end < bytes.count, !(bytes[end - 1] == 0x0A && bytes[end] == 0x0A) { end += 1 }
        texts.append(Array(bytes[start..<end]))
        start = end
      }
    }
    var generator = RecordGenerator(seed: 5)
    generator.add(20)
    texts.append(Array(generator.text.utf8))
    texts += snippets.map { Array($0.utf8) }
    return texts
  }()

  private static let snippets = [
    "#define F(a, b, ...) a ## b # a __VA_ARGS__\n#define G F(G, F)(x, y)\nint F(x, y, z); enum { A = G };\n",
    "#if defined(A) && (B(1) + 2) << 3 ? 4 : 'x'\n#elif 1\nint x;\n#else\n#endif\n",
    "int (*(*f[3])(int (*)(char *, ...), struct s { int a : 3, : 0; union { long b; }; }))[sizeof(struct s) + (1 ? 2 : 3)];\n",
    "typedef struct { _Alignas(16) char c; int d[]; } __attribute__((packed, aligned(8))) T; extern T t[4]; _Static_assert(sizeof(T) == 16, \"x\");\n",
    "#include <stdio.h>\n#include <string.h>\nint f(FILE *, size_t, const char *restrict) __asm__(\"g\");\n",
    "static inline int f(int a) { return a ? f(a - 1) : 0; } enum e { A, B = A + 1, C = (int)1.5 | 'x' }; extern const char s[] = \"a\" \"b\";\n",
    "#define LOOP LOOP LOOP\n#define X1 X2 X2\n#define X2 X3 X3\n#define X3 X1 LOOP\nint X1;\n",
    "_Pragma(\"pack(push, 1)\") struct p { char c; int i; }; _Pragma(\"pack(pop)\")\n#pragma pack(4)\n#line 3 \"f\"\n#error x\n",
  ]

  private static func change(_ text: inout [UInt8], _ texts: [[UInt8]], _ random: inout Seeded) {
    if text.isEmpty { text = [UInt8(ascii: ";")] }
    switch random.next(9) {
    case 0: text[random.next(text.count)] = UInt8(random.next(256))
    case 1: text.remove(at: random.next(text.count))
    case 2: text.insert(random.pick(Array("(){}[]*,;#\"'\\/<>0x&|?:=-+!~ \n".utf8)), at: random.next(text.count + 1))
    case 3: text.removeSubrange(random.next(text.count)..<text.count)
    case 4:
      let start = random.next(text.count)
      let end = min(text.count, start + 1 + random.next(60))
      text.insert(contentsOf: Array(text[start..<end]), at: random.next(text.count))
    case 5:
      let start = random.next(text.count)
      text.removeSubrange(start..<min(text.count, start + 1 + random.next(80)))
    case 6:
      let other = random.pick(texts)
      let start = random.next(max(1, other.count))
      text.insert(contentsOf: other[start..<min(other.count, start + 100)], at: random.next(text.count))
    case 7:
      let words = [
        "struct ", "union ", "enum ", "typedef ", "const ", "int ", "(*", "sizeof ", "__attribute__((", "\n#if ",
        "\n#define ", "\n#endif\n",
        "\n#include <stdio.h>\n", " ## ", "...", "unsigned ", "_Alignas(", "0xffffffffffffffff", "'", "\"", "/*", "*/",
        "[]", "__VA_ARGS__", "long ",
      ]
      text.insert(contentsOf: Array(random.pick(words).utf8), at: random.next(text.count))
    default:
      let piece = random.pick(Array("([{*(<".utf8))
      text.insert(contentsOf: [UInt8](repeating: piece, count: 1 + random.next(300)), at: random.next(text.count))
    }
  }

  @Test func `deep and large texts meet a limit`() {
    let deep = 100_000
    func many(_ text: String, _ count: Int = 100_000) -> String { String(repeating: text, count: count) }
    let doubling = (0..<64).map { "#define X\($0) X\($0 + 1) X\($0 + 1)\n" }.joined()
    let texts: [(String, String)] = [
      ("int " + many("(") + "x;", "nested too deeply"), ("int " + many("*") + "x;", "type nested more than"),
      ("int x[" + many("(") + "1];", "nested too deeply"), ("int x" + many("[1]") + ";", "nested more than"),
      ("int x = " + many("~", deep) + "1;", "nested too deeply"),
      (many("struct {"), "nested too deeply"),
      ("int f" + many("(int g", 1000) + ";", "nested more than"), (doubling + "int X0;", "macros expand to more than"),
      ("#define A(x) x x\nint " + many("A(", 300) + many(")", 300) + ";", "macros nested more than"),
      (many("#if 1\n", 2000), "#if nested more than 1000 deep"),
      ("#if " + many("(") + "1\n#endif", "nested too deeply"),
      ("#if " + many("!") + "1\n#endif", "nested too deeply"),
      ("struct s { char a[0x7fffffffffffffff]; };", "array is too large"), ("int x[1UL << 63];", "array is too large"),
      ("struct s { char a[1UL << 58]; char b[1UL << 58]; };", "'struct s' is too large"),
      ("enum { A = " + many("1 + ", 50_000) + "1 };", ""),
      ((0..<3000).map { "typedef \($0 == 0 ? "int" : "T\($0 - 1)") *T\($0);\n" }.joined(), "type nested more than"),
      ("#include \"self.h\"\n", "#include nested more than 100 deep"),
    ]
    for (text, message) in texts {
      let reading = Reading(text, files: ["self.h": "#include \"self.h\"\n"])
      if message.isEmpty {
        #expect(reading.errors == [], "\(text.prefix(40))")
      } else {
        #expect(reading.errors.first?.contains(message) == true, "\(text.prefix(40)): \(reading.errors.prefix(1))")
      }
    }
  }

  @Test func `types that hold each other many times are compared and printed in little time`() {
    var first = "typedef struct { int a; } A0;\ntypedef struct { int a; } B0;\n"
    for index in 1..<52 {
      first += "typedef struct { A\(index - 1) a, b; } A\(index);\ntypedef struct { B\(index - 1) a, b; } B\(index);\n"
    }
    let reading = Reading(first + "typedef A10 T;\ntypedef B10 T;\n")
    #expect(reading.errors == [])
    #expect(!reading.read("typedef A50 U;\ntypedef B50 U;\n"))
    var nested = "int x;"
    for _ in 0..<50 { nested = "struct { \(nested) } a, b;" }
    let deep = Reading("struct s { \(nested) }; struct s { int a; };")
    #expect(deep.errors.count == 1)
    #expect(deep.errors.allSatisfy { $0.utf8.count < 200_000 })
    let strings = (0..<60).map { "#define S\($0)(x) S\($0 + 1)(#x #x)\n" }.joined()
    #expect(Reading(strings + "char s[] = S0(\"a\");").errors.first?.contains("macros expand to more than") == true)
  }

  @Test func `a small stack is enough`() async {
    // What a text may nest fits in 512 KiB; without optimisation functions need more.
    #if DEBUG
      let stack = 4 << 20
    #else
      let stack = 512 << 10
    #endif
    func many(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }
    let levels = "1 || 1 && 1 | 1 ^ 1 & 1 == 1 < 1 << 1 + 1 * ("
    let texts = [
      "int x[" + many("(", 120) + "1" + many(")", 120) + "];", "int x[" + many(levels, 20) + "1" + many(")", 20) + "];",
      "int x[" + many("~", 240) + "1 & 1];", "int x[" + many("(int)", 240) + "1];",
      "int " + many("(", 120) + "y" + many(")", 120) + ";", "int " + many("(*", 60) + "y" + many(")", 60) + ";",
      many("struct { ", 80) + "int a;" + many("} m;", 80), "int f(int " + many("(int ", 28) + many(")", 29) + ";",
      many("struct { int a[sizeof(", 25) + "int" + many(")]; }", 25) + ";",
      "#if " + many("(", 80) + "1" + many(")", 80) + "\n#endif",
      "#define A(x) x\nint x[" + many("A(", 95) + "1" + many(")", 95) + "];",
      many("struct { ", 60) + "int " + many("*", 60) + "a;" + many("} " + many("*", 30) + " m;", 60)
        + "\nstruct s x[1];",
    ]
    final class Box: @unchecked Sendable {
      var errors: [String] = []; let texts: [String]; init(_ texts: [String]) { self.texts = texts }
    }
    let box = Box(texts)
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setstacksize(&attributes, stack)
    var thread = pthread_t()
    let created = pthread_create(
      &thread, &attributes,
      { pointer in
        let box = Unmanaged<Box>.fromOpaque(pointer!).takeUnretainedValue()
        box.errors = box.texts.flatMap { Reading($0).errors }
        return nil
      }, Unmanaged.passUnretained(box).toOpaque())
    #expect(created == 0)
    pthread_join(thread, nil)
    #expect(box.errors == ["t.c:2:11: array has incomplete element type 'struct s'"])
  }
}

extension CIncludeRequest {
  fileprivate init(_ name: String) { self.init(name: name, isSystem: true, isNext: false, includer: "") }
}
