// SPDX-License-Identifier: Apache-2.0
//
// Debugger.swift — what a session knows of breakpoints, watches and where its program stands.

import CRuntime
import Codegen
import Runtime
import Types

/// Why the program stands still.
public enum StopReason: Sendable, Equatable {
  case breakpoint([Int])
  /// The condition of a breakpoint could not be evaluated, for this reason; other breakpoints that are there as well.
  case conditionFailed(Int, why: String, others: [Int])
  case step
  /// A function is about to return these results.
  case returning([ShownValue])
  case watch([WatchChange])
  case watchEnded(Int, String, last: String)
}

/// What became of a watched place.
public struct WatchChange: Sendable, Equatable {
  public let number: Int
  public let name: String
  public let old: String
  public let new: String
  /// Where: a file and line.
  public let place: String

  public init(_ number: Int, _ name: String, old: String, new: String, at place: String) {
    self.number = number
    self.name = name
    self.old = old
    self.new = new
    self.place = place
  }
}

/// A value as text.
public struct ShownValue: Sendable, Equatable {
  public let name: String
  public let type: String
  public let text: String
}

/// Where the program stands still, and why.
public struct Stop: Sendable, Equatable {
  public let reason: StopReason
  public let goroutine: UInt64
  /// Whether it is the goroutine of the entry that runs.
  public let isOfEntry: Bool
  public let function: String
  public let file: String
  public let line: Int
  /// The line's text.
  public let source: String
  /// What functions returned on the way here.
  public internal(set) var returned: [Returned] = []
  /// Watches that have ended on the way.
  public internal(set) var remarks: [String] = []

  public struct Returned: Sendable, Equatable {
    public let function: String
    public let results: [ShownValue]
  }
}

/// A breakpoint as it is listed.
public struct BreakpointFigures: Sendable {
  public let number: Int
  /// As it was asked for.
  public let place: String
  public let condition: String?
  /// Where it lies; empty while there is no such function.
  public let locations: [String]
  public let hits: Int
}

/// How a stopped program goes on.
public enum Resumption: Sendable { case `continue`, step, next, finish }

struct Debugger {
  /// A place of a function's form.
  struct Site: Hashable {
    let form: FunctionPointer
    let pc: UInt32
  }

  struct Breakpoint {
    let number: Int
    let spec: BreakSpec
    var condition: String?
    /// The function that it belongs to; none while pending.
    var function = FunctionID.none
    /// Where it stops, with the compiled condition there.
    var sites: [Site: Condition?] = [:]
    var locations: [String] = []
    var hits = 0
    /// A new version of the function that it could not follow.
    var refused = FunctionID.none
  }

  /// A condition at a place: the function that evaluates it, what it reads, and where its answer stands.
  struct Condition {
    let function: FunctionPointer
    let locals: [Local]
    let answer: UnsafeMutablePointer<Bool>
  }

  /// A variable of a form, and the variable of the session that stands for it while entries are evaluated.
  struct Local {
    let name: String
    let variable: UnsafePointer<loam_variable>
    let shadow: ObjectID
    let memory: UnsafeMutableRawPointer
  }

  /// What stands for a variable in the heap.
  struct InPlace {
    let object: ObjectID
    let own: ObjectID
    let handle: loam_handle
  }

  struct Watch {
    let number: Int
    let name: String
    let id: UInt32
    let type: UnsafePointer<loam_type>
    var text: String
  }

  var breakpoints: [Breakpoint] = []
  var watches: [Watch] = []
  var lastNumber = 0
  /// The variables that stand for those of forms, by object.
  var shadows: [ObjectID: ObjectID] = [:]
  /// Those that stand for variables in the heap, by address: a handle keeps each there.
  var inPlace: [UnsafeRawPointer: InPlace] = [:]
  /// Those that stood for variables in the heap, for the same ones elsewhere.
  var spares: [ObjectID: ObjectID] = [:]
  /// Shadows that have values now.
  var filled: Set<ObjectID> = []
  var stop: Stop?
  /// The entry that is stopped; nil: a goroutine of an earlier one is.
  var paused: Session.Progress?
  /// What functions returned since the program went on last.
  var returned: [Stop.Returned] = []
  /// What else is to be said when it stops next, or has ended.
  var remarks: [String] = []
  var isFinishing = false
  var isTracing = false
  var callTrace: CallTrace?
  var fileTrace: (trace: Trace, path: String)?

  var needsForms: Bool { !breakpoints.isEmpty || !watches.isEmpty || isTracing }
}
