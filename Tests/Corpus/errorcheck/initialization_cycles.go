// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

var a = b // ERROR "initialization cycle for a"
var b = c + 1
var c = f()

func f() int { return a }

var self = self // ERROR "initialization cycle: self refers to itself"

var x = func() int { return y }() // ERROR "initialization cycle for x"
var y = g()

func g() int { return h() }
func h() int { return x }

func main() {}
