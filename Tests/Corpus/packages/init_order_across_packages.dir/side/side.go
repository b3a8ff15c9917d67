// SPDX-License-Identifier: Apache-2.0
// Package side is imported for its initialisation only.
package side

import "init_order_across_packages/record"

func init() { record.Note("side init", 0) }
