// SPDX-License-Identifier: Apache-2.0
// Package record keeps what happened.
package record

import "fmt"

var Lines []string

func Note(what string, n int) int {
	Lines = append(Lines, fmt.Sprint(what, " ", n))
	return n + 1
}
