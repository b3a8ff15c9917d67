// SPDX-License-Identifier: Apache-2.0
//
// Constant+Conversion.swift — whether a value fits a type, and what it becomes there.

internal import BigInt

extension Constant {
  /// What is wrong when a constant does not fit a type.
  enum Misfit {
    case truncated, overflows, other
  }

  /// The value as an integer, when it is one.
  var asInteger: Constant? {
    switch value {
    case .int, .big: self
    case .float(let value): value.integer.map { Constant($0) } ?? nearInteger(value)
    default: nil
    }
  }

  /// Rounding in large fractions must not turn integers into non-integers, so a few last bits are forgiven.
  private func nearInteger(_ value: BigFloat) -> Constant? {
    let bits = value.mantissa.magnitude.bitWidth
    guard bits > BigFloat.precision - 8, value.exponent < 0, -value.exponent < bits else { return nil }
    for delta in [BigInt(4), BigInt(-4)] {
      let moved = BigFloat(value.mantissa + delta, exponent: value.exponent)
      let kept = moved.mantissa.magnitude.bitWidth - (BigFloat.precision - 4)
      if kept > 0 {
        let cut = (moved.mantissa >> kept) << kept
        if let integer = BigFloat(cut, exponent: moved.exponent).integer { return Constant(integer) }
      }
    }
    return nil
  }

  /// The value that a constant has in a basic type, rounded for floating-point types, or why it has none.
  func represented(as kind: BasicKind) -> Result<Constant, MisfitError> {
    if isUnknown { return .success(self) }
    switch kind {
    case .bool, .untypedBool: return bool != nil ? .success(self) : .failure(MisfitError(.other))
    case .string, .untypedString: return bytes != nil ? .success(self) : .failure(MisfitError(.other))
    default: break
    }
    guard isNumber else { return .failure(MisfitError(.other)) }
    if kind.isInteger {
      guard let integer = asInteger else { return .failure(MisfitError(.truncated)) }
      return integer.fits(kind) ? .success(integer) : .failure(MisfitError(.overflows))
    }
    if kind.isFloat {
      if case .complex = value { return .failure(MisfitError(.truncated)) }
      return rounded(to: kind)
    }
    if kind.isComplex {
      let part: BasicKind = kind == .complex64 ? .float32 : kind == .complex128 ? .float64 : .untypedFloat
      switch (real.rounded(to: part), imaginary.rounded(to: part)) {
      case (.success(let real), .success(let imaginary)): return .success(.complex(real, imaginary))
      default: return .failure(MisfitError(.overflows))
      }
    }
    return .failure(MisfitError(.other))
  }

  struct MisfitError: Error {
    let reason: Misfit
    init(_ reason: Misfit) { self.reason = reason }
  }

  private func rounded(to kind: BasicKind) -> Result<Constant, MisfitError> {
    switch kind {
    case .float32:
      if case .int(let small) = value, small.magnitude < 1 << 24 { return .success(self) }
      guard let rounded = float, rounded.isFinite else { return .failure(MisfitError(.overflows)) }
      return .success(Constant(exactly: Double(rounded)))
    case .float64:
      if case .int(let small) = value, small.magnitude < 1 << 53 { return .success(self) }
      guard let rounded = double, rounded.isFinite else { return .failure(MisfitError(.overflows)) }
      return .success(Constant(exactly: rounded))
    default: return .success(self)
    }
  }

  /// The exact value of a finite float.
  init(exactly value: Double) {
    if let small = Int64(exactly: value) {
      self.init(small)
      return
    }
    let mantissa = BigInt((value.significandBitPattern | (value.isNormal ? 1 << 52 : 0)))
    let exponent = (value.isNormal ? Int(value.exponent) : -1022) - 52
    let signed = value < 0 ? -mantissa : mantissa
    self = exponent >= 0 ? Constant(signed << exponent) : Constant.fraction(signed, BigInt(1) << -exponent)
  }

  /// Whether an integer is in the range of an integer type.
  func fits(_ kind: BasicKind) -> Bool {
    switch kind {
    case .int, .int64: return int64 != nil
    case .int8: return int64.flatMap { Int8(exactly: $0) } != nil
    case .int16: return int64.flatMap { Int16(exactly: $0) } != nil
    case .int32: return int64.flatMap { Int32(exactly: $0) } != nil
    case .uint8: return int64.flatMap { UInt8(exactly: $0) } != nil
    case .uint16: return int64.flatMap { UInt16(exactly: $0) } != nil
    case .uint32: return int64.flatMap { UInt32(exactly: $0) } != nil
    case .uint, .uint64, .uintptr: return uint64 != nil
    default: return true
    }
  }
}
