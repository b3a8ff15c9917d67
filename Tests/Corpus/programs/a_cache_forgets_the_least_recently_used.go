// run
// stress: movestack=3 gcstress=5
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"sync"
)

// list is a ring through a root that is part of the list itself.
type list struct {
	root   element
	length int
}

type element struct {
	next, previous *element
	value          *item
}

func newList() *list {
	l := &list{}
	l.root.next, l.root.previous = &l.root, &l.root
	return l
}

func (l *list) insert(e *element) {
	e.next, e.previous = l.root.next, &l.root
	l.root.next.previous = e
	l.root.next = e
	l.length++
}

func (l *list) unlink(e *element) *element {
	e.previous.next, e.next.previous = e.next, e.previous
	e.next, e.previous = nil, nil
	l.length--
	return e
}

func (l *list) pushFront(v *item) *element {
	e := &element{value: v}
	l.insert(e)
	return e
}

func (l *list) remove(e *element) *item { return l.unlink(e).value }

type cache struct {
	mu       sync.Mutex
	capacity int
	order    *list
	items    map[string]*element
	load     func(string) (any, error)
	onEvict  func(string, any)
	stats    struct{ hits, misses, evictions int }
}

type item struct {
	key   string
	value any
}

func newCache(n int, load func(string) (any, error)) *cache {
	return &cache{capacity: n, order: newList(), items: map[string]*element{}, load: load}
}

func (c *cache) get(key string) (v any, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.items[key]; ok {
		c.stats.hits++
		c.order.insert(c.order.unlink(e))
		return e.value.value, nil
	}
	c.stats.misses++
	if v, err = c.load(key); err != nil {
		return nil, fmt.Errorf("loading %s: %w", key, err)
	}
	c.items[key] = c.order.pushFront(&item{key, v})
	for c.order.length > c.capacity {
		last := c.order.remove(c.order.root.previous)
		delete(c.items, last.key)
		c.stats.evictions++
		if c.onEvict != nil {
			c.onEvict(last.key, last.value)
		}
	}
	return v, nil
}

func main() {
	loads := map[string]int{}
	c := newCache(3, func(k string) (any, error) {
		loads[k]++
		if k == "bad" {
			return nil, fmt.Errorf("no %q", k)
		}
		return len(k) * 10, nil
	})
	var evicted []string
	c.onEvict = func(k string, v any) { evicted = append(evicted, fmt.Sprint(k, "=", v)) }
	for _, k := range []string{"a", "bb", "ccc", "a", "dddd", "bb", "a", "bad", "e"} {
		v, err := c.get(k)
		fmt.Println(k, v, err)
	}
	fmt.Println(evicted, loads, c.stats)
	for e := c.order.root.next; e != &c.order.root; e = e.next {
		fmt.Print(e.value.key, " ")
	}
	fmt.Println()
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range 30 {
				k := fmt.Sprint("k", (i*g)%5)
				if v, err := c.get(k); err != nil || v != 20 {
					panic(fmt.Sprint(k, v, err))
				}
			}
		}()
	}
	wg.Wait()
	fmt.Println(c.order.length, len(c.items), c.stats.hits+c.stats.misses)
}
