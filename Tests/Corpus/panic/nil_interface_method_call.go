// panic
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

type shape interface{ area() float64 }

func total(shapes map[string]shape) (sum float64) {
	for _, s := range shapes {
		sum += s.area()
	}
	return
}

func main() {
	fmt.Println(total(nil))
	fmt.Println(total(map[string]shape{"none": nil}))
}
