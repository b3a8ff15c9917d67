// SPDX-License-Identifier: Apache-2.0
//
// Checker+Conversions.swift — conversions and assignability.

import Syntax

extension Checker {
  // MARK: Conversions

  /// Converts an operand explicitly; reports when that is not legal.
  func convert(_ x: inout Operand, to target: TypeID) {
    guard target.isValid else {
      x.invalidate()
      return
    }
    let isConstant = x.mode == .constant && types.isConstantType(target)
    var isValid = false
    var cause = ""
    if isConstant {
      let kind = types.basicKind(target)!
      if case .success(let value) = represent(x, as: kind) {
        isValid = true
        x.value = value
      } else if types.isInteger(x.type), types.isString(target) {
        x.value = Checker.textOfRune(x.value)
        isValid = true
      } else if types.isInteger(x.type), types.isInteger(target) {
        error(x, "constant \(constantText(x)) overflows \(text(target))")
        x.invalidate()
        return
      }
    } else if x.mode == .constant, case .typeParameter(let id) = types.view(of: target) {
      let terms = types.termsOf(id) ?? []
      isValid = !terms.isEmpty
      for term in terms where isValid {
        guard let kind = types.basicKind(term.type) else {
          isValid = types.isUntyped(x.type) ? false : convertible(x.type, to: term.type)
          continue
        }
        if case .success = represent(x, as: kind) { continue }
        if types.isInteger(x.type), kind == .string { continue }
        cause = "cannot convert \(describe(x)) to type \(text(types.underlying(term.type))) (in \(text(target)))"
        isValid = false
      }
      x.mode = .value
    } else if isConvertible(x, to: target, &cause) {
      isValid = true
      x.mode = .value
    }
    guard isValid else {
      error(
        x,
        "cannot convert \(describe(x)) to type \(text(target))" + (cause.isEmpty ? "" : ": \(cause)"))
      x.invalidate()
      return
    }
    if types.isUntyped(x.type) {
      var final = target
      // The operand of a conversion to an interface or string keeps a type of its own.
      if types.isInterface(target) || types.isTypeParameter(target) || (isConstant && !types.isConstantType(target))
        || x.mode == .nilValue
      {
        final = types.defaultType(x.type)
        if x.mode == .nilValue || x.type == .untypedNil { final = target }
      } else if !types.isConstantType(target) {
        final = types.defaultType(x.type)
        if x.type == .untypedNil { final = target }
      }
      // A rune constant that becomes a string may lie outside of every integer type.
      let isRune = isConstant && types.isInteger(x.type) && types.isString(target)
      if x.part == 0, !isRune { update(x.expr, final, isFinal: true) }
    }
    if x.mode == .nilValue { x.mode = .value }
    x.type = target
  }

  /// `string(r)` of a constant integer. A function of its own, not inlined: Swift 6.3's optimiser stops at it otherwise.
  @inline(never)
  private static func textOfRune(_ rune: Constant) -> Constant {
    var bytes: [UInt8] = []
    var code: UInt32 = 0xFFFD
    if let value = rune.int64, let scalar = UInt32(exactly: value) { code = scalar }
    Constant.encode(code, into: &bytes)
    return Constant(bytes: bytes)
  }

  /// Whether a value (no constant) of a type may be converted to another.
  func convertible(_ type: TypeID, to target: TypeID) -> Bool {
    var operand = Operand()
    operand.mode = .value
    operand.type = type
    var cause = ""
    return isConvertible(operand, to: target, &cause)
  }

  private func isConvertible(_ x: Operand, to target: TypeID, _ cause: inout String) -> Bool {
    let why = assignable(x, to: target)
    if why == nil { return true }
    let source = x.type
    let from = types.underlying(source)
    let to = types.underlying(target)
    let isSourceParameter = types.isTypeParameter(source)
    let isTargetParameter = types.isTypeParameter(target)
    if !isSourceParameter, !isTargetParameter {
      if identicalIgnoringTags(from, to) { return true }
      if case .pointer(let a) = types.view(of: source), case .pointer(let b) = types.view(of: target),
        identicalIgnoringTags(types.underlying(a), types.underlying(b)), !types.isTypeParameter(a),
        !types.isTypeParameter(b)
      {
        return true
      }
    }
    let fromKind = types.basicKind(from) ?? .invalid
    let toKind = types.basicKind(to) ?? .invalid
    if (fromKind.isInteger || fromKind.isFloat), toKind.isInteger || toKind.isFloat { return true }
    if fromKind.isComplex, toKind.isComplex { return true }
    if toKind.isString, fromKind.isInteger || isByteOrRuneSlice(from) { return true }
    if fromKind.isString, isByteOrRuneSlice(to) { return true }
    let isFromPointer = types.pointerElement(from) != nil || fromKind == .uintptr
    let isToPointer = types.pointerElement(to) != nil || toKind == .uintptr
    if isFromPointer, toKind == .unsafePointer { return true }
    if fromKind == .unsafePointer, isToPointer { return true }
    if case .slice(let element) = types.view(of: from) {
      switch types.view(of: to) {
      case .array(element, _): return true
      case .pointer(let base):
        if case .array(element, _) = types.underlyingView(of: base) { return true }
      default: break
      }
    }
    if isSourceParameter || isTargetParameter {
      return parametersConvertible(x, source, target, &cause)
    }
    cause = why ?? ""
    return false
  }

  private func parametersConvertible(
    _ x: Operand, _ source: TypeID, _ target: TypeID, _ cause: inout String
  ) -> Bool {
    func specific(_ type: TypeID) -> [TypeID]? {
      guard case .typeParameter(let id) = types.view(of: type) else { return [type] }
      guard let terms = types.termsOf(id), !terms.isEmpty else { return nil }
      return terms.map(\.type)
    }
    guard let sources = specific(source), let targets = specific(target) else { return false }
    for a in sources {
      for b in targets {
        var operand = x
        operand.type = a
        var inner = ""
        if !isConvertible(operand, to: b, &inner) {
          let isIn = { (part: TypeID, whole: TypeID) in part == whole ? "" : " (in \(self.text(whole)))" }
          cause = "cannot convert \(text(a))\(isIn(a, source)) to type \(text(b))\(isIn(b, target))"
          return false
        }
      }
    }
    return true
  }

  private func isByteOrRuneSlice(_ type: TypeID) -> Bool {
    guard case .slice(let element) = types.view(of: type) else { return false }
    let base = types.underlying(element)
    return base == .uint8 || base == .int32
  }

  /// Identity of types where struct tags are left aside at every depth.
  private func identicalIgnoringTags(_ a: TypeID, _ b: TypeID) -> Bool { a == b || untagged(a) == untagged(b) }

  private func untagged(_ type: TypeID) -> TypeID {
    switch types.view(of: type) {
    case .structure(let id):
      return types.structure(
        types[id].map {
          var field = $0
          field.tag = program.universe.empty
          field.type = untagged(field.type)
          return field
        })
    case .pointer(let element): return types.pointer(to: untagged(element))
    case .slice(let element): return types.slice(of: untagged(element))
    case .array(let element, let length): return types.array(of: untagged(element), length: length)
    case .map(let key, let element): return types.map(key: untagged(key), element: untagged(element))
    case .channel(let direction, let element): return types.channel(direction, of: untagged(element))
    case .function(let id):
      var signature = types[id]
      signature.parameters = signature.parameters.map { untagged($0) }
      signature.results = signature.results.map { untagged($0) }
      return types.function(signature)
    default: return type
    }
  }

  // MARK: Assignability

  /// Nil when an operand may be assigned to a variable of a type; else why not, which may be the empty text.
  func assignable(_ x: Operand, to target: TypeID) -> String? {
    guard x.isValid, x.type.isValid, target.isValid else { return nil }
    let source = x.type
    if source == target { return nil }
    if types.isUntyped(source) {
      if case .type = implicitConversion(x, to: target) { return nil }
      return ""
    }
    let from = types.underlying(source)
    let to = types.underlying(target)
    let isSourceParameter = types.isTypeParameter(source)
    let isTargetParameter = types.isTypeParameter(target)
    if from == to, !types.hasName(source) || !types.hasName(target), !isSourceParameter, !isTargetParameter {
      return nil
    }
    var isInterfacePointer = false
    if case .pointer(let base) = types.view(of: to), types.isInterface(base) { isInterfacePointer = true }
    if (types.isInterface(target) && !isTargetParameter) || isInterfacePointer {
      guard let cause = whyNotImplements(source, target) else { return nil }
      if !isSourceParameter { return cause }
    }
    if types.isInterface(source), !isSourceParameter, whyNotImplements(target, source) == nil {
      return "need type assertion"
    }
    if case .channel(.both, let a) = types.view(of: from), case .channel(_, let b) = types.view(of: to), a == b {
      return !types.hasName(source) || !types.hasName(target) ? nil : ""
    }
    if !isSourceParameter, !isTargetParameter { return areFunctionPointers(source, target) ? nil : "" }
    if !types.hasName(source), case .typeParameter(let id) = types.view(of: target) {
      guard let terms = types.termsOf(id), !terms.isEmpty else { return "" }
      for term in terms where assignable(x, to: term.type) != nil {
        return "cannot assign \(text(source)) to \(text(term.type)) (in \(text(target)))"
      }
      return nil
    }
    if case .typeParameter(let id) = types.view(of: source), !types.hasName(target) {
      guard let terms = types.termsOf(id), !terms.isEmpty else { return "" }
      for term in terms {
        var operand = x
        operand.type = term.type
        if assignable(operand, to: target) != nil {
          return "cannot assign \(text(term.type)) (in \(text(source))) to \(text(target))"
        }
      }
      return nil
    }
    return ""
  }

  /// Nil when a type implements an interface; else the reason.
  func whyNotImplements(_ type: TypeID, _ target: TypeID, isConstraint: Bool = false) -> String? {
    let verb = isConstraint ? "satisfy" : "implement"
    let from = types.underlying(type)
    guard from.isValid, types.underlying(target).isValid else { return nil }
    guard let wanted = types.interface(of: target) else {
      var detail = "\(text(target)) is not an interface"
      if let base = types.pointerElement(target), types.isInterface(base) {
        detail = "type \(text(target)) is pointer to interface, not interface"
      }
      return "\(text(type)) does not \(verb) \(text(target)) (\(detail))"
    }
    if wanted.methods.isEmpty, !wanted.isConstraint { return nil }
    if let terms = wanted.terms, terms.isEmpty { return "cannot \(verb) \(text(target)) (empty type set)" }
    if let missing = program.missingMethod(type, target, static: true) {
      return "\(text(type)) does not \(verb) \(text(target)) \(explain(missing, type, target))"
    }
    if wanted.isComparable, !types.isComparable(type, dynamic: isConstraint) {
      return "\(text(type)) does not \(verb) comparable"
    }
    guard let terms = wanted.terms else { return nil }
    let own: [TypeTerm]
    if case .typeParameter(let id) = types.view(of: type) {
      guard let all = types.termsOf(id) else { return "\(text(type)) does not \(verb) \(text(target))" }
      own = all
    } else if let interface = types.interface(of: type) {
      guard let all = interface.terms else { return "\(text(type)) does not \(verb) \(text(target))" }
      own = all
    } else {
      own = [TypeTerm(isTilde: false, type: type)]
    }
    for term in own {
      let isIncluded = terms.contains { wantedTerm in
        wantedTerm.isTilde
          ? types.underlying(term.type) == types.underlying(wantedTerm.type)
          : !term.isTilde && term.type == wantedTerm.type
      }
      if isIncluded { continue }
      let nearly = terms.first { !$0.isTilde && $0.type == types.underlying(term.type) }
      let list = text(target)
      if let nearly {
        return
          "\(text(type)) does not \(verb) \(list) (possibly missing ~ for \(text(nearly.type)) in \(list))"
      }
      return "\(text(type)) does not \(verb) \(list) (\(text(term.type)) missing in \(termsText(terms)))"
    }
    return nil
  }

  private func termsText(_ terms: [TypeTerm]) -> String {
    terms.map { ($0.isTilde ? "~" : "") + text($0.type) }.joined(separator: " | ")
  }

  /// The reason in parentheses why a type lacks a method.
  func explain(_ missing: MissingMethod, _ type: TypeID, _ interface: TypeID) -> String {
    func pair(_ have: String, _ want: String) -> String { "\n\t\thave \(have)\n\t\twant \(want)" }
    func member(_ name: Symbol, _ signature: TypeID) -> String {
      var writer = TypeWriter(program: program, package: package.id, isRuntime: false)
      if let signature = types.signature(signature) { writer.writeSignature(signature) }
      return text(name) + writer.text
    }
    if let base = types.pointerElement(type), types.isInterface(base), !types.isNamed(type) {
      return "(type \(text(type)) is pointer to interface, not interface)"
    }
    switch missing {
    case .missing(let method): return "(missing method \(text(method.name)))"
    case .differentName(let method, let have, let haveType):
      return "(missing method \(text(method.name)))"
        + pair(member(have, haveType), member(method.name, method.signature))
    case .unexported(let method): return "(unexported method \(text(method.name)))"
    case .wrongType(let method, let have):
      return "(wrong type for method \(text(method.name)))"
        + pair(member(method.name, have), member(method.name, method.signature))
    case .ambiguous(let method): return "(ambiguous selector \(text(type)).\(text(method.name)))"
    case .pointerReceiver(let method): return "(method \(text(method.name)) has pointer receiver)"
    case .isField(let method): return "(\(text(type)).\(text(method.name)) is a field, not a method)"
    }
  }

  /// Whether a type is in the type set of an interface.
  func satisfies(_ type: TypeID, interface: Interface) -> Bool {
    whyNotImplements(type, types.interface(interface), isConstraint: true) == nil
  }
}
