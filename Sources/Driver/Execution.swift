// SPDX-License-Identifier: Apache-2.0
//
// Execution.swift — a checked program in a runtime: functions are compiled as they are first called.

import CNatives
import CRuntime
import Codegen
import Foreign
import IR
import Plugins
import Runtime
import Source
import Types

/// A program and the runtime it runs in.
public final class Execution {
  public let compilation: Compilation
  public let runtime: Runtime
  let compiler: Compiler
  private let calls: CompileCalls
  private var listeners: Listeners?

  /// Calls `body` while nobody else uses the compiler's tables. A worker that wants to compile waits meanwhile, as one
  /// that stands still, so `body` may stop the world; who has stopped it must not come here without the lock.
  func withTables<Result>(_ body: () throws -> Result) rethrows -> Result {
    calls.lock.acquire()
    defer { calls.lock.release() }
    return try body()
  }

  /// Makes a runtime for a program without errors.
  public init(
    _ compilation: Compilation, _ configuration: Configuration,
    writeError: (@Sendable (UnsafeRawBufferPointer) -> Void)? = nil, write: WriteHook? = nil,
    notice: (@Sendable () -> Void)? = nil
  ) throws(RuntimeError) {
    self.compilation = compilation
    var configuration = configuration
    // As in Go: the heap is sampled from the start in a program that may ask for the profile.
    let program = compilation.program
    if configuration.profileRate == nil, program.packageOrder.contains(where: { program[$0].path == "runtime/pprof" }) {
      configuration.profileRate = Runtime.usualProfileRate
    }
    let calls = CompileCalls()
    self.calls = calls
    runtime = try Runtime(
      configuration, compile: { calls.compile($0) }, writeError: writeError, write: write, notice: notice)
    loam_runtime_set_give_up(runtime.raw, loam_natives_give_up)
    compiler = Compiler(
      program: compilation.program, runtime: runtime.raw, escape: compilation.escape,
      natives: { [foreign = compilation.foreign, packages = compilation.packages] in
        packages.native($0) ?? foreign.native($0)
      })
    compiler.foreignVariable = { [foreign = compilation.foreign] in foreign.address(ofVariable: $1, in: $0) }
    calls.compiler = compiler
    if runtime.switchCounts().contains(where: { $0.name == "breakall" && $0.value != 0 }) {
      compiler.makeFormsEverywhere()
    }
    do {
      try registerErrorTypes()
    } catch {
      throw RuntimeError(description: "\(error)")
    }
  }

  deinit {
    endListeners()
    if let plugins = compilation.plugins {
      plugins.releaseHandles(runtime)
      // Resources that natives still work with are closed when these are over.
      let used = plugins.loaded.filter { $0.packages.contains { compilation.program.package(path: $0.path) != nil } }
      runtime.whenDestroyed = { [raw = runtime.raw] left in
        plugins.closeResources(raw)
        // Whose native it is that did not come back is not known.
        if let left { for plugin in used { plugin.isStuck(while: { left.count > 0 }) } }
      }
    }
    ForeignPackage.end(runtime.raw)
  }

  // MARK: Plugins

  /// From now on listeners of plugins are told. After a trace has begun, which chooses what is recorded.
  func beginPlugins() {
    guard let plugins = compilation.plugins else { return }
    compilation.whenPluginsChange = { [unowned self] in self.hearPlugins() }
    if !plugins.loaded.isEmpty { hearPlugins() }
  }

  /// Has the listeners of the plugins that are loaded now told of what happens.
  private func hearPlugins() {
    let loaded = compilation.plugins?.loaded ?? []
    if listeners == nil, loaded.allSatisfy(\.listeners.isEmpty) { return }
    if listeners == nil { listeners = Listeners(of: runtime.raw) { StandardError.print($0) } }
    listeners?.listen(loaded)
  }

  private func endListeners() {
    compilation.whenPluginsChange = nil
    if let listeners, !listeners.finish() {
      _ = Unmanaged.passRetained(runtime)
      _ = Unmanaged.passRetained(listeners)
    }
    listeners = nil
  }

  /// Ends what plugins have of a program whose run is over. What others still work with is left to the process's end.
  func endPlugins() {
    endListeners()
    compilation.plugins?.closeResources(runtime.raw)
  }

  /// Runs the program's packages' initialisation and its main function.
  public func run() throws(RuntimeError) -> RunResult {
    let entry: FunctionPointer
    do {
      entry = try compiler.mainEntry()
    } catch {
      throw RuntimeError(description: "\(error)")
    }
    return runtime.run(entry)
  }

  /// Tells the runtime which Go types its run-time errors have.
  private func registerErrorTypes() throws {
    let program = compilation.program
    guard let package = program.importPackage("runtime") else { return }
    func descriptor(_ name: String, pointer: Bool = false) throws -> UnsafePointer<loam_type>? {
      let object = program.object(name, in: package)
      guard object.exists else { return nil }
      let type = program[object].type
      return try compiler.typeDescriptor(for: pointer ? program.types.pointer(to: type) : type)
    }
    var types = loam_error_types()
    types.string = try compiler.typeDescriptor(for: .string)
    types.error_string = try descriptor("errorString")
    types.plain_error = try descriptor("plainError")
    types.type_assertion_error = try descriptor("TypeAssertionError", pointer: true)
    types.panic_nil_error = try descriptor("PanicNilError", pointer: true)
    _ = loam_runtime_set_error_types(runtime.raw, &types)
  }
}

/// What the compile hook reaches.
///
/// `@unchecked Sendable` because `lock` lets one thread at a time at what it holds, and `compiler` is set before the
/// runtime makes its first call.
private final class CompileCalls: @unchecked Sendable {
  unowned(unsafe) var compiler: Compiler?
  let lock = RecursiveLock()

  func compile(_ function: FunctionPointer) -> Bool {
    guard let compiler else { return false }
    lock.acquire()
    defer { lock.release() }
    do {
      try compiler.compile(function)
      return true
    } catch {
      StandardError.print(compiler.program.describe(error, in: "loam"))
    }
    return false
  }
}

extension Program {
  /// The words for an error in compiling, with its place, or else with what it is in.
  func describe(_ error: any Error, in whole: String) -> String {
    guard let error = error as? LoweringError else { return "\(whole): \(error)" }
    let place = error.position.isNone ? nil : sources.location(of: error.position)
    return (place.map { "\($0): " } ?? "\(whole): ") + error.message
  }
}
