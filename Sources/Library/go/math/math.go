// SPDX-License-Identifier: Apache-2.0

// Package math holds constants and functions of floating-point numbers.
//
// How.  What the C library has is native (native.go). Pow, Log2 and Log10 go by their
// own ways so that whole powers come out exact; what takes numbers apart works on their bits.
package math

import "unsafe"

// Mathematical constants.
const (
	E   = 2.71828182845904523536028747135266249775724709369995957496696763
	Pi  = 3.14159265358979323846264338327950288419716939937510582097494459
	Phi = 1.61803398874989484820458683436563811772030917980576286213544862

	Sqrt2   = 1.41421356237309504880168872420969807856967187537694807317667974
	SqrtE   = 1.64872127070012814684865078781416357165377610071014801157507931
	SqrtPi  = 1.77245385090551602729816748334114518279754945612238712821380779
	SqrtPhi = 1.27201964951406896425242246173749149171560804184009624861664038

	Ln2    = 0.693147180559945309417232121458176568075500134360255254120680009
	Log2E  = 1 / Ln2
	Ln10   = 2.30258509299404568401799145468436420760110148862877297603332790
	Log10E = 1 / Ln10
)

// Limits of the floating-point types: the largest number and the smallest above zero.
const (
	MaxFloat32             = 0x1p127 * (1 + (1 - 0x1p-23))
	SmallestNonzeroFloat32 = 0x1p-126 * 0x1p-23
	MaxFloat64             = 0x1p1023 * (1 + (1 - 0x1p-52))
	SmallestNonzeroFloat64 = 0x1p-1022 * 0x1p-52
)

// Limits of the integer types.
const (
	MaxInt    = 1<<63 - 1
	MinInt    = -1 << 63
	MaxInt8   = 1<<7 - 1
	MinInt8   = -1 << 7
	MaxInt16  = 1<<15 - 1
	MinInt16  = -1 << 15
	MaxInt32  = 1<<31 - 1
	MinInt32  = -1 << 31
	MaxInt64  = 1<<63 - 1
	MinInt64  = -1 << 63
	MaxUint   = 1<<64 - 1
	MaxUint8  = 1<<8 - 1
	MaxUint16 = 1<<16 - 1
	MaxUint32 = 1<<32 - 1
	MaxUint64 = 1<<64 - 1
)

const (
	nanBits  = 0x7FF8000000000001
	infBits  = 0x7FF0000000000000
	signBit  = 1 << 63
	fraction = 1<<52 - 1
)

// Float64bits returns the IEEE 754 representation of f.
func Float64bits(f float64) uint64 { return *(*uint64)(unsafe.Pointer(&f)) }

// Float64frombits returns the number that b represents.
func Float64frombits(b uint64) float64 { return *(*float64)(unsafe.Pointer(&b)) }

// Float32bits returns the IEEE 754 representation of f.
func Float32bits(f float32) uint32 { return *(*uint32)(unsafe.Pointer(&f)) }

// Float32frombits returns the number that b represents.
func Float32frombits(b uint32) float32 { return *(*float32)(unsafe.Pointer(&b)) }

// NaN returns a value that is no number.
func NaN() float64 { return Float64frombits(nanBits) }

// IsNaN reports whether f is no number.
func IsNaN(f float64) (is bool) { return f != f }

// Inf returns an infinity with the sign given.
func Inf(sign int) float64 {
	if sign >= 0 {
		return Float64frombits(infBits)
	}
	return Float64frombits(infBits | signBit)
}

// IsInf reports whether f is an infinity with the sign given, any if it is 0.
func IsInf(f float64, sign int) bool {
	return sign >= 0 && f > MaxFloat64 || sign <= 0 && f < -MaxFloat64
}

// Signbit reports whether x is negative or negative zero.
func Signbit(x float64) bool { return Float64bits(x)&signBit != 0 }

// Copysign returns f with the sign of sign.
func Copysign(f, sign float64) float64 {
	return Float64frombits(Float64bits(f)&^signBit | Float64bits(sign)&signBit)
}

// Abs returns the absolute value of x.
func Abs(x float64) float64 { return Float64frombits(Float64bits(x) &^ signBit) }

// Max returns the larger of x and y; an infinity above all wins, then a NaN.
func Max(x, y float64) float64 {
	switch {
	case x > MaxFloat64 || y > MaxFloat64:
		return Inf(1)
	case x != x || y != y:
		return NaN()
	case x == 0 && y == 0:
		if Signbit(x) {
			return y
		}
		return x
	case x > y:
		return x
	}
	return y
}

// Min returns the smaller of x and y; an infinity below all wins, then a NaN.
func Min(x, y float64) float64 {
	switch {
	case x < -MaxFloat64 || y < -MaxFloat64:
		return Inf(-1)
	case x != x || y != y:
		return NaN()
	case x == 0 && y == 0:
		if Signbit(x) {
			return x
		}
		return y
	case x < y:
		return x
	}
	return y
}

// Dim returns x-y, but no less than 0.
func Dim(x, y float64) float64 {
	v := x - y
	if v <= 0 {
		return 0
	}
	return v
}

// Round returns the nearest integer, halves away from zero.
func Round(x float64) float64 {
	t := Trunc(x)
	if Abs(x-t) >= 0.5 {
		return t + Copysign(1, x)
	}
	return t
}

// RoundToEven returns the nearest integer, halves to the even one.
func RoundToEven(x float64) float64 {
	if !(Abs(x) < 1<<52) {
		return x
	}
	// Adding 2^52 leaves no bits below one; the sign is kept for results of zero.
	big := Copysign(1<<52, x)
	return Copysign(x+big-big, x)
}

// Modf returns the whole and the fractional part of f, both with its sign.
func Modf(f float64) (int float64, frac float64) {
	int = Trunc(f)
	return int, Copysign(f-int, f)
}

// Frexp returns frac in [0.5, 1) and exp so that f is frac × 2^exp.
func Frexp(f float64) (frac float64, exp int) {
	if f == 0 || f-f != 0 {
		return f, 0
	}
	b := Float64bits(f)
	if b&infBits == 0 {
		b = Float64bits(f * (1 << 52))
		exp = -52
	}
	exp += int(b>>52&0x7FF) - 1022
	return Float64frombits(b&^infBits | 1022<<52), exp
}

// Ldexp returns frac × 2^exp.
func Ldexp(frac float64, exp int) float64 {
	if frac == 0 || frac-frac != 0 {
		return frac
	}
	frac, e := Frexp(frac)
	if exp > 3000 {
		exp = 3000
	} else if exp < -3000 {
		exp = -3000
	}
	exp += e // the result is in [0.5, 1) × 2^exp
	switch {
	case exp > 1024:
		return Copysign(Inf(1), frac)
	case exp < -1074:
		return Copysign(0, frac)
	case exp < -1021: // subnormal: two steps, of which the second rounds
		return Float64frombits(Float64bits(frac)&^infBits|uint64(exp+1022+60)<<52) * 0x1p-60
	}
	return Float64frombits(Float64bits(frac)&^infBits | uint64(exp+1022)<<52)
}

// Logb returns the binary exponent of x.
func Logb(x float64) float64 {
	switch {
	case x == 0:
		return Inf(-1)
	case x-x != 0:
		return x * x
	}
	_, e := Frexp(x)
	return float64(e - 1)
}

// Ilogb returns the binary exponent of x as an integer.
func Ilogb(x float64) int {
	switch {
	case x == 0:
		return MinInt32
	case x-x != 0:
		return MaxInt32
	}
	_, e := Frexp(x)
	return e - 1
}

// Nextafter returns the next number after x in the direction of y.
func Nextafter(x, y float64) (r float64) {
	switch {
	case x != x || y != y:
		return NaN()
	case x == y:
		return x
	case x == 0:
		return Copysign(Float64frombits(1), y)
	case (y > x) == (x > 0):
		return Float64frombits(Float64bits(x) + 1)
	}
	return Float64frombits(Float64bits(x) - 1)
}

// Nextafter32 is Nextafter for float32.
func Nextafter32(x, y float32) (r float32) {
	switch {
	case x != x || y != y:
		return float32(NaN())
	case x == y:
		return x
	case x == 0:
		return float32(Copysign(float64(Float32frombits(1)), float64(y)))
	case (y > x) == (x > 0):
		return Float32frombits(Float32bits(x) + 1)
	}
	return Float32frombits(Float32bits(x) - 1)
}

// Hypot returns sqrt(p² + q²) without overflow on the way.
func Hypot(p, q float64) float64 {
	p, q = Abs(p), Abs(q)
	switch {
	case p > MaxFloat64 || q > MaxFloat64:
		return Inf(1)
	case p != p || q != q:
		return NaN()
	}
	if p < q {
		p, q = q, p
	}
	if p == 0 {
		return 0
	}
	q /= p
	return p * Sqrt(1+q*q)
}

// Lgamma returns the logarithm of |Gamma(x)| and the sign of Gamma(x).
func Lgamma(x float64) (lgam float64, sign int) {
	switch {
	case x != x:
		return x, 1
	case IsInf(x, 0):
		return x, 1
	case x == 0:
		return Inf(1), 1
	}
	return lgamma(x)
}

// Log2 returns the binary logarithm of x, exact for powers of two.
func Log2(x float64) float64 {
	frac, exp := Frexp(x)
	if frac == 0.5 {
		return float64(exp - 1)
	}
	return Log(frac)*(1/Ln2) + float64(exp)
}

// Log10 returns the decimal logarithm of x.
func Log10(x float64) float64 { return Log(x) * (1 / Ln10) }

// Pow10 returns 10^n.
func Pow10(n int) float64 {
	switch {
	case n < -323:
		return 0
	case n > 308:
		return Inf(1)
	}
	if n < 0 {
		return smallTens[-n/32] / tens[-n%32]
	}
	return largeTens[n/32] * tens[n%32]
}

// Pow returns x^y: x is multiplied up by squaring for the whole part of y, with its
// exponent apart so that nothing overflows on the way.
func Pow(x, y float64) float64 {
	switch {
	case y == 0 || x == 1:
		return 1
	case y == 1:
		return x
	case x != x || y != y:
		return NaN()
	case x == 0:
		return powZero(x, y)
	case IsInf(y, 0):
		switch a := Abs(x); {
		case a == 1:
			return 1
		case a < 1 == (y > 0):
			return 0
		}
		return Inf(1)
	case IsInf(x, 0):
		if x < 0 {
			if y < 0 {
				return powZero(Copysign(0, -1), -y)
			}
			if odd(y) {
				return x
			}
			return Inf(1)
		}
		if y < 0 {
			return 0
		}
		return x
	case y == 0.5:
		return Sqrt(x)
	case y == -0.5:
		return 1 / Sqrt(x)
	}
	whole, part := Modf(Abs(y))
	if part != 0 && x < 0 {
		return NaN()
	}
	if whole >= 1<<63 { // y is even and large
		switch a := Abs(x); {
		case a == 1:
			return 1
		case a < 1 == (y > 0):
			return 0
		}
		return Inf(1)
	}
	r, e := 1.0, 0 // the result is r × 2^e
	if part != 0 {
		if part > 0.5 {
			part--
			whole++
		}
		r = Exp(part * Log(x))
	}
	base, be := Frexp(x)
	for n := int64(whole); n != 0; n >>= 1 {
		if be < -1<<12 || be > 1<<12 { // over- or underflow for certain
			e += be
			break
		}
		if n&1 != 0 {
			r *= base
			e += be
		}
		base *= base
		be <<= 1
		if base < 0.5 {
			base += base
			be--
		}
	}
	if y < 0 {
		r = 1 / r
		e = -e
	}
	return Ldexp(r, e)
}

// odd reports whether y is an odd integer.
func odd(y float64) bool {
	if Abs(y) >= 1<<53 {
		return false
	}
	whole, part := Modf(y)
	return part == 0 && int64(whole)&1 != 0
}

// powZero returns x^y for a zero x.
func powZero(x, y float64) float64 {
	if y < 0 {
		if Signbit(x) && odd(y) {
			return Inf(-1)
		}
		return Inf(1)
	}
	if Signbit(x) && odd(y) {
		return x
	}
	return 0
}

// Powers of ten by one multiplication or division, as Go makes them.
var (
	tens = [...]float64{1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
		1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22, 1e23, 1e24, 1e25, 1e26, 1e27, 1e28, 1e29, 1e30, 1e31}
	largeTens = [...]float64{1e0, 1e32, 1e64, 1e96, 1e128, 1e160, 1e192, 1e224, 1e256, 1e288}
	smallTens = [...]float64{1e0, 1e-32, 1e-64, 1e-96, 1e-128, 1e-160, 1e-192, 1e-224, 1e-256, 1e-288, 1e-320}
)
