// SPDX-License-Identifier: Apache-2.0

package strconv

import (
	"math/bits"
	"unsafe"
)

// decimal is 0.d1d2d3… × 10^point; it has no zeros at either end.
type decimal struct {
	digits []byte
	point  int
}

// FormatFloat returns f in format 'b' (-ddddp±ddd), 'e', 'E', 'f', 'g', 'G', 'x' or 'X'
// with prec digits (-1: as few as tell f from its neighbours), rounded as bitSize says.
func FormatFloat(f float64, fmt byte, prec, bitSize int) string {
	var a [32]byte
	return string(AppendFloat(a[:0], f, fmt, prec, bitSize))
}

// AppendFloat appends what FormatFloat returns.
func AppendFloat(dst []byte, f float64, fmt byte, prec, bitSize int) []byte {
	var word, fraction uint64
	var width, exponent, bias int // of the fraction; biased; so that value = mantissa * 2^(exponent-bias)
	switch bitSize {
	case 32:
		f32 := float32(f)
		u := *(*uint32)(unsafe.Pointer(&f32))
		word = uint64(u) << 32
		fraction = uint64(u & (1<<23 - 1))
		exponent = int(u >> 23 & 0xFF)
		width, bias = 23, 150
		if exponent == 0xFF {
			exponent = 0x7FF
		}
	case 64:
		word = *(*uint64)(unsafe.Pointer(&f))
		fraction = word & (1<<52 - 1)
		exponent = int(word >> 52 & 0x7FF)
		width, bias = 52, 1075
	default:
		panic("strconv: illegal AppendFloat/FormatFloat bitSize")
	}
	negative := word>>63 != 0
	if exponent == 0x7FF {
		switch {
		case fraction != 0:
			return append(dst, "NaN"...)
		case negative:
			return append(dst, "-Inf"...)
		}
		return append(dst, "+Inf"...)
	}
	mantissa := fraction
	if exponent == 0 {
		exponent = 1
	} else {
		mantissa |= 1 << uint(width)
	}
	e2 := exponent - bias
	if negative {
		dst = append(dst, '-')
	}
	switch fmt {
	case 'b':
		dst = AppendUint(dst, mantissa, 10)
		dst = append(dst, 'p')
		if e2 >= 0 {
			dst = append(dst, '+')
		}
		return AppendInt(dst, int64(e2), 10)
	case 'x', 'X':
		return appendHexFloat(dst, mantissa, e2, width, prec, fmt)
	case 'e', 'E', 'f', 'g', 'G':
	default:
		if negative {
			dst = dst[:len(dst)-1]
		}
		return append(dst, '%', fmt)
	}

	var buf [24]byte
	var d decimal
	shortest := prec < 0
	switch {
	case mantissa == 0:
	case shortest:
		m, k := shortestDecimal(mantissa, e2, fraction == 0 && exponent > 1)
		d = decimalOf(&buf, m, k)
	default:
		n := prec // significant digits, or -1-digits after the point
		switch fmt {
		case 'e', 'E':
			n++
		case 'f':
			n = -1 - prec
		default:
			if n == 0 {
				n = 1
			}
		}
		m, k, ok := roundedDecimal(mantissa, e2, n)
		if ok {
			d = decimalOf(&buf, m, k)
		} else {
			d = exactDecimal(mantissa, e2)
			if n >= 0 {
				d.round(n)
			} else {
				d.round(d.point - 1 - n)
			}
		}
	}
	count := len(d.digits)
	switch fmt {
	case 'e', 'E':
		if shortest {
			prec = count - 1
		}
		return appendExponential(dst, d, prec, fmt)
	case 'f':
		if shortest {
			prec = count - d.point
		}
		return appendPlain(dst, d, prec)
	}
	limit := prec
	if prec == 0 {
		prec, limit = 1, 1
	}
	if limit > count && count >= d.point {
		limit = count
	}
	if shortest {
		limit, prec = 6, count
	}
	if x := d.point - 1; x < -4 || x >= limit {
		if prec > count {
			prec = count
		}
		return appendExponential(dst, d, prec-1, fmt+'e'-'g')
	}
	if prec > d.point {
		prec = count
	}
	return appendPlain(dst, d, prec-d.point)
}

// decimalOf returns m×10^k as a decimal whose digits lie in buf.
func decimalOf(buf *[24]byte, m uint64, k int) decimal {
	if m == 0 {
		return decimal{}
	}
	i := len(buf)
	end := i
	for m >= 100 {
		q := m / 100
		p := (m - q*100) * 2
		i -= 2
		buf[i+1] = pairs[p+1]
		buf[i] = pairs[p]
		m = q
	}
	i--
	buf[i] = pairs[m*2+1]
	if m >= 10 {
		i--
		buf[i] = pairs[m*2]
	}
	point := end - i + k
	for buf[end-1] == '0' {
		end--
	}
	return decimal{buf[i:end], point}
}

// appendExponential appends d as d.ddde±dd with prec digits after the point.
func appendExponential(dst []byte, d decimal, prec int, e byte) []byte {
	x := d.point - 1
	if len(d.digits) == 0 {
		dst = append(dst, '0')
		x = 0
	} else {
		dst = append(dst, d.digits[0])
	}
	if prec > 0 {
		dst = append(dst, '.')
		n := len(d.digits)
		if n > prec+1 {
			n = prec + 1
		}
		if n > 1 {
			dst = append(dst, d.digits[1:n]...)
		} else {
			n = 1
		}
		for ; n <= prec; n++ {
			dst = append(dst, '0')
		}
	}
	if x < 0 {
		x = -x
		dst = append(dst, e, '-')
	} else {
		dst = append(dst, e, '+')
	}
	if x >= 100 {
		return append(dst, byte('0'+x/100), pairs[x%100*2], pairs[x%100*2+1])
	}
	return append(dst, pairs[x*2], pairs[x*2+1])
}

// appendPlain appends d without exponent, prec digits after the point.
func appendPlain(dst []byte, d decimal, prec int) []byte {
	n := len(d.digits)
	if d.point <= 0 {
		dst = append(dst, '0')
	} else if d.point <= n {
		dst = append(dst, d.digits[:d.point]...)
	} else {
		dst = append(dst, d.digits...)
		for i := n; i < d.point; i++ {
			dst = append(dst, '0')
		}
	}
	if prec <= 0 {
		return dst
	}
	dst = append(dst, '.')
	for i := d.point; i < d.point+prec; i++ {
		if 0 <= i && i < n {
			dst = append(dst, d.digits[i])
		} else {
			dst = append(dst, '0')
		}
	}
	return dst
}

// appendHexFloat appends mantissa×2^e2 as 0x1.hhhp±dd.
func appendHexFloat(dst []byte, mantissa uint64, e2, width, prec int, fmt byte) []byte {
	if mantissa == 0 {
		e2 = 0
	} else {
		lead := bits.LeadingZeros64(mantissa)
		e2 += 63 - lead
		mantissa = mantissa << uint(lead) >> 3 // the leading 1 at bit 60, 15 hex digits below
		if prec >= 0 && prec < 15 {
			shift := uint(60 - prec*4)
			rest := mantissa & (1<<shift - 1)
			mantissa >>= shift
			half := uint64(1) << (shift - 1)
			if rest > half || rest == half && mantissa&1 == 1 {
				mantissa++
			}
			mantissa <<= shift
			if mantissa>>61 != 0 {
				mantissa >>= 1
				e2++
			}
		}
	}
	digits := digitSet
	if fmt == 'X' {
		digits = "0123456789ABCDEF"
	}
	dst = append(dst, '0', fmt, '0'+byte(mantissa>>60&1))
	mantissa <<= 4
	if prec < 0 && mantissa != 0 {
		dst = append(dst, '.')
		for ; mantissa != 0; mantissa <<= 4 {
			dst = append(dst, digits[mantissa>>60])
		}
	} else if prec > 0 {
		dst = append(dst, '.')
		for ; prec > 0; prec-- {
			dst = append(dst, digits[mantissa>>60])
			mantissa <<= 4
		}
	}
	dst = append(dst, fmt-'x'+'p')
	if e2 < 0 {
		dst = append(dst, '-')
		e2 = -e2
	} else {
		dst = append(dst, '+')
	}
	if e2 < 10 {
		dst = append(dst, '0')
	}
	return AppendInt(dst, int64(e2), 10)
}
