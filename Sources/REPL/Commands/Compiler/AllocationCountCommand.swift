// SPDX-License-Identifier: Apache-2.0

import Driver

struct AllocationCountCommand: Command {
  let name = "alloccount"
  let group = CommandGroup.compiler
  let arguments = "EXPR"
  let completes = ArgumentKind.expression
  let summary = "run something once and list what it allocates, by place and type"
  let help = """
    Runs it once with every allocation recorded, of all goroutines that run meanwhile: number, bytes, type as far as the
    instruction tells, and the line. The line below is the one of yours that led there. What is called for the first time
    may allocate more: its packages' variables get their values then.

        loam> func words(n int) []string { var s []string; for i := range n { s = append(s, fmt.Sprint(i)) }; return s }
        loam> :alloccount words(100)
    """

  private static let shown = 20

  func run(_ argument: String, in prompt: Prompt) -> Step {
    guard !argument.isEmpty else { return usage() }
    guard let answer = prompt.session.allocations(of: argument, name: ":alloccount").orPrint(),
      let (sites, cost) = answer
    else {
      return .failed
    }
    let objects = sites.reduce(0) { $0 + $1.objects }
    let bytes = sites.reduce(0) { $0 + $1.bytes }
    Output.print(
      "\(prompt.screen.bold(Output.count(objects, "allocation"))), \(Output.bytes(bytes))"
        + (cost.collections > 0 ? ", " + Output.count(cost.collections, "collection") : ""))
    for site in sites.prefix(Self.shown) { show(site, prompt.screen) }
    if sites.count > Self.shown { Output.print("and \(sites.count - Self.shown) places more") }
    return .done
  }

  private func show(_ site: AllocationSite, _ screen: Screen) {
    let inner = site.frames.first
    let place = inner.map { "\($0.function)  \($0.file):\($0.line)" } ?? "(the runtime)"
    Output.print(
      Output.right("\(site.objects)", 8) + Output.right(Output.bytes(site.bytes), 12) + "  "
        + (site.type.isEmpty ? "" : screen.paint(site.type, .cyan) + "  ") + place)
    let own = site.frames.first { $0.function.hasPrefix("main.") && $0.file != ":alloccount" }
    guard let own, !own.text.isEmpty else { return }
    let from = own.function == inner?.function && own.line == inner?.line ? "" : "\(own.file):\(own.line)  "
    Output.print(String(repeating: " ", count: 22) + screen.paint("\(from)\(own.text)", .grey))
  }
}
