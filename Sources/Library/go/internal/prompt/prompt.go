// SPDX-License-Identifier: Apache-2.0

// Package prompt prints the values of what is typed at the prompt: as Go writes them,
// with their types.
//
// How.  A session calls Expect with the static types and then Show with the values, so
// that a value in an interface variable is shown with the variable's type. The text is
// cut while it is made: showing a slice of a billion elements costs as much as showing
// a short one.
package prompt

import (
	"internal/value"
	"os"
	"strconv"
)

const (
	limit      = 1000 // bytes of text after which a value is cut
	elemLimit  = 100  // elements of a list or map that are shown
	depthLimit = 10
)

var types string // what Expect was told

// Expect says which types the next values to be shown have, one a line.
func Expect(t string) { types = t }

// Show prints values, each on a line of its own.
func Show(values ...any) {
	rest := types
	var out []byte
	for _, x := range values {
		t := rest
		for i := 0; i < len(rest); i++ {
			if rest[i] == '\n' {
				t, rest = rest[:i], rest[i+1:]
				break
			}
		}
		p := printer{}
		p.print(value.Of(x), 0)
		out = append(out, p.buf...)
		out = append(out, " : "...)
		out = append(out, t...)
		out = append(out, '\n')
	}
	os.Stdout.Write(out)
}

// printer collects the text of one value.
type printer struct {
	buf      []byte
	full     bool      // the text was cut
	pointers []uintptr // the pointers around the value being printed
}

func (p *printer) add(s string) {
	if p.full {
		return
	}
	if len(p.buf)+len(s) > limit {
		n := limit - len(p.buf)
		for n > 0 && s[n]&0xC0 == 0x80 { // not inside a character
			n--
		}
		p.buf = append(p.buf, s[:n]...)
		p.buf = append(p.buf, "…"...)
		p.full = true
		return
	}
	p.buf = append(p.buf, s...)
}

// name is a type's name as code at the prompt writes it.
func name(t value.Type) string {
	if t.Name() != "" && t.PkgPath() == "main" {
		return t.Name()
	}
	return short(t.String())
}

// short leaves "main." out of a type's text and calls the empty interface any.
func short(s string) string {
	const prefix = "main."
	const empty = "interface {}"
	var out []byte
	for i := 0; i < len(s); {
		if len(s)-i >= len(empty) && s[i:i+len(empty)] == empty {
			out = append(out, "any"...)
			i += len(empty)
			continue
		}
		if len(s)-i > len(prefix) && s[i:i+len(prefix)] == prefix && (i == 0 || !inName(s[i-1])) {
			i += len(prefix)
			continue
		}
		out = append(out, s[i])
		i++
	}
	return string(out)
}

func inName(c byte) bool {
	return c == '_' || c == '.' || c == '/' || c >= '0' && c <= '9' || c|32 >= 'a' && c|32 <= 'z' || c >= 0x80
}

// plain reports whether a literal of type t stands for itself where its type is known.
func plain(t value.Type) bool { return t.PkgPath() == "" }

// open begins a conversion to a type that a literal does not show, inside of others.
func (p *printer) open(t value.Type, depth int) bool {
	if depth == 0 || plain(t) {
		return false
	}
	p.add(name(t))
	p.add("(")
	return true
}

func (p *printer) print(v value.Value, depth int) { p.value(v, depth, true) }

// value prints v. typed is false where the surroundings say its type.
func (p *printer) value(v value.Value, depth int, typed bool) {
	if p.full {
		return
	}
	if depth > depthLimit {
		p.add("…")
		return
	}
	text := ""
	switch v.Kind() {
	case value.Invalid:
		p.add("nil")
		return
	case value.Bool:
		text = strconv.FormatBool(v.Bool())
	case value.Int, value.Int8, value.Int16, value.Int32, value.Int64:
		text = strconv.FormatInt(v.Int(), 10)
	case value.Uint, value.Uint8, value.Uint16, value.Uint32, value.Uint64:
		text = strconv.FormatUint(v.Uint(), 10)
	case value.Uintptr:
		text = "0x" + strconv.FormatUint(v.Uint(), 16)
	case value.Float32:
		text = strconv.FormatFloat(v.Float(), 'g', -1, 32)
	case value.Float64:
		text = strconv.FormatFloat(v.Float(), 'g', -1, 64)
	case value.String:
		s := v.String()
		if len(s) > limit { // what is cut away is not quoted first
			s = s[:limit]
			text = strconv.Quote(s)
			text = text[:len(text)-1] + "…"
			p.add(text)
			p.full = true
			return
		}
		text = strconv.Quote(s)
	default:
		p.composite(v, depth, typed)
		return
	}
	if typed && p.open(v.Type(), depth) {
		p.add(text)
		p.add(")")
		return
	}
	p.add(text)
}

func (p *printer) composite(v value.Value, depth int, typed bool) {
	switch v.Kind() {
	case value.Interface:
		p.value(v.Elem(), depth, true)
	case value.Slice, value.Map:
		if v.IsNil() {
			if typed {
				p.add(name(v.Type()))
				p.add("(nil)")
			} else {
				p.add("nil")
			}
			return
		}
		if typed {
			p.add(name(v.Type()))
		}
		if v.Kind() == value.Map {
			p.entries(v, depth)
		} else {
			p.elements(v, depth)
		}
	case value.Array:
		if typed {
			p.add(name(v.Type()))
		}
		p.elements(v, depth)
	case value.Struct:
		if typed {
			p.add(name(v.Type()))
		}
		p.fields(v, depth)
	case value.Pointer:
		p.pointer(v, depth, typed)
	default: // channels, functions, unsafe pointers
		if v.IsNil() {
			p.add("nil")
			return
		}
		p.add("(")
		p.add(name(v.Type()))
		p.add(")(0x")
		p.add(strconv.FormatUint(uint64(v.Pointer()), 16))
		p.add(")")
	}
}

func (p *printer) elements(v value.Value, depth int) {
	interfaces := v.Type().Elem().Kind() == value.Interface
	p.add("{")
	for i, n := 0, v.Len(); i < n && !p.full; i++ {
		if i > 0 {
			p.add(", ")
		}
		if i == elemLimit {
			p.add("… " + strconv.Itoa(n-i) + " more")
			break
		}
		p.value(v.Index(i), depth+1, interfaces)
	}
	p.add("}")
}

func (p *printer) entries(v value.Value, depth int) {
	keys := v.Type().Key().Kind() == value.Interface
	elems := v.Type().Elem().Kind() == value.Interface
	p.add("{")
	e := v.SortedEntries()
	for i, key := range e.Keys {
		if p.full {
			break
		}
		if i > 0 {
			p.add(", ")
		}
		if i == elemLimit {
			p.add("… " + strconv.Itoa(len(e.Keys)-i) + " more")
			break
		}
		p.value(key, depth+1, keys)
		p.add(": ")
		p.value(e.Elems[i], depth+1, elems)
	}
	p.add("}")
}

func (p *printer) fields(v value.Value, depth int) {
	t := v.Type()
	p.add("{")
	for i, n := 0, t.NumField(); i < n && !p.full; i++ {
		if i > 0 {
			p.add(", ")
		}
		p.add(t.FieldName(i))
		p.add(": ")
		// The name says less than the type of a nested struct or list does.
		p.value(v.Field(i), depth+1, composite(t.FieldType(i).Kind()))
	}
	p.add("}")
}

func composite(k value.Kind) bool {
	switch k {
	case value.Array, value.Slice, value.Map, value.Struct, value.Interface, value.Pointer:
		return true
	}
	return false
}

// pointer follows pointers to structs, lists and maps one level; what leads back to
// where the printing came from is marked.
func (p *printer) pointer(v value.Value, depth int, typed bool) {
	if v.IsNil() {
		if depth == 0 && typed {
			p.add("(" + name(v.Type()) + ")(nil)")
		} else {
			p.add("nil")
		}
		return
	}
	at := v.Pointer()
	for _, outer := range p.pointers {
		if outer == at {
			p.add("(" + name(v.Type()) + ")(↺)")
			return
		}
	}
	e := v.Elem()
	if len(p.pointers) == 0 {
		switch e.Kind() {
		case value.Array, value.Slice, value.Struct, value.Map:
			p.pointers = append(p.pointers, at)
			p.add("&")
			p.value(e, depth+1, true)
			p.pointers = p.pointers[:len(p.pointers)-1]
			return
		}
	}
	p.add("(" + name(v.Type()) + ")(0x" + strconv.FormatUint(uint64(at), 16) + ")")
}
