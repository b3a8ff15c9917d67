// SPDX-License-Identifier: Apache-2.0

package math

// The gamma function as Cephes computes it, and the inverse hyperbolic functions as
// FDLIBM does: Go's ways, for Go's last bits.

const eulerGamma = 0.57721566490153286060651209008240243104215933593992

// stirling returns Gamma(x) for large x as two factors, whose product may overflow.
func stirling(x float64) (float64, float64) {
	if x > 200 {
		return Inf(1), 1
	}
	w := 1 / x
	w = 1 + w*((((7.87311395793093628397e-04*w+-2.29549961613378126380e-04)*w+-2.68132617805781232825e-03)*w+
		3.47222221605458667310e-03)*w+8.33333333333482257126e-02)
	e, rest := Exp(x), 1.0
	if x > 143.01608 { // x^x would overflow
		v := Pow(x, 0.5*x-0.25)
		e, rest = v, v/e
	} else {
		e = Pow(x, x-0.5) / e
	}
	return e, 2.506628274631000502417 * w * rest
}

// Gamma returns the gamma function of x.
func Gamma(x float64) float64 {
	switch {
	case x != x || x < 0 && x == Floor(x):
		return NaN()
	case x == 0:
		return Copysign(Inf(1), x)
	case IsInf(x, 1):
		return x
	}
	q := Abs(x)
	if q > 33 {
		return largeGamma(x, q)
	}
	z := 1.0 // Gamma of what x is moved by, to [2, 3]
	for x >= 3 {
		x--
		z *= x
	}
	for x < 2 {
		if -1e-9 < x && x < 1e-9 {
			if x == 0 {
				return Inf(1)
			}
			return z / ((1 + eulerGamma*x) * x)
		}
		z /= x
		x++
	}
	if x == 2 {
		return z
	}
	x -= 2
	p := (((((x*1.60119522476751861407e-04+1.19135147006586384913e-03)*x+1.04213797561761569935e-02)*x+
		4.76367800457137231464e-02)*x+2.07448227648435975150e-01)*x+4.94214826801497100753e-01)*x + 9.99999999999999996796e-01
	q = ((((((x*-2.31581873324120129819e-05+5.39605580493303397842e-04)*x+-4.45641913851797240494e-03)*x+
		1.18139785222060435552e-02)*x+3.58236398605498653373e-02)*x+-2.34591795718243348568e-01)*x+7.14304917030273074085e-02)*x +
		1.00000000000000000320e+00
	return z * p / q
}

// largeGamma is Gamma for |x| = q above 33; below 0 by the reflection formula.
func largeGamma(x, q float64) float64 {
	if x >= 0 {
		a, b := stirling(x)
		return a * b
	}
	p := Floor(q)
	sign := 1.0
	if int64(p)&1 == 0 {
		sign = -1
	}
	z := q - p
	if z > 0.5 {
		z = q - (p + 1)
	}
	z = Abs(q * Sin(Pi*z))
	if z == 0 {
		return Copysign(Inf(1), sign)
	}
	a, b := stirling(q)
	d := z * a * b
	if IsInf(d, 0) {
		return sign * (Pi / z / a / b)
	}
	return sign * (Pi / d)
}

const (
	nearZero = 1.0 / (1 << 28)
	farOff   = 1 << 28
)

// Asinh returns the inverse hyperbolic sine of x.
func Asinh(x float64) float64 {
	if x != x || IsInf(x, 0) {
		return x
	}
	a := Abs(x)
	switch {
	case a > farOff:
		a = Log(a) + Ln2
	case a > 2:
		a = Log(2*a + 1/(Sqrt(a*a+1)+a))
	case a >= nearZero:
		a = Log1p(a + a*a/(1+Sqrt(1+a*a)))
	}
	return Copysign(a, x)
}

// Acosh returns the inverse hyperbolic cosine of x.
func Acosh(x float64) float64 {
	switch {
	case x < 1 || x != x:
		return NaN()
	case x == 1:
		return 0
	case x >= farOff:
		return Log(x) + Ln2
	case x > 2:
		return Log(2*x - 1/(x+Sqrt(x*x-1)))
	}
	t := x - 1
	return Log1p(t + Sqrt(2*t+t*t))
}

// Atanh returns the inverse hyperbolic tangent of x.
func Atanh(x float64) float64 {
	a := Abs(x)
	switch {
	case !(a <= 1):
		return NaN()
	case a == 1:
		return Copysign(Inf(1), x)
	case a < nearZero:
		return x
	case a < 0.5:
		t := a + a
		a = 0.5 * Log1p(t+t*a/(1-a))
	default:
		a = 0.5 * Log1p((a+a)/(1-a))
	}
	return Copysign(a, x)
}
