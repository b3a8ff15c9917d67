// run
// stdin: panic_kinds.txt
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
)

type named bool

// What recover returns has the type that was given to panic.
func main() {
	values := map[string]any{"int": 42, "int8": int8(-8), "uint": uint(7), "float": 2.5, "bool": true, "named": named(true),
		"rune": 'x', "string": "s", "nilmap": map[string]int(nil), "slice": []int{1}, "pointer": (*int)(nil), "complex": 0.5}
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		name := strings.TrimSpace(in.Text())
		func() {
			defer func() {
				r := recover()
				fmt.Printf("%s: %T %v\n", name, r, r)
			}()
			panic(values[name])
		}()
	}
}
