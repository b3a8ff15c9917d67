// fatal
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"sync"
)

func main() {
	defer func() { fmt.Println(recover(), "is never seen: this error is fatal") }()
	var mu sync.Mutex
	mu.Lock()
	mu.Unlock()
	mu.Unlock()
}
