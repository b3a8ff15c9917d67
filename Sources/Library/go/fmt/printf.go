// SPDX-License-Identifier: Apache-2.0

package fmt

import (
	"internal/bytealg"
	"internal/value"
	"unicode/utf8"
)

// maxNumber bounds widths, precisions and argument numbers.
const maxNumber = 1000000

// printf prints a as the format says.
func (p *printer) printf(format string, a []any) {
	next := 0 // the argument that the next verb takes
	p.reordered = false
	for i := 0; i < len(format); {
		n := bytealg.IndexByteString(format[i:], '%')
		if n < 0 {
			p.buf = append(p.buf, format[i:]...)
			break
		}
		if n > 0 {
			p.buf = append(p.buf, format[i:i+n]...)
		}
		i += n + 1
		p.goodIndex = true
		if p.fancy || p.plusV || p.sharpV {
			p.flags = flags{}
		}
		if i < len(format) && next < len(a) {
			if c := format[i]; 'a' <= c && c <= 'z' { // nothing between % and verb
				i++
				if c == 'w' {
					p.wrapped = append(p.wrapped, next)
				}
				p.printArg(a[next], rune(c))
				next++
				continue
			}
		}
		i, next = p.directive(format, i, a, next)
	}
	if !p.reordered && next < len(a) {
		p.flags = flags{}
		p.buf = append(p.buf, "%!(EXTRA "...)
		for i, x := range a[next:] {
			if i > 0 {
				p.buf = append(p.buf, ", "...)
			}
			if x == nil {
				p.buf = append(p.buf, "<nil>"...)
				continue
			}
			p.buf = append(p.buf, value.TypeOf(x).String()...)
			p.buf = append(p.buf, '=')
			p.printArg(x, 'v')
		}
		p.buf = append(p.buf, ')')
	}
}

// directive prints the directive of which format[i:] is what follows the percent sign,
// and returns where it ends and the next argument's number.
func (p *printer) directive(format string, i int, a []any, next int) (int, int) {
	for ; i < len(format); i++ {
		switch format[i] {
		case '#':
			p.sharp = true
		case '0':
			p.zero = true
		case '+':
			p.plus = true
		case '-':
			p.minus = true
		case ' ':
			p.space = true
		default:
			goto width
		}
		p.fancy = true
	}

width:
	next, i, indexed := p.index(next, format, i, len(a))
	if i < len(format) && format[i] == '*' {
		i++
		p.fancy = true
		p.wid, p.hasWid, next = intArg(a, next)
		if !p.hasWid {
			p.buf = append(p.buf, "%!(BADWIDTH)"...)
		}
		if p.wid < 0 {
			p.wid = -p.wid
			p.minus = true
			p.zero = false // a later 0 flag would count, an earlier one does not
		}
		indexed = false
	} else {
		p.wid, p.hasWid, i = number(format, i, len(format))
		if p.hasWid {
			p.fancy = true
			if indexed { // %[3]2d
				p.goodIndex = false
			}
		}
	}

	if i+1 < len(format) && format[i] == '.' { // a point at the very end is taken for the verb
		i++
		p.fancy = true
		if indexed { // %[3].2d
			p.goodIndex = false
		}
		next, i, indexed = p.index(next, format, i, len(a))
		if i < len(format) && format[i] == '*' {
			i++
			p.prec, p.hasPrec, next = intArg(a, next)
			if p.prec < 0 {
				p.prec, p.hasPrec = 0, false
			}
			if !p.hasPrec {
				p.buf = append(p.buf, "%!(BADPREC)"...)
			}
			indexed = false
		} else {
			p.prec, p.hasPrec, i = number(format, i, len(format))
			if !p.hasPrec {
				p.prec, p.hasPrec = 0, true
			}
		}
	}
	if !indexed {
		next, i, indexed = p.index(next, format, i, len(a))
	}

	if i >= len(format) {
		p.buf = append(p.buf, "%!(NOVERB)"...)
		return i, next
	}
	verb, n := utf8.DecodeRuneInString(format[i:])
	i += n
	switch {
	case verb == '%':
		p.buf = append(p.buf, '%')
	case !p.goodIndex:
		p.note(verb, "(BADINDEX)")
	case next >= len(a):
		p.note(verb, "(MISSING)")
	default:
		if verb == 'v' || verb == 'w' {
			p.sharpV, p.sharp = p.sharp, false
			p.plusV, p.plus = p.plus, false
			if verb == 'w' {
				p.wrapped = append(p.wrapped, next)
			}
		}
		p.printArg(a[next], verb)
		next++
	}
	return i, next
}

// note reports a mistake in the format.
func (p *printer) note(verb rune, what string) {
	p.buf = append(p.buf, "%!"...)
	p.buf = utf8.AppendRune(p.buf, verb)
	p.buf = append(p.buf, what...)
}

// index reads an argument index [n] at format[i:] and returns the argument's number,
// where the index ends, and whether there was one.
func (p *printer) index(next int, format string, i, count int) (int, int, bool) {
	if i >= len(format) || format[i] != '[' {
		return next, i, false
	}
	p.reordered = true
	end := bytealg.IndexByteString(format[i:], ']')
	if end < 0 || len(format)-i < 3 {
		p.goodIndex = false
		return next, i + 1, false
	}
	end += i
	n, ok, stop := number(format, i+1, end)
	if !ok || stop != end {
		p.goodIndex = false
		return next, end + 1, false
	}
	if n < 1 || n > count {
		p.goodIndex = false
		return next, end + 1, true
	}
	return n - 1, end + 1, true
}

// number reads the decimal number at s[i:end] and returns where it ends.
func number(s string, i, end int) (n int, ok bool, stop int) {
	for ; i < end && s[i]-'0' <= 9; i++ {
		if n > maxNumber {
			return 0, false, end
		}
		n = n*10 + int(s[i]-'0')
		ok = true
	}
	return n, ok, i
}

// intArg returns argument i as an int, if it is one, and the next argument's number.
func intArg(a []any, i int) (n int, ok bool, next int) {
	if i >= len(a) {
		return 0, false, i
	}
	n, ok = a[i].(int)
	if !ok {
		switch v := value.Of(a[i]); v.Kind() {
		case value.Int, value.Int8, value.Int16, value.Int32, value.Int64:
			n, ok = int(v.Int()), true
		case value.Uint, value.Uint8, value.Uint16, value.Uint32, value.Uint64, value.Uintptr:
			u := v.Uint()
			n, ok = int(u), int64(u) >= 0
		}
	}
	if !ok || n > maxNumber || n < -maxNumber {
		return 0, false, i + 1
	}
	return n, true, i + 1
}
