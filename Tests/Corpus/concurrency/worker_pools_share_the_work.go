// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"sort"
	"sync"
)

type job struct {
	id   int
	text string
}
type result struct {
	id, length int
	err        error
}

func work(j job) (r result) {
	r.id = j.id
	defer func() {
		if p := recover(); p != nil {
			r.err = fmt.Errorf("job %d: %v", j.id, p)
		}
	}()
	if j.id%10 == 3 {
		panic("unlucky")
	}
	r.length = len(j.text)
	return
}

func main() {
	jobs, results := make(chan job), make(chan result, 4)
	var wg sync.WaitGroup
	for range 6 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for j := range jobs {
				results <- work(j)
			}
		}()
	}
	go func() {
		text := ""
		for i := range 60 {
			jobs <- job{i, text}
			text += "x"
		}
		close(jobs)
		wg.Wait()
		close(results)
	}()
	var all []result
	for r := range results {
		all = append(all, r)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].id < all[j].id })
	total, failed := 0, 0
	for i, r := range all {
		if r.id != i {
			fmt.Println("out of place", r)
		}
		if r.err != nil {
			failed++
		}
		total += r.length
	}
	fmt.Println(len(all), total, failed, all[13].err, all[59])

	// the semaphore: never more than three at once
	limit := make(chan struct{}, 3)
	var mu sync.Mutex
	running, most := 0, 0
	var group sync.WaitGroup
	for range 20 {
		group.Add(1)
		go func() {
			defer group.Done()
			limit <- struct{}{}
			mu.Lock()
			running++
			most = max(most, running)
			mu.Unlock()
			for range 3 {
				// give others the chance to exceed the limit
				c := make(chan bool)
				go func() { c <- true }()
				<-c
			}
			mu.Lock()
			running--
			mu.Unlock()
			<-limit
		}()
	}
	group.Wait()
	fmt.Println(most <= 3, most > 0, running)
}
