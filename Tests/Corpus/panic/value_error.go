// panic
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
)

func main() {
	panic(fmt.Errorf("reading %q: %w", "file", errors.New("no such file")))
}
