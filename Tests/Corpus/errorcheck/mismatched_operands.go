// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main


func main() {
	i, f, s, b := 1, 2.0, "s", true
	var i8 int8
	_ = i + f // ERROR "invalid operation: i \+ f \(mismatched types int and float64\)"
	_ = i + i8 // ERROR "invalid operation: i \+ i8 \(mismatched types int and int8\)"
	_ = s + i // ERROR "invalid operation: s \+ i \(mismatched types string and int\)"
	_ = b + b // ERROR "invalid operation: operator \+ not defined on b \(variable of type bool\)"
	_ = s - s // ERROR "invalid operation: operator - not defined on s \(variable of type string\)"
	_ = i && b // ERROR "invalid operation: i && b \(mismatched types int and bool\)"
	_ = !i // ERROR "invalid operation: operator ! not defined on i \(variable of type int\)"
	_ = -s // ERROR "invalid operation: operator - not defined on s \(variable of type string\)"
	_ = f % 2 // ERROR "invalid operation: operator % not defined on f \(variable of type float64\)"
}
