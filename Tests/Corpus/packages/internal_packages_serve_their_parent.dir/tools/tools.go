// SPDX-License-Identifier: Apache-2.0

package tools

import (
	outer "internal_packages_serve_their_parent/internal/text"
	"internal_packages_serve_their_parent/tools/internal/text"
)

func Lower(s string) string {
	outer.Calls += 100
	return text.Lower(s)
}

func Value() any { return text.Value{} }
func Calls() int { return text.Calls }
