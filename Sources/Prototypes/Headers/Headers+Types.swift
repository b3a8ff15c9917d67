// SPDX-License-Identifier: Apache-2.0
//
// Headers of types and limits. Where glibc's own headers are there but the compiler's are not, `stddef.h` and `limits.h`
// are read by them; so the first knows what `__need_size_t` and its like ask for.

extension BuiltinHeaders {
  static let stddef = """
    #if !defined __need_size_t && !defined __need_wchar_t && !defined __need_NULL && !defined __need_ptrdiff_t \\
      && !defined __need_wint_t
    #define __need_size_t
    #define __need_wchar_t
    #define __need_NULL
    #define __need_ptrdiff_t
    #ifndef _STDDEF_H
    #define _STDDEF_H
    #define offsetof(type, member) __builtin_offsetof(type, member)
    typedef struct {
      long long __max_align_ll __attribute__((__aligned__(__alignof__(long long))));
      long double __max_align_ld __attribute__((__aligned__(__alignof__(long double))));
    } max_align_t;
    #endif
    #endif
    #ifdef __need_size_t
    typedef __SIZE_TYPE__ size_t;
    #undef __need_size_t
    #endif
    #ifdef __need_ptrdiff_t
    typedef __PTRDIFF_TYPE__ ptrdiff_t;
    #undef __need_ptrdiff_t
    #endif
    #ifdef __need_wchar_t
    typedef __WCHAR_TYPE__ wchar_t;
    #undef __need_wchar_t
    #endif
    #ifdef __need_wint_t
    typedef __WINT_TYPE__ wint_t;
    #undef __need_wint_t
    #endif
    #ifdef __need_NULL
    #undef NULL
    #define NULL ((void *)0)
    #undef __need_NULL
    #endif

    """

  static let stdbool = """
    #ifndef _STDBOOL_H
    #define _STDBOOL_H
    #define bool _Bool
    #define true 1
    #define false 0
    #define __bool_true_false_are_defined 1
    #endif

    """

  static let stdarg = """
    #ifndef __GNUC_VA_LIST
    #define __GNUC_VA_LIST
    typedef __builtin_va_list __gnuc_va_list;
    #endif
    #ifdef __need___va_list
    #undef __need___va_list
    #elif !defined _STDARG_H
    #define _STDARG_H
    typedef __gnuc_va_list va_list;
    #define va_start(list, last) __builtin_va_start(list, last)
    #define va_end(list) __builtin_va_end(list)
    #define va_arg(list, type) __builtin_va_arg(list, type)
    #define va_copy(to, from) __builtin_va_copy(to, from)
    #endif

    """

  static let limits = """
    #ifndef _LIMITS_H_OWN
    #define _LIMITS_H_OWN
    #undef CHAR_BIT
    #define CHAR_BIT 8
    #undef SCHAR_MIN
    #define SCHAR_MIN (-128)
    #undef SCHAR_MAX
    #define SCHAR_MAX 127
    #undef UCHAR_MAX
    #define UCHAR_MAX 255
    #undef CHAR_MIN
    #undef CHAR_MAX
    #ifdef __CHAR_UNSIGNED__
    #define CHAR_MIN 0
    #define CHAR_MAX UCHAR_MAX
    #else
    #define CHAR_MIN SCHAR_MIN
    #define CHAR_MAX SCHAR_MAX
    #endif
    #undef SHRT_MIN
    #define SHRT_MIN (-32768)
    #undef SHRT_MAX
    #define SHRT_MAX 32767
    #undef USHRT_MAX
    #define USHRT_MAX 65535
    #undef INT_MIN
    #define INT_MIN (-INT_MAX - 1)
    #undef INT_MAX
    #define INT_MAX 2147483647
    #undef UINT_MAX
    #define UINT_MAX 4294967295U
    #undef LONG_MIN
    #define LONG_MIN (-LONG_MAX - 1L)
    #undef LONG_MAX
    #define LONG_MAX 9223372036854775807L
    #undef ULONG_MAX
    #define ULONG_MAX 18446744073709551615UL
    #undef LLONG_MIN
    #define LLONG_MIN (-LLONG_MAX - 1LL)
    #undef LLONG_MAX
    #define LLONG_MAX 9223372036854775807LL
    #undef ULLONG_MAX
    #define ULLONG_MAX 18446744073709551615ULL
    #ifndef MB_LEN_MAX
    #define MB_LEN_MAX 16
    #endif
    #ifndef PATH_MAX
    #define PATH_MAX 4096
    #endif
    #ifndef NAME_MAX
    #define NAME_MAX 255
    #endif
    #ifndef PIPE_BUF
    #define PIPE_BUF 4096
    #endif
    #ifndef IOV_MAX
    #define IOV_MAX 1024
    #endif
    #ifndef SSIZE_MAX
    #define SSIZE_MAX LONG_MAX
    #endif
    #endif

    """

  static let float = """
    #ifndef _FLOAT_H
    #define _FLOAT_H
    #define FLT_RADIX __FLT_RADIX__
    #define FLT_EVAL_METHOD __FLT_EVAL_METHOD__
    #define FLT_ROUNDS 1
    #define DECIMAL_DIG __DECIMAL_DIG__
    #define FLT_MANT_DIG __FLT_MANT_DIG__
    #define DBL_MANT_DIG __DBL_MANT_DIG__
    #define LDBL_MANT_DIG __LDBL_MANT_DIG__
    #define FLT_DIG __FLT_DIG__
    #define DBL_DIG __DBL_DIG__
    #define LDBL_DIG __LDBL_DIG__
    #define FLT_DECIMAL_DIG __FLT_DECIMAL_DIG__
    #define DBL_DECIMAL_DIG __DBL_DECIMAL_DIG__
    #define LDBL_DECIMAL_DIG __LDBL_DECIMAL_DIG__
    #define FLT_MIN_EXP __FLT_MIN_EXP__
    #define DBL_MIN_EXP __DBL_MIN_EXP__
    #define LDBL_MIN_EXP __LDBL_MIN_EXP__
    #define FLT_MIN_10_EXP __FLT_MIN_10_EXP__
    #define DBL_MIN_10_EXP __DBL_MIN_10_EXP__
    #define LDBL_MIN_10_EXP __LDBL_MIN_10_EXP__
    #define FLT_MAX_EXP __FLT_MAX_EXP__
    #define DBL_MAX_EXP __DBL_MAX_EXP__
    #define LDBL_MAX_EXP __LDBL_MAX_EXP__
    #define FLT_MAX_10_EXP __FLT_MAX_10_EXP__
    #define DBL_MAX_10_EXP __DBL_MAX_10_EXP__
    #define LDBL_MAX_10_EXP __LDBL_MAX_10_EXP__
    #define FLT_MAX __FLT_MAX__
    #define DBL_MAX __DBL_MAX__
    #define LDBL_MAX __LDBL_MAX__
    #define FLT_MIN __FLT_MIN__
    #define DBL_MIN __DBL_MIN__
    #define LDBL_MIN __LDBL_MIN__
    #define FLT_EPSILON __FLT_EPSILON__
    #define DBL_EPSILON __DBL_EPSILON__
    #define LDBL_EPSILON __LDBL_EPSILON__
    #define FLT_TRUE_MIN __FLT_DENORM_MIN__
    #define DBL_TRUE_MIN __DBL_DENORM_MIN__
    #define FLT_HAS_SUBNORM 1
    #define DBL_HAS_SUBNORM 1
    #define LDBL_HAS_SUBNORM 1
    #endif

    """

  static let stdint: String = {
    var text = "#ifndef _STDINT_H\n#define _STDINT_H 1\n"
    for bits in [8, 16, 32, 64] {
      text += "typedef __INT\(bits)_TYPE__ int\(bits)_t;\ntypedef __UINT\(bits)_TYPE__ uint\(bits)_t;\n"
      text += "#define INT\(bits)_MAX __INT\(bits)_MAX__\n#define INT\(bits)_MIN (-INT\(bits)_MAX - 1)\n"
      text += "#define UINT\(bits)_MAX __UINT\(bits)_MAX__\n"
      text += "#define INT\(bits)_C(c) \(bits == 64 ? "c ## L" : "c")\n"
      text += "#define UINT\(bits)_C(c) \(bits == 64 ? "c ## UL" : bits == 32 ? "c ## U" : "c")\n"
      for (kind, word) in [("least", "LEAST"), ("fast", "FAST")] {
        text += "typedef __INT_\(word)\(bits)_TYPE__ int_\(kind)\(bits)_t;\n"
        text += "typedef __UINT_\(word)\(bits)_TYPE__ uint_\(kind)\(bits)_t;\n"
        text += "#define INT_\(word)\(bits)_MAX __INT_\(word)\(bits)_MAX__\n"
        text += "#define INT_\(word)\(bits)_MIN (-INT_\(word)\(bits)_MAX - 1)\n"
        text += "#define UINT_\(word)\(bits)_MAX __UINT_\(word)\(bits)_MAX__\n"
      }
    }
    text += """
      typedef __INTPTR_TYPE__ intptr_t;
      typedef __UINTPTR_TYPE__ uintptr_t;
      typedef __INTMAX_TYPE__ intmax_t;
      typedef __UINTMAX_TYPE__ uintmax_t;
      #define INTPTR_MAX __INTPTR_MAX__
      #define INTPTR_MIN (-INTPTR_MAX - 1)
      #define UINTPTR_MAX __UINTPTR_MAX__
      #define INTMAX_MAX __INTMAX_MAX__
      #define INTMAX_MIN (-INTMAX_MAX - 1)
      #define UINTMAX_MAX __UINTMAX_MAX__
      #define INTMAX_C(c) c ## L
      #define UINTMAX_C(c) c ## UL
      #define PTRDIFF_MAX __PTRDIFF_MAX__
      #define PTRDIFF_MIN (-PTRDIFF_MAX - 1)
      #define SIZE_MAX __SIZE_MAX__
      #define SIG_ATOMIC_MAX __SIG_ATOMIC_MAX__
      #define SIG_ATOMIC_MIN __SIG_ATOMIC_MIN__
      #define WCHAR_MAX __WCHAR_MAX__
      #define WCHAR_MIN __WCHAR_MIN__
      #define WINT_MAX __WINT_MAX__
      #define WINT_MIN __WINT_MIN__
      #endif

      """
    return text
  }()

  static let types = """
    #ifndef _SYS_TYPES_H
    #define _SYS_TYPES_H 1
    #include <stddef.h>
    #include <stdint.h>
    typedef unsigned char u_char;
    typedef unsigned short u_short;
    typedef unsigned int u_int;
    typedef unsigned long u_long;
    typedef long ssize_t;
    typedef long off_t;
    typedef int pid_t;
    typedef unsigned int uid_t;
    typedef unsigned int gid_t;
    typedef unsigned int id_t;
    typedef unsigned int mode_t;
    typedef unsigned long dev_t;
    typedef unsigned long ino_t;
    #ifdef __aarch64__
    typedef unsigned int nlink_t;
    typedef int blksize_t;
    #else
    typedef unsigned long nlink_t;
    typedef long blksize_t;
    #endif
    typedef long blkcnt_t;
    typedef unsigned long fsblkcnt_t;
    typedef unsigned long fsfilcnt_t;
    typedef int key_t;
    typedef long time_t;
    typedef long clock_t;
    typedef int clockid_t;
    typedef void *timer_t;
    typedef unsigned int useconds_t;
    typedef long suseconds_t;
    typedef char *caddr_t;
    typedef int register_t __attribute__((__mode__(__word__)));
    typedef unsigned long pthread_t;
    #endif

    """

  static let inttypes: String = {
    var text = "#ifndef _INTTYPES_H\n#define _INTTYPES_H 1\n#include <stdint.h>\n"
    for bits in [8, 16, 32, 64] {
      // The length that the type of this many bits needs; it is never in what scanf reads less.
      let printed = bits == 64 ? "l" : ""
      let scanned = [8: "hh", 16: "h", 32: "", 64: "l"][bits] ?? ""
      for letter in ["d", "i", "o", "u", "x", "X"] {
        text += "#define PRI\(letter)\(bits) \"\(printed)\(letter)\"\n"
        text += "#define PRI\(letter)LEAST\(bits) \"\(printed)\(letter)\"\n"
        text += "#define PRI\(letter)FAST\(bits) \"\(bits == 8 ? "" : "l")\(letter)\"\n"
        if letter == "X" { continue }
        text += "#define SCN\(letter)\(bits) \"\(scanned)\(letter)\"\n"
        text += "#define SCN\(letter)LEAST\(bits) \"\(scanned)\(letter)\"\n"
        text += "#define SCN\(letter)FAST\(bits) \"\(bits == 8 ? "hh" : "l")\(letter)\"\n"
      }
    }
    for letter in ["d", "i", "o", "u", "x", "X"] {
      for kind in ["MAX", "PTR"] {
        text += "#define PRI\(letter)\(kind) \"l\(letter)\"\n"
        if letter != "X" { text += "#define SCN\(letter)\(kind) \"l\(letter)\"\n" }
      }
    }
    text += """
      typedef struct { long quot; long rem; } imaxdiv_t;
      intmax_t imaxabs(intmax_t n);
      imaxdiv_t imaxdiv(intmax_t numer, intmax_t denom);
      intmax_t strtoimax(const char *restrict nptr, char **restrict endptr, int base);
      uintmax_t strtoumax(const char *restrict nptr, char **restrict endptr, int base);
      #endif

      """
    return text
  }()
}
