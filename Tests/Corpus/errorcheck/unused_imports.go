// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt" // ERROR "\"fmt\" imported and not used"
	"os" // ERROR "\"os\" imported and not used"
	_ "sort"
	str "strings" // ERROR "\"strings\" imported as str and not used"
	. "math" // ERROR "\"math\" imported and not used"
	"unicode/utf8" // ERROR "\"unicode/utf8\" imported and not used"
)

func main() {
	fmt := "shadows the package"
	_ = fmt
}
