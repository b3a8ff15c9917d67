// SPDX-License-Identifier: Apache-2.0

package strings

import (
	"internal/bytealg"
	"unicode/utf8"
)

// Cut returns what is before and after the first sep in s; found says if there is one.
func Cut(s, sep string) (before, after string, found bool) {
	if i := bytealg.IndexString(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// CutLast returns what is before and after the last sep in s; found says if there is one.
func CutLast(s, sep string) (before, after string, found bool) {
	if i := bytealg.LastIndexString(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// CutPrefix returns s without the prefix and whether it was there.
func CutPrefix(s, prefix string) (after string, found bool) {
	if HasPrefix(s, prefix) {
		return s[len(prefix):], true
	}
	return s, false
}

// CutSuffix returns s without the suffix and whether it was there.
func CutSuffix(s, suffix string) (before string, found bool) {
	if HasSuffix(s, suffix) {
		return s[:len(s)-len(suffix)], true
	}
	return s, false
}

// Split returns the parts of s between separators; an empty one splits into runes.
func Split(s, sep string) []string { return split(s, sep, 0, -1) }

// SplitN is Split into at most n parts, the last with the rest; n < 0: all.
func SplitN(s, sep string, n int) []string { return split(s, sep, 0, n) }

// SplitAfter is Split that leaves the separators at the ends of the parts.
func SplitAfter(s, sep string) []string { return split(s, sep, len(sep), -1) }

// SplitAfterN is SplitAfter into at most n parts.
func SplitAfterN(s, sep string, n int) []string { return split(s, sep, len(sep), n) }

// split keeps the first keep bytes of each separator.
func split(s, sep string, keep, n int) []string {
	if n == 0 {
		return nil
	}
	if sep == "" {
		return explode(s, n)
	}
	if n < 0 {
		n = Count(s, sep) + 1
	}
	if n > len(s)+1 {
		n = len(s) + 1
	}
	parts := make([]string, 0, n)
	for len(parts) < n-1 {
		i := bytealg.IndexString(s, sep)
		if i < 0 {
			break
		}
		parts = append(parts, s[:i+keep])
		s = s[i+len(sep):]
	}
	return append(parts, s)
}

// explode returns the runes of s as strings, at most n, the last with the rest.
func explode(s string, n int) []string {
	count := utf8.RuneCountInString(s)
	if n < 0 || n > count {
		n = count
	}
	parts := make([]string, n)
	for i := range parts {
		width := len(s)
		if i < n-1 {
			_, width = utf8.DecodeRuneInString(s)
		}
		parts[i] = s[:width]
		s = s[width:]
	}
	return parts
}

// Fields returns the parts of s between white space.
func Fields(s string) []string {
	n := 0
	inside := false
	for i := 0; i < len(s); i++ { // count, in the usual case of ASCII
		c := s[i]
		if c >= utf8.RuneSelf {
			return FieldsFunc(s, isSpace)
		}
		space := c == ' ' || '\t' <= c && c <= '\r'
		if !space && !inside {
			n++
		}
		inside = !space
	}
	fields := make([]string, n)
	i := 0
	for k := range fields {
		for s[i] == ' ' || '\t' <= s[i] && s[i] <= '\r' {
			i++
		}
		start := i
		for i < len(s) && s[i] != ' ' && (s[i] < '\t' || '\r' < s[i]) {
			i++
		}
		fields[k] = s[start:i]
	}
	return fields
}

// FieldsFunc returns the parts of s between runs of runes for which f is true.
func FieldsFunc(s string, f func(rune) bool) []string {
	fields := []string{}
	start := -1
	for i, r := range s {
		if f(r) {
			if start >= 0 {
				fields = append(fields, s[start:i])
				start = -1
			}
		} else if start < 0 {
			start = i
		}
	}
	if start >= 0 {
		fields = append(fields, s[start:])
	}
	return fields
}

// Trim returns s without runes of cutset at both ends.
func Trim(s, cutset string) string { return TrimRight(TrimLeft(s, cutset), cutset) }

// TrimLeft returns s without runes of cutset at its start.
func TrimLeft(s, cutset string) string {
	for s != "" && cutset != "" {
		r, n := utf8.DecodeRuneInString(s)
		if IndexRune(cutset, r) < 0 {
			break
		}
		s = s[n:]
	}
	return s
}

// TrimRight returns s without runes of cutset at its end.
func TrimRight(s, cutset string) string {
	for s != "" && cutset != "" {
		r, n := utf8.DecodeLastRuneInString(s)
		if IndexRune(cutset, r) < 0 {
			break
		}
		s = s[:len(s)-n]
	}
	return s
}

// TrimFunc returns s without runes at both ends for which f is true.
func TrimFunc(s string, f func(rune) bool) string { return TrimRightFunc(TrimLeftFunc(s, f), f) }

// TrimLeftFunc returns s without runes at its start for which f is true.
func TrimLeftFunc(s string, f func(rune) bool) string {
	i := indexFunc(s, f, false)
	if i < 0 {
		return ""
	}
	return s[i:]
}

// TrimRightFunc returns s without runes at its end for which f is true.
func TrimRightFunc(s string, f func(rune) bool) string {
	i := lastIndexFunc(s, f, false)
	if i < 0 {
		return ""
	}
	_, n := utf8.DecodeRuneInString(s[i:])
	return s[:i+n]
}

// TrimSpace returns s without white space at both ends.
func TrimSpace(s string) string {
	i, j := 0, len(s)
	for ; i < j; i++ {
		if c := s[i]; c != ' ' && (c < '\t' || '\r' < c) {
			if c >= utf8.RuneSelf {
				return TrimFunc(s[i:j], isSpace)
			}
			break
		}
	}
	for ; j > i; j-- {
		if c := s[j-1]; c != ' ' && (c < '\t' || '\r' < c) {
			if c >= utf8.RuneSelf {
				return TrimRightFunc(s[i:j], isSpace)
			}
			break
		}
	}
	return s[i:j]
}

// TrimPrefix returns s without the prefix, if it is there.
func TrimPrefix(s, prefix string) string {
	if HasPrefix(s, prefix) {
		return s[len(prefix):]
	}
	return s
}

// TrimSuffix returns s without the suffix, if it is there.
func TrimSuffix(s, suffix string) string {
	if HasSuffix(s, suffix) {
		return s[:len(s)-len(suffix)]
	}
	return s
}
