// SPDX-License-Identifier: Apache-2.0

package strings

import (
	"unicode/utf8"
	"unsafe"
)

// Builder builds a string with few copies. The zero value is empty; a Builder must not
// be copied once it was written to.
type Builder struct {
	self unsafe.Pointer // where it was first used, to catch copies
	buf  []byte
}

func (b *Builder) check() {
	if b.self != unsafe.Pointer(b) {
		if b.self != nil {
			panic("strings: illegal use of non-zero Builder copied by value")
		}
		b.self = noescape(unsafe.Pointer(b))
	}
}

// noescape hides p from escape analysis: a Builder that points to itself need not be in
// the heap for that.
func noescape(p unsafe.Pointer) unsafe.Pointer { return unsafe.Pointer(uintptr(p)) }

// String returns what was written.
func (b *Builder) String() string { return unsafe.String(unsafe.SliceData(b.buf), len(b.buf)) }

// Len returns the number of bytes written.
func (b *Builder) Len() int { return len(b.buf) }

// Cap returns the size of the memory reserved.
func (b *Builder) Cap() int { return cap(b.buf) }

// Reset makes the Builder empty.
func (b *Builder) Reset() { b.self, b.buf = nil, nil }

// Grow reserves memory for n more bytes.
func (b *Builder) Grow(n int) {
	b.check()
	if n < 0 {
		panic("strings.Builder.Grow: negative count")
	}
	if cap(b.buf)-len(b.buf) < n {
		b.buf = append(make([]byte, 0, 2*cap(b.buf)+n), b.buf...)
	}
}

// Write appends p; the error is always nil.
func (b *Builder) Write(p []byte) (int, error) {
	b.check()
	b.buf = append(b.buf, p...)
	return len(p), nil
}

// WriteByte appends c; the error is always nil.
func (b *Builder) WriteByte(c byte) error {
	b.check()
	b.buf = append(b.buf, c)
	return nil
}

// WriteRune appends r; the error is always nil.
func (b *Builder) WriteRune(r rune) (int, error) {
	b.check()
	n := len(b.buf)
	b.buf = utf8.AppendRune(b.buf, r)
	return len(b.buf) - n, nil
}

// WriteString appends s; the error is always nil.
func (b *Builder) WriteString(s string) (int, error) {
	b.check()
	b.buf = append(b.buf, s...)
	return len(s), nil
}
