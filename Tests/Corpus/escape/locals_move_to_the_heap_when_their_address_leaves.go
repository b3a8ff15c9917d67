// escape
// SPDX-License-Identifier: Apache-2.0

package main

type pair struct{ a, b int }

var global *int
var globals []*int

func returned() *int {
	x := 1
	return &x
}

func kept() int {
	x := 1
	p := &x
	*p = 2
	return x
}

func stored() {
	x := 1
	global = &x
}

func appended() {
	for i := 0; i < 3; i++ {
		j := i
		globals = append(globals, &j)
	}
}

func inside(n int) *int {
	var a [10]int
	return &a[n]
}

func field() *int {
	p := pair{1, 2}
	return &p.b
}

func chain() **int {
	x := 1
	p := &x
	return &p
}

func sometimes(b bool) *int {
	x, y := 1, 2
	p := &x
	if b {
		return &y
	}
	*p = 3
	return nil
}

func parameter(n int) *int { return &n }

func result() (n int, p *int) {
	p = &n
	return
}

func loopCarried() {
	var last *int
	for i := 0; i < 3; i++ {
		j := i
		if last != nil {
			*last = 5
		}
		last = &j
	}
}

func loopLocal() (sum int) {
	for i := 0; i < 3; i++ {
		j := i
		p := &j
		sum += *p
	}
	return
}

func shadowed() *int {
	x := 1
	{
		x := 2
		return &x
	}
	return &x
}

func swapped() *int {
	a, b := 1, 2
	p, q := &a, &b
	p, q = q, p
	_ = q
	return p
}

func backwardGoto() {
	var p *int
again:
	x := 1
	if p != nil {
		return
	}
	p = &x
	goto again
}

func main() {
	_, _, _ = returned(), kept(), inside(2)
	stored()
	appended()
	_, _, _ = field(), chain(), sometimes(true)
	_ = parameter(1)
	_, _ = result()
	loopCarried()
	_, _, _ = loopLocal(), shadowed(), swapped()
	backwardGoto()
}
