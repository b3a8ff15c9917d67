// SPDX-License-Identifier: Apache-2.0
//
// Parameters, results and type parameters.
//
// How.      Whether `a` in `(a, b T)` is a name or a type is known only at the end of the list. So each entry waits as
//           three words (name, type, offset; a lone name is a name) and the fields are made when the list is closed:
//           either no entry has both, and all are types, or every entry gets a name and the type that follows it.

extension Parser {
  /// Parameters behind their "(" or "[", up to and with `close`; the index of the list of fields.
  ///
  /// - Parameters:
  ///   - name: the first name if it has been read, and `type` its type if that has been read too.
  ///   - requireNames: type parameters, which must all have names.
  ///   - variadicAllowed: whether the last one may be `...T`.
  mutating func parameterList(
    name: NodeID<Expr>, type: NodeID<Expr>, close: Token, requireNames: Bool, variadicAllowed: Bool
  ) -> UInt32 {
    let mark = pending.count
    var named = 0
    var typed = 0
    if name.exists && type.exists {
      push(Entry(name: name, type: type, offset: tree.offset(of: name)))
      named = 1
      typed = 1
      if token != close && !endElement(of: "parameter list", separator: .comma, close: close) {
        return makeFields(from: mark, named, typed, end: offset, requireNames, variadicAllowed)
      }
    }
    var name = type.exists ? NodeID<Expr>.none : name
    var isClosed = true
    while token != .endOfFile && token != close {
      if let entry = parameter(name, close: close) {
        if entry.name.exists && entry.type.exists { named += 1 }
        if entry.type.exists { typed += 1 }
        push(entry)
      }
      name = .none
      if !endElement(of: "parameter list", separator: .comma, close: close) {
        isClosed = false
        break
      }
    }
    let end = offset
    if isClosed { want(close) }
    return makeFields(from: mark, named, typed, end: end, requireNames, variadicAllowed)
  }

  private struct Entry {
    var name = NodeID<Expr>.none
    var type = NodeID<Expr>.none
    var offset: UInt32
  }

  private mutating func push(_ entry: Entry) {
    pending.append(entry.name.raw)
    pending.append(entry.type.raw)
    pending.append(entry.offset)
  }

  /// One entry: a name, a type, or both. Nil after an error.
  private mutating func parameter(_ first: NodeID<Expr>, close: Token) -> Entry? {
    let mayBeUnion = close == .rightBracket
    var entry = Entry(offset: first.exists ? tree.offset(of: first) : offset)
    if first.isNone && mayBeUnion && token == .tilde {
      entry.type = unionElement(.none)
      return entry
    }
    if first.exists || token == .name {
      let name = first.exists ? first : self.name()
      var isWhole = true
      switch token {
      case .leftBracket:
        entry.type = arrayOrInstance(of: name)
        if tree.kind(of: entry.type) != .index { entry.name = name }
      case .dot: entry.type = qualifiedName(name)
      case .or where mayBeUnion: entry.type = name
      default: isWhole = false
      }
      if isWhole {
        if mayBeUnion && token == .or { entry.type = unionElement(entry.type) }
        return entry
      }
      entry.name = name
    }
    if token == .ellipsis {
      let at = offset
      next()
      let element = typeOrNone()
      if element.isNone {
        entry.type = badExpr()
        syntaxError("... is missing type")
      } else {
        entry.type = tree.unary(.variadicType, at: at, element)
      }
      return entry
    }
    if mayBeUnion && token == .tilde {
      entry.type = unionElement(.none)
      return entry
    }
    entry.type = typeOrNone()
    if mayBeUnion && token == .or && entry.type.exists { entry.type = unionElement(entry.type) }
    if entry.name.exists || entry.type.exists { return entry }
    syntaxError("expected \(close.described)")
    advance(to: [.comma, close])
    return nil
  }

  /// Makes the fields of the entries since `mark`.
  private mutating func makeFields(
    from mark: Int, _ named: Int, _ typed: Int, end: UInt32, _ requireNames: Bool, _ variadicAllowed: Bool
  ) -> UInt32 {
    let count = (pending.count - mark) / 3
    if count == 0 { return 0 }
    if named == 0 && !requireNames {
      for entry in stride(from: mark, to: pending.count, by: 3) where pending[entry] != 0 {
        pending[entry + 1] = pending[entry]
        pending[entry] = 0
      }
    } else if named != count {
      nameAll(from: mark, allTypedAreNamed: named == typed, end: end, requireNames: requireNames)
    }
    checkVariadic(from: mark, allowed: variadicAllowed)
    for index in 0..<count {
      let entry = mark + index * 3
      pending[mark + index] =
        tree.field(
          name: NodeID(raw: pending[entry]), type: NodeID(raw: pending[entry + 1]), at: pending[entry + 2]
        ).raw
    }
    pending.removeSubrange((mark + count)...)
    return takeList(from: mark)
  }

  /// Gives every entry a name and the type of the entries behind it, and complains if one of the two is not there.
  private mutating func nameAll(from mark: Int, allTypedAreNamed: Bool, end: UInt32, requireNames: Bool) {
    var wrong: UInt32?
    var type: UInt32 = 0
    for entry in stride(from: pending.count - 3, through: mark, by: -3) {
      if pending[entry + 1] != 0 {
        type = pending[entry + 1]
        if pending[entry] == 0 {
          let at = tree.startOffset(of: NodeID<Expr>(raw: type))
          wrong = at
          pending[entry] = tree.name(.blank, at: at).raw
        }
      } else if type != 0 {
        pending[entry + 1] = type
      } else {
        let at = tree.offset(of: NodeID<Expr>(raw: pending[entry]))
        wrong = at
        let bad: NodeID<Expr> = tree.append(Record(kind: .bad, offset: at))
        pending[entry + 1] = bad.raw
      }
    }
    guard let wrong else { return }
    if allTypedAreNamed {
      syntaxError(at: end, requireNames ? "missing type constraint" : "missing parameter type")
    } else if requireNames {
      let isAlone = pending.count - mark == 3
      syntaxError(at: wrong, "missing type parameter name" + (isAlone ? " or invalid array length" : ""))
    } else {
      syntaxError(at: wrong, "missing parameter name")
    }
  }

  /// `...T` becomes T wherever it must not stand; the first such place is reported.
  private mutating func checkVariadic(from mark: Int, allowed: Bool) {
    var isReported = false
    for entry in stride(from: mark, to: pending.count, by: 3) {
      let type = NodeID<Expr>(raw: pending[entry + 1])
      guard case .variadicType(let element) = tree[type], !allowed || entry + 3 < pending.count else { continue }
      if !isReported {
        let message = allowed ? "can only use ... with final parameter" : "invalid use of ..."
        error(at: tree.offset(of: type), message)
        isReported = true
      }
      pending[entry + 1] = element.raw
    }
  }
}
