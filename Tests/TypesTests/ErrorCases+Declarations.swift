// SPDX-License-Identifier: Apache-2.0
//
// ErrorCases+Declarations.swift — wrong programs and what Go's compiler says of each.

extension ErrorCase {
  static let declarations: [ErrorCase] = [
    ErrorCase(
      name: "undefined names",
      source: #"""
        package main

        func main() {
        	a := missing
        	b := a + other()
        	_ = b
        	undefinedType{}.x()
        }
        """#,
      errors: #"""
        x.go:4:7: undefined: missing
        x.go:5:11: undefined: other
        x.go:7:2: undefined: undefinedType
        """#),
    ErrorCase(
      name: "unused variables",
      source: #"""
        package main

        func main() {
        	a := 1
        	var b, c int
        	c = 2
        	for i, v := range []int{1} {
        		_ = v
        	}
        	f := func() {
        		inner := 3
        	}
        	switch x := any(a).(type) {
        	case int:
        	}
        }
        """#,
      errors: #"""
        x.go:5:6: declared and not used: b
        x.go:5:9: declared and not used: c
        x.go:7:6: declared and not used: i
        x.go:10:2: declared and not used: f
        x.go:11:3: declared and not used: inner
        x.go:13:9: x declared and not used
        """#),
    ErrorCase(
      name: "unused imports",
      source: #"""
        package main

        import (
        	"fmt"
        	str "strings"
        	"os"
        )

        func main() { fmt.Println() }
        """#,
      errors: #"""
        x.go:5:2: "strings" imported as str and not used
        x.go:6:2: "os" imported and not used
        """#),
    ErrorCase(
      name: "redeclarations",
      source: #"""
        package main

        import "fmt"

        var x int
        var x string

        func f() {}
        func f() {}

        type T struct {
        	a int
        	a string
        }

        func (T) m() {}
        func (T) m() {}
        func (T) a() {}

        func g(a int, a string) (a int) { return 1 }

        func main() {
        	y := 1
        	y := 2
        	var y string
        	fmt.Println(y)
        	const c = 1
        	type c int
        	z, z := 1, 2
        	_, _ = 1, 2
        	_ := 3
        	if q := 1; q > 0 {
        		q := 2
        		_ = q
        	}
        }
        """#,
      errors: #"""
        x.go:6:5: x redeclared in this block
        	x.go:5:5: other declaration of x
        x.go:9:6: f redeclared in this block
        	x.go:8:6: other declaration of f
        x.go:13:2: a redeclared
        	x.go:12:2: other declaration of a
        x.go:17:10: method T.m already declared at x.go:16:10
        x.go:18:10: field and method with the same name a
        	x.go:12:2: other declaration of a
        x.go:20:15: a redeclared in this block
        	x.go:20:8: other declaration of a
        x.go:24:4: no new variables on left side of :=
        x.go:25:6: y redeclared in this block
        	x.go:23:2: other declaration of y
        x.go:28:7: c redeclared in this block
        	x.go:27:8: other declaration of c
        x.go:29:2: declared and not used: z
        x.go:29:5: z repeated on left side of :=
        x.go:31:4: no new variables on left side of :=
        """#),
    ErrorCase(
      name: "invalid recursive types",
      source: #"""
        package main

        type T struct{ t T }
        type A struct{ b B }
        type B struct{ a [2]A }
        type C C
        type D E
        type E D
        type F = F
        type L struct{ next *L }
        type M map[string]M
        type N []N
        type G [len(g)]int

        var g G

        func main() {}
        """#,
      errors: #"""
        x.go:3:6: invalid recursive type: T refers to itself
        x.go:4:6: invalid recursive type A
        	x.go:4:6: A refers to B
        	x.go:5:6: B refers to A
        x.go:6:6: invalid recursive type: C refers to itself
        x.go:7:6: invalid recursive type D
        	x.go:7:6: D refers to E
        	x.go:8:6: E refers to D
        x.go:9:6: invalid recursive type: F refers to itself
        x.go:13:6: invalid recursive type G
        	x.go:13:6: G refers to g
        	x.go:15:5: g refers to G
        """#),
    ErrorCase(
      name: "initialization cycles",
      source: #"""
        package main

        var a = b
        var b = f()

        func f() int { return a }

        var c = c + 1

        const x = y
        const y = x

        type T struct{}

        func (T) m() int { return d }

        var d = T{}.m()

        func main() {}
        """#,
      errors: #"""
        x.go:3:5: initialization cycle for a
        	x.go:3:5: a refers to b
        	x.go:4:5: b refers to f
        	x.go:6:6: f refers to a
        x.go:8:5: initialization cycle: c refers to itself
        x.go:10:7: initialization cycle for x
        	x.go:10:7: x refers to y
        	x.go:11:7: y refers to x
        x.go:17:5: initialization cycle for d
        	x.go:17:5: d refers to m
        	x.go:15:10: m refers to d
        """#),
    ErrorCase(
      name: "receivers",
      source: #"""
        package main

        import "time"

        type P *int
        type I interface{ M() }

        func (p P) m()             {}
        func (i I) n()             {}
        func (i int) o()           {}
        func (t time.Duration) p() {}
        func (x []int) q()         {}
        func (u Undefined) r()     {}
        func (**I) s()             {}

        func main() {}
        """#,
      errors: #"""
        x.go:8:9: invalid receiver type P (pointer or interface type)
        x.go:9:9: invalid receiver type I (pointer or interface type)
        x.go:10:9: cannot define new methods on non-local type int
        x.go:11:9: cannot define new methods on non-local type time.Duration
        x.go:12:9: invalid receiver type []int
        x.go:13:9: undefined: Undefined
        x.go:14:8: invalid receiver type **I
        """#),
    ErrorCase(
      name: "main and init",
      source: #"""
        package main

        func main(x int) {}

        func init() int { return 1 }

        var init = 1

        func foo() {
        	init()
        	main()
        }
        """#,
      errors: #"""
        x.go:3:6: func main must have no arguments and no return values
        x.go:5:6: func init must have no arguments and no return values
        x.go:7:5: cannot declare init - must be func
        x.go:10:2: undefined: init
        x.go:11:2: not enough arguments in call to main
        	have ()
        	want (int)
        """#),
    ErrorCase(
      name: "iota and constants",
      source: #"""
        package main

        import "fmt"

        const (
        	a = iota
        	b
        	c, d = iota, iota + 10
        	e
        	f, g
        	h = "x"
        	i
        )

        const j
        const k int
        const l, m = 1
        const n, o = 1, 2, 3
        const p = fmt.Sprint(1)
        const q []int = nil

        var r = iota

        const s = len([...]int{1, 2, 3})
        const t = len("héllo")
        const u int = "a"
        const v = 'a' + 1.0
        const w float32 = 1 / 3.0

        func main() {}
        """#,
      errors: #"""
        x.go:9:2: extra init expr at x.go:8:20
        x.go:15:7: missing init expr for j
        x.go:16:7: missing init expr for k
        x.go:17:10: missing init expr for m
        x.go:18:20: extra init expr 3
        x.go:19:11: fmt.Sprint(1) (value of type string) is not constant
        x.go:20:9: invalid constant type []int
        x.go:22:9: cannot use iota outside constant declaration
        x.go:26:15: cannot use "a" (untyped string constant) as int value in constant declaration
        """#),
    ErrorCase(
      name: "method values and embedding",
      source: #"""
        package main

        type A struct{ X int }
        type B struct{ X int }
        type C struct {
        	A
        	B
        }
        type D struct {
        	*A
        	A int
        }
        type E struct{ *[]int }
        type F struct{ **A }
        type G struct{ *I }
        type I interface{ M() }
        type H struct {
        	I
        	int
        	*string
        }

        func (A) M() {}
        func (B) M() {}

        func main() {
        	var c C
        	_ = c.X
        	c.M()
        	_ = c.A.X
        	var i I = c
        	_ = i
        	var h H
        	h.M()
        	_ = h.int
        	f := c.A.M
        	f()
        	g := A.M
        	g(A{})
        	g()
        	_ = I.M
        	I.M(A{})
        	I.M(5)
        }
        """#,
      errors: #"""
        x.go:13:17: syntax error: unexpected [, expected name
        x.go:14:17: syntax error: unexpected *, expected name
        """#),
  ]
}
