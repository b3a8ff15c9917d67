// SPDX-License-Identifier: Apache-2.0

// Package utf8 translates between runes and their UTF-8 encoding.
//
// How.  One decoder, on strings, which all others share: a byte slice is looked at
// through a string header that lives no longer than the call. Counting and validity
// are natives, since they pass over whole strings.
package utf8

import (
	"internal/bytealg"
	"unsafe"
)

const (
	RuneError = '\uFFFD'     // what an invalid encoding decodes to
	RuneSelf  = 0x80         // below it a byte is its own rune
	MaxRune   = '\U0010FFFF' // the largest code point
	UTFMax    = 4            // the longest encoding, in bytes
)

func view(p []byte) string { return unsafe.String(unsafe.SliceData(p), len(p)) }

// expect says for a first byte how long its sequence is and which second bytes it
// admits; n is 0 when no sequence begins so.
func expect(c byte) (n int, lo, hi byte) {
	switch {
	case c < 0xC2:
		return 0, 0, 0
	case c < 0xE0:
		return 2, 0x80, 0xBF
	case c < 0xF0:
		if c == 0xE0 {
			return 3, 0xA0, 0xBF
		}
		if c == 0xED {
			return 3, 0x80, 0x9F
		}
		return 3, 0x80, 0xBF
	case c < 0xF5:
		if c == 0xF0 {
			return 4, 0x90, 0xBF
		}
		if c == 0xF4 {
			return 4, 0x80, 0x8F
		}
		return 4, 0x80, 0xBF
	}
	return 0, 0, 0
}

// DecodeRuneInString returns the first rune of s and its width: (RuneError, 0) for an
// empty string, (RuneError, 1) for an invalid encoding.
func DecodeRuneInString(s string) (rune, int) {
	if len(s) == 0 {
		return RuneError, 0
	}
	c := s[0]
	if c < RuneSelf {
		return rune(c), 1
	}
	n, lo, hi := expect(c)
	if n == 0 || len(s) < n || s[1] < lo || s[1] > hi {
		return RuneError, 1
	}
	if n == 2 {
		return rune(c&0x1F)<<6 | rune(s[1]&0x3F), 2
	}
	if s[2]&0xC0 != 0x80 {
		return RuneError, 1
	}
	if n == 3 {
		return rune(c&0x0F)<<12 | rune(s[1]&0x3F)<<6 | rune(s[2]&0x3F), 3
	}
	if s[3]&0xC0 != 0x80 {
		return RuneError, 1
	}
	return rune(c&0x07)<<18 | rune(s[1]&0x3F)<<12 | rune(s[2]&0x3F)<<6 | rune(s[3]&0x3F), 4
}

// DecodeRune is DecodeRuneInString for bytes.
func DecodeRune(p []byte) (rune, int) {
	if len(p) > 0 && p[0] < RuneSelf {
		return rune(p[0]), 1
	}
	return DecodeRuneInString(view(p))
}

// DecodeLastRuneInString returns the last rune of s and its width: (RuneError, 0) for
// an empty string, (RuneError, 1) for an invalid encoding.
func DecodeLastRuneInString(s string) (rune, int) {
	end := len(s)
	if end == 0 {
		return RuneError, 0
	}
	if c := s[end-1]; c < RuneSelf {
		return rune(c), 1
	}
	for start := end - 1; start >= 0 && start >= end-UTFMax; start-- {
		if RuneStart(s[start]) {
			r, n := DecodeRuneInString(s[start:])
			if start+n != end {
				break
			}
			return r, n
		}
	}
	return RuneError, 1
}

// DecodeLastRune is DecodeLastRuneInString for bytes.
func DecodeLastRune(p []byte) (rune, int) { return DecodeLastRuneInString(view(p)) }

// FullRuneInString reports whether s begins with a whole encoding; an invalid one is
// whole, since it decodes as an error of width 1.
func FullRuneInString(s string) bool {
	if len(s) == 0 {
		return false
	}
	n, lo, hi := expect(s[0])
	if len(s) >= n {
		return true
	}
	if len(s) > 1 && (s[1] < lo || s[1] > hi) {
		return true
	}
	return len(s) > 2 && s[2]&0xC0 != 0x80
}

// FullRune is FullRuneInString for bytes.
func FullRune(p []byte) bool { return FullRuneInString(view(p)) }

// RuneLen returns how many bytes encode r, -1 if none do.
func RuneLen(r rune) int {
	switch {
	case r < 0:
		return -1
	case r < 0x80:
		return 1
	case r < 0x800:
		return 2
	case 0xD800 <= r && r <= 0xDFFF:
		return -1
	case r < 0x10000:
		return 3
	case r <= MaxRune:
		return 4
	}
	return -1
}

// EncodeRune writes r to p, which must be long enough, and returns the bytes written;
// what is no valid rune is written as RuneError.
func EncodeRune(p []byte, r rune) int {
	u := uint32(r)
	if u < 0x80 {
		p[0] = byte(u)
		return 1
	}
	if u < 0x800 {
		_ = p[1]
		p[0] = 0xC0 | byte(u>>6)
		p[1] = 0x80 | byte(u)&0x3F
		return 2
	}
	if u > MaxRune || u-0xD800 < 0x800 {
		u = RuneError
	}
	if u < 0x10000 {
		_ = p[2]
		p[0] = 0xE0 | byte(u>>12)
		p[1] = 0x80 | byte(u>>6)&0x3F
		p[2] = 0x80 | byte(u)&0x3F
		return 3
	}
	_ = p[3]
	p[0] = 0xF0 | byte(u>>18)
	p[1] = 0x80 | byte(u>>12)&0x3F
	p[2] = 0x80 | byte(u>>6)&0x3F
	p[3] = 0x80 | byte(u)&0x3F
	return 4
}

// AppendRune appends the encoding of r to p.
func AppendRune(p []byte, r rune) []byte {
	u := uint32(r)
	if u < 0x80 {
		return append(p, byte(u))
	}
	if u < 0x800 {
		return append(p, 0xC0|byte(u>>6), 0x80|byte(u)&0x3F)
	}
	if u > MaxRune || u-0xD800 < 0x800 {
		u = RuneError
	}
	if u < 0x10000 {
		return append(p, 0xE0|byte(u>>12), 0x80|byte(u>>6)&0x3F, 0x80|byte(u)&0x3F)
	}
	return append(p, 0xF0|byte(u>>18), 0x80|byte(u>>12)&0x3F, 0x80|byte(u>>6)&0x3F, 0x80|byte(u)&0x3F)
}

// RuneCount returns the number of runes in p; an invalid byte counts as one.
func RuneCount(p []byte) int { return bytealg.RuneCountString(view(p)) }

// RuneCountInString is RuneCount for a string.
func RuneCountInString(s string) int { return bytealg.RuneCountString(s) }

// RuneStart reports whether b may be the first byte of an encoding.
func RuneStart(b byte) bool { return b&0xC0 != 0x80 }

// Valid reports whether p is entirely valid UTF-8.
func Valid(p []byte) bool { return bytealg.ValidString(view(p)) }

// ValidString is Valid for a string.
func ValidString(s string) bool { return bytealg.ValidString(s) }

// ValidRune reports whether r can be encoded.
func ValidRune(r rune) bool { return 0 <= r && r < 0xD800 || 0xE000 <= r && r <= MaxRune }
