// SPDX-License-Identifier: Apache-2.0
//
// What a person is told, and where: messages in full.
import Prototypes
import Source
import Testing

struct ErrorTests {
  private func check(_ table: [(text: String, errors: [String])]) {
    for (text, errors) in table { #expect(Reading(text).errors == errors.map { "t.c:" + $0 }, "\(text)") }
  }

  @Test func `types`() {
    check([
      ("foo x;", ["1:1: unknown type name 'foo'"]),
      ("int f(foo x);", ["1:7: unknown type name 'foo'"]),
      ("typedef int my_type;\nmy_tipe x;", ["2:1: unknown type name 'my_tipe'; did you mean 'my_type'?"]),
      ("duoble f(void);", ["1:1: unknown type name 'duoble'; did you mean 'double'?"]),
      (
        "size_t f(void);",
        [
          "1:1: unknown type name 'size_t'\n\tt.c:1:1: 'size_t' is declared in <stddef.h>: write #include <stddef.h> before"
        ]
      ),
      ("int f(unit32_t x);", ["1:7: unknown type name 'unit32_t'; did you mean 'uint32_t'?"]),
      ("struct point { int x; };\npoint p;", ["2:1: must use 'struct' tag to refer to type 'point'"]),
      ("enum e { A };\ne x;", ["2:1: must use 'enum' tag to refer to type 'e'"]),
      ("x;", ["1:1: type specifier missing before 'x'"]), ("f(int);", ["1:1: type specifier missing before 'f'"]),
      ("long float x;", ["1:6: cannot combine 'float' with previous 'long'"]),
      ("unsigned signed x;", ["1:10: cannot combine 'signed' with previous 'unsigned'"]),
      ("long long long x;", ["1:11: cannot combine 'long' with previous 'long long'"]),
      ("struct s int x;", ["1:10: cannot combine 'int' with previous 'struct s'"]),
      ("int struct s x;", ["1:5: cannot combine 'struct' with previous 'int'"]),
      ("extern static int x;", ["1:8: cannot combine 'static' with a previous storage class"]),
      ("int f(static int x);", ["1:7: 'static' is not allowed here"]),
      ("_Imaginary float x;", ["1:1: imaginary types are not supported"]),
      ("_Complex int x;", ["1:1: '_Complex int' is not a type"]),
      ("int x __attribute__((mode(XY)));", ["1:5: unknown machine mode 'XY'"]),
      ("struct s x __attribute__((mode(SI)));", ["1:10: mode attribute on 'struct s', which is no arithmetic type"]),
      ("int x __attribute__((aligned(3)));", ["1:22: requested alignment is not a power of 2"]),
      ("int x __attribute__((aligned(1 << 29)));", ["1:22: requested alignment must be 268435456 bytes or smaller"]),
    ])
  }

  @Test func `declarators`() {
    check([
      ("int f(int)\nint g(int);", ["1:11: expected ';' after declaration"]),
      ("int x y;", ["1:6: expected ';' after declaration, found 'y'"]),
      ("int x", ["1:6: expected ';' after declaration"]),
      ("int 3;", ["1:5: expected a name, found '3'"]), ("int *;", ["1:6: expected a name, found ';'"]),
      ("int struct;", ["1:5: cannot combine 'struct' with previous 'int'"]),
      ("int if;\nint *return;", []),
      ("int *const;", ["1:11: expected a name, found ';'"]),
      ("int *int;", ["1:6: expected a name, found the keyword 'int'"]),
      ("int f(int a, int a);", ["1:18: redefinition of parameter 'a'"]),
      ("int f(int a int b);", ["1:13: expected ',' or ')' before 'int'\n\tt.c:1:6: to match this '('"]),
      ("int f(int a;", ["1:12: expected ')'\n\tt.c:1:6: to match this '('"]),
      ("int f(int", ["1:10: expected ')'\n\tt.c:1:6: to match this '('"]),
      ("int f(void, int);", ["1:7: 'void' must be the first and only parameter"]),
      ("int f(int, void);", ["1:12: 'void' must be the first and only parameter"]),
      ("int f(void x);", ["1:12: parameter has incomplete type 'void'"]),
      ("int f(int, ..., int);", ["1:15: '...' must be the last parameter"]),
      ("int f(void)[3];", ["1:6: function cannot return array type 'int[3]'"]),
      ("int f(void)(void);", ["1:6: function cannot return function type 'int (void)'"]),
      ("int x[3](void);", ["1:6: 'x' declared as array of functions of type 'int (void)'"]),
      ("int x[-1];", ["1:7: array size is negative"]),
      ("int x[1.5];", ["1:7: size of array has non-integer type 'double'"]),
      ("extern int n; int x[n];", ["1:21: size of array is not a constant: 'n' is a variable"]),
      ("void x[2];", ["1:7: array has incomplete element type 'void'"]),
      ("struct s x[2];", ["1:11: array has incomplete element type 'struct s'"]),
      ("int x[2][];", ["1:6: array has incomplete element type 'int[]'"]),
      ("void x;", ["1:6: variable 'x' has incomplete type 'void'"]),
      ("int x[3;", ["1:8: expected ']'\n\tt.c:1:6: to match this '['"]),
      ("int (x;", ["1:7: expected ')'\n\tt.c:1:5: to match this '('"]),
      ("int f(struct s x) { return 0; }", ["1:16: parameter 'x' has incomplete type 'struct s'"]),
      ("int x { 1 };", ["1:7: unexpected '{': only a function has a body"]),
      ("int f(void) { if (1) {", ["1:23: expected '}'\n\tt.c:1:13: to match this '{'"]),
      ("typedef int T = 1;", ["1:15: illegal initializer (only variables can be initialized)"]),
      ("int f(void) = 1;", ["1:13: illegal initializer (only variables can be initialized)"]),
      (
        "typedef int wide __attribute__((aligned(16))); wide x[2];",
        ["1:54: size of array element of type 'wide' (4 bytes) isn't a multiple of its alignment (16 bytes)"]
      ),
      ("}", ["1:1: extraneous closing brace ('}')"]), ("3;", ["1:1: expected a declaration, found '3'"]),
      (
        "extern \"C\" int f(void);",
        ["1:1: 'extern \"C\"' is C++\n\tt.c:1:1: put it between #ifdef __cplusplus and #endif"]
      ),
      ("sizeof(int);", ["1:1: expected a declaration, found 'sizeof'"]),
      ("int f(void) __asm__(3);", ["1:21: expected a string with the symbol's name after 'asm'"]),
      ("int f(void) __attribute__(nonnull);", ["1:27: expected '((' after '__attribute__'"]),
      ("int (^f)(void);", ["1:6: blocks are not supported"]),
    ])
  }

  @Test func `records and enums`() {
    check([
      ("struct { int a int b; } x;", ["1:15: expected ';' at end of member declaration"]),
      ("struct s { int a; int a; };", ["1:23: duplicate member 'a'\n\tt.c:1:16: previous declaration is here"]),
      (
        "struct s { int a; union { int a; }; };",
        ["1:19: duplicate member 'a'\n\tt.c:1:16: previous declaration is here"]
      ),
      ("struct s { struct t x; };", ["1:21: field 'x' has incomplete type 'struct t'"]),
      ("struct s { struct s x; };", ["1:21: field 'x' has incomplete type 'struct s'"]),
      ("struct s { void x; };", ["1:17: field 'x' has incomplete type 'void'"]),
      ("struct s { int f(void); };", ["1:16: field 'f' declared as a function"]),
      ("struct s { int a[]; int b; };", ["1:16: flexible array member 'a' is not at the end of the struct"]),
      ("struct s { int a : 33; };", ["1:16: width of bit-field 'a' (33 bits) exceeds the width of its type (32 bits)"]),
      ("struct s { int a : -1; };", ["1:16: bit-field 'a' has negative width (-1)"]),
      ("struct s { int a : 0; };", ["1:16: named bit-field 'a' has zero width"]),
      ("struct s { float a : 3; };", ["1:18: bit-field 'a' has non-integral type 'float'"]),
      ("struct s { _Bool a : 2; };", ["1:18: width of bit-field 'a' (2 bits) exceeds the width of its type (1 bit)"]),
      (
        "extern int n; struct s { int a : n; };",
        ["1:34: width of bit-field 'a' is not an integer constant: 'n' is a variable"]
      ),
      ("struct s { foo a; int b; bar c; };", ["1:12: unknown type name 'foo'", "1:26: unknown type name 'bar'"]),
      ("struct s { int; };", ["1:12: declaration does not declare anything"]),
      ("struct s { static int a; };", ["1:12: 'static' is not allowed here"]),
      ("struct;", ["1:7: expected a tag or '{' after 'struct'"]),
      ("enum;", ["1:5: expected a tag or '{' after 'enum'"]),
      ("struct s { int a;", ["1:18: expected '}'\n\tt.c:1:10: to match this '{'"]),
      ("struct s { int a; } int x;", ["1:21: cannot combine 'int' with previous 'struct s'"]),
      ("enum e { };", ["1:10: an enum needs an enumerator"]),
      ("enum e { A B };", ["1:12: expected ',' or '}' after an enumerator, found 'B'\n\tt.c:1:8: to match this '{'"]),
      ("enum e { 3 };", ["1:10: expected an enumerator's name, found '3'"]),
      ("enum e { A, A };", ["1:13: redefinition of enumerator 'A'\n\tt.c:1:10: previous definition is here"]),
      ("enum e { A = 1.5 };", ["1:14: value of enumerator 'A' is not an integer constant"]),
      ("enum e { A = B };", ["1:14: use of undeclared identifier 'B'"]),
      ("enum e { A = 0xffffffffffffffff, B };", ["1:34: value of enumerator 'B' is larger than any integer type"]),
      ("enum e : char { A = 300 };", ["1:17: value of enumerator 'A' does not fit in 'char'"]),
      ("enum e : float { A };", ["1:10: non-integral type 'float' is an invalid underlying type"]),
      ("_Static_assert(sizeof(int) == 8, \"ints are\" \" small\");", ["1:1: static assertion failed: ints are small"]),
      ("_Static_assert(x, \"\");", ["1:16: use of undeclared identifier 'x'"]),
      ("_Static_assert(1.5);", ["1:16: static assertion is not an integer constant"]),
    ])
  }

  @Test func `expressions`() {
    check([
      ("int x[1 / 0];", ["1:9: division by zero"]), ("int x[1 % 0];", ["1:9: division by zero"]),
      ("int x[1 << 32];", ["1:9: shift count is negative or not less than the width of 'int'"]),
      ("int x[(1];", ["1:9: expected ')'\n\tt.c:1:7: to match this '('"]),
      ("int x[1 +];", ["1:10: expected an expression, found ']'"]),
      ("int x[1 ? 2];", ["1:12: expected ':'"]), ("int x[08];", ["1:7: invalid digit '8' in octal constant"]),
      ("int x[1lul];", ["1:7: invalid suffix 'lul' on integer constant"]),
      ("int x[0x];", ["1:7: invalid suffix 'x' on integer constant"]),
      ("int x[99999999999999999999];", ["1:7: integer constant is larger than the largest unsigned integer type"]),
      ("double x = 1e;", ["1:12: exponent has no digits"]),
      ("double x = 1.5z;", ["1:12: invalid suffix 'z' on floating constant"]),
      ("double x = 0x1.5;", ["1:12: hexadecimal floating constant requires an exponent"]),
      ("int x = '\\q';", ["1:9: unknown escape sequence '\\q'"]),
      ("int x = '\\x';", ["1:9: \\x used with no following hex digits"]),
      ("int x = '\\400';", ["1:9: octal escape sequence out of range"]),
      ("int x[sizeof(struct s)];", ["1:7: invalid application of 'sizeof' to an incomplete type 'struct s'"]),
      ("int x[1.5 % 2];", ["1:11: invalid operands to binary expression ('double' and 'int')"]),
      ("int x[~1.5];", ["1:7: invalid argument type 'double' to unary '~'"]),
      ("int x[*3];", ["1:7: indirection requires pointer operand ('int' invalid)"]),
      ("typedef int T; int x[T];", ["1:22: unexpected type name 'T': expected an expression"]),
      ("enum { LIMIT }; int x[LIMT];", ["1:23: use of undeclared identifier 'LIMT'; did you mean 'LIMIT'?"]),
      ("int x[f(1)];", ["1:7: use of undeclared function 'f'"]),
      ("int f(int); int x[f(1)];", ["1:19: size of array is not a constant: it calls 'f'"]),
      ("struct s { int a; }; int x[sizeof(((struct s *)0)->b)];", ["1:52: no member named 'b' in 'struct s'"]),
      ("struct s; int x[sizeof(((struct s *)0)->b)];", ["1:41: incomplete definition of type 'struct s'"]),
      (
        "int x[__builtin_offsetof(struct s, a)];\nstruct t { int a : 3; }; int y[__builtin_offsetof(struct t, a)];",
        ["1:36: incomplete definition of type 'struct s'", "2:61: offset of a bit-field or a variable index"]
      ),
      ("int x[sizeof(3.a)];", ["1:14: invalid suffix 'a' on floating constant"]),
      ("int x[(1, 2)];", ["1:7: size of array is not a constant: it has a comma operator"]),
      ("int y; int x[y = 1];", ["1:16: an assignment is no constant"]),
      ("int x[1++];", ["1:8: '++' is not allowed in a constant"]),
    ])
  }

  @Test func `the preprocessor`() {
    check([
      ("int x;\n#if 1\nint y;", ["2:1: unterminated #if"]), ("#ifdef A\n#else\n", ["1:1: unterminated #ifdef"]),
      ("int x; /* comment", ["1:8: unterminated /* comment"]),
      ("#if 0\n/* comment\n#endif", ["2:1: unterminated /* comment", "1:1: unterminated #if"]),
      ("char *x = \"abc;\n", ["1:11: missing terminating '\"' character"]),
      ("int x = 'a;\n", ["1:9: missing terminating ' character"]),
      ("int x = '';", ["1:9: empty character constant"]),
      ("#endif", ["1:1: #endif without #if"]), ("#else", ["1:1: #else without #if"]),
      ("#elif 1", ["1:1: #elif without #if"]),
      ("#if 1\n#else\n#else\n#endif", ["3:1: #else after #else"]),
      ("#if 1\n#else\n#elif 1\n#endif", ["3:1: #elif after #else"]),
      ("#error this  is wrong", ["1:1: #error this  is wrong"]),
      ("#defin X 1", ["1:2: invalid preprocessing directive '#defin'; did you mean '#define'?"]),
      ("#foo", ["1:2: invalid preprocessing directive '#foo'"]),
      ("#include <nothing.h>", ["1:10: 'nothing.h' file not found"]),
      ("#include \"\"", ["1:10: empty filename in #include"]),
      ("#include nothing", ["1:10: expected \"FILENAME\" or <FILENAME>"]),
      ("#include", ["1:1: expected \"FILENAME\" or <FILENAME>"]),
      ("#define", ["1:2: macro name missing"]), ("#define 3", ["1:9: macro name must be an identifier"]),
      ("#define defined 1", ["1:9: 'defined' cannot be used as a macro name"]),
      ("#ifdef", ["1:2: macro name missing", "1:1: unterminated #ifdef"]),
      ("#define F(a", ["1:9: missing ')' in macro parameter list of 'F'"]),
      ("#define F(a, a) a", ["1:14: duplicate macro parameter name 'a'"]),
      ("#define F(3) a", ["1:11: invalid token '3' in macro parameter list"]),
      ("#define F(a b) a", ["1:13: expected ',' or ')' in macro parameter list"]),
      ("#define F(..., a) a", ["1:14: expected ')' in macro parameter list"]),
      ("#define F(a) #b", ["1:14: '#' is not followed by a macro parameter"]),
      ("#define F(a) ## a", ["1:14: '##' cannot appear at start of macro expansion"]),
      ("#define F(a) a ##", ["1:16: '##' cannot appear at end of macro expansion"]),
      (
        "#define F(a, b) a\nint F(x);",
        ["2:5: too few arguments provided to function-like macro 'F': 1 for 2\n\tt.c:1:9: macro 'F' defined here"]
      ),
      (
        "#define F(a) a\nint F(x;",
        [
          "2:5: unterminated argument list of macro 'F'\n\tt.c:1:9: macro 'F' defined here"
        ]
      ),
      ("#define F(a, b) a ## b\nint F(x, +);", ["2:7: pasting formed 'x+', an invalid preprocessing token"]),
      ("#if\n#endif", ["1:2: expected value in expression"]),
      ("#if 1 +\n#endif", ["1:2: expected value in expression"]),
      ("#if (1\n#endif", ["1:2: missing ')' in preprocessor expression"]),
      ("#if 1 / 0\n#endif", ["1:7: division by zero in preprocessor expression"]),
      ("#if 1.5\n#endif", ["1:5: floating point literal in preprocessor expression"]),
      ("#if f(1)\n#endif", ["1:5: function-like macro 'f' is not defined"]),
      ("#if 1 2\n#endif", ["1:7: token is not a valid binary operator in a preprocessor expression"]),
      ("#if defined\n#endif", ["1:5: macro name missing after 'defined'"]),
      ("#if defined(A\n#endif", ["1:5: missing ')' after 'defined'"]),
      ("#if \"x\"\n#endif", ["1:5: invalid token at start of a preprocessor expression"]),
      ("#if 1 ? 2\n#endif", ["1:2: expected ':' in preprocessor expression"]),
      ("#pragma pack(3)", ["1:14: expected #pragma pack parameter to be 1, 2, 4, 8 or 16, found '3'"]),
      ("#pragma pack", ["1:9: missing '(' after '#pragma pack'"]),
      ("#pragma pack(foo)", ["1:14: expected 'push', 'pop' or an alignment in '#pragma pack', found 'foo'"]),
      ("#line x", ["1:7: #line needs a number"]),
      ("int x; # define A", ["1:8: a directive must be the first on its line"]),
      ("#define BAD foo x\nBAD;", ["2:1: unknown type name 'foo'\n\tt.c:2:1: in the expansion of macro 'BAD'"]),
      ("int `x;", ["1:5: expected a name, found '`'"]),
    ])
  }

  @Test func `several errors are told, at most ten, in the order of the text`() {
    let text = "foo a;\nint ok;\nbar b;\n#define\nint c[1 / 0];\nstruct { baz d; int e; } f;\nint g(;\nint ok;\n"
    #expect(
      Reading(text).errors.map { String($0.prefix(7)) } == [
        "t.c:1:1", "t.c:3:1", "t.c:4:2", "t.c:5:9", "t.c:6:1", "t.c:7:7",
      ])
    #expect(Reading(String(repeating: "foo a;\n", count: 50)).errors.count == 10)
    #expect(Reading(String(repeating: "#foo\n", count: 50)).errors.count == 10)
  }

  @Test func `an error in an included file says where it was included`() {
    let reading = Reading("int x;\n#include \"a.h\"\n", files: ["a.h": "\n#include <b.h>\n", "b.h": "foo y;\n"])
    #expect(
      reading.errors == [
        "b.h:1:1: unknown type name 'foo'\n\ta.h:2:1: in a file included here\n\tt.c:2:1: in a file included here"
      ])
  }

  @Test func `warnings do not fail a text`() {
    let reading = Reading("#warning look out\nint;\n#pragma pack(pop)\nint x;\n#pragma unknown\n#ident \"x\"\n")
    #expect(reading.errors == [])
    #expect(
      reading.warnings == [
        "t.c:1:1: #warning look out", "t.c:2:1: declaration does not declare anything",
        "t.c:3:1: #pragma pack(pop, ...) without a push",
      ])
  }
}
