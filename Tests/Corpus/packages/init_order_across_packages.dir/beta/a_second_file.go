// SPDX-License-Identifier: Apache-2.0

package beta

import "init_order_across_packages/record"

// Files are taken in the order of their names.
var second = record.Note("beta second", Value)

func init() { record.Note("beta second init", second) }
