// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"
import "fmt" // ERROR "fmt redeclared in this block" "\"fmt\" imported and not used"
import f "fmt" // ERROR "\"fmt\" imported as f and not used"
import . "fmt" // ERROR "\"fmt\" imported and not used"
import "os" // ERROR "\"os\" imported and not used"

var os = 5 // ERROR "os already declared through import of package os \(\"os\"\)"

func main() {
	fmt.Println(os) // ERROR "use of package os not in selector"
	fmt = nil // ERROR "use of package fmt not in selector"
	_ = fmt // ERROR "use of package fmt not in selector"
}
