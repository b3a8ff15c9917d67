// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

type celsius float64
type meters float64

func main() {
	var i int = "text" // ERROR "cannot use \"text\" \(untyped string constant\) as int value in variable declaration"
	var s string = 5 // ERROR "cannot use 5 \(untyped int constant\) as string value in variable declaration"
	var f float64 = i // ERROR "cannot use i \(variable of type int\) as float64 value in variable declaration"
	var b bool = 1 // ERROR "cannot use 1 \(untyped int constant\) as bool value in variable declaration"
	var c celsius = 1.5
	var m meters = c // ERROR "cannot use c \(variable of float64 type celsius\) as meters value in variable declaration"
	i = 2.5 // ERROR "cannot use 2\.5 \(untyped float constant\) as int value in assignment \(truncated\)"
	s = 'x' // ERROR "cannot use 'x' \(untyped rune constant 120\) as string value in assignment"
	var e error = "message" // ERROR "cannot use \"message\" \(constant of type string\) as error value in variable declaration: string does not implement error \(missing method Error\)"
	_, _, _, _, _, _ = f, b, m, s, e, c
}
