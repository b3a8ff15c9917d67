// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func main() { fmt.Println() }

var x, y // ERROR "syntax error: unexpected newline, expected type"

type

func (t) { } // ERROR "syntax error: unexpected keyword func, expected name"

x = 5

import "os" // ERROR "syntax error: imports must appear before other declarations"
