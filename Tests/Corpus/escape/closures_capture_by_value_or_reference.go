// escape
// SPDX-License-Identifier: Apache-2.0

package main

var global func() int
var globalPointer *int

func called() int {
	x := 1
	f := func() int { return x }
	return f()
}

func modified() int {
	x := 1
	f := func() { x++ }
	f()
	return x
}

func returned() func() int {
	x := 1
	return func() int { return x }
}

func counter() func() int {
	x := 0
	return func() int { x++; return x }
}

func stored() {
	x := 1
	global = func() int { return x }
}

func immediately() int {
	x, y := 1, 2
	func() { x = y }()
	return x
}

func passed(f func(int) int) int { return f(1) }
func keptFunction(f func() int)  { global = f }
func returnedFunction(f func() int) func() int {
	return f
}

func passes() int {
	n := 5
	keptFunction(func() int { return n })
	_ = returnedFunction(func() int { return n })
	return passed(func(i int) int { return i + n })
}

func pointerThrough() {
	x := 1
	p := &x
	func() { globalPointer = p }()
}

func pointerInside() *int {
	x := 1
	f := func() *int { return &x }
	return f()
}

func parameterOfClosure() int {
	f := func(p *int) *int { return p }
	x := 1
	return *f(&x)
}

func nested() func() func() int {
	a := 1
	return func() func() int {
		b := 2
		return func() int { a++; return a + b }
	}
}

func goroutine() {
	x, done := 1, make(chan bool)
	go func() { x++; done <- true }()
	<-done
}

func deferred() (n int) {
	x := 1
	defer func() { n += x }()
	x = 2
	return 5
}

func deferredInLoop() {
	for i := 0; i < 3; i++ {
		i := i
		defer func() { println(i) }()
	}
}

func recursive(n int) int {
	var f func(int) int
	f = func(k int) int {
		if k == 0 {
			return n
		}
		return f(k - 1)
	}
	return f(n)
}

func noCapture() func() int { return func() int { return 1 } }

func inLoop() (fs []func() int) {
	for i := 0; i < 3; i++ {
		i := i
		fs = append(fs, func() int { return i })
	}
	return
}

func main() {
	_, _, _, _ = called(), modified(), returned(), counter()
	stored()
	_, _ = immediately(), passes()
	pointerThrough()
	_, _, _ = pointerInside(), parameterOfClosure(), nested()
	goroutine()
	_ = deferred()
	deferredInLoop()
	_, _, _ = recursive(2), noCapture(), inLoop()
}
