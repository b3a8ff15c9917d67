// SPDX-License-Identifier: Apache-2.0

// Package rand makes pseudo-random numbers, the same ones as Go for the same seed.
//
// How.  A Rand draws from a Source. The functions of the package draw from the runtime's
// random bits, or, once Seed was called, from a Source with that seed behind a lock.
package rand

import "sync"

// Rand makes random numbers of a Source. It is not safe for use by several goroutines.
type Rand struct {
	src  Source
	wide Source64 // src, if it is one
	bits int64    // what Read has not used of the last number
	left int      // how many bytes of it
}

// New returns a Rand that draws from src.
func New(src Source) *Rand {
	wide, _ := src.(Source64)
	return &Rand{src: src, wide: wide}
}

// Seed seeds the Source.
func (r *Rand) Seed(seed int64) {
	r.src.Seed(seed)
	r.left = 0
}

// Int63 returns a number in [0, 1<<63).
func (r *Rand) Int63() int64 { return r.src.Int63() }

// Uint32 returns a number of 32 bits.
func (r *Rand) Uint32() uint32 { return uint32(r.src.Int63() >> 31) }

// Uint64 returns a number of 64 bits.
func (r *Rand) Uint64() uint64 {
	if r.wide != nil {
		return r.wide.Uint64()
	}
	return uint64(r.Int63())>>31 | uint64(r.Int63())<<32
}

// Int31 returns a number in [0, 1<<31).
func (r *Rand) Int31() int32 { return int32(r.src.Int63() >> 32) }

// Int returns a number that is not negative.
func (r *Rand) Int() int { return int(r.src.Int63()) }

// Int63n returns a number in [0, n). It panics if n <= 0.
func (r *Rand) Int63n(n int64) int64 {
	if n <= 0 {
		panic("invalid argument to Int63n")
	}
	if n&(n-1) == 0 {
		return r.src.Int63() & (n - 1)
	}
	most := int64(1<<63 - 1 - (1<<63)%uint64(n)) // a multiple of n lies below, for no bias
	x := r.src.Int63()
	for x > most {
		x = r.src.Int63()
	}
	return x % n
}

// Int31n returns a number in [0, n). It panics if n <= 0.
func (r *Rand) Int31n(n int32) int32 {
	if n <= 0 {
		panic("invalid argument to Int31n")
	}
	if n&(n-1) == 0 {
		return r.Int31() & (n - 1)
	}
	most := int32(1<<31 - 1 - (1<<31)%uint32(n))
	x := r.Int31()
	for x > most {
		x = r.Int31()
	}
	return x % n
}

// scaled returns a number in [0, n) by multiplication: D. Lemire, "Fast random integer
// generation in an interval", 2019.
func (r *Rand) scaled(n int32) int32 {
	p := uint64(r.Uint32()) * uint64(n)
	if low := uint32(p); low < uint32(n) {
		least := uint32(-n) % uint32(n)
		for low < least {
			p = uint64(r.Uint32()) * uint64(n)
			low = uint32(p)
		}
	}
	return int32(p >> 32)
}

// Intn returns a number in [0, n). It panics if n <= 0.
func (r *Rand) Intn(n int) int {
	if n <= 0 {
		panic("invalid argument to Intn")
	}
	if n <= 1<<31-1 {
		return int(r.Int31n(int32(n)))
	}
	return int(r.Int63n(int64(n)))
}

// Float64 returns a number in [0, 1).
func (r *Rand) Float64() float64 {
	for {
		if f := float64(r.Int63()) / (1 << 63); f != 1 {
			return f
		}
	}
}

// Float32 returns a number in [0, 1).
func (r *Rand) Float32() float32 {
	for {
		if f := float32(r.Float64()); f != 1 {
			return f
		}
	}
}

// Perm returns the numbers from 0 to n-1 in random order.
func (r *Rand) Perm(n int) []int {
	p := make([]int, n)
	for i := range p {
		j := r.Intn(i + 1)
		p[i] = p[j]
		p[j] = i
	}
	return p
}

// Shuffle puts n elements that swap exchanges in random order.
func (r *Rand) Shuffle(n int, swap func(i, j int)) {
	if n < 0 {
		panic("invalid argument to Shuffle")
	}
	for i := n - 1; i > 0; i-- {
		if i > 1<<31-2 {
			swap(i, int(r.Int63n(int64(i+1))))
		} else {
			swap(i, int(r.scaled(int32(i+1))))
		}
	}
}

// Read fills p with random bytes; the error is always nil.
func (r *Rand) Read(p []byte) (n int, err error) {
	for i := range p {
		if r.left == 0 {
			r.bits = r.src.Int63()
			r.left = 7
		}
		p[i] = byte(r.bits)
		r.bits >>= 8
		r.left--
	}
	return len(p), nil
}

// system is the Source of the package's functions before Seed.
type system struct{}

func (system) Int63() int64   { return int64(random() & (1<<63 - 1)) }
func (system) Uint64() uint64 { return random() }
func (system) Seed(int64)     {}

// locked is a seeded Source that goroutines share.
type locked struct {
	mu  sync.Mutex
	src additive
}

func (s *locked) Int63() int64 { return int64(s.Uint64() & (1<<63 - 1)) }

func (s *locked) Uint64() uint64 {
	s.mu.Lock()
	x := s.src.Uint64()
	s.mu.Unlock()
	return x
}

func (s *locked) Seed(seed int64) {
	s.mu.Lock()
	s.src.Seed(seed)
	s.mu.Unlock()
}

// shared is what the functions of the package use.
var shared = &Rand{src: system{}, wide: system{}}

// Seed makes the functions of the package draw from a Source with this seed.
func Seed(seed int64) {
	s := &locked{}
	s.Seed(seed)
	shared = New(s)
}

// Int63 returns a number in [0, 1<<63).
func Int63() int64 { return shared.Int63() }

// Uint32 returns a number of 32 bits.
func Uint32() uint32 { return shared.Uint32() }

// Uint64 returns a number of 64 bits.
func Uint64() uint64 { return shared.Uint64() }

// Int31 returns a number in [0, 1<<31).
func Int31() int32 { return shared.Int31() }

// Int returns a number that is not negative.
func Int() int { return shared.Int() }

// Int63n returns a number in [0, n). It panics if n <= 0.
func Int63n(n int64) int64 { return shared.Int63n(n) }

// Int31n returns a number in [0, n). It panics if n <= 0.
func Int31n(n int32) int32 { return shared.Int31n(n) }

// Intn returns a number in [0, n). It panics if n <= 0.
func Intn(n int) int { return shared.Intn(n) }

// Float64 returns a number in [0, 1).
func Float64() float64 { return shared.Float64() }

// Float32 returns a number in [0, 1).
func Float32() float32 { return shared.Float32() }

// Perm returns the numbers from 0 to n-1 in random order.
func Perm(n int) []int { return shared.Perm(n) }

// Shuffle puts n elements that swap exchanges in random order.
func Shuffle(n int, swap func(i, j int)) { shared.Shuffle(n, swap) }

// NormFloat64 returns a normally distributed number with mean 0 and deviation 1.
func NormFloat64() float64 { return shared.NormFloat64() }

// ExpFloat64 returns an exponentially distributed number with rate 1.
func ExpFloat64() float64 { return shared.ExpFloat64() }

// Read fills p with random bytes; the error is always nil.
func Read(p []byte) (n int, err error) {
	own := Rand{src: shared.src} // the bytes left over cannot be shared by goroutines
	return own.Read(p)
}
