// SPDX-License-Identifier: Apache-2.0
//
// Lowering+Functions.swift — from declarations to procedures: bodies, initialisers, and functions that Go has no text for.

import Bytecode
import CRuntime
public import Source
import Syntax
public import Types

extension Lowering {
  /// The procedure of a declared function, method or function literal whose body is checked.
  public static func lower(_ id: FunctionID, _ environment: LoweringEnvironment) throws -> Procedure {
    let record = environment.program[id]
    let lowering = Lowering(environment, file: environment.program[record.file])
    return try lowering.body(id, record)
  }

  private func body(_ id: FunctionID, _ record: Function) throws -> Procedure {
    function = id
    procedure.name = environment.name(of: id)
    procedure.file = file.id
    position = record.literal.exists ? tree.offset(of: record.literal) : tree.offset(of: record.declaration)
    procedure.position = position
    procedure.hasDefers = record.hasDefer
    hasBreaks = environment.makesBreaks
    bindCaptures(record.captures)
    var parameters = record.parameters
    if record.receiver.exists { parameters.insert(record.receiver, at: 0) }
    bind(parameters: parameters)
    bind(results: record.results, hasDefers: record.hasDefer)
    if record.hasDefer { epilogue = newLabel() }
    guard case .block(let list, let close) = tree[record.body] else { throw unsupported("function without a body") }
    let guardPlace = procedure.instructions.count
    markBreak(LOAM_BREAK_ENTER)
    try statements(list)
    position = close
    if !hasReturned {
      if results.isEmpty { leave() } else { emit(LOAM_OP_UNREACHABLE) }
    }
    if epilogue >= 0 {
      place(label: epilogue)
      emit(LOAM_OP_RUN_DEFERS)
      loadBoxedResults()
      markBreak(LOAM_BREAK_LEAVE)
      emit(LOAM_OP_RETURN, .immediate(0))
    }
    return finish(guards: guardPlace)
  }

  private func bind(parameters: [ObjectID]) {
    var word = 0
    var pointers: [UInt64] = []
    for object in parameters {
      let type = program[object].type
      let slots = layout(type).slots
      while pointers.count < (word + slots + 63) / 64 { pointers.append(0) }
      markPointers(type, at: word, in: &pointers)
      if slots == 0 {
        let register = newRegister(type)
        bindings[object] = .register(register)
        note(object, register, from: 0, isBoxed: false)
        continue
      }
      let register = newRegister(type, home: .incoming(word))
      word += slots
      if needsAddress(object), isOnHeap(object) {
        // Up to here the variable is what was passed.
        let first = procedure.variables.count
        note(object, register, from: 0, isBoxed: false)
        let pointer = temporaryPointer()
        emit(LOAM_OP_NEW, pointer, k: .type(type))
        store(whole(register), at: pointer, 0, type)
        endScope(first)
        bindings[object] = .boxed(pointer)
        note(object, pointer.register, from: procedure.instructions.count, isBoxed: true)
      } else {
        if needsAddress(object) { makeMemory(register) }
        bindings[object] = .register(register)
        note(object, register, from: 0, isBoxed: false)
      }
    }
    procedure.argumentSlots = word
    procedure.argumentPointers = pointers
  }

  private func markPointers(_ type: TypeID, at word: Int, in pointers: inout [UInt64]) {
    guard layouts.hasPointers(type) else { return }
    layouts.markPointers(type, at: word * 8, limit: pointers.count * 64, in: &pointers)
  }

  private func bind(results objects: [ObjectID], hasDefers: Bool) {
    var word = 0
    for object in objects {
      let type = program[object].type
      let slots = layout(type).slots
      let register = newRegister(type, home: .incoming(procedure.argumentSlots + word))
      word += slots
      if hasDefers { procedure.registers[Int(register.raw)].isPinned = true }
      results.append(ResultVariable(object: object, type: type, register: register))
      let isNamed = program[object].name.exists && program[object].name != .blank
      if isNamed, needsAddress(object), isOnHeap(object) {
        let pointer = temporaryPointer()
        emit(LOAM_OP_NEW, pointer, k: .type(type))
        if hasDefers {
          procedure.registers[Int(pointer.register.raw)].isPinned = true
          preludes[0].append(Instruction(LOAM_OP_ZERO, pointer, .immediate(1), position: position))
          preludes[0].append(
            Instruction(LOAM_OP_ZERO, whole(register), .immediate(slots), position: position))
        }
        bindings[object] = .boxed(pointer)
        note(object, pointer.register, from: 0, isBoxed: true)
      } else {
        if isNamed {
          if needsAddress(object) { makeMemory(register) }
          bindings[object] = .register(register)
          note(object, register, from: 0, isBoxed: false)
        }
        if isNamed || hasDefers {
          preludes[0].append(Instruction(LOAM_OP_ZERO, whole(register), .immediate(slots), position: position))
        }
      }
    }
    procedure.resultSlots = word
  }

  /// Puts preludes and guards in their places and closes what is open.
  func finish(guards place: Int = 1) -> Procedure {
    // Library variables that the function refers to get their values before it runs.
    var guards: [Instruction] = []
    procedure.guards = guarded.sorted { $0.raw < $1.raw }
    for object in procedure.guards {
      let flag = temporaryWord()
      let label = newLabel()
      guards.append(Instruction(LOAM_OP_LDG64, flag, k: .guardFlag(object), position: procedure.position))
      guards.append(Instruction(LOAM_OP_JEQI, flag, .immediate(1), target: label, position: procedure.position))
      procedure.calls.append(CallOperands())
      guards.append(
        Instruction(
          LOAM_OP_CALL, k: .function(.initializer(object)), list: procedure.calls.count - 1,
          position: procedure.position))
      guards.append(Instruction(.label, target: label, position: procedure.position))
    }
    let old = procedure.instructions
    var new: [Instruction] = []
    new.reserveCapacity(old.count + guards.count + 16)
    var moved = [Int](repeating: 0, count: old.count + 1)
    for (index, instruction) in old.enumerated() {
      moved[index] = new.count
      if index == place { new += guards }
      if instruction.op == .prelude {
        new += preludes[Int(instruction.target)].filter { $0.op != LOAM_OP_ZERO || $0.a.width > 0 }
      } else {
        new.append(instruction)
      }
    }
    moved[old.count] = new.count
    let last = max(new.count - 1, 0)
    func range(_ range: ClosedRange<Int>) -> ClosedRange<Int> {
      let start = min(moved[min(range.lowerBound, old.count)], last)
      // The end of a range is the last instruction of what the old one became.
      let end = range.upperBound >= old.count - 1 ? last : moved[range.upperBound + 1] - 1
      return start...max(start, min(end, last))
    }
    procedure.instructions = new
    for index in procedure.registers.indices where procedure.registers[index].isMemory {
      procedure.registers[index].range = range(procedure.registers[index].range)
    }
    for index in procedure.variables.indices {
      procedure.variables[index].range = range(procedure.variables[index].range)
    }
    return procedure
  }

  // MARK: Initialisers

  /// The function that evaluates an initialiser and stores its value.
  public static func lower(_ initializer: Initializer, _ environment: LoweringEnvironment) throws -> Procedure {
    let lowering = Lowering(environment, file: environment.program[initializer.file])
    return try lowering.initialize(initializer)
  }

  private func initialize(_ initializer: Initializer) throws -> Procedure {
    procedure.name = "\(program[initializer.package].path).init"
    procedure.file = file.id
    position = tree.offset(of: initializer.value)
    procedure.position = position
    if program[initializer.package].isLibrary, let first = initializer.variables.first { try enter(first) }
    guarded.removeAll { initializer.variables.contains($0) }
    func target(_ object: ObjectID) -> Place? {
      program[object].name == .blank ? nil : .global(object, offset: 0, program[object].type)
    }
    if initializer.variables.count == 1 {
      let object = initializer.variables[0]
      let type = program[object].type
      let operand = try converted(initializer.value, to: type)
      if let place = target(object) { try store(operand, to: place) }
    } else {
      let valueTypes = tupleTypes(initializer.value)
      let values = try tuple(
        initializer.value, into: initializer.variables.map { _ in nil }, wanted: initializer.variables.map { _ in true }
      )
      for (index, object) in initializer.variables.enumerated() {
        if let place = target(object) {
          try store(try converted(values[index], valueTypes[index], to: place.type), to: place)
        }
      }
    }
    if program[initializer.package].isLibrary, let first = initializer.variables.first {
      emit(LOAM_OP_STG64, constantWord(1), k: .guardFlag(first))
    }
    emit(LOAM_OP_RETURN, .immediate(0))
    guarded.removeAll { initializer.variables.contains($0) }
    return finish()
  }

  /// Makes sure that one goroutine alone runs an initialiser, and that others wait until it is done.
  private func enter(_ first: ObjectID) throws {
    guard let package = program.importPackage("runtime") else {
      throw unsupported("initialiser without package runtime")
    }
    let enter = program.object("enterInitializer", in: package)
    guard enter.exists else { throw unsupported("initialiser without package runtime") }
    let again = newLabel()
    let run = newLabel()
    place(label: again)
    let result = temporaryWord()
    let flag = temporaryWord()
    emit(LOAM_OP_LOADK, flag, k: .guardFlag(first))
    _ = emit(
      PreparedCall(
        target: .direct(.function(program[enter].function)), arguments: [(flag, .uintptr)], results: [.int]),
      into: [result])
    emit(LOAM_OP_JEQI, result, .immediate(2), target: again)
    emit(LOAM_OP_JEQI, result, .immediate(0), target: run)
    emit(LOAM_OP_RETURN, .immediate(0))
    place(label: run)
  }

  /// The image of a package variable's initialiser when that needs no code; images and strings are in the procedure.
  public static func staticInitializer(
    _ initializer: Initializer, _ environment: LoweringEnvironment
  ) -> (image: StaticImage, Procedure)? {
    guard initializer.variables.count == 1 else { return nil }
    let lowering = Lowering(environment, file: environment.program[initializer.file])
    let type = lowering.program[initializer.variables[0]].type
    var builder = ImageBuilder(lowering: lowering, size: lowering.layout(type).size)
    builder.allowsReferences = true
    guard builder.write(initializer.value, type, at: 0) else { return nil }
    return (builder.image, lowering.procedure)
  }

  // MARK: Functions without text

  /// A function that calls others one after the other.
  public static func sequence(
    _ callees: [Callee], name: String, file: FileID, _ environment: LoweringEnvironment
  ) -> Procedure {
    let lowering = Lowering(environment, file: environment.program[file])
    lowering.procedure.name = name
    lowering.procedure.file = file
    for callee in callees { _ = lowering.emit(PreparedCall(target: .direct(callee))) }
    lowering.emit(LOAM_OP_RETURN, .immediate(0))
    return lowering.finish()
  }

  /// A method in the form that interfaces call it, or with its receiver as first parameter, or bound in a closure.
  public static func wrapper(
    _ callee: Callee, file: FileID, _ environment: LoweringEnvironment
  ) throws -> Procedure {
    let lowering = Lowering(environment, file: environment.program[file])
    return try lowering.wrapper(callee)
  }

  private func wrapper(_ callee: Callee) throws -> Procedure {
    procedure.isWrapper = true
    procedure.file = file.id
    switch callee {
    case .interfaceMethod(let type, let name, let package):
      let method = try self.method(type, name, package)
      let word = newRegister(slots: 1, pointers: 1, home: .incoming(0))
      let place: Place =
        layout(type).shape == .pointer
        ? .register(whole(word), type) : .memory(whole(word), offset: 0, type)
      procedure.name = wrapperName(type, method)
      return try forward(method, place, [type], isDataWord: true)
    case .methodExpression(let type, let name, let package):
      let method = try self.method(type, name, package)
      let register = newRegister(type, home: .incoming(0))
      procedure.name = wrapperName(type, method)
      return try forward(method, .register(whole(register), type), [type], isDataWord: false)
    case .boundMethod(let object):
      let function = program[object].function
      let type = program[program[function].receiver].type
      procedure.name = environment.name(of: function) + "-fm"
      let offsets = types.offsetsof(closureType([type]))
      let operand = load(from: useContext(), Int(offsets[1]), type)
      let signature = types.signature(program[object].type) ?? Signature(parameters: [], results: [], isVariadic: false)
      return try forward(.direct(.function(function)), [(operand, type)], signature, from: 0)
    case .boundInterfaceMethod(let type, let index):
      guard let interface = types.interface(of: type),
        let signature = types.signature(interface.methods[index].signature)
      else { break }
      procedure.name = "\(program.runtimeText(type)).\(program.text(interface.methods[index].name))-fm"
      let offsets = types.offsetsof(closureType([type]))
      let operand = load(from: useContext(), Int(offsets[1]), type)
      return try forward(.interface(operand, type, index: index), [], signature, from: 0)
    default: break
    }
    throw unsupported("wrapper")
  }

  private func wrapperName(_ type: TypeID, _ method: Method) -> String {
    var base = type
    var isPointer = false
    if case .pointer(let element) = types.view(of: type) {
      base = element
      isPointer = true
    }
    var package = "main"
    if case .named(let id) = types.view(of: base), program[types[id].object].package.exists {
      package = program[program[types[id].object].package].path
    }
    let local = environment.localName(base)
    return "\(package).\(isPointer ? "(*\(local))" : local).\(program.text(method.name))"
  }

  private func method(_ type: TypeID, _ name: UInt32, _ package: PackageID) throws -> Method {
    for method in program.methodSet(of: type) where method.name.raw == name && method.package == package {
      return method
    }
    throw unsupported("method of \(program.runtimeText(type))")
  }

  /// Walks to the receiver of a promoted method and calls it.
  private func forward(_ method: Method, _ start: Place, _ leading: [TypeID], isDataWord: Bool) throws -> Procedure {
    guard let signature = types.signature(method.signature) else { throw unsupported("method") }
    let slots = isDataWord ? 1 : layout(leading[0]).slots
    var place = start
    for index in method.path { place = try field(of: place, index) }
    // Registers of the parameters are bound before the call, so that they exist when it is prepared.
    if !method.function.exists {
      let operand = try load(place)
      return try forward(
        .interface(operand, place.type, index: method.methodIndex), [], signature, from: slots, leading: leading,
        isDataWord: isDataWord)
    }
    let function = program[method.function].function
    let type = program[program[function].receiver].type
    let operand: Operand
    let isPointer = types.pointerElement(place.type) != nil && place.type != type
    if method.hasPointerReceiver {
      operand = types.pointerElement(place.type) != nil ? try load(place) : try address(of: place)
    } else if isPointer {
      let pointer = try load(place)
      if method.path.isEmpty {
        // Go says which method it was.
        let isThere = newLabel()
        emit(LOAM_OP_JNEI, pointer, .immediate(0), target: isThere)
        let text = temporary(.string)
        let local = environment.localName(type)
        let package = program.text(program[program[method.function].package].name)
        let words = "value method \(package).\(local).\(program.text(method.name)) called using nil *\(local) pointer"
        stringConstant(Array(words.utf8), into: text)
        try callRuntime("panicWrap", [(text, .string)])
        self.place(label: isThere)
      }
      operand = load(from: pointer, 0, type)
    } else {
      operand = try load(place)
    }
    return try forward(
      .direct(.function(function)), [(operand, type)], signature, from: slots, leading: leading, isDataWord: isDataWord)
  }

  /// Passes the parameters on and gives the results back.
  private func forward(
    _ target: PreparedCall.Target, _ receiver: [(operand: Operand, type: TypeID)], _ signature: Signature,
    from word: Int,
    leading: [TypeID] = [], isDataWord: Bool = false
  ) throws -> Procedure {
    var word = word
    var prepared = PreparedCall(target: target, arguments: receiver, results: signature.results)
    for type in signature.parameters {
      let slots = layout(type).slots
      let register = newRegister(type, home: .incoming(word))
      prepared.arguments.append((whole(register), type))
      word += slots
    }
    procedure.argumentSlots = word
    var pointers = [UInt64](repeating: 0, count: (word + 63) / 64)
    var at = 0
    if isDataWord {
      pointers[0] |= 1
      at = 1
    } else {
      for type in leading {
        markPointers(type, at: at, in: &pointers)
        at += layout(type).slots
      }
    }
    for type in signature.parameters {
      markPointers(type, at: at, in: &pointers)
      at += layout(type).slots
    }
    procedure.argumentPointers = pointers
    var destinations: [Operand] = []
    for type in signature.results {
      let register = newRegister(type, home: .incoming(word))
      destinations.append(whole(register))
      word += layout(type).slots
    }
    procedure.resultSlots = word - procedure.argumentSlots
    _ = emit(prepared, into: destinations)
    emit(LOAM_OP_RETURN, .immediate(0))
    return finish()
  }
}
