// SPDX-License-Identifier: Apache-2.0

// Package context carries the end of a piece of work, its deadline and its values to all who take part in it.
//
// How.  Contexts form a tree. One that can end keeps its children and ends them with itself; it is found from any
// descendant by asking Value for a private key, so that contexts with values in between cost nothing. The parents of
// other packages are watched by a goroutine.
package context

import (
	"errors"
	"internal/value"
	"sync"
	"time"
)

// A Context says when work should end and carries values. Its methods may be called by many goroutines.
type Context interface {
	// Deadline returns when the work will be ended, if it will.
	Deadline() (deadline time.Time, ok bool)
	// Done returns a channel that is closed when the work should end; nil when it never will.
	Done() <-chan struct{}
	// Err returns nil before Done is closed, then why.
	Err() error
	// Value returns the value of a key, nil for none.
	Value(key any) any
}

// Canceled is the error of a context that was canceled.
var Canceled = errors.New("context canceled")

// DeadlineExceeded is the error of a context whose deadline has passed.
var DeadlineExceeded error = deadlineExceeded{}

type deadlineExceeded struct{}

func (deadlineExceeded) Error() string   { return "context deadline exceeded" }
func (deadlineExceeded) Timeout() bool   { return true }
func (deadlineExceeded) Temporary() bool { return true }

// empty is a context that never ends and has no values.
type empty struct{ name string }

func (*empty) Deadline() (deadline time.Time, ok bool) { return time.Time{}, false }
func (*empty) Done() <-chan struct{}                   { return nil }
func (*empty) Err() error                              { return nil }
func (*empty) Value(key any) any                       { return nil }
func (e *empty) String() string                        { return e.name }

var (
	background = empty{"context.Background"}
	todo       = empty{"context.TODO"}
)

// Background returns the root of contexts: it never ends and has no values.
func Background() Context { return &background }

// TODO returns a context for where it is not clear yet which to use.
func TODO() Context { return &todo }

// A CancelFunc ends a context; calls after the first do nothing.
type CancelFunc func()

// A CancelCauseFunc ends a context for a reason, which Cause returns; nil is Canceled.
type CancelCauseFunc func(cause error)

// selfKey asks a context for the *ending that it is or that is nearest above it.
var selfKey int

// ender is a child that ends with its parent.
type ender interface {
	end(err, cause error, detach bool)
}

// ending is a context that can end.
type ending struct {
	Context // the parent

	lock     sync.Mutex
	done     chan struct{} // made when first asked for
	err      error
	cause    error
	children map[ender]struct{}
}

func (c *ending) Value(key any) any {
	if key == &selfKey {
		return c
	}
	return c.Context.Value(key)
}

// closed is what Done returns when it is asked for after the end.
var closed = closedChannel()

func closedChannel() chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}

func (c *ending) Done() <-chan struct{} {
	c.lock.Lock()
	defer c.lock.Unlock()
	if c.done == nil {
		c.done = make(chan struct{})
	}
	return c.done
}

func (c *ending) Err() error {
	c.lock.Lock()
	defer c.lock.Unlock()
	return c.err
}

func (c *ending) String() string { return name(c.Context) + ".WithCancel" }

// end ends c and its children; detach also takes it from its parent.
func (c *ending) end(err, cause error, detach bool) {
	if cause == nil {
		cause = err
	}
	c.lock.Lock()
	if c.err != nil {
		c.lock.Unlock()
		return
	}
	c.err = err
	c.cause = cause
	if c.done == nil {
		c.done = closed
	} else {
		close(c.done)
	}
	children := c.children
	c.children = nil
	for child := range children {
		child.end(err, cause, false)
	}
	c.lock.Unlock()
	if detach {
		remove(c.Context, c)
	}
}

// nearest returns the ending context that parent is or stands below, if its Done is still the parent's.
func nearest(parent Context) *ending {
	done := parent.Done()
	if done == nil {
		return nil
	}
	p, _ := parent.Value(&selfKey).(*ending)
	if p == nil || p.Done() != done {
		return nil
	}
	return p
}

// attach has child end when parent does.
func attach(parent Context, child ender, self *ending) {
	done := parent.Done()
	if done == nil {
		return
	}
	select {
	case <-done:
		child.end(parent.Err(), Cause(parent), false)
		return
	default:
	}
	if p := nearest(parent); p != nil {
		p.lock.Lock()
		if p.err != nil {
			p.lock.Unlock()
			child.end(p.err, p.cause, false)
			return
		}
		if p.children == nil {
			p.children = make(map[ender]struct{})
		}
		p.children[child] = struct{}{}
		p.lock.Unlock()
		return
	}
	own := self.Done()
	go func() {
		select {
		case <-done:
			child.end(parent.Err(), Cause(parent), false)
		case <-own:
		}
	}()
}

// remove takes child from the ending context above it.
func remove(parent Context, child ender) {
	if p := nearest(parent); p != nil {
		p.lock.Lock()
		delete(p.children, child)
		p.lock.Unlock()
	}
}

func newEnding(parent Context) *ending {
	if parent == nil {
		panic("cannot create context from nil parent")
	}
	c := &ending{Context: parent}
	attach(parent, c, c)
	return c
}

// WithCancel returns a child of parent that ends with it or when cancel is called.
func WithCancel(parent Context) (ctx Context, cancel CancelFunc) {
	c := newEnding(parent)
	return c, func() { c.end(Canceled, nil, true) }
}

// WithCancelCause is WithCancel with a cancel that takes the reason.
func WithCancelCause(parent Context) (ctx Context, cancel CancelCauseFunc) {
	c := newEnding(parent)
	return c, func(cause error) { c.end(Canceled, cause, true) }
}

// Cause returns why c has ended: what its CancelCauseFunc was given, else Err.
func Cause(c Context) error {
	if p, ok := c.Value(&selfKey).(*ending); ok {
		p.lock.Lock()
		cause := p.cause
		p.lock.Unlock()
		if cause != nil {
			return cause
		}
	}
	return c.Err()
}

// timed is an ending context with a deadline.
type timed struct {
	ending
	timer    *time.Timer // under lock
	deadline time.Time
}

func (c *timed) Deadline() (deadline time.Time, ok bool) { return c.deadline, true }

func (c *timed) String() string {
	return name(c.Context) + ".WithDeadline(" + c.deadline.String() + " [" + time.Until(c.deadline).String() + "])"
}

func (c *timed) end(err, cause error, detach bool) {
	c.ending.end(err, cause, false)
	if detach {
		remove(c.Context, c)
	}
	c.lock.Lock()
	if c.timer != nil {
		c.timer.Stop()
		c.timer = nil
	}
	c.lock.Unlock()
}

// WithDeadline returns a child of parent that ends with it, at d, or when cancel is called.
func WithDeadline(parent Context, d time.Time) (Context, CancelFunc) {
	return WithDeadlineCause(parent, d, nil)
}

// WithDeadlineCause is WithDeadline with the Cause of ending at d.
func WithDeadlineCause(parent Context, d time.Time, cause error) (Context, CancelFunc) {
	if parent == nil {
		panic("cannot create context from nil parent")
	}
	if earlier, ok := parent.Deadline(); ok && earlier.Before(d) {
		return WithCancel(parent)
	}
	c := &timed{deadline: d}
	c.Context = parent
	attach(parent, c, &c.ending)
	left := time.Until(d)
	if left <= 0 {
		c.end(DeadlineExceeded, cause, true)
		return c, func() { c.end(Canceled, nil, false) }
	}
	c.lock.Lock()
	if c.err == nil {
		c.timer = time.AfterFunc(left, func() { c.end(DeadlineExceeded, cause, true) })
	}
	c.lock.Unlock()
	return c, func() { c.end(Canceled, nil, true) }
}

// WithTimeout returns a child of parent that ends with it, after timeout, or when cancel is called.
func WithTimeout(parent Context, timeout time.Duration) (Context, CancelFunc) {
	return WithDeadline(parent, time.Now().Add(timeout))
}

// WithTimeoutCause is WithTimeout with the Cause of ending after timeout.
func WithTimeoutCause(parent Context, timeout time.Duration, cause error) (Context, CancelFunc) {
	return WithDeadlineCause(parent, time.Now().Add(timeout), cause)
}

// afterFunc is a child that calls a function when its parent ends.
type afterFunc struct {
	ending
	once sync.Once
	f    func()
}

func (a *afterFunc) end(err, cause error, detach bool) {
	a.ending.end(err, cause, false)
	if detach {
		remove(a.Context, a)
	}
	a.once.Do(func() { go a.f() })
}

// AfterFunc has f called in a goroutine of its own once ctx has ended; stop takes that back and reports whether it did.
func AfterFunc(ctx Context, f func()) (stop func() bool) {
	a := &afterFunc{f: f}
	a.Context = ctx
	attach(ctx, a, &a.ending)
	return func() bool {
		stopped := false
		a.once.Do(func() { stopped = true })
		if stopped {
			a.end(Canceled, nil, true)
		}
		return stopped
	}
}

// without is a context that keeps its parent's values but not its end.
type without struct{ parent Context }

// WithoutCancel returns a child of parent that does not end with it.
func WithoutCancel(parent Context) Context {
	if parent == nil {
		panic("cannot create context from nil parent")
	}
	return without{parent}
}

func (without) Deadline() (deadline time.Time, ok bool) { return time.Time{}, false }
func (without) Done() <-chan struct{}                   { return nil }
func (without) Err() error                              { return nil }
func (c without) String() string                        { return name(c.parent) + ".WithoutCancel" }

func (c without) Value(key any) any {
	if key == &selfKey {
		return nil
	}
	return c.parent.Value(key)
}

// valued is a context with one more value.
type valued struct {
	Context
	key, val any
}

// WithValue returns a child of parent with a value for key, which must be comparable.
func WithValue(parent Context, key, val any) Context {
	if parent == nil {
		panic("cannot create context from nil parent")
	}
	if key == nil {
		panic("nil key")
	}
	if !value.TypeOf(key).Comparable() {
		panic("key is not comparable")
	}
	return &valued{parent, key, val}
}

func (c *valued) Value(key any) any {
	if c.key == key {
		return c.val
	}
	return c.Context.Value(key)
}

func (c *valued) String() string {
	return name(c.Context) + ".WithValue(" + text(c.key) + ", " + text(c.val) + ")"
}

// name returns what a context is called in texts.
func name(c Context) string {
	if s, ok := c.(interface{ String() string }); ok {
		return s.String()
	}
	return value.TypeOf(c).String()
}

func text(v any) string {
	switch s := v.(type) {
	case interface{ String() string }:
		return s.String()
	case string:
		return s
	case nil:
		return "<nil>"
	}
	return value.TypeOf(v).String()
}
