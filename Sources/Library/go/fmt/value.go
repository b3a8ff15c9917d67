// SPDX-License-Identifier: Apache-2.0

package fmt

import "internal/value"

// printValue prints a value of any type. At depth 0 it is the argument, whose methods
// were tried; what lies deeper and was reached through exported fields has its methods
// called here.
func (p *printer) printValue(v value.Value, verb rune, depth int) {
	kind := v.Kind()
	if depth > 0 {
		p.arg = nil
		// Only what may have methods is worth making an interface of.
		if kind != value.Invalid && v.Exported() && (kind == value.Interface || verb == 'w' || v.Type().NumMethod() > 0) {
			p.arg = v.Interface()
			if p.callMethods(verb) {
				return
			}
		}
	}
	p.value = v
	switch kind {
	case value.Invalid:
		if verb == 'v' {
			p.buf = append(p.buf, "<nil>"...)
		} else {
			p.badVerb(verb)
		}
	case value.Bool:
		p.fmtBool(v.Bool(), verb)
	case value.Int, value.Int8, value.Int16, value.Int32, value.Int64:
		p.fmtInteger(uint64(v.Int()), true, verb)
	case value.Uint, value.Uint8, value.Uint16, value.Uint32, value.Uint64, value.Uintptr:
		p.fmtInteger(v.Uint(), false, verb)
	case value.Float32:
		p.fmtFloat(v.Float(), 32, verb)
	case value.Float64:
		p.fmtFloat(v.Float(), 64, verb)
	case value.Complex64:
		p.fmtComplex(v.Complex(), 32, verb)
	case value.Complex128:
		p.fmtComplex(v.Complex(), 64, verb)
	case value.String:
		p.fmtString(v.String(), verb)
	case value.Map:
		p.printMap(v, verb, depth)
	case value.Struct:
		p.printStruct(v, verb, depth)
	case value.Interface:
		if e := v.Elem(); e.IsValid() {
			p.printValue(e, verb, depth+1)
		} else if p.sharpV {
			p.buf = append(p.buf, v.Type().String()...)
			p.buf = append(p.buf, "(nil)"...)
		} else {
			p.buf = append(p.buf, "<nil>"...)
		}
	case value.Array, value.Slice:
		p.printList(v, verb, depth)
	case value.Pointer:
		if depth == 0 && !v.IsNil() { // deeper ones print as addresses, which ends loops
			e := v.Elem()
			switch e.Kind() {
			case value.Array, value.Slice, value.Struct, value.Map:
				p.buf = append(p.buf, '&')
				p.printValue(e, verb, depth+1)
				return
			}
		}
		p.fmtPointer(v, verb)
	case value.Chan, value.Func, value.UnsafePointer:
		p.fmtPointer(v, verb)
	}
}

// between separates two elements.
func (p *printer) between() {
	if p.sharpV {
		p.buf = append(p.buf, ", "...)
	} else {
		p.buf = append(p.buf, ' ')
	}
}

func (p *printer) printMap(v value.Value, verb rune, depth int) {
	end := byte(']')
	if p.sharpV {
		end = '}'
		p.buf = append(p.buf, v.Type().String()...)
		if v.IsNil() {
			p.buf = append(p.buf, "(nil)"...)
			return
		}
		p.buf = append(p.buf, '{')
	} else {
		p.buf = append(p.buf, "map["...)
	}
	e := v.SortedEntries()
	for i, key := range e.Keys {
		if i > 0 {
			p.between()
		}
		p.printValue(key, verb, depth+1)
		p.buf = append(p.buf, ':')
		p.printValue(e.Elems[i], verb, depth+1)
	}
	p.buf = append(p.buf, end)
}

func (p *printer) printStruct(v value.Value, verb rune, depth int) {
	t := v.Type()
	if p.sharpV {
		p.buf = append(p.buf, t.String()...)
	}
	p.buf = append(p.buf, '{')
	for i, n := 0, t.NumField(); i < n; i++ {
		if i > 0 {
			p.between()
		}
		if p.plusV || p.sharpV {
			p.buf = append(p.buf, t.FieldName(i)...)
			p.buf = append(p.buf, ':')
		}
		f := v.Field(i)
		if f.Kind() == value.Interface && !f.IsNil() {
			f = f.Elem()
		}
		p.printValue(f, verb, depth+1)
	}
	p.buf = append(p.buf, '}')
}

func (p *printer) printList(v value.Value, verb rune, depth int) {
	t := v.Type()
	switch verb {
	case 's', 'q', 'x', 'X':
		if t.Elem().Kind() == value.Uint8 {
			p.fmtBytes(v.Bytes(), verb, t.String())
			return
		}
	}
	begin, end := byte('['), byte(']')
	if p.sharpV {
		begin, end = '{', '}'
		p.buf = append(p.buf, t.String()...)
		if v.Kind() == value.Slice && v.IsNil() {
			p.buf = append(p.buf, "(nil)"...)
			return
		}
	}
	p.buf = append(p.buf, begin)
	for i, n := 0, v.Len(); i < n; i++ {
		if i > 0 {
			p.between()
		}
		p.printValue(v.Index(i), verb, depth+1)
	}
	p.buf = append(p.buf, end)
}
