// SPDX-License-Identifier: Apache-2.0

// Stages connected by channels: each a goroutine that knows only its two ends.
//
// Lines go to a splitter, words to several counters that share the work, counts to one collector. Closing a channel is
// how a stage says that nothing more will come.
package main

import (
	"fmt"
	"sort"
	"strings"
	"sync"
)

const text = `a goroutine is cheap
a channel connects a goroutine to a goroutine
close a channel to say that the work is done
the receiver of a closed channel is never left waiting`

type count struct {
	word string
	n    int
}

// lines sends each line of s.
func lines(s string) <-chan string {
	out := make(chan string)
	go func() {
		defer close(out)
		for _, line := range strings.Split(s, "\n") {
			out <- line
		}
	}()
	return out
}

// words splits what comes in.
func words(in <-chan string) <-chan string {
	out := make(chan string, 4)
	go func() {
		defer close(out)
		for line := range in {
			for _, w := range strings.Fields(line) {
				out <- w
			}
		}
	}()
	return out
}

// counters lets several goroutines take words from one channel; each counts for itself.
func counters(n int, in <-chan string) <-chan count {
	out := make(chan count)
	var wg sync.WaitGroup
	for range n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			seen := map[string]int{}
			for w := range in {
				seen[w]++
			}
			for w, k := range seen {
				out <- count{w, k}
			}
		}()
	}
	go func() {
		wg.Wait()
		close(out)
	}()
	return out
}

func main() {
	total := map[string]int{}
	for c := range counters(3, words(lines(text))) {
		total[c.word] += c.n
	}

	ranking := make([]count, 0, len(total))
	for w, n := range total {
		ranking = append(ranking, count{w, n})
	}
	sort.Slice(ranking, func(i, j int) bool {
		a, b := ranking[i], ranking[j]
		return a.n > b.n || a.n == b.n && a.word < b.word
	})
	for _, c := range ranking[:6] {
		fmt.Printf("%-10s %s\n", c.word, strings.Repeat("*", c.n))
	}
	fmt.Println(len(total), "different words")
}
