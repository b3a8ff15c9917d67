// run
// stress: movestack=7 gcstress=3
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"strings"
)

func even(n uint) bool { return n == 0 || odd(n-1) }
func odd(n uint) bool  { return n != 0 && even(n-1) }

func ackermann(m, n int) int {
	switch {
	case m == 0:
		return n + 1
	case n == 0:
		return ackermann(m-1, 1)
	}
	return ackermann(m-1, ackermann(m, n-1))
}

func hanoi(n int, from, to, via string, move func(a, b string)) {
	if n > 0 {
		hanoi(n-1, from, via, to, move)
		move(from, to)
		hanoi(n-1, via, to, from, move)
	}
}

func permute(s []byte, k int, visit func(string)) {
	if k == len(s) {
		visit(string(s))
		return
	}
	for i := k; i < len(s); i++ {
		s[k], s[i] = s[i], s[k]
		permute(s, k+1, visit)
		s[k], s[i] = s[i], s[k]
	}
}

func queens(n int) (solutions int) {
	columns := make([]int, 0, n)
	var place func(row int)
	place = func(row int) {
		if row == n {
			solutions++
			return
		}
	next:
		for c := range n {
			for r, other := range columns {
				if other == c || row-r == c-other || row-r == other-c {
					continue next
				}
			}
			columns = append(columns, c)
			place(row + 1)
			columns = columns[:row]
		}
	}
	place(0)
	return
}

// A calculator whose three rules call one another.
type parser struct {
	text string
	at   int
}

func (p *parser) peek() byte {
	if p.at < len(p.text) {
		return p.text[p.at]
	}
	return 0
}

func (p *parser) sum() int {
	v := p.product()
	for c := p.peek(); c == '+' || c == '-'; c = p.peek() {
		p.at++
		if w := p.product(); c == '+' {
			v += w
		} else {
			v -= w
		}
	}
	return v
}

func (p *parser) product() int {
	v := p.atom()
	for p.peek() == '*' {
		p.at++
		v *= p.atom()
	}
	return v
}

func (p *parser) atom() (v int) {
	if p.peek() == '(' {
		p.at++
		defer func() { p.at++ }()
		return p.sum()
	}
	for ; p.peek() >= '0' && p.peek() <= '9'; p.at++ {
		v = v*10 + int(p.peek()-'0')
	}
	return
}

func main() {
	fmt.Println(even(1000), odd(777), even(3))
	fmt.Println(ackermann(2, 9), ackermann(1, 100))
	moves := 0
	var b strings.Builder
	hanoi(6, "A", "C", "B", func(x, y string) {
		if moves++; moves < 8 {
			b.WriteString(x + y + " ")
		}
	})
	fmt.Println(moves, b.String())
	var all []string
	permute([]byte("abcd"), 0, func(s string) { all = append(all, s) })
	fmt.Println(len(all), all[:5], all[23])
	fmt.Println(queens(4), queens(6))
	for _, e := range []string{"1+2*3", "(1+2)*3-4*(5-(6-7))", "((((42))))", "2*(3+4)*5-1"} {
		fmt.Println(e, (&parser{text: e}).sum())
	}
}
