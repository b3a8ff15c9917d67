// SPDX-License-Identifier: Apache-2.0

import Driver

struct SetCommand: Command {
  let name = "set"
  let group = CommandGroup.collector
  let arguments = "[NAME [VALUE]]"
  let summary = "list what can be set, or set it: gogc, memlimit, maxmemory, procs, debug switches"
  let help = """
    Without an argument: all settings with their values. Sizes are bytes, or as 64MiB (KiB, MiB, GiB, TiB); off is no
    limit. The debug switches are those of LOAMDEBUG: each makes a rare event constant. What they do of collections holds
    from the next one on. A few can only be given when loam starts.

        loam> :set gogc 50
        loam> :set maxmemory 256MiB
        loam> :set poison on
        loam> :set
    """

  func completes(in prompt: Prompt) -> ArgumentKind {
    .each(
      prompt.session.settings().map { setting in
        let isSwitch = setting.kind == .debugSwitch || setting.name == "gctrace"
        let values = isSwitch ? ["on", "off"] : Self.limits.contains(setting.name) ? ["off"] : []
        return (setting.name, .words(values, then: .nothing))
      })
  }

  /// Those that may be off.
  private static let limits = ["gogc", "memlimit", "maxmemory"]

  func run(_ argument: String, in prompt: Prompt) -> Step {
    // "gogc=50" is what people have typed in the environment.
    let words = argument.split(maxSplits: 1) { $0 == " " || $0 == "\t" || $0 == "=" }.map { $0.trimmed }
    let settings = prompt.session.settings()
    guard let name = words.first else {
      list(settings, prompt.screen)
      return .done
    }
    guard let setting = settings.first(where: { $0.name == name || $0.name == "debug." + name }) else {
      let near = settings.map { ($0.name, CommandTable.distance(Array(name), Array($0.name))) }.min { $0.1 < $1.1 }
      let hint = near.map { $0.1 <= 2 ? "; did you mean \($0.0)?" : "; :set lists them" } ?? ""
      Output.error([":set: there is no setting \(name)\(hint)"])
      return .failed
    }
    guard words.count == 2 else {
      Output.print("\(setting.name) = \(setting.value)  \(setting.summary)")
      return .done
    }
    do {
      try prompt.session.set(setting.name, to: words[1])
    } catch {
      Output.error([":set: \(error)"])
      return .failed
    }
    if let now = prompt.session.settings().first(where: { $0.name == setting.name }) {
      Output.print("\(now.name) = \(now.value)" + (now.value == setting.value ? "" : ", was \(setting.value)"))
    }
    return .done
  }

  private func list(_ settings: [Setting], _ screen: Screen) {
    for kind in [Setting.Kind.limit, .debugSwitch] {
      Output.print(screen.bold(kind == .limit ? "settings" : "debug switches (LOAMDEBUG)"))
      for setting in settings where setting.kind == kind {
        let value = Output.right(setting.value, 10)
        let fired = setting.fired > 0 && !setting.isDefault ? ", fired \(Output.count(setting.fired, "time"))" : ""
        Output.print(
          "  " + Output.left(setting.name, 15) + (setting.isDefault ? value : screen.paint(value, .yellow)) + "  "
            + setting.summary + fired + (setting.changes ? "" : " (only at the start)"))
      }
    }
  }
}
