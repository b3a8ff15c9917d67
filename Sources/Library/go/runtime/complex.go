// SPDX-License-Identifier: Apache-2.0

package runtime

// complexQuotient is the division of complex numbers, which the compiler calls.
//
// The denominator is scaled by its larger part, so that neither overflows on the way (Smith's method); what has no finite
// quotient gets the infinity or zero that C's annex G asks for, and NaN only where nothing better can be said.
func complexQuotient(n, m complex128) complex128 {
	a, b, c, d := real(n), imag(n), real(m), imag(m)
	var e, f float64
	if magnitude(c) >= magnitude(d) {
		ratio := d / c
		scale := c + ratio*d
		e, f = (a+b*ratio)/scale, (b-a*ratio)/scale
	} else {
		ratio := c / d
		scale := d + ratio*c
		e, f = (a*ratio+b)/scale, (b*ratio-a)/scale
	}
	if e != e && f != f {
		switch {
		case m == 0 && (a == a || b == b):
			zero := 1 / c // carries the sign of c
			e, f = zero*a, zero*b
		case (isInfinite(a) || isInfinite(b)) && !isInfinite(c) && !isInfinite(d) && c == c && d == d:
			a, b = unit(a), unit(b)
			infinity := 1 / zero()
			e, f = infinity*(a*c+b*d), infinity*(b*c-a*d)
		case (isInfinite(c) || isInfinite(d)) && !isInfinite(a) && !isInfinite(b) && a == a && b == b:
			c, d = unit(c), unit(d)
			e, f = 0*(a*c+b*d), 0*(b*c-a*d)
		}
	}
	return complex(e, f)
}

func zero() float64 { return 0 }

func magnitude(x float64) float64 {
	if x < 0 {
		return -x
	}
	return x
}

func isInfinite(x float64) bool { return x-x != 0 && x == x }

// unit is 1 for an infinity and 0 for anything else, with the sign of x.
func unit(x float64) float64 {
	one := 0.0
	if isInfinite(x) {
		one = 1
	}
	if x < 0 || x == 0 && 1/x < 0 {
		return -one
	}
	return one
}
