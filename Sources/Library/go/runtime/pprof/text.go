// SPDX-License-Identifier: Apache-2.0

package pprof

import (
	"bufio"
	"fmt"
	"io"
	"runtime"
	"sort"
)

// addresses returns a stack as it follows the counts of a record.
func addresses(stack []uintptr) string {
	text := "@"
	for _, pc := range stack {
		text += fmt.Sprintf(" %#x", pc)
	}
	return text
}

// writeStack writes a line for each frame, in the form of a comment.
func writeStack(w io.Writer, stack []uintptr) {
	frames := runtime.CallersFrames(stack)
	for more := len(stack) > 0; more; {
		var frame runtime.Frame
		frame, more = frames.Next()
		if frame.Function != "" {
			fmt.Fprintf(w, "#\t%#x\t%s+%#x\t%s:%d\n", frame.PC, frame.Function, frame.PC-frame.Entry, frame.File, frame.Line)
		}
	}
	fmt.Fprintln(w)
}

// writeHeapText writes sampled counts, not scaled; the rate in the first line lets a reader do that.
func writeHeapText(w io.Writer, name string) error {
	var records []runtime.MemProfileRecord
	n, ok := runtime.MemProfile(nil, true)
	for !ok || len(records) < n {
		records = make([]runtime.MemProfileRecord, n+64)
		n, ok = runtime.MemProfile(records, true)
	}
	records = records[:n]
	sort.SliceStable(records, func(i, j int) bool {
		if name == "allocs" {
			return records[i].AllocBytes > records[j].AllocBytes
		}
		return records[i].InUseBytes() > records[j].InUseBytes()
	})
	var total runtime.MemProfileRecord
	for i := range records {
		r := &records[i]
		total.AllocBytes += r.AllocBytes
		total.FreeBytes += r.FreeBytes
		total.AllocObjects += r.AllocObjects
		total.FreeObjects += r.FreeObjects
	}
	b := bufio.NewWriter(w)
	line := func(r *runtime.MemProfileRecord) {
		fmt.Fprintf(b, "%d: %d [%d: %d] ", r.InUseObjects(), r.InUseBytes(), r.AllocObjects, r.AllocBytes)
	}
	fmt.Fprint(b, "heap profile: ")
	line(&total)
	fmt.Fprintf(b, "@ heap/%d\n", 2*sampleRate())
	for i := range records {
		line(&records[i])
		fmt.Fprintln(b, addresses(records[i].Stack()))
		writeStack(b, records[i].Stack())
	}
	writeStatistics(b)
	return b.Flush()
}

// sampleRate returns the rate of the heap profile; 0 when it is off.
func sampleRate() int

func writeStatistics(w io.Writer) {
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	fmt.Fprintf(w, "\n# runtime.MemStats\n")
	figure := func(name string, value uint64) { fmt.Fprintf(w, "# %s = %d\n", name, value) }
	figure("Alloc", s.Alloc)
	figure("TotalAlloc", s.TotalAlloc)
	figure("Sys", s.Sys)
	figure("Lookups", s.Lookups)
	figure("Mallocs", s.Mallocs)
	figure("Frees", s.Frees)
	figure("HeapAlloc", s.HeapAlloc)
	figure("HeapSys", s.HeapSys)
	figure("HeapIdle", s.HeapIdle)
	figure("HeapInuse", s.HeapInuse)
	figure("HeapReleased", s.HeapReleased)
	figure("HeapObjects", s.HeapObjects)
	fmt.Fprintf(w, "# Stack = %d / %d\n", s.StackInuse, s.StackSys)
	figure("GCSys", s.GCSys)
	figure("OtherSys", s.OtherSys)
	figure("NextGC", s.NextGC)
	figure("LastGC", s.LastGC)
	fmt.Fprintf(w, "# PauseNs = %d\n# PauseEnd = %d\n", s.PauseNs, s.PauseEnd)
	figure("NumGC", uint64(s.NumGC))
	figure("NumForcedGC", uint64(s.NumForcedGC))
	fmt.Fprintf(w, "# GCCPUFraction = %v\n# DebugGC = %v\n", s.GCCPUFraction, s.DebugGC)
}

// writeCounts writes how often each stack is there, most frequent first.
func writeCounts(w io.Writer, name string, stacks [][]uintptr) error {
	type group struct {
		stack []uintptr
		key   string
		count int
	}
	byKey := map[string]*group{}
	var groups []*group
	for _, stack := range stacks {
		key := addresses(stack)
		if byKey[key] == nil {
			byKey[key] = &group{stack: stack, key: key}
			groups = append(groups, byKey[key])
		}
		byKey[key].count++
	}
	sort.Slice(groups, func(i, j int) bool {
		if groups[i].count != groups[j].count {
			return groups[i].count > groups[j].count
		}
		return groups[i].key < groups[j].key
	})
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "%s profile: total %d\n", name, len(stacks))
	for _, g := range groups {
		fmt.Fprintf(b, "%d %s\n", g.count, g.key)
		writeStack(b, g.stack)
	}
	return b.Flush()
}
