// SPDX-License-Identifier: Apache-2.0
//
// math.c — the C library's functions (package math). Their special cases are those of C99's Annex F, which are Go's.
#include "natives.h"

#include <limits.h>
#include <math.h>

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

ONE(Acos, acos)
ONE(Acosh, acosh)
ONE(Asin, asin)
ONE(Asinh, asinh)
ONE(Atan, atan)
ONE(Atanh, atanh)
ONE(Cbrt, cbrt)
ONE(Ceil, ceil)
ONE(Cos, cos)
ONE(Cosh, cosh)
ONE(Erf, erf)
ONE(Erfc, erfc)
ONE(Exp, exp)
ONE(Exp2, exp2)
ONE(Expm1, expm1)
ONE(Floor, floor)
ONE(Gamma, tgamma)
ONE(J0, j0)
ONE(J1, j1)
ONE(Log, log)
ONE(Log1p, log1p)
ONE(Sin, sin)
ONE(Sinh, sinh)
ONE(Sqrt, sqrt)
ONE(Tan, tan)
ONE(Tanh, tanh)
ONE(Trunc, trunc)
ONE(Y0, y0)
ONE(Y1, y1)
TWO(Atan2, atan2)
TWO(Mod, fmod)
TWO(Remainder, remainder)
ORDER(Jn, jn)
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

NATIVE_TABLE(math, "math", {"Acos", Acos}, {"Acosh", Acosh}, {"Asin", Asin}, {"Asinh", Asinh}, {"Atan", Atan},
             {"Atan2", Atan2}, {"Atanh", Atanh}, {"Cbrt", Cbrt}, {"Ceil", Ceil}, {"Cos", Cos}, {"Cosh", Cosh},
             {"Erf", Erf}, {"Erfc", Erfc}, {"Exp", Exp}, {"Exp2", Exp2}, {"Expm1", Expm1}, {"FMA", FMA},
             {"Floor", Floor}, {"Gamma", Gamma}, {"J0", J0}, {"J1", J1}, {"Jn", Jn}, {"Log", Log}, {"Log1p", Log1p},
             {"Mod", Mod}, {"Remainder", Remainder}, {"Sin", Sin}, {"Sinh", Sinh}, {"Sqrt", Sqrt}, {"Tan", Tan},
             {"Tanh", Tanh}, {"Trunc", Trunc}, {"Y0", Y0}, {"Y1", Y1}, {"Yn", Yn}, {"lgamma", lgamma_sign})
