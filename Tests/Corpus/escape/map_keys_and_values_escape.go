// escape
// SPDX-License-Identifier: Apache-2.0

package main

type key struct{ a, b string }
type record struct {
	n    int
	next *record
}

var global map[string]*record

func localMap() int {
	m := map[string]int{}
	m["a"] = 1
	n := make(map[int]int)
	n[1]++
	o := make(map[int]int, 100)
	return m["a"] + n[1] + len(o)
}

func pointerValues() int {
	m := map[string]*record{}
	r := record{n: 1}
	m["a"] = &r
	m["b"] = &record{n: 2}
	return m["a"].n
}

func pointerKeys() int {
	m := map[*record]int{}
	var r record
	m[&r] = 1
	return m[&r]
}

func lookup(m map[*record]int, r *record) int { return m[r] }
func assign(m map[*record]int, r *record)     { m[r] = 1 }
func remove(m map[*record]int, r *record)     { delete(m, r) }
func get(m map[string]*record) *record        { return m["a"] }
func iterate(m map[string]*record) (last *record) {
	for _, r := range m {
		last = r
	}
	return
}
func put(m map[string]*record, r *record) { m["k"] = r }
func structKey(m map[key]int, a, b string) int {
	return m[key{a, b}]
}
func bytesKey(m map[string]int, b []byte) int {
	m[string(b)] = 1
	return m[string(b)]
}
func interfaceKey(m map[interface{}]int, n int) int {
	m[n] = 1
	return m[n+1]
}
func returned() map[string][]int {
	return map[string][]int{"a": {1, 2}, "b": make([]int, 3)}
}
func sliceValues(s []int) int {
	m := map[string][]int{}
	m["a"] = s
	m["b"] = []int{1}
	return len(m["a"])
}
func stored(r *record) {
	global = map[string]*record{"r": r}
}
func functions() int {
	n := 2
	m := map[string]func() int{"f": func() int { return n }}
	return m["f"]()
}
func mapOfMaps() int {
	m := map[string]map[string]int{"a": {"b": 1}}
	return m["a"]["b"]
}
func structValues() int {
	x := 1
	m := map[int]struct{ p *int }{}
	m[1] = struct{ p *int }{&x}
	return *m[1].p
}

func main() {
	_, _, _ = localMap(), pointerValues(), pointerKeys()
	m := map[*record]int{}
	r := &record{}
	_ = lookup(m, r)
	assign(m, r)
	remove(m, r)
	n := map[string]*record{}
	_, _ = get(n), iterate(n)
	put(n, &record{})
	_ = structKey(map[key]int{}, "a", "b")
	_ = bytesKey(map[string]int{}, []byte("x"))
	_ = interfaceKey(map[interface{}]int{}, 1)
	_, _ = returned(), sliceValues([]int{1})
	stored(&record{})
	_, _, _ = functions(), mapOfMaps(), structValues()
}
