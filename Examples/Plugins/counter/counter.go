// SPDX-License-Identifier: Apache-2.0

// Package counter is the Go side of the plugin counter: functions without a body are in counter.c.
package counter

import "loam/plugin"

// Add adds two numbers in C.
func Add(a, b int) int

// Greet makes a string in C.
//
//go:noescape
func Greet(name string) string

// A Counter counts, in C. It ends when it is closed or when nothing refers to it any more.
type Counter struct{ resource *plugin.Resource }

// A Span is what Take hands out, and a structure of C as well.
type Span struct {
	From, To int
	Of       string
}

// New makes a counter whose first number is start.
func New(start int) *Counter { return &Counter{plugin.Own(open(start))} }

// Next returns the next number.
func (c *Counter) Next() int { return next(c.resource) }

// Take takes n numbers at once.
func (c *Counter) Take(n int) *Span { return take(c.resource, n) }

// Each calls f with the next n numbers, from C.
func (c *Counter) Each(n int, f func(int)) { each(c.resource, n, f) }

// Close ends the counter; it reports whether it was open.
func (c *Counter) Close() bool { return c.resource.Close() }

func open(start int) *plugin.Resource

//go:noescape
func next(c *plugin.Resource) int

//go:noescape
func take(c *plugin.Resource, n int) *Span

func each(c *plugin.Resource, n int, f func(int))
