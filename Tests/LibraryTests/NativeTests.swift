// SPDX-License-Identifier: Apache-2.0
//
// NativeTests.swift — natives that need no runtime, called with a frame of words and compared with plain Swift.

import CNatives
import CRuntime
import Testing

/// Calls a native with these argument words and returns the words that follow them.
private func call(_ name: String, _ arguments: [UInt64], results: Int = 1) -> [UInt64] {
  var words = arguments + [UInt64](repeating: 0xdead, count: results)
  let native = loam_natives_lookup(name, name.utf8.count)!
  return words.withUnsafeMutableBufferPointer { frame in
    var context = loam_context()
    context.frame = frame.baseAddress
    #expect(native(&context) == .LOAM_NATIVE_DONE, "\(name)")
    return Array(frame[arguments.count...])
  }
}

/// Calls a native of internal/bytealg with strings, each two words or as a slice three, and a last plain word.
private func search(_ name: String, _ texts: [[UInt8]], _ last: UInt64? = nil, slices: Bool = false) -> Int {
  let memory = texts.map { text in
    let block = UnsafeMutablePointer<UInt8>.allocate(capacity: max(text.count, 1))
    block.initialize(from: text, count: text.count)
    return block
  }
  defer { memory.forEach { $0.deallocate() } }
  var words: [UInt64] = []
  for (block, text) in zip(memory, texts) {
    words += [UInt64(UInt(bitPattern: block)), UInt64(text.count)]
    if slices { words.append(UInt64(text.count)) }
  }
  return Int(Int64(bitPattern: call("internal/bytealg." + name, words + (last.map { [$0] } ?? []))[0]))
}

private func find(_ part: [UInt8], in text: [UInt8], last: Bool = false) -> Int {
  let places = (0...text.count).filter { $0 + part.count <= text.count && Array(text[$0..<($0 + part.count)]) == part }
  return (last ? places.last : places.first) ?? -1
}

struct NativeTests {
  @Test func `searches of bytes agree with plain ones`() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<3000 {
      let text = (0..<Int.random(in: 0..<20, using: &random)).map { _ in UInt8.random(in: 97..<100, using: &random) }
      let part = (0..<Int.random(in: 0..<4, using: &random)).map { _ in UInt8.random(in: 97..<100, using: &random) }
      let byte = UInt8.random(in: 97..<101, using: &random)
      #expect(search("IndexString", [text, part]) == find(part, in: text))
      #expect(search("Index", [text, part], slices: true) == find(part, in: text))
      #expect(search("LastIndexString", [text, part]) == find(part, in: text, last: true))
      #expect(search("IndexByteString", [text], UInt64(byte)) == find([byte], in: text))
      #expect(search("IndexByte", [text], UInt64(byte), slices: true) == find([byte], in: text))
      #expect(search("LastIndexByteString", [text], UInt64(byte)) == find([byte], in: text, last: true))
      #expect(search("LastIndexByte", [text], UInt64(byte), slices: true) == find([byte], in: text, last: true))
      #expect(search("CountString", [text], UInt64(byte)) == text.count { $0 == byte })
      #expect(search("Count", [text], UInt64(byte), slices: true) == text.count { $0 == byte })
      let order = text == part ? 0 : text.lexicographicallyPrecedes(part) ? -1 : 1
      #expect(search("CompareString", [text, part]) == order)
      #expect(search("Compare", [text, part], slices: true) == order)
      #expect(search("Equal", [text, part], slices: true) == (order == 0 ? 1 : 0))
    }
  }

  @Test func `only shortest forms of Unicode scalars are valid UTF-8`() {
    for lead in UInt8.min...UInt8.max {
      for second in UInt8.min...UInt8.max {
        for tail: [UInt8] in [[], [0x80], [0xBF, 0x80], [0x41]] {
          let text = [0x20, lead, second] + tail
          let valid = String(validating: text, as: UTF8.self) != nil
          #expect(search("ValidString", [text]) == (valid ? 1 : 0), "\(text)")
        }
      }
    }
    #expect(search("RuneCountString", [Array("aé世😀".utf8)]) == 4)
    #expect(search("RuneCountString", [[0xE4, 0xB8, 0x61, 0xFF, 0xC0, 0x80]]) == 6)
    #expect(search("ASCIIPrefix", [Array("0123456789é".utf8)]) == 10)
  }

  @Test func `words are counted and multiplied`() {
    for x in [0, 1, 2, 0x80, UInt64.max, 1 << 63, 0x1234_5678_9abc] {
      #expect(call("math/bits.Len64", [x]) == [UInt64(64 - x.leadingZeroBitCount)])
      #expect(call("math/bits.TrailingZeros64", [x]) == [UInt64(x.trailingZeroBitCount)])
      #expect(call("math/bits.OnesCount64", [x]) == [UInt64(x.nonzeroBitCount)])
      let product = x.multipliedFullWidth(by: 0xfedc_ba98_7654_3210)
      #expect(call("math/bits.Mul64", [x, 0xfedc_ba98_7654_3210], results: 2) == [product.high, product.low])
      let division = (UInt64.max - 2).dividingFullWidth((7, x))
      #expect(
        call("math/bits.div64", [7, x, UInt64.max - 2], results: 2) == [division.quotient, division.remainder])
    }
  }

  @Test func `atomic results are extended by their type`() {
    var cell: UInt64 = 5
    withUnsafeMutablePointer(to: &cell) { pointer in
      let address = UInt64(UInt(bitPattern: pointer))
      #expect(call("sync/atomic.AddInt32", [address, UInt64(bitPattern: -7)]) == [UInt64(bitPattern: -2)])
      #expect(call("sync/atomic.(*Uint32).Load", [address]) == [0xffff_fffe])
      #expect(call("sync/atomic.CompareAndSwapUint32", [address, 0xffff_fffe, 9]) == [1])
      #expect(call("sync/atomic.OrInt32", [address, 6]) == [9])
      #expect(call("sync/atomic.SwapInt64", [address, 1 << 40]) == [15])
      #expect(call("sync/atomic.AndUint64", [address, 0xffff]) == [1 << 40])
      #expect(call("sync/atomic.LoadUintptr", [address]) == [0])
    }
  }
}
