// SPDX-License-Identifier: Apache-2.0

package rand

import "math"

// ziggurat holds the layers of a distribution's density: G. Marsaglia and W. W. Tsang,
// "The ziggurat method for generating random variables", 2000. Of layer i, a number
// below inside[i] is accepted at once, width[i] scales it and height[i] is the density.
type ziggurat struct {
	inside []uint32
	width  []float32
	height []float32
}

const (
	normalEnd      = 3.442619855899      // where the tail begins
	normalArea     = 9.91256303526217e-3 // of each layer
	exponentialEnd = 7.69711747013104972
	exponentArea   = 3.949659822581572e-3
)

func gauss(x float64) float64   { return math.Exp(-.5 * x * x) }
func gaussAt(y float64) float64 { return math.Sqrt(-2 * math.Log(y)) }
func decay(x float64) float64   { return math.Exp(-x) }
func decayAt(y float64) float64 { return -math.Log(y) }

// newZiggurat makes n layers of the density, whose inverse is at, for numbers below unit.
func newZiggurat(n int, end, area, unit float64, density, at func(float64) float64) ziggurat {
	z := ziggurat{make([]uint32, n), make([]float32, n), make([]float32, n)}
	x, above := end, end
	bottom := area / density(x)
	z.inside[0] = uint32(x / bottom * unit)
	z.width[0] = float32(bottom / unit)
	z.width[n-1] = float32(x / unit)
	z.height[0] = 1
	z.height[n-1] = float32(density(x))
	for i := n - 2; i > 0; i-- {
		x = at(area/x + density(x))
		z.inside[i+1] = uint32(x / above * unit)
		above = x
		z.height[i] = float32(density(x))
		z.width[i] = float32(x / unit)
	}
	return z
}

var (
	normal      = newZiggurat(128, normalEnd, normalArea, 1<<31, gauss, gaussAt)
	exponential = newZiggurat(256, exponentialEnd, exponentArea, 1<<32, decay, decayAt)
)

// NormFloat64 returns a normally distributed number with mean 0 and deviation 1.
func (r *Rand) NormFloat64() float64 {
	for {
		u := int32(r.Uint32())
		i := u & 127
		x := float64(u) * float64(normal.width[i])
		size := uint32(u)
		if u < 0 {
			size = uint32(-u)
		}
		if size < normal.inside[i] {
			return x
		}
		if i == 0 {
			for {
				x = -math.Log(r.Float64()) * (1.0 / normalEnd)
				y := -math.Log(r.Float64())
				if y+y >= x*x {
					break
				}
			}
			if u > 0 {
				return normalEnd + x
			}
			return -normalEnd - x
		}
		if normal.height[i]+float32(r.Float64())*(normal.height[i-1]-normal.height[i]) < float32(gauss(x)) {
			return x
		}
	}
}

// ExpFloat64 returns an exponentially distributed number with rate 1.
func (r *Rand) ExpFloat64() float64 {
	for {
		u := r.Uint32()
		i := u & 255
		x := float64(u) * float64(exponential.width[i])
		if u < exponential.inside[i] {
			return x
		}
		if i == 0 {
			return exponentialEnd - math.Log(r.Float64())
		}
		if exponential.height[i]+float32(r.Float64())*(exponential.height[i-1]-exponential.height[i]) < float32(decay(x)) {
			return x
		}
	}
}

// Zipf makes numbers of a Zipf distribution: k with probability proportional to (v+k)^-s.
//
// The method is rejection-inversion: W. Hörmann and G. Derflinger, "Rejection-inversion
// to generate variates from monotone discrete distributions", 1996.
type Zipf struct {
	r             *Rand
	v, q, inverse float64
	accept        float64 // below this distance no second look is needed
	start, span   float64 // the integral's bounds
}

// NewZipf returns a Zipf of numbers in [0, imax]; nil unless s > 1 and v >= 1.
func NewZipf(r *Rand, s float64, v float64, imax uint64) *Zipf {
	if s <= 1 || v < 1 {
		return nil
	}
	z := &Zipf{r: r, v: v, q: s, inverse: 1 / (1 - s)}
	z.start = z.integral(float64(imax) + 0.5)
	z.span = z.integral(0.5) - math.Exp(math.Log(v)*-s) - z.start
	z.accept = 1 - z.invert(z.integral(1.5)-math.Exp(-s*math.Log(v+1)))
	return z
}

func (z *Zipf) integral(x float64) float64 {
	return math.Exp((1-z.q)*math.Log(z.v+x)) * z.inverse
}

func (z *Zipf) invert(x float64) float64 {
	return math.Exp(z.inverse*math.Log((1-z.q)*x)) - z.v
}

// Uint64 returns the next number.
func (z *Zipf) Uint64() uint64 {
	if z == nil {
		panic("rand: nil Zipf")
	}
	for {
		u := z.start + z.r.Float64()*z.span
		x := z.invert(u)
		k := math.Floor(x + 0.5)
		if k-x <= z.accept || u >= z.integral(k+0.5)-math.Exp(-math.Log(k+z.v)*z.q) {
			return uint64(k)
		}
	}
}
