// SPDX-License-Identifier: Apache-2.0

// Package pprof writes profiles of the running program in the format of go tool pprof, and as text.
package pprof

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"sort"
	"sync"
)

// A Profile is a collection of call stacks with counts. The runtime's own are "heap" and "allocs", which sample
// allocations, "goroutine", and "stack", which has the memory of goroutine stacks by function; "threadcreate", "block"
// and "mutex" are there and empty.
type Profile struct {
	name   string
	kind   int // of the runtime's own
	mu     sync.Mutex
	stacks map[any][]uintptr
}

// What the runtime makes itself, as profileFile numbers it.
const (
	custom = iota
	heap
	allocs
	goroutine
	stackSpace
	empty
)

var profiles struct {
	mu     sync.Mutex
	byName map[string]*Profile
}

func all() map[string]*Profile {
	if profiles.byName == nil {
		profiles.byName = map[string]*Profile{}
		for name, kind := range map[string]int{"heap": heap, "allocs": allocs, "goroutine": goroutine, "stack": stackSpace,
			"threadcreate": empty, "block": empty, "mutex": empty} {
			profiles.byName[name] = &Profile{name: name, kind: kind}
		}
	}
	return profiles.byName
}

// NewProfile makes a profile of the program's own; it panics when there is one of that name.
func NewProfile(name string) *Profile {
	profiles.mu.Lock()
	defer profiles.mu.Unlock()
	if name == "" {
		panic("pprof: NewProfile with empty name")
	}
	if all()[name] != nil {
		panic("pprof: NewProfile name already in use: " + name)
	}
	p := &Profile{name: name, stacks: map[any][]uintptr{}}
	all()[name] = p
	return p
}

// Lookup returns the profile of that name, nil when there is none.
func Lookup(name string) *Profile {
	profiles.mu.Lock()
	defer profiles.mu.Unlock()
	return all()[name]
}

// Profiles returns all profiles, sorted by name.
func Profiles() []*Profile {
	profiles.mu.Lock()
	defer profiles.mu.Unlock()
	var list []*Profile
	for _, p := range all() {
		list = append(list, p)
	}
	sort.Slice(list, func(i, j int) bool { return list[i].name < list[j].name })
	return list
}

// Name returns the profile's name.
func (p *Profile) Name() string { return p.name }

// Count returns how many stacks the profile has now.
func (p *Profile) Count() int {
	switch p.kind {
	case heap, allocs:
		n, _ := runtime.MemProfile(nil, true)
		return n
	case goroutine, stackSpace:
		return runtime.NumGoroutine()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.stacks)
}

// Add adds the calling goroutine's stack under value, without its innermost skip frames: 0 begins at Add itself, as in
// Go. It panics when value is there already.
func (p *Profile) Add(value any, skip int) {
	if p.kind != custom {
		panic("pprof: Add called on built-in Profile " + p.name)
	}
	stack := make([]uintptr, 32)
	stack = stack[:runtime.Callers(skip+1, stack)]
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, there := p.stacks[value]; there {
		panic("pprof: Profile.Add of duplicate value")
	}
	p.stacks[value] = stack
}

// Remove takes the stack of value away, if it is there.
func (p *Profile) Remove(value any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.stacks, value)
}

// WriteHeapProfile writes the heap profile, as Lookup("heap").WriteTo(w, 0) does.
func WriteHeapProfile(w io.Writer) error { return Lookup("heap").WriteTo(w, 0) }

// WriteTo writes the profile to w: with debug 0 in the format of go tool pprof, not compressed; with 1 as text; with 2
// goroutines as in the report of a panic.
func (p *Profile) WriteTo(w io.Writer, debug int) error {
	if debug >= 2 && p.kind == goroutine {
		return writeTraces(w)
	}
	if debug > 0 {
		switch p.kind {
		case heap, allocs:
			return writeHeapText(w, p.name)
		default:
			return writeCounts(w, p.name, p.copyStacks())
		}
	}
	var file []byte
	switch p.kind {
	case custom, empty:
		file = countFile(p.name, flatten(p.copyStacks()))
	default:
		file = profileFile(p.kind)
	}
	if file == nil {
		return errors.New("pprof: out of memory")
	}
	_, err := w.Write(file)
	return err
}

// profileFile returns one of the runtime's profiles as a file; nil without memory.
func profileFile(kind int) []byte

// countFile returns the file of a profile that counts stacks, each of which ends with a 0.
//
//go:noescape
func countFile(name string, stacks []uintptr) []byte

func flatten(stacks [][]uintptr) []uintptr {
	var flat []uintptr
	for _, stack := range stacks {
		flat = append(append(flat, stack...), 0)
	}
	return flat
}

func (p *Profile) copyStacks() [][]uintptr {
	var stacks [][]uintptr
	if p.kind == goroutine {
		records := make([]runtime.StackRecord, runtime.NumGoroutine()+16)
		n, ok := runtime.GoroutineProfile(records)
		for !ok {
			records = make([]runtime.StackRecord, n+16)
			n, ok = runtime.GoroutineProfile(records)
		}
		for i := range records[:n] {
			stacks = append(stacks, records[i].Stack())
		}
		return stacks
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, stack := range p.stacks {
		stacks = append(stacks, stack)
	}
	return stacks
}

func writeTraces(w io.Writer) error {
	buf := make([]byte, 1<<16)
	n := runtime.Stack(buf, true)
	for n == len(buf) {
		buf = make([]byte, 2*len(buf))
		n = runtime.Stack(buf, true)
	}
	_, err := w.Write(buf[:n])
	return err
}

// StartCPUProfile returns an error: processor time is not sampled.
func StartCPUProfile(w io.Writer) error {
	return fmt.Errorf("pprof: there is no CPU profile in %s", runtime.Version())
}

// StopCPUProfile has nothing to stop.
func StopCPUProfile() {}
