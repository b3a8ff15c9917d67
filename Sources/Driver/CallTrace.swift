// SPDX-License-Identifier: Apache-2.0
//
// CallTrace.swift — a line for each call and return of functions that have breakpoints' forms, as they happen.
//
// How.      The runtime calls back at each entry and return (loam_break_trace), with the frame, of which parameters and
//           results are read as memory. How deep a call is shown is counted per goroutine from the frames' distances,
//           so that frames that a panic unwound do not count for ever.

import CRuntime
import Codegen
import Runtime
import Synchronization
import Types

/// Writes the lines.
///
/// `@unchecked Sendable` because what changes is behind the mutex, and `shape` takes the tables' lock.
final class CallTrace: @unchecked Sendable {
  /// What the lines are made of, by form.
  struct Shape {
    let name: String
    /// It is an entry's own, which nobody has called.
    let isEntry: Bool
    let parameters: [(name: String, slot: Int, type: UnsafePointer<loam_type>)]
    let results: [(slot: Int, type: UnsafePointer<loam_type>)]
  }

  private let lock = Mutex(())
  /// Under the lock, both.
  private var frames: [UInt64: [UInt64]] = [:]
  private var shapes: [UnsafePointer<loam_function>: Shape] = [:]
  private let runtime: OpaquePointer
  private let isPlain: Bool
  private let write: WriteHook?
  private let shape: (UnsafePointer<loam_function>) -> Shape?

  /// - Parameter isPlain: lines are ASCII.
  /// - Parameter write: receives the lines; nil: standard error.
  init(
    _ runtime: OpaquePointer, isPlain: Bool, write: WriteHook?,
    shape: @escaping (UnsafePointer<loam_function>) -> Shape?
  ) {
    self.runtime = runtime
    self.isPlain = isPlain
    self.write = write
    self.shape = shape
  }

  fileprivate func tell(_ place: loam_stop) {
    guard var line = lock.withLock({ _ in self.line(place) }) else { return }
    if isPlain { line = CallTrace.plain(line) }
    guard let write else { return StandardError.print(line) }
    var bytes = line + "\n"
    bytes.withUTF8 { _ = write(2, UnsafeRawBufferPointer($0)) }
  }

  /// What is beyond ASCII as Go writes it in a string, but for the marks of values.
  private static func plain(_ line: String) -> String {
    line.unicodeScalars.map { scalar -> String in
      switch scalar {
      case "…": return "..."
      case "→": return "->"
      case "↺": return "<circle>"
      case _ where scalar.isASCII: return String(scalar)
      default:
        let digits = String(scalar.value, radix: 16), width = scalar.value > 0xffff ? 8 : 4
        return (width == 8 ? "\\U" : "\\u") + String(repeating: "0", count: width - digits.count) + digits
      }
    }.joined()
  }

  private func line(_ place: loam_stop) -> String? {
    if shapes[place.function] == nil { shapes[place.function] = shape(place.function) }
    if shapes[place.function]?.isEntry == true { return nil }
    var calls = frames[place.goroutine, default: []]
    while let last = calls.last, last > place.frame { calls.removeLast() }
    if place.kind == LOAM_BREAK_ENTER {
      while let last = calls.last, last >= place.frame { calls.removeLast() }
      calls.append(place.frame)
    }
    let depth = max(0, calls.count - 1)
    if place.kind == LOAM_BREAK_LEAVE, calls.last == place.frame { calls.removeLast() }
    frames[place.goroutine] = calls.isEmpty ? nil : calls
    return text(place, shapes[place.function], depth)
  }

  private func text(_ place: loam_stop, _ shape: Shape?, _ depth: Int) -> String {
    let name = shape?.name ?? place.function.pointee.name.text
    let file = place.function.pointee.file.text
    var line = "[\(place.goroutine)] " + String(repeating: "  ", count: min(depth, 40))
    func value(_ slot: Int, _ type: UnsafePointer<loam_type>) -> String {
      place.slots.map { ValueText.text(of: type, at: UInt(bitPattern: $0 + slot), in: runtime) } ?? "?"
    }
    if place.kind == LOAM_BREAK_ENTER {
      let arguments = shape?.parameters.map { "\($0.name) = \(value($0.slot, $0.type))" } ?? []
      line += "-> \(name)(\(arguments.joined(separator: ", ")))  \(file):\(place.line)"
    } else {
      let results = shape?.results.map { value($0.slot, $0.type) } ?? []
      line += "<- \(name)" + (results.isEmpty ? "" : " = " + results.joined(separator: ", "))
    }
    return line
  }
}

private func tellCallTrace(_ context: UnsafeMutableRawPointer?, _ place: UnsafePointer<loam_stop>?) {
  guard let context, let place else { return }
  Unmanaged<CallTrace>.fromOpaque(context).takeUnretainedValue().tell(place.pointee)
}

extension Session {
  /// Prints calls and returns of the person's own functions, or no longer.
  public func traceCalls(_ isOn: Bool) throws(Refused) {
    debugger.isTracing = isOn
    do {
      if isOn {
        try makeFormsUsual()
        // Kept, once made: a worker may be in it when it is switched off.
        let trace =
          debugger.callTrace
          ?? CallTrace(execution.runtime.raw, isPlain: showsPlainly, write: write) { [unowned(unsafe) self] form in
            execution.withTables { shape(of: form) }
          }
        debugger.callTrace = trace
        _ = loam_break_trace(execution.runtime.raw, tellCallTrace, Unmanaged.passUnretained(trace).toOpaque())
      } else {
        _ = loam_break_trace(execution.runtime.raw, nil, nil)
        try updateForms()
      }
    } catch {
      throw refused(error)
    }
  }

  public var isTracingCalls: Bool { debugger.isTracing }

  /// The file that events are recorded in now.
  public var recordedFile: String? { debugger.fileTrace?.1 }

  /// Records events in a file for trace viewers, until `finishTrace`.
  public func trace(to path: String) throws(RuntimeError) {
    if debugger.fileTrace != nil {
      throw RuntimeError(description: "events are recorded already; :trace off ends that")
    }
    debugger.fileTrace = (try Trace(of: execution.runtime, into: try OutputFile(path: path)), path)
  }

  /// Ends recording.
  /// - Returns: what to say of the file; nil when nothing was recorded.
  public func finishTrace() -> String? {
    guard let (trace, path) = debugger.fileTrace else { return nil }
    debugger.fileTrace = nil
    let result = trace.finish()
    if let problem = result.problem { return "\(path): \(problem)" }
    let lost = result.lost > 0 ? ", \(result.lost) were lost" : ""
    return "\(path): \(result.events) events\(lost)"
  }

  private func shape(of form: UnsafePointer<loam_function>) -> CallTrace.Shape? {
    guard let id = execution.compiler.source(of: form) else { return nil }
    let compiler = execution.compiler
    let function = form.pointee
    var slot = Int(function.frame_slots) + 1
    var parameters: [(String, Int, UnsafePointer<loam_type>)] = []
    let record = program[id]
    for object in (record.receiver.exists ? [record.receiver] : []) + record.parameters {
      guard let type = try? compiler.typeDescriptor(for: program[object].type) else { return nil }
      let name = program[object].name.exists ? program.text(program[object].name) : "_"
      parameters.append((name, slot, type))
      slot += Int(loam_type_slots(type))
    }
    var results: [(Int, UnsafePointer<loam_type>)] = []
    for type in program.types.signature(record.signature)?.results ?? [] {
      guard let descriptor = try? compiler.typeDescriptor(for: type) else { return nil }
      results.append((slot, descriptor))
      slot += Int(loam_type_slots(descriptor))
    }
    return CallTrace.Shape(
      name: text(function.name), isEntry: !record.declaration.exists && !record.literal.exists,
      parameters: parameters.map { ($0.0, $0.1, $0.2) },
      results: results.map { ($0.0, $0.1) })
  }
}
