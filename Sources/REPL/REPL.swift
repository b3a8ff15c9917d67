// SPDX-License-Identifier: Apache-2.0
//
// REPL.swift — the prompt: reads entries from a terminal or a script, has them evaluated, prints what comes of it.

import CEdit
public import Driver
import Glibc
import Plugins
import Runtime

public enum REPL {
  private static func isReadable(_ descriptor: Int32) -> Bool {
    var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&wanted, 1, 0) > 0
  }

  /// Reads and evaluates until the input ends.
  ///
  /// A terminal gets a prompt. Other input is a script: no prompt, the first error ends it.
  /// - Parameters:
  ///   - file: a script to run; nil: standard input.
  ///   - keepsGoing: errors do not end a script.
  ///   - plugins: files or names of plugins to begin with.
  /// - Returns: the exit code of the process.
  public static func run(
    environment: Environment, file: String? = nil, keepsGoing: Bool = false, plugins words: [String] = []
  ) -> Int32 {
    var input: Int32 = 0
    let file = file == "-" ? nil : file
    if let file {
      input = open(file, O_RDONLY | O_CLOEXEC)
      guard input >= 0 else {
        StandardError.print("loam: \(file): \(String(cString: strerror(errno)))")
        return 1
      }
      // Its entries would all be declarations, and nothing would be run.
      var status = stat()
      if fstat(input, &status) == 0, status.st_mode & S_IFMT == S_IFREG, let contents = try? Files.read(file),
        Session.form(of: contents) == .file
      {
        StandardError.print(
          "loam: \(file) has a package clause, so it is no script: `loam run \(file)` runs it, and :load \(file) at the "
            + "prompt makes what it declares the session's")
        return 2
      }
    }
    // `-` is standard input.
    let isDialogue = file == nil && isatty(0) == 1
    // Before there are other threads: they inherit that the signals are blocked and come by the descriptors.
    let interrupts = isDialogue ? cedit_signal_descriptor(CEDIT_INTERRUPT) : -1
    let signals = isDialogue ? cedit_signal_descriptor(CEDIT_TERMINAL) : -1
    let write: WriteHook = { TerminalOutput.shared.write($0, $1) }
    let notice: @Sendable () -> Void = { TerminalOutput.shared.wake() }
    let plugins = PluginSet()
    let prompt: Prompt
    do {
      // Nothing but the prompt keeps a session: :reset ends it.
      prompt = Prompt(
        try Session(
          environment.configuration(arguments: ["loam"]), plugins: plugins, write: write,
          notice: isDialogue ? notice : nil), screen: .standardOutput)
    } catch {
      StandardError.print("loam: \(error)")
      return 2
    }
    prompt.use(plugins)
    // Nobody waits for ^C yet.
    plugins.isInterrupted = { isReadable(interrupts) }
    for word in words {
      do {
        _ = try prompt.session.loadPlugin(word)
      } catch {
        StandardError.print("loam: --plugin " + error.text(of: word))
        plugins.end()
        return 2
      }
    }
    prompt.keepPlugins()
    plugins.isInterrupted = { [unowned prompt] in prompt.session.wasInterrupted }
    prompt.session.showsPlainly = isDialogue && !prompt.screen.isUnicode
    if !prompt.screen.isUnicode { TerminalOutput.shared.setPlain() }
    // A thread for all entries: one for each would be a good part of a short entry's time.
    return onLargeStack {
      defer {
        prompt.session.reportSwitches()
        plugins.isEnding = true
        if plugins.wantEnd {
          try? prompt.reset()  // what ran in the session holds them
          plugins.end()
        }
      }
      if isDialogue {
        let output = TerminalOutput.shared.start()
        return Dialogue(prompt, interrupts: interrupts, signals: signals, output: output).run()
      }
      return Script(prompt, descriptor: input, name: file ?? "stdin", keepsGoing: keepsGoing).run()
    }
  }
}
