// SPDX-License-Identifier: Apache-2.0

package main

import "init_order_across_packages/record"

var fromOther = record.Note("main fromOther", x)

func init() { record.Note("main other init", fromOther) }
