// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

const big = 1 << 64

var a int8 = 128 // ERROR "cannot use 128 \(untyped int constant\) as int8 value in variable declaration \(overflows\)"
var b uint8 = -1 // ERROR "cannot use -1 \(untyped int constant\) as uint8 value in variable declaration \(overflows\)"
var c = big // ERROR "cannot use big \(untyped int constant 18446744073709551616\) as int value in variable declaration \(overflows\)"
var d uint = 1<<64 - 1
var e uint32 = 1 << 32 // ERROR "cannot use 1 << 32 \(untyped int constant 4294967296\) as uint32 value in variable declaration \(overflows\)"
var f float32 = 1e40 // ERROR "cannot use 1e40 \(untyped float constant 1e\+40\) as float32 value in variable declaration \(overflows\)"
var g = uint8(256) // ERROR "constant 256 overflows uint8"
var h = int8(200) + 1 // ERROR "constant 200 overflows int8"
var i = 1 / 0 // ERROR "invalid operation: division by zero"

func main() {
	var x int16 = 40000 // ERROR "cannot use 40000 \(untyped int constant\) as int16 value in variable declaration \(overflows\)"
	_ = x
}
