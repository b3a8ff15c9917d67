// SPDX-License-Identifier: Apache-2.0
//
// Labels, and where break, continue, goto and fallthrough may stand.
//
// How.      One walk over a function's statements, without those of function literals in it, which are checked on their
//           own. Blocks are numbered frames on a stack; a forward goto waits in a list that moves out with the blocks
//           until its label is found.
// Upholds.  After a body without errors every branch has a target and no goto enters a block or passes over a variable.

extension Parser {
  /// Checks the branches of a function whose body has no syntax errors.
  mutating func checkBranches(of body: NodeID<Stmt>) {
    guard case .block(let list, _) = tree[body] else { return }
    var checker = BranchChecker(tree: tree, symbols: scanner.symbols)
    checker.check(list, at: tree.offset(of: body))
    for (offset, message) in checker.errors { error(at: offset, message) }
    branchErrorCount += checker.errors.count
  }
}

/// Checks one body.
private struct BranchChecker: ~Copyable {
  let tree: Tree
  let symbols: SymbolTable
  var errors: [(UInt32, String)] = []
  private var labels: [Symbol: Label] = [:]
  private var order: [Symbol] = []
  private var blocks: [Block] = []

  private struct Label {
    var name: NodeID<Expr>
    var statement: NodeID<Stmt>
    /// The block that holds it, as index and as the serial number that tells it from later blocks at that index.
    var block: Block
    var isUsed = false
  }

  private struct Block: Equatable {
    var serial: Int
    var offset: UInt32
    /// The labeled statement that the block belongs to.
    var labeled: NodeID<Stmt>
  }

  /// What the unlabeled branches around a statement would leave or continue.
  private struct Targets {
    var canBreak = false
    var canContinue = false
    /// The switch whose clause this is directly, and whether it is its last clause.
    var clause = Clause.none
    var isTypeSwitch = false

    enum Clause { case none, nested, inner, last }
  }

  private var serial = 0

  init(tree: Tree, symbols: SymbolTable) {
    self.tree = tree
    self.symbols = symbols
  }

  mutating func check(_ list: NodeList<Stmt>, at offset: UInt32) {
    for goto in check(list, at: offset, Targets(), labeled: .none) {
      let name = tree.symbol(of: goto)
      if labels[name] != nil {
        labels[name]!.isUsed = true
        let start = tree.source.location(at: labels[name]!.block.offset)
        report(goto, "goto \(symbols[name]) jumps into block starting at \(start)")
      } else {
        report(goto, "label \(symbols[name]) not defined")
      }
    }
    for name in order where !labels[name]!.isUsed {
      report(labels[name]!.name, "label \(symbols[name]) defined and not used")
    }
  }

  private mutating func report(_ x: NodeID<Expr>, _ message: String) { errors.append((tree.offset(of: x), message)) }

  /// What is known while a list of statements is gone through.
  private struct Open {
    var block: Block
    /// Labels of the gotos whose target has not been found.
    var waiting: [NodeID<Expr>] = []
    /// Of those, the ones that stand before the variable that was declared last.
    var passing: [NodeID<Expr>] = []
    var variable: (name: String, offset: UInt32)?
    /// The labeled statement around the current one.
    var labeled = NodeID<Stmt>.none
  }

  /// Gives the labels of the gotos whose target is not found in the list or around it.
  private mutating func check(
    _ list: NodeList<Stmt>, at offset: UInt32, _ targets: Targets, labeled: NodeID<Stmt>
  ) -> [NodeID<Expr>] {
    serial += 1
    var open = Open(block: Block(serial: serial, offset: offset, labeled: labeled))
    blocks.append(open.block)
    let count = countWithoutEmptyTail(list)
    for index in 0..<count {
      let id = declareLabels(of: tree[list, index], &open)
      if !checkSimple(id, targets, isLast: index + 1 == count, &open) { checkInside(id, targets, &open) }
    }
    blocks.removeLast()
    return open.waiting
  }

  /// A fallthrough may be followed by empty statements.
  private func countWithoutEmptyTail(_ list: NodeList<Stmt>) -> Int {
    var count = list.count
    while count > 0, case .empty = tree[tree[list, count - 1]] { count -= 1 }
    return count
  }

  /// Declares the labels of a statement, finds the gotos that waited for them, and gives the statement behind them.
  private mutating func declareLabels(of statement: NodeID<Stmt>, _ open: inout Open) -> NodeID<Stmt> {
    var id = statement
    open.labeled = .none
    while case .labeled(let name, let inner) = tree[id] {
      if tree.symbol(of: name) != .blank {
        declare(name, id, in: open.block)
        resolve(name, &open)
        open.labeled = id
      }
      id = inner
    }
    return id
  }

  private mutating func resolve(_ label: NodeID<Expr>, _ open: inout Open) {
    let symbol = tree.symbol(of: label)
    var rest: [NodeID<Expr>] = []
    for goto in open.waiting {
      guard tree.symbol(of: goto) == symbol else {
        rest.append(goto)
        continue
      }
      labels[symbol]!.isUsed = true
      guard let variable = open.variable, open.passing.contains(goto) else { continue }
      let place = tree.source.location(at: variable.offset)
      report(goto, "goto \(symbols[symbol]) jumps over declaration of \(variable.name) at \(place)")
    }
    open.waiting = rest
  }

  /// A declaration or a branch; false for any other statement.
  private mutating func checkSimple(
    _ id: NodeID<Stmt>, _ targets: Targets, isLast: Bool, _ open: inout Open
  ) -> Bool {
    switch tree[id] {
    case .declaration(let declarations):
      for declaration in tree.nodes(declarations) {
        guard case .variable(let names, _, _) = tree[declaration] else { continue }
        open.variable = (Printer(tree, symbols).text(of: tree[names, 0]), tree.offset(of: declaration))
        open.passing = open.waiting
        break
      }
    case .define(let names, _):
      // Only gotos that wait can pass over it.
      guard !open.waiting.isEmpty else { return true }
      open.variable = (Printer(tree, symbols).text(of: names), tree.offset(of: id))
      open.passing = open.waiting
    case .branch(let keyword, let label):
      if label.isNone {
        checkUnlabeled(keyword, id, targets, isLast: isLast)
      } else if let goto = checkLabeled(keyword, label) {
        open.waiting.append(goto)
      }
    default: return false
    }
    return true
  }

  /// The blocks of a compound statement.
  private mutating func checkInside(_ id: NodeID<Stmt>, _ outer: Targets, _ open: inout Open) {
    var targets = outer
    if targets.clause != .none { targets.clause = .nested }
    switch tree[id] {
    case .block: checkBlock(id, targets, &open)
    case .if:
      // A chain of "else if" is gone through here, not by recursion.
      var at = id
      while case .if(_, _, let then, let otherwise) = tree[at] {
        checkBlock(then, targets, &open)
        at = otherwise
      }
      checkBlock(at, targets, &open)
    case .for(_, _, _, let body), .range(_, _, _, let body, _):
      checkBlock(body, Targets(canBreak: true, canContinue: true), &open)
    case .switch(_, _, let clauses, _), .typeSwitch(_, _, let clauses, _):
      targets = Targets(canBreak: true, canContinue: outer.canContinue)
      if case .typeSwitch = tree[id] { targets.isTypeSwitch = true }
      for index in 0..<clauses.count {
        targets.clause = index + 1 == clauses.count ? .last : .inner
        let clause = tree[clauses, index]
        checkList(tree[clause].body, at: tree.offset(of: clause), targets, &open)
      }
    case .select(let clauses, _):
      targets = Targets(canBreak: true, canContinue: outer.canContinue)
      for index in 0..<clauses.count {
        let clause = tree[clauses, index]
        checkList(tree[clause].body, at: tree.offset(of: clause), targets, &open)
      }
    default: break
    }
  }

  private mutating func checkBlock(_ id: NodeID<Stmt>, _ targets: Targets, _ open: inout Open) {
    guard case .block(let list, _) = tree[id] else { return }
    checkList(list, at: tree.offset(of: id), targets, &open)
  }

  private mutating func checkList(_ list: NodeList<Stmt>, at offset: UInt32, _ targets: Targets, _ open: inout Open) {
    let waiting = check(list, at: offset, targets, labeled: open.labeled)
    if !waiting.isEmpty { open.waiting += waiting }
  }

  private mutating func declare(_ name: NodeID<Expr>, _ statement: NodeID<Stmt>, in block: Block) {
    let symbol = tree.symbol(of: name)
    if let other = labels[symbol] {
      let place = tree.source.location(at: tree.offset(of: other.name))
      report(name, "label \(symbols[symbol]) already defined at \(place)")
      return
    }
    labels[symbol] = Label(name: name, statement: statement, block: block)
    order.append(symbol)
  }

  private mutating func checkUnlabeled(_ keyword: Token, _ id: NodeID<Stmt>, _ targets: Targets, isLast: Bool) {
    let message: String
    switch keyword {
    case .break where !targets.canBreak: message = "break is not in a loop, switch, or select"
    case .continue where !targets.canContinue: message = "continue is not in a loop"
    case .fallthrough:
      if targets.clause != .none && targets.isTypeSwitch {
        message = "cannot fallthrough in type switch"
      } else if targets.clause == .none || targets.clause == .nested || !isLast {
        message = "fallthrough statement out of place"
      } else if targets.clause == .last {
        message = "cannot fallthrough final case in switch"
      } else {
        return
      }
    default: return
    }
    errors.append((tree.offset(of: id), message))
  }

  /// Checks a branch to a label; gives the label back when it is a goto whose target may come later.
  private mutating func checkLabeled(_ keyword: Token, _ label: NodeID<Expr>) -> NodeID<Expr>? {
    let symbol = tree.symbol(of: label)
    guard let target = labels[symbol] else {
      if keyword == .goto { return label }
      report(label, "\(keyword.spelling) label not defined: \(symbols[symbol])")
      return nil
    }
    labels[symbol]!.isUsed = true
    if keyword == .goto { return blocks.contains(target.block) ? nil : label }
    var isValid = false
    if blocks.contains(where: { $0.labeled == target.statement }) {
      var statement = target.statement
      while case .labeled(_, let inner) = tree[statement] { statement = inner }
      switch tree[statement] {
      case .for, .range: isValid = true
      case .switch, .typeSwitch, .select: isValid = keyword == .break
      default: break
      }
    }
    if !isValid { report(label, "invalid \(keyword.spelling) label \(symbols[symbol])") }
    return nil
  }
}
