// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"sort"
)

func counter() (inc func() int, get func() int, reset func(int)) {
	n := 0
	return func() int { n++; return n }, func() int { return n }, func(v int) { n = v }
}

func accumulate(step int) func(...int) int {
	total := 0
	return func(values ...int) int {
		for _, v := range values {
			total += v * step
		}
		return total
	}
}

func compose(fs ...func(int) int) func(int) int {
	return func(x int) int {
		for _, f := range fs {
			x = f(x)
		}
		return x
	}
}

func fibonacci() func() int {
	a, b := 0, 1
	return func() int {
		defer func() { a, b = b, a+b }()
		return a
	}
}

type machine struct {
	state string
	on    func(string)
}

func newMachine() *machine {
	m := &machine{state: "idle"}
	m.on = func(e string) { m.state += ">" + e }
	return m
}

func main() {
	inc, get, reset := counter()
	inc2, get2, _ := counter()
	inc()
	inc()
	inc2()
	fmt.Println(get(), get2())
	reset(10)
	fmt.Println(inc(), inc2())

	sum := accumulate(2)
	sum(1, 2, 3)
	fmt.Println(sum(), sum(10), accumulate(1)(5))

	f := compose(func(x int) int { return x + 1 }, func(x int) int { return x * x }, compose(), func(x int) int { return -x })
	fmt.Println(f(4), f(0))

	next := fibonacci()
	for range 10 {
		fmt.Print(next(), " ")
	}
	fmt.Println()

	m := newMachine()
	m.on("start")
	m.on("stop")
	fmt.Println(m.state)

	var factorial func(int) int
	factorial = func(n int) int {
		if n < 2 {
			return 1
		}
		return n * factorial(n-1)
	}
	memo := map[int]int{}
	var fib func(int) int
	fib = func(n int) int {
		if n < 2 {
			return n
		}
		if v, ok := memo[n]; ok {
			return v
		}
		memo[n] = fib(n-1) + fib(n-2)
		return memo[n]
	}
	fmt.Println(factorial(15), fib(80))

	// three levels deep, writing to the outermost
	level := 0
	func() {
		level++
		func() {
			level *= 10
			func(n int) { level += n }(5)
		}()
	}()
	fmt.Println(level)

	words := []string{"pear", "fig", "banana", "apple"}
	compares := 0
	sort.Slice(words, func(i, j int) bool {
		compares++
		return len(words[i]) < len(words[j]) || len(words[i]) == len(words[j]) && words[i] < words[j]
	})
	fmt.Println(words, compares > 0)

	x := 1
	change := func(p *int) func() { return func() { *p *= 3 } }(&x)
	change()
	change()
	fmt.Println(x, func(a, b int) int { return a - b }(7, x))
}
