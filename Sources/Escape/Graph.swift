// SPDX-License-Identifier: Apache-2.0
//
// Graph.swift — the locations of a batch of functions and the flows between them.
//
// How.      As in Go's compiler (cmd/compile/internal/escape): a location is a variable or a place where memory is
//           made; an edge from q to p with weight d says that p may hold what q yields after d dereferences, -1 being
//           the address of q. `Solve` then asks of each location what flows to it and whether that outlives it.
// Upholds.  No pointer to a stack object is stored in the heap or outside its frame's life: stack.interior.

import Source
import Syntax
import Types

/// A location by its index in the graph.
struct LocationID: Hashable {
  let raw: Int32
  static let heap = LocationID(raw: 0)
  static let blank = LocationID(raw: 1)
}

/// What a location stands for.
enum LocationKind {
  case heap, blank
  /// An intermediate point of several flows.
  case temporary
  case variable(ObjectID)
  case site(Site)
}

/// A place in the source where memory is made.
struct Site {
  let file: FileID
  let node: NodeID<Expr>
  let role: SiteRole
  /// Where the report says it is.
  var offset: UInt32
  /// An explicit conversion: its operand, which has the same answer. It is reported as a whole.
  var operand = NodeID<Expr>.none
  /// Go's compiler makes no memory there, so its report has no line.
  var isSilent = false
}

/// Why an expression makes memory; one expression may for several reasons.
public enum SiteRole: UInt8, Sendable {
  /// It does itself: `new`, `make`, `&T{}`, a slice or map literal, a function literal, a string made from others.
  case value = 1
  /// Its value is put into an interface.
  case box = 2
  /// A call: the slice of its variadic arguments.
  case variadic = 4
  /// A `go` or `defer` statement's call: the closure made for it.
  case deferred = 8
}

struct Location {
  var kind: LocationKind
  /// The function it belongs to; for closures the closure itself.
  var function: FunctionID
  var loopDepth: Int32
  var escapes = false
  /// Of a parameter: its tag.
  var isParameter = false
  var leaks = Leaks()
  /// Of a result parameter its index, else -1.
  var resultIndex: Int32 = -1
  var firstEdge: Int32 = -1

  // Of the walk that is being done: see Solve.swift.
  var walk: UInt32 = 0
  var derefs: Int32 = 0
  var isQueued = false
}

/// What flows from `source`, after `derefs` dereferences.
struct Edge {
  let source: LocationID
  let derefs: Int32
  let next: Int32
}

/// Where an expression's value goes.
struct Hole {
  var location: LocationID
  var derefs: Int32 = 0

  static let discard = Hole(location: .blank)
  static let heap = Hole(location: .heap)

  func dereferenced() -> Hole { Hole(location: location, derefs: derefs + 1) }
  func address() -> Hole { Hole(location: location, derefs: derefs - 1) }
  func shifted(_ by: Int) -> Hole { Hole(location: location, derefs: derefs + Int32(by)) }
}

/// The expression by which something flows.
struct Place {
  var file = FileID.none
  var node = NodeID<Expr>.none
}

/// The way on which a location's address, or a parameter's value, leaves its frame.
struct Way {
  struct Step {
    let source: LocationID
    let target: LocationID
    let derefs: Int32
    let place: Place
  }

  /// From the location on; the last one's target is the root that outlives it.
  var steps: [Step]
}

/// What is gathered only to be told to a person.
struct Explaining {
  /// The expression that is being walked.
  var place = Place()
  /// By edge.
  var places: [Place] = []
  /// How the locations that escape do so, and how parameters leak; by location.
  var ways: [LocationID: Way] = [:]
  /// During a walk: the edge and the target by which a location was reached.
  var reached: [LocationID: (edge: Int, target: LocationID)] = [:]
}

struct Graph {
  /// Nil unless a person has asked.
  var explaining: Explaining?
  var locations: [Location] = [
    Location(kind: .heap, function: .none, loopDepth: 0, escapes: true),
    Location(kind: .blank, function: .none, loopDepth: 0),
  ]
  var edges: [Edge] = []

  subscript(id: LocationID) -> Location {
    get { locations[Int(id.raw)] }
    _modify { yield &locations[Int(id.raw)] }
  }

  mutating func add(_ kind: LocationKind, function: FunctionID, loopDepth: Int32) -> LocationID {
    locations.append(Location(kind: kind, function: function, loopDepth: loopDepth))
    return LocationID(raw: Int32(locations.count - 1))
  }

  /// Records that `source` flows into `hole`.
  mutating func flow(_ hole: Hole, from source: LocationID) {
    let target = hole.location
    if target == .blank || target == source && hole.derefs >= 0 { return }
    if self[target].escapes && hole.derefs < 0 {
      self[source].escapes = true
      if let place = explaining?.place, explaining?.ways[source] == nil {
        explaining?.ways[source] = Way(
          steps: [Way.Step(source: source, target: target, derefs: hole.derefs, place: place)])
      }
      return
    }
    if let place = explaining?.place { explaining?.places.append(place) }
    edges.append(Edge(source: source, derefs: hole.derefs, next: self[target].firstEdge))
    self[target].firstEdge = Int32(edges.count - 1)
  }
}
