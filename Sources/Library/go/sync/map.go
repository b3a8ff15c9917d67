// SPDX-License-Identifier: Apache-2.0

package sync

// A Map is a map that many goroutines use at once; the zero value is empty.
//
// Why not.  Go's map without locks on reads: here a lock is one native call, and goroutines seldom run in the middle
// of another's.
type Map struct {
	lock RWMutex
	m    map[any]any
}

// Load returns the value of a key and whether it is there.
func (m *Map) Load(key any) (value any, ok bool) {
	m.lock.RLock()
	defer m.lock.RUnlock() // a key that cannot be compared panics
	value, ok = m.m[key]
	return value, ok
}

// set stores a value. The lock is held.
func (m *Map) set(key, value any) {
	if m.m == nil {
		m.m = make(map[any]any)
	}
	m.m[key] = value
}

// Store sets the value of a key.
func (m *Map) Store(key, value any) { m.Swap(key, value) }

// Clear removes all keys.
func (m *Map) Clear() {
	m.lock.Lock()
	m.m = nil
	m.lock.Unlock()
}

// LoadOrStore returns the value of a key, which it sets first when there is none; loaded says which it was.
func (m *Map) LoadOrStore(key, value any) (actual any, loaded bool) {
	m.lock.Lock()
	defer m.lock.Unlock()
	if old, ok := m.m[key]; ok {
		return old, true
	}
	m.set(key, value)
	return value, false
}

// LoadAndDelete removes a key and returns the value it had and whether it was there.
func (m *Map) LoadAndDelete(key any) (value any, loaded bool) {
	m.lock.Lock()
	defer m.lock.Unlock()
	value, loaded = m.m[key]
	delete(m.m, key)
	return value, loaded
}

// Delete removes a key.
func (m *Map) Delete(key any) { m.LoadAndDelete(key) }

// Swap sets the value of a key and returns the one before and whether there was one.
func (m *Map) Swap(key, value any) (previous any, loaded bool) {
	m.lock.Lock()
	defer m.lock.Unlock()
	previous, loaded = m.m[key]
	m.set(key, value)
	return previous, loaded
}

// CompareAndSwap sets the value of a key to new if it is old, which must be comparable.
func (m *Map) CompareAndSwap(key, old, new any) (swapped bool) {
	m.lock.Lock()
	defer m.lock.Unlock()
	if value, ok := m.m[key]; ok && value == old {
		m.set(key, new)
		return true
	}
	return false
}

// CompareAndDelete removes a key if its value is old, which must be comparable.
func (m *Map) CompareAndDelete(key, old any) (deleted bool) {
	m.lock.Lock()
	defer m.lock.Unlock()
	if value, ok := m.m[key]; ok && value == old {
		delete(m.m, key)
		return true
	}
	return false
}

// Range calls f for each key and value until f returns false. f may use m; a key that it adds may or may not be
// visited, one that is removed before its turn is not.
func (m *Map) Range(f func(key, value any) bool) {
	m.lock.RLock()
	keys := make([]any, 0, len(m.m))
	for key := range m.m {
		keys = append(keys, key)
	}
	m.lock.RUnlock()
	for _, key := range keys {
		if value, ok := m.Load(key); ok && !f(key, value) {
			return
		}
	}
}
