// SPDX-License-Identifier: Apache-2.0
//
// RedeclarationTests.swift — one symbol of C, declared by two packages of a program or beside libc's header: what is
// called in the same way is accepted, whatever its words, and all else is refused at its place.

import Subprocess
import Support
import Testing

@Suite struct RedeclarationTests {
  private let directory = TemporaryDirectory()

  /// A library whose symbols are of no use but to have addresses, and two packages that name `f` or `v`.
  private func outcome(_ own: String, _ other: String, _ body: String = "_ = C.f") throws -> String {
    directory.write("int f(void) { return 0; } long v;", to: "x.c")
    try directory.compile("x.c", to: "libx.so")
    _ = Subprocess.run(["mkdir", "-p", directory.path + "/other"])
    func package(_ name: String, _ text: String) -> String {
      "package \(name)\n\n/*\n#cgo LDFLAGS: -L\(directory.path) -lx\n\(text)\n*/\nimport \"C\"\n"
    }
    directory.write("module two\n", to: "go.mod")
    directory.write(
      package("main", own) + "import \"two/other\"\n\nfunc main() { other.F(); \(body) }\n", to: "main.go")
    directory.write(package("other", other) + "\nfunc F() { \(body) }\n", to: "other/o.go")
    let ran = Subprocess.run([Repository.loam, "run", directory.path])
    return ran.status == 0 ? "fine" : ran.errorText.replacing(directory.path + "/", with: "")
  }

  @Test(arguments: [
    ("int f(void);", "int f(void);"),
    ("int f(int);", "unsigned f(unsigned);"),
    ("long f(char *);", "size_t f(const unsigned char *s);"),
    ("void f(void *);", "void f(struct later *);"),
    ("struct p { int x, y; }; void f(struct p);", "typedef struct { int a; unsigned b; } q; void f(q);"),
    (
      "struct p { int x; struct p *next; }; void f(struct p *);",
      "struct q { int y; struct q *rest; }; void f(const struct q *);"
    ),
    ("void f(int (*)(const void *, const void *));", "void f(int (*)(char *, char *));"),
    ("int f(const char *, ...);", "int f(char *, int);"),
    ("enum e { A }; int f(enum e);", "int f(unsigned);"),
    ("void f(double *);", "void f(double [3]);"),
  ])
  func `packages may declare a symbol in different words`(own: String, other: String) throws {
    try #expect(outcome("#include <stddef.h>\n" + own, "#include <stddef.h>\n" + other) == "fine")
  }

  @Test(arguments: [
    ("int f(void);", "long f(void);"),
    ("int f(int);", "int f(int, int);"),
    ("int f(double);", "int f(float);"),
    ("int f(signed char);", "int f(unsigned char);"),
    ("int f(int *);", "int f(long *);"),
    ("int f(int);", "int f(int *);"),
    ("struct p { int x, y; }; void f(struct p);", "struct p { int x; float y; }; void f(struct p);"),
    ("struct p { int x, y; }; void f(struct p *);", "struct p { int x; }; void f(struct p *);"),
    (
      "struct p { int x; struct p *next; }; void f(struct p *);",
      "struct p { long x; struct p *next; }; void f(struct p *);"
    ),
    (
      "struct p { int a : 3; int b : 4; }; void f(struct p *);",
      "struct p { int a : 4; int b : 3; }; void f(struct p *);"
    ),
    ("void f(int (*)(const void *));", "void f(double (*)(const void *));"),
    ("void f(int [2][3]);", "void f(int [3][2]);"),
    ("int f(int, ...);", "int f(void);"),
  ])
  func `packages that declare a symbol so that it is called otherwise are refused`(own: String, other: String) throws {
    let text = try outcome(own, other)
    #expect(
      text.hasPrefix("main.go:10:32: C.f is declared as '")
        && text.contains("', and otherwise in another package that uses it\n\tother/o.go:5:"), "\(text)")
  }

  @Test func `variables are compared as well, and what no code names is not`() throws {
    try #expect(outcome("extern long v;", "extern unsigned long v;", "C.v++") == "fine")
    try #expect(
      outcome("extern long v;", "extern int v;", "C.v++") == """
        main.go:10:28: C.v is declared as 'long v', and otherwise in another package that uses it
        \tother/o.go:5:12: it is 'int v' here

        """)
    try #expect(outcome("extern long v; int f(int);", "extern long v; void f(float);", "C.v++") == "fine")
  }

  /// nil: accepted.
  @Test(
    arguments: [
      ("size_t strlen(const unsigned char *);", nil),
      ("int atexit(void *);", nil),
      ("struct timeval { long s, u; }; int gettimeofday(struct timeval *, void *);", nil),
      (
        "struct timeval { int s; }; int gettimeofday(struct timeval *, void *);",
        "'int gettimeofday(struct timeval *, void *)', but <sys/time.h> declares "
          + "'int gettimeofday(struct timeval *, void *)'"
      ),
      (
        "double modf(double, float *);",
        "'double modf(double, float *)', but <math.h> declares 'double modf(double, double *)'"
      ),
      (
        "void qsort(void *, size_t, size_t, long (*)(const void *, const void *));",
        "'void qsort(void *, size_t, size_t, long (*)(const void *, const void *))', but <stdlib.h> declares "
          + "'void qsort(void *, size_t, size_t, __compar_fn_t)'"
      ),
    ] as [(String, String?)])
  func `a function of libc may be written down in other words but not so that its memory is read otherwise`(
    text: String, conflict: String?
  ) {
    let directory = TemporaryDirectory()
    directory.write(
      "package main\n\n/*\n#include <stddef.h>\n\(text)\n*/\nimport \"C\"\n\nfunc main() {}\n", to: "p.go")
    let ran = Subprocess.run([Repository.loam, "run", directory.path + "/p.go"])
    if let conflict {
      #expect(ran.status == 1 && ran.errorText.contains(": conflicting types for '"), "\(ran.errorText)")
      #expect(ran.errorText.contains(conflict), "\(ran.errorText)")
    } else {
      #expect(ran.status == 0 && ran.errorText.isEmpty, "\(ran.errorText)")
    }
  }

  @Test func `a header at the prompt leaves what was declared alike and is refused where it was not`() {
    directory.write("int f(const char *); void g(void);", to: "alike.h")
    directory.write("void g(void); double f(double);", to: "other.h")
    func prompt(_ header: String) -> Finished {
      let input = ":c int f(unsigned char *)\n:c #include \"\(header)\"\n"
      return Subprocess.run([Repository.loam], input: Array(input.utf8), directory: directory.path)
    }
    let alike = prompt("alike.h")
    #expect(alike.status == 0 && alike.outputText.contains("func C.g()"), "\(alike.errorText)")
    let words = "declares 'int f(const char *)'; it stays as it was declared before: 'int f(unsigned char *)'"
    #expect((alike.outputText + alike.errorText).contains(words), "\(alike.outputText) \(alike.errorText)")
    let other = prompt("other.h")
    #expect(other.status != 0 && !other.outputText.contains("func C.g()"), "\(other.outputText)")
    #expect(
      other.errorText.contains(
        "other.h:1:22: conflicting types for 'f': 'double f(double)', was 'int f(unsigned char *)'"),
      "\(other.errorText)")
  }
}
