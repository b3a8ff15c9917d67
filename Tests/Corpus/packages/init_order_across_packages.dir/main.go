// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	"init_order_across_packages/beta"
	log "init_order_across_packages/record"
	_ "init_order_across_packages/side"
)

var x = log.Note("main x", y)
var y = log.Note("main y", beta.Value)

func init() { log.Note("main init", 0) }

func main() {
	log.Note("main main", 0)
	for _, line := range log.Lines {
		fmt.Println(line)
	}
	fmt.Println(x, y, fromOther)
}
