// run
// stress: movestack=3 gcstress=500
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"time"
)

type link struct {
	next *link
	data [100]byte
}

var list *link
var large []byte

func deep(n int) int {
	if n == 0 {
		return 0
	}
	return deep(n-1) + 1
}

func check(when string, m *runtime.MemStats) {
	sum := m.HeapSys + m.StackSys + m.MSpanSys + m.MCacheSys + m.BuckHashSys + m.GCSys + m.OtherSys
	broken := map[string]bool{
		"Sys is the sum":              m.Sys != sum,
		"HeapSys":                     m.HeapSys != m.HeapInuse+m.HeapIdle,
		"HeapObjects":                 m.HeapObjects != m.Mallocs-m.Frees,
		"Alloc":                       m.Alloc != m.HeapAlloc,
		"TotalAlloc":                  m.TotalAlloc < m.Alloc,
		"HeapInuse":                   m.HeapInuse < m.HeapAlloc,
		"HeapReleased":                m.HeapReleased > m.HeapIdle,
		"StackInuse":                  m.StackInuse == 0 || m.StackInuse > m.StackSys,
		"MSpanInuse":                  m.MSpanInuse == 0 || m.MSpanInuse > m.MSpanSys,
		"MCacheInuse":                 m.MCacheInuse == 0 || m.MCacheInuse > m.MCacheSys,
		"GCSys":                       m.GCSys == 0,
		"OtherSys":                    m.OtherSys == 0,
		"Lookups":                     m.Lookups != 0,
		"EnableGC":                    !m.EnableGC,
		"DebugGC":                     m.DebugGC,
		"NumForcedGC":                 m.NumForcedGC > m.NumGC,
		"GCCPUFraction":               m.GCCPUFraction < 0 || m.GCCPUFraction > 1,
		"BySize[0]":                   m.BySize[0].Size != 0,
		"NextGC":                      m.NextGC == 0,
	}
	var mallocs, frees, bytes uint64
	for i, s := range m.BySize {
		if i > 0 && s.Size <= m.BySize[i-1].Size || s.Frees > s.Mallocs {
			broken["BySize"] = true
		}
		mallocs += s.Mallocs
		frees += s.Frees
		bytes += uint64(s.Size) * (s.Mallocs - s.Frees)
	}
	broken["BySize sums"] = mallocs > m.Mallocs || frees > m.Frees || bytes > m.HeapAlloc
	for what, is := range broken {
		if is {
			fmt.Printf("%s: %s: %+v\n", when, what, *m)
		}
	}
	fmt.Println(when, "checked")
}

func main() {
	var m [6]runtime.MemStats
	runtime.ReadMemStats(&m[0])
	check("first", &m[0])
	begin := time.Now().UnixNano()
	for range 5 {
		runtime.GC()
	}
	runtime.ReadMemStats(&m[1])
	check("collected", &m[1])
	fmt.Println(m[1].NumGC-m[0].NumGC >= 5, m[1].NumForcedGC-m[0].NumForcedGC)
	last := (m[1].NumGC + 255) % 256
	fmt.Println(m[1].LastGC == m[1].PauseEnd[last], int64(m[1].LastGC) > begin, int64(m[1].LastGC) <= time.Now().UnixNano(), m[1].PauseNs[last] > 0)
	if n := m[1].NumGC; n < 256 {
		var pauses uint64
		for _, p := range m[1].PauseNs[:n] {
			pauses += p
		}
		ordered := true
		for i := uint32(1); i < n; i++ {
			ordered = ordered && m[1].PauseEnd[i] >= m[1].PauseEnd[i-1]
		}
		fmt.Println(pauses == m[1].PauseTotalNs, ordered, m[1].PauseNs[n], m[1].PauseEnd[n])
	} else {
		fmt.Println(true, true, 0, 0)
	}

	for range 30000 {
		list = &link{next: list}
	}
	large = make([]byte, 10<<20)
	fmt.Println(deep(20000))
	stop := make(chan bool)
	for range 200 {
		go func() { <-stop }()
	}
	runtime.Gosched()
	runtime.ReadMemStats(&m[2])
	check("grown", &m[2])
	fmt.Println(m[2].HeapAlloc-m[1].HeapAlloc >= 13<<20, m[2].Sys >= m[1].Sys, m[2].StackInuse > m[1].StackInuse,
		m[2].MSpanInuse > m[1].MSpanInuse, m[2].Mallocs-m[1].Mallocs >= 30001, m[2].GCSys >= m[1].GCSys)
	list, large = nil, nil
	close(stop)
	debug.FreeOSMemory()
	runtime.ReadMemStats(&m[3])
	check("freed", &m[3])
	fmt.Println(m[2].HeapAlloc-m[3].HeapAlloc >= 13<<20, m[3].HeapReleased >= 10<<20, m[3].Frees-m[2].Frees >= 30000, m[3].NumForcedGC-m[2].NumForcedGC)

	debug.SetGCPercent(-1)
	runtime.ReadMemStats(&m[4])
	check("off", &m[4])
	fmt.Println(m[4].EnableGC, m[4].NextGC > 1<<62)
	debug.SetGCPercent(100)
	for range 260 {
		runtime.GC()
	}
	runtime.ReadMemStats(&m[5])
	check("round", &m[5])
	last = (m[5].NumGC + 255) % 256
	newest := true
	for _, end := range m[5].PauseEnd {
		newest = newest && end <= m[5].PauseEnd[last]
	}
	fmt.Println(newest, m[5].LastGC == m[5].PauseEnd[last], m[5].NumForcedGC-m[4].NumForcedGC)
}
