// escape
// SPDX-License-Identifier: Apache-2.0

package main

var global []int
var size = 10

const constant = 20

func constantSize() int {
	s := make([]int, 10)
	t := make([]int, 0, constant)
	u := make([]int, constant*2, 50)
	return len(s) + len(t) + len(u)
}

func variableSize(n int) int {
	s := make([]int, n)
	t := make([]int, 0, n)
	u := make([]int, size)
	v := make([]int, n, 10)
	return len(s) + len(t) + len(u) + len(v)
}

func tooLarge() int {
	s := make([]byte, 64<<10)
	t := make([]byte, 64<<10+1)
	u := make([]int, 8<<10)
	v := make([]int, 8<<10+1)
	var w [1 << 20]byte
	return len(s) + len(t) + len(u) + len(v) + int(w[size])
}

func returned() []int { return make([]int, 5) }

func stored() { global = make([]int, 5) }

func appended() []int {
	s := []int{1, 2}
	s = append(s, 3)
	t := append([]int{4}, s...)
	return t
}

func appendedLocal() int {
	s := make([]int, 0, 4)
	s = append(s, 1)
	return s[0]
}

func resliced() []int {
	s := make([]int, 10)
	return s[2:4]
}

func ofArray() []int {
	a := [5]int{1, 2, 3}
	return a[:]
}

func ofLocalArray() int {
	a := [5]int{1, 2, 3}
	s := a[1:3]
	return s[0] + len(s)
}

func parameter(s []int) int           { return s[0] }
func returnedParameter(s []int) []int { return s[1:] }
func storedParameter(s []int)         { global = s }
func element(s []*int) *int           { return s[0] }
func address(s []int) *int            { return &s[0] }
func grown(s []int) []int             { return append(s, 1) }
func copied(dst, src []*int)          { copy(dst, src) }
func set(s []*int, p *int)            { s[0] = p }
func pointers() int {
	x := 1
	s := []*int{&x}
	t := make([]*int, 3)
	t[0] = &x
	set(t, &x)
	s = append(s, &x)
	return *s[0] + *t[0]
}
func matrix() [][]int {
	m := make([][]int, 3)
	for i := range m {
		m[i] = make([]int, 3)
	}
	return m
}
func strings() (string, []byte) {
	b := []byte("text")
	r := []rune("text")
	s := string(r)
	return string(b) + s, []byte(s)
}

func main() {
	_, _ = constantSize(), variableSize(3)
	_, _ = tooLarge(), returned()
	stored()
	_, _, _ = appended(), appendedLocal(), resliced()
	_, _ = ofArray(), ofLocalArray()
	_ = parameter([]int{1}) + pointers()
	_ = returnedParameter([]int{1, 2})
	storedParameter([]int{1})
	_ = grown([]int{1})
	_ = matrix()
	_, _ = strings()
}
