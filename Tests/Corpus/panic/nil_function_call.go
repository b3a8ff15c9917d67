// panic
// SPDX-License-Identifier: Apache-2.0

package main

type handlers struct{ open, close func(string) error }

func (h handlers) run(name string) error {
	if err := h.open(name); err != nil {
		return err
	}
	return h.close(name)
}

func main() {
	h := handlers{open: func(string) error { return nil }}
	_ = h.run("x")
}
