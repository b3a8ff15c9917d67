// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func Main() {
	fmt.Println("names are exact")
}
