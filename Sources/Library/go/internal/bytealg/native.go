// SPDX-License-Identifier: Apache-2.0

// Package bytealg holds the searches and comparisons of bytes that strings,
// bytes and unicode/utf8 share. The bodies are in C: each is one pass over
// memory that an interpreter would do a byte at a time.
//
// None of them allocates, blocks, keeps an argument or calls Go. Offsets and
// counts are in bytes; -1 means "not found".
package bytealg

// IndexByte returns the first offset of c in b.
//
//go:noescape
func IndexByte(b []byte, c byte) int

// IndexByteString returns the first offset of c in s.
//
//go:noescape
func IndexByteString(s string, c byte) int

// LastIndexByte returns the last offset of c in b.
//
//go:noescape
func LastIndexByte(b []byte, c byte) int

// LastIndexByteString returns the last offset of c in s.
//
//go:noescape
func LastIndexByteString(s string, c byte) int

// Index returns the first offset of sep in b; 0 when sep is empty.
//
//go:noescape
func Index(b, sep []byte) int

// IndexString returns the first offset of sep in s; 0 when sep is empty.
//
//go:noescape
func IndexString(s, sep string) int

// LastIndexString returns the last offset of sep in s; len(s) when sep is empty.
//
//go:noescape
func LastIndexString(s, sep string) int

// Count returns how often c occurs in b.
//
//go:noescape
func Count(b []byte, c byte) int

// CountString returns how often c occurs in s.
//
//go:noescape
func CountString(s string, c byte) int

// Equal reports whether a and b have the same length and bytes; nil equals empty.
//
//go:noescape
func Equal(a, b []byte) bool

// Compare returns -1, 0 or 1 as a sorts before, with or after b, bytes unsigned.
//
//go:noescape
func Compare(a, b []byte) int

// CompareString returns -1, 0 or 1 as a sorts before, with or after b, bytes unsigned.
//
//go:noescape
func CompareString(a, b string) int

// RuneCountString returns the number of runes in s as a range loop would visit
// them: each byte that does not begin a valid UTF-8 sequence counts as one.
//
//go:noescape
func RuneCountString(s string) int

// ValidString reports whether s is valid UTF-8: shortest forms only, no surrogates,
// nothing above U+10FFFF.
//
//go:noescape
func ValidString(s string) bool

// ASCIIPrefix returns the length of the longest prefix of s whose bytes are below 0x80.
//
//go:noescape
func ASCIIPrefix(s string) int
