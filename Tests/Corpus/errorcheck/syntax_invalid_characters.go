// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

var a = 1 # 2 // ERROR "invalid character U\+0023 '#'" "syntax error: unexpected literal 2 after top level declaration"
var b = “quoted” // ERROR "invalid character U\+201C '“' in identifier" "invalid character U\+201D '”' in identifier"
var c = 1 ? 2 : 3 // ERROR "invalid character U\+003F '\?'" "syntax error: unexpected literal 2 after top level declaration"
var d = @name // ERROR "invalid character U\+0040 '@'"
var f = `fine`

func main() {}
