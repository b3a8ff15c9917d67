// SPDX-License-Identifier: Apache-2.0
//
// Lowering+Switches.swift — switch, type switch and select.

import Bytecode
import CRuntime
import Source
import Syntax
import Types

extension Lowering {
  func switchStatement(
    _ id: NodeID<Stmt>, _ initial: NodeID<Stmt>, _ tag: NodeID<Expr>, _ clauses: NodeList<CaseClause>
  ) throws {
    let first = procedure.variables.count
    try header(initial)
    let end = newLabel()
    let labels = tree.nodes(clauses).map { _ in newLabel() }
    var defaultLabel = end
    for (index, clause) in tree.nodes(clauses).enumerated() where tree[clause].isDefault {
      defaultLabel = labels[index]
    }
    if tag.exists {
      try dispatch(tag, clauses, labels, defaultLabel)
    } else {
      for (index, clause) in tree.nodes(clauses).enumerated() {
        for expr in tree.nodes(tree[clause].cases) { try branch(expr, to: labels[index], when: true) }
      }
    }
    jump(defaultLabel)
    targets.append(BranchTarget(statement: id, breakLabel: end, continueLabel: -1))
    for (index, clause) in tree.nodes(clauses).enumerated() {
      place(label: labels[index])
      let body = tree[clause].body
      try statements(body)
      if !endsInFallthrough(body), !hasReturned { jump(end) }
    }
    targets.removeLast()
    place(label: end)
    endScope(first)
  }

  private func endsInFallthrough(_ body: NodeList<Stmt>) -> Bool {
    guard body.count > 0 else { return false }
    var last = tree[body, body.count - 1]
    while case .labeled(_, let inner) = tree[last] { last = inner }
    if case .branch(.fallthrough, _) = tree[last] { return true }
    return false
  }

  /// Jumps to the clause whose expression equals the tag.
  private func dispatch(
    _ tag: NodeID<Expr>, _ clauses: NodeList<CaseClause>, _ labels: [Int], _ defaultLabel: Int
  ) throws {
    let tagType = types.defaultType(file.type(of: tag))
    var operand = try converted(tag, to: tagType)
    if !file.constant(of: tag).exists { operand = copied(operand, tagType) }
    let shape = layout(tagType).shape
    if shape.isInteger, try jumpTable(operand, clauses, labels, defaultLabel) { return }
    let isNatural = shape.isSigned || shape.bits < 64
    for (index, clause) in tree.nodes(clauses).enumerated() {
      for expr in tree.nodes(tree[clause].cases) {
        position = tree.offset(of: expr)
        if file.mode(of: expr) == .nilValue || file.type(of: expr) == .untypedNil {
          emit(LOAM_OP_JEQI, operand.part(0, width: 1), .immediate(0), target: labels[index])
          continue
        }
        let caseType = types.defaultType(file.type(of: expr))
        if types.isInterface(tagType) != types.isInterface(caseType) || types.isInterface(tagType) {
          let a = try eface(
            converted(operand, tagType, to: types.isInterface(tagType) ? tagType : .emptyInterface),
            types.isInterface(tagType) ? tagType : .emptyInterface)
          let b = try converted(expr, to: .emptyInterface)
          let flag = temporary(.bool)
          emit(LOAM_OP_EFACE_EQ, flag, a, b)
          emit(LOAM_OP_JT, flag, target: labels[index])
          continue
        }
        if isNatural, shape.isInteger || shape == .bool, let number = smallConstant(expr) {
          emit(LOAM_OP_JEQI, operand, .immediate(number), target: labels[index])
          continue
        }
        let value = try converted(expr, to: tagType)
        if shape.isInteger || shape == .bool || shape == .pointer {
          emit(LOAM_OP_JEQ, operand, value, target: labels[index])
        } else {
          let flag = temporary(.bool)
          try compare(.equal, flag, operand, value, tagType)
          emit(LOAM_OP_JT, flag, target: labels[index])
        }
      }
    }
  }

  /// A table for many integer cases that lie close together.
  private func jumpTable(
    _ operand: Operand, _ clauses: NodeList<CaseClause>, _ labels: [Int], _ defaultLabel: Int
  ) throws -> Bool {
    var targets: [(Int64, Int)] = []
    for (index, clause) in tree.nodes(clauses).enumerated() {
      for expr in tree.nodes(tree[clause].cases) {
        guard let value = constantInteger(expr) else { return false }
        targets.append((value, labels[index]))
      }
    }
    guard targets.count >= 5, let low = targets.map(\.0).min(), let high = targets.map(\.0).max(),
      low >= -32000, high.subtractingReportingOverflow(low).overflow == false, high - low < Int64(targets.count * 4),
      high - low < 4096
    else { return false }
    var table = [Int](repeating: defaultLabel, count: Int(high - low) + 1)
    for (value, label) in targets.reversed() { table[Int(value - low)] = label }
    var index = operand
    if low != 0 {
      index = temporaryWord()
      if low <= 32768 {
        emit(LOAM_OP_ADDI, index, operand, .immediate(Int(-low)))
      } else {
        emit(LOAM_OP_SUB, index, operand, constantWord(Int(low)))
      }
    }
    procedure.tables.append(table)
    emit(LOAM_OP_JTABLE, index, .immediate(table.count), list: procedure.tables.count - 1)
    return true
  }

  // MARK: Type switch

  func typeSwitchStatement(
    _ id: NodeID<Stmt>, _ initial: NodeID<Stmt>, _ guardExpr: NodeID<Expr>, _ clauses: NodeList<CaseClause>
  ) throws {
    let first = procedure.variables.count
    try header(initial)
    guard case .typeSwitchGuard(_, let subject) = tree[guardExpr] else { throw unsupported("type switch") }
    let subjectType = file.type(of: subject)
    let original = try value(subject)
    let held = copied(original, subjectType)
    let source = eface(held, subjectType)
    let end = newLabel()
    let labels = tree.nodes(clauses).map { _ in newLabel() }
    var defaultLabel = end
    var asserted: [Int: Operand] = [:]
    for (index, clause) in tree.nodes(clauses).enumerated() {
      if tree[clause].isDefault { defaultLabel = labels[index] }
      let cases = tree[clause].cases
      for expr in tree.nodes(cases) {
        position = tree.offset(of: expr)
        if file.mode(of: expr) == .nilValue || file.type(of: expr) == .untypedNil {
          emit(LOAM_OP_JEQI, source.part(0, width: 1), .immediate(0), target: labels[index])
          continue
        }
        let type = file.type(of: expr)
        switch layout(type).shape {
        case .eface:
          if cases.count == 1 { asserted[index] = source }
          emit(LOAM_OP_JNEI, source.part(0, width: 1), .immediate(0), target: labels[index])
        case .iface:
          let result = temporary(type)
          let ok = temporaryWord()
          emit(LOAM_OP_ASSERT_I_OK, result, source, ok, k: .type(type))
          if cases.count == 1 { asserted[index] = result }
          emit(LOAM_OP_JT, ok, target: labels[index])
        default:
          let descriptor = temporaryWord()
          emit(LOAM_OP_LOADK, descriptor, k: .type(type))
          emit(LOAM_OP_JEQ, source.part(0, width: 1), descriptor, target: labels[index])
        }
      }
    }
    jump(defaultLabel)
    targets.append(BranchTarget(statement: id, breakLabel: end, continueLabel: -1))
    for (index, clause) in tree.nodes(clauses).enumerated() {
      place(label: labels[index])
      let scope = procedure.variables.count
      let variable = file.variable(of: clause)
      if variable.exists, program[variable].flags.contains(.isUsed) || program[variable].flags.contains(.isCaptured) {
        let type = program[variable].type
        let operand: Operand
        if let result = asserted[index] {
          operand = result
        } else if types.isInterface(type) {
          operand = try converted(held, subjectType, to: type)
        } else if layout(type).shape == .pointer {
          operand = source.part(1, width: 1)
        } else if layout(type).slots == 0 {
          operand = temporary(type)
        } else {
          operand = load(from: source.part(1, width: 1), 0, type)
        }
        try store(operand, to: declare(variable))
      }
      try statements(tree[clause].body)
      endScope(scope)
      if !hasReturned { jump(end) }
    }
    targets.removeLast()
    place(label: end)
    endScope(first)
  }

  // MARK: Select

  func selectStatement(_ id: NodeID<Stmt>, _ clauses: NodeList<CommClause>) throws {
    let first = procedure.variables.count
    if clauses.isEmpty {
      emit(LOAM_OP_BLOCK)
      hasReturned = true
      return
    }
    var cases: [SelectCase] = []
    var clauseOfCase: [Int] = []
    var hasDefault = false
    var defaultClause = -1
    for (index, clause) in tree.nodes(clauses).enumerated() {
      let comm = tree[clause].comm
      guard comm.exists else {
        hasDefault = true
        defaultClause = index
        continue
      }
      clauseOfCase.append(index)
      switch tree[comm] {
      case .send(let channel, let value):
        guard case .channel(_, let element) = types.view(of: types.coreType(file.type(of: channel))) else { break }
        let channelOperand = copied(try self.value(channel), file.type(of: channel))
        let operand = copied(try converted(value, to: element), element)
        cases.append(SelectCase(channel: channelOperand, value: operand, ok: .none, isSend: true))
      default:
        let (receive, left, _) = received(comm)
        guard case .unary(.arrow, let channel) = tree[unparenthesized(receive)] else { throw unsupported("select") }
        let channelOperand = copied(try self.value(channel), file.type(of: channel))
        guard case .channel(_, let element) = types.view(of: types.coreType(file.type(of: channel))) else { break }
        let wantsValue = left.count > 0 && tree.symbol(of: tree[left, 0]) != .blank && layout(element).slots > 0
        let wantsOk = left.count > 1 && tree.symbol(of: tree[left, 1]) != .blank
        cases.append(
          SelectCase(
            channel: channelOperand, value: wantsValue ? temporary(element) : .none,
            ok: wantsOk ? temporaryWord() : .none, isSend: false))
      }
    }
    position = tree.offset(of: id)
    let chosen = temporaryWord()
    procedure.selects.append(cases)
    emit(
      LOAM_OP_SELECT, chosen, .immediate(cases.count), .immediate(hasDefault ? 1 : 0),
      list: procedure.selects.count - 1)
    let end = newLabel()
    let labels = tree.nodes(clauses).map { _ in newLabel() }
    for (index, clause) in clauseOfCase.enumerated() {
      let isLast = index == clauseOfCase.count - 1 && !hasDefault
      if isLast { jump(labels[clause]) } else { emit(LOAM_OP_JEQI, chosen, .immediate(index), target: labels[clause]) }
    }
    if hasDefault { jump(labels[defaultClause]) }
    targets.append(BranchTarget(statement: id, breakLabel: end, continueLabel: -1))
    for (index, clause) in tree.nodes(clauses).enumerated() {
      place(label: labels[index])
      let scope = procedure.variables.count
      if let number = clauseOfCase.firstIndex(of: index), !cases[number].isSend {
        try takeReceived(tree[clause].comm, cases[number])
      }
      try statements(tree[clause].body)
      endScope(scope)
      if !hasReturned { jump(end) }
    }
    targets.removeLast()
    place(label: end)
    endScope(first)
  }

  /// The receive expression of a clause, what it is assigned to, and whether that is declared there.
  private func received(_ comm: NodeID<Stmt>) -> (NodeID<Expr>, NodeList<Expr>, Bool) {
    switch tree[comm] {
    case .expression(let expr): (expr, .empty, false)
    case .assign(let left, let right): (tree[right, 0], left, false)
    case .define(let left, let right): (tree[right, 0], left, true)
    default: (.none, .empty, false)
    }
  }

  private func takeReceived(_ comm: NodeID<Stmt>, _ selected: SelectCase) throws {
    let (receive, left, isDefine) = received(comm)
    guard case .unary(.arrow, let channel) = tree[unparenthesized(receive)],
      case .channel(_, let element) = types.view(of: types.coreType(file.type(of: channel)))
    else { return }
    for (index, expr) in tree.nodes(left).enumerated() where tree.symbol(of: expr) != .blank {
      let type = index == 0 ? element : TypeID.bool
      var operand = index == 0 ? selected.value : selected.ok
      if operand.isNone { operand = temporary(type) }
      if isDefine {
        try store(operand, to: declare(file.object(of: expr)))
      } else {
        let target = try place(expr)
        try store(try converted(operand, type, to: target.type), to: target)
      }
    }
  }
}
