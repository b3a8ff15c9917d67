// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

type id uint16
type word string
type pair struct{ a, b string }

func (p *pair) Scan(s fmt.ScanState, verb rune) error {
	token, err := s.Token(true, func(r rune) bool { return r != ':' && r != ' ' })
	if err != nil {
		return err
	}
	p.a = string(token)
	if r, _, err := s.ReadRune(); err != nil || r != ':' {
		return errors.New("no colon")
	}
	token, err = s.Token(false, nil)
	p.b = string(token)
	return err
}

func main() {
	var i int
	var u uint8
	var f float64
	var f32 float32
	var s string
	var b bool
	var r rune
	var by []byte
	var n id
	var w word
	var p pair
	show := func(n int, err error) {
		fmt.Println(n, err, "|", i, u, f, f32, s, b, r, string(by), w, p)
	}
	show(fmt.Sscan("12 200 -3.5e2 0.1 word true 65 bytes", &i, &u, &f, &f32, &s, &b, &r, &by))
	show(fmt.Sscan("0x1F\n0b11 inf\n NaN x\tT 0o17", &i, &u, &f, &f32, &s, &b, &r))
	show(fmt.Sscan("1_000 077", &i, &u))
	show(fmt.Sscan("name key:value", &w, &p))
	show(fmt.Sscan("", &i))
	show(fmt.Sscan("  ", &i))
	show(fmt.Sscan("5", &i, &u))
	show(fmt.Sscan("abc", &i))
	show(fmt.Sscan("300", &u))
	show(fmt.Sscan("-1", &u))
	show(fmt.Sscan("99999999999999999999", &i))
	show(fmt.Sscan("1.5.2", &f))
	show(fmt.Sscan("maybe", &b))
	show(fmt.Sscan("tru", &b))
	show(fmt.Sscan("7", 5))
	show(fmt.Sscan("7", new([]int)))
	show(fmt.Sscan("key", &p))
	fmt.Sscan("500", &n)
	fmt.Println(n)
	show(fmt.Sscanln("1 2\n3", &i, &u))
	show(fmt.Sscanln("1\n2", &i, &u))
	show(fmt.Sscanln("1 2 3", &i, &u))
	show(fmt.Sscanln("4 5 ", &i, &u))
	show(fmt.Sscanln("6 7\r\n", &i, &u))

	in := strings.NewReader("10 20 30\n40 x\n50")
	for {
		var a int
		n, err := fmt.Fscan(in, &a)
		fmt.Println(n, err, a)
		if err == io.EOF {
			break
		}
		if err != nil {
			var rest string
			fmt.Fscan(in, &rest)
			fmt.Println("skipped", rest)
		}
	}
	in = strings.NewReader("first 1\nsecond 2\n\nthird")
	for k := 0; k < 5; k++ {
		var name string
		var num int
		n, err := fmt.Fscanln(in, &name, &num)
		fmt.Println(n, err, name, num)
	}
}
