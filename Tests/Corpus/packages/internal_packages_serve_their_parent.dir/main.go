// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	"internal_packages_serve_their_parent/internal/text"
	"internal_packages_serve_their_parent/tools"
)

// The two packages called text are different packages with different types.
func main() {
	fmt.Println(text.Upper("main may import internal"), tools.Lower("TOOLS MAY IMPORT ITS OWN"))
	fmt.Printf("%T %T\n", text.Value{}, tools.Value())
	fmt.Println(any(text.Value{}) == tools.Value(), text.Calls, tools.Calls())
}
