// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"sort"
	"strings"
)

type stats struct {
	count int
	lines []int
}

func main() {
	text := "the quick brown fox\njumps over the lazy dog\nthe end of the fox"
	index := map[string]*stats{}
	follow := map[string]map[string]int{}
	for n, line := range strings.Split(text, "\n") {
		words := strings.Fields(line)
		for i, w := range words {
			s, ok := index[w]
			if !ok {
				s = &stats{}
				index[w] = s
			}
			s.count++
			s.lines = append(s.lines, n+1)
			if i > 0 {
				if follow[words[i-1]] == nil {
					follow[words[i-1]] = map[string]int{}
				}
				follow[words[i-1]][w]++
			}
		}
	}
	var words []string
	for w := range index {
		words = append(words, w)
	}
	sort.Strings(words)
	for _, w := range words {
		fmt.Println(w, index[w].count, index[w].lines, follow[w])
	}
	sort.Slice(words, func(i, j int) bool {
		if a, b := index[words[i]].count, index[words[j]].count; a != b {
			return a > b
		}
		return words[i] < words[j]
	})
	fmt.Println(words[:3])

	groups := map[int][]string{}
	for _, w := range words {
		groups[len(w)] = append(groups[len(w)], w)
	}
	fmt.Println(groups)

	arrays := map[string][2]int{}
	a := arrays["x"] // elements are not addressable: change a copy and store it
	a[1]++
	arrays["x"] = a
	fmt.Println(arrays, arrays["y"])

	counts := map[string]int{}
	counts["a"]++
	counts["a"] <<= 3
	counts["b"] -= 2
	counts["c"] |= 5
	fmt.Println(counts)
	functions := map[string]func(int, int) int{
		"+": func(a, b int) int { return a + b },
		"-": func(a, b int) int { return a - b },
	}
	fmt.Println(functions["+"](1, 2), functions["-"](1, 2), functions["*"] == nil)
	var deep map[string]map[string]map[string]int
	fmt.Println(deep["a"]["b"]["c"])
}
