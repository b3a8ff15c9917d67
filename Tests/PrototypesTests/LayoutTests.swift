// SPDX-License-Identifier: Apache-2.0
//
// Records lie in memory as gcc and clang lay them out, on both machines.
//
// How.      A compiler is given the text of generated records and tables of their sizes, alignments and offsets, and of
//           records in which one bit-field is all ones; its object file is read, and nothing is run, so that clang's code for
//           the other machine can be compared too.
import Glibc
import Prototypes
import Source
import Subprocess
import Support
import Testing

struct LayoutTests {
  enum Compiler: String, CaseIterable, CustomTestStringConvertible {
    case gcc = "gcc"
    case clang = "clang --target=x86_64-linux-gnu"
    case clangForARM = "clang --target=aarch64-linux-gnu"

    var target: CTarget { self == .clangForARM ? .aarch64Linux : .x86_64Linux }
    var testDescription: String { rawValue }

    /// gcc compiles only for the machine it is on.
    var isThere: Bool { self != .gcc || CTarget.current == .x86_64Linux }
  }

  @Test(arguments: Compiler.allCases) func `records lie as a compiler lays them out`(compiler: Compiler) throws {
    guard compiler.isThere else { return }
    let count = 1200
    var generator = RecordGenerator(seed: 20)
    generator.add(count)
    let reading = Reading(generator.text, target: compiler.target)
    try #require(reading.errors == [], "\(reading.errors)")
    let probes = probes(generator.tags, reading.environment)
    let object = try compile(generator.text + text(of: probes, generator.tags), compiler)
    let numbers = words(try #require(object.section("probe_numbers")))
    let bits = Array(try #require(object.section("probe_bits")))
    let slot = numbers[0]
    var wrong: [String] = []
    var at = 1
    var bitIndex = 0
    for probe in probes {
      if let expected = probe.number {
        if numbers[at] != expected { wrong.append("\(probe.expression): \(numbers[at]), we say \(expected)") }
        at += 1
      } else if let (offset, width) = probe.bits {
        var expected = [UInt8](repeating: 0, count: slot)
        for bit in offset..<offset + width { expected[bit / 8] |= 1 << (bit % 8) }
        let found = Array(bits[bitIndex * slot..<(bitIndex + 1) * slot])
        if found != expected {
          wrong.append("\(probe.expression): bits \(set(found)), we say \(offset)..<\(offset + width)")
        }
        bitIndex += 1
      }
    }
    #expect(at == numbers.count && bitIndex * slot == bits.count)
    #expect(at > 4 * count && bitIndex > count / 2, "\(at) numbers, \(bitIndex) bit-fields")
    #expect(wrong.isEmpty, "\(wrong.count) of \(at + bitIndex): \(wrong.prefix(5).joined(separator: "; "))")
  }

  private struct Probe {
    /// In C: what a number is, or a record with one bit-field set.
    var expression: String
    var number: Int?
    var bits: (offset: Int, width: Int)?
  }

  private func probes(_ tags: [String], _ environment: CEnvironment) -> [Probe] {
    var probes: [Probe] = []
    for (index, tag) in tags.enumerated() {
      guard let id = environment.record(tagged: "r\(index)") else { continue }
      probes.append(Probe(expression: "sizeof(\(tag))", number: environment[id].size))
      probes.append(Probe(expression: "_Alignof(\(tag))", number: environment[id].alignment))
      add(&probes, environment, id, tag, index, 0)
    }
    return probes
  }

  /// Probes of members, those of anonymous ones too.
  private func add(
    _ probes: inout [Probe], _ environment: CEnvironment, _ id: CRecordID, _ tag: String, _ index: Int, _ base: Int
  ) {
    for field in environment[id].fields ?? [] {
      if let name = field.name {
        if let width = field.bitWidth {
          probes.append(
            Probe(expression: "{ .r\(index) = { .\(name) = -1 } }", bits: (base + field.bitOffset, width)))
        } else {
          probes.append(
            Probe(expression: "__builtin_offsetof(\(tag), \(name))", number: (base + field.bitOffset) / 8))
        }
      } else if !field.isBitField, case .record(let inner) = environment.resolved(field.type) {
        add(&probes, environment, inner, tag, index, base + field.bitOffset)
      }
    }
  }

  private func text(of probes: [Probe], _ tags: [String]) -> String {
    var text = "union slot {\n"
    for (index, tag) in tags.enumerated() { text += "\(tag) r\(index);\n" }
    text +=
      "};\n__attribute__((section(\"probe_numbers\"), used, aligned(1))) unsigned long numbers[] = {\nsizeof(union slot),\n"
    for probe in probes where probe.number != nil { text += probe.expression + ",\n" }
    text += "};\n__attribute__((section(\"probe_bits\"), used)) union slot bits[] = {\n"
    for probe in probes where probe.bits != nil { text += probe.expression + ",\n" }
    return text + "};\n"
  }

  private func compile(_ text: String, _ compiler: Compiler) throws -> ObjectFile {
    let path = "/tmp/loam-layout-\(getpid())-\(compiler)".replacing(" ", with: "-") + ".o"
    defer { unlink(path) }
    let finished = Subprocess.run(
      compiler.rawValue.split(separator: " ").map(String.init) + [
        "-w", "-x", "c", "-std=gnu11", "-c", "-o", path, "-",
      ],
      input: Array(text.utf8))
    try #require(
      finished.status == 0,
      "\(finished.errorText.split(separator: "\n").filter { $0.contains("error") }.prefix(5).joined(separator: "\n"))")
    return ObjectFile(bytes: try #require(Repository.read(path)))
  }

  private func words(_ bytes: ArraySlice<UInt8>) -> [Int] {
    stride(from: bytes.startIndex, to: bytes.endIndex, by: 8).map { start in
      (0..<8).reduce(0) { $0 | Int(bytes[start + $1]) << (8 * $1) }
    }
  }

  private func set(_ bytes: [UInt8]) -> String {
    let bits = (0..<bytes.count * 8).filter { bytes[$0 / 8] & 1 << UInt8($0 % 8) != 0 }
    return bits.isEmpty ? "none" : "\(bits.first ?? 0)..<\((bits.last ?? 0) + 1)"
  }
}

/// What is needed of an ELF object of 64 bits: the bytes of a section.
struct ObjectFile {
  let bytes: [UInt8]

  private func number(_ at: Int, _ size: Int) -> Int {
    (0..<size).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }
  }

  func section(_ name: String) -> ArraySlice<UInt8>? {
    let table = number(0x28, 8)
    let (size, count, strings) = (number(0x3A, 2), number(0x3C, 2), number(0x3E, 2))
    let names = number(table + strings * size + 0x18, 8)
    for index in 0..<count {
      let header = table + index * size
      let start = names + number(header, 4)
      let end = bytes[start...].firstIndex(of: 0) ?? start
      guard String(decoding: bytes[start..<end], as: UTF8.self) == name else { continue }
      let offset = number(header + 0x18, 8)
      return bytes[offset..<offset + number(header + 0x20, 8)]
    }
    return nil
  }
}
