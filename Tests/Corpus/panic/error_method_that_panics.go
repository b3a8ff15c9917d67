// panic
// SPDX-License-Identifier: Apache-2.0

package main

type bad struct{ text *string }

func (b bad) Error() string { return *b.text }

func main() {
	panic(bad{})
}
