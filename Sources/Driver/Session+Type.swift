// SPDX-License-Identifier: Apache-2.0
//
// Session+Type.swift — the static type of an expression, and how a type lies in memory.

import Syntax
import Types

/// What is known of an expression, or of a type, without running anything.
public struct StaticType: Sendable {
  /// A field of a struct.
  public struct Field: Sendable {
    public let offset: Int64
    public let size: Int64
    public let name: String
    public let type: String
    public let isEmbedded: Bool
  }

  /// The type as it is written.
  public var text: String
  /// Whether a type was asked about, and not a value.
  public var isType: Bool
  /// Of a constant: its value.
  public var constant: String?
  /// What a named type is declared as; nil for a struct, whose fields say it, and for types without a name.
  public var definition: String?
  /// In bytes; of a generic type nothing is known.
  public var size: Int64
  public var alignment: Int64
  public var fields: [Field] = []
  /// Receiver, name and signature.
  public var methods: [String] = []
}

extension Session {
  /// The static type of an expression, or a description of a type.
  /// - Parameter name: what messages call the text.
  public func staticType(of text: String, name: String) -> Result<StaticType, CompileErrors> {
    asking {
      Result { () throws(CompileErrors) in
        do throws(CompileErrors) {
          return try describe(text, name)
        } catch {
          throw CompileErrors(lines: Session.words(error.lines, of: text, name: name))
        }
      }
    }
  }

  private func describe(_ text: String, _ name: String) throws(CompileErrors) -> StaticType {
    let probe = try probe(text, name: name)
    let tree = probe.file.tree
    let entry = Array(tree.nodes(tree.entry))
    guard entry.count == 1, case .expression(let expression) = tree[entry[0]] else {
      if entry.count == 1, !probe.errorLines.isEmpty { throw CompileErrors(lines: probe.errorLines) }
      throw CompileErrors(lines: ["\(name) wants one expression or type; a statement or declaration has none"])
    }
    let type = probe.file.type(of: expression)
    switch probe.file.mode(of: expression) {
    case .type where type.isValid: return describe(type)
    case .noValue: return value("(no value)", .emptyTuple)
    case _ where !probe.errorLines.isEmpty: throw CompileErrors(lines: probe.errorLines)
    default: break
    }
    var result = value(program.text(type, in: package), type)
    let constant = probe.file.constant(of: expression)
    if constant.exists { result.constant = program.text(constant) }
    return result
  }

  private func value(_ text: String, _ type: TypeID) -> StaticType {
    StaticType(text: text, isType: false, size: program.types.sizeof(type), alignment: program.types.alignof(type))
  }

  private func describe(_ type: TypeID) -> StaticType {
    let types = program.types
    let layout = types.layout(of: type)
    var result = StaticType(
      text: program.text(type, in: package), isType: true, size: layout.size, alignment: layout.alignment)
    let base: TypeID
    var isForeign = false
    if case .named(let id) = types.view(of: type) {
      base = types.underlying(type)
      isForeign = program[program[types[id].object].package].isForeign
    } else {
      base = type
    }
    if let fields = types.fields(base), case .structure = types.view(of: base) {
      result.fields = zip(fields, layout.offsets).map { field, offset in
        StaticType.Field(
          offset: offset, size: types.sizeof(field.type), name: program.text(field.name),
          type: program.text(field.type, in: package, tellsSizes: isForeign), isEmbedded: field.isEmbedded)
      }
    }
    if base != type, result.fields.isEmpty {
      result.definition = program.text(base, in: package, tellsSizes: isForeign)
    }
    result.methods = methods(of: type)
    return result
  }

  /// The methods that a variable of the type has, those of embedded fields too, with the receiver each wants.
  private func methods(of type: TypeID) -> [String] {
    if program.types.isInterface(type) { return [] }
    let name = program.text(type, in: package)
    let own = Set(program.methodSet(of: type).map(\.name))
    return program.members(of: type, from: package).filter(\.isMethod).map { member -> String in
      let signature = program.text(member.type, in: package).dropFirst("func".count)
      let receiver = own.contains(member.name) ? name : "*\(name)"
      return "func (\(receiver)) \(program.text(member.name))\(signature)"
    }.sorted()
  }
}
