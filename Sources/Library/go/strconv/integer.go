// SPDX-License-Identifier: Apache-2.0

// Package strconv converts between strings and the basic types.
//
// How.  integer.go, quote.go and the two float files each hold one family. Floats are
// printed shortest by the Schubfach method and parsed by the Eisel-Lemire method, both
// over the 128-bit powers of ten of power.go; the few inputs that these cannot decide
// go to exact arithmetic (exact.go).
package strconv

import "errors"

// IntSize is the size in bits of an int or uint.
const IntSize = 64

// ErrRange says that a value does not fit its type.
var ErrRange = errors.New("value out of range")

// ErrSyntax says that a text is no value of its type.
var ErrSyntax = errors.New("invalid syntax")

// NumError is a failed conversion: by which function, of which text, and why.
type NumError struct {
	Func string
	Num  string
	Err  error
}

func (e *NumError) Error() string {
	return "strconv." + e.Func + ": parsing " + Quote(e.Num) + ": " + e.Err.Error()
}

func (e *NumError) Unwrap() error { return e.Err }

// fail makes a NumError; the text is copied so that the error keeps no larger one alive.
func fail(fn, s string, err error) *NumError {
	return &NumError{fn, string([]byte(s)), err}
}

// digitValue returns the value of a digit or letter in bases up to 36, else 36 or more.
func digitValue(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'a' <= c && c <= 'z':
		return c - 'a' + 10
	case 'A' <= c && c <= 'Z':
		return c - 'A' + 10
	}
	return 255
}

// ParseUint returns the unsigned integer that s stands for in the given base (0: by its
// prefix, with underscores allowed) and that fits bitSize bits (0: those of a uint).
func ParseUint(s string, base int, bitSize int) (uint64, error) {
	n, err := parseUint("ParseUint", s, s, base, bitSize)
	if err != nil {
		return n, err
	}
	return n, nil
}

// parseUint does the work; errors name fn and whole, of which s may be the unsigned part.
func parseUint(fn, whole, s string, base, bitSize int) (uint64, *NumError) {
	if s == "" {
		return 0, fail(fn, whole, ErrSyntax)
	}
	prefixed := base == 0
	digits := s
	switch {
	case 2 <= base && base <= 36:
	case base == 0:
		base = 10
		if s[0] == '0' {
			base, digits = 8, s[1:]
			if len(s) >= 3 {
				switch s[1] | 0x20 {
				case 'b':
					base, digits = 2, s[2:]
				case 'o':
					base, digits = 8, s[2:]
				case 'x':
					base, digits = 16, s[2:]
				}
			}
		}
	default:
		return 0, fail(fn, whole, errors.New("invalid base "+Itoa(base)))
	}
	if bitSize == 0 {
		bitSize = IntSize
	} else if bitSize < 0 || bitSize > 64 {
		return 0, fail(fn, whole, errors.New("invalid bit size "+Itoa(bitSize)))
	}
	largest := uint64(1)<<uint(bitSize) - 1
	b := uint64(base)
	limit := ^uint64(0)/b + 1 // the first n for which n*b overflows
	underscores := false
	var n uint64
	for i := 0; i < len(digits); i++ {
		c := digits[i]
		if c == '_' && prefixed {
			underscores = true
			continue
		}
		d := digitValue(c)
		if int(d) >= base {
			return 0, fail(fn, whole, ErrSyntax)
		}
		if n >= limit {
			return largest, fail(fn, whole, ErrRange)
		}
		n *= b
		sum := n + uint64(d)
		if sum < n || sum > largest {
			return largest, fail(fn, whole, ErrRange)
		}
		n = sum
	}
	if underscores && !underscoresFit(s) {
		return 0, fail(fn, whole, ErrSyntax)
	}
	return n, nil
}

// ParseInt is ParseUint for signed integers: s may begin with a sign.
func ParseInt(s string, base int, bitSize int) (int64, error) {
	return parseInt("ParseInt", s, base, bitSize)
}

func parseInt(fn, s string, base, bitSize int) (int64, error) {
	rest := s
	negative := false
	if s != "" && (s[0] == '+' || s[0] == '-') {
		negative = s[0] == '-'
		rest = s[1:]
	}
	n, err := parseUint(fn, s, rest, base, bitSize)
	if err != nil && err.Err != ErrRange {
		return 0, err
	}
	if bitSize == 0 {
		bitSize = IntSize
	}
	half := uint64(1) << uint(bitSize-1)
	if !negative && n >= half {
		return int64(half - 1), fail(fn, s, ErrRange)
	}
	if negative && n > half {
		return -int64(half), fail(fn, s, ErrRange)
	}
	if negative {
		return -int64(n), nil
	}
	return int64(n), nil
}

// Atoi returns the decimal integer that s stands for.
func Atoi(s string) (int, error) {
	if 0 < len(s) && len(s) < 19 { // cannot overflow
		i := 0
		if s[0] == '-' || s[0] == '+' {
			i = 1
		}
		n := 0
		for ; i < len(s); i++ {
			d := s[i] - '0'
			if d > 9 {
				return 0, fail("Atoi", s, ErrSyntax)
			}
			n = n*10 + int(d)
		}
		if s[0] > '9' || s[0] < '0' {
			if len(s) == 1 {
				return 0, fail("Atoi", s, ErrSyntax)
			}
			if s[0] == '-' {
				n = -n
			}
		}
		return n, nil
	}
	n, err := parseInt("Atoi", s, 10, 0)
	return int(n), err
}

// underscoresFit reports whether the underscores of s separate digits or follow a base
// prefix, as in Go's literals; without a prefix none are allowed but in decimal and
// octal numbers.
func underscoresFit(s string) bool {
	if s != "" && (s[0] == '-' || s[0] == '+') {
		s = s[1:]
	}
	hex := false
	digit := false // whether the last thing was a digit or the prefix
	under := false // whether it was an underscore
	if len(s) >= 2 && s[0] == '0' {
		if c := s[1] | 0x20; c == 'b' || c == 'o' || c == 'x' {
			hex = c == 'x'
			digit = true
			s = s[2:]
		}
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if '0' <= c && c <= '9' || hex && digitValue(c) < 16 {
			digit, under = true, false
			continue
		}
		if c == '_' {
			if !digit {
				return false
			}
			digit, under = false, true
			continue
		}
		if under {
			return false
		}
		digit = false
	}
	return !under
}

const (
	digitSet = "0123456789abcdefghijklmnopqrstuvwxyz"
	pairs    = "00010203040506070809" +
		"10111213141516171819" +
		"20212223242526272829" +
		"30313233343536373839" +
		"40414243444546474849" +
		"50515253545556575859" +
		"60616263646566676869" +
		"70717273747576777879" +
		"80818283848586878889" +
		"90919293949596979899"
)

// FormatUint returns i in the given base, from 2 to 36.
func FormatUint(i uint64, base int) string {
	if i < 10 && base == 10 {
		return digitSet[i : i+1]
	}
	var a [65]byte
	return string(a[write(&a, i, false, base):])
}

// FormatInt returns i in the given base, from 2 to 36.
func FormatInt(i int64, base int) string {
	if uint64(i) < 10 && base == 10 {
		return digitSet[i : i+1]
	}
	var a [65]byte
	return string(a[write(&a, uint64(i), i < 0, base):])
}

// Itoa returns i in base 10.
func Itoa(i int) string { return FormatInt(int64(i), 10) }

// AppendInt appends i in the given base.
func AppendInt(dst []byte, i int64, base int) []byte {
	if uint64(i) < 10 && base == 10 {
		return append(dst, byte('0'+i))
	}
	var a [65]byte
	return append(dst, a[write(&a, uint64(i), i < 0, base):]...)
}

// AppendUint appends i in the given base.
func AppendUint(dst []byte, i uint64, base int) []byte {
	if i < 10 && base == 10 {
		return append(dst, byte('0'+i))
	}
	var a [65]byte
	return append(dst, a[write(&a, i, false, base):]...)
}

// write puts the number at the end of a and returns where it begins.
func write(a *[65]byte, u uint64, negative bool, base int) int {
	if base < 2 || base > 36 {
		panic("strconv: illegal AppendInt/FormatInt base")
	}
	if negative {
		u = -u
	}
	i := len(a)
	if base == 10 {
		for u >= 100 {
			q := u / 100
			p := (u - q*100) * 2
			i -= 2
			a[i+1] = pairs[p+1]
			a[i] = pairs[p]
			u = q
		}
		i--
		a[i] = pairs[u*2+1]
		if u >= 10 {
			i--
			a[i] = pairs[u*2]
		}
	} else {
		b := uint64(base)
		for u >= b {
			q := u / b
			i--
			a[i] = digitSet[u-q*b]
			u = q
		}
		i--
		a[i] = digitSet[u]
	}
	if negative {
		i--
		a[i] = '-'
	}
	return i
}

// ParseBool accepts 1, t, T, TRUE, true, True and their opposites.
func ParseBool(str string) (bool, error) {
	switch str {
	case "1", "t", "T", "true", "TRUE", "True":
		return true, nil
	case "0", "f", "F", "false", "FALSE", "False":
		return false, nil
	}
	return false, fail("ParseBool", str, ErrSyntax)
}

// FormatBool returns "true" or "false".
func FormatBool(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

// AppendBool appends "true" or "false".
func AppendBool(dst []byte, b bool) []byte { return append(dst, FormatBool(b)...) }
