// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func main() {
	m := map[int]int{}
	for i := range 200 {
		m[i] = i * i
	}
	// Deleting the entry under the iterator, or others, is safe: no entry deleted is seen again, none is seen twice.
	seen := map[int]int{}
	for k := range m {
		seen[k]++
		delete(m, k)
		delete(m, (k+1)%200)
		if _, ok := seen[(k+1)%200]; !ok {
			seen[(k+1)%200] = -1
		}
	}
	twice, wrong := 0, 0
	for _, n := range seen {
		if n > 1 {
			twice++
		}
		if n == 0 {
			wrong++
		}
	}
	fmt.Println(len(m), len(seen), twice, wrong)

	// Entries added while ranging may or may not be seen; the loop ends all the same and nothing is lost.
	for i := range 50 {
		m[i] = 1
	}
	visits := 0
	for k := range m {
		visits++
		if k < 50 {
			m[k+1000] = 1
		}
	}
	fmt.Println(len(m), visits >= 50 && visits <= 100)

	for k := range m {
		m[k] = 7 // assigning to a present key
	}
	sum := 0
	for _, v := range m {
		sum += v
	}
	fmt.Println(sum)

	for k := range m {
		if k%2 == 0 {
			clear(m)
			m[-1] = -1
			break
		}
	}
	fmt.Println(m)

	// nil maps read as empty
	var none map[string][]int
	v, ok := none["x"]
	delete(none, "x")
	for range none {
		fmt.Println("never")
	}
	fmt.Println(v == nil, ok, len(none), none == nil)
}
