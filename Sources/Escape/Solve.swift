// SPDX-License-Identifier: Apache-2.0
//
// Solve.swift — which locations must be in the heap, and how parameters leak.
//
// How.      For each location as root, the distance (dereferences) to all that flows to it is found by relaxation.
//           A location whose address flows to a root that outlives it goes to the heap; it is then a root again,
//           because what flows to it flows to the heap.

import Types

extension Graph {
  /// - Parameter contains: whether the second function is a literal somewhere inside the first.
  /// - Parameter isCalledInPlace: whether a function literal is only called where it stands.
  mutating func solve(
    contains: (FunctionID, FunctionID) -> Bool, isCalledInPlace: (FunctionID) -> Bool
  ) {
    var work: [LocationID] = []
    work.reserveCapacity(locations.count)
    for index in locations.indices.reversed() where index != 1 {
      locations[index].isQueued = true
      work.append(LocationID(raw: Int32(index)))
    }
    var walk: UInt32 = 0
    var todo: [LocationID] = []
    while let root = work.popLast() {
      self[root].isQueued = false
      walk += 1
      self[root].walk = walk
      self[root].derefs = 0
      todo.append(root)
      if explaining != nil { explaining?.reached = [:] }
      while let id = todo.popLast() {
        let location = self[id]
        var derefs = location.derefs
        let isAddress = derefs < 0
        // Of root = &l, l = x only l's address flows to the root, not x's.
        if isAddress { derefs = 0 }
        if outlives(root, id, contains, isCalledInPlace) {
          if location.isParameter {
            leak(id, to: root, derefs: derefs)
            if explaining != nil { explain(id, from: root) }
          }
          if isAddress && !location.escapes {
            self[id].escapes = true
            if explaining != nil { explain(id, from: root) }
            if !location.isQueued {
              self[id].isQueued = true
              work.append(id)
            }
            continue
          }
        }
        var edge = location.firstEdge
        while edge >= 0 {
          let current = Int(edge)
          let flow = edges[current]
          edge = flow.next
          if self[flow.source].escapes { continue }
          let distance = derefs + flow.derefs
          if self[flow.source].walk != walk || self[flow.source].derefs > distance {
            self[flow.source].walk = walk
            self[flow.source].derefs = distance
            if explaining != nil { explaining?.reached[flow.source] = (current, id) }
            todo.append(flow.source)
          }
        }
      }
    }
  }

  /// Whether what `root` holds may be reached after `other` is gone.
  private func outlives(
    _ root: LocationID, _ other: LocationID, _ contains: (FunctionID, FunctionID) -> Bool,
    _ isCalledInPlace: (FunctionID) -> Bool
  ) -> Bool {
    let root = self[root]
    let other = self[other]
    if root.escapes { return true }
    if root.resultIndex >= 0 {
      // What a literal that is called in place returns is known to stay where it was called.
      return !(contains(other.function, root.function) && isCalledInPlace(root.function))
    }
    if root.function == other.function { return root.loopDepth < other.loopDepth }
    return contains(root.function, other.function)
  }

  /// Keeps the way by which the walk from a root came to a location; the first one, which is the worst.
  private mutating func explain(_ location: LocationID, from root: LocationID) {
    guard let explaining, explaining.ways[location] == nil else { return }
    var steps: [Way.Step] = []
    var at = location
    while at != root, let (edge, target) = explaining.reached[at], steps.count < locations.count {
      steps.append(Way.Step(source: at, target: target, derefs: edges[edge].derefs, place: explaining.places[edge]))
      at = target
    }
    if !steps.isEmpty { self.explaining?.ways[location] = Way(steps: steps) }
  }

  private mutating func leak(_ parameter: LocationID, to root: LocationID, derefs: Int32) {
    let target = self[root]
    if !target.escapes, target.resultIndex >= 0, target.function == self[parameter].function {
      self[parameter].leaks.addResult(Int(target.resultIndex), Int(derefs))
    } else {
      self[parameter].leaks.addHeap(Int(derefs))
    }
  }
}
