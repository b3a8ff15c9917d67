// run
// stress: movestack=5
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

func main() {
	for _, r := range "aZ5 \t!+_$é߀ΣςǅªⅣ²½世あアк٣\u0301\u00a0\u2028\u200b\u00ad\ue000\ufffd😀𝔸" {
		fmt.Printf("%U", r)
		for _, f := range []struct {
			name string
			is   func(rune) bool
		}{{"letter", unicode.IsLetter}, {"upper", unicode.IsUpper}, {"lower", unicode.IsLower}, {"title", unicode.IsTitle}, {"digit", unicode.IsDigit},
			{"number", unicode.IsNumber}, {"punct", unicode.IsPunct}, {"symbol", unicode.IsSymbol}, {"mark", unicode.IsMark}, {"space", unicode.IsSpace},
			{"control", unicode.IsControl}, {"graphic", unicode.IsGraphic}, {"print", unicode.IsPrint}} {
			if f.is(r) {
				fmt.Print(" ", f.name)
			}
		}
		fmt.Printf(" %c%c%c", unicode.ToUpper(r), unicode.ToLower(r), unicode.ToTitle(r))
		fmt.Println(" fold", string(unicode.SimpleFold(r)))
	}
	for name, t := range map[string]*unicode.RangeTable{"Latin": unicode.Latin, "Greek": unicode.Greek, "Cyrillic": unicode.Cyrillic, "Han": unicode.Han,
		"Hiragana": unicode.Hiragana, "Katakana": unicode.Katakana} {
		if unicode.Scripts[name] != t {
			fmt.Println("another", name)
		}
	}
	fmt.Println(unicode.Is(unicode.Han, '世'), unicode.In('к', unicode.Latin, unicode.Cyrillic), unicode.Is(unicode.White_Space, '\u3000'), unicode.Is(unicode.Lu, 'Σ'))
	fmt.Println(unicode.To(unicode.UpperCase, 'ǆ'), unicode.To(unicode.TitleCase, 'ǆ'), unicode.To(unicode.LowerCase, 'Ǆ'), unicode.To(99, 'a'))
	for r := 'k'; ; {
		r = unicode.SimpleFold(r)
		fmt.Printf("%U ", r)
		if r == 'k' {
			break
		}
	}
	fmt.Println(unicode.SimpleFold(-2), unicode.SimpleFold('1'))
	counts := map[string]int{}
	for r := rune(0); r < 0x3000; r++ {
		for _, name := range []string{"Lu", "Nd", "Zs", "Sc", "Ps"} {
			if unicode.Is(unicode.Categories[name], r) {
				counts[name]++
			}
		}
	}
	fmt.Println(counts["Zs"], counts["Lu"] > 800, counts["Nd"] > 200)

	s := "aé世😀\xff\xc3\xed\xa0\x80\xf4\x90\x80\x80"
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		fmt.Print(r, "/", n, " ")
		i += n
	}
	fmt.Println(utf8.RuneCountInString(s), utf8.ValidString(s), utf8.ValidString("aé世😀"), len([]rune(s)))
	for end := len(s); end > 0; {
		r, n := utf8.DecodeLastRuneInString(s[:end])
		fmt.Print(r, "/", n, " ")
		end -= n
	}
	fmt.Println()
	for _, r := range []rune{'a', 0x7ff, 0x800, 0xd800, 0xffff, 0x10000, 0x10ffff, 0x110000, -1} {
		fmt.Print(utf8.RuneLen(r), utf8.ValidRune(r), utf8.AppendRune(nil, r), utf16.AppendRune(nil, r), " ")
	}
	fmt.Println(utf8.FullRuneInString("\xe4\xb8"), utf8.FullRuneInString("\xe4\x41"), utf8.FullRuneInString(""), utf8.RuneStart(0x80))
	u := utf16.Encode([]rune("aé世😀"))
	fmt.Println(u, string(utf16.Decode(u)), utf16.Decode([]uint16{0xd800, 'x', 0xdc00}), utf16.IsSurrogate(0xdfff))
	good, bad := 0, 0
	for a := 0; a < 256; a++ {
		for b := 0; b < 256; b++ {
			if utf8.Valid([]byte{byte(a), byte(b), 0x80}) {
				good++
			} else {
				bad++
			}
		}
	}
	fmt.Println(good, bad)
}
