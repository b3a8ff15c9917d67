// SPDX-License-Identifier: Apache-2.0

package text

import "strings"

type Value struct{}

var Calls int

func Lower(s string) string {
	Calls++
	return strings.ToLower(s)
}
