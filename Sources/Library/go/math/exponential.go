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

// octic returns the polynomial with the coefficients a, lowest first.
func octic(a [8]float64, x float64) float64 {
	y := a[7]
	for i := 6; i >= 0; i-- {
		y = y*x + a[i]
	}
	return y
}

// Erfinv returns the number whose error function is x: M. J. Wichura, "Algorithm AS 241:
// the percentage points of the normal distribution", 1988.
func Erfinv(x float64) float64 {
	a := Abs(x)
	if !(a < 1) {
		if a == 1 {
			return Copysign(Inf(1), x)
		}
		return NaN()
	}
	if a <= 0.85 {
		r := 0.180625 - 0.25*x*x
		return x / (2 * Sqrt2) * octic([8]float64{3.3871328727963666080e0, 1.3314166789178437745e+2, 1.9715909503065514427e+3, 1.3731693765509461125e+4,
			4.5921953931549871457e+4, 6.7265770927008700853e+4, 3.3430575583588128105e+4, 2.5090809287301226727e+3}, r) / octic([8]float64{1, 4.2313330701600911252e+1, 6.8718700749205790830e+2, 5.3941960214247511077e+3,
			2.1213794301586595867e+4, 3.9307895800092710610e+4, 2.8729085735721942674e+4, 5.2264952788528545610e+3}, r)
	}
	r := Sqrt(Ln2 - Log(1-a))
	if r <= 5 {
		r -= 1.6
		r = octic([8]float64{1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
			1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4}, r) / octic([8]float64{1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
			1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9}, r)
	} else {
		r -= 5
		r = octic([8]float64{6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
			2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7}, r) / octic([8]float64{1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
			7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15}, r)
	}
	return Copysign(r/Sqrt2, x)
}

// Erfcinv returns the number whose complementary error function is x.
func Erfcinv(x float64) float64 { return Erfinv(1 - x) }
