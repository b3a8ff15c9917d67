// panic
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

type failure struct{ code int }

func (f *failure) Error() string { return fmt.Sprintf("failure %d", f.code) }

type store struct{ name string }

func (s store) load(n int) {
	if n > 2 {
		panic(&failure{n})
	}
	s.load(n + 1)
}

func main() {
	s := store{"s"}
	s.load(1)
}
