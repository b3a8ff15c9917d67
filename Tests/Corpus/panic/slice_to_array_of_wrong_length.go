// panic
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func header(b []byte) [8]byte {
	return [8]byte(b)
}

func main() {
	fmt.Println(header([]byte("12345678")))
	fmt.Println(header([]byte("short")))
}
