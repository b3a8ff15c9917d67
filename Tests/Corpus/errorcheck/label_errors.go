// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

func main() {
unused: // ERROR "label unused defined and not used"
	for {
		break missing // ERROR "break label not defined: missing"
	}
a:
	x := 1
	_ = x
	for {
		continue a // ERROR "invalid continue label a"
	}
b:
	for {
		break b
	}
b: // ERROR "label b already defined at label_errors\.go:17:1"
	for {
		goto inside // ERROR "goto inside jumps into block starting at label_errors\.go:25:2"
	}
	{
	inside:
	}
	goto over // ERROR "goto over jumps over declaration of y at label_errors\.go:29:4"
	y := 2
	_ = y
over:
	for {
		func() {
			break over // ERROR "break label not defined: over"
		}()
	}
}
