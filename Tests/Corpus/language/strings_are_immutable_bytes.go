// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"strings"
)

type label string
type octets []byte

func main() {
	s := "héllo, 世界"
	b := []byte(s)
	r := []rune(s)
	b[0] = 'H'
	r[1] = 'e'
	fmt.Println(s, string(b), string(r), len(s), len(b), len(r))
	fmt.Println(s[1], s[1:3], s[7:], s[:0] == "", s[len(s):] == "")

	// a slice of bytes and the string made of it do not share
	t := string(b)
	b[0] = 'J'
	fmt.Println(t, string(b[:5]))

	fmt.Println("a" < "b", "a" < "B", "abc" < "abd", "ab" < "abc", "" < "a", "é" > "z", "a\x00" > "a", "x" <= "x", "x" >= "y")
	fmt.Println(s == "h\u00e9llo, \u4e16\U0000754c", s == `héllo, 世界`, "\x41\102\u0043" == "ABC")

	u := ""
	for i := range 5 {
		u += string(rune('a'+i)) + "-"
	}
	u = u + "x" + u + "" + "y"
	fmt.Println(u, len(u))
	l := label("lab") + "el"
	fmt.Println(l, string(l[:2])+"!", string(octets("oct")), label(octets{65, 66}), octets("é")[1])

	m := map[string]int{"key": 1}
	k := []byte("key")
	m[string(k)]++
	k[0] = 'm'
	fmt.Println(m, m[string(k)])

	switch string(k) {
	case "key":
		fmt.Println("no")
	case "mey":
		fmt.Println("mey")
	}
	raw := `a\n
	"b"`
	fmt.Println(len(raw), strings.Count(raw, "\n"), raw[1:3])
	fmt.Println("tab\tquote\"back\\bell\a|\v|\f|\b|\r|'"[3:12], '\'', '\\', '\x7f', '\377', '\u00e9')
	var sb strings.Builder
	for i := range 3 {
		fmt.Fprintf(&sb, "%d,", i)
		sb.WriteByte('b')
		sb.WriteRune('世')
		sb.WriteString("s ")
	}
	fmt.Println(sb.String(), sb.Len())
	for i, c := range []byte("hé") {
		fmt.Print(i, ":", c, " ")
	}
	fmt.Println(strings.Repeat("ab", 3), strings.ToUpper(s), strings.Map(func(r rune) rune {
		if r > 127 {
			return -1
		}
		return r + 1
	}, s))
}
