// SPDX-License-Identifier: Apache-2.0
//
// LoweringEnvironment.swift — what all functions' lowerings share: the program, layouts, and where things live.

public import Escape
public import Source
public import Syntax
public import Types

/// A construct that is not built yet, or a limit.
public struct LoweringError: Error {
  public let position: Position
  public let message: String

  public init(_ position: Position, _ message: String) {
    self.position = position
    self.message = message
  }
}

/// What lowering asks of the analysis before it: stack or heap.
public protocol EscapeFacts {
  func isOnHeap(_ variable: ObjectID) -> Bool
  func isCapturedByValue(_ variable: ObjectID) -> Bool
  func isOnHeap(_ node: NodeID<Expr>, in file: FileID, as role: SiteRole) -> Bool
}

extension EscapeAnalysis: EscapeFacts {}

/// Shared by the lowering of all functions of a program.
public final class LoweringEnvironment {
  public let program: Program
  public let layouts: TypeLayouts
  public let escape: any EscapeFacts
  /// Values of more words than this are not put in frames; lowered for functions whose frame would be too large.
  public var largestInFrame = Int.max
  /// Whether functions get the form for breakpoints: a BREAK before each statement, at the entry and before each return,
  /// and variables that stay where they are to the end of their scope.
  public var makesBreaks = false
  /// Whether a library variable has its value without running code, or had its initialiser run.
  public var isReady: (ObjectID) -> Bool = { _ in true }

  public init(_ program: Program, escape: any EscapeFacts) {
    self.program = program
    self.escape = escape
    layouts = TypeLayouts(program.types)
  }

  /// The full name of a function as traces print it.
  public func name(of id: FunctionID) -> String {
    let function = program[id]
    if function.literal.exists {
      var base = "glob."
      var number = literalNumbers[id] ?? 0
      if number == 0 {
        number = (literalCounts[function.enclosing, default: 0]) + 1
        literalCounts[function.enclosing] = number
        literalNumbers[id] = number
      }
      if function.enclosing.raw != 0 {
        base = name(of: function.enclosing)
        let isNested = program[function.enclosing].literal.exists
        return isNested ? "\(base).\(number)" : "\(base).func\(number)"
      }
      base = program[function.package].path
      return "\(base).init.func\(number)"
    }
    let object = program[function.object]
    let package = program[function.package].path
    let own = program.text(object.name)
    if function.receiver.exists {
      let receiver = program[function.receiver].type
      if case .pointer(let element) = program.types.view(of: receiver) {
        return "\(package).(*\(localName(element))).\(own)"
      }
      return "\(package).\(localName(receiver)).\(own)"
    }
    return "\(package).\(own)"
  }

  /// Forgets the numbers of function literals whose ids will stand for others.
  public func forget(_ functions: [UInt32]) {
    for function in functions.map({ FunctionID(raw: $0) }) {
      literalNumbers[function] = nil
      literalCounts[function] = nil
    }
  }

  private var literalNumbers: [FunctionID: Int] = [:]
  private var literalCounts: [FunctionID: Int] = [:]

  /// Gives the literals of a function their numbers in the order of the source.
  public func number(literal: FunctionID) { _ = name(of: literal) }

  public func localName(_ type: TypeID) -> String {
    if case .named(let id) = program.types.view(of: type) {
      return program.text(program[program.types[id].object].name)
    }
    return program.runtimeText(type)
  }
}
