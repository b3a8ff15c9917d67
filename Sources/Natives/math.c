// SPDX-License-Identifier: Apache-2.0
//
// math.c — the C library's functions (package math). Their special cases are those of C99's Annex F, which are Go's.
// Exp and Log are written out, since the C library's last bit often differs from Go's.
#include "natives.h"

#include <limits.h>
#include <math.h>

// e^x as Go computes it on amd64 with FMA (but finite up to the largest float): N. Shibata, "Efficient evaluation
// methods of elementary functions suitable for SIMD computation", 2010. With x = k ln 2 + r a series gives e^(r/16)-1,
// which is squared four times.
static double exponential(double x) {
  if (isnan(x) || x == HUGE_VAL) return x;
  if (x > 7.09782712893384e+02) return HUGE_VAL;
  if (x < -7.5e+02) return 0;
  static const double series[] = {1.9841269841269841270e-4,
                                  1.3888888888888888889e-3,
                                  8.3333333333333333333e-3,
                                  4.1666666666666666667e-2,
                                  1.6666666666666666667e-1,
                                  0.5,
                                  1};
  double k = rint(x * 1.4426950408889634073599246810018920);
  x = fma(-k, 0.69314718055966295651160180568695068359375, x);
  x = fma(-k, 0.28235290563031577122588448175013436025525412068e-12, x) * 0.0625;
  double y = 2.4801587301587301587e-5;
  for (size_t i = 0; i < sizeof series / sizeof series[0]; i++) y = fma(y, x, series[i]);
  x *= y;
  for (int i = 0; i < 3; i++) x *= x + 2;
  return ldexp(fma(x, x + 2, 1), (int)k);
}

// The logarithm as Go computes it: FDLIBM's (Sun Microsystems, 1993).
static double logarithm(double x) {
  if (isnan(x) || x == HUGE_VAL) return x;
  if (x <= 0) return x < 0 ? NAN : -HUGE_VAL;
  int exponent;
  double f = frexp(x, &exponent);
  if (f < 0.70710678118654752440) f *= 2, exponent--;
  f -= 1;
  double k = exponent, s = f / (2 + f), s2 = s * s, s4 = s2 * s2;
  double odd = s2 * (6.666666666666735130e-01 +
                     s4 * (2.857142874366239149e-01 + s4 * (1.818357216161805012e-01 + s4 * 1.479819860511658591e-01)));
  double even = s4 * (3.999999999940941908e-01 + s4 * (2.222219843214978396e-01 + s4 * 1.531383769920937332e-01));
  double half = 0.5 * f * f;
  return k * 6.93147180369123816490e-01 - ((half - (s * (half + (odd + even)) + k * 1.90821492927058770002e-10)) - f);
}

#define ONE(name, function)                                                                                            \
  NATIVE(name) {                                                                                                       \
    loam_result_float(context, 1, function(loam_argument_float(context, 0)));                                          \
    return LOAM_NATIVE_DONE;                                                                                           \
  }
#define TWO(name, function)                                                                                            \
  NATIVE(name) {                                                                                                       \
    loam_result_float(context, 2, function(loam_argument_float(context, 0), loam_argument_float(context, 1)));         \
    return LOAM_NATIVE_DONE;                                                                                           \
  }
#define ORDER(name, function)                                                                                          \
  NATIVE(name) {                                                                                                       \
    int64_t n = INTEGER(0);                                                                                            \
    int order = n > INT_MAX ? INT_MAX : n < -INT_MAX ? -INT_MAX : (int)n;                                              \
    loam_result_float(context, 2, function(order, loam_argument_float(context, 1)));                                   \
    return LOAM_NATIVE_DONE;                                                                                           \
  }

ONE(Ceil, ceil)
ONE(Erf, erf)
ONE(Erfc, erfc)
ONE(Exp, exponential)
ONE(Expm1, expm1)
ONE(Floor, floor)
ONE(J0, j0)
ONE(Log, logarithm)
ONE(Log1p, log1p)
ONE(besselJ1, j1)
ONE(Sqrt, sqrt)
ONE(Trunc, trunc)
ONE(Y0, y0)
ONE(Y1, y1)
TWO(Mod, fmod)
TWO(Remainder, remainder)
ORDER(besselJn, jn)
ORDER(Yn, yn)

// func FMA(x, y, z float64) float64
NATIVE(FMA) {
  loam_result_float(
      context, 3,
      fma(loam_argument_float(context, 0), loam_argument_float(context, 1), loam_argument_float(context, 2)));
  return LOAM_NATIVE_DONE;
}

// func lgamma(x float64) (float64, int)
NATIVE(lgamma_sign) {
  int sign = 1;
  loam_result_float(context, 1, lgamma_r(loam_argument_float(context, 0), &sign));
  RESULT(2, (int64_t)sign);
  return LOAM_NATIVE_DONE;
}

NATIVE_TABLE(math, "math", {"Ceil", Ceil}, {"Erf", Erf}, {"Erfc", Erfc}, {"Exp", Exp}, {"Expm1", Expm1}, {"FMA", FMA},
             {"Floor", Floor}, {"J0", J0}, {"Log", Log}, {"Log1p", Log1p}, {"Mod", Mod}, {"Remainder", Remainder},
             {"Sqrt", Sqrt}, {"Trunc", Trunc}, {"Y0", Y0}, {"Y1", Y1}, {"Yn", Yn}, {"besselJ1", besselJ1},
             {"besselJn", besselJn}, {"lgamma", lgamma_sign})
