// SPDX-License-Identifier: Apache-2.0

package metrics

// A ValueKind is the kind of a Value.
type ValueKind int

const (
	KindBad              ValueKind = iota // no value
	KindUint64                            // Value.Uint64
	KindFloat64                           // Value.Float64
	KindFloat64Histogram                  // Value.Float64Histogram
)

// A Value is what a metric came to.
type Value struct {
	kind      ValueKind
	count     uint64
	seconds   float64
	histogram *Float64Histogram
}

// Kind returns the kind of v.
func (v Value) Kind() ValueKind { return v.kind }

// Uint64 returns the value of KindUint64; it panics for any other.
func (v Value) Uint64() uint64 {
	if v.kind != KindUint64 {
		panic("called Uint64 on non-uint64 metric value")
	}
	return v.count
}

// Float64 returns the value of KindFloat64; it panics for any other.
func (v Value) Float64() float64 {
	if v.kind != KindFloat64 {
		panic("called Float64 on non-float64 metric value")
	}
	return v.seconds
}

// Float64Histogram returns the value of KindFloat64Histogram, which a later Read into the same Sample overwrites; it
// panics for any other.
func (v Value) Float64Histogram() *Float64Histogram {
	if v.kind != KindFloat64Histogram {
		panic("called Float64Histogram on non-Float64Histogram metric value")
	}
	return v.histogram
}

// A Float64Histogram counts values by ranges: Counts[i] those from Buckets[i] up to, but without, Buckets[i+1].
type Float64Histogram struct {
	Counts  []uint64
	Buckets []float64 // shared by all histograms of a metric; not to be changed
}

var timeBuckets, sizeBuckets []float64

const (
	timeCounts = 162
	sizeCounts = 68
)

// makeBuckets asks the runtime for the bounds of both kinds of histogram.
func makeBuckets() {
	timeBuckets = make([]float64, timeCounts+1)
	sizeBuckets = make([]float64, sizeCounts+1)
	bounds(timeBuckets, sizeBuckets)
}

func (v *Value) fill(word int, buckets []float64) {
	counts := len(buckets) - 1
	if v.histogram == nil || len(v.histogram.Counts) != counts {
		v.histogram = &Float64Histogram{Counts: make([]uint64, counts)}
	}
	v.histogram.Buckets = buckets
	copy(v.histogram.Counts, words[word:word+counts])
}
