// panic
// SPDX-License-Identifier: Apache-2.0

package main

import "sync"

func main() {
	var wg sync.WaitGroup
	wg.Add(1)
	wg.Done()
	wg.Done()
}
