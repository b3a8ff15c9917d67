// panic
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
)

func cleanup() {
	defer func() {
		panic(errors.New("third"))
	}()
	panic("second")
}

func main() {
	defer fmt.Println("last deferred function")
	defer cleanup()
	panic("first")
}
