// SPDX-License-Identifier: Apache-2.0

package math

import "math/bits"

// Sine, cosine and tangent by the method and coefficients of S. L. Moshier's Cephes
// library ("Methods and Programs for Mathematical Functions", 1989), which Go uses, so
// that results agree to the last bit: the angle is reduced to an octant and what is left
// goes through a polynomial.

// Pi/4 in three parts, the first two with so few bits that products with octants are exact.
const (
	quarterA = 7.85398125648498535156e-1
	quarterB = 3.77489470793079817668e-8
	quarterC = 2.69515142907905952645e-15
)

// largeAngle is where three parts are too few and angles are reduced by the bits of 4/Pi.
const largeAngle = 1 << 29

// octant returns the octant of x, which is not negative, rounded up to an even number,
// modulo 8, and the angle left in it.
func octant(x float64) (j uint64, z float64) {
	if x >= largeAngle {
		return octantOfLarge(x)
	}
	j = uint64(x * (4 / Pi))
	y := float64(j)
	if j&1 == 1 {
		j++
		y++
	}
	return j & 7, ((x - y*quarterA) - y*quarterB) - y*quarterC
}

// fourOverPi holds the bits of 4/Pi, the first word before the point.
var fourOverPi = [...]uint64{
	0x0000000000000001, 0x45f306dc9c882a53, 0xf84eafa3ea69bb81, 0xb6c52b3278872083,
	0xfca2c757bd778ac3, 0x6e48dc74849ba5c0, 0x0c925dd413a32439, 0xfc3bd63962534e7d,
	0xd1046bea5d768909, 0xd338e04d68befc82, 0x7323ac7306a673e9, 0x3908bf177bf25076,
	0x3ff12fffbc0b301f, 0xde5e2316b414da3e, 0xda6cfd9e4f96136e, 0x9e8c7ecd3cbfd45a,
	0xea4f758fd7cbe2f6, 0x7a0e73ef14a525d4, 0xd7f6bf623f1aba10, 0xac06608df8f6d757,
}

// octantOfLarge is octant for large angles: M. H. Payne and R. N. Hanek, "Radian
// reduction for trigonometric functions", 1983. Of 4/Pi only the bits are multiplied that
// yield the lowest three bits of the octant and the fraction.
func octantOfLarge(x float64) (j uint64, z float64) {
	b := Float64bits(x)
	exp := int(b>>52&0x7FF) - 1023 - 52
	m := b&fraction | 1<<52
	word, shift := uint(exp+61)/64, uint(exp+61)%64
	z0 := fourOverPi[word]<<shift | fourOverPi[word+1]>>(64-shift)
	z1 := fourOverPi[word+1]<<shift | fourOverPi[word+2]>>(64-shift)
	z2 := fourOverPi[word+2]<<shift | fourOverPi[word+3]>>(64-shift)
	h2, _ := bits.Mul64(z2, m)
	h1, l1 := bits.Mul64(z1, m)
	lo, c := bits.Add64(l1, h2, 0)
	hi, _ := bits.Add64(z0*m, h1, c)
	j = hi >> 61
	hi = hi<<3 | lo>>61
	lead := uint(bits.LeadingZeros64(hi))
	e := uint64(1023 - (lead + 1))
	hi = hi<<(lead+1) | lo>>(64-(lead+1))
	z = Float64frombits(hi>>12 | e<<52)
	if j&1 == 1 {
		j = (j + 1) & 7
		z--
	}
	return j, z * (Pi / 4)
}

func sinPolynomial(z float64) float64 {
	zz := z * z
	return z + z*zz*((((((1.58962301576546568060e-10*zz)+-2.50507477628578072866e-8)*zz+2.75573136213857245213e-6)*zz+
		-1.98412698295895385996e-4)*zz+8.33333333332211858878e-3)*zz+-1.66666666666666307295e-1)
}

func cosPolynomial(z float64) float64 {
	zz := z * z
	return 1.0 - 0.5*zz + zz*zz*((((((-1.13585365213876817300e-11*zz)+2.08757008419747316778e-9)*zz+-2.75573141792967388112e-7)*zz+
		2.48015872888517045348e-5)*zz+-1.38888888888730564116e-3)*zz+4.16666666666665929218e-2)
}

// Sin returns the sine of x.
func Sin(x float64) float64 {
	if x == 0 || x-x != 0 {
		return x * (1 + (x - x)) // a zero as it is, NaN for the rest
	}
	negative := x < 0
	if negative {
		x = -x
	}
	j, z := octant(x)
	if j > 3 {
		negative = !negative
		j -= 4
	}
	if j == 1 || j == 2 {
		z = cosPolynomial(z)
	} else {
		z = sinPolynomial(z)
	}
	if negative {
		return -z
	}
	return z
}

// Cos returns the cosine of x.
func Cos(x float64) float64 {
	if x-x != 0 {
		return NaN()
	}
	if x < 0 {
		x = -x
	}
	j, z := octant(x)
	negative := false
	if j > 3 {
		negative = true
		j -= 4
	}
	if j > 1 {
		negative = !negative
	}
	if j == 1 || j == 2 {
		z = sinPolynomial(z)
	} else {
		z = cosPolynomial(z)
	}
	if negative {
		return -z
	}
	return z
}

// Tan returns the tangent of x.
func Tan(x float64) float64 {
	if x == 0 || x-x != 0 {
		return x * (1 + (x - x))
	}
	negative := x < 0
	if negative {
		x = -x
	}
	j, z := octant(x)
	zz := z * z
	y := z
	if zz > 1e-14 {
		y = z + z*(zz*(((-1.30936939181383777646e4*zz)+1.15351664838587416140e6)*zz+-1.79565251976484877988e7)/
			((((zz+1.36812963470692954678e4)*zz+-1.32089234440210967447e6)*zz+2.50083801823357915839e7)*zz+-5.38695755929454629881e7))
	}
	if j&2 == 2 {
		y = -1 / y
	}
	if negative {
		y = -y
	}
	return y
}

// Atan returns the arctangent of x.
func Atan(x float64) float64 {
	if x == 0 {
		return x
	}
	if x > 0 {
		return atanPositive(x)
	}
	return -atanPositive(-x)
}

// atanPositive reduces x to [0, 0.66].
func atanPositive(x float64) float64 {
	const (
		more   = 6.123233995736765886130e-17 // what Pi/2 has below a float
		tan3pi = 2.41421356237309504880      // tan(3*Pi/8)
	)
	if x <= 0.66 {
		return atanSmall(x)
	}
	if x > tan3pi {
		return Pi/2 - atanSmall(1/x) + more
	}
	return Pi/4 + atanSmall((x-1)/(x+1)) + 0.5*more
}

func atanSmall(x float64) float64 {
	z := x * x
	z = z * ((((-8.750608600031904122785e-01*z+-1.615753718733365076637e+01)*z+-7.500855792314704667340e+01)*z+
		-1.228866684490136173410e+02)*z + -6.485021904942025371773e+01) /
		(((((z+2.485846490142306297962e+01)*z+1.650270098316988542046e+02)*z+4.328810604912902668951e+02)*z+
			4.853903996359136964868e+02)*z + 1.945506571482613964425e+02)
	return x*z + x
}

// Asin returns the arcsine of x.
func Asin(x float64) float64 {
	if x == 0 {
		return x
	}
	a := Abs(x)
	if !(a <= 1) {
		return NaN()
	}
	t := Sqrt(1 - a*a)
	if a > 0.7 {
		t = Pi/2 - atanPositive(t/a)
	} else {
		t = atanPositive(a / t)
	}
	if x < 0 {
		return -t
	}
	return t
}

// Acos returns the arccosine of x.
func Acos(x float64) float64 { return Pi/2 - Asin(x) }

// Atan2 returns the angle of the point (x, y), by the signs of both.
func Atan2(y, x float64) float64 {
	switch {
	case x != x || y != y:
		return NaN()
	case y == 0:
		if Signbit(x) {
			return Copysign(Pi, y)
		}
		return Copysign(0, y)
	case x == 0:
		return Copysign(Pi/2, y)
	case IsInf(x, 0):
		angle := 0.0
		if IsInf(y, 0) {
			angle = Pi / 4
		}
		if x < 0 {
			angle = Pi - angle
			if IsInf(y, 0) {
				angle = 3 * Pi / 4
			}
		}
		return Copysign(angle, y)
	case IsInf(y, 0):
		return Copysign(Pi/2, y)
	}
	q := Atan(y / x)
	if x < 0 {
		if q <= 0 {
			return q + Pi
		}
		return q - Pi
	}
	return q
}

// Sincos returns the sine and cosine of x.
func Sincos(x float64) (sin, cos float64) { return Sin(x), Cos(x) }
