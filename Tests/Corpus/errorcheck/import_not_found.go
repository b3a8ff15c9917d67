// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"strngs" // ERROR "package strngs is not in std"
)

func main() {
	fmt.Println(strngs.ToUpper("x"))
}
