// SPDX-License-Identifier: Apache-2.0
//
// Our own headers of the C library, for machines that have none: written from the C and POSIX standards and from the
// Linux ABI.
//
// How.      Each is a text; they are read as files that were found would be. Where the system has a file of the name, that one
//           is taken.
// Upholds.  Names, types and values agree with the system's headers where those are there; a test compares them.

enum BuiltinHeaders {
  private static let texts: [String: String] = [
    "stddef.h": stddef, "stdint.h": stdint, "stdbool.h": stdbool, "limits.h": limits, "float.h": float,
    "stdarg.h": stdarg, "stdlib.h": stdlib, "string.h": string, "strings.h": strings, "stdio.h": stdio, "math.h": math,
    "errno.h": errno, "ctype.h": ctype, "time.h": time, "unistd.h": unistd, "fcntl.h": fcntl, "sys/types.h": types,
    "sys/stat.h": stat, "signal.h": signal, "dlfcn.h": dlfcn, "assert.h": assert, "inttypes.h": inttypes,
    "locale.h": locale, "termios.h": termios, "sys/ioctl.h": ioctl, "pthread.h": pthread, "sys/time.h": sysTime,
    "stdalign.h":
      "#ifndef _STDALIGN_H\n#define _STDALIGN_H\n#define alignas _Alignas\n#define alignof _Alignof\n#endif\n",
    "stdnoreturn.h": "#ifndef _STDNORETURN_H\n#define _STDNORETURN_H\n#define noreturn _Noreturn\n#endif\n",
  ]

  static var names: [String] { texts.keys.sorted() }

  static func text(_ name: String) -> String? { texts[name] }

  /// The header that declares a function, a variable or a constant; or a struct, as `struct_tm`.
  static func declaring(name: String) -> String? { declaring[name] }

  /// The headers of all names that stand behind a blank or a `*`, but for parameters and members.
  private static let declaring: [String: String] = {
    let keywords = Set(Keyword.allCases.flatMap(\.spellings))
    var headers: [String: String] = [:]
    for header in names {
      let text = Array((texts[header] ?? "").utf8)
      var start = 0
      var depth = 0
      var previous = ""
      for index in 0...text.count where index == text.count || !isNamePart(text[index]) {
        if start < index, depth == 0, start == 0 || text[start - 1] <= 0x20 || text[start - 1] == 0x2A {
          let word = String(decoding: text[start..<index], as: UTF8.self)
          let isTag = ["struct", "union", "enum"].contains(previous)
          let isDefined = text[index...].starts(with: " {".utf8)
          let name = isTag ? "\(previous)_\(word)" : word
          if !isTag || isDefined, !keywords.contains(name), headers[name] == nil { headers[name] = header }
          previous = word
        }
        start = index + 1
        switch index < text.count ? text[index] : 0 {
        case 0x28, 0x7B: depth += 1
        case 0x29, 0x7D: depth -= 1
        default: break
        }
      }
    }
    return headers
  }()

  private static func isNamePart(_ byte: UInt8) -> Bool {
    byte == 0x5F || byte >= 0x30 && byte <= 0x39 || (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A
  }

  /// The header that declares a well-known type.
  static func declaring(type: String) -> String? { wellKnown[type] }

  static func nearType(_ name: String) -> String? { NearName.best(name, among: wellKnown.keys.sorted()) }

  private static let wellKnown: [String: String] = {
    var result = [
      "size_t": "stddef.h", "ptrdiff_t": "stddef.h", "wchar_t": "stddef.h", "max_align_t": "stddef.h",
      "FILE": "stdio.h",
      "fpos_t": "stdio.h", "va_list": "stdarg.h", "bool": "stdbool.h", "div_t": "stdlib.h", "ldiv_t": "stdlib.h",
      "lldiv_t": "stdlib.h", "time_t": "time.h", "clock_t": "time.h", "clockid_t": "time.h", "ssize_t": "sys/types.h",
      "off_t": "sys/types.h", "pid_t": "sys/types.h", "uid_t": "sys/types.h", "gid_t": "sys/types.h",
      "mode_t": "sys/types.h", "dev_t": "sys/types.h", "ino_t": "sys/types.h", "nlink_t": "sys/types.h",
      "useconds_t": "sys/types.h", "suseconds_t": "sys/types.h", "blksize_t": "sys/types.h", "blkcnt_t": "sys/types.h",
      "sigset_t": "signal.h", "siginfo_t": "signal.h", "sig_atomic_t": "signal.h", "pthread_t": "pthread.h",
      "pthread_mutex_t": "pthread.h", "pthread_cond_t": "pthread.h", "tcflag_t": "termios.h", "speed_t": "termios.h",
      "cc_t": "termios.h", "intptr_t": "stdint.h", "uintptr_t": "stdint.h", "intmax_t": "stdint.h",
      "uintmax_t": "stdint.h", "locale_t": "locale.h", "imaxdiv_t": "inttypes.h", "float_t": "math.h",
      "double_t": "math.h",
    ]
    for bits in [8, 16, 32, 64] {
      for kind in ["", "_least", "_fast"] {
        result["int\(kind)\(bits)_t"] = "stdint.h"
        result["uint\(kind)\(bits)_t"] = "stdint.h"
      }
    }
    return result
  }()
}
