// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"math"
)

func main() {
	nan := math.NaN()
	m := map[float64]int{}
	for i := range 5 {
		m[nan] = i
	}
	m[1] = 10
	_, found := m[nan]
	fmt.Println(len(m), found)
	delete(m, nan)
	fmt.Println(len(m))
	sum, others := 0, 0
	for k, v := range m {
		if k != k {
			sum += v
		} else {
			others += v
		}
	}
	fmt.Println(sum, others)
	clear(m) // the only way to remove them
	fmt.Println(len(m))

	// a NaN inside a struct or an interface behaves the same
	type key struct{ f float64 }
	s := map[key]int{{nan}: 1, {nan}: 2, {0}: 3}
	i := map[any]int{nan: 1, nan: 2, 0.0: 3}
	fmt.Println(len(s), len(i), s[key{nan}], i[nan], s[key{0}], i[0.0])
	fmt.Println(key{nan} == key{nan}, any(nan) == any(nan), [1]float64{nan} == [1]float64{nan})

	inf := math.Inf(1)
	f := map[float64]string{inf: "+", -inf: "-", math.Copysign(0, -1): "zero"}
	fmt.Println(f[math.Inf(1)], f[math.Inf(-1)], f[0])
}
