// SPDX-License-Identifier: Apache-2.0

package math

// Functions by the methods that Go uses, so that results agree to the last bit: those of
// the C libraries are often one unit away.

const (
	ln2Hi = 6.93147180369123816490e-01 // ln 2 with few bits
	ln2Lo = 1.90821492927058770002e-10 // and the rest
)

// Exp2 returns 2^x: e^r for what is left of x beside a whole number, by the rational
// approximation of FDLIBM (Sun Microsystems, 1993).
func Exp2(x float64) float64 {
	switch {
	case x != x || IsInf(x, 1):
		return x
	case IsInf(x, -1):
		return 0
	case x > 1.0239999999999999e+03:
		return Inf(1)
	case x < -1.0740e+03:
		return 0
	}
	k := int(x + Copysign(0.5, x))
	if x == 0 {
		k = 0
	}
	t := x - float64(k)
	hi, lo := t*ln2Hi, -t*ln2Lo
	r := hi - lo
	s := r * r
	c := r - s*(1.66666666666666657415e-01+s*(-2.77777777770155933842e-03+s*(6.61375632143793436117e-05+
		s*(-1.65339022054652515390e-06+s*4.13813679705723846039e-08))))
	return Ldexp(1-((lo-(r*c)/(2-c))-hi), k)
}

// Cbrt returns the cube root of x: FDLIBM's, a guess by dividing the exponent, a
// rational step to 23 bits and one of Newton's.
func Cbrt(x float64) float64 {
	if x == 0 || x-x != 0 {
		return x
	}
	a := Abs(x)
	t := Float64frombits(Float64bits(a)/3 + 715094163<<32)
	if a < 0x1p-1022 {
		t = Float64frombits(Float64bits(a*(1<<54))/3 + 696219795<<32)
	}
	r := t * t / a
	s := 5.42857142857142815906e-01 + r*t
	t *= 3.57142857142857150787e-01 + 1.60714285714285720630e+00/(s+1.41428571428571436819e+00+-7.05306122448979611050e-01/s)
	t = Float64frombits(Float64bits(t)&(0xFFFFFFFFC<<28) + 1<<30) // 22 bits: t*t is exact
	s = t * t
	r = a / s
	r = (r - t) / (t + t + r)
	return Copysign(t+t*r, x)
}

// Sinh returns the hyperbolic sine of x; near 0 by the rational approximation 2029 of
// J. F. Hart and others, "Computer Approximations", 1968.
func Sinh(x float64) float64 {
	a := Abs(x)
	switch {
	case a > 21:
		a = Exp(a) * 0.5
	case a > 0.5:
		e := Exp(a)
		a = (e - 1/e) * 0.5
	default:
		s := a * a
		p := (((-0.2630563213397497062819489e+2*s+-0.2894211355989563807284660366e+4)*s+-0.8991272022039509355398013511e+5)*s +
			-0.6307673640497716991184787251e+6) * a
		a = p / (((s+-0.173678953558233699533450911e+3)*s+0.1521517378790019070696485176e+5)*s + -0.6307673640497716991212077277e+6)
	}
	return Copysign(a, x)
}

// Cosh returns the hyperbolic cosine of x.
func Cosh(x float64) float64 {
	x = Abs(x)
	e := Exp(x)
	if x > 21 {
		return e * 0.5
	}
	return (e + 1/e) * 0.5
}

// Tanh returns the hyperbolic tangent of x, as Cephes does.
func Tanh(x float64) float64 {
	z := Abs(x)
	switch {
	case z > 0.5*8.8029691931113054295988e+01:
		return Copysign(1, x)
	case z >= 0.625:
		return Copysign(1-2/(Exp(2*z)+1), x)
	case x == 0:
		return x
	}
	s := x * x
	return x + x*s*((-9.64399179425052238628e-1*s+-9.92877231001918586564e1)*s+-1.61468768441708447952e3)/
		(((s+1.12811678491632931402e2)*s+2.23548839060100448583e3)*s+4.84406305325125486048e3)
}

// J1 returns the Bessel function of the first kind of order 1.
func J1(x float64) float64 {
	if x == 0 || IsInf(x, 0) {
		return 0
	}
	return besselJ1(x)
}

// Jn returns the Bessel function of the first kind of order n.
func Jn(n int, x float64) float64 {
	switch {
	case n == 0:
		return J0(x)
	case x == 0 || IsInf(x, 0):
		return 0
	}
	return besselJn(n, x)
}
