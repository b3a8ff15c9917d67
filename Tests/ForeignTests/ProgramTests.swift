// SPDX-License-Identifier: Apache-2.0
//
// ProgramTests.swift — the programs of Programs/: Go with C that gcc compiles, and what they print.
//
// How.      NAME.go with `import "C"`, NAME.c for the library that it names, NAME.out. Each runs plainly and with switches
//           that move stacks and collect all the time, which change nothing.

import Glibc
import Subprocess
import Support
import Testing

@Suite struct ForeignProgramTests {
  private static let switches = [
    "", "movestack=1", "gcstress=1", "movestack=1,gcalways=1,handoff=1", "preempt=1,checkptr=1", "ffislow=1",
    "deepscan=1,gcalways=1",
  ]

  private func prepare(_ name: String) throws -> TemporaryDirectory {
    let directory = TemporaryDirectory()
    for ending in ["c", "go"] {
      let text = try #require(Repository.text("Tests/ForeignTests/Programs/\(name).\(ending)"))
      directory.write(text, to: "\(name).\(ending)")
    }
    try directory.compile("\(name).c", to: "lib\(name).so", flags: ["-lpthread"])
    return directory
  }

  private func run(_ name: String, in directory: TemporaryDirectory, _ arguments: [String], _ switches: String)
    -> Finished
  {
    Subprocess.run(
      [Repository.loam, "run", "\(directory.path)/\(name).go"] + arguments, environment: ["LOAMDEBUG": switches],
      seconds: 600)
  }

  @Test(arguments: [("callbacks", Int32(3)), ("faults", 2), ("growth", 0), ("lending", 0), ("odd", 0), ("pointers", 0)])
  func `Go and C call each other, whatever moves`(name: String, status: Int32) throws {
    let directory = try prepare(name)
    let expected = try #require(Repository.text("Tests/ForeignTests/Programs/\(name).out"))
    for switches in Self.switches {
      let ran = run(name, in: directory, [], switches)
      #expect(ran.outputText == expected, "\(switches): \(difference(expected: expected, actual: ran.outputText))")
      #expect(ran.status == status, "\(switches): \(ran.errorText.suffix(1000))")
    }
  }

  /// SQLite with its header, a function and a callback in Go.
  @Test func `a program that was written for cgo prints what it prints there`() throws {
    let expected = try #require(Repository.text("Tests/ForeignTests/Programs/sqlite.out"))
    for switches in Self.switches {
      let ran = Subprocess.run(
        [Repository.loam, "run", Repository.root + "/Tests/ForeignTests/Programs/sqlite.go"],
        environment: ["LOAMDEBUG": switches])
      #expect(ran.outputText == expected, "\(switches): \(ran.errorText.suffix(1000))")
    }
  }

  @Test func `a fault of C that nobody recovers is reported with the frames of both sides`() throws {
    let ran = run("faults", in: try prepare("faults"), [], "")
    for line in [
      "invalid memory address or nil pointer in C function deref (signal 11 at address 0x0)", "\nC.deref(...)\n",
      "\nC.call(...)\n",
      "\nmain.main()\n",
    ] {
      #expect(ran.errorText.contains(line), "\(line) is not in \(ran.errorText)")
    }
  }

  @Test func `what C's own threads call in vain is told of once, and then ever more seldom`() throws {
    let ran = run("lending", in: try prepare("lending"), [], "")
    let told = "loam: C called the Go function main.freed.func1, which it had until it was freed"
    let lines = ran.errorText.split(separator: "\n").map(String.init)
    #expect(Set(lines) == Set([told] + [10, 100, 1000].map { "\(told) (\($0) times by now)" }), "\(ran.errorText)")
    #expect(lines.count == 4)
  }

  @Test(arguments: [
    (
      "double free or corruption", "free(p); free(p);", Int32(6),
      "C's heap is damaged, and its lock is held, in C.wrong"
    ),
    (
      "", "pthread_create(&t, 0, fault, 0); pthread_join(t, 0);", 11,
      "a fault on a thread or in code that Go cannot leave"
    ),
  ])
  func `what the process cannot outlive ends it with words`(libc: String, body: String, signal: Int32, words: String)
    throws
  {
    let directory = TemporaryDirectory()
    directory.write(
      """
      #include <pthread.h>
      #include <stdlib.h>
      static void *fault(void *p) { *(volatile int *)8 = 1; return p; }
      void wrong(void) { pthread_t t; char *volatile p = malloc(200000), *volatile q = malloc(10); \(body) }
      """, to: "wrong.c")
    directory.write(
      "package main\n\n/*\n#cgo LDFLAGS: -L${SRCDIR} -lwrong\nvoid wrong(void);\n*/\nimport \"C\"\n\n"
        + "func main() {\n\tC.wrong()\n}\n", to: "wrong.go")
    try directory.compile("wrong.c", to: "libwrong.so", flags: ["-lpthread", "-w"])
    let ran = Subprocess.run([Repository.loam, "run", "\(directory.path)/wrong.go"])
    #expect(ran.status == 128 + signal, "\(ran.errorText)")
    #expect(ran.errorText.contains(libc) && ran.errorText.contains("loam: the process ends"), "\(ran.errorText)")
    #expect(ran.errorText.contains(words), "\(ran.errorText)")
  }

  @Test(arguments: [
    ("long jump", "C left Go functions by a long jump in C.away"),
    ("exit", "C ended a thread of Go's (pthread_exit) in C.end"),
    ("floats", ""),
  ])
  func `C that leaves the calls by another way, or its settings behind, is told so`(way: String, words: String) throws {
    let directory = TemporaryDirectory()
    directory.write(
      """
      #define _GNU_SOURCE
      #include <fenv.h>
      #include <pthread.h>
      #include <setjmp.h>
      static jmp_buf at;
      int away(int (*f)(int), int x) { return x == 1 && setjmp(at) != 0 ? 5 : f(x); }
      void jump(void) { longjmp(at, 1); }
      void end(void) { pthread_exit(0); }
      void floats(void) { feenableexcept(FE_ALL_EXCEPT); }
      """, to: "away.c")
    let body =
      switch way {
      case "long jump": "C.away(func(x int32) int32 { C.jump(); return x }, 1)"
      case "exit": "C.away(func(x int32) int32 { C.end(); return x }, 0)"
      default: "C.floats(); zero := 0.0; println(1/zero, 1/(1/zero), 7/3.0)"
      }
    directory.write(
      "package main\n\n/*\n#cgo LDFLAGS: -L${SRCDIR} -laway -lm\nint away(int (*f)(int), int x);\nvoid jump(void);\n"
        + "void end(void);\nvoid floats(void);\n*/\nimport \"C\"\n\nfunc main() {\n\t\(body)\n}\n", to: "away.go")
    try directory.compile("away.c", to: "libaway.so", flags: ["-lm", "-lpthread"])
    let ran = Subprocess.run([Repository.loam, "run", "\(directory.path)/away.go"])
    if words.isEmpty {
      #expect(ran.status == 0 && ran.errorText == "+Inf 0 2.3333333333333335\n", "\(ran.errorText)")
    } else {
      #expect(ran.status == 2 && ran.errorText.hasPrefix("fatal error: \(words)\n"), "\(ran.errorText)")
    }
  }

  /// A million calls and a hundred thousand callbacks with LOAM_FOREIGN=full.
  @Test func `very many calls and callbacks are clean while everything moves and is collected`() throws {
    let isFull = getenv("LOAM_FOREIGN").map { String(cString: $0) } == "full"
    let (calls, callbacks) = isFull ? (1_000_000, 100_000) : (20_000, 5_000)
    let directory = try prepare("many")
    let last = (callbacks - 1) % 1000
    let sum = (callbacks - 1) * callbacks / 2
    for switches in Self.switches {
      let ran = run("many", in: directory, ["\(calls)", "\(callbacks)"], switches)
      #expect(
        ran.outputText == "\(calls) \(callbacks) true \(callbacks) \(sum) \(last)\n",
        "\(switches): \(ran.errorText.suffix(1000))")
    }
  }

  // MARK: What is refused before anything runs

  private func errors(_ preamble: String, _ body: String) -> String {
    let directory = TemporaryDirectory()
    directory.write("package main\n\n/*\n\(preamble)\n*/\nimport \"C\"\n\nfunc main() {\n\t\(body)\n}\n", to: "p.go")
    let ran = Subprocess.run([Repository.loam, "run", "\(directory.path)/p.go"])
    #expect(ran.status == 1 || ran.status == 2)
    #expect(ran.outputText == "")
    return ran.errorText.replacing(directory.path + "/", with: "")
  }

  @Test(arguments: [
    (
      "",
      "p.go:13:15: C.hook is declared, but there is no hook in the process\n"
        + "\tp.go:10:6: a comment '//export hook' before it would give it to C\n"
    ),
    (
      "//export hook",
      "p.go:13:13: cannot use C.hook (value of type func(C.int) C.int) as a function of C in //export\n"
        + "\thave func(C.int) C.int\n\twant func(C.int, C.long) C.int\n"
        + "\tintegers of the same size and sign will do, and unsafe.Pointer for any pointer\n"
    ),
  ])
  func `a Go function that C names is one of C's shape, with a comment that gives it`(comment: String, expected: String)
  {
    let directory = TemporaryDirectory()
    directory.write(
      "package main\n\n// typedef int (*each)(int, long);\n// extern int hook(int, long);\nimport \"C\"\n\n// hook adds.\n//\n"
        + "\(comment)\nfunc hook(a C.int) C.int { return a }\n\nfunc main() {\n\t_ = C.each(C.hook)\n}\n", to: "p.go")
    let ran = Subprocess.run([Repository.loam, "run", "\(directory.path)/p.go"])
    #expect(ran.errorText.replacing(directory.path + "/", with: "") == expected)
  }

  @Test(arguments: [
    ("int nowhere(int);", "C.nowhere(1)", "p.go:9:4: C.nowhere is declared, but there is no nowhere in the process\n"),
    ("", "C.abs(1)", "p.go:9:4: C.abs is not declared; #include <stdlib.h> does it\n"),
    (
      "int abs(int);", "C.abs(\"x\")",
      "p.go:9:8: cannot use \"x\" (untyped string constant) as C.int value in argument to C.abs\n"
    ),
    ("int abs(int);", "C.abs()", "p.go:9:2: not enough arguments in call to C.abs\n\thave ()\n\twant (C.int)\n"),
    (
      "#cgo LDFLAGS: -lnowhere\nint abs(int);", "C.abs(1)",
      "p.go:4:1: there is no library libnowhere.so: libnowhere.so: cannot open shared object file: No such file or directory\n"
    ),
    (
      "int abs(int);\nlong abs(long);", "C.abs(1)",
      "p.go:5:6: conflicting types for 'abs': 'long (long)', was 'int (int)'\n\tp.go:4:5: previous declaration is here\n"
    ),
    (
      "int abs();", "C.abs(1)",
      "p.go:9:4: C.abs cannot be used in Go: abs() says nothing of its parameters: write abs(void) if it has none\n"
    ),
    (
      "#include <stdarg.h>\nint vprintf(const char *, va_list);", "C.vprintf(nil, nil)",
      "p.go:10:4: C.vprintf cannot be used in Go: a va_list cannot be made in Go\n"
    ),
    (
      "static int own(int x) { return x; }", "C.own(1)",
      "p.go:9:4: C.own cannot be used in Go: it is static, so no library has it, and Loam has no C compiler for its body\n"
        + "\tp.go:4:12: its body is here\n"
    ),
    (
      "#define twice(x) (2 * (x))", "_ = C.twice",
      "p.go:9:8: C.twice cannot be used in Go: it is a macro with arguments\n"
    ),
    (
      "int own(int x)\n{\n  return x;\n}", "C.own(1)",
      "p.go:12:4: C.own has a body, which nobody compiles: Loam has no C compiler. Put it into a library (cc -shared) and "
        + "name that, by #cgo LDFLAGS or :c open; here goes its declaration\n\tp.go:4:5: its body is here\n"
    ),
    (
      "double sqrt(int);", "C.sqrt(4)",
      "p.go:4:8: conflicting types for 'sqrt': 'double sqrt(int)', but <math.h> declares 'double sqrt(double)'\n"
    ),
    (
      "int strlen(const char *);\nint abs(int);", "C.abs(4)",
      "p.go:4:5: conflicting types for 'strlen': 'int strlen(const char *)', but <string.h> declares "
        + "'size_t strlen(const char *)'\n"
    ),
    (
      "int printf(const char *, ...);", "C.printf(\"%d\", []int{1})",
      "p.go:9:17: cannot use []int{…} (value of type []int) as one of the ... arguments to C.printf\n"
        + "\tC takes numbers, bools, pointers and strings there\n"
    ),
    (
      "int printf(const char *, ...);", "C.printf(\"%p\", nil)",
      "p.go:9:17: cannot use nil as one of the ... arguments to C.printf\n"
        + "\tC has to know what it is; a null pointer is unsafe.Pointer(nil)\n"
    ),
    (
      "#include <errno.h>", "_ = C.errno",
      "p.go:9:8: C.errno is each thread's own: v, err := C.f() has that of a call\n"
    ),
    (
      "struct later;", "_ = C.sizeof_struct_later",
      "p.go:9:8: C.sizeof_struct_later is not declared: struct later has no size, it is only declared\n"
    ),
    (
      "int abs(int);", "f := C.abs; f(1)",
      "p.go:9:14: invalid operation: cannot call f (variable of type unsafe.Pointer): unsafe.Pointer is not a function\n"
    ),
    (
      "extern int hook(int);", "C.hook(1)",
      "p.go:9:4: C.hook is declared, but there is no hook in the process\n"
    ),
    (
      "struct s;\nvoid f(struct s);", "var s C.struct_s; C.f(s)",
      "p.go:10:22: C.f cannot be used in Go: struct s is not defined, only declared\n"
    ),
  ])
  func `what cannot be called says why, at its place`(preamble: String, body: String, expected: String) {
    #expect(errors(preamble, body) == expected)
  }

  @Test func `a comment may be there for its libraries alone`() {
    let directory = TemporaryDirectory()
    directory.write(
      "package main\n\n// #cgo LDFLAGS: -lm\nimport \"C\"\n\nfunc main() { println(\"fine\") }\n", to: "p.go")
    let ran = Subprocess.run([Repository.loam, "run", "\(directory.path)/p.go"])
    #expect(ran.status == 0 && ran.errorText == "fine\n", "\(ran.errorText)")
  }

  @Test func `a comment with an empty line behind it is told of`() {
    let directory = TemporaryDirectory()
    directory.write(
      "package main\n\n// #include <stdlib.h>\n\nimport \"C\"\n\nfunc main() { C.abs(1) }\n", to: "p.go")
    let ran = Subprocess.run([Repository.loam, "run", "\(directory.path)/p.go"])
    #expect(
      ran.errorText.replacing(directory.path + "/", with: "") == """
        p.go:7:17: C.abs is not declared; #include <stdlib.h> does it
        \tp.go:3:1: this comment is not read: an empty line stands between it and import "C"

        """)
  }
}
