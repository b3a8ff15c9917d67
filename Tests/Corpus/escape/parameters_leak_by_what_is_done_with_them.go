// escape
// SPDX-License-Identifier: Apache-2.0

package main

type node struct {
	value int
	next  *node
	other **node
}

var global *node
var globalInt *int

func ignored(p *node)                  {}
func readOnly(p *node) int             { return p.value + p.next.value }
func written(p *node)                  { p.value = 1; p.next = nil }
func returned(p *node) *node           { return p }
func returnedField(p *node) *int       { return &p.value }
func returnedContent(p *node) *node    { return p.next }
func deepContent(p *node) *node        { return p.next.next.next }
func throughPointer(p **node) *node    { return *p }
func twice(p **node) int               { return (**p).value }
func leaked(p *node)                   { global = p }
func leakedContent(p *node)            { global = p.next }
func leakedField(p *node)              { globalInt = &p.value }
func leakedDeep(p ***node)             { global = **p }
func second(p, q *node) (*node, *node) { return q, p }
func either(b bool, p, q *node) *node {
	if b {
		return p
	}
	return q
}
func stored(p, q *node)        { p.next = q }
func storedAddress(p, q *node) { p.other = &q }
func chained(p *node) *node    { return returned(returnedContent(p)) }
func passedOn(p *node)         { leaked(p) }
func passedOnContent(p *node)  { leaked(p.next) }
func value(n node) *node       { return n.next }
func valueLeak(n node)         { global = n.next }
func addressOf(n node) *int    { return &n.value }
func named(p *node) (r *node) {
	r = p
	return
}
func reassigned(p *node) *node {
	p = p.next
	return p
}
func loop(p *node) (last *node) {
	for ; p != nil; p = p.next {
		last = p
	}
	return
}

func main() {
	a, b := &node{}, node{}
	ignored(a)
	written(&b)
	_ = readOnly(a) + readOnly(&b)
	_ = returned(&node{})
	leaked(&node{})
	leakedContent(&node{next: &node{}})
	x := node{}
	stored(&x, &node{})
	y := either(true, &node{}, a)
	y.value = 2
	global = chained(&node{})
}
