// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

var a = 08 // ERROR "invalid digit '8' in octal literal"
var c = 'ab' // ERROR "more than one character in rune literal"
var d = '' // ERROR "empty rune literal or unescaped '"
var e = "\q" // ERROR "unknown escape"
var f = 1_ // ERROR "'_' must separate successive digits"
var g = 0b12 // ERROR "invalid digit '2' in binary literal"
var h = 1e // ERROR "exponent has no digits"
var i = '\400' // ERROR "octal escape value 256 > 255"
