// SPDX-License-Identifier: Apache-2.0

package sync

// A Pool keeps values for reuse; what lies unused through two collections is let go.
//
// What it keeps lies in bins that it does not refer to itself: bins does, and each collection begins with dropping those
// that were made before the last one. The pool knows from the number of collections which of its bins are left.
type Pool struct {
	lock Mutex
	ages ages
	New  func() any
}

// ages are the addresses of a pool's bins.
type ages struct {
	cycle      uint64 // collections when fresh was made
	fresh, old uintptr
}

// A bin is what one pool was given between two collections.
type bin struct {
	next   *bin // in bins
	values []any
}

var (
	binsLock Mutex
	bins     [2]*bin // made since the last collection began, and in the time before that
)

// bins returns those of the pool's bins that are left. The pool's lock is held.
func (a *ages) bins() (fresh, old *bin)

// use makes b the pool's fresh bin and puts it into bins. Both locks are held.
func (a *ages) use(b *bin, bins *[2]*bin)

// Put keeps x for a later Get.
func (p *Pool) Put(x any) {
	if x == nil {
		return
	}
	p.lock.Lock()
	fresh, _ := p.ages.bins()
	if fresh == nil {
		fresh = new(bin)
		binsLock.Lock()
		p.ages.use(fresh, &bins)
		binsLock.Unlock()
	}
	fresh.values = append(fresh.values, x)
	p.lock.Unlock()
}

// Get returns a value that was put, or what New returns, or nil without New.
func (p *Pool) Get() any {
	p.lock.Lock()
	fresh, old := p.ages.bins()
	x := fresh.take()
	if x == nil {
		x = old.take()
	}
	p.lock.Unlock()
	if x == nil && p.New != nil {
		return p.New()
	}
	return x
}

func (b *bin) take() any {
	if b == nil {
		return nil
	}
	n := len(b.values) - 1
	if n < 0 {
		return nil
	}
	x := b.values[n]
	b.values[n] = nil
	b.values = b.values[:n]
	return x
}
