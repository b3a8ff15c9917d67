// SPDX-License-Identifier: Apache-2.0
//
// What the tests of this target share.
import Source
import Syntax

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A text that was parsed, with everything that came of it.
struct Parsed {
  var tree: Tree
  var symbols = SymbolTable()
  var sources = SourceSet()
  var diagnostics = DiagnosticSet()

  init(_ text: String, bodies: Parser.Bodies = .parse) { self.init(bytes: Array(text.utf8), bodies: bodies) }

  init(bytes: [UInt8], bodies: Parser.Bodies = .parse) {
    let source = sources.add(name: "x.go", contents: bytes)
    tree = Parser.parseFile(source, bodies: bodies, symbols: &symbols, diagnostics: &diagnostics)
  }

  /// Errors without the file's name, as the tables write them.
  var errors: [String] {
    Renderer().lines(diagnostics, in: sources).map { $0.hasPrefix("x.go:") ? String($0.dropFirst(5)) : $0 }
  }

  var printed: String { Printer(tree, symbols, form: .full).text() }

  /// The declaration at an index.
  func declaration(_ index: Int) -> NodeID<Decl> { tree[tree.declarations, index] }

  /// The statements of the function at an index.
  func body(_ index: Int = 0) -> [NodeID<Stmt>] {
    guard case .function(let function) = tree[declaration(index)], case .parsed(let body) = function.body,
      case .block(let list, _) = tree[body]
    else { return [] }
    return Array(tree.nodes(list))
  }

  /// `line:column` of an offset.
  func place(_ offset: UInt32) -> String {
    let location = tree.source.location(at: offset)
    return "\(location.line):\(location.column)"
  }
}

/// The expression of `var _ = …`.
func withExpression<Result>(_ text: String, _ work: (Parsed, NodeID<Expr>) -> Result) -> Result? {
  let parsed = Parsed("package p\nvar _ = \(text)\n")
  guard parsed.diagnostics.isEmpty, parsed.tree.declarations.count == 1,
    case .variable(_, _, let values) = parsed.tree[parsed.declaration(0)], values.count == 1
  else { return nil }
  return work(parsed, parsed.tree[values, 0])
}

/// Runs work on a thread with a stack of a known size, as passes are run.
func onThread(stack: Int, _ work: @escaping @Sendable () -> Void) {
  final class Box: Sendable {
    let work: @Sendable () -> Void
    init(_ work: @escaping @Sendable () -> Void) { self.work = work }
  }
  var attributes = pthread_attr_t()
  pthread_attr_init(&attributes)
  pthread_attr_setstacksize(&attributes, stack)
  #if canImport(Glibc)
    var thread = pthread_t()
  #else
    var thread: pthread_t?
  #endif
  let box = Unmanaged.passRetained(Box(work)).toOpaque()
  let status = pthread_create(
    &thread, &attributes,
    { argument in
      #if canImport(Glibc)
        Unmanaged<Box>.fromOpaque(argument!).takeRetainedValue().work()
      #else
        Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().work()
      #endif
      return nil
    }, box)
  precondition(status == 0, "no thread")
  #if canImport(Glibc)
    pthread_join(thread, nil)
  #else
    pthread_join(thread!, nil)
  #endif
  pthread_attr_destroy(&attributes)
}

/// A program that uses most of the language.
let sampleProgram = """
  // A program for tests.
  package sample

  import "fmt"
  import (
  \t. "math"
  \tstr "strings"
  )

  const (
  \tA, B = iota, 1 << iota
  \tC, D
  \t_, _
  \tE float64 = 0x1p-2
  )

  type (
  \tPair[K comparable, V any] struct {
  \t\tKey   K `json:"key"`
  \t\tValue V
  \t\t*fmt.Stringer
  \t}
  \tNumber interface { ~int | ~int64; String() string }
  \tAlias = map[string][]chan<- func(int, ...string) (a, b error)
  \tPointer[P *int,] [3]P
  )

  var x, y int = 1, 2
  var table = [...][]int{0: {1, 2}, 2: nil}

  //go:noinline
  func (p *Pair[K, V]) Get(k K) (v V, ok bool) {
  \tif p == nil || p.Key != k { return } else if p.Key == k { return p.Value, true } else { panic("x") }
  \treturn v, false
  }

  func native(a []byte) int

  func Sum[T Number](list ...T) (s T) {
  outer:
  \tfor i, v := range list {
  \t\tswitch w := any(v).(type) {
  \t\tcase int, int64:
  \t\t\ts += v
  \t\t\tcontinue outer
  \t\tdefault:
  \t\t\t_ = w
  \t\t\tbreak outer
  \t\t}
  \t\ti++
  \t}
  \tfor range 10 { s-- }
  \tfor i := 0; i < 3; i++ { go func() { s <<= 1 }(); defer fmt.Println(list[1:2:3], list[:], &Pair[int, T]{Key: 1}) }
  \tselect {
  \tcase c <- 1:
  \tcase v, ok := <-c: fmt.Print(v, ok)
  \tdefault: goto end
  \t}
  \tswitch { case x > 0: fallthrough; case !(y &^ 3 == 0): x, y = y, x }
  end:
  \treturn -s * T(x.(int)) + 'a' + 1i - Sum[T](list...)
  }
  """
