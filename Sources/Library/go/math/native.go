// SPDX-License-Identifier: Apache-2.0

package math

// The natives: each but Exp and Log is the function of the C library of the same
// meaning, with its special cases (C99 Annex F), which are Go's. Exp and Log compute as
// Go does on amd64.

func Sqrt(x float64) float64            // sqrt
func Floor(x float64) float64           // floor
func Ceil(x float64) float64            // ceil
func Trunc(x float64) float64           // trunc
func FMA(x, y, z float64) float64       // fma
func Mod(x, y float64) float64          // fmod
func Remainder(x, y float64) float64    // remainder
func Exp(x float64) float64             // exp
func Expm1(x float64) float64           // expm1
func Log(x float64) float64             // log
func Log1p(x float64) float64           // log1p
func Erf(x float64) float64             // erf
func Erfc(x float64) float64            // erfc
func J0(x float64) float64              // j0
func besselJ1(x float64) float64        // j1
func besselJn(n int, x float64) float64 // jn, n clamped to an int
func Y0(x float64) float64              // y0
func Y1(x float64) float64              // y1
func Yn(n int, x float64) float64       // yn, n clamped to an int
func lgamma(x float64) (float64, int)   // lgamma_r and its sign
