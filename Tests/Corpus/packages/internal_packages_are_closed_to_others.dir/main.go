// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	"internal_packages_are_closed_to_others/tools/internal/text" // ERROR "use of internal package internal_packages_are_closed_to_others/tools/internal/text not allowed"
)

func main() {
	fmt.Println(text.Lower("X"))
}
