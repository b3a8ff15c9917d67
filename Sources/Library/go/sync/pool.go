// SPDX-License-Identifier: Apache-2.0

package sync

// A Pool keeps values for reuse; what lies unused through two collections is let go.
type Pool struct {
	lock  Mutex
	fresh []any
	old   []any  // fresh of the cycle before
	cycle uint32 // collections when fresh was begun
	New   func() any
}

// collections returns how many collections have ended.
func collections() uint32

// age lets go of what is too old. The lock is held.
func (p *Pool) age() {
	if now := collections(); now != p.cycle {
		p.old = p.fresh
		if now-p.cycle > 1 {
			p.old = nil
		}
		p.fresh = nil
		p.cycle = now
	}
}

// Put keeps x for a later Get.
func (p *Pool) Put(x any) {
	if x == nil {
		return
	}
	p.lock.Lock()
	p.age()
	p.fresh = append(p.fresh, x)
	p.lock.Unlock()
}

// Get returns a value that was put, or what New returns, or nil without New.
func (p *Pool) Get() any {
	p.lock.Lock()
	p.age()
	x := take(&p.fresh)
	if x == nil {
		x = take(&p.old)
	}
	p.lock.Unlock()
	if x == nil && p.New != nil {
		return p.New()
	}
	return x
}

func take(list *[]any) any {
	n := len(*list) - 1
	if n < 0 {
		return nil
	}
	x := (*list)[n]
	(*list)[n] = nil
	*list = (*list)[:n]
	return x
}
