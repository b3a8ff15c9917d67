// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"unicode/utf8"
)

func show(s string) {
	fmt.Printf("%q len %d runes %d:", s, len(s), utf8.RuneCountInString(s))
	for i, r := range s {
		fmt.Printf(" %d:%U", i, r)
	}
	fmt.Println()
}

func main() {
	show("")
	show("aé世😀")
	show("a\xffb")           // a stray byte
	show("\xe4\xb8")         // cut short
	show("\xe4\xb8z")        // cut short by another character
	show("\xc0\x80")         // overlong
	show("\xed\xa0\x80")     // surrogate half
	show("\xf4\x90\x80\x80") // beyond the last rune
	show("\xf0\x9f\x98\x80\xf0\x9f")
	show("\ufffd") // the replacement character itself
	show("\x00\u200d\U0010FFFF")
	fmt.Println([]rune("a\xffé"), []byte("a\xffé"))
	fmt.Printf("%q %q %q\n", string([]rune{0x4e16, -1, 0xd800, 0x110000, 'x'}), string(rune(65)), string(rune(-1)))
	count := 0
	for range "héé\xff" {
		count++
	}
	fmt.Println(count)
	fmt.Println(utf8.ValidString("aé"), utf8.ValidString("\xed\xa0\x80"))
	r, size := utf8.DecodeRuneInString("é!")
	fmt.Println(r, size)
	r, size = utf8.DecodeLastRuneInString("!\xa9")
	fmt.Println(r, size)
	fmt.Println(utf8.AppendRune([]byte("x"), '世'), utf8.RuneLen('世'), utf8.RuneLen(0xd800))
}
