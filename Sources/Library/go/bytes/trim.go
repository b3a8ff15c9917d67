// SPDX-License-Identifier: Apache-2.0

package bytes

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

func isSpace(r rune) bool {
	if r < utf8.RuneSelf {
		return r == ' ' || '\t' <= r && r <= '\r'
	}
	return unicode.IsSpace(r)
}

// left and right return what package strings left of s when it trimmed one end; nil for
// nothing where Go returns nil.
func left(s []byte, n int) []byte {
	if n == 0 {
		return nil
	}
	return s[len(s)-n:]
}

// Trim returns s without runes of cutset at both ends.
func Trim(s []byte, cutset string) []byte {
	s = left(s, len(strings.TrimLeft(view(s), cutset)))
	if s == nil {
		return nil
	}
	return TrimRight(s, cutset)
}

// TrimLeft returns s without runes of cutset at its start.
func TrimLeft(s []byte, cutset string) []byte {
	return left(s, len(strings.TrimLeft(view(s), cutset)))
}

// TrimRight returns s without runes of cutset at its end.
func TrimRight(s []byte, cutset string) []byte {
	return s[:len(strings.TrimRight(view(s), cutset))]
}

// TrimFunc returns s without runes at both ends for which f is true.
func TrimFunc(s []byte, f func(r rune) bool) []byte { return TrimRightFunc(TrimLeftFunc(s, f), f) }

// TrimLeftFunc returns s without runes at its start for which f is true.
func TrimLeftFunc(s []byte, f func(r rune) bool) []byte {
	return left(s, len(strings.TrimLeftFunc(view(s), f)))
}

// TrimRightFunc returns s without runes at its end for which f is true.
func TrimRightFunc(s []byte, f func(r rune) bool) []byte {
	return s[:len(strings.TrimRightFunc(view(s), f))]
}

// TrimSpace returns s without white space at both ends.
func TrimSpace(s []byte) []byte { return TrimFunc(s, isSpace) }

// TrimPrefix returns s without the prefix, if it is there.
func TrimPrefix(s, prefix []byte) []byte {
	if HasPrefix(s, prefix) {
		return s[len(prefix):]
	}
	return s
}

// TrimSuffix returns s without the suffix, if it is there.
func TrimSuffix(s, suffix []byte) []byte {
	if HasSuffix(s, suffix) {
		return s[:len(s)-len(suffix)]
	}
	return s
}
