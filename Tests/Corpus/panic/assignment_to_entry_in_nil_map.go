// panic
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

type registry struct{ names map[string]int }

func (r *registry) add(name string) {
	r.names[name]++
}

func main() {
	var r registry
	fmt.Println(r.names["reading is allowed"], len(r.names))
	r.add("x")
}
