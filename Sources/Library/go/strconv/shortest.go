// SPDX-License-Identifier: Apache-2.0

package strconv

import "math/bits"

// shortestDecimal returns the shortest m×10^k that reads back as c×2^q, the nearest of
// them if there are several. narrow says that the neighbour below is only half as far
// away as that above (c is a power of two).
//
// This is the Schubfach method: R. Giulietti, "The Schubfach way to render doubles",
// 2020. The bounds of the rounding interval are scaled by a power of ten so that at
// most one multiple of ten and at least one integer lie between them; the lowest bit of
// each scaled number is made sticky, so that comparisons are exact.
func shortestDecimal(c uint64, q int, narrow bool) (m uint64, k int) {
	if q <= 0 && -q < 53 && c&(1<<uint(-q)-1) == 0 { // a small integer is its own best decimal
		return c >> uint(-q), 0
	}
	below := 4*c - 2
	k = q * 1262611 >> 22
	if narrow {
		below++
		k = (q*1262611 - 524031) >> 22
	}
	shift := uint(q + log2Power10(-k) + 1)
	hi, lo := power10(-k)
	lo++ // the method wants the power rounded up
	if lo == 0 {
		hi++
	}
	lower := scaleSticky(hi, lo, below<<shift)
	v := scaleSticky(hi, lo, 4*c<<shift)
	upper := scaleSticky(hi, lo, (4*c+2)<<shift)
	if c&1 != 0 { // the bounds themselves would round to the even neighbours
		lower++
		upper--
	}
	s := v / 4
	if s >= 10 {
		t := s / 10
		down := lower <= 40*t
		up := 40*t+40 <= upper
		if down != up {
			if up {
				t++
			}
			return t, k + 1
		}
	}
	down := lower <= 4*s
	up := 4*s+4 <= upper
	if down != up {
		if up {
			s++
		}
		return s, k
	}
	middle := 4*s + 2
	if v > middle || v == middle && s&1 != 0 {
		s++
	}
	return s, k
}

// scaleSticky returns the top of the 192-bit product, its lowest bit set if anything
// but noise is below.
func scaleSticky(hi, lo, c uint64) uint64 {
	x, _ := bits.Mul64(lo, c)
	y, z := bits.Mul64(hi, c)
	z += x
	if z < x {
		y++
	}
	if z > 1 {
		y |= 1
	}
	return y
}

// roundedDecimal returns c×2^q, c not 0, rounded to n significant digits (n > 0) or to
// -1-n digits after the point (n < 0) as m×10^k; ok is false when it takes exact arithmetic
// to tell which way to round or m does not fit.
func roundedDecimal(c uint64, q, n int) (m uint64, k int, ok bool) {
	lead := bits.LeadingZeros64(c)
	c <<= uint(lead)
	q -= lead
	if n < 0 {
		p := -1 - n
		if p > maxPower {
			return 0, 0, false
		}
		m, ok = roundScaled(c, q, p)
		return m, -p, ok
	}
	if n > 18 {
		return 0, 0, false
	}
	limit := uint64(1)
	for i := 0; i < n; i++ {
		limit *= 10
	}
	p := n - 1 - log10Power2(q+63) // right, or one too large
	if p > maxPower || p < minPower {
		return 0, 0, false
	}
	m, ok = roundScaled(c, q, p)
	if ok && m >= limit {
		p--
		if p < minPower {
			return 0, 0, false
		}
		m, ok = roundScaled(c, q, p)
	}
	return m, -p, ok
}

// roundScaled returns c×2^q×10^p rounded to the nearest integer, ties to even, if that
// fits and can be told from the 128 bits of the power. The top bit of c is set.
func roundScaled(c uint64, q, p int) (uint64, bool) {
	hi, lo := power10(p)
	b, a := bits.Mul64(lo, c)
	d, e := bits.Mul64(hi, c)
	e += b
	if e < b {
		d++
	}
	// The product d:e:a, times 2^-s, is the result; it is below the true one by less
	// than one unit of e.
	s := -(q + log2Power10(p) - 127)
	exact := 0 <= p && p <= 55
	if s > 192 {
		return 0, true
	}
	if s <= 128 {
		return 0, false
	}
	half := uint64(1) << uint(s-129) // of the fraction: the lowest s-128 bits of d, then e and a
	whole := d >> uint(s-128)
	fraction := d & (half<<1 - 1)
	switch {
	case fraction == half && e == 0 && exact:
		if a != 0 || whole&1 != 0 {
			whole++
		}
	case fraction == half-1 && e == 1<<64-1 && !exact:
		return 0, false
	case fraction >= half: // where the power is inexact the true fraction is larger than ours
		whole++
	}
	return whole, true
}
