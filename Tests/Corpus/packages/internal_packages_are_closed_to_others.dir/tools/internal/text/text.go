// SPDX-License-Identifier: Apache-2.0

package text

import "strings"

func Lower(s string) string { return strings.ToLower(s) }
