// SPDX-License-Identifier: Apache-2.0
//
// Resolver.swift — the addresses behind a procedure's constants.

import CRuntime
import IR
import Types

/// Turns constants of one procedure into words.
final class Resolver: ConstantResolver {
  private let compiler: Compiler
  private let procedure: Procedure
  private let children: [FunctionPointer]
  private var strings: [UnsafeMutableRawPointer?]
  private var images: [UnsafeMutableRawPointer?]

  init(_ compiler: Compiler, _ procedure: Procedure, _ children: [FunctionPointer]) {
    self.compiler = compiler
    self.procedure = procedure
    self.children = children
    strings = [UnsafeMutableRawPointer?](repeating: nil, count: procedure.strings.count)
    images = [UnsafeMutableRawPointer?](repeating: nil, count: procedure.images.count)
  }

  private func bits(_ pointer: UnsafeRawPointer) -> UInt64 { UInt64(UInt(bitPattern: pointer)) }

  func resolve(_ constant: Constant64) throws -> UInt64 {
    switch constant {
    case .none: return 0
    case .bits(let bits): return bits
    case .type(let type): return bits(try compiler.descriptors.descriptor(type))
    case .function(let callee): return bits(try function(callee))
    case .string(let index): return bits(try string(index))
    case .image(let index): return bits(try image(index))
    case .global(let object, let offset):
      let memory = try compiler.global(object)
      compiler.watch(object, at: memory)
      return bits(memory + offset)
    case .guardFlag(let object): return bits(try compiler.guardFlag(object))
    case .itab(let interface, let type): return try itab(interface, type)
    case .label, .slot: return 0
    }
  }

  private func function(_ callee: Callee) throws -> FunctionPointer {
    switch callee {
    case .child(let index): return children[index]
    case .initializer(let object): return try compiler.function(.initializer(compiler.canonical(object)))
    default: return try compiler.function(callee)
    }
  }

  private func itab(_ interface: TypeID, _ type: TypeID) throws -> UInt64 {
    let table = loam_itab_get(
      compiler.runtime, try compiler.descriptors.descriptor(interface), try compiler.descriptors.descriptor(type), nil)
    guard let table else {
      throw LoweringError(
        .none, "\(compiler.program.runtimeText(type)) has no table for \(compiler.program.runtimeText(interface))")
    }
    return bits(UnsafeRawPointer(table))
  }

  private func string(_ index: Int) throws -> UnsafeMutableRawPointer {
    if let known = strings[index] { return known }
    let text = procedure.strings[index]
    if let known = compiler.knownStrings[text] {
      strings[index] = known
      return known
    }
    let isOfSession = isOfSession
    let memory = isOfSession ? compiler.lend(text.count) : compiler.permanent(text.count, 1)
    guard let memory else { throw LoweringError(.none, "out of memory") }
    text.withUnsafeBytes { memory.copyMemory(from: $0.baseAddress!, byteCount: text.count) }
    strings[index] = memory
    if isOfSession { compiler.knownStrings[text] = memory }
    return memory
  }

  private var isOfSession: Bool {
    procedure.file != .none && compiler.program[compiler.program[procedure.file].package].isSession
  }

  private func image(_ index: Int) throws -> UnsafeMutableRawPointer {
    if let known = images[index] { return known }
    let image = procedure.images[index]
    if isOfSession, !image.traced.isValid {
      let memory = try sharedImage(image)
      images[index] = memory
      return memory
    }
    let memory: UnsafeMutableRawPointer?
    if image.traced.isValid, compiler.environment.layouts.hasPointers(image.traced) {
      memory = loam_global_create(compiler.runtime, try compiler.descriptors.descriptor(image.traced))
    } else {
      memory = compiler.permanent(image.bytes.count, 16)
    }
    guard let memory else { throw LoweringError(.none, "out of memory") }
    images[index] = memory
    try write(image, to: memory)
    return memory
  }

  /// One that never changes, by its bytes with the addresses in them.
  private func sharedImage(_ image: StaticImage) throws -> UnsafeMutableRawPointer {
    var bytes = [UInt8](repeating: 0, count: image.bytes.count)
    try bytes.withUnsafeMutableBytes { buffer in
      if let base = buffer.baseAddress { try write(image, to: base) }
    }
    if let known = compiler.knownImages[bytes] { return known }
    guard let memory = compiler.lend(bytes.count) else { throw LoweringError(.none, "out of memory") }
    bytes.withUnsafeBytes { if let base = $0.baseAddress { memory.copyMemory(from: base, byteCount: $0.count) } }
    compiler.knownImages[bytes] = memory
    return memory
  }

  /// Writes an image and the addresses in it.
  func write(_ image: StaticImage, to memory: UnsafeMutableRawPointer) throws {
    if !image.bytes.isEmpty {
      image.bytes.withUnsafeBytes { memory.copyMemory(from: $0.baseAddress!, byteCount: image.bytes.count) }
    }
    func put(_ offset: Int, _ value: UInt64) { memory.storeBytes(of: value, toByteOffset: offset, as: UInt64.self) }
    for (offset, index) in image.strings { put(offset, bits(try string(index))) }
    for (offset, index) in image.images { put(offset, bits(try self.image(index))) }
    for (offset, callee) in image.functions { put(offset, bits(try function(callee))) }
    for (offset, type) in image.types { put(offset, bits(try compiler.descriptors.descriptor(type))) }
    for (offset, interface, type) in image.itabs { put(offset, try itab(interface, type)) }
  }
}
