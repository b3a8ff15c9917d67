// SPDX-License-Identifier: Apache-2.0

// Package sync makes goroutines wait for each other.
//
// How.  Mutex, RWMutex and WaitGroup are natives on the runtime's semaphores: one call each, with an atomic instruction
// on the fast path. The rest is built on them in Go. Bodyless methods keep their receivers on the heap, as the
// semaphores, which are found by address, need it.
package sync

// A Locker can be locked and unlocked.
type Locker interface {
	Lock()
	Unlock()
}

// A Mutex is a lock that one goroutine holds at a time; the zero value is unlocked.
type Mutex struct {
	state     uint32
	semaphore uint32
}

// Lock takes the lock, waiting for it if need be.
func (m *Mutex) Lock()

// TryLock takes the lock if that needs no waiting.
func (m *Mutex) TryLock() bool

// Unlock releases the lock; any goroutine may. It is a fatal error when it is not held.
func (m *Mutex) Unlock()

// A RWMutex is a lock that many readers or one writer hold; a waiting writer keeps new readers out.
type RWMutex struct {
	writer          Mutex // held by the writer, from before it waits for the readers
	writerSemaphore uint32
	readerSemaphore uint32
	readers         int32 // less 1<<30 while a writer waits or writes
	leaving         int32 // readers that the writer waits for
}

// RLock takes the lock for reading.
func (rw *RWMutex) RLock()

// TryRLock takes the lock for reading if that needs no waiting.
func (rw *RWMutex) TryRLock() bool

// RUnlock releases a reader's lock.
func (rw *RWMutex) RUnlock()

func (rw *RWMutex) exclude()
func (rw *RWMutex) tryExclude() bool
func (rw *RWMutex) admit()

// Lock takes the lock for writing.
func (rw *RWMutex) Lock() {
	rw.writer.Lock()
	rw.exclude()
}

// TryLock takes the lock for writing if that needs no waiting.
func (rw *RWMutex) TryLock() bool {
	if !rw.writer.TryLock() {
		return false
	}
	if rw.tryExclude() {
		return true
	}
	rw.writer.Unlock()
	return false
}

// Unlock releases the writer's lock.
func (rw *RWMutex) Unlock() {
	rw.admit()
	rw.writer.Unlock()
}

// RLocker returns a Locker whose methods are rw's RLock and RUnlock.
func (rw *RWMutex) RLocker() Locker { return (*reader)(rw) }

type reader RWMutex

func (r *reader) Lock()   { (*RWMutex)(r).RLock() }
func (r *reader) Unlock() { (*RWMutex)(r).RUnlock() }

// A WaitGroup counts what is still to be done; the zero value counts 0.
type WaitGroup struct {
	state     uint64 // count << 32 | waiters
	semaphore uint32
}

// Add changes the count; when it becomes 0 those who wait go on. It panics below 0.
func (wg *WaitGroup) Add(delta int)

// Done lowers the count by one.
func (wg *WaitGroup) Done()

// Wait waits until the count is 0.
func (wg *WaitGroup) Wait()

// Go runs f in a new goroutine that counts until f returns.
func (wg *WaitGroup) Go(f func()) {
	wg.Add(1)
	go func() {
		defer wg.Done()
		f()
	}()
}

// A Cond is where goroutines wait for something to happen; L is held when a condition is looked at.
type Cond struct {
	L Locker

	list notifyList
}

// notifyList is the address by which the runtime finds those who wait.
type notifyList struct{ key uint32 }

func notifyAdd(list *uint32) uint32
func notifyWait(list *uint32, ticket uint32)
func notifyWake(list *uint32, all bool)

// NewCond returns a Cond with the lock l.
func NewCond(l Locker) *Cond { return &Cond{L: l} }

// Wait unlocks c.L, waits for Signal or Broadcast and locks c.L again.
func (c *Cond) Wait() {
	ticket := notifyAdd(&c.list.key)
	c.L.Unlock()
	notifyWait(&c.list.key, ticket)
	c.L.Lock()
}

// Signal wakes one goroutine that waits, if there is one.
func (c *Cond) Signal() { notifyWake(&c.list.key, false) }

// Broadcast wakes all goroutines that wait.
func (c *Cond) Broadcast() { notifyWake(&c.list.key, true) }
