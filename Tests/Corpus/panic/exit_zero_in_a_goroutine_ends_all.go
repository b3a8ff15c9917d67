// exit 0
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"
)

func main() {
	go func() {
		fmt.Println("exiting")
		os.Exit(0)
	}()
	select {}
}
