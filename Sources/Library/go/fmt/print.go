// SPDX-License-Identifier: Apache-2.0

// Package fmt prints and scans values.
//
// How.  A printer collects the output of one call: printf.go reads the format, arg.go
// prints arguments of predeclared types and calls methods, value.go walks all other
// values through internal/value, pad.go lays out numbers and strings. scan.go and
// scanf.go read.
package fmt

import (
	"internal/value"
	"io"
	"os"
	"unicode/utf8"
)

// State is the printer that a Formatter writes to, with the flags of its verb.
type State interface {
	// Write appends to the output.
	Write(b []byte) (n int, err error)
	// Width returns the width, if one was given.
	Width() (wid int, ok bool)
	// Precision returns the precision, if one was given.
	Precision() (prec int, ok bool)
	// Flag reports whether the flag c was given.
	Flag(c int) bool
}

// Formatter is a value that prints itself for all verbs.
type Formatter interface {
	Format(f State, verb rune)
}

// Stringer is a value that has a text: what %s and %v print.
type Stringer interface {
	String() string
}

// GoStringer is a value that has a Go expression: what %#v prints.
type GoStringer interface {
	GoString() string
}

// FormatString returns the directive, such as "%+-8.3q", that led to a call of Format.
func FormatString(state State, verb rune) string {
	b := []byte{'%'}
	for _, c := range " +-#0" {
		if state.Flag(int(c)) {
			b = append(b, byte(c))
		}
	}
	if w, ok := state.Width(); ok {
		b = appendDecimal(b, w)
	}
	if p, ok := state.Precision(); ok {
		b = append(b, '.')
		b = appendDecimal(b, p)
	}
	return string(utf8.AppendRune(b, verb))
}

// flags are those of one verb. %+v and %#v are set apart in plusV and sharpV, since
// there the signs ask for another form of the whole value, not of the numbers in it.
type flags struct {
	wid, prec          int
	hasWid, hasPrec    bool
	minus, plus, sharp bool
	space, zero        bool
	plusV, sharpV      bool
	fancy              bool // anything but plusV or sharpV is set
}

// printer is the state of one call of a print function.
type printer struct {
	buf []byte
	flags
	arg   any         // what is being printed, if it is an argument or can be made one
	value value.Value // else this is

	reordered, goodIndex bool  // an index %[n] was seen; the last one was right
	panicking, erroring  bool  // inside a report, which must not lead to another
	wrapping             bool  // called by Errorf
	wrapped              []int // the arguments that %w named
}

func newPrinter() *printer { return &printer{buf: make([]byte, 0, 48)} }

// Write implements State.
func (p *printer) Write(b []byte) (int, error) {
	p.buf = append(p.buf, b...)
	return len(b), nil
}

// WriteString implements io.StringWriter for formatters.
func (p *printer) WriteString(s string) (int, error) {
	p.buf = append(p.buf, s...)
	return len(s), nil
}

// Width implements State.
func (p *printer) Width() (int, bool) { return p.wid, p.hasWid }

// Precision implements State.
func (p *printer) Precision() (int, bool) { return p.prec, p.hasPrec }

// Flag implements State.
func (p *printer) Flag(c int) bool {
	switch c {
	case '-':
		return p.minus
	case '+':
		return p.plus || p.plusV
	case '#':
		return p.sharp || p.sharpV
	case ' ':
		return p.space
	case '0':
		return p.zero
	}
	return false
}

// print prints a as Print does: a space between operands of which neither is a string.
func (p *printer) print(a []any) {
	wasString := false
	for i, x := range a {
		isString := value.TypeOf(x).Kind() == value.String
		if i > 0 && !isString && !wasString {
			p.buf = append(p.buf, ' ')
		}
		p.printArg(x, 'v')
		wasString = isString
	}
}

// println prints a as Println does: a space between operands, a newline after them.
func (p *printer) println(a []any) {
	for i, x := range a {
		if i > 0 {
			p.buf = append(p.buf, ' ')
		}
		p.printArg(x, 'v')
	}
	p.buf = append(p.buf, '\n')
}

// Fprintf writes a as the format says.
func Fprintf(w io.Writer, format string, a ...any) (n int, err error) {
	p := newPrinter()
	p.printf(format, a)
	return w.Write(p.buf)
}

// Printf writes a to the standard output as the format says.
func Printf(format string, a ...any) (n int, err error) {
	p := newPrinter()
	p.printf(format, a)
	return os.Stdout.Write(p.buf)
}

// Sprintf returns a as the format says.
func Sprintf(format string, a ...any) string {
	p := newPrinter()
	p.printf(format, a)
	return string(p.buf)
}

// Appendf appends a as the format says.
func Appendf(b []byte, format string, a ...any) []byte {
	p := &printer{buf: b}
	p.printf(format, a)
	return p.buf
}

// Fprint writes a, with spaces between operands of which neither is a string.
func Fprint(w io.Writer, a ...any) (n int, err error) {
	p := newPrinter()
	p.print(a)
	return w.Write(p.buf)
}

// Print writes a to the standard output, with spaces between operands of which neither
// is a string.
func Print(a ...any) (n int, err error) {
	p := newPrinter()
	p.print(a)
	return os.Stdout.Write(p.buf)
}

// Sprint returns a, with spaces between operands of which neither is a string.
func Sprint(a ...any) string {
	p := newPrinter()
	p.print(a)
	return string(p.buf)
}

// Append appends a, with spaces between operands of which neither is a string.
func Append(b []byte, a ...any) []byte {
	p := &printer{buf: b}
	p.print(a)
	return p.buf
}

// Fprintln writes a, with spaces between operands and a newline at the end.
func Fprintln(w io.Writer, a ...any) (n int, err error) {
	p := newPrinter()
	p.println(a)
	return w.Write(p.buf)
}

// Println writes a to the standard output, with spaces between operands and a newline
// at the end.
func Println(a ...any) (n int, err error) {
	p := newPrinter()
	p.println(a)
	return os.Stdout.Write(p.buf)
}

// Sprintln returns a, with spaces between operands and a newline at the end.
func Sprintln(a ...any) string {
	p := newPrinter()
	p.println(a)
	return string(p.buf)
}

// Appendln appends a, with spaces between operands and a newline at the end.
func Appendln(b []byte, a ...any) []byte {
	p := &printer{buf: b}
	p.println(a)
	return p.buf
}
