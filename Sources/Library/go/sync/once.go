// SPDX-License-Identifier: Apache-2.0

package sync

import "sync/atomic"

// A Once does something once.
type Once struct {
	done atomic.Uint32
	lock Mutex
}

// Do calls f if no call of o.Do did before; it returns when that call has returned or panicked.
func (o *Once) Do(f func()) {
	if o.done.Load() == 0 {
		o.first(f)
	}
}

func (o *Once) first(f func()) {
	o.lock.Lock()
	defer o.lock.Unlock()
	if o.done.Load() == 0 {
		defer o.done.Store(1)
		f()
	}
}

// OnceFunc returns a function that calls f once; when f panics every call does, with the same value.
func OnceFunc(f func()) func() {
	var once Once
	var finished bool
	var failure any
	call := func() {
		defer func() {
			failure = recover()
			if !finished {
				panic(failure) // a second panic in the first call, so that its trace shows f
			}
		}()
		f()
		f = nil // what f holds on to is no longer needed
		finished = true
	}
	return func() {
		once.Do(call)
		if !finished {
			panic(failure)
		}
	}
}
