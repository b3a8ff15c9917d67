// SPDX-License-Identifier: Apache-2.0
//
// Checker.swift — where the checker stands, and how it reports.
//
// How.      One checker serves a program. What it is checking is the context; resolving a declaration in the middle of
//           something else saves the context and begins another. What must wait until the types around it are complete
//           (map keys, recursive types, bodies of literals in package variables) is put off with its context. The
//           hot properties are not tested for overlapping access at run time: one thread checks, no closure that
//           changes a table is called while the table is being changed, and the tests cost an eighth of the time.
// Upholds.  Nothing is reported twice: an operand that is wrong has mode invalid, and invalid operands and types are
//           accepted silently everywhere.

import Source
import Syntax

final class Checker {
  unowned(unsafe) let program: Program
  let types: TypeTable

  @exclusivity(unchecked) var context: Context
  @exclusivity(unchecked) var locals = LocalScopes()
  /// Objects that are being resolved, outermost first.
  @exclusivity(unchecked) var path: [ObjectID] = []
  private var delayed: [Delayed] = []
  private var isRunningDelayed = false
  /// Instances of generic types whose underlying type is not known yet.
  @exclusivity(unchecked) var pendingInstances: [NamedID: [NamedID]] = [:]
  /// Variables declared in the body being checked, for "declared and not used".
  @exclusivity(unchecked) var declaredLocals: [ObjectID] = []
  @exclusivity(unchecked) var jumps = Jumps()
  /// What the entry being checked declares at its outermost level.
  var sessionDeclared: [ObjectID] = []
  /// What the names that it declares stood for before.
  var sessionReplaced: [ObjectID] = []
  /// An entry that did not compile, and what it added to the tables.
  var failed: (file: FileID, made: Made)?
  /// What a text added to the tables that was only looked at and has errors.
  var failedProbe: Made?
  /// The function whose body its statements are.
  var sessionFunction = FunctionID.none
  /// What is called where the checker is, and whether an entry was told how functions call each other.
  @exclusivity(unchecked) var callee = NodeID<Expr>.none
  var hasToldOrder = false
  /// Names of imports that an entry gave another meaning.
  var sessionHidden: [Symbol] = []
  /// The methods that types of earlier entries had before this one.
  var sessionMethods: [(type: NamedID, name: Symbol, before: [ObjectID])] = []
  /// The call whose second value is wanted: of a function of package C it is errno.
  var foreignErrorCall = NodeID<Expr>.none
  /// The entry being checked is a file with a package clause.
  var sessionIsFile = false
  /// The name that stands where a probe's cursor is, and what could have stood there instead.
  var mark = Symbol.none
  var marked: [ObjectID] = []
  @exclusivity(unchecked) var instanceDepth = 0
  /// The type that the interface which was just read must wait for, because it embeds it.
  var embeddingWait: NamedID?
  /// Aliases being read while they are being resolved.
  var expandingAliases: Set<ObjectID> = []
  /// Declared interfaces that wait for a type they embed, and the ways to go on.
  var waitingInterfaces: [NamedID: [(named: NamedID, resume: () -> Void)]] = [:]
  /// What each of them waits for.
  var waitsFor: [NamedID: NamedID] = [:]
  /// What package-level constants refer to.
  @exclusivity(unchecked) var constantReferences: [ObjectID: References] = [:]
  /// Objects whose library initialisers were given out.
  @exclusivity(unchecked) var reached: Set<ObjectID> = []
  @exclusivity(unchecked) var constantDeclarations: [ConstantDeclaration] = []

  private struct Delayed {
    let context: Context
    let environment: UInt32
    let action: () -> Void
  }

  /// What is being checked.
  struct Context {
    var package: Package
    var file: TypedFile
    /// The function whose body it is; none in package-level declarations.
    var function: FunctionID = .none
    /// What the declaration refers to: package-level variables and functions.
    var references: References?
    /// The value of iota inside a constant declaration.
    var iota: Int64?
    /// Where errors in an inherited constant expression are reported.
    var errorPosition: Position?
    /// A statement position: calls whose value is not used are all right.
    var hasCallOrReceive = false
    var isInTypeParameters = false
    /// The function of the call being checked: of C's it is the function itself, not its address.
    var called = NodeID<Expr>.none
    /// The expression on the right of the type declaration being resolved.
    var definition = NodeID<Expr>.none
    /// The number of open scopes at the outermost level of an entry of a session.
    var sessionDepth = -1
  }

  /// A set of objects in the order they were added.
  final class References {
    var list: [ObjectID] = []
    private var seen: Set<ObjectID> = []

    func add(_ object: ObjectID) {
      if seen.insert(object).inserted { list.append(object) }
    }
  }

  init(_ program: Program) {
    self.program = program
    types = program.types
    let universe = program.packages[0]
    context = Context(
      package: universe,
      file: TypedFile(package: .none, tree: Tree(source: SourceFile(id: .none, name: "", contents: []))))
  }

  var file: TypedFile { context.file }
  var package: Package { context.package }

  // MARK: Work that is put off

  /// Does something when the outermost declaration being resolved is complete, in the context of now.
  func later(_ action: @escaping () -> Void) {
    delayed.append(Delayed(context: context, environment: locals.environment, action: action))
  }

  /// Does what was put off.
  func runDelayed() {
    if isRunningDelayed || !path.isEmpty { return }
    isRunningDelayed = true
    var next = 0
    while next < delayed.count {
      let saved = context
      let item = delayed[next]
      next += 1
      context = item.context
      let environment = locals.reenter(item.environment)
      item.action()
      _ = locals.reenter(environment)
      context = saved
    }
    delayed.removeAll(keepingCapacity: true)
    isRunningDelayed = false
  }

  // MARK: Reporting

  /// Reports an error unless it is only the consequence of one that was reported.
  func error(_ position: Position, _ message: @autoclosure () -> String, notes: [Diagnostic.Note] = []) {
    let message = message()
    if !program.diagnostics.isEmpty, message.contains("invalid operand") || message.contains("invalid type"),
      !message.hasPrefix("invalid operand"), !message.hasPrefix("invalid type")
    {
      return
    }
    program.report(context.errorPosition ?? position, message, notes: notes)
  }

  /// Reports an error at the leftmost byte of a node.
  func error<View>(_ node: NodeID<View>, _ message: @autoclosure () -> String, notes: [Diagnostic.Note] = []) {
    error(file.tree.start(of: node), message(), notes: notes)
  }

  func error(_ operand: Operand, _ message: @autoclosure () -> String, notes: [Diagnostic.Note] = []) {
    error(file.tree.start(of: operand.expr), message(), notes: notes)
  }

  /// A line under an error without a place of its own.
  func note(_ message: String) -> Diagnostic.Note { Diagnostic.Note(.none, message) }

  func otherDeclaration(_ object: ObjectID) -> [Diagnostic.Note] {
    let position = program[object].position
    if position.isNone { return [] }
    return [Diagnostic.Note(position, "other declaration of \(program.text(program[object].name))")]
  }

  func text(_ type: TypeID) -> String {
    var writer = TypeWriter(program: program, package: context.package.id, isRuntime: false)
    writer.tellsOlder = context.package.isSession
    writer.write(type)
    return writer.text
  }
  func text(_ symbol: Symbol) -> String { program.text(symbol) }

  // MARK: Small helpers

  func unparen(_ expr: NodeID<Expr>) -> NodeID<Expr> {
    var expr = expr
    while case .paren(let inner) = file.tree[expr] { expr = inner }
    return expr
  }

  /// The symbol of a name node.
  func symbol(_ name: NodeID<Expr>) -> Symbol {
    if case .name(let symbol) = file.tree[name] { return symbol }
    return .none
  }

  func isExported(_ name: Symbol) -> Bool { program.symbols.isExported(name) }
}
