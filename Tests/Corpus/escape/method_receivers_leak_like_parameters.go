// escape
// SPDX-License-Identifier: Apache-2.0

package main

type buffer struct {
	data []byte
	next *buffer
	n    int
}

var global *buffer
var globalFunc func() int

func (b *buffer) length() int            { return len(b.data) + b.n }
func (b *buffer) self() *buffer          { return b }
func (b *buffer) rest() *buffer          { return b.next }
func (b *buffer) bytes() []byte          { return b.data }
func (b *buffer) keep()                  { global = b }
func (b *buffer) keepNext()              { global = b.next }
func (b *buffer) set(d []byte)           { b.data = d }
func (b *buffer) link(o *buffer) *buffer { b.next = o; return b }
func (b *buffer) address() *int          { return &b.n }
func (b *buffer) write(d ...byte)        { b.data = append(b.data, d...) }
func (b *buffer) unused()                {}
func (*buffer) unnamed(p *int)           {}

func (b buffer) value() []byte      { return b.data }
func (b buffer) valueLength() int   { return len(b.data) }
func (b buffer) valueKeep()         { global = b.next }
func (b buffer) valueSelf() *buffer { return &b }

type ints []int

func (s ints) sum() (n int) {
	for _, v := range s {
		n += v
	}
	return
}
func (s ints) tail() ints   { return s[1:] }
func (s *ints) push(v int)  { *s = append(*s, v) }
func (s *ints) first() *int { return &(*s)[0] }

type outer struct {
	buffer
	*ints
}

func methodValue() int {
	b := buffer{n: 1}
	f := b.length
	return f()
}
func methodValueKept() {
	b := buffer{n: 1}
	globalFunc = b.length
}
func methodValueOfValue() {
	b := buffer{n: 1}
	globalFunc = b.valueLength
}
func methodExpression() int {
	f := (*buffer).length
	return f(&buffer{})
}
func promoted() int {
	o := outer{ints: &ints{1}}
	o.push(2)
	o.set(nil)
	return o.length() + o.sum()
}
func chained() *buffer {
	a, b := &buffer{}, &buffer{}
	return a.link(b).self()
}

type lengther interface{ length() int }

func throughInterface(l lengther) int { return l.length() }

func main() {
	b := &buffer{}
	_, _, _, _ = b.length(), b.self(), b.rest(), b.bytes()
	b.set(make([]byte, 3))
	b.write(1, 2)
	b.unused()
	b.unnamed(new(int))
	c := buffer{}
	c.keep()
	d := buffer{}
	d.keepNext()
	e := buffer{}
	_, _, _ = e.value(), e.valueLength(), e.valueSelf()
	e.valueKeep()
	_ = e.address()
	s := ints{1, 2}
	s.push(3)
	_, _, _ = s.sum(), s.tail(), s.first()
	_ = methodValue() + methodExpression() + promoted()
	methodValueKept()
	methodValueOfValue()
	_ = chained()
	_ = throughInterface(&buffer{})
}
