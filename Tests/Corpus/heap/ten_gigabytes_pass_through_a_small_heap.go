// run
// stress: movestack=1009 gcstress=4001
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
)

type link struct {
	next *link
	data []byte
}

var keep [64]*link

func main() {
	const megabytes = 10000
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	start := m.TotalAlloc
	highest, total, objects := uint64(0), 0, 0
	size := 16
	for total < megabytes<<20 {
		l := &link{data: make([]byte, size)}
		l.data[0], l.data[size-1] = 1, 2
		keep[objects%64] = l
		if objects%3 == 0 {
			l.next = keep[(objects+1)%64]
			if l.next != nil {
				l.next.next = nil
			}
		}
		total += size
		objects++
		// sizes from 16 bytes to 1 MB, each size class taking part
		if size = size*5/4 + 16; size > 1<<20 {
			size = 16
			runtime.ReadMemStats(&m)
			highest = max(highest, m.HeapSys+m.StackSys)
		}
	}
	runtime.ReadMemStats(&m)
	fmt.Println(total >= megabytes<<20, m.TotalAlloc-start >= uint64(total), highest < 100<<20, m.NumGC > 5)
	fmt.Println(keep[5].data[0], len(keep))
}
