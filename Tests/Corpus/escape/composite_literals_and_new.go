// escape
// SPDX-License-Identifier: Apache-2.0

package main

type point struct{ x, y int }
type line struct {
	from, to *point
	points   []point
	tags     map[string]int
}

var sink interface{}
var lines []line

func newPoint(x, y int) *point { return &point{x, y} }
func newZero() *point          { return new(point) }
func newLocal() int {
	p, q := new(point), &point{1, 2}
	p.x = q.y
	return p.x
}
func literal() line { return line{from: &point{}, to: new(point)} }
func localLiteral() int {
	l := line{from: &point{1, 2}, to: &point{}, points: []point{{1, 2}}, tags: map[string]int{"a": 1}}
	return l.from.x + len(l.points) + len(l.tags)
}
func slices() []*point {
	local := []*point{{1, 2}, new(point)}
	local[0].x = 2
	return []*point{{3, 4}, {}}
}
func arrays() [2]*point {
	a := [2]*point{{1, 2}, {3, 4}}
	b := [2]*point{{5, 6}}
	_ = b
	return a
}
func pointerToSlice() *[]int { return &[]int{1, 2, 3} }
func maps() map[string]*point {
	local := map[string]*point{"a": {1, 2}}
	_ = local
	return map[string]*point{"b": {3, 4}}
}
func nested() *line {
	return &line{points: make([]point, 3), tags: make(map[string]int)}
}
func partOf() []point {
	l := line{points: []point{{1, 2}}}
	return l.points
}
func storedLine() {
	l := line{from: new(point)}
	lines = append(lines, l)
}
func anonymous() interface{} {
	return struct{ p *point }{&point{}}
}
func large() int {
	a := new([1 << 14]int)
	b := new([1 << 13]int64)
	c := &[1 << 16]byte{}
	var d [100]point
	return a[1] + int(b[2]) + int(c[3]) + d[4].x
}

func main() {
	_, _, _ = newPoint(1, 2), newZero(), newLocal()
	_, _, _ = literal(), localLiteral(), slices()
	_, _, _ = arrays(), pointerToSlice(), maps()
	_, _ = nested(), partOf()
	storedLine()
	sink = anonymous()
	_ = large()
}
