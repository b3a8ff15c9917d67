// run
// stress: movestack=5 gcstress=5
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"math"
	"sort"
	"strconv"
	"strings"
)

type edge struct {
	to     string
	weight float64
}
type graph map[string][]edge

func (g graph) connect(a, b string, w float64) {
	g[a] = append(g[a], edge{b, w})
	g[b] = append(g[b], edge{a, w})
}

type entry struct {
	node     string
	distance float64
}
type heap []entry

func (h *heap) push(e entry) {
	*h = append(*h, e)
	for i := len(*h) - 1; i > 0 && (*h)[(i-1)/2].distance > (*h)[i].distance; i = (i - 1) / 2 {
		(*h)[i], (*h)[(i-1)/2] = (*h)[(i-1)/2], (*h)[i]
	}
}

func (h *heap) pop() entry {
	s := *h
	top := s[0]
	s[0] = s[len(s)-1]
	s = s[:len(s)-1]
	for i := 0; ; {
		least := i
		for c := 2*i + 1; c <= 2*i+2 && c < len(s); c++ {
			if s[c].distance < s[least].distance {
				least = c
			}
		}
		if least == i {
			break
		}
		s[i], s[least] = s[least], s[i]
		i = least
	}
	*h = s
	return top
}

func (g graph) shortest(from, to string) (float64, []string) {
	distance, previous := map[string]float64{from: 0}, map[string]string{}
	get := func(n string) float64 {
		if d, ok := distance[n]; ok {
			return d
		}
		return math.Inf(1)
	}
	queue := &heap{{from, 0}}
	for len(*queue) > 0 {
		e := queue.pop()
		if e.distance > get(e.node) {
			continue
		}
		for _, x := range g[e.node] {
			if d := e.distance + x.weight; d < get(x.to) {
				distance[x.to], previous[x.to] = d, e.node
				queue.push(entry{x.to, d})
			}
		}
	}
	var path []string
	if math.IsInf(get(to), 1) {
		return get(to), nil
	}
	for n := to; ; n = previous[n] {
		path = append([]string{n}, path...)
		if n == from {
			return get(to), path
		}
	}
}

func (g graph) components() (out [][]string) {
	seen := map[string]bool{}
	var names []string
	for n := range g {
		names = append(names, n)
	}
	sort.Strings(names)
	var visit func(string, *[]string)
	visit = func(n string, into *[]string) {
		if seen[n] {
			return
		}
		seen[n] = true
		*into = append(*into, n)
		for _, e := range g[n] {
			visit(e.to, into)
		}
	}
	for _, n := range names {
		if !seen[n] {
			var c []string
			visit(n, &c)
			sort.Strings(c)
			out = append(out, c)
		}
	}
	return
}

func main() {
	g := graph{}
	for _, l := range strings.Split("a b 7,a c 9,a f 14,b c 10,b d 15,c d 11,c f 2,d e 6,e f 9,x y 1.5", ",") {
		f := strings.Fields(l)
		w, err := strconv.ParseFloat(f[2], 64)
		if err != nil {
			fmt.Println(err)
		}
		g.connect(f[0], f[1], w)
	}
	fmt.Println(g.shortest("a", "e"))
	fmt.Println(g.shortest("d", "a"))
	fmt.Println(g.shortest("x", "y"))
	fmt.Println(g.shortest("a", "y"))
	fmt.Println(g.components())
	// a grid of 12 by 12 with a wall
	m := graph{}
	id := func(x, y int) string { return fmt.Sprintf("%d,%d", x, y) }
	for y := range 12 {
		for x := range 12 {
			if x == 6 && y != 11 {
				continue
			}
			if x < 11 && (x+1 != 6 || y == 11) {
				m.connect(id(x, y), id(x+1, y), 1)
			}
			if y < 11 && x != 6 {
				m.connect(id(x, y), id(x, y+1), 1)
			}
		}
	}
	d, path := m.shortest("0,0", "11,0")
	fmt.Println(d, len(path), path[17])
}
