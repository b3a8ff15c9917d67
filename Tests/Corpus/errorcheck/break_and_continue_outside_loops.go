// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

func main() {
	break // ERROR "break is not in a loop, switch, or select"
	continue // ERROR "continue is not in a loop"
	if true {
		break // ERROR "break is not in a loop, switch, or select"
	}
	switch {
	case true:
		continue // ERROR "continue is not in a loop"
	}
	for {
		func() {
			break // ERROR "break is not in a loop, switch, or select"
		}()
		fallthrough // ERROR "fallthrough statement out of place"
	}
	switch 1 {
	case 1:
		fallthrough // ERROR "cannot fallthrough final case in switch"
	}
	switch any(1).(type) {
	case int:
		fallthrough // ERROR "cannot fallthrough in type switch"
	case string:
	}
}
