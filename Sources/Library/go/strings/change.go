// SPDX-License-Identifier: Apache-2.0

package strings

import (
	"internal/bytealg"
	"unicode"
	"unicode/utf8"
	"unsafe"
)

// own makes a string of bytes that nobody will change.
func own(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// Clone returns a copy of s in memory of its own.
func Clone(s string) string {
	if s == "" {
		return ""
	}
	return own(append(make([]byte, 0, len(s)), s...))
}

// Join returns the elements with sep between them.
func Join(elems []string, sep string) string {
	switch len(elems) {
	case 0:
		return ""
	case 1:
		return elems[0]
	}
	n := len(sep) * (len(elems) - 1)
	for _, s := range elems {
		if len(s) > 1<<62-n || n < 0 {
			panic("strings: Join output length overflow")
		}
		n += len(s)
	}
	b := make([]byte, 0, n)
	for i, s := range elems {
		if i > 0 {
			b = append(b, sep...)
		}
		b = append(b, s...)
	}
	return own(b)
}

// Repeat returns count copies of s. It panics if count is negative or the result would
// be too long.
func Repeat(s string, count int) string {
	if count < 0 {
		panic("strings: negative Repeat count")
	}
	if s == "" || count == 0 {
		return ""
	}
	if count == 1 {
		return s
	}
	if len(s) > (1<<63-1)/count {
		panic("strings: Repeat output length overflow")
	}
	n := len(s) * count
	most := len(s) // is copied at once, so that an interrupt comes between
	for most < 1<<16 {
		most *= 2
	}
	b := append(make([]byte, 0, n), s...)
	for len(b) < n {
		m := len(b)
		if m > most {
			m = most
		}
		if m > n-len(b) {
			m = n - len(b)
		}
		b = append(b, b[:m]...)
	}
	return own(b)
}

// Replace returns s with the first n old replaced by new, all if n < 0; an empty old is
// before and after each rune.
func Replace(s, old, new string, n int) string {
	if old == new || n == 0 {
		return s
	}
	count := Count(s, old)
	if count == 0 {
		return s
	}
	if n < 0 || count < n {
		n = count
	}
	b := make([]byte, 0, len(s)+n*(len(new)-len(old)))
	start := 0
	for i := 0; i < n; i++ {
		at := start
		if old != "" {
			at += bytealg.IndexString(s[start:], old)
		} else if i > 0 {
			_, width := utf8.DecodeRuneInString(s[start:])
			at += width
		}
		b = append(b, s[start:at]...)
		b = append(b, new...)
		start = at + len(old)
	}
	b = append(b, s[start:]...)
	return own(b)
}

// ReplaceAll returns s with every old replaced by new.
func ReplaceAll(s, old, new string) string { return Replace(s, old, new, -1) }

// Map returns s with each rune replaced by what mapping makes of it, dropped if that is
// negative.
func Map(mapping func(rune) rune, s string) string {
	for i, c := range s { // nothing is copied before the first change
		r := mapping(c)
		if r == c && c != utf8.RuneError {
			continue
		}
		width := 1
		if c == utf8.RuneError {
			_, width = utf8.DecodeRuneInString(s[i:])
			if r == c && width != 1 {
				continue
			}
		} else {
			width = utf8.RuneLen(c)
		}
		b := append(make([]byte, 0, len(s)+utf8.UTFMax), s[:i]...)
		if r >= 0 {
			b = utf8.AppendRune(b, r)
		}
		for _, c := range s[i+width:] {
			if r := mapping(c); r >= 0 {
				b = utf8.AppendRune(b, r)
			}
		}
		return own(b)
	}
	return s
}

// ToUpper returns s with all letters in upper case.
func ToUpper(s string) string {
	if bytealg.ASCIIPrefix(s) < len(s) {
		return Map(unicode.ToUpper, s)
	}
	return mapASCII(s, 'a', 'z')
}

// ToLower returns s with all letters in lower case.
func ToLower(s string) string {
	if bytealg.ASCIIPrefix(s) < len(s) {
		return Map(unicode.ToLower, s)
	}
	return mapASCII(s, 'A', 'Z')
}

// mapASCII returns s with the case bit of the letters from first to last flipped.
func mapASCII(s string, first, last byte) string {
	for i := 0; i < len(s); i++ {
		if c := s[i]; first <= c && c <= last {
			b := []byte(s)
			for ; i < len(b); i++ {
				if c := b[i]; first <= c && c <= last {
					b[i] = c ^ 0x20
				}
			}
			return own(b)
		}
	}
	return s
}

// ToTitle returns s with all letters in title case.
func ToTitle(s string) string { return Map(unicode.ToTitle, s) }

// ToUpperSpecial is ToUpper by the rules of c first.
func ToUpperSpecial(c unicode.SpecialCase, s string) string { return Map(c.ToUpper, s) }

// ToLowerSpecial is ToLower by the rules of c first.
func ToLowerSpecial(c unicode.SpecialCase, s string) string { return Map(c.ToLower, s) }

// ToTitleSpecial is ToTitle by the rules of c first.
func ToTitleSpecial(c unicode.SpecialCase, s string) string { return Map(c.ToTitle, s) }

// ToValidUTF8 returns s with each run of invalid bytes replaced.
func ToValidUTF8(s, replacement string) string {
	if utf8.ValidString(s) {
		return s
	}
	b := make([]byte, 0, len(s)+len(replacement))
	bad := false
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			if !bad {
				b = append(b, replacement...)
			}
			bad = true
		} else {
			b = append(b, s[i:i+n]...)
			bad = false
		}
		i += n
	}
	return own(b)
}

// Title returns s with the first letters of words in title case.
//
// Deprecated: what it takes for the bounds of words is too simple for Unicode.
func Title(s string) string {
	before := ' '
	return Map(func(r rune) rune {
		first := separates(before)
		before = r
		if first {
			return unicode.ToTitle(r)
		}
		return r
	}, s)
}

// separates reports whether a word may begin after r.
func separates(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		letter := r|0x20 >= 'a' && r|0x20 <= 'z'
		return !letter && (r < '0' || '9' < r) && r != '_'
	case unicode.IsLetter(r) || unicode.IsDigit(r):
		return false
	}
	return unicode.IsSpace(r)
}
