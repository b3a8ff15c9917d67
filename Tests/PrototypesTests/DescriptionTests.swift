// SPDX-License-Identifier: Apache-2.0
//
// A type is printed as C that is the same type when it is read again.
import Prototypes
import Source
import Testing

struct DescriptionTests {
  @Test func `what is printed is the same type when it is read`() {
    let reading = Reading(
      """
      struct s { int a; }; union u; enum e { E }; typedef struct { int b; } anonymous; typedef int T[3]; typedef int F(int);
      typedef float v4 __attribute__((vector_size(16)));
      """)
    let types = [
      "int @", "const char *@", "char *const *@", "int @[3]", "int (*@)[3]", "int (*@[2])(void)", "void (*@)(int, ...)",
      "int (*@)()", "struct s @", "union u *@", "enum e @", "anonymous *@", "const T *@", "F *@", "T *@", "v4 @",
      "struct { int a : 3; int : 0; unsigned b : 4; } @", "struct { union { int x; float y; }; char z[]; } *@",
      "enum { P = 4, Q } @", "struct { char c; int i; } __attribute__((packed)) *@",
      "struct { char c; int i __attribute__((aligned(16))); } *@", "void (*(*@)(void (*)(int), int))(int)",
      "int (*(*@)[2])[3]", "const volatile struct s *restrict @", "_Atomic int @", "long double _Complex @",
      "__builtin_va_list @", "unsigned __int128 @", "int (*const @)(int)", "int *(*(*@)(void))(int)",
      "union { int *a; char *b; } __attribute__((transparent_union)) @",
    ]
    for (index, type) in types.enumerated() {
      let name = "x\(index)"
      let text = "extern " + type.replacing("@", with: name) + ";"
      #expect(reading.read(text), "\(text): \(reading.errors)")
      guard let variable = reading.environment.variable(named: name) else { continue }
      let printed = reading.environment.description(of: variable.type, name: name)
      #expect(reading.read("extern \(printed);"), "\(text): \(printed): \(reading.errors)")
      let abstract = reading.environment.description(of: variable.type)
      #expect(
        reading.read("typedef __typeof__(\(abstract)) t\(index); extern t\(index) \(name);"),
        "\(text): \(abstract): \(reading.errors)")
    }
  }

  @Test(arguments: ["stdio.h", "stdlib.h", "math.h", "signal.h", "pthread.h", "sqlite3.h", "zlib.h", "ffi.h"])
  func `functions of a header are printed and read again`(header: String) {
    if !SystemHeaders.has(header) && header.hasSuffix("3.h") { return }
    let reading = Reading("#include <\(header)>\n", system: true)
    #expect(reading.errors == [])
    let functions = reading.environment.functions
    #expect(!functions.isEmpty)
    // The name in parentheses is no use of a macro of the same name.
    let text = functions.map { reading.environment.description(of: $0.type, name: "(\($0.name))") + ";\n" }.joined()
    #expect(reading.read(text), "\(reading.errors)")
    for (before, now) in zip(functions, reading.environment.functions) {
      #expect(
        before.type == now.type,
        "\(before.name): \(reading.environment.description(of: before)); now \(reading.environment.description(of: now))"
      )
    }
  }

  @Test func `definitions are printed`() throws {
    let reading = Reading(
      "struct s { int a; char *b[2]; unsigned c : 3; struct { int d; }; }; enum e { A, B = 7 }; union u;")
    let environment = reading.environment
    #expect(
      environment.description(of: try #require(environment.record(tagged: "s")))
        == "struct s { int a; char *b[2]; unsigned int c : 3; struct { int d; }; }")
    #expect(
      environment.description(of: try #require(environment.enumeration(tagged: "e"))) == "enum e { A = 0, B = 7 }")
    #expect(environment.description(of: try #require(environment.record(tagged: "u"))) == "union u")
  }
}
