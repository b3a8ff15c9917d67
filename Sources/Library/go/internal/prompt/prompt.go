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
	"strings"
	"unicode/utf8"
)

const (
	limit      = 1000 // bytes of text after which a value is cut
	elemLimit  = 100  // elements of a list or map that are shown
	depthLimit = 10
)

var types string // what Expect was told

// Expect says which types the next values to be shown have, one a line, behind a byte 2
// if it is an interface type. A first byte 1 of all asks for ASCII.
func Expect(t string) { types = t }

// Show prints values, each on a line of its own; long ones are cut.
func Show(values ...any) { show(values, limit, elemLimit) }

// ShowAll prints values whole.
func ShowAll(values ...any) { show(values, int(^uint(0)>>1), int(^uint(0)>>1)) }

func show(values []any, limit, elems int) {
	rest := types
	plain := len(rest) > 0 && rest[0] == 1
	if plain {
		rest = rest[1:]
	}
	var out []byte
	for _, x := range values {
		t := rest
		for i := 0; i < len(rest); i++ {
			if rest[i] == '\n' {
				t, rest = rest[:i], rest[i+1:]
				break
			}
		}
		p := printer{limit: limit, elems: elems, ascii: plain}
		how := known
		if len(t) > 0 && t[0] == 2 {
			t, how = t[1:], dynamic
		}
		p.value(value.Of(x), 0, how)
		out = append(out, p.buf...)
		out = append(out, " : "...)
		out = append(out, t...)
		out = append(out, '\n')
	}
	freshLine()
	os.Stdout.Write(out)
}

// freshLine ends the line that what was written to standard output leaves unfinished.
func freshLine()

// How much of a value's type is to be said.
const (
	known   = iota // none: the surroundings say it
	typed          // what a literal has before its braces
	dynamic        // all: it is in an interface
)

// printer collects the text of one value.
type printer struct {
	buf          []byte
	limit, elems int
	ascii        bool
	full         bool       // the text was cut
	pointers     []uintptr  // the pointers around the value being printed
	around       []contents // the lists and maps around it
}

// contents is what a slice or map refers to.
type contents struct {
	at  uintptr
	len int
	typ value.Type
}

func (p *printer) add(s string) {
	if p.full {
		return
	}
	if len(s) > p.limit-len(p.buf) {
		n := p.limit - len(p.buf)
		for n > 0 && s[n]&0xC0 == 0x80 { // not inside a character
			n--
		}
		p.buf = append(p.buf, s[:n]...)
		p.buf = append(p.buf, p.more()...)
		p.full = true
		return
	}
	p.buf = append(p.buf, s...)
}

func (p *printer) more() string {
	if p.ascii {
		return "..."
	}
	return "…"
}

func (p *printer) circle() string {
	if p.ascii {
		return "<circle>"
	}
	return "↺"
}

func (p *printer) quote(s string) string {
	if p.ascii {
		return strconv.QuoteToASCII(s)
	}
	return strconv.Quote(s)
}

// name is a type's name as code at the prompt writes it.
func name(t value.Type) string {
	if t.String() == "[]uint8" {
		return "[]byte"
	}
	if t.Name() != "" && t.PkgPath() == "main" {
		return short(t.Name())
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

// usual reports whether a literal of type t has that type by itself.
func usual(t value.Type) bool {
	switch t.String() {
	case "bool", "int", "float64", "complex128", "string":
		return true
	}
	return false
}

// open begins a conversion to a type that a literal does not show.
func (p *printer) open(t value.Type, how int) bool {
	switch {
	case how == known, how == typed && plain(t), how == dynamic && usual(t):
		return false
	}
	p.add(name(t))
	p.add("(")
	return true
}

// value prints v.
func (p *printer) value(v value.Value, depth, how int) {
	if p.full {
		return
	}
	if depth > depthLimit {
		p.add(p.more())
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
		text = float(v.Float(), 32, how)
	case value.Float64:
		text = float(v.Float(), 64, how)
	case value.Complex64:
		text = complexText(v.Complex(), 32)
	case value.Complex128:
		text = complexText(v.Complex(), 64)
	case value.String:
		if !v.Sound() {
			p.bad(v.Pointer())
			return
		}
		s := v.String()
		if len(s) > p.limit { // what is cut away is not quoted first
			n := p.limit
			for n > 0 && s[n]&0xC0 == 0x80 && p.limit-n < 4 {
				n--
			}
			text = p.quote(s[:n])
			p.add(text[:len(text)-1])
			if !p.full {
				p.buf = append(p.buf, p.more()...)
				p.full = true
			}
			return
		}
		text = p.quote(s)
	default:
		p.composite(v, depth, how)
		return
	}
	if p.open(v.Type(), how) {
		p.add(text)
		p.add(")")
		return
	}
	p.add(text)
}

// float is a number's text; in an interface it does not look like an integer.
func float(x float64, bits, how int) string {
	text := strconv.FormatFloat(x, 'g', -1, bits)
	if how != dynamic || bits == 32 {
		return text
	}
	for i := 0; i < len(text); i++ {
		if c := text[i]; c == '.' || c == 'e' || c == 'N' || c == 'I' {
			return text
		}
	}
	return text + ".0"
}

func complexText(x complex128, bits int) string {
	i := strconv.FormatFloat(imag(x), 'g', -1, bits)
	if i[0] != '-' && i[0] != '+' {
		i = "+" + i
	}
	return "(" + strconv.FormatFloat(real(x), 'g', -1, bits) + i + "i)"
}

func (p *printer) composite(v value.Value, depth, how int) {
	switch v.Kind() {
	case value.Interface:
		p.value(v.Elem(), depth, dynamic)
	case value.Slice, value.Map:
		if v.IsNil() {
			// At the outermost level the type behind it says it as well.
			if how != known || depth == 0 {
				p.add(name(v.Type()))
				p.add("(nil)")
			} else {
				p.add("nil")
			}
			return
		}
		p.contents(v, depth, how)
	case value.Array:
		if how != known || depth == 0 {
			p.add(name(v.Type()))
		}
		p.elements(v, depth)
	case value.Struct:
		if how != known || depth == 0 {
			p.add(name(v.Type()))
		}
		p.fields(v, depth)
	case value.Pointer:
		p.pointer(v, depth, how)
	default: // channels, functions, unsafe pointers
		if v.IsNil() && how != dynamic {
			p.add("nil")
			return
		}
		p.add("(")
		p.add(name(v.Type()))
		if v.IsNil() {
			p.add(")(nil)")
			return
		}
		p.add(")(0x")
		p.add(strconv.FormatUint(uint64(v.Pointer()), 16))
		p.add(")")
	}
}

// contents prints a slice or map that is not nil, unless it is inside of itself.
func (p *printer) contents(v value.Value, depth, how int) {
	if how != known || depth == 0 {
		p.add(name(v.Type()))
	}
	if v.Kind() == value.Slice && !v.Sound() {
		p.add("{")
		p.bad(v.Pointer())
		p.add("}")
		return
	}
	c := contents{v.Pointer(), v.Len(), v.Type()}
	if c.len > 0 {
		for _, outer := range p.around {
			if outer == c {
				p.add("{")
				p.add(p.circle())
				p.add("}")
				return
			}
		}
	}
	if v.Kind() == value.Slice && v.Type().Elem().Kind() == value.Uint8 && p.text(v) {
		return
	}
	p.around = append(p.around, c)
	if v.Kind() == value.Map {
		p.entries(v, depth)
	} else {
		p.elements(v, depth)
	}
	p.around = p.around[:len(p.around)-1]
}

// bad stands for what a string or slice does not lead to.
func (p *printer) bad(at uintptr) {
	p.add("<bad pointer 0x" + strconv.FormatUint(uint64(at), 16) + ">")
}

// text prints bytes that are text as a conversion of a string.
func (p *printer) text(v value.Value) bool {
	b := v.Bytes()
	if len(b) == 0 || len(b) > p.limit {
		return false
	}
	if !printable(string(b)) {
		return false
	}
	p.add("(")
	p.add(p.quote(string(b)))
	p.add(")")
	return true
}

func printable(s string) bool {
	for i := 0; i < len(s); {
		c, n := utf8.DecodeRuneInString(s[i:])
		if c == utf8.RuneError && n <= 1 || c != '\n' && c != '\t' && !strconv.IsPrint(c) {
			return false
		}
		i += n
	}
	return true
}

func (p *printer) elements(v value.Value, depth int) {
	p.add("{")
	for i, n := 0, v.Len(); i < n && !p.full; i++ {
		if i > 0 {
			p.add(", ")
		}
		if i == p.elems {
			p.add(p.more() + " " + strconv.Itoa(n-i) + " more")
			break
		}
		p.value(v.Index(i), depth+1, known)
	}
	p.add("}")
}

func (p *printer) entries(v value.Value, depth int) {
	p.add("{")
	e := v.SortedEntries()
	for i, key := range e.Keys {
		if p.full {
			break
		}
		if i > 0 {
			p.add(", ")
		}
		if i == p.elems {
			p.add(p.more() + " " + strconv.Itoa(len(e.Keys)-i) + " more")
			break
		}
		p.value(key, depth+1, known)
		p.add(": ")
		p.value(e.Elems[i], depth+1, known)
	}
	p.add("}")
}

func (p *printer) fields(v value.Value, depth int) {
	t := v.Type()
	p.add("{")
	first := true
	for i, n := 0, t.NumField(); i < n && !p.full; i++ {
		if t.PkgPath() == "C" && t.FieldName(i) == "_" { // bits and padding of C
			continue
		}
		if !first {
			p.add(", ")
		}
		first = false
		p.add(t.FieldName(i))
		p.add(": ")
		// The name says less than the type of a nested struct or list does.
		how := known
		if composite(t.FieldType(i).Kind()) {
			how = typed
		}
		p.value(v.Field(i), depth+1, how)
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

// pointer follows pointers one level: & and the value for structs, lists and maps, else
// the address and an arrow. What leads back to where the printing came from is marked.
func (p *printer) pointer(v value.Value, depth, how int) {
	if v.IsNil() {
		if depth == 0 || how == dynamic {
			p.add("(" + name(v.Type()) + ")(nil)")
		} else {
			p.add("nil")
		}
		return
	}
	at := v.Pointer()
	for _, outer := range p.pointers {
		if outer == at {
			p.add("(" + name(v.Type()) + ")(" + p.circle() + ")")
			return
		}
	}
	e := v.Elem()
	if len(p.pointers) == 0 && e.Type().PkgPath() == "C" && p.foreign(v, e.Type()) {
		return
	}
	follow := len(p.pointers) == 0 && v.Leads()
	if follow {
		switch e.Kind() {
		case value.Array, value.Slice, value.Struct, value.Map:
			p.pointers = append(p.pointers, at)
			p.add("&")
			p.value(e, depth+1, typed)
			p.pointers = p.pointers[:len(p.pointers)-1]
			return
		}
	}
	p.add("(" + name(v.Type()) + ")(0x" + strconv.FormatUint(uint64(at), 16) + ")")
	if follow {
		p.pointers = append(p.pointers, at)
		p.add(p.arrow())
		p.value(e, depth+1, known)
		p.pointers = p.pointers[:0]
	}
}

// foreign prints a pointer to characters of C as text, and one to a function of C with
// its name; it reports whether v is one of these.
func (p *printer) foreign(v value.Value, e value.Type) bool {
	t := name(e)
	if t != "C.char" && !strings.HasPrefix(t, "C._fn_") {
		return false
	}
	text := ""
	if t == "C.char" {
		s, more := v.CText(textLimit)
		if len(s) == 0 || !printable(s) {
			return false
		}
		text = p.quote(s)
		if more {
			text += p.more()
		}
	} else {
		text = v.CName()
	}
	p.add("(" + name(v.Type()) + ")(0x" + strconv.FormatUint(uint64(v.Pointer()), 16) + ")")
	if text != "" {
		p.add(p.arrow() + text)
	}
	return true
}

// textLimit is how many characters of C are shown.
const textLimit = 100

func (p *printer) arrow() string {
	if p.ascii {
		return " -> "
	}
	return " → "
}
