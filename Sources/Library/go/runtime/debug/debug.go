// SPDX-License-Identifier: Apache-2.0

// Package debug changes how the runtime works and shows what it does.
package debug

import (
	"os"
	"runtime"
	"sort"
	"time"
)

// SetGCPercent sets by how many percent the heap may grow between collections, none for less than 0, and returns
// what it was.
func SetGCPercent(percent int) int { return int(setPercent(int32(percent))) }

func setPercent(percent int32) int32

// SetMemoryLimit sets the bytes that the runtime tries not to exceed, and returns what it was; a negative limit only
// asks.
func SetMemoryLimit(limit int64) int64

// SetMaxStack sets the largest size of a goroutine stack in bytes and returns what it was.
func SetMaxStack(bytes int) int

// FreeOSMemory collects garbage and gives all free memory back to the system.
func FreeOSMemory() {
	runtime.GC()
	release()
}

func release()

// WriteHeapDump collects garbage and writes a snapshot of the heap, in the format of loam snapshot, to an open file. It
// panics when the file cannot be written.
func WriteHeapDump(fd uintptr) {
	runtime.GC()
	if !writeHeapDump(int(fd)) {
		panic("runtime/debug: the heap dump could not be written")
	}
}

func writeHeapDump(fd int) bool

// SetMaxThreads sets how many threads there may be in calls that block and returns what it was. A call that would need
// one more waits until another has come back, where real Go, which counts all threads, ends the program.
func SetMaxThreads(threads int) int

// SetPanicOnFault returns false and has no effect: a bad address is always a panic here or no address at all.
func SetPanicOnFault(enabled bool) bool { return false }

// SetTraceback has no effect on a running program; GOTRACEBACK sets what traces show.
func SetTraceback(level string) {}

// Stack returns the trace of the calling goroutine.
func Stack() []byte {
	buf := make([]byte, 1024)
	for {
		n := runtime.Stack(buf, false)
		if n < len(buf) {
			return buf[:n]
		}
		buf = make([]byte, 2*len(buf))
	}
}

// PrintStack prints the trace of the calling goroutine to the standard error.
func PrintStack() { os.Stderr.Write(Stack()) }

// GCStats are figures of the collections so far.
type GCStats struct {
	LastGC         time.Time
	NumGC          int64
	PauseTotal     time.Duration
	Pause          []time.Duration // newest first
	PauseEnd       []time.Time     // newest first
	PauseQuantiles []time.Duration // its length says how many are wanted: minimum, …, maximum
}

// ReadGCStats fills stats.
func ReadGCStats(stats *GCStats) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	n := int(m.NumGC)
	if n > len(m.PauseNs) {
		n = len(m.PauseNs)
	}
	stats.LastGC = time.Unix(0, int64(m.LastGC))
	stats.NumGC = int64(m.NumGC)
	stats.PauseTotal = time.Duration(m.PauseTotalNs)
	stats.Pause = make([]time.Duration, n)
	stats.PauseEnd = make([]time.Time, n)
	for i := 0; i < n; i++ {
		slot := (int(m.NumGC) - 1 - i) % len(m.PauseNs)
		stats.Pause[i] = time.Duration(m.PauseNs[slot])
		stats.PauseEnd[i] = time.Unix(0, int64(m.PauseEnd[slot]))
	}
	if want := len(stats.PauseQuantiles); want > 0 {
		sorted := append([]time.Duration(nil), stats.Pause...)
		sort.Slice(sorted, func(i, j int) bool { return sorted[i] < sorted[j] })
		for i := range stats.PauseQuantiles {
			stats.PauseQuantiles[i] = 0
			if n > 0 {
				at := n - 1
				if i < want-1 {
					at = n * i / (want - 1)
				}
				stats.PauseQuantiles[i] = sorted[at]
			}
		}
	}
}

// A Module is a module that the program was built from.
type Module struct {
	Path    string
	Version string
	Sum     string
	Replace *Module
}

// A BuildSetting is one setting of the build.
type BuildSetting struct {
	Key, Value string
}

// BuildInfo says how the program was built.
type BuildInfo struct {
	GoVersion string
	Path      string
	Main      Module
	Deps      []*Module
	Settings  []BuildSetting
}

// ReadBuildInfo returns what is known of the build: the version only, since source is run as it is.
func ReadBuildInfo() (info *BuildInfo, ok bool) {
	return &BuildInfo{GoVersion: runtime.Version(), Path: "command-line-arguments"}, true
}
