// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

func a(x int) int {
	if x > 0 {
		return 1
	}
} // ERROR "missing return"

func b(x int) int {
	for x < 10 {
		return 1
	}
} // ERROR "missing return"

func c(x int) int {
	switch {
	case x > 1:
		return 1
	}
} // ERROR "missing return"

func d() (n int) {
	n = 1
} // ERROR "missing return"

func e(x int) int {
	for {
		if x > 0 {
			break
		}
	}
} // ERROR "missing return"

// these need none
func f(x int) int {
	for {
	}
}

func g(x int) int {
	switch x {
	case 1:
		return 1
	default:
		panic("x")
	}
}

func h(x int) int {
	if x > 0 {
		return 1
	} else {
		goto end
	}
end:
	return 2
}

func i(c chan int) int {
	select {
	case v := <-c:
		return v
	}
}

var j = func() int { println() } // ERROR "missing return"

func main() {}
