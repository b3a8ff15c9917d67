// SPDX-License-Identifier: Apache-2.0

// churn [SECONDS [WORKERS]]: goroutines replace what they hold, objects of all sizes, for as long as is said (10 s, 4
// workers). What lives stays the same, some 100 MB; resident memory, printed every ten seconds, is to stay flat from
// the first minute on.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const N = 20000 // SIZE small=2000

type leaf struct {
	left, right *leaf
	words       [4]int
}

type record struct {
	name  string
	tree  *leaf
	list  []*record
	index map[int]*record
	bytes []byte
	call  func() int
}

func tree(d int) *leaf {
	if d == 0 {
		return nil
	}
	return &leaf{left: tree(d - 1), right: tree(d - 1)}
}

type worker struct {
	random  uint64
	records []*record
}

func (w *worker) below(n int) int {
	w.random ^= w.random << 13
	w.random ^= w.random >> 7
	w.random ^= w.random << 17
	return int(w.random % uint64(n))
}

func (w *worker) make() *record {
	r := &record{name: "record " + strconv.Itoa(w.below(1000000))}
	switch w.below(8) {
	case 0, 1:
		r.tree = tree(1 + w.below(7))
	case 2:
		for n := w.below(60); n > 0; n-- {
			r.list = append(r.list, &record{})
		}
	case 3:
		r.index = map[int]*record{}
		for n := w.below(40); n > 0; n-- {
			r.index[w.below(1000)] = &record{name: "entry"}
		}
	case 4:
		size := w.below(2000)
		if w.below(50) == 0 {
			size = w.below(300000)
		}
		r.bytes = make([]byte, size)
	case 5:
		n := w.below(100)
		r.call = func() int { n++; return n }
	case 6:
		r.name = strings.Repeat(r.name, 1+w.below(40))
	}
	return r
}

var operations atomic.Int64

func (w *worker) run(until time.Time, pass chan *record) {
	for time.Now().Before(until) {
		for i := 0; i < 1000; i++ {
			at := w.below(len(w.records))
			w.records[at] = w.make()
			if old := w.records[w.below(len(w.records))]; old != nil && old.call != nil {
				old.call()
			}
			if i%16 == 0 { // what one has made another holds
				select {
				case pass <- w.records[at]:
				case w.records[at] = <-pass:
				default:
				}
			}
		}
		operations.Add(1000)
	}
}

func resident() float64 {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for _, line := range strings.Split(string(text), "\n") {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "VmRSS:" {
			kb, _ := strconv.Atoi(fields[1])
			return float64(kb) / 1024
		}
	}
	return 0
}

func argument(i, usual int) int {
	if i < len(os.Args) {
		if n, err := strconv.Atoi(os.Args[i]); err == nil {
			return n
		}
	}
	return usual
}

func main() {
	seconds, workers := argument(1, 10), argument(2, 4)
	runtime.GOMAXPROCS(workers)
	begun := time.Now()
	until := begun.Add(time.Duration(seconds) * time.Second)
	pass := make(chan *record, 64)
	var group sync.WaitGroup
	for i := 0; i < workers; i++ {
		w := &worker{random: uint64(i)*7919 + 1, records: make([]*record, N)}
		group.Add(1)
		go func() {
			defer group.Done()
			w.run(until, pass)
		}()
	}
	var minute, last, most float64
	for t := 10; t <= seconds; t += 10 {
		time.Sleep(time.Until(begun.Add(time.Duration(t) * time.Second)))
		last = resident()
		if seconds > 60 {
			fmt.Printf("churn_rss_after_%ds MB=%.1f\n", t, last)
		}
		if t <= 60 {
			minute = last
		} else {
			most = max(most, last)
		}
	}
	group.Wait()
	fmt.Printf("churn ns_per_op=%.0f\n", float64(time.Since(begun).Nanoseconds())/float64(operations.Load()))
	fmt.Printf("churn_rss_first_minute MB=%.1f\n", minute)
	if most > 0 {
		fmt.Printf("churn_rss_most_afterwards MB=%.1f\n", most)
		fmt.Printf("churn_rss_growth ratio=%.3f\n", most/minute)
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Printf("churn_cycles count=%d\n", m.NumGC)
	fmt.Println("CHECK churn", operations.Load() > 0)
}
