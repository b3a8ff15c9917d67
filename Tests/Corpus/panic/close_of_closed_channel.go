// panic
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func main() {
	c := make(chan string, 1)
	c <- "left over"
	close(c)
	fmt.Println(<-c)
	defer close(c)
	fmt.Println(<-c == "")
}
