// SPDX-License-Identifier: Apache-2.0
//
// Declarations of all forms, and what is recorded of them.
import Prototypes
import Source
import Testing

struct DeclarationTests {
  @Test func `a type's words may stand in any order`() {
    let spellings: [(String, String)] = [
      ("unsigned", "unsigned int"), ("long unsigned int", "unsigned long"), ("int long long", "long long"),
      ("long int long unsigned", "unsigned long long"), ("char signed", "signed char"),
      ("char unsigned", "unsigned char"),
      ("short int unsigned", "unsigned short"), ("double long", "long double"), ("long double", "long double"),
      ("signed", "int"), ("signed long", "long"), ("int", "int"), ("short", "short"), ("_Bool", "_Bool"),
      ("char", "char"), ("float", "float"), ("double", "double"), ("__int128", "__int128"),
      ("unsigned __int128", "unsigned __int128"), ("__uint128_t", "unsigned __int128"),
      ("__signed__ char", "signed char"),
      ("_Complex double", "double _Complex"), ("float _Complex", "float _Complex"), ("_Complex", "double _Complex"),
      ("long _Complex double", "long double _Complex"), ("_Float128", "_Float128"), ("_Float32", "float"),
      ("_Float64", "double"), ("_Float32x", "double"), ("_Float64x", "long double"),
      ("__builtin_va_list", "__builtin_va_list"),
    ]
    for (spelling, type) in spellings {
      let reading = Reading("extern \(spelling) x;")
      #expect(reading.errors == [])
      #expect(reading.text("x") == type + " x")
    }
  }

  @Test func `declarators of any nesting are read`() {
    let declarations = [
      "char *(*f)(int, const struct x *)", "int (*(*f)(void))(int)", "int *f(int *)", "int f[3][4]", "int (*f)[3]",
      "int *f[3]", "void (*f(int, void (*)(int)))(int)", "char *const *volatile f", "int (*f[2])(char)",
      "int (*(*f[2])(void))[5]", "unsigned char (*const f)[16]", "double f(double)", "int f(const char *, ...)",
      "void f(void)", "int f()", "struct s *f(struct s *)", "enum e f(enum e *)", "long double *const f",
      "int (*f(void))[3]", "char *restrict f", "const volatile int f",
    ]
    for declaration in declarations {
      let reading = Reading("struct x; struct s; enum e { E };\nextern \(declaration);")
      #expect(reading.errors == [], "\(declaration)")
      #expect(reading.text("f") == declaration)
    }
  }

  @Test func `a parameter is passed as a pointer where it is written as an array or a function`() throws {
    let reading = Reading(
      "int f(int a[10], int b[static 3][4], void g(int), char *const c, int n, int d[n], int e[*]);")
    #expect(reading.errors == [])
    #expect(reading.text("f") == "int f(int *, int (*)[4], void (*)(int), char *, int, int *, int *)")
    let function = try #require(reading.environment.function(named: "f"))
    #expect(function.parameters.map(\.name) == ["a", "b", "g", "c", "n", "d", "e"])
    #expect(reading.environment.description(of: function.parameters[0].writtenType) == "int[10]")
    #expect(
      reading.environment.description(of: function)
        == "int f(int *a, int (*b)[4], void (*g)(int), char *c, int n, int *d, int *e)")
  }

  @Test func `functions without a prototype are told from those without parameters`() throws {
    let reading = Reading("int f(); int g(void); int h(a, b) int a; char b; { return a + b; }")
    let environment = reading.environment
    func type(_ name: String) -> CFunctionType? {
      environment.function(named: name).flatMap { environment.functionType($0.type) }
    }
    #expect(type("f")?.hasPrototype == false)
    #expect(type("g")?.hasPrototype == true)
    #expect(type("h")?.hasPrototype == false)
    #expect(environment.function(named: "h")?.hasBody == true)
  }

  @Test func `a function with a body has no symbol`() throws {
    let reading = Reading(
      "static inline int f(int a) { if (a) { return 1; } return \"}\"[0]; }\nint g(void);\nextern int h(void) { return 1; }\nstatic int i(void);"
    )
    #expect(reading.errors == [])
    #expect(reading.declarations.functions.map(\.hasNoSymbol) == [true, false, false, true])
    #expect(reading.declarations.functions.map(\.hasBody) == [true, false, true, false])
    #expect(reading.declarations.functions.map(\.isInline) == [true, false, false, false])
  }

  @Test func `attributes that matter to a caller are kept`() throws {
    let reading = Reading(
      """
      int f(char *a, int b, char *c) __asm__("" "real_f") __attribute__((nonnull(1), pure));
      void g(int *, int, int *) __attribute__((__nonnull__, deprecated("use h" " instead")));
      __attribute__((noreturn)) void h(void);
      _Noreturn void i(void);
      int j(void) __attribute__((__returns_twice__, unknown_attribute(1, (2), "x")));
      extern __thread int k;
      [[nodiscard]] int l(void);
      typedef union { int *a; char *b; } U __attribute__((__transparent_union__));
      """)
    #expect(reading.errors == [])
    let environment = reading.environment
    #expect(environment.function(named: "f")?.symbol == "real_f")
    #expect(environment.function(named: "f")?.nonnullParameters == [0])
    #expect(environment.function(named: "g")?.nonnullParameters == [0, 2])
    #expect(environment.function(named: "g")?.deprecation == "use h instead")
    #expect(environment.function(named: "h")?.isNoreturn == true)
    #expect(environment.function(named: "i")?.isNoreturn == true)
    #expect(environment.function(named: "j")?.returnsTwice == true)
    #expect(environment.variable(named: "k")?.isThreadLocal == true)
    #expect(environment.function(named: "l") != nil)
  }

  @Test func `variables have their values where those are constants`() throws {
    let reading = Reading(
      """
      static const int a = 3 * 4;
      static const char b[] = "abc";
      const double c = 1.5, d = 2;
      int e[] = { 1, 2, 3, };
      extern int f;
      static const unsigned char g = 300;
      static const float h = 0.1;
      int i[][2] = { {1, 2}, {3, 4} };
      const char *const j = "text";
      int k = f;
      """)
    #expect(reading.errors == [])
    let environment = reading.environment
    #expect(environment.variable(named: "a")?.value == .integer(12))
    #expect(environment.variable(named: "b")?.value == .string(Array("abc".utf8)))
    #expect(reading.text("b") == "const char b[4]")
    #expect(environment.variable(named: "d")?.value == .floating(2))
    #expect(reading.text("e") == "int e[3]")
    #expect(environment.variable(named: "f")?.isExtern == true)
    #expect(environment.variable(named: "g")?.value == .integer(44))
    #expect(environment.variable(named: "h")?.value == .floating(Double(Float(0.1))))
    #expect(reading.text("i") == "int i[2][2]")
    #expect(environment.variable(named: "j")?.value == .string(Array("text".utf8)))
    #expect(environment.variable(named: "k")?.value == nil)
    #expect(environment.variable(named: "k")?.hasInitializer == true)
  }

  @Test func `enumerators have C's values and gcc's types`() {
    let reading = Reading(
      """
      enum a { A, B, C = 10, D, E = -1, F = C * 2 + sizeof(int), G = 'x' };
      enum b { H = 0x80000000 };
      enum c { I = 0x100000000, J = 1 };
      enum d { K, L } __attribute__((packed));
      enum e { M = -5000000000 };
      enum f : unsigned char { N = 255 };
      """)
    #expect(reading.errors == [])
    let values = [
      "A": 0, "B": 1, "C": 10, "D": 11, "E": -1, "F": 24, "G": 120, "H": 0x8000_0000, "I": 0x1_0000_0000, "J": 1,
    ]
    for (name, value) in values {
      #expect(reading.environment.constant(named: name)?.value.signed == Int64(value), "\(name)")
    }
    #expect(reading.text("A") == "int A = 0")
    #expect(reading.text("H") == "unsigned int H = 2147483648")
    #expect(reading.text("I") == "unsigned long I = 4294967296")
    #expect(reading.text("J") == "int J = 1")
    let underlying = [
      "a": CScalar.int, "b": .unsignedInt, "c": .unsignedLong, "d": .unsignedChar, "e": .long, "f": .unsignedChar,
    ]
    for (tag, type) in underlying {
      #expect(reading.environment.enumeration(tagged: tag).map { reading.environment[$0].underlying } == type, "\(tag)")
    }
  }

  @Test func `the last semicolon may lack at a prompt`() {
    let reading = Reading()
    reading.options.semicolonMayLack = true
    for text in [
      "double cos(double)", "struct p { int x, y; }", "extern int e, f", "typedef int T", "_Static_assert(1)",
      "int g(void);", "",
    ] {
      #expect(reading.read(text), "\(text): \(reading.errors)")
    }
    #expect(reading.text("cos") == "double cos(double)")
    reading.options.semicolonMayLack = false
    #expect(!reading.read("double sin(double)"))
  }

  @Test func `a text that is not finished can be told from a wrong one`() {
    for text in [
      "struct x {", "int f(int", "/* c", "#if 1\nint x;", "int f", "enum { A,", "int f(void) {", "struct x { int a",
      "typedef",
    ] {
      let reading = Reading(text)
      #expect(reading.failure?.endsTooEarly == true, "\(text): \(reading.errors)")
    }
    for text in ["foo x;", "int f(int;", "struct x { int a int b };", "#endif", "int 3;"] {
      #expect(Reading(text).failure?.endsTooEarly == false, "\(text)")
    }
  }

  @Test func `#cgo lines are collected where an option asks for it`() {
    let reading = Reading()
    reading.options.collectsCgoLines = true
    #expect(
      reading.read("#cgo LDFLAGS: -lz  -lm\n#include <stdint.h>\n  #cgo linux CFLAGS: -DX=1 // why\nuint8_t f(void);\n")
    )
    #expect(reading.declarations.cgoLines.map(\.text) == ["LDFLAGS: -lz  -lm", "linux CFLAGS: -DX=1 // why"])
    #expect(
      reading.declarations.cgoLines.map { reading.sources.location(of: $0.position)?.description } == [
        "t.c:1:1", "t.c:3:3",
      ])
    #expect(Reading("#cgo LDFLAGS: -lz").errors == ["t.c:1:2: invalid preprocessing directive '#cgo'"])
  }

  @Test func `positions of a text within a file are that file's`() throws {
    var environment = CEnvironment()
    var sources = SourceSet()
    let file = sources.add(name: "x.go", contents: Array("package p\n\n/*\nint f(foo x);\n*/\nimport \"C\"\n".utf8))
    let text = Array("int f(foo x);\n".utf8)
    do throws(CErrors) {
      _ = try environment.read(text, in: file.id, at: 14, sources: &sources)
      Issue.record("read without an error")
    } catch {
      #expect(error.diagnostics.map { Renderer().render($0, in: sources) } == ["x.go:4:7: unknown type name 'foo'"])
    }
  }
}
