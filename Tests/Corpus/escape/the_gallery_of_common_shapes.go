// escape
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
	"sync"
)

type point struct{ x, y int }

type server struct {
	mu       sync.Mutex
	handlers map[string]func(string) string
	log      []string
}

func newServer() *server { return &server{handlers: make(map[string]func(string) string)} }

func (s *server) handle(name string, f func(string) string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.handlers[name] = f
}

func (s *server) serve(name, arg string) string {
	s.mu.Lock()
	f := s.handlers[name]
	s.log = append(s.log, name)
	s.mu.Unlock()
	return f(arg)
}

type stack struct{ items []interface{} }

func (s *stack) push(v interface{}) { s.items = append(s.items, v) }
func (s *stack) pop() interface{} {
	v := s.items[len(s.items)-1]
	s.items = s.items[:len(s.items)-1]
	return v
}

func byValue(p point) point { p.x++; return p }
func byPointer(p *point)    { p.x++ }
func closestTo(p *point, all []*point) (best *point) {
	for _, q := range all {
		if best == nil || q.x-p.x < best.x-p.x {
			best = q
		}
	}
	return
}

func mallocs() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Mallocs
}

func workers(n int) int {
	var wg sync.WaitGroup
	var mu sync.Mutex
	total := 0
	for i := 0; i < n; i++ {
		wg.Add(1)
		go func(id int) {
			defer wg.Done()
			mu.Lock()
			total += id
			mu.Unlock()
		}(i)
	}
	wg.Wait()
	return total
}

func sorted(points []point) []point {
	out := make([]point, len(points))
	copy(out, points)
	for i := range out {
		for j := i; j > 0 && out[j].x < out[j-1].x; j-- {
			out[j], out[j-1] = out[j-1], out[j]
		}
	}
	return out
}

func recovering(f func()) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	f()
	return
}

func main() {
	s := newServer()
	prefix := "hello "
	s.handle("greet", func(name string) string { return prefix + name })
	fmt.Println(s.serve("greet", "you"))
	var st stack
	st.push(1)
	st.push(point{1, 2})
	fmt.Println(st.pop(), st.pop())
	p := point{1, 2}
	byPointer(&p)
	p = byValue(p)
	points := make([]*point, 0, 10)
	for i := 0; i < 10; i++ {
		points = append(points, &point{i, i})
	}
	fmt.Println(closestTo(&p, points).x, mallocs() > 0, workers(3))
	fmt.Println(sorted([]point{{3, 1}, {1, 2}}))
	fmt.Println(recovering(func() { panic("x") }))
}
