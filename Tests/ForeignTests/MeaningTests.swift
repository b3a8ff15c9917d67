// SPDX-License-Identifier: Apache-2.0
//
// MeaningTests.swift — what a name of package C means: what is only defined in the text, macros, fields.

import Subprocess
import Support
import Testing

@Suite struct ForeignMeaningTests {
  private func run(_ preamble: String, _ body: String, imports: String = "\"fmt\"", functions: String = "")
    -> (outputText: String, errorText: String)
  {
    let directory = TemporaryDirectory()
    directory.write(
      "int plain(int x) { return x + 1; }\nextern inline int abs(int x) { return x < 0 ? -x : x; }\n", to: "own.h")
    directory.write(
      "package main\n\n/*\n\(preamble)\n*/\nimport \"C\"\nimport (\(imports))\n\n\(functions)func main() {\n\t\(body)\n}\n",
      to: "p.go")
    let ran = Subprocess.run([Repository.loam, "run", "\(directory.path)/p.go"])
    return (ran.outputText, ran.errorText.replacing(directory.path + "/", with: ""))
  }

  // MARK: Definitions

  @Test(arguments: [
    (
      "double gamma(double x) { return 2 * x; }", "fmt.Println(C.gamma(5))",
      "C.gamma has a body, which nobody compiles: Loam has no C compiler. Put it into a library (cc -shared) and name that, "
        + "by #cgo LDFLAGS or :c open; here goes its declaration\n\tp.go:4:8: its body is here\n"
    ),
    (
      "inline double gamma(double x) { return 2 * x; }", "fmt.Println(C.gamma(5))",
      "C.gamma has a body, which nobody compiles: Loam has no C compiler. Put it into a library (cc -shared) and name that, "
        + "by #cgo LDFLAGS or :c open; here goes its declaration\n\tp.go:4:15: its body is here\n"
    ),
    (
      "#include <stdlib.h>\nint abs(int x) { return x; }", "fmt.Println(C.abs != nil)",
      "C.abs has a body, which nobody compiles: Loam has no C compiler. Put it into a library (cc -shared) and name that, "
        + "by #cgo LDFLAGS or :c open; here goes its declaration\n\tp.go:5:5: its body is here\n"
    ),
    (
      "#include \"own.h\"", "fmt.Println(C.plain(1))",
      "C.plain has a body, which nobody compiles: Loam has no C compiler. Put it into a library (cc -shared) and name that, "
        + "by #cgo LDFLAGS or :c open; here goes its declaration\n\town.h:1:5: its body is here\n"
    ),
    (
      "int optind = 42;", "fmt.Println(C.optind)",
      "C.optind has an initializer, and nobody compiles it: Loam has no C compiler. Put it into a library (cc -shared) and "
        + "name that, by #cgo LDFLAGS or :c open; here goes its declaration, with extern\n"
        + "\tp.go:4:5: its initializer is here\n"
    ),
    (
      "static int optind;", "fmt.Println(C.optind)",
      "C.optind cannot be used in Go: it is static, so no library has it, and Loam has no C compiler for its value\n"
    ),
  ])
  func `what is defined in the text is not the symbol of that name of a library`(
    preamble: String, body: String, expected: String
  ) {
    let ran = run(preamble, body)
    #expect(ran.outputText == "")
    let place = ran.errorText.split(separator: " ", maxSplits: 1)
    #expect(place.first?.hasPrefix("p.go:") == true && place.last.map(String.init) == expected, "\(ran.errorText)")
  }

  @Test func `what a header has inline, what has a known value and what is only declared can be used`() {
    let ran = run(
      "#include \"own.h\"\nint optind;\nint opterr;\nconst int optopt = 7;\nstatic const double half = 0.5;",
      "C.opterr = 3; fmt.Println(C.abs(-4), C.optind, C.opterr, C.optopt, C.half)")
    #expect(ran.outputText == "4 1 3 7 0.5\n", "\(ran.errorText)")
  }

  // MARK: Macros

  @Test func `a macro that names a function, a variable or a type is that`() {
    let ran = run(
      """
      #define LATER own_abs
      #include <stdio.h>
      #include <stdlib.h>
      #define ALIAS abs
      #define AGAIN ALIAS
      #define OUT stdout
      #define KIND div_t
      #define NUMBER int32_t
      long own_labs(long) __asm__("labs");
      long own_abs(long) __asm__("labs");
      #define atol own_labs
      """,
      """
      v, err := C.ALIAS(-3)
      \tvar k C.KIND
      \tvar n C.NUMBER = C.int(7)
      \tk.quot = 5
      \tfmt.Println(C.ALIAS(-4), C.AGAIN(-5), C.LATER(-6), C.OUT == C.stdout, C.ALIAS == C.abs, v, err, k.quot, n)
      \tfmt.Println(C.atol(-8))
      """)
    #expect(ran.outputText == "4 5 6 true true 3 <nil> 5 7\n8\n", "\(ran.errorText)")
    let wrong = run("#define AWAY nowhere", "C.AWAY()")
    #expect(wrong.errorText.contains("C.AWAY cannot be used in Go: its macro is no constant"), "\(wrong.errorText)")
  }

  @Test func `a macro that is a pointer is a value of that type`() {
    let ran = run(
      """
      #cgo LDFLAGS: -lsqlite3
      #include <signal.h>
      #include <sqlite3.h>
      #include <stdlib.h>
      #include <sys/mman.h>
      #define PLACE ((char *)16)
      static void *const eight = (void *)8;
      """,
      """
      p := C.mmap(C.NULL, 0, 0, 0, -1, 0)
      \tC.free(C.NULL)
      \tfmt.Println(p == C.MAP_FAILED, C.NULL == nil, C.PLACE, C.eight)
      \told := C.signal(C.SIGUSR1, C.SIG_IGN)
      \tfmt.Println(old == C.SIG_DFL, C.raise(C.SIGUSR1), C.signal(C.SIGUSR1, C.SIG_DFL) == C.SIG_IGN)
      \tvar db *C.sqlite3
      \tvar query *C.sqlite3_stmt
      \tC.sqlite3_open(":memory:", &db)
      \tC.sqlite3_prepare_v2(db, "select ?", -1, &query, nil)
      \tfmt.Println(C.sqlite3_bind_text(query, 1, "kept", -1, C.SQLITE_TRANSIENT), C.sqlite3_step(query) == C.SQLITE_ROW)
      \tfmt.Println(C.GoString((*C.char)(unsafe.Pointer(C.sqlite3_column_text(query, 0)))))
      """, imports: "\"fmt\"; \"unsafe\"")
    #expect(ran.outputText == "true true 0x10 0x8\ntrue 0 true\n0 true\nkept\n", "\(ran.errorText)")
    let wrong = run("#include <stdlib.h>", "C.NULL = nil; fmt.Println(&C.NULL)")
    #expect(
      wrong.errorText.contains("cannot assign to C.NULL") && wrong.errorText.contains("cannot take address of C.NULL"),
      "\(wrong.errorText)")
  }

  // MARK: Names

  @Test func `names that Go or the package has for itself make nothing else unusable`() {
    let ran = run(
      """
      struct s { int type; int _type; int init; int anon0; struct { int inner; }; int range; char c; };
      struct odd { char a$b; int x; };
      typedef int _string;
      typedef int _void;
      typedef long uint;
      _string _callback(_void);
      int CString(void);
      int _errno_abs(int);
      int own(int p1, int) __asm__("abs");
      int range(int) __asm__("abs");
      int _range(int) __asm__("nowhere");
      unsigned long strlen(const char *);
      int a$b(int);
      """,
      """
      s := C.struct_s{__type: 1, _type: 2, init: 3, anon0: 4, _range: 5}
      \ts.inner = 6
      \tfmt.Println(s.__type, s._type, s.init, s.anon0, s.inner, s._range, C.sizeof_struct_s, C.sizeof_struct_odd)
      \tfmt.Println(C.strlen("four"), C.GoString(C.CString("text")), C.__range(-7), C.own(-9, 0), C.struct_odd{x: 8}.x)
      """)
    #expect(ran.outputText == "1 2 3 4 6 5 28 8\n4 text 7 9 8\n", "\(ran.errorText)")
    let wrong = run("int _range(int); int range(int) __asm__(\"abs\");", "C._range(1)")
    #expect(
      wrong.errorText.contains("C._range is declared, but there is no _range in the process"), "\(wrong.errorText)")
  }

  // MARK: Calls that jump

  @Test(arguments: [
    ("setjmp.h", "setjmp(nil)", "it returns twice, which Go cannot"),
    ("setjmp.h", "_setjmp(nil)", "it returns twice, which Go cannot"),
    ("setjmp.h", "sigsetjmp(nil, 0)", "it returns twice, which Go cannot"),
    ("unistd.h", "vfork()", "it returns twice, which Go cannot"),
    ("setjmp.h", "longjmp(nil, 1)", "it jumps to where setjmp was called, which Go cannot do"),
    ("setjmp.h", "siglongjmp(nil, 1)", "it jumps to where setjmp was called, which Go cannot do"),
  ])
  func `what returns twice or jumps there is refused`(header: String, call: String, reason: String) {
    let name = call.prefix { $0 != "(" }
    let ran = run("#include <\(header)>\nint again(void *) __asm__(\"setjmp\");", "fmt.Println(C.\(call))")
    #expect(ran.errorText.hasSuffix("C.\(name) cannot be called: \(reason)\n"), "\(ran.errorText)")
    #expect(ran.outputText == "")
    let other = run("int again(void *) __asm__(\"setjmp\");", "fmt.Println(C.again)")
    #expect(
      other.errorText.hasSuffix("C.again cannot be used in Go: it returns twice, which Go cannot\n"),
      "\(other.errorText)")
  }

  // MARK: Exports

  @Test(arguments: [
    ("//export missing", "p.go:9:1: //export names missing, but the function below it is other\n"),
    (
      "// other is a function.\n//\n//export missing",
      "p.go:11:1: //export names missing, but the function below it is other\n"
    ),
    ("//export ", "p.go:9:1: //export names no function\n"),
    ("//export other", ""), ("// export missing", ""), ("//export missing\n", ""),
  ])
  func `a comment that exports has the name of the function below it`(comment: String, expected: String) {
    let ran = run("", "fmt.Println(1)", functions: "\(comment)\nfunc other() {}\n\n")
    #expect(ran.errorText == expected)
    #expect(ran.outputText == (expected.isEmpty ? "1\n" : ""))
  }
}
