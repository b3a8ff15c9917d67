// SPDX-License-Identifier: Apache-2.0

package fmt

import (
	"internal/value"
	"strconv"
	"unicode/utf8"
)

// printArg prints one argument.
func (p *printer) printArg(arg any, verb rune) {
	if verb == 'v' && !p.fancy && !p.sharpV { // the usual case
		switch x := arg.(type) {
		case string:
			p.buf = append(p.buf, x...)
			return
		case int:
			p.buf = strconv.AppendInt(p.buf, int64(x), 10)
			return
		case []int:
			p.buf = append(p.buf, '[')
			for i, n := range x {
				if i > 0 {
					p.buf = append(p.buf, ' ')
				}
				p.buf = strconv.AppendInt(p.buf, int64(n), 10)
			}
			p.buf = append(p.buf, ']')
			return
		case []string:
			p.buf = append(p.buf, '[')
			for i, s := range x {
				if i > 0 {
					p.buf = append(p.buf, ' ')
				}
				p.buf = append(p.buf, s...)
			}
			p.buf = append(p.buf, ']')
			return
		}
	}
	p.arg = arg
	p.value = value.Value{}
	if arg == nil {
		if verb == 'T' || verb == 'v' {
			p.padString("<nil>")
		} else {
			p.badVerb(verb)
		}
		return
	}
	switch verb {
	case 'T':
		p.fmtS(value.TypeOf(arg).String())
		return
	case 'p':
		p.fmtPointer(value.Of(arg), 'p')
		return
	}
	switch x := arg.(type) {
	case int:
		p.fmtInteger(uint64(x), true, verb)
	case string:
		p.fmtString(x, verb)
	case float64:
		p.fmtFloat(x, 64, verb)
	case bool:
		p.fmtBool(x, verb)
	case uint8:
		p.fmtInteger(uint64(x), false, verb)
	case int32:
		p.fmtInteger(uint64(x), true, verb)
	case int64:
		p.fmtInteger(uint64(x), true, verb)
	case uint:
		p.fmtInteger(uint64(x), false, verb)
	case uint64:
		p.fmtInteger(x, false, verb)
	case uint32:
		p.fmtInteger(uint64(x), false, verb)
	case []byte:
		p.fmtBytes(x, verb, "[]byte")
	case float32:
		p.fmtFloat(float64(x), 32, verb)
	case int8:
		p.fmtInteger(uint64(x), true, verb)
	case int16:
		p.fmtInteger(uint64(x), true, verb)
	case uint16:
		p.fmtInteger(uint64(x), false, verb)
	case uintptr:
		p.fmtInteger(uint64(x), false, verb)
	case complex128:
		p.fmtComplex(x, 64, verb)
	case complex64:
		p.fmtComplex(complex128(x), 32, verb)
	default:
		if !p.callMethods(verb) {
			p.printValue(value.Of(arg), verb, 0)
		}
	}
}

// badVerb reports that the verb does not fit what is being printed.
func (p *printer) badVerb(verb rune) {
	p.erroring = true
	p.note(verb, "(")
	switch {
	case p.arg != nil:
		p.buf = append(p.buf, value.TypeOf(p.arg).String()...)
		p.buf = append(p.buf, '=')
		p.printArg(p.arg, 'v')
	case p.value.IsValid():
		p.buf = append(p.buf, p.value.Type().String()...)
		p.buf = append(p.buf, '=')
		p.printValue(p.value, 'v', 0)
	default:
		p.buf = append(p.buf, "<nil>"...)
	}
	p.buf = append(p.buf, ')')
	p.erroring = false
}

// callMethods prints p.arg by its own method for the verb, if it has one.
func (p *printer) callMethods(verb rune) bool {
	if p.erroring {
		return false
	}
	if verb == 'w' {
		if _, ok := p.arg.(error); !ok || !p.wrapping {
			p.badVerb(verb)
			return true
		}
		verb = 'v'
	}
	if p.arg == nil || value.TypeOf(p.arg).NumMethod() == 0 {
		return false
	}
	if x, ok := p.arg.(Formatter); ok {
		p.callFormat(x, verb)
		return true
	}
	if p.sharpV {
		if x, ok := p.arg.(GoStringer); ok {
			p.callGoString(x, verb)
			return true
		}
		return false
	}
	switch verb {
	case 'v', 's', 'x', 'X', 'q':
		switch x := p.arg.(type) {
		case error:
			p.callError(x, verb)
			return true
		case Stringer:
			p.callString(x, verb)
			return true
		}
	}
	return false
}

func (p *printer) callFormat(x Formatter, verb rune) {
	defer p.catch(x, verb, "Format")
	x.Format(p, verb)
}

func (p *printer) callGoString(x GoStringer, verb rune) {
	defer p.catch(x, verb, "GoString")
	p.fmtS(x.GoString())
}

func (p *printer) callError(x error, verb rune) {
	defer p.catch(x, verb, "Error")
	p.fmtString(x.Error(), verb)
}

func (p *printer) callString(x Stringer, verb rune) {
	defer p.catch(x, verb, "String")
	p.fmtString(x.String(), verb)
}

// catch, deferred, reports a panic of a method of x; a nil receiver prints as such.
func (p *printer) catch(x any, verb rune, method string) {
	err := recover()
	if err == nil {
		return
	}
	if v := value.Of(x); v.Kind() == value.Pointer && v.IsNil() {
		p.buf = append(p.buf, "<nil>"...)
		return
	}
	if p.panicking { // the report itself panics: nobody can print that
		panic(err)
	}
	saved := p.flags
	p.flags = flags{}
	p.note(verb, "(PANIC=")
	p.buf = append(p.buf, method...)
	p.buf = append(p.buf, " method: "...)
	p.panicking = true
	p.printArg(err, 'v')
	p.panicking = false
	p.buf = append(p.buf, ')')
	p.flags = saved
}

func (p *printer) fmtBool(x bool, verb rune) {
	switch verb {
	case 't', 'v':
		if x {
			p.padString("true")
		} else {
			p.padString("false")
		}
	default:
		p.badVerb(verb)
	}
}

func (p *printer) fmtInteger(u uint64, signed bool, verb rune) {
	switch verb {
	case 'v':
		if p.sharpV && !signed {
			p.fmtHexAddress(u, true)
		} else {
			p.putInteger(u, 10, signed, verb)
		}
	case 'd':
		p.putInteger(u, 10, signed, verb)
	case 'x', 'X':
		p.putInteger(u, 16, signed, verb)
	case 'c':
		p.putRune(u)
	case 'q':
		p.putQuotedRune(u)
	case 'b':
		p.putInteger(u, 2, signed, verb)
	case 'o', 'O':
		p.putInteger(u, 8, signed, verb)
	case 'U':
		p.putUnicode(u)
	default:
		p.badVerb(verb)
	}
}

// fmtHexAddress prints u in base 16, with 0x before it if prefix is set.
func (p *printer) fmtHexAddress(u uint64, prefix bool) {
	sharp, fancy := p.sharp, p.fancy
	p.sharp, p.fancy = prefix, true
	p.putInteger(u, 16, false, 'v')
	p.sharp, p.fancy = sharp, fancy
}

func (p *printer) fmtFloat(x float64, size int, verb rune) {
	switch verb {
	case 'v':
		p.putFloat(x, size, 'g', -1)
	case 'b', 'g', 'G', 'x', 'X':
		p.putFloat(x, size, byte(verb), -1)
	case 'f', 'e', 'E':
		p.putFloat(x, size, byte(verb), 6)
	case 'F':
		p.putFloat(x, size, 'f', 6)
	default:
		p.badVerb(verb)
	}
}

// fmtComplex prints both parts as floating-point numbers of size bits, to each of which width and precision apply.
func (p *printer) fmtComplex(x complex128, size int, verb rune) {
	switch verb {
	case 'v', 'b', 'g', 'G', 'x', 'X', 'f', 'F', 'e', 'E':
		plus, fancy := p.plus, p.fancy
		p.buf = append(p.buf, '(')
		p.fmtFloat(real(x), size, verb)
		p.plus, p.fancy = true, true
		p.fmtFloat(imag(x), size, verb)
		p.buf = append(p.buf, "i)"...)
		p.plus, p.fancy = plus, fancy
	default:
		p.badVerb(verb)
	}
}

func (p *printer) fmtString(s string, verb rune) {
	switch verb {
	case 'v':
		if p.sharpV {
			p.putQuoted(s)
		} else {
			p.fmtS(s)
		}
	case 's':
		p.fmtS(s)
	case 'x', 'X':
		p.putHex(s, verb)
	case 'q':
		p.putQuoted(s)
	default:
		p.badVerb(verb)
	}
}

func (p *printer) fmtBytes(b []byte, verb rune, typ string) {
	switch verb {
	case 'v', 'd':
		if p.sharpV {
			p.buf = append(p.buf, typ...)
			if b == nil {
				p.buf = append(p.buf, "(nil)"...)
				return
			}
			p.buf = append(p.buf, '{')
			for i, c := range b {
				if i > 0 {
					p.buf = append(p.buf, ", "...)
				}
				p.fmtHexAddress(uint64(c), true)
			}
			p.buf = append(p.buf, '}')
			return
		}
		p.buf = append(p.buf, '[')
		for i, c := range b {
			if i > 0 {
				p.buf = append(p.buf, ' ')
			}
			p.putInteger(uint64(c), 10, false, verb)
		}
		p.buf = append(p.buf, ']')
	case 's':
		p.fmtS(viewString(b))
	case 'x', 'X':
		p.putHex(viewString(b), verb)
	case 'q':
		p.putQuoted(viewString(b))
	default:
		p.printValue(value.Of(b), verb, 0)
	}
}

func (p *printer) fmtPointer(v value.Value, verb rune) {
	switch v.Kind() {
	case value.Chan, value.Func, value.Map, value.Pointer, value.Slice, value.UnsafePointer:
	default:
		p.badVerb(verb)
		return
	}
	u := uint64(v.Pointer())
	switch verb {
	case 'v':
		if p.sharpV {
			p.buf = append(p.buf, '(')
			p.buf = append(p.buf, v.Type().String()...)
			p.buf = append(p.buf, ")("...)
			if u == 0 {
				p.buf = append(p.buf, "nil"...)
			} else {
				p.fmtHexAddress(u, true)
			}
			p.buf = append(p.buf, ')')
		} else if u == 0 {
			p.padString("<nil>")
		} else {
			p.fmtHexAddress(u, !p.sharp)
		}
	case 'p':
		p.fmtHexAddress(u, !p.sharp)
	case 'b', 'o', 'd', 'x', 'X':
		p.fmtInteger(u, false, verb)
	default:
		p.badVerb(verb)
	}
}

// appendDecimal appends n in base 10.
func appendDecimal(b []byte, n int) []byte { return strconv.AppendInt(b, int64(n), 10) }

// putRune prints the rune u.
func (p *printer) putRune(u uint64) {
	if !p.fancy {
		p.buf = utf8.AppendRune(p.buf, clampRune(u))
		return
	}
	var a [utf8.UTFMax]byte
	p.pad(utf8.AppendRune(a[:0], clampRune(u)))
}

// clampRune returns u as a rune, U+FFFD if it is too large to be one.
func clampRune(u uint64) rune {
	if u > utf8.MaxRune {
		return utf8.RuneError
	}
	return rune(u)
}
