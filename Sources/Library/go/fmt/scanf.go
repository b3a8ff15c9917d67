// SPDX-License-Identifier: Apache-2.0

package fmt

import "unicode/utf8"

// scanFormat scans the arguments as the format says.
func (s *scan) scanFormat(format string, a []any) (n int, err error) {
	defer catchScan(&err)
	for i := 0; i < len(format); {
		width, matched := s.literal(format[i:])
		if matched {
			i += width
			if i >= len(format) {
				break
			}
		} else if format[i] != '%' { // else, as in Go, what failed as a literal %% is tried as a verb
			s.fail("input does not match format")
		}
		i++ // the percent sign
		var given bool
		s.width, given, i = number(format, i, len(format)-1)
		if !given {
			s.width = noLimit
		}
		verb, size := utf8.DecodeRuneInString(format[i:])
		i += size
		if verb != 'c' {
			s.SkipSpace()
		}
		if verb == '%' {
			s.need()
			if !s.accept("%") {
				s.fail("missing literal %")
			}
			continue
		}
		s.limit = noLimit
		if s.width < noLimit {
			s.limit = s.count + s.width
		}
		if n >= len(a) {
			s.fail("too few operands for format '%" + format[i-size:] + "'")
		}
		s.scanOne(verb, a[n])
		n++
		s.limit = noLimit
	}
	if n < len(a) {
		s.fail("too many operands")
	}
	return
}

// literal matches the format up to its next verb with the input and returns how much of
// it that is; matched is false where they differ.
func (s *scan) literal(format string) (i int, matched bool) {
	for i < len(format) {
		c, width := utf8.DecodeRuneInString(format[i:])
		if !notSpace(c) {
			i += s.space(format[i:])
			continue
		}
		if c == '%' {
			if i+1 == len(format) {
				s.fail("missing verb: % at end of format string")
			}
			if format[i+1] != '%' {
				return i, true
			}
			i++
		}
		if s.must() != c {
			s.UnreadRune()
			return i, false
		}
		i += width
	}
	return i, true
}

// space matches the white space that the format begins with and returns its length.
// Each newline in it stands for blanks and a newline, or the end; blanks after the last
// newline for any blanks; blanks alone for at least one.
func (s *scan) space(format string) int {
	newlines, blanks := 0, false
	length := len(format)
	for i, c := range format {
		if notSpace(c) {
			length = i
			break
		}
		if c == '\n' {
			newlines++
			blanks = false
		} else {
			blanks = true
		}
	}
	for ; newlines > 0; newlines-- {
		r := s.next()
		for !notSpace(r) && r != '\n' {
			r = s.next()
		}
		if r != '\n' && r != end {
			s.fail("newline in format does not match input")
		}
		if newlines == 1 && blanks {
			s.blanks(s.next())
			blanks = false
		}
	}
	if blanks {
		r := s.next()
		if r == '\n' {
			s.fail("newline in input does not match format")
		}
		if notSpace(r) && r != end {
			s.fail("expected space in input to match format")
		}
		s.blanks(r)
	}
	return length
}

// blanks skips white space but newlines; r was read already.
func (s *scan) blanks(r rune) {
	for !notSpace(r) && r != '\n' {
		r = s.next()
	}
	if r != end {
		s.UnreadRune()
	}
}
