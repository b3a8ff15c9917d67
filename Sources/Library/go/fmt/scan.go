// SPDX-License-Identifier: Apache-2.0

package fmt

import (
	"errors"
	"io"
	"os"
	"unicode/utf8"
)

// ScanState is the scanner that a Scanner reads from.
type ScanState interface {
	// ReadRune reads the next rune; at the end of the input, of a line (for Scanln and
	// its like) or of the verb's width it returns io.EOF.
	ReadRune() (r rune, size int, err error)
	// UnreadRune puts back the last rune.
	UnreadRune() error
	// SkipSpace skips white space, newlines as the operation treats them.
	SkipSpace()
	// Token skips white space if told to and returns the following runes for which f is
	// true; a nil f stands for "no white space". It is valid until the next call.
	Token(skipSpace bool, f func(rune) bool) (token []byte, err error)
	// Width returns the width, if one was given.
	Width() (wid int, ok bool)
	// Read is there for io.Reader's sake and returns an error.
	Read(buf []byte) (n int, err error)
}

// Scanner is a value that reads itself; it is used through a pointer.
type Scanner interface {
	Scan(state ScanState, verb rune) error
}

// Scan reads values from the standard input, separated by white space, newlines too,
// and returns how many were stored.
func Scan(a ...any) (n int, err error) { return Fscan(os.Stdin, a...) }

// Scanln is Scan that ends at a newline, which must follow the last value.
func Scanln(a ...any) (n int, err error) { return Fscanln(os.Stdin, a...) }

// Scanf reads values from the standard input as the format says.
func Scanf(format string, a ...any) (n int, err error) { return Fscanf(os.Stdin, format, a...) }

type stringReader string

func (r *stringReader) Read(b []byte) (n int, err error) {
	n = copy(b, *r)
	*r = (*r)[n:]
	if n == 0 {
		err = io.EOF
	}
	return
}

// Sscan is Scan from a string.
func Sscan(str string, a ...any) (n int, err error) { return Fscan((*stringReader)(&str), a...) }

// Sscanln is Scanln from a string.
func Sscanln(str string, a ...any) (n int, err error) { return Fscanln((*stringReader)(&str), a...) }

// Sscanf is Scanf from a string.
func Sscanf(str string, format string, a ...any) (n int, err error) {
	return Fscanf((*stringReader)(&str), format, a...)
}

// Fscan is Scan from a reader. Of one that is no io.RuneScanner up to a rune after the
// last value is lost.
func Fscan(r io.Reader, a ...any) (n int, err error) {
	s := newScan(r)
	s.newlineIsSpace = true
	return s.scanAll(a)
}

// Fscanln is Scanln from a reader.
func Fscanln(r io.Reader, a ...any) (n int, err error) {
	s := newScan(r)
	s.newlineEnds = true
	return s.scanAll(a)
}

// Fscanf is Scanf from a reader.
func Fscanf(r io.Reader, format string, a ...any) (n int, err error) {
	return newScan(r).scanFormat(format, a)
}

const (
	end     = -1      // what next returns at the end of the input
	noLimit = 1 << 30 // for widths and counts of runes
)

// scan is the state of one call of a scan function. Failures are panics with a
// scanError, or with io.EOF for a lack of input, that the outermost function catches.
type scan struct {
	source         io.RuneScanner
	buf            []byte // the token
	count          int    // runes read
	limit          int    // the count at which the verb's width is used up
	width          int    // of the verb
	atEnd          bool
	newlineIsSpace bool
	newlineEnds    bool
}

type scanError struct{ err error }

func newScan(r io.Reader) *scan {
	s := &scan{limit: noLimit, width: noLimit}
	if rs, ok := r.(io.RuneScanner); ok {
		s.source = rs
	} else {
		s.source = &runeReader{r: r, last: end}
	}
	return s
}

// runeReader reads runes from a Reader, byte by byte so as to take no more than needed.
type runeReader struct {
	r       io.Reader
	last    rune // what was read last
	unread  bool // and is to be read again
	pending []byte
	one     [1]byte
}

func (r *runeReader) byte() (byte, error) {
	if len(r.pending) > 0 {
		c := r.pending[0]
		r.pending = r.pending[1:]
		return c, nil
	}
	if n, err := io.ReadFull(r.r, r.one[:]); n != 1 {
		return 0, err
	}
	return r.one[0], nil
}

func (r *runeReader) ReadRune() (rune, int, error) {
	if r.unread {
		r.unread = false
		return r.last, utf8.RuneLen(r.last), nil
	}
	c, err := r.byte()
	if err != nil {
		r.last = end
		return 0, 0, err
	}
	if c < utf8.RuneSelf {
		r.last = rune(c)
		return rune(c), 1, nil
	}
	b := append(make([]byte, 0, utf8.UTFMax), c)
	for !utf8.FullRune(b) {
		c, err = r.byte()
		if err != nil {
			if err == io.EOF {
				break
			}
			return 0, 0, err
		}
		b = append(b, c)
	}
	ch, n := utf8.DecodeRune(b)
	if n < len(b) {
		r.pending = append(b[n:len(b):len(b)], r.pending...)
	}
	r.last = ch
	return ch, n, nil
}

func (r *runeReader) UnreadRune() error {
	if r.unread || r.last < 0 {
		return errors.New("fmt: scanning called UnreadRune with no rune available")
	}
	r.unread = true
	return nil
}

// Read implements ScanState.
func (s *scan) Read(buf []byte) (n int, err error) {
	return 0, errors.New("ScanState's Read should not be called. Use ReadRune")
}

// ReadRune implements ScanState.
func (s *scan) ReadRune() (r rune, size int, err error) {
	if s.atEnd || s.count >= s.limit {
		return 0, 0, io.EOF
	}
	r, size, err = s.source.ReadRune()
	if err == nil {
		s.count++
		if s.newlineEnds && r == '\n' {
			s.atEnd = true
		}
	} else if err == io.EOF {
		s.atEnd = true
	}
	return
}

// UnreadRune implements ScanState.
func (s *scan) UnreadRune() error {
	s.source.UnreadRune()
	s.atEnd = false
	s.count--
	return nil
}

// Width implements ScanState.
func (s *scan) Width() (wid int, ok bool) {
	if s.width == noLimit {
		return 0, false
	}
	return s.width, true
}

// Token implements ScanState.
func (s *scan) Token(skipSpace bool, f func(rune) bool) (token []byte, err error) {
	defer catchScan(&err)
	if f == nil {
		f = notSpace
	}
	s.buf = s.buf[:0]
	return s.token(skipSpace, f), nil
}

// SkipSpace implements ScanState.
func (s *scan) SkipSpace() {
	for {
		r := s.next()
		switch {
		case r == end:
			return
		case r == '\r' && s.peek("\n"):
		case r == '\n':
			if !s.newlineIsSpace {
				s.fail("unexpected newline")
			}
		case notSpace(r):
			s.UnreadRune()
			return
		}
	}
}

// notSpace reports whether r is not white space.
func notSpace(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return r != ' ' && (r < '\t' || '\r' < r)
	case r == 0x85 || r == 0xA0 || r == 0x1680 || 0x2000 <= r && r <= 0x200A:
		return false
	}
	return r != 0x2028 && r != 0x2029 && r != 0x202F && r != 0x205F && r != 0x3000
}

func (s *scan) fail(text string) { panic(scanError{errors.New(text)}) }

func (s *scan) check(err error) {
	if err != nil {
		panic(scanError{err})
	}
}

// catchScan, deferred, turns a failure into the error at err.
func catchScan(err *error) {
	if e := recover(); e != nil {
		if f, ok := e.(scanError); ok {
			*err = f.err
		} else if f, ok := e.(error); ok && f == io.EOF {
			*err = f
		} else {
			panic(e)
		}
	}
}

// next returns the next rune, or end.
func (s *scan) next() rune {
	r, _, err := s.ReadRune()
	if err != nil {
		if err == io.EOF {
			return end
		}
		s.check(err)
	}
	return r
}

// must returns the next rune, which has to be there.
func (s *scan) must() rune {
	r := s.next()
	if r == end {
		s.check(io.ErrUnexpectedEOF)
	}
	return r
}

// need fails if there is no more input.
func (s *scan) need() {
	if s.next() == end {
		panic(io.EOF)
	}
	s.UnreadRune()
}

// peek reports whether the next rune is one of set.
func (s *scan) peek(set string) bool {
	r := s.next()
	if r != end {
		s.UnreadRune()
	}
	return in(set, r)
}

// in reports whether r is in set.
func in(set string, r rune) bool {
	for _, c := range set {
		if c == r {
			return true
		}
	}
	return false
}

// accept takes the next rune into the token if it is one of set.
func (s *scan) accept(set string) bool {
	r := s.next()
	if r == end {
		return false
	}
	if in(set, r) {
		s.buf = utf8.AppendRune(s.buf, r)
		return true
	}
	s.UnreadRune()
	return false
}

// token returns the runes that follow for which f is true.
func (s *scan) token(skipSpace bool, f func(rune) bool) []byte {
	if skipSpace {
		s.SkipSpace()
	}
	for {
		r := s.next()
		if r == end {
			break
		}
		if !f(r) {
			s.UnreadRune()
			break
		}
		s.buf = utf8.AppendRune(s.buf, r)
	}
	return s.buf
}

// scanAll scans all arguments as %v.
func (s *scan) scanAll(a []any) (n int, err error) {
	defer catchScan(&err)
	for _, x := range a {
		s.scanOne('v', x)
		n++
	}
	if s.newlineEnds {
		for {
			r := s.next()
			if r == '\n' || r == end {
				break
			}
			if notSpace(r) {
				s.fail("expected newline")
			}
		}
	}
	return
}
