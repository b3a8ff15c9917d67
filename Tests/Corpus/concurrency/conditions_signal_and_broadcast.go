// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"sync"
)

type queue struct {
	mu    sync.Mutex
	some  *sync.Cond
	room  *sync.Cond
	items []int
	limit int
	done  bool
}

func newQueue(limit int) *queue {
	q := &queue{limit: limit}
	q.some, q.room = sync.NewCond(&q.mu), sync.NewCond(&q.mu)
	return q
}

func (q *queue) put(v int) {
	q.mu.Lock()
	for len(q.items) == q.limit {
		q.room.Wait()
	}
	q.items = append(q.items, v)
	q.some.Signal()
	q.mu.Unlock()
}

func (q *queue) take() (int, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 {
		if q.done {
			return 0, false
		}
		q.some.Wait()
	}
	v := q.items[0]
	q.items = q.items[1:]
	q.room.Signal()
	return v, true
}

func (q *queue) finish() {
	q.mu.Lock()
	q.done = true
	q.mu.Unlock()
	q.some.Broadcast()
}

func main() {
	q := newQueue(4)
	sums := make(chan int)
	for range 5 {
		go func() {
			sum := 0
			for v, ok := q.take(); ok; v, ok = q.take() {
				sum += v
			}
			sums <- sum
		}()
	}
	var producers sync.WaitGroup
	for p := range 4 {
		producers.Add(1)
		go func() {
			defer producers.Done()
			for i := range 50 {
				q.put(p*50 + i)
			}
		}()
	}
	producers.Wait()
	q.finish()
	total := 0
	for range 5 {
		total += <-sums
	}
	fmt.Println(total, len(q.items))

	// a barrier: all wait for the last, again and again
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	arrived, generation := 0, 0
	var phases [3]int
	var wg sync.WaitGroup
	for range 6 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for phase := range 3 {
				mu.Lock()
				phases[phase]++
				if phase > 0 && phases[phase-1] != 6 {
					fmt.Println("passed the barrier too early")
				}
				g := generation
				if arrived++; arrived == 6 {
					arrived = 0
					generation++
					cond.Broadcast()
				}
				for g == generation {
					cond.Wait()
				}
				mu.Unlock()
			}
		}()
	}
	wg.Wait()
	fmt.Println(phases, generation)
}
