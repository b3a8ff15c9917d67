// panic
// SPDX-License-Identifier: Apache-2.0

package main

func window(s []byte, from, to int) []byte {
	return s[from:to]
}

func main() {
	s := make([]byte, 4, 16)
	s = window(s, 2, 12)
	s = window(s, 3, 20)
}
