// SPDX-License-Identifier: Apache-2.0
//
// Macros, conditions and included files.
import Prototypes
import Source
import Testing

struct PreprocessorTests {
  /// The value of `X` after a text.
  private func value(_ text: String, files: [String: String] = [:]) -> String {
    let reading = Reading(text, files: files)
    if !reading.errors.isEmpty { return reading.errors.joined(separator: "|") }
    guard let constant = reading.environment.constant(named: "X") else { return reading.text("X") }
    return Reading.text(constant.value)
  }

  @Test func `macros expand as C says`() {
    let texts: [(String, String)] = [
      ("#define X 1 + 2", "3"), ("#define F(a) a * 2\n#define X F(3 + 1)", "5"),
      ("#define F(a, b) a ## b\n#define X F(1, 2)", "12"),
      ("#define S(a) #a\n#define X S( a  +  \"b\\n\" )", #""a + \"b\\n\"""#),
      ("#define S(a) #a\n#define T(a) S(a)\n#define Y 7\n#define X T(Y)", "\"7\""),
      ("#define S(a) #a\n#define Y 7\n#define X S(Y)", "\"Y\""),
      ("#define F(...) 0 __VA_ARGS__\n#define X F(+ 1, + 2) ", "macro: it has more than an expression"),
      (
        "#define F(a, ...) G(a, ## __VA_ARGS__)\n#define G(...) H(__VA_ARGS__, 3, 2, 1)\n#define H(a, b, c, d, ...) d\n#define X F(9)",
        "1"
      ),
      (
        "#define F(a, ...) G(a, ## __VA_ARGS__)\n#define G(...) H(__VA_ARGS__, 3, 2, 1)\n#define H(a, b, c, d, ...) d\n#define X F(9, 8)",
        "2"
      ),
      ("#define F(a, r...) 0 + r\n#define X F(1, 2)", "2"), ("#define F() 4\n#define X F()", "4"),
      ("#define X Y\n#define Y 5", "5"), ("#define X (X)\nenum { E };", "macro: use of undeclared identifier 'X'"),
      ("#define f(a) a*g\n#define g(a) f(a)\nenum { g = 3 };\n#define X f(2)(9)", "54"),
      ("#define EMPTY\n#define F(a) 1 a\n#define X F(EMPTY)", "1"), ("#define F(a) #a\n#define X F()", "\"\""),
      ("#define F(a, b) a b\n#define X F(1,)", "1"),
      ("#define OPEN (\n#define F(a) a\n#define G(a) a\n#define X G(F OPEN 3 ))", "3"),
      ("#define F(a) a\n#define X F(F)(4)", "macro: use of undeclared function 'F'"),
      ("#define CAT(a, b) a ## b\n#define AB 6\n#define X CAT(A, B)", "6"),
      ("#define F(a, ...) a __VA_OPT__(+ 1)\n#define X F(1)", "1"),
      ("#define F(a, ...) a __VA_OPT__(+ 1)\n#define X F(1, 2)", "2"),
      ("#define X \\\n 1 \\\n + 1", "2"), ("#de\\\nfine X 1\\\n2", "12"), ("#define X /* a\n b */ 3 // c", "3"),
      ("#define X 1\n#undef X\n#define X 2", "2"), ("#define X __LINE__ + 0\nenum { A = __LINE__ };\n", "1"),
      ("#define A(x) x\n#define X A(A(A(1)))", "1"), ("#define X \"a\" \"b\"", "\"ab\""), ("#define X 'a'", "97"),
      ("#define X '\\377'", "-1"), ("#define X L'\\xe9'", "233"), ("#define X ((char)200)", "-56"),
      ("#define X 1.5e3f", "1500.0"),
      ("#define X 0x1.8p1", "3.0"), ("#define X .5", "0.5"), ("#define X 1.", "1.0"), ("#define X 0x.8p0", "0.5"),
      ("#define X -2147483648", "-2147483648"),
      ("#define X 0xffffffffffffffff", "-1"), ("#define X 1 ? 2 : 3", "2"), ("#define X ((void *)-1)", "-1"),
      ("#define X sizeof(long[3])", "24"), ("#define X (1 << 31)", "-2147483648"), ("#define X 7u / 2", "3"),
      ("#define X 0b101", "5"),
      ("%:define X 8", "8"),
    ]
    for (text, expected) in texts { #expect(value(text) == expected, "\(text)") }
  }

  @Test func `conditions are computed in 64 bits`() {
    let holding = [
      "1", "defined X_ || !defined(Y)", "-1 < 0", "-1 > 0u", "0xffffffffffffffff == -1", "1 << 40 > 0",
      "(2 + 3) * 4 == 20",
      "1 ? 2 : 3", "undefined == 0", "'a' == 97", "0 && 1 / 0 || 1", "1 || 1 / 0", "~0 == -1", "!0",
      "__has_include(<stdio.h>)",
      "!__has_include(\"nothing.h\")", "defined __has_include", "__GNUC__ >= 4", "__has_attribute(__packed__)",
      "7 % 4 == 3",
      "defined(__x86_64__)", "__STDC_VERSION__ >= 201112L", "-8 >> 1 == -4", "1 == 1L && 2 != 3", "__LP64__",
      "__INT_MAX__ == 2147483647", "__SIZEOF_POINTER__ == 8", "'\\0' == 0", "2 - 1 - 1 == 0",
    ]
    for condition in holding {
      #expect(value("#if \(condition)\n#define X 1\n#else\n#define X 0\n#endif\n") == "1", "\(condition)")
    }
  }

  @Test func `one group of a condition is read`() {
    for (number, expected) in [(1, "1"), (2, "2"), (3, "3"), (4, "4")] {
      let text = """
        #define N \(number)
        #if N == 1
        #define X 1
        #elif N == 2
        #define X 2
        #if 0
        #else
        #endif
        #elif N == 3
        # define X 3
        #else
        #define X 4
        #endif
        """
      #expect(value(text) == expected)
    }
    #expect(
      value("#if 0\nit's \"not read\n#nonsense\n/* #endif\n*/\n#if 1\n#else\n#endif\n#else\n#define X 1\n#endif") == "1"
    )
    #expect(value("#ifdef A\n#elifdef B\n#elifndef C\n#define X 1\n#endif") == "1")
    #expect(value("#if 1\n#define X 1\n#elif 1 / 0\n#endif") == "1")
  }

  @Test func `files are included, once where they say so`() {
    let files = [
      "a.h": "#pragma once\n#define A 1\nint f(void);\n",
      "b.h": "#include \"a.h\"\n#include \"a.h\"\n#define B A + 1\n",
      "guard.h": "#ifndef G\n#define G\nstruct s { int a; };\n#endif\n",
    ]
    #expect(value("#include \"b.h\"\n#include <a.h>\n#define X B", files: files) == "2")
    #expect(value("#define NAME <a.h>\n#include NAME\n#define X A", files: files) == "1")
    #expect(value("#define NAME \"a.h\"\n#include NAME\n#define X A", files: files) == "1")
    let reading = Reading("#include \"guard.h\"\n", files: files)
    let count = reading.sources.files.count
    #expect(reading.read("#include \"guard.h\"\n#include \"a.h\"\n"))
    #expect(reading.sources.files.count == count + 2, "a file that is the same is not added again")
  }

  @Test func `macros that are no constants say why`() {
    let reading = Reading(
      """
      #define EMPTY
      #define CALL(x) x
      extern int variable;
      int function(int);
      typedef int T;
      #define V variable
      #define FUN function
      #define TYPE T
      #define USE (variable + 1)
      #define CALLED function(1)
      #define WORD unsigned long
      #define BODY do { } while (0)
      #define NOTHING CALL()
      #define WIDE L"x"
      #define stdin stdin
      extern int *stdin;
      #define SELF function
      """)
    #expect(reading.errors == [])
    let reasons: [(String, String)] = [
      ("EMPTY", "empty macro"), ("CALL", "macro with arguments"), ("V", "macro for variable"),
      ("FUN", "macro for function"), ("TYPE", "macro for T"),
      ("USE", "macro: 'variable' is a variable"), ("CALLED", "macro: it calls 'function'"),
      ("WORD", "macro: it is a type or a part of a declaration"),
      ("BODY", "macro: use of undeclared identifier 'do'"),
      ("NOTHING", "macro: it expands to nothing"), ("WIDE", "macro: it is a wide string"),
      ("stdin", "int *stdin"),
    ]
    for (name, reason) in reasons { #expect(reading.text(name) == reason, "\(name)") }
  }

  @Test func `#pragma pack is followed where it stands`() {
    let reading = Reading(
      """
      #pragma pack(push, 1)
      struct a { char c; int i; };
      #pragma pack(pop)
      struct b { char c; int i; };
      #pragma pack(2)
      struct c { char c; int i; };
      #pragma pack()
      struct d { char c; int i; };
      #pragma pack(push, name, 4)
      #pragma pack(push, 1)
      struct e { char c; long i; };
      #pragma pack(pop, name)
      _Pragma("pack(1)") struct f { char c; long i; }; _Pragma("pack()")
      struct g { char c; long i; };
      """)
    #expect(reading.errors == [])
    let sizes = ["a": 5, "b": 8, "c": 6, "d": 8, "e": 9, "f": 9, "g": 16]
    for (tag, size) in sizes {
      #expect(reading.environment.record(tagged: tag).map { reading.environment[$0].size } == size, "\(tag)")
    }
  }

  @Test func `packing ends with its text, unless it stays for those that follow`() {
    let reading = Reading("#pragma pack(push, 1)\nstruct a { char c; long l; };")
    reading.read("struct b { char c; long l; };")
    #expect(reading.environment.records.map(\.size) == [9, 16])
    reading.options.packStays = true
    reading.read("#pragma pack(push, 2)")
    #expect(!reading.read("#pragma pack(1)\nwrong;"))
    reading.read("struct c { char c; long l; };")
    reading.read("#pragma pack(pop)")
    reading.read("struct d { char c; long l; };")
    #expect(reading.environment.records.map(\.size) == [9, 16, 10, 16])
    #expect(reading.warnings == [])
  }

  @Test func `a macro that a later text gives a meaning is told of again`() {
    let reading = Reading("#define ALIAS f\n#define SUM (A + 1)\n#define OTHER 1")
    #expect(reading.declarations.constants.map(\.name) == ["OTHER"])
    reading.read("int f(void); enum { A = 2 };")
    #expect(reading.declarations.skippedMacros.filter(\.isAlias).map(\.name) == ["ALIAS"])
    #expect(reading.declarations.constants.map(\.name) == ["SUM"])
    reading.read("int g(void);")
    #expect(reading.declarations.skippedMacros.isEmpty && reading.declarations.constants.isEmpty)
  }
}
