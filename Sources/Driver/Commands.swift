// SPDX-License-Identifier: Apache-2.0
//
// Commands.swift — what the subcommands of the command line do, on a large stack.

import Glibc
import Runtime

/// Errors of a program as lines.
public struct CompileErrors: Error, Sendable {
  public let lines: [String]
}

public enum Commands {
  /// The compile errors of a program; none when it compiles.
  public static func check(_ input: Input, plugins: PluginSet? = nil) -> [String] {
    nonisolated(unsafe) let plugins = plugins
    return onLargeStack { Compilation(input, plugins: plugins).errorLines() }
  }

  /// The escape report of a program.
  public static func escape(_ input: Input) -> Result<[String], CompileErrors> {
    onLargeStack {
      let compilation = Compilation(input)
      if compilation.hasErrors { return .failure(CompileErrors(lines: compilation.errorLines())) }
      return .success(compilation.escapeReport())
    }
  }

  /// With LOAMDEBUG=report=1: a line for each switch that is on.
  static func reportSwitches(_ runtime: Runtime) {
    let counts = runtime.switchCounts()
    guard counts.contains(where: { $0.name == "report" && $0.value != 0 }) else { return }
    for (name, value, fired) in counts where value != 0 && name != "report" {
      StandardError.print("switch \(name)=\(value) fired \(fired) times")
    }
  }

  /// Ends a trace and says on standard error what is wrong with it.
  /// - Returns: whether the file is as it should be.
  private static func finish(_ trace: Trace?, path: String?) -> Bool {
    guard let trace, let path else { return true }
    let result = trace.finish()
    if let problem = result.problem {
      StandardError.print("loam: \(path): \(problem)")
    } else if result.lost > 0 {
      StandardError.print("loam: \(path): \(result.lost) of \(result.events + result.lost) events were lost")
    }
    return result.problem == nil
  }

  /// Compiles and runs a program with its errors on standard error, as the last thing that this process does.
  /// - Parameter outputs: files to be written, however the program ends.
  /// - Returns: the exit code.
  public static func run(
    _ input: Input, name: String, arguments: [String], environment: Environment, outputs: Outputs = Outputs(),
    plugins: PluginSet? = nil
  ) -> Int32 {
    nonisolated(unsafe) let plugins = plugins
    return onLargeStack {
      let compilation = Compilation(input, plugins: plugins)
      if compilation.hasErrors {
        StandardError.print(compilation.errorLines().joined(separator: "\n"))
        return 1
      }
      do {
        let files = try OpenOutputs(outputs)
        let configuration = files.prepare(try environment.configuration(arguments: [name] + arguments))
        let execution = try Execution(compilation, configuration)
        let trace = try files.trace.map { file throws(RuntimeError) in try Trace(of: execution.runtime, into: file) }
        execution.beginPlugins()
        let outcome = Result { () throws(RuntimeError) in try execution.run() }
        plugins?.isEnding = true
        execution.endPlugins()
        let traced = finish(trace, path: outputs.trace)
        let result = try outcome.get()
        let written = files.write(from: execution.runtime)
        reportSwitches(execution.runtime)
        // The process is about to end, which frees all of it faster than taking the runtime apart would. That is only
        // done for plugins, which may leave when nothing of the program runs any more.
        if plugins?.wantEnd != true { _ = Unmanaged.passRetained(execution) }
        return result.exitCode == 0 && !(traced && written) ? 1 : result.exitCode
      } catch {
        StandardError.print("loam: \(error)")
        return 2
      }
    }
  }
}
