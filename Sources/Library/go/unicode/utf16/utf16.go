// SPDX-License-Identifier: Apache-2.0

// Package utf16 translates between runes and UTF-16.
package utf16

const (
	replacement = '\uFFFD'
	first       = 0xD800  // of the high surrogates
	middle      = 0xDC00  // first of the low surrogates
	last        = 0xDFFF  // of the low surrogates
	pairs       = 0x10000 // the first rune that takes two words
	maxRune     = '\U0010FFFF'
)

// IsSurrogate reports whether r is half of a pair.
func IsSurrogate(r rune) bool { return first <= r && r <= last }

// DecodeRune returns the rune of a surrogate pair, U+FFFD if the two are none.
func DecodeRune(r1, r2 rune) rune {
	if first <= r1 && r1 < middle && middle <= r2 && r2 <= last {
		return (r1-first)<<10 | (r2 - middle) + pairs
	}
	return replacement
}

// EncodeRune returns the surrogate pair of r, U+FFFD twice if r has none.
func EncodeRune(r rune) (r1, r2 rune) {
	if r < pairs || r > maxRune {
		return replacement, replacement
	}
	r -= pairs
	return first + r>>10, middle + r&0x3FF
}

// RuneLen returns the number of words that encode r, -1 if none do.
func RuneLen(r rune) int {
	switch {
	case r < 0 || r > maxRune || IsSurrogate(r):
		return -1
	case r >= pairs:
		return 2
	}
	return 1
}

// AppendRune appends the encoding of r, of U+FFFD if r is invalid.
func AppendRune(a []uint16, r rune) []uint16 {
	switch RuneLen(r) {
	case 1:
		return append(a, uint16(r))
	case 2:
		r1, r2 := EncodeRune(r)
		return append(a, uint16(r1), uint16(r2))
	}
	return append(a, replacement)
}

// Encode returns the UTF-16 encoding of s.
func Encode(s []rune) []uint16 {
	a := make([]uint16, 0, len(s))
	for _, r := range s {
		a = AppendRune(a, r)
	}
	return a
}

// Decode returns the runes that s encodes; a lone surrogate becomes U+FFFD.
func Decode(s []uint16) []rune {
	out := make([]rune, 0, len(s))
	for i := 0; i < len(s); i++ {
		r := rune(s[i])
		if IsSurrogate(r) {
			if i+1 < len(s) {
				if r2 := DecodeRune(r, rune(s[i+1])); r2 != replacement {
					out = append(out, r2)
					i++
					continue
				}
			}
			r = replacement
		}
		out = append(out, r)
	}
	return out
}
