// SPDX-License-Identifier: Apache-2.0
//
// Compiler.swift — from the program's functions to functions of the runtime, each when it is first called.
//
// How.      Whatever code refers to gets its runtime record at once, from its signature alone; the runtime calls back when
//           the function is first run, and only then is the body checked, lowered, encoded and defined. Descriptors of
//           types, package variables and string constants are made in the same way, when code names them.
// Why not.  Compiling all that can be reached: start-up would grow with the library.
// Upholds.  A record, once made, never moves and is the only one of its function.

import Bytecode
public import CRuntime
public import Escape
public import IR
import Source
import Syntax
public import Types

/// A function of the runtime.
public typealias FunctionPointer = UnsafeMutablePointer<loam_function>

/// The body in C of a function that is declared without one, and what it is defined with.
public struct NativeBody {
  public let native: loam_native
  public let user: UnsafeMutableRawPointer?

  public init(_ native: @escaping loam_native, user: UnsafeMutableRawPointer? = nil) {
    self.native = native
    self.user = user
  }
}

/// Compiles a program into a runtime. Used by one thread at a time.
public final class Compiler {
  public let program: Program
  public let runtime: OpaquePointer
  public let escape: EscapeAnalysis
  let environment: LoweringEnvironment
  let natives: (String) -> NativeBody?
  /// Where variables of package C are.
  public var foreignVariable: (_ package: String, _ name: String) -> UnsafeMutableRawPointer? = { _, _ in nil }
  /// What each runtime function is, by its `user` number.
  var callees: [Callee] = []
  var passing = PassingEntry()
  /// Functions of a session that stay as long as something reaches them (Compiler+Search.swift).
  var kept: Set<FunctionPointer> = []
  /// Of functions in others, and of forms: what they belong to.
  var parents: [FunctionPointer: FunctionPointer] = [:]
  /// Memory of a session's variables that are not used any more.
  var freeGlobals = FreeGlobals()
  /// Constants of a session's entries by content: what is typed often is there once.
  var knownStrings: [[UInt8]: UnsafeMutableRawPointer] = [:]
  var knownImages: [[UInt8]: UnsafeMutableRawPointer] = [:]
  var pointers: [Callee: FunctionPointer] = [:]
  /// By function number, for speed.
  var declared: [FunctionPointer?] = []
  private var analyzedPackages: [PackageID] = []
  private var variableNames: [Symbol: loam_string] = [:]
  /// Package variables: their positions in `variables`.
  private var variableNumbers = NumberTable()
  private var variables: [Variable] = []
  /// runtime.MemProfileRate, once it has memory.
  var profileRate: ObjectID?
  var profileRateIsWatched = false
  lazy var descriptors = TypeDescriptors(self)
  /// By function number: what its procedure guards, for those that guard anything. What is made again of such a function
  /// must be the same although by then the variables may have their values.
  var guards: [UInt32: [ObjectID]] = [:]
  /// What was found out last of functions for debuggers.
  var debugged: [FunctionPointer: DebugInformation] = [:]
  var forms = Forms()
  /// When set, is given each function's IR and bytecode as text.
  public var dump: ((String) -> Void)?

  enum VariableState {
    case ready
    /// Its initialiser has run when this flag is 1; the variable that names the initialiser.
    case guarded(UnsafeMutablePointer<UInt64>, ObjectID, Initializer)
  }

  public init(
    program: Program, runtime: OpaquePointer, escape: EscapeAnalysis, natives: @escaping (String) -> NativeBody?
  ) {
    self.program = program
    self.runtime = runtime
    self.escape = escape
    self.natives = natives
    environment = LoweringEnvironment(program, escape: escape)
    environment.isReady = { [unowned self] in self.isReady($0) }
  }

  // MARK: Functions

  /// The runtime's record of a function, made now if it was not before.
  public func function(for object: ObjectID) throws -> FunctionPointer {
    program.resolve(object)
    return try function(.function(program[object].function))
  }

  public func function(_ callee: Callee) throws -> FunctionPointer {
    if case .function(let id) = callee {
      let index = Int(id.raw)
      if index < declared.count, let pointer = declared[index] { return pointer }
      let pointer = try makeDeclared(id)
      while declared.count <= index { declared.append(nil) }
      declared[index] = pointer
      return pointer
    }
    if let pointer = pointers[callee] { return pointer }
    let pointer = try make(callee)
    pointers[callee] = pointer
    return pointer
  }

  private func makeDeclared(_ id: FunctionID) throws -> FunctionPointer {
    var record = program[id]
    if !record.literal.exists {
      program.resolve(record.object)
      record = program[id]
    }
    if !record.typeParameters.isEmpty {
      throw LoweringError(program[record.object].position, "generic functions cannot be run yet")
    }
    var parameters: [TypeID] = []
    if record.receiver.exists { parameters.append(program[record.receiver].type) }
    let signature = types.signature(record.signature) ?? Signature(parameters: [], results: [], isVariadic: false)
    parameters += signature.parameters
    let name = environment.name(of: id)
    let tree = program[record.file].tree
    let offset = record.literal.exists ? tree.offset(of: record.literal) : tree.offset(of: record.declaration)
    let pointer = try create(
      .function(id), name: name, file: record.file, offset: offset, arguments: parameters, results: signature.results)
    if record.isNative {
      if let body = natives(name) {
        try check(loam_function_define_native_with(runtime, pointer, body.native, body.user))
      }
    }
    return pointer
  }

  private var types: TypeTable { program.types }

  private func create(
    _ callee: Callee, name: String, file: FileID, offset: UInt32, arguments: [TypeID], results: [TypeID]
  ) throws -> FunctionPointer {
    var slots = 0
    for type in arguments { slots += environment.layouts[type].slots }
    var map = [UInt64](repeating: 0, count: max(1, (slots + 63) / 64))
    var at = 0
    for type in arguments {
      if environment.layouts.hasPointers(type) {
        environment.layouts.markPointers(type, at: at * 8, limit: slots, in: &map)
      }
      at += environment.layouts[type].slots
    }
    let resultSlots = results.reduce(0) { $0 + environment.layouts[$1].slots }
    return try create(
      callee, name: name, file: file, offset: offset, argumentSlots: slots, resultSlots: resultSlots, map: map)
  }

  func create(
    _ callee: Callee, name: String, file: FileID, offset: UInt32, argumentSlots: Int, resultSlots: Int, map: [UInt64],
    parent: FunctionPointer? = nil
  ) throws -> FunctionPointer {
    let isPassing = isPassing(callee, parent), isKept = !isPassing && isOfSession(callee, parent)
    let number = passing.freeNumbers.popLast() ?? UInt32(callees.count)
    if Int(number) < callees.count { callees[Int(number)] = callee } else { callees.append(callee) }
    let source = file == .none ? nil : program.sources[file]
    let line = source.map { UInt32($0.line(at: offset)) } ?? 0
    let map = map.isEmpty ? [0] : map
    let pointer = withString(name) { name in
      withString(source?.name ?? "") { file in
        (isPassing || isKept ? loam_function_create_passing : loam_function_create)(
          runtime, name, file, line, UInt32(argumentSlots), UInt32(resultSlots), map, number)
      }
    }
    guard let pointer else { throw LoweringError(.none, "out of memory") }
    if isPassing { passing.records.insert(pointer) }
    if isKept { kept.insert(pointer) }
    if let parent, isPassing || isKept { parents[pointer] = parent }
    return pointer
  }

  private func make(_ callee: Callee) throws -> FunctionPointer {
    switch callee {
    case .function: return try function(callee)
    case .interfaceMethod(let type, let name, let package):
      let method = try method(type, name, package)
      let signature = types.signature(method.signature) ?? Signature(parameters: [], results: [], isVariadic: false)
      return try create(
        callee, name: program.text(method.name), file: .none, offset: 0,
        arguments: [.unsafePointer] + signature.parameters, results: signature.results)
    case .methodExpression(let type, let name, let package):
      let method = try method(type, name, package)
      let signature = types.signature(method.signature) ?? Signature(parameters: [], results: [], isVariadic: false)
      return try create(
        callee, name: program.text(method.name), file: .none, offset: 0, arguments: [type] + signature.parameters,
        results: signature.results)
    case .boundMethod(let object):
      let record = program[program[object].function]
      let signature = types.signature(record.signature) ?? Signature(parameters: [], results: [], isVariadic: false)
      return try create(
        callee, name: environment.name(of: program[object].function) + "-fm", file: .none, offset: 0,
        arguments: signature.parameters, results: signature.results)
    case .boundInterfaceMethod(let type, let index):
      guard let interface = types.interface(of: type),
        let signature = types.signature(interface.methods[index].signature)
      else { break }
      return try create(
        callee, name: program.text(interface.methods[index].name) + "-fm", file: .none, offset: 0,
        arguments: signature.parameters, results: signature.results)
    case .initializer(let object):
      return try create(
        callee, name: "\(program[program[object].package].path).init", file: program[object].position.file,
        offset: program[object].position.offset, arguments: [], results: [])
    case .packageInitializer(let package):
      return try create(
        callee, name: "\(program[package].path).init", file: .none, offset: 0, arguments: [], results: [])
    case .mainEntry:
      return try create(callee, name: "runtime.main", file: .none, offset: 0, arguments: [], results: [])
    case .child: break
    }
    throw LoweringError(.none, "no function for \(callee)")
  }

  func method(_ type: TypeID, _ name: UInt32, _ package: PackageID) throws -> Method {
    for method in program.methodSet(of: type) where method.name.raw == name && method.package == package {
      return method
    }
    throw LoweringError(.none, "no such method of \(program.runtimeText(type))")
  }

  func check(_ status: loam_status) throws {
    if status != loam_status.LOAM_OK {
      throw LoweringError(.none, "the runtime refused a function (status \(status.rawValue))")
    }
  }

  /// How many functions and types the runtime knows of, and how many functions were compiled.
  public var statistics: (functions: Int, compiled: Int, types: Int) {
    (callees.count, compiledCount, descriptors.count)
  }
  private var compiledCount = 0

  // MARK: Compiling

  /// Words of the largest value that stays in a frame of a function whose frame would else be too large.
  static let largestInSmallFrame = 64

  /// Compiles a function that the runtime is about to run for the first time.
  public func compile(_ pointer: FunctionPointer) throws {
    let callee = callees[Int(pointer.pointee.user)]
    compiledCount += 1
    if wantsForm(callee), try divert(pointer) { return }
    if pointer.pointee.code != nil { return try check(loam_function_divert(runtime, pointer, nil)) }
    try define(pointer, callee)
  }

  /// Makes a function's own code, whatever calls of it run: forms say nothing of that, nor of what a closure captured.
  public func makeOwnCode(of pointer: FunctionPointer) throws {
    guard pointer.pointee.code == nil, let callee = callee(pointer) else { return }
    compiledCount += 1
    try define(pointer, callee)
    try settle(pointer)
  }

  private func define(_ pointer: FunctionPointer, _ callee: Callee) throws {
    do {
      try define(pointer, try lower(callee, pointer))
    } catch is FrameTooLarge {
      // Once more with large values in the heap.
      environment.largestInFrame = Compiler.largestInSmallFrame
      defer { environment.largestInFrame = Int.max }
      do {
        try define(pointer, try lower(callee, pointer))
      } catch is FrameTooLarge {
        throw LoweringError(position(of: callee), "the values of this function are too large for a frame")
      }
    }
  }

  private func position(of callee: Callee) -> Position {
    switch callee {
    case .function(let id):
      let record = program[id]
      let tree = program[record.file].tree
      return record.literal.exists ? tree.position(of: record.literal) : tree.position(of: record.declaration)
    case .initializer(let object): return program[object].position
    default: return .none
    }
  }

  /// What a function is; nil of one that the runtime made for itself. Its `user` number may be another's then.
  func callee(_ pointer: FunctionPointer) -> Callee? {
    let number = Int(pointer.pointee.user)
    return number < callees.count ? callees[number] : nil
  }

  func lower(_ callee: Callee, _ pointer: FunctionPointer) throws -> Procedure {
    switch callee {
    case .function(let id):
      var outermost = id
      while program[outermost].enclosing.raw != 0 { outermost = program[outermost].enclosing }
      let record = program[outermost]
      if record.isNative {
        throw LoweringError(
          Position(file: record.file, offset: program[record.object].position.offset),
          "missing function body: \(environment.name(of: id)) has no native")
      }
      if !record.literal.exists, !program.checkBody(of: outermost) {
        throw LoweringError(program[record.object].position, "\(environment.name(of: id)) has errors")
      }
      analyze(outermost)
      return try Lowering.lower(id, environment)
    case .initializer(let object):
      guard let initializer = initializer(of: object) else {
        return Lowering.sequence([], name: "init", file: anyFile, environment)
      }
      escape.analyze(
        initializer: initializer.value, type: program[initializer.variables[0]].type, in: initializer.file)
      return try Lowering.lower(initializer, environment)
    case .packageInitializer(let package): return packageInitializer(package)
    case .mainEntry: return try mainProcedure()
    case .child: throw LoweringError(.none, "a child is defined with its parent")
    default: return try Lowering.wrapper(callee, file: anyFile, environment)
    }
  }

  private var anyFile: FileID { program.sources.files.first?.id ?? .none }

  private func analyze(_ function: FunctionID) {
    let package = program[function].package
    if program[package].isLibrary {
      escape.analyze(function)
    } else if !analyzedPackages.contains(package) {
      analyzedPackages.append(package)
      escape.analyze(package)
    }
  }

  /// Encodes a procedure and gives it to the runtime as the body of a function.
  func define(_ pointer: FunctionPointer, _ procedure: Procedure) throws {
    if procedure.isTooLarge || procedure.children.contains(where: \.isTooLarge) { throw FrameTooLarge() }
    if !procedure.guards.isEmpty, !environment.makesBreaks { guards[pointer.pointee.user] = procedure.guards }
    #if DEBUG
      let findings = procedure.verify()
      if !findings.isEmpty { throw LoweringError(.none, findings.joined(separator: "\n")) }
    #endif
    var children: [FunctionPointer] = []
    for (index, child) in procedure.children.enumerated() {
      let made = try create(
        .child(index), name: procedure.childNames[index], file: child.file, offset: child.position,
        argumentSlots: child.argumentSlots, resultSlots: child.resultSlots, map: child.argumentPointers,
        parent: pointer)
      try define(made, child)
      children.append(made)
    }
    let resolver = Resolver(self, procedure, children)
    let source = procedure.file == .none ? nil : program.sources[procedure.file]
    var encoder = Encoder(procedure, environment.layouts, resolver: resolver, source: source)
    let encoded = try encoder.encode()
    if let dump { dump(procedure.description + Disassembler.text(encoded.words, name: procedure.name)) }
    var flags: UInt32 = 0
    if procedure.isWrapper { flags |= UInt32(LOAM_FUNCTION_WRAPPER) }
    if case .mainEntry = callees[Int(pointer.pointee.user)] { flags |= UInt32(LOAM_FUNCTION_RUNTIME) }
    if procedure.hasDefers { flags |= UInt32(LOAM_FUNCTION_DEFERS) }
    let variables = try variables(procedure, encoder.allocation, encoded)
    var status = loam_status.LOAM_OK
    encoded.words.withUnsafeBufferPointer { words in
      encoded.maps.withUnsafeBufferPointer { maps in
        encoded.lines.withUnsafeBufferPointer { lines in
          variables.withUnsafeBufferPointer { variables in
            var code = loam_code()
            code.words = words.baseAddress
            code.word_count = UInt32(words.count)
            code.frame_slots = UInt32(encoded.frameSlots)
            code.maps = maps.baseAddress
            code.map_words = UInt32(encoded.wordsPerMap)
            code.map_count = UInt32(encoded.mapCount)
            code.lines = lines.baseAddress
            code.line_count = UInt32(lines.count)
            code.variables = variables.baseAddress
            code.variable_count = UInt32(variables.count)
            code.defer_return = UInt32(encoded.deferReturn)
            code.flags = flags
            status = loam_function_define(runtime, pointer, &code)
          }
        }
      }
    }
    try check(status)
  }

  private func variables(
    _ procedure: Procedure, _ allocation: SlotAllocation, _ encoded: EncodedFunction
  ) throws -> [loam_variable] {
    var result: [loam_variable] = []
    forms.variables = []
    for variable in procedure.variables {
      let object = program[variable.object]
      // Of a library's variables only those are told whose types are there anyway.
      let isShown = environment.makesBreaks || !program[object.package].isLibrary
      guard let type = isShown ? try descriptors.descriptor(object.type) : descriptors.known(object.type) else {
        continue
      }
      let last = procedure.instructions.count - 1
      let start = encoded.wordOfInstruction[min(variable.range.lowerBound, last)]
      let endIndex = variable.range.upperBound + 1
      let end = endIndex > last ? encoded.words.count : encoded.wordOfInstruction[endIndex]
      if environment.makesBreaks { forms.variables.append(variable.object) }
      result.append(
        loam_variable(
          name: variableName(object.name), type: type,
          slot: UInt32(variable.isCaptured ? variable.offset : allocation.location(variable.register)),
          start: UInt32(start), end: UInt32(end), boxed: variable.isBoxed, captured: variable.isCaptured))
    }
    return result
  }

  // MARK: Entry

  /// The function that initialises the program's packages in order and then calls `main.main`.
  public func mainEntry() throws -> FunctionPointer { try function(.mainEntry) }

  private func mainProcedure() throws -> Procedure {
    // What cannot be run is said before anything has run, where that can be known.
    for package in program.packages where !package.isLibrary {
      for function in package.functions where !program[function].typeParameters.isEmpty {
        throw LoweringError(program[program[function].object].position, "generic functions cannot be run yet")
      }
    }
    var callees: [Callee] = []
    for package in program.packageOrder { callees += initialization(of: package) }
    if let main = program.package(path: "main") {
      let object = program.object("main", in: main)
      if object.exists { callees.append(.function(program[object].function)) }
    }
    return Lowering.sequence(callees, name: "runtime.main", file: anyFile, environment)
  }

  private func packageInitializer(_ package: PackageID) -> Procedure {
    Lowering.sequence(
      initialization(of: package), name: "\(program[package].path).init", file: anyFile, environment)
  }

  /// What runs before a package's users: initialisers that need code (those of libraries run when they are needed), then
  /// its init functions.
  private func initialization(of package: PackageID) -> [Callee] {
    var callees: [Callee] = []
    let info = program[package]
    if !info.isLibrary {
      for initializer in info.initOrder {
        guard let first = initializer.variables.first else { continue }
        self[first].initializer = initializer
        if initializer.variables.count == 1, isStatic(initializer) { continue }
        callees.append(.initializer(first))
      }
    }
    for function in info.initFunctions { callees.append(.function(function)) }
    return callees
  }

  /// What is known of a package variable.
  struct Variable {
    var memory: UnsafeMutableRawPointer?
    var state: VariableState?
    var initializer: Initializer?
  }

  /// The record of a package variable.
  subscript(variable: ObjectID) -> Variable {
    get {
      let index = variableNumbers[variable.raw]
      return index < 0 ? Variable() : variables[index]
    }
    set {
      let index = variableNumbers[variable.raw]
      if index >= 0 {
        variables[index] = newValue
      } else {
        variableNumbers[variable.raw] = variables.count
        variables.append(newValue)
      }
    }
  }

  /// Tells the runtime the types that its run-time errors have, from the library's package runtime.
  public func registerErrorTypes() throws {
    guard let package = program.importPackage("runtime") else { return }
    func declared(_ name: String) -> TypeID? {
      let object = program.object(name, in: package)
      return object.exists && program[object].kind == .type ? program[object].type : nil
    }
    var known = loam_error_types()
    known.string = try typeDescriptor(for: .string)
    if let type = declared("errorString") { known.error_string = try typeDescriptor(for: type) }
    if let type = declared("plainError") { known.plain_error = try typeDescriptor(for: type) }
    if let type = declared("TypeAssertionError") {
      known.type_assertion_error = try typeDescriptor(for: types.pointer(to: type))
    }
    if let type = declared("PanicNilError") {
      known.panic_nil_error = try typeDescriptor(for: types.pointer(to: type))
    }
    try check(loam_runtime_set_error_types(runtime, &known))
  }

  // MARK: Strings

  /// A name that lives as long as the runtime, one copy of each.
  private func variableName(_ name: Symbol) -> loam_string {
    if let known = variableNames[name] { return known }
    let made = permanentString(program.text(name))
    variableNames[name] = made
    return made
  }

  func withString<Result>(_ text: String, _ body: (loam_string) -> Result) -> Result {
    var text = text
    return text.withUTF8 { body(loam_string(bytes: $0.baseAddress, length: Int64($0.count))) }
  }

  /// A copy in memory that lives as long as the runtime.
  func permanentString(_ text: String) -> loam_string {
    if text.isEmpty { return loam_string(bytes: nil, length: 0) }
    var text = text
    return text.withUTF8 { bytes in
      guard let memory = permanent(bytes.count, 1) else { return loam_string(bytes: nil, length: 0) }
      memory.copyMemory(from: bytes.baseAddress!, byteCount: bytes.count)
      return loam_string(bytes: UnsafePointer(memory.assumingMemoryBound(to: UInt8.self)), length: Int64(bytes.count))
    }
  }

  func permanent(_ size: Int, _ alignment: Int) -> UnsafeMutableRawPointer? {
    loam_permanent_allocate(runtime, UInt64(max(size, 1)), UInt64(alignment))
  }

  /// The runtime's descriptor of a type, made now if it was not before.
  public func typeDescriptor(for type: TypeID) throws -> UnsafePointer<loam_type> { try descriptors.descriptor(type) }
}
