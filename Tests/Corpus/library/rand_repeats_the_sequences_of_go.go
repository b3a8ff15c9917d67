// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"math/rand"
)

func main() {
	for _, seed := range []int64{1, 42, -7, 0, 1 << 40} {
		r := rand.New(rand.NewSource(seed))
		fmt.Println(r.Int63(), r.Uint32(), r.Uint64(), r.Int31(), r.Int(), r.Intn(100), r.Int63n(1e15), r.Int31n(1000), r.Intn(1<<20), r.Intn(1<<40+3))
		fmt.Println(r.Float64(), r.Float32(), r.Perm(10))
		s := []byte("abcdefghij")
		r.Shuffle(len(s), func(i, j int) { s[i], s[j] = s[j], s[i] })
		b := make([]byte, 12)
		r.Read(b[:5])
		r.Read(b[5:])
		fmt.Printf("%s %x\n", s, b)
		sum := 0
		for i := 0; i < 1000; i++ {
			sum = sum*31 + r.Intn(i+1)
		}
		fmt.Println(sum)
		fmt.Printf("%.6f %.6f\n", r.NormFloat64(), r.ExpFloat64())
		z := rand.NewZipf(r, 1.2, 2, 100)
		fmt.Println(z.Uint64(), z.Uint64(), z.Uint64())
	}
	mean, n := 0.0, 20000
	r := rand.New(rand.NewSource(3))
	for i := 0; i < n; i++ {
		mean += r.NormFloat64()
	}
	fmt.Printf("%.9f\n", mean/float64(n))
	different := map[int64]bool{}
	source := rand.NewSource(9)
	for i := 0; i < 1000; i++ {
		different[source.Int63()] = true
	}
	fmt.Println(len(different), rand.NewZipf(r, 1, 1, 10) == nil)
	defer func() { fmt.Println(recover()) }()
	r.Intn(0)
}
