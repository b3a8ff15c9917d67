// SPDX-License-Identifier: Apache-2.0
//
// GoNames.swift — what names of C are called in package C.
//
// How.      As cgo has it: `C.struct_x`, `C.uint`, a name that Go keeps for itself with `_` before it. The package's own
//           helpers begin with `_`; built-in names of Go are reached through an import, since C may use them for others.

import Prototypes

enum GoNames {
  /// The imports of every text of package C.
  static let header = "package C\nimport _c_ \"internal/c\"\nimport _unsafe_ \"unsafe\"\n"

  private static let keywords: Set<String> = [
    "break", "case", "chan", "const", "continue", "default", "defer", "else", "fallthrough", "for", "func", "go",
    "goto", "if", "import", "interface", "map", "package", "range", "return", "select", "struct", "switch", "type",
    "var",
  ]

  /// Names of cgo's that no declaration makes.
  static let own: Set<String> = [
    "schar", "uchar", "ushort", "uint", "ulong", "longlong", "ulonglong", "longdouble", "complexfloat", "complexdouble",
    "CString", "CBytes", "GoString", "GoStringN", "GoBytes", "FreeCallback", "Callbacks",
  ]

  /// Of types that no declaration makes.
  static let sizes: [String: Int] = [
    "_Bool": 1, "bool": 1, "char": 1, "schar": 1, "uchar": 1, "short": 2, "ushort": 2, "int": 4, "uint": 4, "long": 8,
    "ulong": 8, "longlong": 8, "ulonglong": 8, "float": 4, "double": 8, "longdouble": 16, "complexfloat": 8,
    "complexdouble": 16,
  ]

  static func go(_ name: String) -> String { isReserved(name) ? "_" + name : name }

  /// Whether nothing in a package may have a name.
  static func isReserved(_ name: String) -> Bool { keywords.contains(name) || name == "init" || name == "_" }

  /// What fields are called: each otherwise, and what Go can have as C calls it.
  static func fields(_ names: [String?]) -> [String] {
    var used = Set(names.compactMap(\.self))
    var nameless = 0
    /// One that nobody has, made of a name that somebody may have.
    func free(_ name: String) -> String {
      var name = name
      while !used.insert(name).inserted { name = "_" + name }
      return name
    }
    return names.map { name in
      guard let name else {
        defer { nameless += 1 }
        return free("anon\(nameless)")
      }
      return keywords.contains(name) || name == "_" ? free("_" + name) : name
    }
  }

  /// Whether a name of C is one of Go. gcc lets names have `$`, and characters that are no letters to Go.
  static func canBeWritten(_ name: String) -> Bool {
    name.unicodeScalars.allSatisfy { scalar in
      if scalar.isASCII { return scalar != "$" }
      switch scalar.properties.generalCategory {
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber:
        return true
      default: return false
      }
    }
  }

  /// Whether the package has a name for something of its own that no code names.
  static func isHelper(_ name: String) -> Bool {
    helpers.contains(name) || prefixes.contains { name.hasPrefix($0) }
  }

  private static let helpers: Set<String> = ["_text", "_void", "_string", "_callback", "_c_", "_unsafe_"]
  private static let prefixes = [
    "_fn_", "_sig_", "_lend_", "_hold_", "_fp_", "_errno_", "_export_", "_exported_", "_C2func_",
  ]

  /// What to write for a word of C that is no name of package C.
  static func hint(_ word: String) -> String? {
    switch word {
    case "void": "void has no values, and void * is unsafe.Pointer"
    case "unsigned": "unsigned int is C.uint"
    case "signed": "signed int is C.int"
    case "struct", "union", "enum": "\(word) x is C.\(word)_x"
    case "sizeof": "the size of a type x is C.sizeof_x"
    default: nil
    }
  }

  /// Whether the name of a struct, union or enum is ours, of one that has none in C.
  static func isMadeUp(_ name: String) -> Bool {
    for prefix in ["struct__", "union__", "enum__"] where name.hasPrefix(prefix) {
      return name.dropFirst(prefix.count).allSatisfy { $0.isASCII && $0.isNumber }
    }
    return false
  }

  static let returnsTwice = "it returns twice, which Go cannot"

  /// Why a function of libc that jumps between calls cannot be called; nil: it is none of these.
  static func jumps(_ name: String) -> String? {
    switch name.drop(while: { $0 == "_" }) {
    case "setjmp", "sigsetjmp", "vfork", "getcontext": returnsTwice
    case "longjmp", "siglongjmp", "setcontext": "it jumps to where setjmp was called, which Go cannot do"
    default: nil
    }
  }

  /// What the package is made of before anybody declares anything.
  static let prelude =
    header + """
      type _Bool _c_.Bool
      type bool = _Bool
      type char _c_.I8
      type schar _c_.I8
      type uchar _c_.U8
      type short _c_.I16
      type ushort _c_.U16
      type int _c_.I32
      type uint _c_.U32
      type long _c_.I64
      type ulong _c_.U64
      type longlong _c_.I64
      type ulonglong _c_.U64
      type float _c_.F32
      type double _c_.F64
      type longdouble _c_.F64
      type complexfloat _c_.C64
      type complexdouble _c_.C128
      type _text = char
      type _void [0]_c_.U8
      func CString(s _c_.String) *char { return (*char)(_c_.CString(s)) }
      func CBytes(b []_c_.U8) _unsafe_.Pointer { return _c_.CBytes(b) }
      func GoString(p *char) _c_.String { return _c_.GoString(_unsafe_.Pointer(p)) }
      func GoStringN(p *char, n int) _c_.String { return _c_.GoStringN(_unsafe_.Pointer(p), _c_.I32(n)) }
      func GoBytes(p _unsafe_.Pointer, n int) []_c_.U8 { return _c_.GoBytes(p, _c_.I32(n)) }
      func Callbacks() []_c_.String { return _c_.List(_callback) }
      func _callback(index _c_.I64) (name _c_.String, ok _c_.Bool)
      func FreeCallback(callback _c_.Any) _c_.Bool
      func _string(s _c_.String) *char { return (*char)(_c_.Text(s)) }

      """

  /// C that is known before anybody declares anything.
  static let declarations = "typedef unsigned long size_t;\nvoid *malloc(size_t);\nvoid free(void *);\n"
}

extension CEnvironment {
  /// What something that C declares is called; what C itself calls that way comes first.
  func goName(_ name: String) -> String {
    let goName = GoNames.go(name)
    return goName != name && entity(named: goName) != nil ? "_" + goName : goName
  }

  /// What is called so, for C.
  func cName(_ goName: String) -> String {
    for prefix in ["_C2func_", "_errno_"] where goName.hasPrefix(prefix) {
      return cName(String(goName.dropFirst(prefix.count)))
    }
    if !goName.hasPrefix("_") || entity(named: goName) != nil { return goName }
    for dropped in 1...2 {
      let name = String(goName.dropFirst(dropped))
      if GoNames.isReserved(name), self.goName(name) == goName { return name }
    }
    return goName
  }
}
