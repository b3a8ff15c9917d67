// SPDX-License-Identifier: Apache-2.0
//
// EnvironmentTests.swift — what surrounds the C of a package: its names and folder, its `#cgo` lines, its libraries.

import Subprocess
import Support
import Testing

@Suite struct ForeignEnvironmentTests {
  private func run(_ directory: TemporaryDirectory, _ file: String = "p.go", _ environment: [String: String] = [:])
    -> Finished
  {
    Subprocess.run([Repository.loam, "run", directory.path + "/" + file], environment: environment)
  }

  private func errors(_ directory: TemporaryDirectory, _ environment: [String: String] = [:]) -> String {
    let ran = run(directory, "p.go", environment)
    #expect(ran.status == 1)
    #expect(ran.outputText == "")
    return ran.errorText.replacing(directory.path + "/", with: "")
  }

  private func program(_ preamble: String, _ body: String, imports: String = "\"fmt\"") -> String {
    "package main\n\n/*\n\(preamble)\n*/\nimport \"C\"\nimport \(imports)\n\nfunc main() {\n\t\(body)\n}\n"
  }

  // MARK: Packages

  @Test func `each package of a program has its own names of C, and its own folder`() {
    let directory = TemporaryDirectory()
    _ = Subprocess.run(["mkdir", "-p", directory.path + "/geo/include"])
    directory.write("module example.com/two\n", to: "go.mod")
    directory.write(
      "struct item { int a; };\n#define LIMIT 10\ntypedef int number;\nint abs(int);\ntypedef int (*each)(int);\n",
      to: "own.h")
    directory.write(
      """
      package main

      // #include "own.h"
      // static const int kind = 1;
      import "C"
      import ("example.com/two/geo"; "fmt")

      func main() {
      \tvar i C.struct_item
      \ti.a = 3
      \tvar n C.number = 7
      \tfmt.Println(i.a, n/2, C.LIMIT, C.kind, C.sizeof_struct_item, C.abs(-4))
      \tfmt.Println(geo.Show())
      \tfmt.Println(geo.Item() == any(i), geo.Item() == any(C.struct_item{}))
      }

      """, to: "main.go")
    directory.write(
      "struct item { double x, y; };\n#define LIMIT 2.5\ntypedef double number;\nlong labs(long);\n", to: "geo/own.h")
    directory.write("enum { scaled = SCALE * 2 };\n", to: "geo/include/scale.h")
    directory.write(
      """
      package geo

      // #include "own.h"
      // #include "scale.h"
      // static const int kind = 2;
      // typedef double (*each)(double);
      import "C"
      import "fmt"

      func Show() string {
      \ti := C.struct_item{x: 1.5, y: 2}
      \tvar n C.number = 7
      \treturn fmt.Sprint(i.x, i.y, n/2, C.LIMIT, C.kind, C.sizeof_struct_item, C.labs(-5), C.scaled, C.SCALE)
      }

      func Item() any { return C.struct_item{} }

      """, to: "geo/geo.go")
    // Flags of any file of a package hold for all of them.
    directory.write(
      "package geo\n\n// #cgo CFLAGS: -I${SRCDIR}/include -DSCALE=3 -O2 -Wall -g -std=c99\nimport \"C\"\n",
      to: "geo/zflags.go")
    let ran = run(directory, "")
    #expect(ran.outputText == "3 3 10 1 4 4\n1.5 2 3.5 2.5 2 16 5 6 3\nfalse false\n", "\(ran.errorText)")
    directory.write(
      "package geo\n\n// struct item { int a; };\n// int abs(int);\nimport \"C\"\n\nfunc Take(i C.struct_item) {}\n",
      to: "geo/geo.go")
    directory.write(
      """
      package main

      // struct item { int a; };
      // long labs(long);
      import "C"
      import "example.com/two/geo"

      func main() {
      \tgeo.Take(C.struct_item{})
      \tC.abs(1)
      }

      """, to: "main.go")
    let failed = run(directory, "")
    #expect(
      failed.errorText.replacing(directory.path + "/", with: "") == """
        main.go:9:11: cannot use C.struct_item{} (value of struct type C.struct_item) as geo.C.struct_item value in argument to geo.Take
        main.go:10:4: C.abs is not declared; #include <stdlib.h> does it

        """)
  }

  @Test func `callbacks, strings, errno and variables of C are every package's`() {
    let directory = TemporaryDirectory()
    _ = Subprocess.run(["mkdir", "-p", directory.path + "/sorting"])
    directory.write(
      "package main\n\nimport \"sorting\"\n\n// int atoi(const char *);\nimport \"C\"\n\nfunc main() { sorting.Run(int32(C.atoi(\"4\"))) }\n",
      to: "main.go")
    directory.write(
      """
      package sorting

      // typedef int (*order)(const void *, const void *);
      // void qsort(void *, unsigned long, unsigned long, order);
      // int atoi(const char *);
      // int close(int);
      // extern int optind;
      // extern int descending(const void *, const void *);
      import "C"
      import ("fmt"; "unsafe")

      //export descending
      func descending(a, b unsafe.Pointer) C.int { return *(*C.int)(b) - *(*C.int)(a) }

      func Run(n int32) {
      \tlist := []int32{n, 9, int32(C.atoi("7"))}
      \tp := unsafe.Pointer(&list[0])
      \tC.qsort(p, 3, 4, func(a, b unsafe.Pointer) int32 { return *(*int32)(a) - *(*int32)(b) })
      \tfmt.Println(list)
      \tC.qsort(p, 3, 4, C.order(C.descending))
      \tC.qsort(p, 3, 4, C.order(C.descending))
      \tfmt.Println(list, C.Callbacks())
      \t_, err := C.close(-1)
      \tC.optind = 5
      \tfmt.Println(err, C.optind)
      }

      """, to: "sorting/sorting.go")
    let ran = run(directory, "")
    #expect(
      ran.outputText == "[4 7 9]\n[9 7 4] [sorting.descending]\nbad file descriptor 5\n", "\(ran.errorText)")
  }

  // MARK: #cgo lines

  @Test(arguments: [
    "#cgo LDFLAGS: -L${SRCDIR} -lown", "#cgo linux LDFLAGS: -L${SRCDIR} -lown -Wl,-rpath,${SRCDIR} -pthread",
    "#cgo windows LDFLAGS: -lnowhere\n#cgo darwin linux LDFLAGS: -L ${SRCDIR} -l own",
    "#cgo linux,windows LDFLAGS: -lnowhere\n#cgo linux,!windows LDFLAGS: -L\"${SRCDIR}\" '-lown'",
    "#cgo LDFLAGS: ${SRCDIR}/libown.so", "#cgo LDFLAGS: libown.so -L.", "#cgo LDFLAGS: -L${SRCDIR} -l:libown.so",
    "  #cgo\tLDFLAGS:-L${SRCDIR}\n#cgo CXXFLAGS: -std=c++17\n#cgo noescape own\n#cgo LDFLAGS: -lown -lm -O2",
    "#cgo pkg-config: own",
  ])
  func `#cgo lines name libraries as they do for Go`(lines: String) throws {
    let directory = TemporaryDirectory()
    directory.write("int own(void) { return 42; }\n", to: "own.c")
    try directory.compile("own.c", to: "libown.so")
    directory.write(
      "Name: own\nDescription: own\nVersion: 1\nCflags: -DOWN=1\nLibs: -L\(directory.path) -lown\n", to: "own.pc")
    // For where there is no pkg-config.
    directory.write(
      "#!/bin/sh\ncase $1 in --libs) echo -L\(directory.path) -lown;; *) echo -DOWN=1;; esac\n", to: "pkg")
    _ = Subprocess.run(["chmod", "+x", directory.path + "/pkg"])
    directory.write(program(lines + "\nint own(void);", "fmt.Println(C.own())"), to: "p.go")
    let ran = run(directory, "p.go", ["PKG_CONFIG": directory.path + "/pkg"])
    #expect(ran.outputText == "42\n", "\(ran.errorText)")
  }

  @Test func `a file that is loaded at the prompt has its own folder`() throws {
    let directory = TemporaryDirectory()
    directory.write("int own(void) { return 42; }\n", to: "own.c")
    try directory.compile("own.c", to: "libown.so")
    directory.write("int own(void);\n", to: "own.h")
    directory.write(
      program("#cgo LDFLAGS: -L${SRCDIR} -lown\n#include \"own.h\"", "fmt.Println(C.own())"), to: "p.go")
    let ran = Subprocess.run(
      [Repository.loam],
      input: Array(":load \(directory.path)/p.go\nmain()\n:c int abs(int)\nC.own() + C.abs(-1)\n".utf8))
    #expect(ran.outputText == "42\nfunc C.abs(C.int) C.int\n43 : C.int\n", "\(ran.errorText)")
  }

  @Test func `macros of #cgo lines are there for the headers, and as constants`() {
    let directory = TemporaryDirectory()
    directory.write(
      program(
        "#cgo CFLAGS: -DWIDE -D DEPTH=8 '-DNAME=\"a b\"' -UNDEBUG -fPIC\n#ifdef WIDE\nenum { size = DEPTH * 2 };\n#endif",
        "fmt.Println(C.size, C.DEPTH, C.NAME, C.WIDE)"), to: "p.go")
    let ran = run(directory)
    #expect(ran.outputText == "16 8 a b 1\n", "\(ran.errorText)")
  }

  @Test(arguments: [
    (
      "#cgo FLAGS: -lm",
      "p.go:4:1: invalid #cgo line: FLAGS is none of CFLAGS, CPPFLAGS, CXXFLAGS, FFLAGS, LDFLAGS, pkg-config\n"
    ),
    ("#cgo LDFLAGS -lm", "p.go:4:1: invalid #cgo line: there is no ':' in 'LDFLAGS -lm'\n"),
    (
      "int f(int);\n  #cgo LDFLAGS: -l \"m", "p.go:5:3: invalid #cgo line: a quote is not closed in 'LDFLAGS: -l \"m'\n"
    ),
    ("#cgo LDFLAGS: -l", "p.go:4:1: invalid #cgo line: nothing follows -l\n"),
    (
      "#cgo LDFLAGS: libx.a",
      "p.go:4:1: libx.a has to be linked, which takes a linker: Loam opens shared libraries (cc -shared)\n"
    ),
    (
      "#cgo CFLAGS: -fpack-struct",
      "p.go:4:1: -fpack-struct would lay out or pass values otherwise than Loam, which calls libraries as they are usually compiled\n"
    ),
    ("#cgo CFLAGS: -D1", "p.go:4:1: #define 1 1: macro name must be an identifier\n"),
    (
      "#cgo pkg-config: x",
      "p.go:4:1: #cgo pkg-config wants the program nowhere/pkg, which cannot be run: name the library by #cgo LDFLAGS: -l\n"
    ),
  ])
  func `a #cgo line that cannot be followed says why, at its place`(line: String, expected: String) {
    let directory = TemporaryDirectory()
    directory.write(program(line, "fmt.Println(C.int(1))"), to: "p.go")
    #expect(errors(directory, ["PKG_CONFIG": "nowhere/pkg"]) == expected)
  }

  // MARK: Libraries

  @Test func `libraries find each other's symbols in whatever order they are named`() throws {
    let directory = TemporaryDirectory()
    directory.write("int lower(void) { return 4; }\n", to: "lower.c")
    directory.write("int lower(void);\nint upper(void) { return lower() * 10; }\n", to: "upper.c")
    try directory.compile("lower.c", to: "liblower.so")
    try directory.compile("upper.c", to: "libupper.so")
    for flags in ["-lupper -llower", "-llower -lupper"] {
      directory.write(
        program("#cgo LDFLAGS: -L${SRCDIR} \(flags)\nint upper(void);", "fmt.Println(C.upper())"), to: "p.go")
      let ran = run(directory)
      #expect(ran.outputText == "40\n", "\(flags): \(ran.errorText)")
    }
    // Alone, and one that wants a library which is gone.
    directory.write(
      program("#cgo LDFLAGS: -L${SRCDIR} -lupper\nint upper(void);", "fmt.Println(C.upper())"), to: "p.go")
    #expect(
      errors(directory)
        == "p.go:4:1: libupper.so cannot be opened: libupper.so: undefined symbol: lower\n")
    try directory.compile("upper.c", to: "libupper.so", flags: ["-L" + directory.path, "-llower"])
    _ = Subprocess.run(["rm", directory.path + "/liblower.so"])
    #expect(
      errors(directory)
        == "p.go:4:1: libupper.so cannot be opened: liblower.so: cannot open shared object file: No such file or directory\n"
    )
  }

  @Test func `a library's own function of a name of libc's is taken for what it is`() throws {
    let directory = TemporaryDirectory()
    directory.write("const char *index(int n) { return n ? \"one\" : \"none\"; }\n", to: "own.c")
    try directory.compile("own.c", to: "libown.so")
    directory.write(
      program(
        "#cgo LDFLAGS: -L${SRCDIR} -lown\nconst char *index(int);", "fmt.Println(C.GoString(C.index(1)))"), to: "p.go")
    let ran = run(directory)
    #expect(ran.outputText == "one\n", "\(ran.errorText)")
  }

  @Test func `C sees the variables that Go sets`() {
    let directory = TemporaryDirectory()
    directory.write(
      """
      package main

      // #include <stdlib.h>
      import "C"
      import "os"

      func main() {
      \tos.Setenv("LOAM_TEST", "new")
      \tprintln(C.GoString(C.getenv("LOAM_TEST")), C.getenv("HOME") != nil)
      \tos.Unsetenv("LOAM_TEST")
      \tprintln(C.getenv("LOAM_TEST") == nil)
      \tos.Clearenv()
      \tprintln(C.getenv("HOME") == nil, len(os.Environ()))
      }
      """, to: "p.go")
    let ran = Subprocess.run(
      [Repository.loam, "run", "\(directory.path)/p.go"], environment: ["LOAM_TEST": "old", "HOME": "/"])
    #expect(ran.errorText == "new true\ntrue\ntrue 0\n", "\(ran.errorText)")
  }
}
