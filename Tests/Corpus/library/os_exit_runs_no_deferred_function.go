// exit 7

package main

import (
	"fmt"
	"os"
)

func main() {
	defer fmt.Println("never")
	defer func() { recover() }()
	fmt.Fprintln(os.Stderr, "to the standard error")
	os.Stdout.WriteString("before\n")
	func() {
		defer os.Exit(8)
		os.Exit(7)
	}()
}
