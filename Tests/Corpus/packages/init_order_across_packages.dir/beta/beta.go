// SPDX-License-Identifier: Apache-2.0
// Package beta needs alpha, so alpha is complete before beta begins.
package beta

import (
	"init_order_across_packages/alpha"
	"init_order_across_packages/record"
)

var Value = record.Note("beta Value", alpha.Value+hidden)
var hidden = record.Note("beta hidden", 10)

func init() { record.Note("beta init", Value) }
