// SPDX-License-Identifier: Apache-2.0

package fmt

import (
	"strconv"
	"unicode/utf8"
	"unsafe"
)

// viewString looks at b as a string, for calls that do not keep it.
func viewString(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// fill appends n padding characters.
func (p *printer) fill(n int) {
	c := byte(' ')
	if p.zero && !p.minus {
		c = '0'
	}
	for ; n > 0; n-- {
		p.buf = append(p.buf, c)
	}
}

// pad appends b, padded to the width.
func (p *printer) pad(b []byte) { p.padString(viewString(b)) }

// padString appends s, padded to the width.
func (p *printer) padString(s string) {
	if !p.hasWid || p.wid == 0 {
		p.buf = append(p.buf, s...)
		return
	}
	n := p.wid - utf8.RuneCountInString(s)
	if p.minus {
		p.buf = append(p.buf, s...)
		p.fill(n)
	} else {
		p.fill(n)
		p.buf = append(p.buf, s...)
	}
}

// padBlank is pad with spaces whatever the flags say.
func (p *printer) padBlank(b []byte) {
	zero := p.zero
	p.zero = false
	p.pad(b)
	p.zero = zero
}

// cut returns as much of s as the precision allows.
func (p *printer) cut(s string) string {
	if p.hasPrec {
		n := p.prec
		for i := range s {
			if n == 0 {
				return s[:i]
			}
			n--
		}
	}
	return s
}

// fmtS prints s cut and padded.
func (p *printer) fmtS(s string) {
	if !p.fancy {
		p.buf = append(p.buf, s...)
		return
	}
	p.padString(p.cut(s))
}

const (
	lowerDigits = "0123456789abcdefx"
	upperDigits = "0123456789ABCDEFX"
)

// putInteger prints u, an int64 if signed, in the given base; the verb chooses upper
// case (X) and the prefix 0o (O).
func (p *printer) putInteger(u uint64, base int, signed bool, verb rune) {
	if !p.fancy && verb != 'X' && verb != 'O' {
		if signed {
			p.buf = strconv.AppendInt(p.buf, int64(u), base)
		} else {
			p.buf = strconv.AppendUint(p.buf, u, base)
		}
		return
	}
	negative := signed && int64(u) < 0
	if negative {
		u = -u
	}
	digits := lowerDigits
	if verb == 'X' {
		digits = upperDigits
	}
	least := 0 // digits; zeros that are not padding: %.3d or %03d
	if p.hasPrec {
		least = p.prec
		if least == 0 && u == 0 {
			zero := p.zero
			p.zero = false
			p.fill(p.wid)
			p.zero = zero
			return
		}
	} else if p.zero && !p.minus && p.hasWid {
		least = p.wid
		if negative || p.plus || p.space {
			least--
		}
	}
	var small [80]byte
	a := small[:]
	if least+4 > len(a) {
		a = make([]byte, least+4)
	}
	i := len(a)
	b := uint64(base)
	for u >= b {
		q := u / b
		i--
		a[i] = digits[u-q*b]
		u = q
	}
	i--
	a[i] = digits[u]
	for least > len(a)-i {
		i--
		a[i] = '0'
	}
	if p.sharp {
		switch base {
		case 2:
			i -= 2
			a[i], a[i+1] = '0', 'b'
		case 8:
			if a[i] != '0' {
				i--
				a[i] = '0'
			}
		case 16:
			i -= 2
			a[i], a[i+1] = '0', digits[16]
		}
	}
	if verb == 'O' {
		i -= 2
		a[i], a[i+1] = '0', 'o'
	}
	if negative {
		i--
		a[i] = '-'
	} else if p.plus {
		i--
		a[i] = '+'
	} else if p.space {
		i--
		a[i] = ' '
	}
	p.padBlank(a[i:])
}

// putUnicode prints u as U+0078 or, with the sharp flag, U+0078 'x'.
func (p *printer) putUnicode(u uint64) {
	least := 4
	if p.hasPrec && p.prec > 4 {
		least = p.prec
	}
	var hex [16]byte
	i := len(hex)
	for x := u; x != 0; x >>= 4 {
		i--
		hex[i] = upperDigits[x&15]
	}
	b := make([]byte, 0, least+28)
	b = append(b, "U+"...)
	for n := len(hex) - i; n < least; n++ {
		b = append(b, '0')
	}
	b = append(b, hex[i:]...)
	if p.sharp && u <= utf8.MaxRune && strconv.IsPrint(rune(u)) {
		b = append(b, " '"...)
		b = utf8.AppendRune(b, rune(u))
		b = append(b, '\'')
	}
	p.padBlank(b)
}

// putHex prints the bytes of s in base 16: % x spaces them, %#x prefixes 0x.
func (p *printer) putHex(s string, verb rune) {
	digits := lowerDigits
	if verb == 'X' {
		digits = upperDigits
	}
	n := len(s)
	if p.hasPrec && p.prec < n {
		n = p.prec
	}
	width := 2 * n
	if n == 0 {
		if p.hasWid {
			p.fill(p.wid)
		}
		return
	}
	if p.space {
		if p.sharp {
			width *= 2
		}
		width += n - 1
	} else if p.sharp {
		width += 2
	}
	if p.hasWid && !p.minus {
		p.fill(p.wid - width)
	}
	for i := 0; i < n; i++ {
		if p.space && i > 0 {
			p.buf = append(p.buf, ' ')
		}
		if p.sharp && (i == 0 || p.space) {
			p.buf = append(p.buf, '0', digits[16])
		}
		p.buf = append(p.buf, digits[s[i]>>4], digits[s[i]&15])
	}
	if p.hasWid && p.minus {
		p.fill(p.wid - width)
	}
}

// putQuoted prints s as a Go literal.
func (p *printer) putQuoted(s string) {
	s = p.cut(s)
	if p.sharp && strconv.CanBackquote(s) {
		p.padString("`" + s + "`")
		return
	}
	if !p.fancy {
		p.buf = strconv.AppendQuote(p.buf, s)
	} else if p.plus {
		p.pad(strconv.AppendQuoteToASCII(nil, s))
	} else {
		p.pad(strconv.AppendQuote(nil, s))
	}
}

// putQuotedRune prints the rune u as a Go literal.
func (p *printer) putQuotedRune(u uint64) {
	var a [16]byte
	if p.plus {
		p.pad(strconv.AppendQuoteRuneToASCII(a[:0], clampRune(u)))
	} else {
		p.pad(strconv.AppendQuoteRune(a[:0], clampRune(u)))
	}
}

// putFloat prints x in a format of strconv with prec digits unless the flags say
// another number.
func (p *printer) putFloat(x float64, size int, verb byte, prec int) {
	if !p.fancy {
		n := len(p.buf)
		p.buf = strconv.AppendFloat(p.buf, x, verb, prec, size)
		if p.buf[n] != '+' {
			return
		}
		p.buf = p.buf[:n] // infinity
	}
	if p.hasPrec {
		prec = p.prec
	}
	var a [48]byte
	num := strconv.AppendFloat(a[:1], x, verb, prec, size)
	if num[1] == '-' || num[1] == '+' {
		num = num[1:]
	} else {
		num[0] = '+'
	}
	if p.space && num[0] == '+' && !p.plus {
		num[0] = ' '
	}
	if num[1] == 'I' || num[1] == 'N' { // no number, so no zeros before it
		if num[1] == 'N' && !p.space && !p.plus {
			num = num[1:]
		}
		p.padBlank(num)
		return
	}
	if p.sharp && verb != 'b' {
		num = sharpen(num, verb, prec)
	}
	if !p.plus && num[0] == '+' {
		p.pad(num[1:])
		return
	}
	if p.zero && !p.minus && p.hasWid && p.wid > len(num) { // the sign goes before the zeros
		p.buf = append(p.buf, num[0])
		p.fill(p.wid - len(num))
		p.buf = append(p.buf, num[1:]...)
		return
	}
	p.pad(num)
}

// sharpen gives num, which has a sign, a decimal point and, for the formats that drop
// trailing zeros, those zeros.
func sharpen(num []byte, verb byte, prec int) []byte {
	want := 0 // significant digits
	switch verb {
	case 'g', 'G', 'x': // X is left alone, as in Go
		want = prec
		if want < 0 {
			want = 6
		}
	}
	hex := verb == 'x' || verb == 'X'
	end := len(num)
	point, counting := false, false
	for i := 1; i < end; i++ {
		switch c := num[i]; {
		case c == '.':
			point = true
		case c == 'p' || c == 'P' || !hex && (c == 'e' || c == 'E'):
			end = i
		default:
			counting = counting || c != '0'
			if counting {
				want--
			}
		}
	}
	out := append(make([]byte, 0, len(num)+8), num[:end]...)
	if !point {
		if end == 2 && num[1] == '0' { // a lone 0 is a digit
			want--
		}
		out = append(out, '.')
	}
	for ; want > 0; want-- {
		out = append(out, '0')
	}
	return append(out, num[end:]...)
}
