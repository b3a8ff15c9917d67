// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func sum(base int, more ...int) (n int) {
	n = base
	for _, v := range more {
		n += v
	}
	return
}

func info(v ...string) string { return fmt.Sprint(len(v), cap(v), v == nil, v) }

func zero(v ...int) {
	for i := range v {
		v[i] = 0
	}
}

func keep(v ...int) []int { return append(v, 100) }

type joiner struct{ sep string }

func (j joiner) join(parts ...any) string {
	s := ""
	for i, p := range parts {
		if i > 0 {
			s += j.sep
		}
		s += fmt.Sprint(p)
	}
	return s
}

func pair() (int, int)              { return 20, 30 }
func words() (string, string)       { return "a", "b" }
func forward(v ...any) string       { return fmt.Sprintln(v...) }
func count(v ...[]int) (n int)      { return len(v) }
func functions(f ...func() int) int { return f[len(f)-1]() }

func main() {
	fmt.Println(sum(1), sum(1, 2), sum(1, 2, 3), sum(pair()), sum(1, []int{4, 5}...))
	fmt.Println(info(), info(nil...), info([]string{}...), info("x"), info(words()))

	s := []int{1, 2, 3}
	zero(s...) // the same array
	fmt.Println(s)
	zero(s[0], s[1])
	t := make([]int, 1, 5)
	u := keep(t...)
	u[0] = 7
	fmt.Println(t, u, t[:2])
	fmt.Println(keep(), keep(1), keep(1)[0])

	j := joiner{"-"}
	fmt.Println(j.join(), j.join(nil), j.join(1, "two", 3.0, nil, []int{4}), j.join([]any{1, 2}...), j.join([]any{1, 2}))
	f := j.join
	j.sep = "+"
	fmt.Println(f("a", "b"), joiner.join(j, "c", "d"))
	fmt.Print(forward(1, "a", "b", 2, 3, true))
	fmt.Println(count(), count(nil), count(nil, nil), count([]int{1, 2}), count([][]int{{1}, {2}, {3}}...))
	fmt.Println(functions(func() int { return 1 }, func() int { return 2 }))

	g := func(prefix string, v ...any) int { return len(v) }
	var any1 any = []any{1, 2, 3}
	fmt.Println(g("p", any1), g("p", any1.([]any)...), g("p", nil, nil))
	defer func(v ...int) { fmt.Println("deferred", v) }(1, 2, 3)
	done := make(chan int)
	go func(v ...int) { done <- len(v) }(s...)
	fmt.Println(<-done)
	fmt.Printf("%T %T\n", sum, joiner.join)
	fmt.Println(append([]any{1}, "b", nil, 2.5)...)
}
