// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

var x = "package"

type t int

func (t) name() string { return "package t" }

func get() string { return x }

func pair(n int) (int, error) {
	if n < 0 {
		return 0, fmt.Errorf("negative %d", n)
	}
	return n * 2, nil
}

func main() {
	fmt.Println(x, get())
	x := x + " main"
	{
		x := x + " block"
		x += "!"
		fmt.Println(x)
	}
	fmt.Println(x, get())
	if x := len(x); x > 5 {
		x := float64(x) / 2
		fmt.Println(x)
	} else if y := x * 2; y > 0 {
		fmt.Println("no", x, y)
	}
	for x := 0; x < 2; x++ {
		x := x * 10
		fmt.Print(x, " ")
	}
	switch x := any(x).(type) {
	case string:
		x = "case"
		fmt.Println(x)
	}
	func(x int) {
		x++
		fmt.Println(x)
	}(41)
	fmt.Println(x)

	// := reuses what its own block declared, and makes new variables in an inner block
	a, err := pair(1)
	b, err := pair(-1)
	fmt.Println(a, b, err)
	if c, err := pair(5); err == nil {
		a, d := c, c
		a++
		fmt.Println(a, c, d, err)
	}
	fmt.Println(a, err)

	type t string
	fmt.Println(t("local") + " t")
	{
		type t struct{ n int }
		fmt.Println(t{5}.n)
	}

	// predeclared names are ordinary names
	true := false
	len := func(s string) int { return 42 }
	nil := 3
	int := func(f float64) string { return "int!" }
	string := "string"
	fmt.Println(true, len("abc"), nil, int(1.5), string)
	const iota = 7
	const (
		k = iota
		l
	)
	fmt.Println(k, l)
	main := 7
	f := func(fmt func(float64), main float64) { fmt(main / 2) }
	f(func(s float64) { println := s; x += "?"; s = println }, float64(main))
	fmt.Println(x, main)
	goto x
x: // labels have a name space of their own
	fmt.Println("label", x)
}
