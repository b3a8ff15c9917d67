// SPDX-License-Identifier: Apache-2.0

// Package strings searches, cuts and builds UTF-8 strings.
//
// How.  search.go finds, split.go divides, change.go makes new strings; builder.go,
// reader.go and replace.go hold the three types. Searches for bytes and substrings are
// natives of internal/bytealg.
package strings

import (
	"internal/bytealg"
	"unicode"
	"unicode/utf8"
)

// Contains reports whether substr is in s.
func Contains(s, substr string) bool { return bytealg.IndexString(s, substr) >= 0 }

// ContainsAny reports whether a rune of chars is in s.
func ContainsAny(s, chars string) bool { return IndexAny(s, chars) >= 0 }

// ContainsRune reports whether r is in s.
func ContainsRune(s string, r rune) bool { return IndexRune(s, r) >= 0 }

// ContainsFunc reports whether f is true for a rune of s.
func ContainsFunc(s string, f func(rune) bool) bool { return IndexFunc(s, f) >= 0 }

// HasPrefix reports whether s begins with prefix.
func HasPrefix(s, prefix string) bool { return len(s) >= len(prefix) && s[:len(prefix)] == prefix }

// HasSuffix reports whether s ends with suffix.
func HasSuffix(s, suffix string) bool {
	return len(s) >= len(suffix) && s[len(s)-len(suffix):] == suffix
}

// Compare returns -1, 0 or 1 as a is less than, equal to or more than b.
func Compare(a, b string) int { return bytealg.CompareString(a, b) }

// Count returns how often substr is in s without overlap; the empty string is before
// and after each rune.
func Count(s, substr string) int {
	switch len(substr) {
	case 0:
		return bytealg.RuneCountString(s) + 1
	case 1:
		return bytealg.CountString(s, substr[0])
	}
	n := 0
	for {
		i := bytealg.IndexString(s, substr)
		if i < 0 {
			return n
		}
		n++
		s = s[i+len(substr):]
	}
}

// Index returns where substr first is in s, -1 if nowhere.
func Index(s, substr string) int { return bytealg.IndexString(s, substr) }

// LastIndex returns where substr last is in s, -1 if nowhere.
func LastIndex(s, substr string) int { return bytealg.LastIndexString(s, substr) }

// IndexByte returns where c first is in s, -1 if nowhere.
func IndexByte(s string, c byte) int { return bytealg.IndexByteString(s, c) }

// LastIndexByte returns where c last is in s, -1 if nowhere.
func LastIndexByte(s string, c byte) int { return bytealg.LastIndexByteString(s, c) }

// IndexRune returns where r first is in s, -1 if nowhere; utf8.RuneError is also found
// where s is not valid, any other invalid rune nowhere.
func IndexRune(s string, r rune) int {
	switch {
	case 0 <= r && r < utf8.RuneSelf:
		return bytealg.IndexByteString(s, byte(r))
	case r == utf8.RuneError:
		for i, c := range s {
			if c == r {
				return i
			}
		}
		return -1
	case !utf8.ValidRune(r):
		return -1
	}
	return bytealg.IndexString(s, string(r))
}

// IndexAny returns where a rune of chars first is in s, -1 if nowhere.
func IndexAny(s, chars string) int {
	if len(chars) == 1 && chars[0] < utf8.RuneSelf {
		return bytealg.IndexByteString(s, chars[0])
	}
	for i, c := range s {
		if IndexRune(chars, c) >= 0 {
			return i
		}
	}
	return -1
}

// LastIndexAny returns where a rune of chars last is in s, -1 if nowhere.
func LastIndexAny(s, chars string) int {
	if chars == "" {
		return -1
	}
	for end := len(s); end > 0; {
		r, n := utf8.DecodeLastRuneInString(s[:end])
		end -= n
		if IndexRune(chars, r) >= 0 {
			return end
		}
	}
	return -1
}

// IndexFunc returns where the first rune of s is for which f is true, -1 if nowhere.
func IndexFunc(s string, f func(rune) bool) int { return indexFunc(s, f, true) }

func indexFunc(s string, f func(rune) bool, want bool) int {
	for i, r := range s {
		if f(r) == want {
			return i
		}
	}
	return -1
}

// LastIndexFunc returns where the last rune of s is for which f is true, -1 if nowhere.
func LastIndexFunc(s string, f func(rune) bool) int { return lastIndexFunc(s, f, true) }

func lastIndexFunc(s string, f func(rune) bool, want bool) int {
	for end := len(s); end > 0; {
		r, n := utf8.DecodeLastRuneInString(s[:end])
		end -= n
		if f(r) == want {
			return end
		}
	}
	return -1
}

// EqualFold reports whether s and t are equal under simple case folding.
func EqualFold(s, t string) bool {
	i := 0
	for i < len(s) && i < len(t) {
		a, b := s[i], t[i]
		if a|b >= utf8.RuneSelf {
			return equalFoldRunes(s[i:], t[i:])
		}
		if a != b {
			if a > b {
				a, b = b, a
			}
			if a < 'A' || 'Z' < a || b != a+'a'-'A' {
				return false
			}
		}
		i++
	}
	return len(s) == len(t)
}

func equalFoldRunes(s, t string) bool {
	for s != "" && t != "" {
		a, n := utf8.DecodeRuneInString(s)
		b, m := utf8.DecodeRuneInString(t)
		s, t = s[n:], t[m:]
		for c := a; c != b; {
			if c = unicode.SimpleFold(c); c == a {
				return false
			}
		}
	}
	return s == t
}

// isSpace is unicode.IsSpace.
func isSpace(r rune) bool {
	if r < 0x100 {
		return r == ' ' || '\t' <= r && r <= '\r' || r == 0x85 || r == 0xA0
	}
	return unicode.IsSpace(r)
}
