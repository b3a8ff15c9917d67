// SPDX-License-Identifier: Apache-2.0

// Package bytes searches, cuts and changes slices of bytes, as strings does strings.
//
// How.  What only looks at bytes is done by package strings on a view of them; what
// returns parts of a slice is written here, since the parts keep its capacity.
package bytes

import (
	"internal/bytealg"
	"strings"
	"unicode/utf8"
	"unsafe"
)

// view looks at b as a string, for calls that do not keep it.
func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// Equal reports whether a and b hold the same bytes; nil equals empty.
func Equal(a, b []byte) bool { return bytealg.Equal(a, b) }

// Compare returns -1, 0 or 1 as a is less than, equal to or more than b.
func Compare(a, b []byte) int { return bytealg.Compare(a, b) }

// Count returns how often sep is in s without overlap.
func Count(s, sep []byte) int { return strings.Count(view(s), view(sep)) }

// Contains reports whether subslice is in b.
func Contains(b, subslice []byte) bool { return bytealg.Index(b, subslice) >= 0 }

// ContainsAny reports whether a rune of chars is in b.
func ContainsAny(b []byte, chars string) bool { return strings.IndexAny(view(b), chars) >= 0 }

// ContainsRune reports whether r is in b.
func ContainsRune(b []byte, r rune) bool { return strings.IndexRune(view(b), r) >= 0 }

// ContainsFunc reports whether f is true for a rune of b.
func ContainsFunc(b []byte, f func(rune) bool) bool { return strings.IndexFunc(view(b), f) >= 0 }

// HasPrefix reports whether s begins with prefix.
func HasPrefix(s, prefix []byte) bool { return strings.HasPrefix(view(s), view(prefix)) }

// HasSuffix reports whether s ends with suffix.
func HasSuffix(s, suffix []byte) bool { return strings.HasSuffix(view(s), view(suffix)) }

// Index returns where sep first is in s, -1 if nowhere.
func Index(s, sep []byte) int { return bytealg.Index(s, sep) }

// LastIndex returns where sep last is in s, -1 if nowhere.
func LastIndex(s, sep []byte) int { return bytealg.LastIndexString(view(s), view(sep)) }

// IndexByte returns where c first is in b, -1 if nowhere.
func IndexByte(b []byte, c byte) int { return bytealg.IndexByte(b, c) }

// LastIndexByte returns where c last is in s, -1 if nowhere.
func LastIndexByte(s []byte, c byte) int { return bytealg.LastIndexByte(s, c) }

// IndexRune returns where r first is in s, -1 if nowhere.
func IndexRune(s []byte, r rune) int { return strings.IndexRune(view(s), r) }

// IndexAny returns where a rune of chars first is in s, -1 if nowhere.
func IndexAny(s []byte, chars string) int { return strings.IndexAny(view(s), chars) }

// LastIndexAny returns where a rune of chars last is in s, -1 if nowhere.
func LastIndexAny(s []byte, chars string) int { return strings.LastIndexAny(view(s), chars) }

// IndexFunc returns where the first rune of s is for which f is true, -1 if nowhere.
func IndexFunc(s []byte, f func(r rune) bool) int { return strings.IndexFunc(view(s), f) }

// LastIndexFunc returns where the last rune of s is for which f is true, -1 if nowhere.
func LastIndexFunc(s []byte, f func(r rune) bool) int { return strings.LastIndexFunc(view(s), f) }

// EqualFold reports whether s and t are equal under simple case folding.
func EqualFold(s, t []byte) bool { return strings.EqualFold(view(s), view(t)) }

// Cut returns what is before and after the first sep in s; found says if there is one.
func Cut(s, sep []byte) (before, after []byte, found bool) {
	if i := Index(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, nil, false
}

// CutLast returns what is before and after the last sep in s; found says if there is one.
func CutLast(s, sep []byte) (before, after []byte, found bool) {
	if i := LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, nil, false
}

// CutPrefix returns s without the prefix and whether it was there.
func CutPrefix(s, prefix []byte) (after []byte, found bool) {
	if HasPrefix(s, prefix) {
		return s[len(prefix):], true
	}
	return s, false
}

// CutSuffix returns s without the suffix and whether it was there.
func CutSuffix(s, suffix []byte) (before []byte, found bool) {
	if HasSuffix(s, suffix) {
		return s[:len(s)-len(suffix)], true
	}
	return s, false
}

// Split returns the parts of s between separators; an empty one splits into runes.
func Split(s, sep []byte) [][]byte { return split(s, sep, 0, -1) }

// SplitN is Split into at most n parts, the last with the rest; n < 0: all.
func SplitN(s, sep []byte, n int) [][]byte { return split(s, sep, 0, n) }

// SplitAfter is Split that leaves the separators at the ends of the parts.
func SplitAfter(s, sep []byte) [][]byte { return split(s, sep, len(sep), -1) }

// SplitAfterN is SplitAfter into at most n parts.
func SplitAfterN(s, sep []byte, n int) [][]byte { return split(s, sep, len(sep), n) }

// split keeps the first keep bytes of each separator. The parts but the last are cut
// off at their ends, so that appending to them leaves the next alone.
func split(s, sep []byte, keep, n int) [][]byte {
	if n == 0 {
		return nil
	}
	if len(sep) == 0 {
		return explode(s, n)
	}
	if n < 0 {
		n = Count(s, sep) + 1
	}
	if n > len(s)+1 {
		n = len(s) + 1
	}
	parts := make([][]byte, 0, n)
	for len(parts) < n-1 {
		i := Index(s, sep)
		if i < 0 {
			break
		}
		parts = append(parts, s[:i+keep:i+keep])
		s = s[i+len(sep):]
	}
	return append(parts, s)
}

func explode(s []byte, n int) [][]byte {
	count := utf8.RuneCount(s)
	if n < 0 || n > count {
		n = count
	}
	parts := make([][]byte, n)
	for i := range parts {
		width := len(s)
		if i < n-1 {
			_, width = utf8.DecodeRune(s)
		}
		parts[i] = s[:width:width]
		s = s[width:]
	}
	return parts
}

// Fields returns the parts of s between white space.
func Fields(s []byte) [][]byte { return FieldsFunc(s, isSpace) }

// FieldsFunc returns the parts of s between runs of runes for which f is true.
func FieldsFunc(s []byte, f func(rune) bool) [][]byte {
	fields := [][]byte{}
	start := -1
	for i, r := range view(s) {
		if f(r) {
			if start >= 0 {
				fields = append(fields, s[start:i:i])
				start = -1
			}
		} else if start < 0 {
			start = i
		}
	}
	if start >= 0 {
		fields = append(fields, s[start:len(s):len(s)])
	}
	return fields
}
