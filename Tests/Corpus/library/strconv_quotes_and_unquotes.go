// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"strconv"
)

func main() {
	for _, s := range []string{"", "plain", "a\tb\nc\rd\ae\bf\fg\vh", "\"'`\\", "é世😀", "\x00\x1f\x7f\x80\xff", "\u00a0\u200b\u2028\ufeff\ufffd", "\U0010ffff\ue000", "\u0301"} {
		fmt.Println(strconv.Quote(s), strconv.QuoteToASCII(s), strconv.QuoteToGraphic(s), strconv.CanBackquote(s))
		back, err := strconv.Unquote(strconv.QuoteToASCII(s))
		fmt.Println(back == s, err)
	}
	for _, r := range []rune{'a', '\'', '"', '\n', 0, 0x7f, 0xff, 'é', '世', 0x3000, 0xd800, -1, 0x110000, 0x1f600, 0xad} {
		fmt.Print(strconv.QuoteRune(r), strconv.QuoteRuneToASCII(r), strconv.QuoteRuneToGraphic(r), strconv.IsPrint(r), strconv.IsGraphic(r), " ")
	}
	fmt.Println()
	for _, s := range []string{`"a"`, `'a'`, "`a\r\\`", `"\x41\101\u0041\U00000041"`, `"\'"`, `'\"'`, `'\''`, `"\""`, `'ab'`, `''`, `"`, ``, `a`, `"a`, `a"`,
		`"\q"`, `"\x4"`, `"\400"`, `"\ud800"`, `"\U00110000"`, "\"a\nb\"", "`a\nb`", `"a"b`, "`a`b`", `'世'`, `'\u4e16'`, `"\xff"`, "\"\xff\"", "'\xff'", `'\xff'`} {
		v, err := strconv.Unquote(s)
		p, err2 := strconv.QuotedPrefix(s + " tail")
		fmt.Printf("%q %q %v %q %v\n", s, v, err, p, err2)
	}
	for _, s := range []string{`a`, `\n`, `\'x`, `\"x`, `'`, `"`, `\x41z`, `世z`, `\u4e16z`, `\`, ``, "\xff", `\8`, `\12`} {
		for _, quote := range []byte{'"', '\'', 0} {
			v, multi, tail, err := strconv.UnquoteChar(s, quote)
			fmt.Print(v, multi, tail, err, "; ")
		}
	}
	fmt.Println()
	fmt.Printf("%s\n", strconv.AppendQuoteRune(strconv.AppendQuote([]byte("x="), "v\n"), '\t'))
}
