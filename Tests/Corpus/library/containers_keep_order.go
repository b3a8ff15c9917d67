// run

package main

import (
	"container/heap"
	"container/list"
	"container/ring"
	"fmt"
)

type ints []int

func (h ints) Len() int           { return len(h) }
func (h ints) Less(i, j int) bool { return h[i] < h[j] }
func (h ints) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *ints) Push(x any)        { *h = append(*h, x.(int)) }
func (h *ints) Pop() any {
	old := *h
	x := old[len(old)-1]
	*h = old[:len(old)-1]
	return x
}

func show(l *list.List) {
	for e := l.Front(); e != nil; e = e.Next() {
		fmt.Print(e.Value, " ")
	}
	fmt.Println(l.Len())
}

func main() {
	h := &ints{5, 2, 8, 1}
	heap.Init(h)
	heap.Push(h, 3)
	(*h)[0] = 10
	heap.Fix(h, 0)
	fmt.Println(heap.Remove(h, 1))
	for h.Len() > 0 {
		fmt.Print(heap.Pop(h), " ")
	}
	fmt.Println()

	var l list.List
	b := l.PushBack("b")
	l.PushFront("a")
	d := l.PushBack("d")
	l.InsertBefore("c", d)
	l.InsertAfter("e", d)
	show(&l)
	l.MoveToFront(d)
	l.MoveAfter(b, d)
	fmt.Println(l.Remove(b), b.Next() == nil)
	l.PushBackList(&l)
	show(&l)

	r := ring.New(5)
	for i := 0; i < r.Len(); i++ {
		r.Value = i
		r = r.Next()
	}
	cut := r.Unlink(2)
	r.Do(func(v any) { fmt.Print(v, " ") })
	cut.Do(func(v any) { fmt.Print("cut", v, " ") })
	fmt.Println(r.Len(), cut.Len())
}
