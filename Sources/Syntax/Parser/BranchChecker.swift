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
  }
}

/// Checks one body.
private struct BranchChecker {
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

  /// Gives the labels of the gotos whose target is not found in the list or around it.
  private mutating func check(
    _ list: NodeList<Stmt>, at offset: UInt32, _ targets: Targets, labeled: NodeID<Stmt>
  ) -> [NodeID<Expr>] {
    serial += 1
    let block = Block(serial: serial, offset: offset, labeled: labeled)
    blocks.append(block)
    defer { blocks.removeLast() }
    var waiting: [NodeID<Expr>] = []
    /// Of the waiting gotos, those that stand before a variable that was declared since.
    var passing: [NodeID<Expr>] = []
    var variable: (name: String, offset: UInt32)?

    var count = list.count
    while count > 0, case .empty = tree[tree[list, count - 1]] { count -= 1 }
    for index in 0..<count {
      var id = tree[list, index]
      var labeled = NodeID<Stmt>.none
      while case .labeled(let name, let statement) = tree[id] {
        if tree.symbol(of: name) != .blank {
          declare(name, id, in: block)
          waiting.removeAll { goto in
            guard tree.symbol(of: goto) == tree.symbol(of: name) else { return false }
            labels[tree.symbol(of: name)]!.isUsed = true
            if let variable, passing.contains(goto) {
              report(
                goto,
                "goto \(symbols[tree.symbol(of: name)]) jumps over declaration of \(variable.name) at "
                  + "\(tree.source.location(at: variable.offset))")
            }
            return true
          }
          labeled = id
        }
        id = statement
      }
      switch tree[id] {
      case .declaration(let declarations):
        for declaration in tree.nodes(declarations) {
          guard case .variable(let names, _, _) = tree[declaration] else { continue }
          variable = (Printer(tree, symbols).text(of: tree[names, 0]), tree.offset(of: declaration))
          passing = waiting
          break
        }
      case .define(let names, _):
        variable = (Printer(tree, symbols).text(of: names), tree.offset(of: id))
        passing = waiting
      case .branch(let keyword, let label):
        if label.isNone {
          checkUnlabeled(keyword, id, targets, isLast: index + 1 == count)
        } else if let goto = checkLabeled(keyword, label, in: block) {
          waiting.append(goto)
        }
      default: checkInside(id, targets, labeled: labeled, waiting: &waiting)
      }
    }
    return waiting
  }

  /// The blocks of a compound statement.
  private mutating func checkInside(
    _ id: NodeID<Stmt>, _ outer: Targets, labeled: NodeID<Stmt>, waiting: inout [NodeID<Expr>]
  ) {
    var targets = outer
    if targets.clause != .none { targets.clause = .nested }
    switch tree[id] {
    case .block(let list, _):
      waiting += check(list, at: tree.offset(of: id), targets, labeled: labeled)
    case .if:
      // A chain of "else if" is gone through here, not by recursion.
      var at = id
      while true {
        if case .block(let list, _) = tree[at] {
          waiting += check(list, at: tree.offset(of: at), targets, labeled: labeled)
        }
        guard case .if(_, _, let then, let otherwise) = tree[at] else { break }
        if case .block(let list, _) = tree[then] {
          waiting += check(list, at: tree.offset(of: then), targets, labeled: labeled)
        }
        at = otherwise
      }
    case .for(_, _, _, let body), .range(_, _, _, let body, _):
      targets = Targets(canBreak: true, canContinue: true)
      if case .block(let list, _) = tree[body] {
        waiting += check(list, at: tree.offset(of: body), targets, labeled: labeled)
      }
    case .switch(_, _, let clauses, _), .typeSwitch(_, _, let clauses, _):
      targets = Targets(canBreak: true, canContinue: outer.canContinue)
      if case .typeSwitch = tree[id] { targets.isTypeSwitch = true }
      for index in 0..<clauses.count {
        targets.clause = index + 1 == clauses.count ? .last : .inner
        let clause = tree[clauses, index]
        waiting += check(tree[clause].body, at: tree.offset(of: clause), targets, labeled: labeled)
      }
    case .select(let clauses, _):
      targets = Targets(canBreak: true, canContinue: outer.canContinue)
      for clause in tree.nodes(clauses) {
        waiting += check(tree[clause].body, at: tree.offset(of: clause), targets, labeled: labeled)
      }
    default: break
    }
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
  private mutating func checkLabeled(_ keyword: Token, _ label: NodeID<Expr>, in block: Block) -> NodeID<Expr>? {
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
