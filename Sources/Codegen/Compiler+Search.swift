// SPDX-License-Identifier: Apache-2.0
//
// Compiler+Search.swift — which functions, variables and constants of a session the program can still reach, and the
// end of those that it cannot.
//
// How.      All that may go is put to the runtime as pieces of memory (loam_search_begin). What is found there tells
//           which entries are reached (Types.Reach); what an entry mentions may be reached as well, and its code leads to
//           constants and wrappers. So both are asked in turns until nothing new turns up.
// Upholds.  function.used: a function that is released is in no table, and no word of the program leads to it.

import CRuntime
import IR
public import Types

/// A search that has begun. The world stands still until it ends.
public final class Search {
  enum Owner {
    case function(FunctionPointer)
    case type(TypeID)
    case variable(ObjectID)
    case string([UInt8])
    case image([UInt8])
  }

  let owners: [Owner]
  let pieces: UnsafeMutableBufferPointer<loam_piece>
  var isSeen: [Bool]
  let raw: OpaquePointer
  /// Functions whose code was followed.
  var followed: Set<FunctionPointer> = []

  init?(_ runtime: OpaquePointer, _ all: [(loam_piece, Owner)]) {
    pieces = .allocate(capacity: all.count)
    _ = pieces.initialize(from: all.map(\.0))
    owners = all.map(\.1)
    isSeen = Array(repeating: false, count: all.count)
    guard let raw = loam_search_begin(runtime, pieces.baseAddress, UInt64(all.count)) else {
      pieces.deallocate()
      return nil
    }
    self.raw = raw
  }

  /// Ends the search. False: what was not found may be in use.
  public func end() -> Bool { loam_search_end(raw) == .LOAM_OK }

  deinit { pieces.deallocate() }
}

extension Compiler {
  /// Whether a function is part of a session, and so may be released when nothing reaches it.
  func isOfSession(_ callee: Callee, _ parent: FunctionPointer?) -> Bool {
    switch callee {
    case .child: return parent.map { $0.pointee.flags & UInt32(LOAM_FUNCTION_PASSING) != 0 } ?? false
    case .function(let id): return program[program[id].package].isSession && !program[id].isNative
    case .boundMethod(let object), .initializer(let object): return isOfSession(object)
    case .interfaceMethod(let type, _, _), .methodExpression(let type, _, _), .boundInterfaceMethod(let type, _):
      return program.mentionsSession(type)
    case .packageInitializer, .mainEntry: return false
    }
  }

  private func isOfSession(_ object: ObjectID) -> Bool {
    let package = program[object].package
    return package.exists && program[package].isSession
  }

  /// Memory for a constant of a session, aligned as the largest of them needs.
  func lend(_ size: Int) -> UnsafeMutableRawPointer? { loam_permanent_lend(runtime, UInt64(max(size, 1))) }

  /// Marks what of a session's entries the program reaches. Requires: the world stands still.
  /// - Returns: what ends with `release`; nil without memory.
  public func search(_ reach: Reach) -> Search? {
    for type in descriptors.described where environment.layouts[type].slots > Compiler.largestLayout {
      reach.mark(type)
    }
    guard let search = Search(runtime, pieces(reach)) else { return nil }
    var isNew = true
    while isNew {
      isNew = takeFound(search, reach)
      for variable in reach.follow() {
        isNew = true
        guard let memory = self[variable].memory else { continue }
        loam_search_follow(search.raw, memory, UInt64(environment.layouts[program[variable].type].size))
      }
      for pointer in kept where !search.followed.contains(pointer) && isReached(pointer, reach) {
        isNew = true
        search.followed.insert(pointer)
        guard let code = pointer.pointee.code else { continue }
        loam_search_follow(search.raw, code, UInt64(pointer.pointee.code_words) * 8)
      }
    }
    return search
  }

  private func pieces(_ reach: Reach) -> [(loam_piece, Search.Owner)] {
    var all: [(loam_piece, Search.Owner)] = []
    func add(_ memory: UnsafeRawPointer, _ size: Int, _ owner: Search.Owner) {
      all.append((loam_piece(memory: memory, size: UInt64(max(1, size)), used: false), owner))
    }
    for pointer in kept {
      add(pointer, MemoryLayout<loam_function>.size, .function(pointer))
      if let code = pointer.pointee.code { add(code - 1, Int(pointer.pointee.code_words + 1) * 8, .function(pointer)) }
    }
    for type in descriptors.described {
      if let memory = descriptors.known(type) { add(memory, MemoryLayout<loam_type>.size, .type(type)) }
    }
    for variable in reach.replacedVariables {
      guard let memory = self[variable].memory else { continue }
      add(memory, environment.layouts[program[variable].type].size, .variable(variable))
    }
    for (text, memory) in knownStrings { add(memory, text.count, .string(text)) }
    for (bytes, memory) in knownImages { add(memory, bytes.count, .image(bytes)) }
    return all
  }

  /// Marks what belongs to pieces that turned up.
  /// - Returns: whether there were any.
  private func takeFound(_ search: Search, _ reach: Reach) -> Bool {
    var isNew = false
    for index in search.pieces.indices where search.pieces[index].used && !search.isSeen[index] {
      search.isSeen[index] = true
      isNew = true
      switch search.owners[index] {
      case .function(let pointer):
        mark(pointer, reach)
        guard search.followed.insert(pointer).inserted, let code = pointer.pointee.code else { break }
        loam_search_follow(search.raw, code, UInt64(pointer.pointee.code_words) * 8)
      case .type(let type): reach.mark(type)
      case .variable(let variable): reach.mark(variable)
      case .string: break
      case .image:
        let piece = search.pieces[index]
        loam_search_follow(search.raw, piece.memory, piece.size)
      }
    }
    return isNew
  }

  private func outermost(_ pointer: FunctionPointer) -> FunctionPointer {
    var pointer = pointer
    while let parent = parents[pointer] { pointer = parent }
    return pointer
  }

  private func mark(_ pointer: FunctionPointer, _ reach: Reach) {
    switch callees[Int(outermost(pointer).pointee.user)] {
    case .function(let id): reach.mark(id)
    case .boundMethod(let object), .initializer(let object): reach.mark(object)
    case .interfaceMethod(let type, _, _), .methodExpression(let type, _, _), .boundInterfaceMethod(let type, _):
      reach.mark(type)
    case .child, .packageInitializer, .mainEntry: break
    }
  }

  /// Whether what a function belongs to is reached. Of wrappers only the newest are used by what is compiled from now on.
  private func isReached(_ pointer: FunctionPointer, _ reach: Reach) -> Bool {
    let outermost = outermost(pointer), callee = callees[Int(outermost.pointee.user)]
    switch callee {
    case .function(let id): return reach.isReached(id)
    case .boundMethod(let object), .initializer(let object):
      return pointers[callee] == outermost && reach.isReached(object)
    case .interfaceMethod(let type, _, _), .methodExpression(let type, _, _), .boundInterfaceMethod(let type, _):
      return pointers[callee] == outermost && reach.isReached(type)
    case .child, .packageInitializer, .mainEntry: return true
    }
  }

  /// Constants of a session's entries, and functions that are over and wait.
  public var constantCount: Int { knownStrings.count + knownImages.count + passing.noted.count }

  /// Numbers of functions that were released.
  public var freeFunctions: Int { passing.freeNumbers.count }

  // MARK: The end

  /// Releases the functions, variables and constants that were not found. Before the entries are forgotten.
  public func release(_ search: Search, _ reach: Reach) {
    var isUsed: Set<FunctionPointer> = []
    for (owner, piece) in zip(search.owners, search.pieces) {
      switch owner {
      case .function(let pointer): if piece.used { isUsed.insert(pointer) }
      case .string(let text):
        if !piece.used, let memory = knownStrings.removeValue(forKey: text) { giveBack(memory, text.count) }
      case .image(let bytes):
        if !piece.used, let memory = knownImages.removeValue(forKey: bytes) { giveBack(memory, bytes.count) }
      case .type, .variable: break
      }
    }
    for variable in reach.replacedVariables where !reach.isReached(variable) { forget(variable: variable) }
    // Children are asked what they belong to, so all are asked before any goes.
    let dead = kept.filter { !isUsed.contains($0) && !isReached($0, reach) }
    for pointer in dead { release(pointer) }
    let noted = passing.noted
    passing.noted = []
    for (pointer, number) in noted { give(pointer, number: number) }
  }

  private func giveBack(_ memory: UnsafeMutableRawPointer, _ size: Int) {
    loam_permanent_return(runtime, memory, UInt64(max(size, 1)))
  }

  private func release(_ pointer: FunctionPointer) {
    let number = pointer.pointee.user, callee = callees[Int(number)], isForm = isForm(pointer)
    kept.remove(pointer)
    parents[pointer] = nil
    forms.made[pointer] = nil
    forms.guards[pointer] = nil
    debugged[pointer] = nil
    if !isForm {
      guards[number] = nil
      if case .function(let id) = callee, Int(id.raw) < declared.count, declared[Int(id.raw)] == pointer {
        declared[Int(id.raw)] = nil
      }
      if pointers[callee] == pointer { pointers[callee] = nil }
    }
    give(pointer, number: isForm ? nil : number)
  }

  private func give(_ pointer: FunctionPointer, number: UInt32?) {
    switch loam_function_release(runtime, pointer) {
    case .LOAM_OK: if let number { passing.freeNumbers.append(number) }
    case .LOAM_WRONG_STATE: passing.noted.append((pointer, number))  // as long as the event log may name it
    default: break
    }
  }

  /// Forgets what was known by numbers that will stand for other things.
  public func forget(functions: [UInt32]) { environment.forget(functions) }

  /// Forgets types that nothing leads to. Requires: the world stands still, and a collection has ended since that is so.
  public func forget(types dead: [TypeID]) throws {
    try descriptors.forget(dead) { try standIn(for: $0) }
    passOnGlobals(of: dead)
    environment.layouts.forget(dead)
    escape.forget(types: dead)
  }
}
