// SPDX-License-Identifier: Apache-2.0

package bufio

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"
)

// A Scanner splits what a reader gives into tokens, lines unless Split says otherwise.
type Scanner struct {
	r       io.Reader
	split   SplitFunc
	longest int // tokens are at most this long
	token   []byte
	buf     []byte
	start   int // buf[start:end] is read but not used
	end     int
	err     error
	empties int // tokens of no length in a row without progress
	scanned bool
	done    bool // the split function said that this was the last token
}

// A SplitFunc looks for a token at the start of data. It returns how many bytes to step over, the token (nil for none
// yet: more data are asked for) and an error. atEOF says that no more data will come.
type SplitFunc func(data []byte, atEOF bool) (advance int, token []byte, err error)

var (
	ErrTooLong         = errors.New("bufio.Scanner: token too long")
	ErrNegativeAdvance = errors.New("bufio.Scanner: SplitFunc returns negative advance count")
	ErrAdvanceTooFar   = errors.New("bufio.Scanner: SplitFunc returns advance count beyond input")
	ErrBadReadCount    = errors.New("bufio.Scanner: Read returned impossible count")
)

// ErrFinalToken is returned by a split function with the last token, or nil for none; what follows is not read.
var ErrFinalToken = errors.New("final token")

const (
	// MaxScanTokenSize is the longest token without a call of Buffer, less the room for a newline.
	MaxScanTokenSize = 64 * 1024

	startSize = 4096
)

// NewScanner returns a Scanner of lines.
func NewScanner(r io.Reader) *Scanner {
	return &Scanner{r: r, split: ScanLines, longest: MaxScanTokenSize}
}

// Err returns the first error but io.EOF.
func (s *Scanner) Err() error {
	if s.err == io.EOF {
		return nil
	}
	return s.err
}

// Bytes returns the token; it is valid until the next Scan.
func (s *Scanner) Bytes() []byte { return s.token }

// Text returns the token as a new string.
func (s *Scanner) Text() string { return string(s.token) }

// Buffer sets the first buffer and the length of the longest token. It panics after the first Scan.
func (s *Scanner) Buffer(buf []byte, max int) {
	if s.scanned {
		panic("Buffer called after Scan")
	}
	s.buf = buf[:cap(buf)]
	s.longest = max
}

// Split sets the split function. It panics after the first Scan.
func (s *Scanner) Split(split SplitFunc) {
	if s.scanned {
		panic("Split called after Scan")
	}
	s.split = split
}

// fail keeps the first error but io.EOF.
func (s *Scanner) fail(err error) {
	if s.err == nil || s.err == io.EOF {
		s.err = err
	}
}

// Scan goes to the next token and reports whether there is one.
func (s *Scanner) Scan() bool {
	if s.done {
		return false
	}
	s.scanned = true
	for {
		if s.end > s.start || s.err != nil {
			advance, token, err := s.split(s.buf[s.start:s.end], s.err != nil)
			if err != nil {
				if err == ErrFinalToken {
					s.token = token
					s.done = true
					return token != nil
				}
				s.fail(err)
				return s.none()
			}
			if advance < 0 {
				s.fail(ErrNegativeAdvance)
				return s.none()
			}
			if advance > s.end-s.start {
				s.fail(ErrAdvanceTooFar)
				return s.none()
			}
			s.start += advance
			s.token = token
			if token != nil {
				if s.err == nil || advance > 0 {
					s.empties = 0
				} else if s.empties++; s.empties > emptyReads {
					panic("bufio.Scan: too many empty tokens without progressing")
				}
				return true
			}
		}
		if s.err != nil {
			s.start, s.end = 0, 0
			return s.none()
		}
		if !s.room() {
			return s.none()
		}
		s.read()
	}
}

func (s *Scanner) none() bool {
	s.token = nil
	return false
}

// room makes room at the end of the buffer, by moving what is left to its start, else by a larger buffer.
func (s *Scanner) room() bool {
	if s.start > 0 && (s.end == len(s.buf) || s.start > len(s.buf)/2) {
		copy(s.buf, s.buf[s.start:s.end])
		s.end -= s.start
		s.start = 0
	}
	if s.end < len(s.buf) {
		return true
	}
	const largest = int(^uint(0) >> 1)
	if len(s.buf) >= s.longest || len(s.buf) > largest/2 {
		s.fail(ErrTooLong)
		return false
	}
	size := len(s.buf) * 2
	if size == 0 {
		size = startSize
	}
	if size > s.longest {
		size = s.longest
	}
	buf := make([]byte, size)
	s.end = copy(buf, s.buf[s.start:s.end])
	s.start = 0
	s.buf = buf
	return true
}

// read reads once, or until something comes.
func (s *Scanner) read() {
	for i := 0; i < emptyReads+1; i++ {
		n, err := s.r.Read(s.buf[s.end:])
		if n < 0 || n > len(s.buf)-s.end {
			s.fail(ErrBadReadCount)
			return
		}
		s.end += n
		if err != nil {
			s.fail(err)
			return
		}
		if n > 0 {
			s.empties = 0
			return
		}
	}
	s.fail(io.ErrNoProgress)
}

// ScanBytes splits into bytes.
func ScanBytes(data []byte, atEOF bool) (advance int, token []byte, err error) {
	if atEOF && len(data) == 0 {
		return 0, nil, nil
	}
	return 1, data[:1], nil
}

// ScanRunes splits into runes; a byte that is not UTF-8 becomes U+FFFD.
func ScanRunes(data []byte, atEOF bool) (advance int, token []byte, err error) {
	if atEOF && len(data) == 0 {
		return 0, nil, nil
	}
	if data[0] < utf8.RuneSelf {
		return 1, data[:1], nil
	}
	if _, size := utf8.DecodeRune(data); size > 1 {
		return size, data[:size], nil
	}
	if !atEOF && !utf8.FullRune(data) {
		return 0, nil, nil
	}
	return 1, []byte(string(utf8.RuneError)), nil
}

// ScanLines splits into lines without their ends, \n or \r\n; the last line may lack its end.
func ScanLines(data []byte, atEOF bool) (advance int, token []byte, err error) {
	if atEOF && len(data) == 0 {
		return 0, nil, nil
	}
	if i := bytes.IndexByte(data, '\n'); i >= 0 {
		return i + 1, withoutReturn(data[:i]), nil
	}
	if atEOF {
		return len(data), withoutReturn(data), nil
	}
	return 0, nil, nil
}

func withoutReturn(line []byte) []byte {
	if n := len(line); n > 0 && line[n-1] == '\r' {
		return line[:n-1]
	}
	return line
}

// isSpace reports whether r is white space as Unicode has it.
func isSpace(r rune) bool {
	switch {
	case r <= 0xff:
		return r == ' ' || r >= '\t' && r <= '\r' || r == 0x85 || r == 0xa0
	case r >= 0x2000 && r <= 0x200a:
		return true
	}
	switch r {
	case 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000:
		return true
	}
	return false
}

// ScanWords splits into words with white space between them.
func ScanWords(data []byte, atEOF bool) (advance int, token []byte, err error) {
	start := 0
	for start < len(data) {
		r, size := rune(data[start]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(data[start:])
		}
		if !isSpace(r) {
			break
		}
		start += size
	}
	for i := start; i < len(data); {
		r, size := rune(data[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(data[i:])
		}
		if isSpace(r) {
			return i + size, data[start:i], nil
		}
		i += size
	}
	if atEOF && len(data) > start {
		return len(data), data[start:], nil
	}
	return start, nil, nil
}
