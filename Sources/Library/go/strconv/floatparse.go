// SPDX-License-Identifier: Apache-2.0

package strconv

import (
	"math/bits"
	"unsafe"
)

// layout is that of a floating-point type.
type layout struct {
	width int // of the fraction
	bias  int // value = mantissa × 2^(exponent-bias)
	top   int // the exponent of infinities and NaN
}

func layoutOf(bitSize int) layout {
	if bitSize == 32 {
		return layout{23, 150, 0xFF}
	}
	return layout{52, 1075, 0x7FF}
}

// scanned is a number as read: (-1)^negative × mantissa × base^exp, with truncated set
// when there were more digits than mantissa holds and one of those left out was not 0.
type scanned struct {
	mantissa            uint64
	exp                 int
	negative, truncated bool
	hex                 bool
	digits              string // the digits and the point
	digitsExp           int    // the exponent that was written
	length              int    // of what was read
	ok                  bool
}

// ParseFloat returns the nearest float64, or float32 if bitSize is 32, to the decimal or
// hexadecimal number, infinity or NaN that s stands for.
func ParseFloat(s string, bitSize int) (float64, error) {
	f, n, err := parseFloat(s, bitSize)
	if n != len(s) && (err == nil || err.Err != ErrSyntax) {
		return 0, fail("ParseFloat", s, ErrSyntax)
	}
	if err != nil {
		return f, err
	}
	return f, nil
}

// parseFloat reads a number at the start of s and returns how many bytes it took.
func parseFloat(s string, bitSize int) (float64, int, *NumError) {
	if f, n := special(s); n > 0 {
		if bitSize == 32 {
			f = float64(float32(f))
		}
		return f, n, nil
	}
	num := scanNumber(s)
	if !num.ok {
		return 0, 0, fail("ParseFloat", s, ErrSyntax)
	}
	if bitSize != 32 {
		if f, ok := small(&num); ok {
			return f, num.length, nil
		}
	}
	l := layoutOf(bitSize)
	var mantissa uint64
	var exponent int
	if num.hex {
		mantissa, exponent = roundBinary(num.mantissa, num.exp, num.truncated, l)
	} else {
		mantissa, exponent = roundDecimal(&num, l)
	}
	if exponent >= l.top {
		inf := uint64(0x7FF) << 52
		if num.negative {
			inf |= 1 << 63
		}
		return *(*float64)(unsafe.Pointer(&inf)), num.length, fail("ParseFloat", s, ErrRange)
	}
	word := mantissa&(1<<uint(l.width)-1) | uint64(exponent)<<uint(l.width)
	if bitSize == 32 {
		u := uint32(word)
		if num.negative {
			u |= 1 << 31
		}
		return float64(*(*float32)(unsafe.Pointer(&u))), num.length, nil
	}
	if num.negative {
		word |= 1 << 63
	}
	return *(*float64)(unsafe.Pointer(&word)), num.length, nil
}

// commonFold returns the length of the longest common prefix of s and the lower-case
// word, letters compared without case.
func commonFold(s, word string) int {
	n := 0
	for n < len(s) && n < len(word) && s[n]|0x20 == word[n] {
		n++
	}
	return n
}

// special reads an infinity or NaN; n is 0 if there is none.
func special(s string) (f float64, n int) {
	if s == "" {
		return 0, 0
	}
	sign := 0
	if s[0] == '+' || s[0] == '-' {
		sign = 1
	}
	switch k := commonFold(s[sign:], "infinity"); {
	case k == 8:
		n = sign + 8
	case k >= 3:
		n = sign + 3
	default:
		if sign == 0 && commonFold(s, "nan") == 3 {
			word := uint64(0x7FF8000000000001)
			return *(*float64)(unsafe.Pointer(&word)), 3
		}
		return 0, 0
	}
	word := uint64(0x7FF) << 52
	if s[0] == '-' {
		word |= 1 << 63
	}
	return *(*float64)(unsafe.Pointer(&word)), n
}

// scanNumber reads the longest number at the start of s.
func scanNumber(s string) (num scanned) {
	i := 0
	if i < len(s) && (s[i] == '+' || s[i] == '-') {
		num.negative = s[i] == '-'
		i++
	}
	base, most := uint64(10), 19
	letter := byte('e')
	if i+2 < len(s) && s[i] == '0' && s[i+1]|0x20 == 'x' {
		num.hex = true
		base, most, letter = 16, 16, 'p'
		i += 2
	}
	start := i
	underscores, point, any := false, false, false
	n, after := 0, 0 // significant digits taken; digits left out or after the point
	for ; i < len(s); i++ {
		c := s[i]
		if c == '_' {
			underscores = true
			continue
		}
		if c == '.' {
			if point {
				break
			}
			point = true
			continue
		}
		d := uint64(c - '0')
		if d > 9 {
			if !num.hex {
				break
			}
			d = uint64(digitValue(c))
			if d > 15 {
				break
			}
		}
		any = true
		if point {
			after--
		}
		if d == 0 && n == 0 {
			continue
		}
		if n < most {
			num.mantissa = num.mantissa*base + d
			n++
		} else {
			after++
			num.truncated = num.truncated || d != 0
		}
	}
	if !any {
		return
	}
	num.digits = s[start:i]
	if num.hex {
		after *= 4
	}
	if i < len(s) && s[i]|0x20 == letter {
		j := i + 1
		sign := 1
		if j < len(s) && (s[j] == '+' || s[j] == '-') {
			if s[j] == '-' {
				sign = -1
			}
			j++
		}
		if j >= len(s) || s[j] < '0' || s[j] > '9' {
			return
		}
		e := 0
		for ; j < len(s) && (s[j]-'0' <= 9 || s[j] == '_'); j++ {
			if s[j] == '_' {
				underscores = true
			} else if e < 10000 {
				e = e*10 + int(s[j]-'0')
			}
		}
		num.digitsExp = sign * e
		i = j
	} else if num.hex {
		return // the exponent is not optional
	}
	if underscores && !underscoresFit(s[:i]) {
		return
	}
	num.exp = num.digitsExp + after
	num.length = i
	num.ok = true
	return
}

// small converts numbers of which both the digits and the power of ten are exact
// floats: one multiplication or division, which rounds once (W. D. Clinger, "How to
// read floating point numbers accurately", 1990).
func small(num *scanned) (float64, bool) {
	if num.hex || num.truncated || num.mantissa>>53 != 0 || num.exp < -22 || num.exp > 22 {
		return 0, false
	}
	f := float64(num.mantissa)
	if num.negative {
		f = -f
	}
	e := num.exp
	if e < 0 {
		e = -e
	}
	p := 1.0
	if e != 0 {
		for q := 10.0; ; q *= q {
			if e&1 != 0 {
				p *= q
			}
			if e >>= 1; e == 0 {
				break
			}
		}
	}
	if num.exp < 0 {
		return f / p, true
	}
	return f * p, true
}

// roundBinary rounds m×2^e to the layout; sticky says that something is below m.
func roundBinary(m uint64, e int, sticky bool, l layout) (mantissa uint64, exponent int) {
	if m == 0 {
		return 0, 0
	}
	lead := bits.LeadingZeros64(m)
	m <<= uint(lead)
	e -= lead
	return finish(m, e+l.bias+63-l.width, sticky, l)
}

// finish rounds m, whose top bit is set, to the layout's width: exponent is the biased
// one that fits if rounding does not carry. It is shifted further for subnormals.
func finish(m uint64, exponent int, sticky bool, l layout) (uint64, int) {
	shift := 63 - l.width
	if exponent < 1 {
		shift += 1 - exponent
		exponent = 1
		if shift > 64 {
			return 0, 0
		}
	}
	var whole uint64
	rest := m
	if shift < 64 {
		whole = m >> uint(shift)
		rest = m << uint(64-shift)
	}
	if rest > 1<<63 || rest == 1<<63 && (sticky || whole&1 != 0) {
		whole++
		if whole>>uint(l.width+1) != 0 {
			whole >>= 1
			exponent++
		}
	}
	if whole>>uint(l.width) == 0 {
		exponent = 0
	}
	return whole, exponent
}

// roundDecimal rounds a decimal number to the layout: D. Lemire, "Number parsing at a
// gigabyte per second", 2021. The digits times the 128-bit power of ten lie a little
// below the true value; if the least and the most that it can be round alike we are
// done, else the decimal is compared with the halfway points exactly.
func roundDecimal(num *scanned, l layout) (mantissa uint64, exponent int) {
	c, k := num.mantissa, num.exp
	if c == 0 || k < minPower {
		return 0, 0
	}
	if k > 310 {
		return 0, l.top
	}
	lead := bits.LeadingZeros64(c)
	c <<= uint(lead)
	hi, lo := power10(k)
	b, a := bits.Mul64(lo, c)
	d, e := bits.Mul64(hi, c)
	e += b
	if e < b {
		d++
	}
	x := log2Power10(k) + 1 - lead // the value is d:e:a × 2^(x-128) or a little more
	if int64(d) >= 0 {
		d = d<<1 | e>>63
		e = e<<1 | a>>63
		a <<= 1
		x--
	}
	x += l.bias + 63 - l.width
	if 0 <= k && k <= 55 && !num.truncated { // the power, so the product, is exact
		return finish(d, x, e|a != 0, l)
	}
	mantissa, exponent = finish(d, x, true, l)
	most := d // with what the power and the digits left out may add
	if e+2 < e {
		most++
	}
	if num.truncated {
		most += 4 << uint(lead)
	}
	if most >= d { // else it needs one more bit
		if m, y := finish(most, x, true, l); m == mantissa && y == exponent {
			return
		}
	}
	for exponent < l.top {
		q := exponent - l.bias
		if exponent == 0 {
			q++
		}
		if above := compareExact(num.digits, num.digitsExp, 2*mantissa+1, q-1); above < 0 || above == 0 && mantissa&1 == 0 {
			break
		}
		mantissa++
		if mantissa>>uint(l.width+1) != 0 {
			mantissa >>= 1
			exponent++
		} else if exponent == 0 && mantissa>>uint(l.width) != 0 {
			exponent = 1
		}
	}
	return
}
