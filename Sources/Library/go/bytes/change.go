// SPDX-License-Identifier: Apache-2.0

package bytes

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clone returns a copy of b; nil for nil.
func Clone(b []byte) []byte {
	if b == nil {
		return nil
	}
	return append([]byte{}, b...)
}

// Join returns the elements of s with sep between them.
func Join(s [][]byte, sep []byte) []byte {
	if len(s) == 0 {
		return []byte{}
	}
	if len(s) == 1 {
		return append([]byte(nil), s[0]...)
	}
	n := len(sep) * (len(s) - 1)
	for _, b := range s {
		if len(b) > 1<<62-n || n < 0 {
			panic("bytes: Join output length overflow")
		}
		n += len(b)
	}
	out := make([]byte, 0, n)
	for i, b := range s {
		if i > 0 {
			out = append(out, sep...)
		}
		out = append(out, b...)
	}
	return out
}

// Repeat returns count copies of b. It panics if count is negative or the result would
// be too long.
func Repeat(b []byte, count int) []byte {
	if count < 0 {
		panic("bytes: negative Repeat count")
	}
	if len(b) == 0 || count == 0 {
		return []byte{}
	}
	if len(b) > (1<<63-1)/count {
		panic("bytes: Repeat output length overflow")
	}
	out := make([]byte, len(b)*count)
	most := len(b) // is copied at once, so that an interrupt comes between
	for most < 1<<16 {
		most *= 2
	}
	for n := copy(out, b); n < len(out); {
		m := n
		if m > most {
			m = most
		}
		n += copy(out[n:], out[:m])
	}
	return out
}

// Replace returns a copy of s with the first n old replaced by new, all if n < 0; an
// empty old is before and after each rune.
func Replace(s, old, new []byte, n int) []byte {
	count := 0
	if n != 0 {
		count = Count(s, old)
	}
	if count == 0 {
		return append([]byte(nil), s...)
	}
	if n < 0 || count < n {
		n = count
	}
	out := make([]byte, 0, len(s)+n*(len(new)-len(old)))
	start := 0
	for i := 0; i < n; i++ {
		at := start
		if len(old) != 0 {
			at += Index(s[start:], old)
		} else if i > 0 {
			_, width := utf8.DecodeRune(s[start:])
			at += width
		}
		out = append(out, s[start:at]...)
		out = append(out, new...)
		start = at + len(old)
	}
	return append(out, s[start:]...)
}

// ReplaceAll returns a copy of s with every old replaced by new.
func ReplaceAll(s, old, new []byte) []byte { return Replace(s, old, new, -1) }

// Map returns a copy of s with each rune replaced by what mapping makes of it, dropped
// if that is negative.
func Map(mapping func(r rune) rune, s []byte) []byte {
	out := make([]byte, 0, len(s))
	for _, r := range view(s) {
		if r = mapping(r); r >= 0 {
			out = utf8.AppendRune(out, r)
		}
	}
	return out
}

// Runes returns the runes of s.
func Runes(s []byte) []rune { return []rune(string(s)) }

// ToUpper returns a copy of s with all letters in upper case.
func ToUpper(s []byte) []byte { return []byte(strings.ToUpper(view(s))) }

// ToLower returns a copy of s with all letters in lower case.
func ToLower(s []byte) []byte { return []byte(strings.ToLower(view(s))) }

// ToTitle returns a copy of s with all letters in title case.
func ToTitle(s []byte) []byte { return Map(unicode.ToTitle, s) }

// ToUpperSpecial is ToUpper by the rules of c first.
func ToUpperSpecial(c unicode.SpecialCase, s []byte) []byte { return Map(c.ToUpper, s) }

// ToLowerSpecial is ToLower by the rules of c first.
func ToLowerSpecial(c unicode.SpecialCase, s []byte) []byte { return Map(c.ToLower, s) }

// ToTitleSpecial is ToTitle by the rules of c first.
func ToTitleSpecial(c unicode.SpecialCase, s []byte) []byte { return Map(c.ToTitle, s) }

// ToValidUTF8 returns a copy of s with each run of invalid bytes replaced.
func ToValidUTF8(s, replacement []byte) []byte {
	return []byte(strings.ToValidUTF8(view(s), view(replacement)))
}

// Title returns a copy of s with the first letters of words in title case.
//
// Deprecated: what it takes for the bounds of words is too simple for Unicode.
func Title(s []byte) []byte { return []byte(strings.Title(view(s))) }
