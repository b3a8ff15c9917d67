// SPDX-License-Identifier: Apache-2.0

import Driver

struct TypeCommand: Command {
  let name = "type"
  let group = CommandGroup.compiler
  let arguments = "EXPR"
  let completes = ArgumentKind.expression
  let summary = "the static type of an expression; of a type its layout and methods"
  let help = """
    The expression is checked and not run. Of a type: its definition, size and alignment in bytes, the offset and size of
    each field with the holes between them, and the methods that a variable of the type has. A method with a pointer for
    receiver is not in the method set of the type itself.

        loam> :type map[string][]int{"a": {1}}["a"]
        loam> type P struct { Done bool; N int }
        loam> func (p *P) Add(n int) { p.N += n }
        loam> :type P
    """

  func run(_ argument: String, in prompt: Prompt) -> Step {
    guard !argument.isEmpty else { return usage() }
    guard let type = prompt.session.staticType(of: argument, name: ":type").orPrint() else { return .failed }
    if !type.isType {
      Output.print(type.text + (type.constant.map { ", constant \($0)" } ?? ""))
      return .done
    }
    let size = "\(bytes(type.size)), aligned to \(type.alignment)"
    if type.fields.isEmpty {
      let definition = type.definition.map { "type \(type.text) \($0)" } ?? type.text
      Output.print("\(definition)  // \(size)")
    } else {
      Output.print("\(type.text.hasPrefix("struct{") ? "" : "type \(type.text) ")struct {  // \(size)")
      fields(type, prompt.screen)
      Output.print("}")
    }
    for method in type.methods { Output.print(method) }
    return .done
  }

  /// A line for each field and each hole: offset, declaration, size.
  private func fields(_ type: StaticType, _ screen: Screen) {
    let titles = type.fields.map { $0.isEmbedded ? $0.type : "\($0.name) \($0.type)" }
    let width = min(60, titles.map(\.count).max() ?? 0)
    let digits = max(4, "\(type.size)".count + 2)
    func line(_ offset: Int64, _ text: String, _ size: String) {
      Output.print(Output.right("\(offset)", digits) + "  " + Output.left(text, width) + "  // " + size)
    }
    var end: Int64 = 0
    func hole(upTo next: Int64) {
      if next > end { line(end, screen.paint(Output.left("_", width), .grey), "\(bytes(next - end)) of padding") }
    }
    for (field, title) in zip(type.fields, titles) {
      hole(upTo: field.offset)
      line(field.offset, title, bytes(field.size))
      end = field.offset + field.size
    }
    hole(upTo: type.size)
  }

  private func bytes(_ count: Int64) -> String { count == 1 ? "1 byte" : "\(count) bytes" }
}
