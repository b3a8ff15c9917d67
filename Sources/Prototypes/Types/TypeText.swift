// SPDX-License-Identifier: Apache-2.0
//
// Types as C declarations.
//
// How.      The text grows around the name from the inside out: `*` before it, `[n]` and `(…)` after it, parentheses where a
//           pointer is inside of either.
// Upholds.  Read again in the same environment, the text is the same type; a test does so. A text has a limit, after which it
//           ends in dots: records without a tag can hold each other many times.

struct TypeText {
  let tables: Tables
  /// How many more parts are written.
  private var remaining = 5000

  init(tables: Tables) { self.tables = tables }

  /// A declaration of `name` with a type; without a name, what a cast would hold.
  mutating func text(_ type: CTypeID, name: String, parameters: [String?]? = nil) -> String {
    wrap(type, name, isPointee: false, parameters)
  }

  /// - Parameter isPointee: what `inner` begins with is a `*`.
  private mutating func wrap(_ type: CTypeID, _ inner: String, isPointee: Bool, _ parameterNames: [String?]? = nil)
    -> String
  {
    remaining -= 1
    if remaining < 0 { return "..." }
    switch tables.types[type] {
    case .pointer(let pointee):
      let qualifiers = type.qualifiers.text
      var text = "*" + qualifiers
      if inner.isEmpty && !qualifiers.isEmpty { text.removeLast() }
      return wrap(pointee, text + inner, isPointee: true)
    case .array(let element, let count):
      let core = isPointee ? "(\(inner))" : inner
      return wrap(element, core + "[" + (count.map(String.init) ?? "") + "]", isPointee: false)
    case .function(let function):
      let core = isPointee ? "(\(inner))" : inner
      return wrap(function.result, core + "(" + parameters(function, parameterNames) + ")", isPointee: false)
    default:
      let base = type.qualifiers.text + base(type)
      return inner.isEmpty ? base : inner.hasPrefix("[") ? base + inner : base + " " + inner
    }
  }

  private mutating func parameters(_ function: CFunctionType, _ names: [String?]?) -> String {
    if !function.hasPrototype { return "" }
    var parts: [String] = []
    for (index, parameter) in function.parameters.enumerated() {
      let name = names.flatMap { index < $0.count ? $0[index] : nil } ?? ""
      parts.append(text(parameter, name: name))
    }
    if function.isVariadic { parts.append("...") }
    return parts.isEmpty ? "void" : parts.joined(separator: ", ")
  }

  /// A type that stands before the name.
  private mutating func base(_ type: CTypeID) -> String {
    switch tables.types[type] {
    case .void: return "void"
    case .scalar(let scalar): return scalar.name
    case .complex(let scalar): return scalar.name + " _Complex"
    case .vector(let element, let count):
      guard case .scalar(let scalar) = tables.types.resolved(element) else { return "vector" }
      return "__attribute__((vector_size(\(scalar.size * count)))) " + text(element, name: "")
    case .vaList: return "__builtin_va_list"
    case .record(let id): return record(tables.records[id.index])
    case .enumeration(let id): return enumeration(tables.enumerations[id.index])
    case .named(let id): return tables.typedefs[id.index].name
    case .pointer, .array, .function: return ""
    }
  }

  private mutating func record(_ record: CRecord) -> String {
    if let tag = record.tag { return record.keyword + " " + tag }
    if let name = record.typedefName { return name }
    return record.keyword + " " + body(record)
  }

  /// `{ … }` and attributes.
  mutating func body(_ record: CRecord) -> String {
    var text = "{"
    for field in record.fields ?? [] {
      text += " " + self.text(field.type, name: field.name ?? "")
      if let width = field.bitWidth { text += " : \(width)" }
      if field.isPacked { text += " __attribute__((packed))" }
      if let alignment = field.alignment { text += " __attribute__((aligned(\(alignment))))" }
      text += ";"
    }
    text += " }"
    if record.isPacked { text += " __attribute__((packed))" }
    if let alignment = record.requestedAlignment { text += " __attribute__((aligned(\(alignment))))" }
    if record.isTransparent { text += " __attribute__((transparent_union))" }
    return text
  }

  private func enumeration(_ type: CEnumeration) -> String {
    if let tag = type.tag { return "enum " + tag }
    if let name = type.typedefName { return name }
    return "enum " + body(type)
  }

  func body(_ type: CEnumeration) -> String {
    let names = (type.enumerators ?? []).map { "\($0.name) = \($0.text)" }.joined(separator: ", ")
    return "{ \(names) }" + (type.isPacked ? " __attribute__((packed))" : "")
  }
}
