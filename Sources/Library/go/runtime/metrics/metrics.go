// SPDX-License-Identifier: Apache-2.0

// Package metrics reads the runtime's figures by name, without stopping the program.
//
// Which names there are is told by All: those of Go's that have a true value here. Left out are /cgo/go-to-c-calls:calls
// (calls of C are not counted) and the names under /godebug/.
//
// Of one Read: the memory classes sum to their total, allocations minus frees are the objects, and totals of times and
// cycles are the sums of their parts. Figures of different groups may be microseconds apart. Objects that other
// goroutines have allocated lately, at most a span of 8 KiB or more of each size on each processor, are not counted yet.
package metrics

import "sync"

// A Description says what a metric means.
type Description struct {
	// Name is a path and, behind a colon, a unit.
	Name string

	// Description is a sentence or more about the metric.
	Description string

	// Kind is the kind of its values.
	Kind ValueKind

	// Cumulative says that the value, or each count of a histogram, never falls.
	Cumulative bool
}

// A Sample is a metric asked for, and its value.
type Sample struct {
	Name  string
	Value Value
}

var (
	lock  sync.Mutex
	words []uint64 // a reading, as the runtime lays it out
)

// size returns how many words a reading has.
func size() int

// take fills words with a reading.
func take(words []uint64)

// find says where in a reading the metric lies, and how: see the constants below. A negative word: there is none.
func find(name string) (word, form int)

const (
	formCount   = iota // a word
	formSeconds        // a word of nanoseconds
	formTimes          // counts over the times of bounds
	formSizes          // counts over sizes
)

// bounds fills in where the counts of the two kinds of histogram begin, and the last ends: seconds and bytes.
func bounds(seconds, sizes []float64)

var kinds = [...]ValueKind{formCount: KindUint64, formSeconds: KindFloat64, formTimes: KindFloat64Histogram,
	formSizes: KindFloat64Histogram}

// All returns the descriptions of all metrics, in order of their names.
func All() []Description {
	all := make([]Description, 0, len(descriptions))
	for _, d := range descriptions {
		if word, form := find(d.name); word >= 0 {
			all = append(all, Description{d.name, d.text, kinds[form], d.cumulative})
		}
	}
	return all
}

// Read fills in the values of m by their names, all from one reading. A name that All does not have gets a Value of
// KindBad. Histograms that m holds already are overwritten.
func Read(m []Sample) {
	lock.Lock()
	defer lock.Unlock()
	if words == nil {
		words = make([]uint64, size())
		makeBuckets()
	}
	take(words)
	for i := range m {
		word, form := find(m[i].Name)
		if word < 0 {
			m[i].Value = Value{}
			continue
		}
		v := &m[i].Value
		v.kind = kinds[form]
		switch form {
		case formCount:
			v.count, v.histogram = words[word], nil
		case formSeconds:
			v.seconds, v.histogram = float64(words[word])/1e9, nil
		case formTimes:
			v.fill(word, timeBuckets)
		case formSizes:
			v.fill(word, sizeBuckets)
		}
	}
}
