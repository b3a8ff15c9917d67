// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime/metrics"
	"sort"
	"strings"
)

func main() {
	all := metrics.All()
	fmt.Println(sort.SliceIsSorted(all, func(i, j int) bool { return all[i].Name < all[j].Name }))
	var samples []metrics.Sample
	for _, d := range all {
		// What has no true value everywhere.
		if strings.HasPrefix(d.Name, "/godebug/") || strings.HasPrefix(d.Name, "/cgo/") {
			continue
		}
		samples = append(samples, metrics.Sample{Name: d.Name})
		fmt.Println(d.Name, d.Kind, d.Cumulative, strings.HasPrefix(d.Description, "Deprecated. "), strings.HasSuffix(d.Description, "."))
	}
	metrics.Read(samples)
	i := 0
	for _, d := range all {
		if i == len(samples) || samples[i].Name != d.Name {
			continue
		}
		v := samples[i].Value
		i++
		if v.Kind() != d.Kind {
			fmt.Println(d.Name, "has kind", v.Kind(), "not", d.Kind)
		}
		if v.Kind() != metrics.KindFloat64Histogram {
			continue
		}
		h := v.Float64Histogram()
		fmt.Println(d.Name, len(h.Counts), len(h.Buckets))
		if d.Name == "/gc/heap/allocs-by-size:bytes" || d.Name == "/sched/latencies:seconds" {
			fmt.Println(h.Buckets)
		}
	}

	// Names that are none.
	none := []metrics.Sample{{Name: ""}, {Name: "/gc/heap/live"}, {Name: "/gc/heap/live:bytes2"}, {Name: "/none:things"}, {Name: "/gc/gogc:percent"}}
	metrics.Read(none)
	for _, s := range none {
		fmt.Printf("%q %v\n", s.Name, s.Value.Kind())
	}
	none[4].Name = "/none:at-all"
	metrics.Read(none)
	fmt.Println(none[4].Value.Kind(), metrics.Value{}.Kind() == metrics.KindBad)
	metrics.Read(nil)

	// Values asked for what they are not.
	try := func(what string, f func()) {
		defer func() { fmt.Println(what, recover()) }()
		f()
	}
	s := []metrics.Sample{{Name: "/gc/gogc:percent"}, {Name: "/cpu/classes/total:cpu-seconds"}, {Name: "/gc/pauses:seconds"}}
	metrics.Read(s)
	for _, x := range s {
		try(x.Name, func() { fmt.Println(x.Value.Uint64() < 1000) })
		try(x.Name, func() { fmt.Println(x.Value.Float64() >= 0) })
		try(x.Name, func() { fmt.Println(len(x.Value.Float64Histogram().Counts)) })
	}
	try("bad", func() { metrics.Value{}.Uint64() })

	// A histogram that is there is used again, and its sample may be given another name.
	before := s[2].Value.Float64Histogram()
	metrics.Read(s)
	fmt.Println(before == s[2].Value.Float64Histogram())
	s[2].Name, s[0].Name = "/gc/gogc:percent", "/gc/pauses:seconds"
	metrics.Read(s)
	fmt.Println(s[0].Value.Kind(), s[2].Value.Kind(), s[2].Value.Uint64())
}
