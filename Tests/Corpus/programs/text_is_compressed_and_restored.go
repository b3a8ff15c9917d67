// run
// stress: movestack=11 gcstress=3
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"fmt"
	"sort"
	"strings"
)

type node struct {
	symbol      byte
	weight      int
	left, right *node
}

func build(text []byte) *node {
	counts := map[byte]int{}
	for _, b := range text {
		counts[b]++
	}
	var nodes []*node
	for s, n := range counts {
		nodes = append(nodes, &node{symbol: s, weight: n})
	}
	less := func(i, j int) bool {
		a, b := nodes[i], nodes[j]
		return a.weight < b.weight || a.weight == b.weight && a.symbol < b.symbol
	}
	for len(nodes) > 1 {
		sort.Slice(nodes, less)
		a, b := nodes[0], nodes[1]
		nodes = append(nodes[2:], &node{min(a.symbol, b.symbol), a.weight + b.weight, a, b})
	}
	return nodes[0]
}

func (n *node) codes(prefix string, into map[byte]string) {
	if n.left == nil {
		into[n.symbol] = prefix
		return
	}
	n.left.codes(prefix+"0", into)
	n.right.codes(prefix+"1", into)
}

func encode(text []byte, codes map[byte]string) (out []byte, bits int) {
	for _, b := range text {
		for _, c := range codes[b] {
			if bits%8 == 0 {
				out = append(out, 0)
			}
			if c == '1' {
				out[bits/8] |= 1 << (7 - bits%8)
			}
			bits++
		}
	}
	return
}

func decode(data []byte, bits int, root *node) []byte {
	var out bytes.Buffer
	n := root
	for i := range bits {
		if data[i/8]>>(7-i%8)&1 == 0 {
			n = n.left
		} else {
			n = n.right
		}
		if n.left == nil {
			out.WriteByte(n.symbol)
			n = root
		}
	}
	return out.Bytes()
}

// runs is the simplest of all: a count before each byte.
func runs(s string) (out string) {
	for i := 0; i < len(s); {
		j := i
		for j < len(s) && s[j] == s[i] {
			j++
		}
		out += fmt.Sprint(j-i) + s[i:i+1]
		i = j
	}
	return
}

func main() {
	text := []byte(strings.Repeat("she sells sea shells by the sea shore; ", 8))
	root := build(text)
	codes := map[byte]string{}
	root.codes("", codes)
	data, bits := encode(text, codes)
	fmt.Println(len(text), len(data), bits, root.weight, len(codes))
	fmt.Println(codes['s'], codes['e'], codes[' '], codes[';'])
	back := decode(data, bits, root)
	fmt.Println(bytes.Equal(back, text), string(back[:30]))
	fmt.Printf("%x\n", data[:16])
	fmt.Println(runs("aaabccddddd"), runs(""), runs(runs("11221")))
}
