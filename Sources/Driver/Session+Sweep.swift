// SPDX-License-Identifier: Apache-2.0
//
// Session+Sweep.swift — what entries left that could not be forgotten when they had run goes when nothing reaches it.
//
// How.      Now and then between two turns the world is stopped, and the program's memory is searched for what leads to
//           functions, types and constants of the session (Compiler+Search.swift); entries that nothing reaches are
//           forgotten. Objects of their types may wait to be found dead, so types go one sweep later, behind a
//           collection. A sweep is due when as many entries were left since the last as that one found alive, and as the
//           heap, which is searched, is large: so its share of an entry's time stays the same.
// Upholds.  Nothing that a turn has in its hands goes: sweeps are between turns, and not while the program is stopped.

import CRuntime
import Types

extension Session {
  /// When the next sweep is due.
  struct SweepState {
    /// Entries and constants that the last one found alive.
    var alive = 0
    /// How often it was done.
    var count = 0
    /// LOAMDEBUG=forget=N: done before every Nth turn; 0: when it is due.
    var every: Int64 = 0
    var turns: Int64 = 0
  }

  /// What a session keeps.
  public struct Holdings: Sendable {
    /// Entries that could not be forgotten when they had run, and are not yet found to be dead.
    public let entries: Int
    public let tables: TableFigures
    /// Functions that the runtime knows of, and types.
    public let functions: Int, types: Int
    /// Bytes that the runtime has taken for code, types and constants.
    public let bytes: UInt64
    /// How often entries were looked through.
    public let sweeps: Int
  }

  public var holdings: Holdings {
    execution.withTables {
      var metrics = loam_metrics()
      loam_runtime_metrics(execution.runtime.raw, &metrics)
      let compiled = execution.compiler.statistics
      return Holdings(
        entries: program.leftoverCount, tables: program.tableFigures,
        functions: compiled.functions - execution.compiler.freeFunctions, types: compiled.types,
        bytes: metrics.memory.other, sweeps: sweeps.count)
    }
  }

  /// Entries that are always let be.
  private static let least = 512
  /// Bytes with pointers that an entry which was left pays for.
  private static let heapShare = 32 << 10

  /// What sweeps look through: entries, and constants of those that are gone.
  private var keptCount: Int {
    execution.withTables { program.leftoverCount + execution.compiler.constantCount }
  }

  /// Sweeps when that is due, and no turn has begun. For commands; entries see to it themselves.
  public func sweepIfDue() {
    guard !isInTurn else { return }
    if sweeps.every > 0 {
      sweeps.turns += 1
      if sweeps.turns % sweeps.every == 0 { sweep() }
      return
    }
    let left = keptCount - sweeps.alive
    guard left >= max(Session.least, sweeps.alive) else { return }
    var metrics = loam_metrics()
    loam_runtime_metrics(execution.runtime.raw, &metrics)
    if metrics.scan_total / UInt64(Session.heapShare) <= UInt64(left) { sweep() }
  }

  /// Forgets entries that nothing reaches.
  public func sweep() {
    guard !isStopped, steps == nil, debugger.watches.isEmpty, !debugger.isTracing, exitCode == nil else { return }
    let dying = execution.withTables { program.dyingTypes }
    if !dying.isEmpty {
      execution.runtime.collect()
      stopped { forgetTypes(dying) }
    }
    onLargeStack { stopped { sweepStopped() } }
    sweeps.alive = keptCount
    sweeps.count += 1
  }

  private func forgetTypes(_ dying: [TypeID]) {
    guard (try? execution.compiler.forget(types: dying)) != nil else { return }
    program.forgetDyingTypes()
  }

  private func sweepStopped() {
    let compiler = execution.compiler
    let reach = program.beginReach(in: package)
    markDebugger(reach)
    guard let search = compiler.search(reach) else { return }
    guard search.end() else { return }
    debugger.shadows = debugger.shadows.filter { reach.isReached($0.key) }
    compiler.release(search, reach)
    let gone = program.forgetUnreached(reach)
    compiler.forget(functions: gone.functions)
    execution.compilation.escape.forget(functions: gone.functions, files: gone.files, objects: gone.objects)
  }

  /// Breakpoints stay with their functions, and what stands for variables has their types.
  private func markDebugger(_ reach: Reach) {
    for breakpoint in debugger.breakpoints {
      reach.mark(breakpoint.function)
      reach.mark(breakpoint.refused)
      for (site, condition) in breakpoint.sites {
        for form in [site.form, condition?.function] {
          if let form, let function = execution.compiler.source(of: form) { reach.mark(function) }
        }
      }
    }
    for object in debugger.shadows.values { reach.mark(object) }
    for object in debugger.inPlace.values.flatMap({ [$0.object, $0.own] }) { reach.mark(object) }
    for (object, other) in debugger.spares {
      reach.mark(object)
      reach.mark(other)
    }
    for result in program.resultVariables(in: package) + freeResults { reach.mark(result) }
  }
}
