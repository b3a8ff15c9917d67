// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func main() {
	var i, j, k int
	var s, t string
	var f float64
	var r rune
	var u uint32
	var b bool
	var by []byte
	show := func(n int, err error) {
		fmt.Printf("%d %v | %d %d %d %q %q %g %q %d %t %q\n", n, err, i, j, k, s, t, f, r, u, b, by)
		i, j, k, s, t, f, r, u, b, by = 0, 0, 0, "", "", 0, 0, 0, false, nil
	}
	show(fmt.Sscanf("12:34:56", "%d:%d:%d", &i, &j, &k))
	show(fmt.Sscanf("name=Ann age=5", "name=%s age=%d", &s, &i))
	show(fmt.Sscanf("12345", "%2d%3d", &i, &j))
	show(fmt.Sscanf("ff 77 101", "%x %o %b", &i, &j, &k))
	show(fmt.Sscanf("0xff", "%v", &i))
	show(fmt.Sscanf("U+1F600", "%U", &r))
	show(fmt.Sscanf("世x", "%c%c", &r, &u))
	show(fmt.Sscanf(`"a \"q\" b" `+"`raw`", "%q %q", &s, &t))
	show(fmt.Sscanf("68656c6c6f", "%x", &s))
	show(fmt.Sscanf("68656c6c6f", "%X", &by))
	show(fmt.Sscanf("3.25e1,t", "%f,%t", &f, &b))
	show(fmt.Sscanf("0x1.8p3", "%g", &f))
	show(fmt.Sscanf("1.5p2", "%g", &f))
	show(fmt.Sscanf("100%", "%d%%", &i))
	show(fmt.Sscanf("5 %", "%d %%", &i))
	show(fmt.Sscanf("héllo wörld", "%3s%s", &s, &t))
	show(fmt.Sscanf("  7", "%d", &i))
	show(fmt.Sscanf("7\n8", "%d %d", &i, &j))
	show(fmt.Sscanf("7\n8", "%d\n%d", &i, &j))
	show(fmt.Sscanf("7 8", "%d\n%d", &i, &j))
	show(fmt.Sscanf("7  8", "%d%d", &i, &j))
	show(fmt.Sscanf("abc", "abd"))
	show(fmt.Sscanf("1", "%d %d", &i, &j))
	show(fmt.Sscanf("1 2", "%d", &i, &j))
	show(fmt.Sscanf("1 2", "%d %d", &i))
	show(fmt.Sscanf("x", "%d", &i))
	show(fmt.Sscanf("1", "%s", &b))
	show(fmt.Sscanf("1", "%z", &i))
	show(fmt.Sscanf("1", "%q", &s))
	show(fmt.Sscanf("zz", "%x", &s))
	show(fmt.Sscanf("1", "%", &i))
	show(fmt.Sscanf("", "%d", &i))
	show(fmt.Sscanf("", "x"))
	show(fmt.Sscanf("300", "%d", new(int8)))
}
