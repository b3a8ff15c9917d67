// SPDX-License-Identifier: Apache-2.0
//
// SignatureMatrix.swift — signatures of all kinds of parameters and results, as C and as Go that calls it.
//
// How.      One list of types and signatures makes both texts. Of each type both have `make` and `same`: a value computed
//           from a number, and whether a value is that of a number, field by field. So each side says what it got against
//           its own arithmetic, and nothing is compared as bytes.

/// A type of C of the matrix.
struct MatrixType {
  enum Form {
    /// C's spelling, Go's, and the value of a number `v` in each.
    case scalar(c: String, go: String, cValue: String, goValue: String)
    /// Fields by name, in a struct.
    case structure([(name: String, type: Int, count: Int?)])
    /// Members of a union; the first of `at` is the one that values have.
    case union([(name: String, type: Int)], member: Int)
    /// A struct that Go cannot take apart, its body and attributes: C makes it and looks at it for Go.
    case opaque(String, String = "")
    /// A string of Go, which C gets with a 0 behind it.
    case text
  }

  let name: String
  let form: Form

  var c: String {
    switch form {
    case .scalar(let c, _, _, _): c
    case .structure, .opaque: "struct \(name)"
    case .union: "union \(name)"
    case .text: "const char *"
    }
  }

  var go: String {
    switch form {
    case .scalar(_, let go, _, _): go
    case .structure, .opaque: "C.struct_\(name)"
    case .union: "C.union_\(name)"
    case .text: "string"
    }
  }

  /// How a variadic function asks for it.
  var promoted: String {
    switch c {
    case "_Bool", "char", "signed char", "unsigned char", "short", "unsigned short", "uint8_t": "int"
    case "float": "double"
    default: c
    }
  }
}

/// A deterministic sequence of numbers (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

struct SignatureMatrix {
  private(set) var types: [MatrixType] = []
  private(set) var signatures: [(result: Int?, parameters: [Int])] = []
  /// Of `signatures`, those with variadic arguments behind the first.
  private(set) var variadic: [(result: Int, rest: [Int])] = []
  private var scalars: [Int] = []
  private var random: SplitMix

  init(seed: UInt64) {
    random = SplitMix(state: seed)
    makeScalars()
    makeStructures()
    makeSignatures()
  }

  private mutating func makeScalars() {
    func integer(_ c: String, _ go: String) -> MatrixType.Form {
      .scalar(c: c, go: go, cValue: "(\(c))(v * 2654435761LL)", goValue: "\(go)(v * 2654435761)")
    }
    func floating(_ c: String, _ go: String) -> MatrixType.Form {
      .scalar(c: c, go: go, cValue: "(\(c))(v % 4096) / 8", goValue: "\(go)(v%4096) / 8")
    }
    let forms: [MatrixType.Form] = [
      .scalar(c: "_Bool", go: "C._Bool", cValue: "(v & 1) != 0", goValue: "C._Bool(v&1 != 0)"),
      integer("char", "C.char"), integer("signed char", "C.schar"), integer("unsigned char", "C.uchar"),
      integer("short", "C.short"), integer("unsigned short", "C.ushort"), integer("int", "C.int"),
      integer("unsigned int", "C.uint"), integer("long", "C.long"), integer("unsigned long", "C.ulong"),
      integer("long long", "C.longlong"), integer("unsigned long long", "C.ulonglong"),
      integer("int32_t", "C.int32_t"), integer("uint8_t", "C.uint8_t"), integer("enum colour", "C.enum_colour"),
      floating("float", "C.float"), floating("double", "C.double"), floating("long double", "C.longdouble"),
      .scalar(
        c: "float _Complex", go: "C.complexfloat", cValue: "__builtin_complex((float)(v % 100), (float)(v % 7))",
        goValue: "C.complexfloat(complex(float32(v%100), float32(v%7)))"),
      .scalar(
        c: "double _Complex", go: "C.complexdouble", cValue: "__builtin_complex((double)(v % 100), (double)(v % 7))",
        goValue: "C.complexdouble(complex(float64(v%100), float64(v%7)))"),
      .scalar(
        c: "void *", go: "unsafe.Pointer", cValue: "&arena[v & 4095]", goValue: "unsafe.Pointer(&C.arena[v&4095])"),
      .scalar(
        c: "short *", go: "*C.short", cValue: "(short *)&arena[v & 4094]",
        goValue: "(*C.short)(unsafe.Pointer(&C.arena[v&4094]))"),
    ]
    for (index, form) in forms.enumerated() { types.append(MatrixType(name: "t\(index)", form: form)) }
    scalars = Array(types.indices)
  }

  /// What may be a field: long double is an array of bytes there.
  private var fieldTypes: [Int] {
    scalars.filter { if case .scalar("long double", _, _, _) = types[$0].form { false } else { true } }
  }

  private mutating func makeStructures() {
    let fields = fieldTypes
    let small = [0, 1, 2, 3, 4, 5, 6, 7, 13, 15]  // at most four bytes
    // One field of each kind, then two to four, then many; small ones first, since those go to registers.
    for type in fields { add(.structure([("a", type, nil)])) }
    for count in [2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 6, 8] {
      for pool in [small, fields, [15, 16], [6, 15], [10, 16]] {
        add(.structure((0..<count).map { ("f\($0)", pool.randomElement(using: &random)!, nil) }))
      }
    }
    for length in [1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 24, 31, 32, 33, 48, 63, 64] {
      add(.structure([("bytes", 3, length)]))
    }
    for (type, length) in [(15, 2), (15, 3), (15, 4), (15, 5), (16, 2), (16, 3), (6, 3), (4, 5), (10, 2)] {
      add(.structure([("x", type, length)]))
      add(.structure([("k", 2, nil), ("x", type, length)]))
    }
    let inner = types.indices.suffix(60)
    for _ in 0..<20 {
      add(
        .structure([
          ("s", inner.randomElement(using: &random)!, nil), ("z", fields.randomElement(using: &random)!, nil),
        ]))
    }
    for members in [[6, 15], [15, 6], [16, 15], [10, 16], [3, 4, 6], [15], [16], [1], [20, 10], [18, 15]] {
      for member in members.indices.prefix(2) {
        types.append(MatrixType(name: "u\(types.count)", form: .union(members.map { ("m\($0)", $0) }, member: member)))
      }
    }
    types.append(
      MatrixType(name: "bits", form: .opaque("unsigned a : 3; int b : 7; unsigned long c : 40; signed char d;")))
    types.append(MatrixType(name: "wide", form: .opaque("long double a; char b;")))
    types.append(MatrixType(name: "alone", form: .opaque("long double a;")))
    // Packed: in registers as long as every field lies where its type may.
    for (index, body) in [
      "char a; int b;", "char a; double b;", "short a; long b; char c;", "double a; float b;", "double a; char b;",
      "float a; float b; float c;", "float a; char b;", "long a; int b; char c;", "int a; float b; double c;",
      "long a; double b; char c;", "char a; short b;", "double a; long b;", "long a; float b;",
      "char a; char b; char c;",
    ].enumerated() {
      types.append(MatrixType(name: "packed\(index)", form: .opaque(body, "__attribute__((packed))")))
    }
    types.append(MatrixType(name: "half", form: .opaque("int a; double b;", "__attribute__((packed, aligned(4)))")))
    types.append(MatrixType(name: "odd", form: .opaque("char a; double b;", "__attribute__((packed, aligned(8)))")))
  }

  private mutating func add(_ form: MatrixType.Form) { types.append(MatrixType(name: "s\(types.count)", form: form)) }

  private mutating func makeSignatures() {
    // Each type alone, as parameter and result.
    for type in types.indices { signatures.append((type, [type])) }
    // Every scalar in every position of eight, among others.
    for type in scalars {
      for position in 0..<8 where (type + position) % 2 == 0 {
        var parameters = (0..<8).map { _ in scalars.randomElement(using: &random)! }
        parameters[position] = type
        signatures.append((scalars.randomElement(using: &random)!, parameters))
      }
    }
    signatures.append((nil, []))
    signatures.append((nil, [6, 16]))
    for _ in 0..<100 {
      let count = Int.random(in: 1...12, using: &random)
      let result = types.indices.randomElement(using: &random)!
      signatures.append((result, (0..<count).map { _ in types.indices.randomElement(using: &random)! }))
    }
    // More than there are registers of one kind.
    signatures.append((16, Array(repeating: 16, count: 20)))
    signatures.append((10, Array(repeating: 10, count: 20)))
    signatures.append((15, (0..<24).map { $0 % 2 == 0 ? 15 : 3 }))
    // Among variadic arguments, also what C promotes.
    types.append(MatrixType(name: "text", form: .text))
    let rest = [6, 7, 10, 9, 16, 20, 0, 1, 2, 3, 4, 5, 13, 15, types.count - 1]
    for type in rest { variadic.append((6, [type])) }
    for count in 0..<12 {
      variadic.append(
        (scalars.randomElement(using: &random)!, (0..<count).map { _ in rest.randomElement(using: &random)! }))
    }
  }

  // MARK: C

  /// Declarations for both sides.
  var header: String {
    var text = "typedef int int32_t;\ntypedef unsigned char uint8_t;\nenum colour { RED, GREEN = 1000000000, BLUE };\n"
    text += "extern char arena[4096];\nextern long wrong;\nextern int last;\n"
    for type in types {
      switch type.form {
      case .scalar, .text: break
      case .structure(let fields):
        let list = fields.map { declaration(types[$0.type].c, $0.name, $0.count) + ";" }.joined(separator: " ")
        text += "struct \(type.name) { \(list) };\n"
      case .union(let members, _):
        text +=
          "union \(type.name) { \(members.map { declaration(types[$0.type].c, $0.name, nil) + ";" }.joined(separator: " ")) };\n"
      case .opaque(let body, let attributes):
        text += "struct \(type.name) { \(body) } \(attributes);\n"
        text +=
          "struct \(type.name) make_\(type.name)(long v);\nint same_\(type.name)(struct \(type.name) a, long v);\n"
      }
    }
    for (index, signature) in signatures.enumerated() {
      text += "\(prototype(index, signature));\n"
      text += "typedef \(function(signature, "(*callback_\(index))"));\n"
      text += "void back_\(index)(callback_\(index) f);\n"
    }
    for (index, signature) in variadic.enumerated() {
      text += "\(types[signature.result].c) variadic_\(index)(int count, ...);\n"
    }
    return text
  }

  private func declaration(_ type: String, _ name: String, _ count: Int?) -> String {
    "\(type) \(name)" + (count.map { "[\($0)]" } ?? "")
  }

  private func function(_ signature: (result: Int?, parameters: [Int]), _ name: String) -> String {
    let parameters = signature.parameters.enumerated().map { "\(types[$1].c) a\($0)" }.joined(separator: ", ")
    return "\(signature.result.map { types[$0].c } ?? "void") \(name)(\(parameters.isEmpty ? "void" : parameters))"
  }

  private func prototype(_ index: Int, _ signature: (result: Int?, parameters: [Int])) -> String {
    function(signature, "call_\(index)")
  }

  /// A number for the value of a parameter.
  private static func number(_ index: Int, _ position: Int) -> Int { index * 131 + position * 17 + 3 }

  /// All of C: to be compiled.
  var c: String {
    var text = "#include <stdarg.h>\n#include <stdio.h>\n#include <string.h>\n" + header
    text += "char arena[4096];\nlong wrong;\nint last;\n"
    for type in types {
      if case .text = type.form {
        text += "static int sm_text(const char *a, long v) {\n  char b[32];\n"
        text += "  snprintf(b, sizeof b, \"text %ld\", v);\n  return strcmp(a, b) == 0;\n}\n"
        continue
      }
      text += "static \(type.c) mk_\(type.name)(long v) {\n"
      switch type.form {
      case .text: break
      case .scalar(_, _, let value, _): text += "  return \(value);\n}\n"
      case .structure(let fields):
        text += "  \(type.c) r;\n  memset(&r, 0, sizeof r);\n"
        for (at, field) in fields.enumerated() {
          if let count = field.count {
            text +=
              "  for (int i = 0; i < \(count); i++) r.\(field.name)[i] = mk_\(types[field.type].name)(v + \(at) + i);\n"
          } else {
            text += "  r.\(field.name) = mk_\(types[field.type].name)(v + \(at));\n"
          }
        }
        text += "  return r;\n}\n"
      case .union(let members, let member):
        text += "  \(type.c) r;\n  memset(&r, 0, sizeof r);\n"
        text += "  r.\(members[member].name) = mk_\(types[members[member].type].name)(v);\n  return r;\n}\n"
      case .opaque(let body, _):
        text += "  \(type.c) r;\n  memset(&r, 0, sizeof r);\n"
        for name in SignatureMatrix.names(body) { text += "  r.\(name) = v;\n" }
        text += "  return r;\n}\n"
      }
      text += "static int sm_\(type.name)(\(type.c) a, long v) {\n  \(type.c) b = mk_\(type.name)(v);\n"
      switch type.form {
      case .scalar, .text: text += "  return a == b;\n}\n"
      case .structure(let fields):
        text += "  int ok = 1;\n"
        for (at, field) in fields.enumerated() {
          if let count = field.count {
            text += "  for (int i = 0; i < \(count); i++) ok &= a.\(field.name)[i] == b.\(field.name)[i];\n"
          } else {
            text += "  ok &= sm_\(types[field.type].name)(a.\(field.name), v + \(at));\n"
          }
        }
        text += "  return ok;\n}\n"
      case .union(let members, let member):
        text += "  return a.\(members[member].name) == b.\(members[member].name);\n}\n"
      case .opaque(let body, _):
        text +=
          "  return " + SignatureMatrix.names(body).map { "a.\($0) == b.\($0)" }.joined(separator: " && ") + ";\n}\n"
        text += "\(type.c) make_\(type.name)(long v) { return mk_\(type.name)(v); }\n"
        text += "int same_\(type.name)(\(type.c) a, long v) { return sm_\(type.name)(a, v); }\n"
      }
    }
    for (index, signature) in signatures.enumerated() {
      text += prototype(index, signature) + " {\n  last = \(index);\n"
      for (position, type) in signature.parameters.enumerated() {
        text += "  if (!sm_\(types[type].name)(a\(position), \(SignatureMatrix.number(index, position)))) wrong++;\n"
      }
      if let result = signature.result { text += "  return mk_\(types[result].name)(\(index));\n" }
      text += "}\nvoid back_\(index)(callback_\(index) f) {\n  "
      let arguments = signature.parameters.enumerated().map {
        "mk_\(types[$1].name)(\(SignatureMatrix.number(index, $0)))"
      }
      let call = "f(\(arguments.joined(separator: ", ")))"
      if let result = signature.result {
        text += "if (!sm_\(types[result].name)(\(call), \(index))) wrong++;\n}\n"
      } else {
        text += "\(call);\n}\n"
      }
    }
    for (index, signature) in variadic.enumerated() {
      text +=
        "\(types[signature.result].c) variadic_\(index)(int count, ...) {\n  va_list list;\n  va_start(list, count);\n"
      for (position, type) in signature.rest.enumerated() {
        text +=
          "  if (!sm_\(types[type].name)(va_arg(list, \(types[type].promoted)), \(SignatureMatrix.number(index, position)))) wrong++;\n"
      }
      text +=
        "  va_end(list);\n  if (count != \(signature.rest.count)) wrong++;\n  return mk_\(types[signature.result].name)(\(index));\n}\n"
    }
    return text
  }

  /// The names of the fields in the body of a struct.
  private static func names(_ body: String) -> [String] {
    body.split(separator: ";").compactMap { part in
      part.split(separator: ":").first?.split(separator: " ").last.map(String.init)
    }.filter { !$0.isEmpty }
  }

  // MARK: Go

  /// A program that calls all of it; `flags` is the value of `#cgo LDFLAGS`. It prints what was wrong, and a last line
  /// with numbers of calls.
  func go(flags: String) -> String {
    var text = "package main\n\n/*\n#cgo LDFLAGS: \(flags)\n\(header)*/\nimport \"C\"\n\n"
    text += "import (\n\t\"fmt\"\n\t\"unsafe\"\n)\n\nvar wrong, calls, callbacks int\n\nvar _ unsafe.Pointer\n\n"
    text +=
      "func check(ok bool, what string, index int) {\n\tif !ok {\n\t\twrong++\n\t\tfmt.Println(\"wrong\", what, index)\n\t}\n}\n\n"
    for type in types {
      text += "func mk_\(type.name)(v int64) (r \(type.go)) {\n"
      switch type.form {
      case .scalar(_, _, _, let value): text += "\treturn \(value)\n}\n"
      case .structure(let fields):
        for (at, field) in fields.enumerated() {
          if field.count != nil {
            text +=
              "\tfor i := range r.\(field.name) {\n\t\tr.\(field.name)[i] = mk_\(types[field.type].name)(v + \(at) + int64(i))\n\t}\n"
          } else {
            text += "\tr.\(field.name) = mk_\(types[field.type].name)(v + \(at))\n"
          }
        }
        text += "\treturn r\n}\n"
      case .union(let members, let member):
        let inner = types[members[member].type]
        text += "\t*(*\(inner.go))(unsafe.Pointer(&r)) = mk_\(inner.name)(v)\n\treturn r\n}\n"
      case .text: text += "\treturn fmt.Sprint(\"text \", v)\n}\n"
      case .opaque: text += "\treturn C.make_\(type.name)(C.long(v))\n}\n"
      }
      text += "func sm_\(type.name)(a \(type.go), v int64) bool {\n"
      switch type.form {
      case .scalar, .text: text += "\treturn a == mk_\(type.name)(v)\n}\n"
      case .structure(let fields):
        text += "\tok := true\n"
        for (at, field) in fields.enumerated() {
          if field.count != nil {
            text +=
              "\tfor i := range a.\(field.name) {\n\t\tok = ok && sm_\(types[field.type].name)(a.\(field.name)[i], v+\(at)+int64(i))\n\t}\n"
          } else {
            text += "\tok = ok && sm_\(types[field.type].name)(a.\(field.name), v+\(at))\n"
          }
        }
        text += "\treturn ok\n}\n"
      case .union(let members, let member):
        let inner = types[members[member].type]
        text += "\treturn sm_\(inner.name)(*(*\(inner.go))(unsafe.Pointer(&a)), v)\n}\n"
      case .opaque: text += "\treturn C.same_\(type.name)(a, C.long(v)) != 0\n}\n"
      }
    }
    for (index, signature) in signatures.enumerated() {
      let arguments = signature.parameters.enumerated().map {
        "mk_\(types[$1].name)(\(SignatureMatrix.number(index, $0)))"
      }
      let call = "C.call_\(index)(\(arguments.joined(separator: ", ")))"
      text += "func try_\(index)() {\n\tcalls++\n"
      text +=
        signature.result.map { "\tcheck(sm_\(types[$0].name)(\(call), \(index)), \"result of\", \(index))\n" }
        ?? "\t\(call)\n"
      let parameters = signature.parameters.enumerated().map { "a\($0) \(types[$1].go)" }.joined(separator: ", ")
      text +=
        "\tC.back_\(index)(func(\(parameters)) \(signature.result.map { types[$0].go } ?? "") {\n\t\tcallbacks++\n"
      for (position, type) in signature.parameters.enumerated() {
        text +=
          "\t\tcheck(sm_\(types[type].name)(a\(position), \(SignatureMatrix.number(index, position))), \"parameter of callback\", \(index))\n"
      }
      if let result = signature.result { text += "\t\treturn mk_\(types[result].name)(\(index))\n" }
      text += "\t})\n\tcheck(C.wrong == 0, \"in C\", \(index))\n\tC.wrong = 0\n}\n"
    }
    text += "\nfunc main() {\n"
    for index in signatures.indices { text += "\ttry_\(index)()\n" }
    for (index, signature) in variadic.enumerated() {
      let rest = signature.rest.enumerated().map { ", mk_\(types[$1].name)(\(SignatureMatrix.number(index, $0)))" }
        .joined()
      text +=
        "\tcheck(sm_\(types[signature.result].name)(C.variadic_\(index)(\(signature.rest.count)\(rest)), \(index)), \"variadic\", \(index))\n"
      text += "\tcalls++\n\tcheck(C.wrong == 0, \"variadic in C\", \(index))\n\tC.wrong = 0\n"
    }
    text += "\tfmt.Println(\"calls\", calls, \"callbacks\", callbacks, \"wrong\", wrong)\n}\n"
    return text
  }
}
