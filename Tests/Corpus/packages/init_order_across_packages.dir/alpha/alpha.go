// SPDX-License-Identifier: Apache-2.0

package alpha

import "init_order_across_packages/record"

var Value = compute()

func compute() int { return record.Note("alpha Value", 1) }

func init() { record.Note("alpha init 1", Value) }
func init() { Value++; record.Note("alpha init 2", Value) }
