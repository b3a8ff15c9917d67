// SPDX-License-Identifier: Apache-2.0
//
// ErrorCases+Statements.swift — wrong programs and what Go's compiler says of each.

extension ErrorCase {
  static let statements: [ErrorCase] = [
    ErrorCase(
      name: "missing return",
      source: #"""
        package main

        func a() int {
        	for {
        		break
        	}
        }

        func b(x int) int {
        	if x > 0 {
        		return 1
        	} else if x < 0 {
        		panic("no")
        	}
        }

        func c(x int) int {
        	switch x {
        	case 1:
        		return 1
        	default:
        		panic(x)
        	}
        }

        func d(c chan int) int {
        	select {
        	case v := <-c:
        		return v
        	}
        }

        func e() int {
        L:
        	for {
        		for {
        			break L
        		}
        	}
        }

        func main() { a(); b(1); c(1); d(nil); e() }
        """#,
      errors: #"""
        x.go:7:1: missing return
        x.go:15:1: missing return
        x.go:40:1: missing return
        """#),
    ErrorCase(
      name: "assignment mismatch",
      source: #"""
        package main

        func two() (int, string) { return 1, "a" }
        func none()              {}

        func main() {
        	a := two()
        	b, c, d := two()
        	var e int = two()
        	f, g := 1
        	a, b = 1, 2, 3
        	var h, i = 1, 2, 3
        	var j, k int = 1
        	l := none()
        	_, _, _, _, _, _, _, _, _, _, _, _ = a, b, c, d, e, f, g, h, i, j, k, l
        }
        """#,
      errors: #"""
        x.go:7:7: assignment mismatch: 1 variable but two returns 2 values
        x.go:8:13: assignment mismatch: 3 variables but two returns 2 values
        x.go:9:14: multiple-value two() (value of type (int, string)) in single-value context
        x.go:10:10: assignment mismatch: 2 variables but 1 value
        x.go:12:19: extra init expr 3
        x.go:13:17: assignment mismatch: 2 variables but 1 value
        x.go:14:7: none() (no value) used as value
        """#),
    ErrorCase(
      name: "statements",
      source: #"""
        package main

        func f() int { return 1 }

        func main() {
        	if 1 {
        	}
        	for "a" {
        	}
        	1 + 2
        	f
        	f()
        	"x"
        	go f
        	defer 1
        	defer int(3)
        	defer len("a")
        	go func() {}
        	var c chan int
        	c <- "a"
        	<-c
        	5 <- 6
        	_ = <-5
        	var s chan<- int
        	_ = <-s
        	var r <-chan int
        	r <- 1
        	f() = 2
        	5 = 6
        	"a"[0] = 'b'
        	m := map[string]struct{ x int }{}
        	m["a"].x = 1
        	const k = 1
        	k = 2
        	f = nil
        	x := 5
        	&x = nil
        	_ = &5
        	_ = &f()
        	_ = *x
        	_ = nil
        	y := nil
        }
        """#,
      errors: #"""
        x.go:6:5: non-boolean condition in if statement
        x.go:8:6: non-boolean condition in for statement
        x.go:10:2: 1 + 2 (untyped int constant 3) is not used
        x.go:11:2: f (value of type func() int) is not used
        x.go:13:2: "x" (untyped string constant) is not used
        x.go:14:5: expression in go must be function call
        x.go:15:8: expression in defer must be function call
        x.go:16:8: defer requires function call, not conversion int(3) (constant 3 of type int)
        x.go:17:8: defer discards result of len("a") (constant 1 of type int)
        x.go:18:5: expression in go must be function call
        x.go:20:7: cannot use "a" (untyped string constant) as int value in send
        x.go:22:2: invalid operation: cannot send to non-channel untyped int 5 (untyped int constant)
        x.go:23:8: invalid operation: cannot receive from non-channel untyped int 5 (untyped int constant)
        x.go:25:8: invalid operation: cannot receive from send-only channel chan<- int s (variable of type chan<- int)
        x.go:27:2: invalid operation: cannot send to receive-only channel <-chan int r (variable of type <-chan int)
        x.go:28:2: cannot assign to f() (neither addressable nor a map index expression)
        x.go:29:2: cannot assign to 5 (neither addressable nor a map index expression)
        x.go:30:2: cannot assign to "a"[0] (neither addressable nor a map index expression)
        x.go:32:2: cannot assign to struct field m["a"].x in map
        x.go:34:2: cannot assign to k (neither addressable nor a map index expression)
        x.go:35:2: cannot assign to f (neither addressable nor a map index expression)
        x.go:37:2: cannot assign to &x (neither addressable nor a map index expression)
        x.go:38:7: invalid operation: cannot take address of 5 (untyped int constant)
        x.go:39:7: invalid operation: cannot take address of f() (value of type int)
        x.go:40:7: invalid operation: cannot indirect x (variable of type int)
        x.go:41:6: use of untyped nil in assignment to _ identifier
        x.go:42:2: declared and not used: y
        x.go:42:7: use of untyped nil in assignment
        """#),
    ErrorCase(
      name: "switches",
      source: #"""
        package main

        func main() {
        	x := 1
        	switch x {
        	case 1, 2:
        	case 2:
        	case "a":
        	case 1.5:
        	}
        	switch {
        	case x:
        	case x > 1:
        	case 1:
        	}
        	switch "a" {
        	case "a", "b", "a":
        	}
        	var f func()
        	switch f {
        	case nil:
        	}
        	switch f := f; f {
        	}
        	switch y := 2; y {
        	}
        	var e interface{} = x
        	switch e {
        	case 1, "a", 1, nil:
        	}
        	select {
        	case x > 1:
        	}
        }
        """#,
      errors: #"""
        x.go:7:7: duplicate case 2 (constant of type int) in expression switch
        	x.go:6:10: previous case
        x.go:8:7: cannot convert "a" (untyped string constant) to type int
        x.go:9:7: 1.5 (untyped float constant) truncated to int
        x.go:12:7: invalid case x in switch on true (mismatched types int and bool)
        x.go:14:7: cannot convert 1 (untyped int constant) to type bool
        x.go:17:17: duplicate case "a" (constant of type string) in expression switch
        	x.go:17:7: previous case
        x.go:29:15: duplicate case 1 (constant of type int) in expression switch
        	x.go:29:7: previous case
        x.go:32:9: select case must be send or receive (possibly with assignment)
        """#),
    ErrorCase(
      name: "range",
      source: #"""
        package main

        func main() {
        	for range 10 {
        	}
        	for i := range 1.5 {
        	}
        	var n int8 = 3
        	for i := range n {
        		var x int = i
        		_ = x
        	}
        	for i, j := range 10 {
        	}
        	for a, b, c := range []int{} {
        	}
        	var c chan int
        	for v, w := range c {
        	}
        	var s chan<- int
        	for range s {
        	}
        	for k, v := range map[string]bool{} {
        		var a int = k
        		var b string = v
        		_, _ = a, b
        	}
        	for _, r := range "abc" {
        		var b byte = r
        		_ = b
        	}
        	var p *[3]int
        	for i, v := range p {
        		_, _ = i, v
        	}
        	for x := range struct{}{} {
        	}
        	var i string
        	for i = range 3 {
        	}
        	for range func(yield func(int) bool) {} {
        	}
        	for range func(int) {} {
        	}
        }
        """#,
      errors: #"""
        x.go:6:17: cannot range over 1.5 (untyped float constant)
        x.go:10:15: cannot use i (variable of type int8) as int value in variable declaration
        x.go:13:6: declared and not used: i
        x.go:13:9: range over 10 (untyped int constant) permits only one iteration variable
        x.go:15:6: declared and not used: a
        x.go:15:9: declared and not used: b
        x.go:15:12: range clause permits at most two iteration variables
        x.go:18:6: declared and not used: v
        x.go:18:9: range over c (variable of type chan int) permits only one iteration variable
        x.go:21:12: cannot range over s (variable of type chan<- int): receive from send-only channel chan<- int
        x.go:24:15: cannot use k (variable of type string) as int value in variable declaration
        x.go:25:18: cannot use v (variable of type bool) as string value in variable declaration
        x.go:29:16: cannot use r (variable of type rune) as byte value in variable declaration
        x.go:36:17: cannot range over struct{}{} (value of type struct{})
        x.go:38:6: declared and not used: i
        x.go:39:16: cannot use 3 (untyped int constant) as string value in range clause
        x.go:43:12: cannot range over func(int) {} (value of type func(int)): func must be func(yield func(...) bool): argument is not func
        """#),
    ErrorCase(
      name: "return statements",
      source: #"""
        package main

        func a() {
        	return 1
        }

        func b() int {
        	return
        }

        func c() (int, string) {
        	return 1
        }

        func d() (int, string) {
        	return 1, "a", 2
        }

        func e() (x int, err error) {
        	{
        		x := 1
        		_ = x
        		return
        	}
        }

        func f() (int, string) {
        	return c()
        }

        func g() int {
        	return c()
        }

        func h() string {
        	return 1
        }

        func main() {}
        """#,
      errors: #"""
        x.go:4:9: too many return values
        	have (number)
        	want ()
        x.go:8:2: not enough return values
        	have ()
        	want (int)
        x.go:12:9: not enough return values
        	have (number)
        	want (int, string)
        x.go:16:17: too many return values
        	have (number, string, number)
        	want (int, string)
        x.go:23:3: result parameter x not in scope at return
        	x.go:21:3: inner declaration of var x int
        x.go:32:9: too many return values
        	have (int, string)
        	want (int)
        x.go:36:9: cannot use 1 (untyped int constant) as string value in return statement
        """#),
    ErrorCase(
      name: "labels",
      source: #"""
        package main

        func main() {
        	goto L
        	x := 1
        	_ = x
        L:
        	for {
        		break M
        		continue L
        	}
        U:
        	goto N
        	{
        	N:
        	}
        	break
        	continue
        	fallthrough
        }
        """#,
      errors: #"""
        x.go:4:7: goto L jumps over declaration of x at x.go:5:4
        x.go:9:9: break label not defined: M
        x.go:12:1: label U defined and not used
        x.go:13:7: goto N jumps into block starting at x.go:14:2
        x.go:17:2: break is not in a loop, switch, or select
        x.go:18:2: continue is not in a loop
        x.go:19:2: fallthrough statement out of place
        """#),
  ]
}
