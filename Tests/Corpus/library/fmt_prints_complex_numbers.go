// run

package main

import (
	"fmt"
	"math"
)

type impedance complex128
type small complex64

type pair struct {
	a complex64
	b impedance
}

func main() {
	x := 3 - 4i
	fmt.Println(x, complex64(1.5i), impedance(x), small(2), []complex128{1, 2i}, map[complex64]int{1i: 1})
	fmt.Printf("%v %+v %#v %T\n", x, x, x, x)
	fmt.Printf("%v %+v %#v\n", pair{1, 2i}, pair{1, 2i}, &pair{1i, -2})
	for _, verb := range []string{"%g", "%G", "%e", "%E", "%f", "%F", "%x", "%X", "%b", "%.2f", "%8.3f", "%+.1e", "%08.2f", "% .3g", "%-9.1f|", "%#g", "%#.3x"} {
		fmt.Printf(verb+" "+verb+"\n", x, complex64(0.1+1e20i))
	}
	fmt.Printf("%d %s %q %5t %p\n", x, x, x, x, x)
	inf := complex(math.Inf(1), math.NaN())
	fmt.Println(inf, -inf, complex(0, math.Copysign(0, -1)))
	fmt.Printf("%+v %8.1f %08.1f %+08.1f\n", inf, inf, inf, inf)
	fmt.Println(fmt.Sprint(1i, 2i), fmt.Sprint("a", 1i, "b"), fmt.Errorf("of %v", x))
}
