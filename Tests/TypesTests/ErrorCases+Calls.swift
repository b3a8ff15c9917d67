// SPDX-License-Identifier: Apache-2.0
//
// ErrorCases+Calls.swift — wrong programs and what Go's compiler says of each.

extension ErrorCase {
  static let calls: [ErrorCase] = [
    ErrorCase(
      name: "argument counts",
      source: #"""
        package main

        func f(a, b int)          {}
        func g(a int, b ...string) {}
        func two() (int, int)     { return 1, 2 }

        func main() {
        	f(1)
        	f(1, 2, 3)
        	f()
        	f(two())
        	f(two(), 1)
        	g()
        	g(1, "a", 2)
        	g(1, []string{"a"}...)
        	g(1, "x", []string{"a"}...)
        	f([]int{1, 2}...)
        	f("a", 2.5)
        }
        """#,
      errors: #"""
        x.go:8:4: not enough arguments in call to f
        	have (number)
        	want (int, int)
        x.go:9:10: too many arguments in call to f
        	have (number, number, number)
        	want (int, int)
        x.go:10:2: not enough arguments in call to f
        	have ()
        	want (int, int)
        x.go:12:4: multiple-value two() (value of type (int, int)) in single-value context
        x.go:13:2: not enough arguments in call to g
        	have ()
        	want (int, ...string)
        x.go:14:12: cannot use 2 (untyped int constant) as string value in argument to g
        x.go:16:12: too many arguments in call to g
        	have (number, string, []string...)
        	want (int, ...string)
        x.go:17:2: cannot use ... in call to non-variadic f
        x.go:18:4: cannot use "a" (untyped string constant) as int value in argument to f
        x.go:18:9: cannot use 2.5 (untyped float constant) as int value in argument to f (truncated)
        """#),
    ErrorCase(
      name: "builtins",
      source: #"""
        package main

        func main() {
        	var s []int
        	var m map[string]int
        	var c chan int
        	var r <-chan int
        	var a [3]int
        	append(s, 1)
        	_ = append(1, 2)
        	_ = append(s, "a")
        	_ = append()
        	_ = len(5)
        	_ = len()
        	_ = len(s, s)
        	_ = cap(m)
        	_ = make(int)
        	_ = make([]int)
        	_ = make([]int, 5, 2)
        	_ = make([]int, -1)
        	_ = make([]int, "a")
        	_ = make(map[string]int, 1, 2)
        	_ = new()
        	_ = new(int, int)
        	copy(s, "abc")
        	copy(a, s)
        	delete(s, 1)
        	delete(m, 1)
        	close(s)
        	close(r)
        	close(c)
        	panic()
        	panic(1, 2)
        	recover(1)
        	print(nil)
        	len(s)
        	_ = min(1, "a")
        	_ = max(s)
        	clear(a)
        	_ = complex(1, "a")
        	_ = real(1.5)
        	_ = imag("x")
        	f := len
        	_ = append
        }
        """#,
      errors: #"""
        x.go:9:2: append(s, 1) (value of type []int) is not used
        x.go:10:13: invalid append: argument must be a slice; have 1 (untyped int constant)
        x.go:11:16: cannot use "a" (untyped string constant) as int value in argument to append
        x.go:12:6: invalid operation: not enough arguments for append() (expected 1, found 0)
        x.go:13:10: invalid argument: 5 (untyped int constant) for built-in len
        x.go:14:6: invalid operation: not enough arguments for len() (expected 1, found 0)
        x.go:15:6: invalid operation: too many arguments for len(s, s) (expected 1, found 2)
        x.go:16:10: invalid argument: m (variable of type map[string]int) for built-in cap
        x.go:17:11: invalid argument: cannot make int: type must be slice, map, or channel
        x.go:18:6: invalid operation: make([]int) expects 2 or 3 arguments; found 1
        x.go:19:18: invalid argument: length and capacity swapped
        x.go:20:18: invalid argument: index -1 (constant of type int) must not be negative
        x.go:21:18: cannot convert "a" (untyped string constant) to type int
        x.go:22:6: invalid operation: make(map[string]int, 1, 2) expects 1 or 2 arguments; found 3
        x.go:23:6: invalid operation: not enough arguments for new() (expected 1, found 0)
        x.go:24:6: invalid operation: too many arguments for new(int, int) (expected 1, found 2)
        x.go:25:7: invalid copy: arguments s (variable of type []int) and "abc" (untyped string constant) have different element types int and byte
        x.go:26:7: invalid copy: argument must be a slice; have a (variable of type [3]int)
        x.go:27:9: invalid argument: s (variable of type []int) is not a map
        x.go:28:12: cannot use 1 (untyped int constant) as string value in argument to delete
        x.go:29:8: invalid operation: cannot close non-channel s (variable of type []int)
        x.go:30:8: invalid operation: cannot close receive-only channel r (variable of type <-chan int)
        x.go:32:2: invalid operation: not enough arguments for panic() (expected 1, found 0)
        x.go:33:2: invalid operation: too many arguments for panic(1, 2) (expected 1, found 2)
        x.go:34:2: invalid operation: too many arguments for recover(1) (expected 0, found 1)
        x.go:35:8: use of untyped nil in argument to built-in print
        x.go:36:2: len(s) (value of type int) is not used
        x.go:37:13: invalid argument: mismatched types untyped int (previous argument) and untyped string (type of "a")
        x.go:38:10: invalid argument: s (variable of type []int) cannot be ordered
        x.go:39:8: invalid argument: cannot clear a (variable of type [3]int): argument must be (or constrained by) map or slice
        x.go:40:14: invalid operation: complex(1, "a") (mismatched types untyped float and untyped string)
        x.go:42:11: invalid argument: argument has type untyped string, expected complex type
        x.go:43:2: declared and not used: f
        x.go:43:7: len (built-in) must be called
        x.go:44:6: append (built-in) must be called
        """#),
    ErrorCase(
      name: "generics",
      source: #"""
        package main

        type Number interface{ ~int | ~float64 }

        func Sum[T Number](xs ...T) T {
        	var s T
        	for _, x := range xs {
        		s += x
        	}
        	return s
        }

        func Map[T, U any](xs []T, f func(T) U) []U {
        	var r []U
        	for _, x := range xs {
        		r = append(r, f(x))
        	}
        	return r
        }

        type List[T any] struct {
        	head *node[T]
        }

        type node[T any] struct {
        	value T
        	next  *node[T]
        }

        func (l *List[T]) Push(v T) { l.head = &node[T]{v, l.head} }

        type MyInt int

        func main() {
        	_ = Sum(1, 2, 3)
        	_ = Sum(1.5, 2)
        	_ = Sum[MyInt](1, 2)
        	_ = Sum("a")
        	_ = Sum[string]()
        	_ = Sum()
        	var l List[int]
        	l.Push(1)
        	l.Push("a")
        	var m List
        	var n List[int, string]
        	_ = Map([]int{1}, func(i int) string { return "" })
        	_ = Map[int, string]([]int{1}, func(i int) int { return 1 })
        	f := Sum
        	_, _ = m, n
        	_ = f
        	var x Number
        }
        """#,
      errors: #"""
        x.go:38:9: string does not satisfy Number (string missing in ~int | ~float64)
        x.go:39:10: string does not satisfy Number (string missing in ~int | ~float64)
        x.go:40:9: in call to Sum, cannot infer T (declared at x.go:5:10)
        x.go:43:9: cannot use "a" (untyped string constant) as int value in argument to l.Push
        x.go:44:8: cannot use generic type List[T any] without instantiation
        x.go:45:8: too many type arguments for type List: have 2, want 1
        x.go:47:33: cannot use func(i int) int {…} (value of type func(i int) int) as func(int) string value in argument to Map[int, string]
        x.go:48:7: cannot use generic function Sum without instantiation
        x.go:51:6: declared and not used: x
        x.go:51:8: cannot use type Number outside a type constraint: interface contains type constraints
        """#),
    ErrorCase(
      name: "closures and captures",
      source: #"""
        package main

        func main() {
        	x, y := 1, 2
        	f := func(a int) (b int) {
        		x = a
        		c := 1
        		return
        	}
        	g := func() int {}
        	func() {
        		return 1
        	}()
        	_ = func(a int, b) {}
        	f("a")
        	_ = g() + f
        }
        """#,
      errors: #"""
        x.go:14:19: syntax error: missing parameter type
        """#),
    ErrorCase(
      name: "unsafe",
      source: #"""
        package main

        import "unsafe"

        type T struct {
        	a byte
        	b int64
        }

        const size = unsafe.Sizeof(T{})

        var arr [unsafe.Offsetof(T{}.b)]int

        func main() {
        	var t T
        	_ = unsafe.Offsetof(t)
        	_ = unsafe.Offsetof(t.c)
        	_ = unsafe.Pointer(&t)
        	_ = unsafe.Pointer(1)
        	_ = uintptr(unsafe.Pointer(&t))
        	_ = unsafe.Sizeof()
        	_ = unsafe.Foo
        	_ = unsafe.String(1, 2)
        	_ = unsafe.Slice(&t, "a")
        	_ = arr[8]
        	var x [size - 16]int
        	_ = x[0]
        }
        """#,
      errors: #"""
        x.go:16:22: invalid argument: t is not a selector expression
        x.go:17:22: invalid argument: T has no single field c
        x.go:19:21: cannot convert 1 (untyped int constant) to type unsafe.Pointer
        x.go:21:6: invalid operation: not enough arguments for unsafe.Sizeof() (expected 1, found 0)
        x.go:22:13: undefined: unsafe.Foo
        x.go:23:20: cannot use 1 (untyped int constant) as *byte value in argument to unsafe.String
        x.go:24:23: cannot convert "a" (untyped string constant) to type int
        x.go:25:10: invalid argument: index 8 out of bounds [0:8]
        x.go:27:8: invalid argument: index 0 out of bounds [0:0]
        """#),
    ErrorCase(
      name: "interfaces",
      source: #"""
        package main

        type I interface {
        	M()
        	M()
        	N(int)
        }

        type J interface {
        	I
        	N(string)
        }

        type K interface{ K }

        func main() {
        	var i I
        	_ = i.(int)
        	var n int
        	_ = n.(int)
        	switch i.(type) {
        	case string:
        	case I, I:
        	case nil, nil:
        	}
        	switch n := n.(type) {
        	}
        	switch v := i.(type) {
        	case error:
        	}
        }
        """#,
      errors: #"""
        x.go:5:2: duplicate method M
        	x.go:4:2: other declaration of method M
        x.go:10:2: duplicate method N
        	x.go:11:2: other declaration of method N
        x.go:14:6: invalid recursive type: K refers to itself
        x.go:18:6: impossible type assertion: i.(int)
        	int does not implement I (missing method M)
        x.go:20:6: invalid operation: n (variable of type int) is not an interface
        x.go:22:7: impossible type switch case: string
        	i (variable of interface type I) cannot have dynamic type string (missing method M)
        x.go:23:10: duplicate case I in type switch
        	x.go:23:7: previous case
        x.go:24:12: duplicate case nil in type switch
        	x.go:24:7: previous case
        x.go:26:9: n declared and not used
        x.go:26:14: n (variable of type int) is not an interface
        x.go:28:9: v declared and not used
        """#),
    ErrorCase(
      name: "interfaces with other methods",
      source: #"""
        package main

        type getter interface{ Get() int }
        type other interface{ Get() string }
        type E struct{}

        func main() {
        	var g getter
        	_ = g.(other)
        	_ = g.(interface{ Get() string })
        	_ = g.(E)
        	_ = g.(*E)
        	switch g.(type) {
        	case other:
        	case E:
        	}
        	var e error = g
        	e = g.(error)
        	_, ok := e.(interface{ Is(error) bool })
        	_ = ok
        }
        """#,
      errors: #"""
        x.go:11:6: impossible type assertion: g.(E)
        	E does not implement getter (missing method Get)
        x.go:12:6: impossible type assertion: g.(*E)
        	*E does not implement getter (missing method Get)
        x.go:15:7: impossible type switch case: E
        	g (variable of interface type getter) cannot have dynamic type E (missing method Get)
        x.go:17:16: cannot use g (variable of interface type getter) as error value in variable declaration: getter does not implement error (missing method Error)
        """#),
    ErrorCase(
      name: "generic types and functions",
      source: #"""
        package main

        type Pair[K comparable, V any] struct {
        	key K
        	val V
        }

        type Tree[T interface{ Less(T) bool }] struct {
        	left, right *Tree[T]
        	value       T
        }

        func (t *Tree[T]) Insert(v T) *Tree[T] {
        	if t == nil {
        		return &Tree[T]{value: v}
        	}
        	if v.Less(t.value) {
        		t.left = t.left.Insert(v)
        	}
        	return t
        }

        type Int int

        func (i Int) Less(j Int) bool { return i < j }

        func Keys[M ~map[K]V, K comparable, V any](m M) []K { return nil }

        func Filter[T any](xs []T, keep func(T) bool) (out []T) { return }

        func Max[T int | float64 | string](a, b T) T {
        	if a > b {
        		return a
        	}
        	return b
        }

        func Bad[T any](a, b T) bool { return a == b }

        func Zero[T any]() T { var z T; return z }

        func main() {
        	p := Pair[string, int]{"a", 1}
        	_ = p.key + 1
        	var q Pair[[]int, int]
        	_ = q
        	var t *Tree[Int]
        	t = t.Insert(3)
        	t.Insert("a")
        	var u Tree[int]
        	_ = u
        	_ = Keys(map[string]bool{})[0] + 1
        	_ = Keys([]int{})
        	_ = Filter([]int{1}, func(i int) bool { return true })
        	_ = Filter([]int{1}, func(s string) bool { return true })
        	_ = Max(1, 2.5)
        	_ = Max("a", 1)
        	_ = Max([]int{}, nil)
        	_ = Zero()
        	_ = Zero[int]() + "a"
        	Pair{1, 2}
        }
        """#,
      errors: #"""
        x.go:38:39: invalid operation: a == b (incomparable types in type set)
        x.go:44:6: invalid operation: p.key + 1 (mismatched types string and untyped int)
        x.go:45:13: []int does not satisfy comparable
        x.go:49:11: cannot use "a" (untyped string constant) as Int value in argument to t.Insert
        x.go:50:13: int does not satisfy interface{Less(int) bool} (missing method Less)
        x.go:52:6: invalid operation: Keys(map[string]bool{})[0] + 1 (mismatched types string and untyped int)
        x.go:53:10: in call to Keys, M (type []int) does not satisfy ~map[K]V
        x.go:55:23: in call to Filter, type func(s string) bool of func(s string) bool {…} does not match inferred type func(int) bool for func(T) bool
        x.go:57:15: in call to Max, mismatched types untyped string and untyped int (cannot infer T)
        x.go:58:9: []int does not satisfy int | float64 | string ([]int missing in int | float64 | string)
        x.go:59:10: in call to Zero, cannot infer T (declared at x.go:40:11)
        x.go:60:6: invalid operation: Zero[int]() + "a" (mismatched types int and untyped string)
        x.go:61:2: cannot use generic type Pair[K comparable, V any] without instantiation
        """#),
    ErrorCase(
      name: "generic function values",
      source: #"""
        package main

        func id[T any](x T) T                   { return x }
        func less[T int | string](a, b T) bool { return a < b }

        func apply(f func(int) int, n int) int { return f(n) }

        type S struct{ f func(string, string) bool }

        func ret() func(int, int) bool { return less }

        func main() {
        	var f func(string) string = id
        	println(f("a"), apply(id, 3))
        	s := S{f: less}
        	s.f = less[string]
        	_ = []func(int) int{id, id}
        	var g func(float64, float64) bool = less
        	h := id
        	var k int = id
        	_, _, _ = g, h, k
        	_ = ret()
        	_ = id
        }
        """#,
      errors: #"""
        x.go:18:38: float64 does not satisfy int | string (float64 missing in int | string)
        x.go:19:7: cannot use generic function id without instantiation
        x.go:20:14: cannot use generic function id without instantiation
        x.go:23:6: cannot use generic function id without instantiation
        """#),
  ]
}
