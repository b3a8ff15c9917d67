// SPDX-License-Identifier: Apache-2.0
//
// One text after another: the same again is accepted, another thing is refused with both places, and a text that fails leaves
// nothing behind.
import Prototypes
import Source
import Testing

struct RedeclarationTests {
  @Test func `the same may be declared again, also by a whole header`() {
    let header = """
      #define SIZE 10
      #pragma pack(push, 1)
      typedef struct { char tag; int value; } item;
      #pragma pack(pop)
      typedef enum { RED, GREEN = 5 } color;
      struct node { struct node *next; union { int i; float f; }; struct { short s; } inner[SIZE]; unsigned bits : 3; };
      enum { ONE = 1 };
      typedef int (*callback)(struct node *, color);
      int walk(struct node *list, callback each);
      extern const char *names[];
      static inline int twice(int x) { return 2 * x; }
      static const int limit = 7;
      """
    let reading = Reading(header)
    #expect(reading.errors == [])
    let functions = reading.environment.functions.count
    let types = reading.text("walk")
    #expect(reading.read(header), "\(reading.errors)")
    #expect(reading.read(header), "\(reading.errors)")
    #expect(reading.environment.functions.count == functions)
    #expect(reading.environment.variables.count == 2)
    #expect(reading.environment.typedefs.count == 3)
    #expect(reading.text("walk") == types)
    #expect(reading.warnings == [])
  }

  @Test func `declarations of one name complete each other`() throws {
    let reading = Reading("int f(); extern int a[]; struct s; struct s *g(void); typedef struct t T; enum e *h(void);")
    #expect(reading.errors == [])
    #expect(
      reading.read(
        "int f(int count, char *); extern int a[4]; struct s { int x; }; struct t { T *next; }; enum e { E };"),
      "\(reading.errors)")
    #expect(reading.text("f") == "int f(int, char *)")
    #expect(reading.environment.function(named: "f")?.parameters.map(\.name) == ["count", nil])
    #expect(reading.text("a") == "int a[4]")
    let id = try #require(reading.environment.record(tagged: "s"))
    #expect(reading.environment[id].size == 4)
    #expect(reading.read("int f(); int f(int, char *name);"))
    #expect(reading.text("f") == "int f(int, char *)")
    #expect(reading.read("int f(int, char *) __asm__(\"f64\");"))
    #expect(reading.environment.function(named: "f")?.symbol == "f64")
  }

  @Test func `types that C takes for the same are the same`() {
    let pairs = [
      ("typedef int T; T f(T);", "int f(int);"), ("int f(int a[3]);", "int f(int *);"),
      ("int f(const int);", "int f(int);"),
      ("enum e { A }; enum e f(void);", "unsigned f(void);"), ("int f(int (*)());", "int f(int (*)(long));"),
      ("int f(void g(void));", "int f(void (*)(void));"), ("extern int (*f)[];", "extern int (*f)[3];"),
      ("typedef struct { int a; } T; int f(T *);", "typedef struct { int a; } T; int f(T *);"),
      ("signed f(void);", "int f(void);"), ("extern const int f;", "extern int const f;"),
      ("typedef const int T; extern T f;", "extern const int f;"),
      ("typedef int A[2]; extern const A f;", "extern const int f[2];"),
      ("int f();", "int f(double);"),
    ]
    for (first, second) in pairs {
      let reading = Reading(first)
      #expect(reading.errors == [], "\(first)")
      #expect(reading.read(second), "\(first) \(second) \(reading.errors)")
    }
  }

  @Test func `where earlier declarations stay, a header's other one is noted, and the rest of it is read`() throws {
    let reading = Reading("double f(int); int g(void);")
    reading.files = ["h.h": "double f(double);\nint g(void);\nint h(void);\n"]
    #expect(!reading.read("#include \"h.h\"\n"))
    #expect(reading.environment.function(named: "h") == nil)
    reading.options.earlierStay = true
    #expect(reading.read("#include \"h.h\"\n"), "\(reading.errors)")
    #expect(reading.text("f") == "double f(int)")
    #expect(reading.text("h") == "int h(void)")
    let found = try #require(reading.declarations.contradictions.first)
    #expect(reading.declarations.contradictions.count == 1)
    #expect(found.function.name == "f")
    #expect(reading.environment.description(of: found.type, name: "f") == "double f(double)")
    // What the text itself says is an error as ever, and so is what two of its headers say.
    #expect(!reading.read("double f(double);"))
    reading.files = ["a.h": "int z(int);\n", "b.h": "int z(long);\n"]
    #expect(!reading.read("#include \"a.h\"\n#include \"b.h\"\n"))
  }

  @Test func `a different declaration is refused with both places`() {
    let cases: [(String, String, String)] = [
      (
        "int f(int);", "int f(long);",
        "b:1:5: conflicting types for 'f': 'int (long)', was 'int (int)'\n\ta:1:5: previous declaration is here"
      ),
      (
        "int f();", "int f(char);",
        "b:1:5: conflicting types for 'f': 'int (char)', was 'int ()'\n\ta:1:5: previous declaration is here"
      ),
      (
        "int f();", "int f(int, ...);",
        "b:1:5: conflicting types for 'f': 'int (int, ...)', was 'int ()'\n\ta:1:5: previous declaration is here"
      ),
      (
        "extern int x;", "extern long x;",
        "b:1:13: redeclaration of 'x' with a different type: 'long', was 'int'\n\ta:1:12: previous declaration is here"
      ),
      (
        "extern int x[2];", "extern int x[3];",
        "b:1:12: redeclaration of 'x' with a different type: 'int[3]', was 'int[2]'\n\ta:1:12: previous declaration is here"
      ),
      (
        "typedef int T;", "typedef long T;",
        "b:1:14: typedef redefinition with different types ('long' vs 'int')\n\ta:1:13: previous definition is here"
      ),
      (
        "typedef int T;", "int T(void);",
        "b:1:5: redefinition of 'T' as different kind of symbol\n\ta:1:13: previous declaration is here"
      ),
      (
        "struct x { int a; };", "struct x { long a; };",
        "b:1:8: redefinition of 'struct x': member 'a' is 'long', was 'int'\n\ta:1:8: previous definition is here"
      ),
      (
        "struct x { int a; };", "struct x { int b; };",
        "b:1:8: redefinition of 'struct x': member 'b' was 'a'\n\ta:1:8: previous definition is here"
      ),
      (
        "struct x { int a; };", "struct x { int a, b; };",
        "b:1:8: redefinition of 'struct x': it has 2 members, had 1\n\ta:1:8: previous definition is here"
      ),
      (
        "struct x { char a; int b; };", "struct x { char a; int b; } __attribute__((packed));",
        "b:1:8: redefinition of 'struct x': member 'b' stands at byte 1, stood at 4\n\ta:1:8: previous definition is here"
      ),
      (
        "struct x { int a : 3; };", "struct x { int a : 4; };",
        "b:1:8: redefinition of 'struct x': member 'a' is 'int : 4', was 'int : 3'\n\ta:1:8: previous definition is here"
      ),
      (
        "struct x;", "union x;",
        "b:1:7: use of 'x' with tag type that does not match previous declaration\n\ta:1:8: previous declaration is here"
      ),
      (
        "enum x { A };", "struct x *f;",
        "b:1:8: use of 'x' with tag type that does not match previous declaration\n\ta:1:6: previous declaration is here"
      ),
      (
        "enum x { A };", "enum x { A = 1 };",
        "b:1:6: redefinition of 'enum x': 'A' is 1, was 0\n\ta:1:6: previous definition is here"
      ),
      (
        "enum { A };", "enum { A = 2 };",
        "b:1:8: redefinition of enumerator 'A' with another value: 0 before, 2 now\n\ta:1:8: previous definition is here"
      ),
      (
        "int A;", "enum { A };",
        "b:1:8: redefinition of 'A' as different kind of symbol\n\ta:1:5: previous declaration is here"
      ),
      (
        "static const int x = 1;", "static const int x = 2;",
        "b:1:18: redefinition of 'x' with another value\n\ta:1:18: previous definition is here"
      ),
      (
        "int f(void) __asm__(\"g\");", "int f(void) __asm__(\"h\");",
        "b:1:5: conflicting asm label 'h' for 'f', was 'g'\n\ta:1:5: previous declaration is here"
      ),
    ]
    for (first, second, message) in cases {
      let reading = Reading()
      #expect(reading.read(first, name: "a"), "\(first) \(reading.errors)")
      #expect(!reading.read(second, name: "b"), "\(first) \(second)")
      #expect(reading.errors == [message])
    }
  }

  @Test func `a text with an error declares nothing`() {
    let reading = Reading("#define A 1\ntypedef int T;\nstruct s;\nint f();\n")
    let before = reading.environment
    #expect(
      !reading.read(
        "#undef A\n#define A 2\n#define B 3\ntypedef long U;\nstruct s { int a; };\nint f(int);\nint g(void);\nenum { C };\nfoo x;\n"
      ))
    #expect(reading.text("A") == "int A = 1")
    for name in ["B", "U", "g", "C"] { #expect(reading.text(name) == "none", "\(name)") }
    #expect(reading.text("f") == "int f()")
    #expect(reading.environment.functions.count == before.functions.count)
    #expect(reading.environment.record(tagged: "s").map { reading.environment[$0].isComplete } == false)
    #expect(reading.read("typedef char U; struct s { char c; }; int f(long);"), "\(reading.errors)")
  }

  @Test func `a macro's meaning follows what it is made of`() {
    let reading = Reading("#define A B\n#define C LATER\n#define B 1\n")
    #expect(reading.text("A") == "int A = 1")
    #expect(reading.text("C") == "macro: use of undeclared identifier 'LATER'")
    #expect(reading.read("#undef B\n#define B 2L\nenum { LATER = 9 };\n"))
    #expect(reading.text("A") == "long A = 2")
    #expect(reading.text("C") == "int C = 9")
    #expect(reading.read("#undef B\n"))
    #expect(reading.text("A") == "macro: use of undeclared identifier 'B'")
    #expect(reading.text("B") == "none")
    #expect(reading.read("#define A 3\n"))
    #expect(reading.warnings == ["t.c:1:9: 'A' macro redefined\n\tt.c:1:9: previous definition is here"])
    #expect(reading.text("A") == "int A = 3")
  }
}
