// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

type base struct {
	id   int
	name string
}

func (b base) Describe() string    { return fmt.Sprint(b.name, "#", b.id) }
func (b *base) Rename(n string)    { b.name = n }
func (b base) Virtual() string     { return "base" }
func (b base) CallVirtual() string { return b.Virtual() } // no virtual dispatch

type middle struct {
	base
	level int
}

func (m middle) Virtual() string { return "middle over " + m.base.Virtual() }

type other struct{ level, extra int }

type outer struct {
	*middle
	other
	fmt.Stringer
	level string // hides both deeper ones
}

type text string

func (t text) String() string { return "text:" + string(t) }

type describer interface {
	Describe() string
	Rename(string)
}

type wrapped struct{ describer }

func (w wrapped) Describe() string { return "[" + w.describer.Describe() + "]" }

type locked struct {
	*wrapped
	n int
}

func main() {
	o := outer{middle: &middle{base{1, "one"}, 5}, other: other{6, 7}, Stringer: text("s"), level: "top"}
	fmt.Println(o.id, o.name, o.level, o.middle.level, o.other.level, o.extra)
	fmt.Println(o.Describe(), o.Virtual(), o.CallVirtual(), o.String())
	o.Rename("uno")
	o.id++
	copied := o // shares *middle
	copied.Rename("due")
	copied.extra = 70
	fmt.Println(o.Describe(), o.extra, copied.extra)

	var d describer = &o
	fmt.Println(d.Describe())
	d = o // *middle promotes pointer methods to the value as well
	d.Rename("tre")
	fmt.Println(o.middle.base.name)

	w := wrapped{&base{9, "nine"}}
	w.Rename("neuf")
	fmt.Println(w.Describe(), wrapped{w}.Describe())
	l := locked{wrapped: &w}
	fmt.Println(l.Describe(), l.describer.Describe())

	f := outer.Describe
	g := (*outer).Rename
	g(&o, "quattro")
	fmt.Println(f(o))

	anonymous := struct {
		base
		int
		*text
	}{base{3, "x"}, 4, nil}
	anonymous.int++
	fmt.Println(anonymous.int, anonymous.Describe(), anonymous.text == nil)
	defer func() { fmt.Println("recovered:", recover() != nil) }()
	var empty wrapped
	empty.Rename("panics")
}
