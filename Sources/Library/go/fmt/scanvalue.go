// SPDX-License-Identifier: Apache-2.0

package fmt

import (
	"errors"
	"internal/value"
	"io"
	"strconv"
	"unicode/utf8"
)

const (
	binaryDigits  = "01"
	octalDigits   = "01234567"
	decimalDigits = "0123456789"
	hexDigits     = "0123456789aAbBcCdDeEfF"
)

// scanOne scans one value by the verb and stores it where arg points.
func (s *scan) scanOne(verb rune, arg any) {
	s.buf = s.buf[:0]
	if x, ok := arg.(Scanner); ok {
		err := x.Scan(s, verb)
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		s.check(err)
		return
	}
	switch x := arg.(type) {
	case *int:
		*x = int(s.scanInt(verb, 64))
	case *string:
		*x = s.scanString(verb)
	case *[]byte:
		*x = []byte(s.scanString(verb))
	case *float64:
		if s.suits(verb, "beEfFgGv", "float64") {
			*x = s.scanFloat(64)
		}
	case *float32:
		if s.suits(verb, "beEfFgGv", "float32") {
			*x = float32(s.scanFloat(32))
		}
	default:
		s.scanValue(verb, value.Of(arg))
	}
}

// scanValue does the rest of scanOne.
func (s *scan) scanValue(verb rune, p value.Value) {
	if p.Kind() != value.Pointer {
		if !p.IsValid() {
			panic(errors.New("reflect: call of reflect.Value.Type on zero Value"))
		}
		s.fail("type not a pointer: " + p.Type().String())
	}
	v := p.Elem()
	switch kind := p.Type().Elem().Kind(); kind {
	case value.Bool:
		v.SetBool(s.scanBool(verb))
	case value.Int, value.Int8, value.Int16, value.Int32, value.Int64:
		v.SetInt(s.scanInt(verb, int(v.Type().Size())*8))
	case value.Uint, value.Uint8, value.Uint16, value.Uint32, value.Uint64, value.Uintptr:
		v.SetUint(s.scanUint(verb, int(v.Type().Size())*8))
	case value.Float32, value.Float64:
		v.SetFloat(s.scanFloat(int(v.Type().Size()) * 8))
	case value.String:
		v.SetString(s.scanString(verb))
	case value.Slice:
		if v.Type().Elem().Kind() == value.Uint8 {
			v.SetBytes([]byte(s.scanString(verb)))
			return
		}
		s.fail("can't scan type: " + p.Type().String())
	default:
		s.fail("can't scan type: " + p.Type().String())
	}
}

// suits fails unless the verb is one of those for the type.
func (s *scan) suits(verb rune, verbs, typ string) bool {
	if !in(verbs, verb) {
		s.fail("bad verb '%" + string(verb) + "' for " + typ)
	}
	return true
}

func (s *scan) scanBool(verb rune) bool {
	s.SkipSpace()
	s.need()
	s.suits(verb, "tv", "boolean")
	var rest [3]string
	result := false
	switch s.next() {
	case '1':
		return true
	case 't', 'T':
		rest = [3]string{"rR", "uU", "eE"}
		result = true
	case 'f', 'F':
		if s.accept("aA") && (!s.accept("lL") || !s.accept("sS") || !s.accept("eE")) {
			s.fail("syntax error scanning boolean")
		}
		return false
	default:
		return false
	}
	if s.accept(rest[0]) && (!s.accept(rest[1]) || !s.accept(rest[2])) {
		s.fail("syntax error scanning boolean")
	}
	return result
}

// base returns the base that the verb names and its digits.
func (s *scan) base(verb rune) (int, string) {
	s.suits(verb, "bdoUxXv", "integer")
	switch verb {
	case 'b':
		return 2, binaryDigits
	case 'o':
		return 8, octalDigits
	case 'x', 'X', 'U':
		return 16, hexDigits
	}
	return 10, decimalDigits
}

// integer reads an integer's text and returns its base, 0 if the text shows it.
func (s *scan) integer(verb rune, signed bool) (token string, base int) {
	s.SkipSpace()
	s.need()
	base, digits := s.base(verb)
	begun := false
	switch {
	case verb == 'U':
		if s.next() != 'U' || s.next() != '+' {
			s.fail("bad unicode format ")
		}
	case signed && s.accept("+-"):
		if verb != 'v' {
			break
		}
		fallthrough
	case verb == 'v':
		base = 0
		if !s.accept("0") {
			digits = decimalDigits + "_"
			break
		}
		begun = true
		digits = octalDigits + "_"
		if s.accept("bB") {
			digits = binaryDigits + "_"
		} else if s.accept("oO") {
		} else if s.accept("xX") {
			digits = hexDigits + "_"
		}
	}
	if !begun {
		s.need()
		if !s.accept(digits) {
			s.fail("expected integer")
		}
	}
	for s.accept(digits) {
	}
	return string(s.buf), base
}

func (s *scan) scanInt(verb rune, size int) int64 {
	if verb == 'c' {
		return s.scanRune(size)
	}
	token, base := s.integer(verb, true)
	i, err := strconv.ParseInt(token, base, 64)
	s.check(err)
	if shift := uint(64 - size); i<<shift>>shift != i {
		s.fail("integer overflow on token " + token)
	}
	return i
}

func (s *scan) scanUint(verb rune, size int) uint64 {
	if verb == 'c' {
		return uint64(s.scanRune(size))
	}
	token, base := s.integer(verb, false)
	u, err := strconv.ParseUint(token, base, 64)
	s.check(err)
	if shift := uint(64 - size); u<<shift>>shift != u {
		s.fail("unsigned integer overflow on token " + token)
	}
	return u
}

func (s *scan) scanRune(size int) int64 {
	s.need()
	r := int64(s.next())
	if shift := uint(64 - size); r<<shift>>shift != r {
		s.fail("overflow on character value " + string(rune(r)))
	}
	return r
}

func (s *scan) scanFloat(size int) float64 {
	s.SkipSpace()
	s.need()
	s.floatToken()
	token := string(s.buf)
	power, hex := -1, false
	for i := 0; i < len(token); i++ {
		switch token[i] {
		case 'p':
			if power < 0 {
				power = i
			}
		case 'x', 'X':
			hex = true
		}
	}
	if power < 0 || hex {
		f, err := strconv.ParseFloat(token, size)
		s.check(err)
		return f
	}
	f, err := strconv.ParseFloat(token[:power], size) // 1.5p4: decimal digits, binary exponent
	if e, ok := err.(*strconv.NumError); ok {
		e.Num = token
	}
	s.check(err)
	exp, err := strconv.Atoi(token[power+1:])
	if e, ok := err.(*strconv.NumError); ok {
		e.Num = token
	}
	s.check(err)
	return scaleFloat(f, exp)
}

// scaleFloat returns f × 2^exp. It goes through strconv so that fmt needs no package math.
func scaleFloat(f float64, exp int) float64 {
	hex := strconv.FormatFloat(f, 'x', -1, 64)
	for i := 0; i < len(hex); i++ {
		if hex[i] == 'p' {
			e, _ := strconv.Atoi(hex[i+1:])
			f, _ = strconv.ParseFloat(hex[:i+1]+strconv.Itoa(e+exp), 64)
		}
	}
	return f
}

// floatToken takes what may be a number into the token.
func (s *scan) floatToken() {
	s.buf = s.buf[:0]
	if s.accept("nN") && s.accept("aA") && s.accept("nN") {
		return
	}
	s.accept("+-")
	if s.accept("iI") && s.accept("nN") && s.accept("fF") {
		return
	}
	digits, exponent := decimalDigits+"_", "eEpP"
	if s.accept("0") && s.accept("xX") {
		digits, exponent = hexDigits+"_", "pP"
	}
	for s.accept(digits) {
	}
	if s.accept(".") {
		for s.accept(digits) {
		}
	}
	if s.accept(exponent) {
		s.accept("+-")
		for s.accept(decimalDigits + "_") {
		}
	}
}

func (s *scan) scanString(verb rune) string {
	s.suits(verb, "svqxX", "string")
	s.SkipSpace()
	s.need()
	switch verb {
	case 'q':
		return s.quoted()
	case 'x', 'X':
		return s.hexString()
	}
	return string(s.token(true, notSpace))
}

// quoted reads a double-quoted or back-quoted string.
func (s *scan) quoted() string {
	s.need()
	quote := s.next()
	if quote != '`' && quote != '"' {
		s.fail("expected quoted string")
	}
	if quote == '"' {
		s.buf = append(s.buf, '"')
	}
	for {
		r := s.must()
		if quote == '`' && r == '`' {
			return string(s.buf)
		}
		s.buf = utf8.AppendRune(s.buf, r)
		if quote == '`' {
			continue
		}
		if r == '\\' { // of an escape only the first character can be a quote
			s.buf = utf8.AppendRune(s.buf, s.must())
		} else if r == '"' {
			break
		}
	}
	text, err := strconv.Unquote(string(s.buf))
	s.check(err)
	return text
}

func hexValue(r rune) (byte, bool) {
	switch {
	case '0' <= r && r <= '9':
		return byte(r - '0'), true
	case 'a' <= r|0x20 && r|0x20 <= 'f':
		return byte(r|0x20-'a') + 10, true
	}
	return 0, false
}

func (s *scan) hexString() string {
	s.need()
	for {
		r := s.next()
		if r == end {
			break
		}
		high, ok := hexValue(r)
		if !ok {
			s.UnreadRune()
			break
		}
		low, ok := hexValue(s.must())
		if !ok {
			s.fail("illegal hex digit")
		}
		s.buf = append(s.buf, high<<4|low)
	}
	if len(s.buf) == 0 {
		s.fail("no hex data for %x string")
	}
	return string(s.buf)
}
