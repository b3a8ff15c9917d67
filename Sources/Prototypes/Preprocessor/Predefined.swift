// SPDX-License-Identifier: Apache-2.0
//
// Macros that a compiler knows before it reads anything: those of gcc, as far as headers ask for them.

enum Predefined {
  /// Macros whose text depends on where they stand, and questions of `#if`.
  static let special: [(name: String, macro: Macro.Special)] = [
    ("__FILE__", .file), ("__BASE_FILE__", .file), ("__LINE__", .line), ("__COUNTER__", .counter),
    ("__INCLUDE_LEVEL__", .includeLevel), ("__has_include", .hasInclude), ("__has_include_next", .hasIncludeNext),
    ("__has_attribute", .hasAttribute), ("__has_builtin", .hasBuiltin), ("__has_cpp_attribute", .hasBuiltin),
    ("__has_c_attribute", .hasBuiltin), ("__has_feature", .hasBuiltin), ("__has_extension", .hasBuiltin),
  ]

  /// Definitions for a target.
  static func text(_ target: CTarget) -> String {
    common + integers + floats + (target == .x86_64Linux ? x86_64 : aarch64)
  }

  private static let common = """
    #define __STDC__ 1
    #define __STDC_VERSION__ 201710L
    #define __STDC_HOSTED__ 1
    #define __STDC_UTF_16__ 1
    #define __STDC_UTF_32__ 1
    #define __STDC_IEC_559__ 1
    #define __STDC_IEC_559_COMPLEX__ 1
    #define __STDC_IEC_60559_BFP__ 201404L
    #define __STDC_IEC_60559_COMPLEX__ 201404L
    #define __STDC_ISO_10646__ 201706L
    #define __GNUC__ 12
    #define __GNUC_MINOR__ 2
    #define __GNUC_PATCHLEVEL__ 0
    #define __GNUC_STDC_INLINE__ 1
    #define __VERSION__ "12.2.0"
    #define __DATE__ "Jan  1 1970"
    #define __TIME__ "00:00:00"
    #define __NO_INLINE__ 1
    #define __ELF__ 1
    #define __PIC__ 2
    #define __pic__ 2
    #define __USER_LABEL_PREFIX__
    #define __REGISTER_PREFIX__
    #define __linux 1
    #define __linux__ 1
    #define __gnu_linux__ 1
    #define linux 1
    #define __unix 1
    #define __unix__ 1
    #define unix 1
    #define _LP64 1
    #define __LP64__ 1
    #define __ORDER_LITTLE_ENDIAN__ 1234
    #define __ORDER_BIG_ENDIAN__ 4321
    #define __ORDER_PDP_ENDIAN__ 3412
    #define __BYTE_ORDER__ 1234
    #define __FLOAT_WORD_ORDER__ 1234
    #define __BIGGEST_ALIGNMENT__ 16
    #define __CHAR_BIT__ 8
    #define __FINITE_MATH_ONLY__ 0

    """

  private static let integers: String = {
    var text = ""
    let sizes: [(String, Int)] = [
      ("SHORT", 2), ("INT", 4), ("LONG", 8), ("LONG_LONG", 8), ("INT128", 16), ("POINTER", 8), ("SIZE_T", 8),
      ("PTRDIFF_T", 8), ("WCHAR_T", 4), ("WINT_T", 4), ("FLOAT", 4), ("DOUBLE", 8), ("LONG_DOUBLE", 16),
    ]
    for (name, size) in sizes { text += "#define __SIZEOF_\(name)__ \(size)\n" }
    let most = [8: "0x7f", 16: "0x7fff", 32: "0x7fffffff", 64: "0x7fffffffffffffffL"]
    let mostUnsigned = [8: "0xff", 16: "0xffff", 32: "0xffffffffU", 64: "0xffffffffffffffffUL"]
    let signed = [8: "signed char", 16: "short int", 32: "int", 64: "long int"]
    let unsigned = [8: "unsigned char", 16: "short unsigned int", 32: "unsigned int", 64: "long unsigned int"]
    for bits in [8, 16, 32, 64] {
      for kind in ["", "_LEAST", "_FAST"] {
        // What x86-64 and aarch64 take for fast.
        let width = kind == "_FAST" && bits > 8 ? 64 : bits
        text += "#define __INT\(kind)\(bits)_TYPE__ \(signed[width] ?? "")\n"
        text += "#define __UINT\(kind)\(bits)_TYPE__ \(unsigned[width] ?? "")\n"
        text += "#define __INT\(kind)\(bits)_MAX__ \(most[width] ?? "")\n"
        text += "#define __UINT\(kind)\(bits)_MAX__ \(mostUnsigned[width] ?? "")\n"
        if !kind.isEmpty { text += "#define __INT\(kind)\(bits)_WIDTH__ \(width)\n" }
      }
      text += "#define __INT\(bits)_C(c) c\(bits == 64 ? " ## L" : "")\n"
      text += "#define __UINT\(bits)_C(c) c\(bits == 64 ? " ## UL" : bits == 32 ? " ## U" : "")\n"
    }
    for (name, type) in [("INTMAX", "long int"), ("INTPTR", "long int"), ("PTRDIFF", "long int")] {
      text +=
        "#define __\(name)_TYPE__ \(type)\n#define __\(name)_MAX__ 0x7fffffffffffffffL\n#define __\(name)_WIDTH__ 64\n"
    }
    for name in ["UINTMAX", "UINTPTR", "SIZE"] {
      text += "#define __\(name)_TYPE__ long unsigned int\n#define __\(name)_MAX__ 0xffffffffffffffffUL\n"
    }
    text += """
      #define __SIZE_WIDTH__ 64
      #define __INTMAX_C(c) c ## L
      #define __UINTMAX_C(c) c ## UL
      #define __SCHAR_MAX__ 0x7f
      #define __SHRT_MAX__ 0x7fff
      #define __INT_MAX__ 0x7fffffff
      #define __LONG_MAX__ 0x7fffffffffffffffL
      #define __LONG_LONG_MAX__ 0x7fffffffffffffffLL
      #define __SCHAR_WIDTH__ 8
      #define __SHRT_WIDTH__ 16
      #define __INT_WIDTH__ 32
      #define __LONG_WIDTH__ 64
      #define __LONG_LONG_WIDTH__ 64
      #define __WINT_TYPE__ unsigned int
      #define __WINT_MAX__ 0xffffffffU
      #define __WINT_MIN__ 0U
      #define __WCHAR_WIDTH__ 32
      #define __CHAR16_TYPE__ short unsigned int
      #define __CHAR32_TYPE__ unsigned int
      #define __SIG_ATOMIC_TYPE__ int
      #define __SIG_ATOMIC_MAX__ 0x7fffffff
      #define __SIG_ATOMIC_MIN__ (-__SIG_ATOMIC_MAX__ - 1)
      #define __ATOMIC_RELAXED 0
      #define __ATOMIC_CONSUME 1
      #define __ATOMIC_ACQUIRE 2
      #define __ATOMIC_RELEASE 3
      #define __ATOMIC_ACQ_REL 4
      #define __ATOMIC_SEQ_CST 5

      """
    return text
  }()

  private static let floats = """
    #define __FLT_RADIX__ 2
    #define __FLT_EVAL_METHOD__ 0
    #define __FLT_MANT_DIG__ 24
    #define __FLT_DIG__ 6
    #define __FLT_DECIMAL_DIG__ 9
    #define __FLT_MIN_EXP__ (-125)
    #define __FLT_MIN_10_EXP__ (-37)
    #define __FLT_MAX_EXP__ 128
    #define __FLT_MAX_10_EXP__ 38
    #define __FLT_MAX__ 0x1.fffffep127F
    #define __FLT_MIN__ 0x1p-126F
    #define __FLT_EPSILON__ 0x1p-23F
    #define __FLT_DENORM_MIN__ 0x1p-149F
    #define __FLT_HAS_DENORM__ 1
    #define __FLT_HAS_INFINITY__ 1
    #define __FLT_HAS_QUIET_NAN__ 1
    #define __DBL_MANT_DIG__ 53
    #define __DBL_DIG__ 15
    #define __DBL_DECIMAL_DIG__ 17
    #define __DBL_MIN_EXP__ (-1021)
    #define __DBL_MIN_10_EXP__ (-307)
    #define __DBL_MAX_EXP__ 1024
    #define __DBL_MAX_10_EXP__ 308
    #define __DBL_MAX__ ((double)0x1.fffffffffffffp1023L)
    #define __DBL_MIN__ ((double)0x1p-1022L)
    #define __DBL_EPSILON__ ((double)0x1p-52L)
    #define __DBL_DENORM_MIN__ ((double)0x1p-1074L)
    #define __DBL_HAS_DENORM__ 1
    #define __DBL_HAS_INFINITY__ 1
    #define __DBL_HAS_QUIET_NAN__ 1
    #define __LDBL_HAS_DENORM__ 1
    #define __LDBL_HAS_INFINITY__ 1
    #define __LDBL_HAS_QUIET_NAN__ 1
    #define __LDBL_MIN_EXP__ (-16381)
    #define __LDBL_MIN_10_EXP__ (-4931)
    #define __LDBL_MAX_EXP__ 16384
    #define __LDBL_MAX_10_EXP__ 4932

    """

  private static let x86_64 = """
    #define __x86_64 1
    #define __x86_64__ 1
    #define __amd64 1
    #define __amd64__ 1
    #define __SSE__ 1
    #define __SSE2__ 1
    #define __MMX__ 1
    #define __SSE_MATH__ 1
    #define __SSE2_MATH__ 1
    #define __SIZEOF_FLOAT80__ 16
    #define __SIZEOF_FLOAT128__ 16
    #define __WCHAR_TYPE__ int
    #define __WCHAR_MAX__ 0x7fffffff
    #define __WCHAR_MIN__ (-__WCHAR_MAX__ - 1)
    #define __LDBL_MANT_DIG__ 64
    #define __LDBL_DIG__ 18
    #define __LDBL_DECIMAL_DIG__ 21
    #define __DECIMAL_DIG__ 21
    #define __LDBL_EPSILON__ 0x1p-63L
    #define __LDBL_MAX__ 1.18973149535723176502126385303097021e+4932L
    #define __LDBL_MIN__ 3.36210314311209350626267781732175260e-4932L

    """

  private static let aarch64 = """
    #define __aarch64__ 1
    #define __ARM_64BIT_STATE 1
    #define __ARM_ARCH 8
    #define __ARM_ARCH_8A 1
    #define __ARM_ARCH_ISA_A64 1
    #define __ARM_PCS_AAPCS64 1
    #define __AARCH64EL__ 1
    #define __CHAR_UNSIGNED__ 1
    #define __ARM_SIZEOF_WCHAR_T 4
    #define __WCHAR_TYPE__ unsigned int
    #define __WCHAR_MAX__ 0xffffffffU
    #define __WCHAR_MIN__ 0U
    #define __LDBL_MANT_DIG__ 113
    #define __LDBL_DIG__ 33
    #define __LDBL_DECIMAL_DIG__ 36
    #define __DECIMAL_DIG__ 36
    #define __LDBL_EPSILON__ 0x1p-112L
    #define __LDBL_MAX__ 1.18973149535723176508575932662800702e+4932L
    #define __LDBL_MIN__ 3.36210314311209350626267781732175260e-4932L

    """
}
