// exit 7
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"
)

func main() {
	defer fmt.Println("not run by Exit")
	go func() { select {} }()
	fmt.Println("leaving")
	fmt.Fprintln(os.Stderr, "on standard error")
	os.Exit(7)
}
