// run
// stress: movestack=31 gcstress=20
// SPDX-License-Identifier: Apache-2.0

// Several goroutines change a graph of objects of all kinds while it is collected. A shadow of it, all integers, says
// what must be there: what is reached has its contents, what is not is finalized. MODEL_OPERATIONS=1000000 and
// MODEL_SEED=7 in the environment make it longer, and another one; with MODEL_KIND=34 all objects but the bytes are of
// the kind that make gives that number.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"
)

const (
	mutators  = 4
	nodes     = 4000 // numbers that each mutator has for objects
	registers = 6
	depth     = 12
	edges     = 6
)

// ---- the objects ----

type token struct { // its finalizer tells that the object is gone that alone has it
	id, generation int32
	_              [2]uint64
}

type header struct {
	id, generation int32
	token          *token
	sum            uint64
}

type object interface {
	head() *header
	get(i int) object
	set(i int, o object)
}

func (h *header) head() *header { return h }

type pair struct { // words of an object
	header
	a, b object
	last [edges - 2]*object // pointers to interfaces
}

func (p *pair) get(i int) object {
	switch i {
	case 0:
		return p.a
	case 1:
		return p.b
	}
	if p.last[i-2] == nil {
		return nil
	}
	return *p.last[i-2]
}

func (p *pair) set(i int, o object) {
	switch i {
	case 0:
		p.a = o
	case 1:
		p.b = o
	default:
		p.last[i-2] = &o
	}
}

type list struct { // a slice that grows
	header
	all []object
}

func (l *list) get(i int) object {
	if i >= len(l.all) {
		return nil
	}
	return l.all[i]
}

func (l *list) set(i int, o object) {
	for len(l.all) <= i {
		l.all = append(l.all, nil)
	}
	l.all[i] = o
	if len(l.all) == edges {
		l.all = append([]object(nil), l.all...)
	}
}

type table struct { // maps with pointers as values and as keys
	header
	values map[int]object
	keys   map[object]int
}

func (t *table) get(i int) object {
	if i%2 == 0 {
		return t.values[i]
	}
	for o, at := range t.keys {
		if at == i {
			return o
		}
	}
	return nil
}

func (t *table) set(i int, o object) {
	if i%2 == 0 {
		t.values[i] = o
		return
	}
	for old, at := range t.keys {
		if at == i {
			delete(t.keys, old)
		}
	}
	if o == nil {
		return
	}
	if at, there := t.keys[o]; there && at != i { // one key for each place: boxed keys are others
		t.keys[&alias{object: o}] = i
		return
	}
	t.keys[o] = i
}

type alias struct{ object }

type field struct { // large arrays, one in the object and one behind it
	header
	near [200]object
	far  []object
}

func (f *field) get(i int) object {
	if i%2 == 0 {
		return f.near[i*39]
	}
	return f.far[(len(f.far)-1)*i/edges]
}

func (f *field) set(i int, o object) {
	if i%2 == 0 {
		f.near[i*39] = o
	} else {
		f.far[(len(f.far)-1)*i/edges] = o
	}
}

type hooks struct { // closures
	header
	all   [edges]func() object
	calls int
}

func (h *hooks) get(i int) object {
	if h.all[i] == nil {
		return nil
	}
	return h.all[i]()
}

func (h *hooks) set(i int, o object) {
	h.all[i] = func() object {
		defer func() { h.calls++ }()
		return o
	}
}

type pipe struct { // a channel that carries pointers
	header
	all chan object
}

func (p *pipe) get(i int) (found object) {
	for at := range edges {
		o := <-p.all
		if at == i {
			found = o
		}
		p.all <- o
	}
	return found
}

func (p *pipe) set(i int, o object) {
	for at := range edges {
		old := <-p.all
		if at == i {
			old = o
		}
		p.all <- old
	}
}

type boxes struct { // values in interfaces
	header
	all [edges]any
}

type box struct {
	name string
	o    object
}

func (b *boxes) get(i int) object {
	switch v := b.all[i].(type) {
	case box:
		return v.o
	case *box:
		return v.o
	case object:
		return v
	}
	return nil
}

func (b *boxes) set(i int, o object) {
	switch i % 3 {
	case 0:
		b.all[i] = o
	case 1:
		b.all[i] = box{"a box", o}
	default:
		b.all[i] = &box{"another", o}
	}
}

type row struct {
	n    int
	o    object
	name string
}

type rows struct { // structs, assigned as a whole and copied many at a time
	header
	all []row
}

func (r *rows) get(i int) object { return r.all[i].o }

func (r *rows) set(i int, o object) {
	switch i % 3 {
	case 0:
		r.all[i] = row{i, o, "a row"}
	case 1:
		copied := make([]row, edges)
		copy(copied, r.all)
		copied[i].o = o
		copy(r.all, copied)
	default: // shifted to and fro within itself
		last := r.all[edges-1]
		copy(r.all[1:], r.all)
		copy(r.all, r.all[1:])
		r.all[edges-1] = last
		r.all[i].o = o
	}
}

type square struct { // an array, assigned as a whole
	header
	all [edges]object
}

func (s *square) get(i int) object { return s.all[i] }

func (s *square) set(i int, o object) {
	all := s.all
	defer func(to *square, o object) {
		all[i] = o
		to.all = all
	}(s, o)
}

type sets struct { // a map with structs, cleared and filled again
	header
	all map[string]row
}

func (s *sets) get(i int) object { return s.all[strconv.Itoa(i)].o }

func (s *sets) set(i int, o object) {
	if i%2 == 0 {
		s.all[strconv.Itoa(i)] = row{i, o, "a set"}
		return
	}
	all := map[string]row{}
	for name, r := range s.all {
		all[name] = r
	}
	clear(s.all)
	for name, r := range all {
		s.all[name] = r
	}
	delete(s.all, strconv.Itoa(i))
	s.all[strconv.Itoa(i)] = row{o: o}
}

type atoms struct { // words that are read and written atomically
	header
	all [edges]unsafe.Pointer
}

func (a *atoms) get(i int) object {
	p := (*row)(atomic.LoadPointer(&a.all[i]))
	if p == nil {
		return nil
	}
	return p.o
}

func (a *atoms) set(i int, o object) {
	fresh := unsafe.Pointer(&row{o: o})
	switch i % 3 {
	case 0:
		atomic.StorePointer(&a.all[i], fresh)
	case 1:
		atomic.SwapPointer(&a.all[i], fresh)
	default:
		for !atomic.CompareAndSwapPointer(&a.all[i], atomic.LoadPointer(&a.all[i]), fresh) {
		}
	}
}

type blob struct { // bytes, few or many, and no edges
	header
	bytes []byte
	text  string
}

func (b *blob) get(int) object  { return nil }
func (b *blob) set(int, object) {}

func plain(o object) object {
	if a, ok := o.(*alias); ok {
		return a.object
	}
	return o
}

// ---- the shadow: integers alone ----

var (
	shadow     [mutators * nodes][edges]int32 // ids plus 1
	generation [mutators * nodes]int32
	used       [mutators * nodes]bool
	dead       [mutators * nodes]int32 // the generation whose token was finalized
	flying     [mutators * nodes]int32 // messages that carry it
	owner      [mutators * nodes]int32 // who may change it
	reached    [mutators * nodes]bool
	trouble    string // the first thing that was wrong
	first      sync.Mutex
)

func fail(format string, arguments ...any) {
	text := fmt.Sprintf(format, arguments...)
	first.Lock()
	if trouble == "" {
		trouble = text
	}
	first.Unlock()
}

func failed() string {
	first.Lock()
	defer first.Unlock()
	return trouble
}

type message struct {
	o     object
	id    int32
	given bool
}

type command int

const (
	play command = iota
	verify
)

type mutator struct {
	number   int32
	random   uint64
	left     int
	free     []int32
	depth    int
	shadow   [depth][registers]int32
	commands chan command
	done     chan bool
}

var inboxes [mutators]chan message

// Registers lie in frames; those of callers are reached by pointers into the stack.
type frame struct {
	registers [registers]object
	outer     *frame
}

func (m *mutator) below(n int) int {
	m.random ^= m.random << 13
	m.random ^= m.random >> 7
	m.random ^= m.random << 17
	return int(m.random % uint64(n))
}

func mix(a, b uint64) uint64 {
	a = (a ^ b) * 0x9e3779b97f4a7c15
	return a ^ a>>29
}

var kind = setting("MODEL_KIND", -1)

func (m *mutator) make(h header) object {
	n := m.below(52)
	if kind >= 0 && n < 46 {
		n = kind
	}
	switch {
	case n < 12:
		return &pair{header: h}
	case n < 18:
		return &list{header: h}
	case n < 22:
		return &table{h, map[int]object{}, map[object]int{}}
	case n < 23:
		return &field{header: h, far: make([]object, 10+m.below(3000))}
	case n < 27:
		return &hooks{header: h}
	case n < 30:
		p := &pipe{h, make(chan object, edges)}
		for range edges {
			p.all <- nil
		}
		return p
	case n < 34:
		return &boxes{header: h}
	case n < 38:
		return &rows{h, make([]row, edges)}
	case n < 41:
		return &square{header: h}
	case n < 43:
		return &sets{h, map[string]row{}}
	case n < 46:
		return &atoms{header: h}
	}
	size := m.below(200)
	if m.below(20) == 0 {
		size = m.below(60000)
	}
	b := &blob{h, make([]byte, size), strconv.FormatUint(h.sum, 36)}
	for i := 0; i < size; i += 1 + size/50 {
		b.bytes[i] = byte(mix(h.sum, uint64(i)))
	}
	return b
}

// intact looks at what never changes and, of an object that nobody else may change, at the rest.
func intact(o object, whole bool) bool {
	h := o.head()
	if h.token == nil || h.token.id != h.id || h.token.generation != h.generation {
		return false
	}
	if h.sum != mix(uint64(h.id), uint64(h.generation)) || h.generation != generation[h.id] {
		return false
	}
	b, ok := o.(*blob)
	if !ok || !whole {
		return true
	}
	size := len(b.bytes)
	for i := 0; i < size; i += 1 + size/50 {
		if b.bytes[i] != byte(mix(h.sum, uint64(i))) {
			return false
		}
	}
	return b.text == strconv.FormatUint(h.sum, 36)
}

func (m *mutator) mine(o object) bool {
	return o != nil && atomic.LoadInt32(&owner[o.head().id]) == m.number
}

func number(o object) int32 {
	if o == nil {
		return 0
	}
	return o.head().id + 1
}

func (m *mutator) edgesOf(o object) int {
	if _, ok := o.(*blob); ok {
		return 0
	}
	return edges
}

func (m *mutator) load(o object, i int) object {
	found := plain(o.get(i))
	if number(found) != shadow[o.head().id][i] {
		fail("edge %d of a %T leads elsewhere", i, o)
	}
	return found
}

func (m *mutator) store(o object, i int, to object) {
	o.set(i, to)
	shadow[o.head().id][i] = number(to)
}

func (m *mutator) allocate() object {
	if len(m.free) == 0 {
		m.left = 0
		return nil
	}
	id := m.free[len(m.free)-1]
	m.free = m.free[:len(m.free)-1]
	used[id] = true
	generation[id]++
	t := &token{id: id, generation: generation[id]}
	runtime.SetFinalizer(t, finalize)
	shadow[id] = [edges]int32{}
	atomic.StoreInt32(&owner[id], m.number)
	return m.make(header{id, generation[id], t, mix(uint64(id), uint64(generation[id]))})
}

func finalize(t *token) { atomic.StoreInt32(&dead[t.id], t.generation) }

// operate does one thing to the registers of a frame, and seldom to those of a caller.
func (m *mutator) operate(f *frame) {
	at, level := f, m.depth
	for at.outer != nil && m.below(4) == 0 {
		at, level = at.outer, level-1
	}
	put := func(i int, o object) {
		at.registers[i] = o
		m.shadow[level][i] = number(o)
	}
	i, j := m.below(registers), m.below(registers)
	o := at.registers[i]
	if number(o) != m.shadow[level][i] {
		fail("a register has changed")
	}
	var e int
	if m.mine(o) && m.edgesOf(o) > 0 {
		e = m.below(edges)
	} else {
		e = -1
	}
	switch what := m.below(100); {
	case what < 30 || at.registers[0] == nil:
		fresh := m.allocate()
		if fresh == nil {
			return
		}
		// Mostly something that exists leads to what is new.
		if from := at.registers[m.below(2)*m.below(registers)]; m.mine(from) && m.edgesOf(from) > 0 {
			if e := m.below(edges); shadow[from.head().id][e] == 0 {
				m.store(from, e, fresh)
			}
		}
		if at.registers[0] == nil {
			put(0, fresh)
		} else {
			put(1+m.below(registers-1), fresh)
		}
	case what < 45:
		if e >= 0 && (shadow[o.head().id][e] == 0 || m.below(8) == 0) {
			m.store(o, e, at.registers[j])
		}
	case what < 70:
		if e >= 0 && j > 0 {
			put(j, m.load(o, e))
		}
	case what < 73:
		put(j, o)
	case what < 75:
		put(j, nil)
	case what < 78:
		if e >= 0 && j > 0 { // out of the heap, into a register alone
			put(j, m.load(o, e))
			m.store(o, e, nil)
		}
	case what < 84:
		if p := at.registers[j]; e >= 0 && m.mine(p) && m.edgesOf(p) > 0 { // two edges change places
			k := m.below(edges)
			a, b := m.load(o, e), m.load(p, k)
			m.store(o, e, b)
			m.store(p, k, a)
		}
	default:
		if o != nil && !intact(o, m.mine(o)) {
			fail("a %T has changed", o)
		}
		if b, ok := o.(*blob); ok && m.mine(o) && what < 90 { // as it was, elsewhere
			b.bytes = append([]byte(nil), b.bytes...)
			b.text = strconv.FormatUint(b.sum, 36)
		}
	}
}

// exchange offers a register to another mutator and takes what others offer.
func (m *mutator) exchange(f *frame) {
	var out chan message
	var offer message
	if i := m.below(registers); f.registers[i] != nil {
		o := f.registers[i]
		offer = message{o, o.head().id, m.mine(o) && i > 0}
		out = inboxes[m.below(mutators)]
		if offer.given {
			atomic.StoreInt32(&owner[offer.id], -1)
		}
		atomic.AddInt32(&flying[offer.id], 1)
	}
	sent := false
	select {
	case in := <-inboxes[m.number]:
		m.accept(f, in)
	case out <- offer:
		sent = true
	default:
	}
	if out != nil && !sent {
		atomic.AddInt32(&flying[offer.id], -1)
		if offer.given {
			atomic.StoreInt32(&owner[offer.id], m.number)
		}
	}
}

func (m *mutator) accept(f *frame, in message) {
	if in.o.head().id != in.id || !intact(in.o, in.given) {
		fail("a message has changed")
	}
	atomic.AddInt32(&flying[in.id], -1)
	if in.given {
		atomic.StoreInt32(&owner[in.id], m.number)
	}
	i := 1 + m.below(registers-1)
	f.registers[i] = in.o
	m.shadow[m.depth][i] = in.id + 1
}

// walk calls itself, so that registers lie in many frames of a stack that grows and moves.
func (m *mutator) walk(outer *frame) {
	var f frame
	f.outer = outer
	for {
		for m.left <= 0 {
			m.rest(&f)
		}
		for n := 1 + m.below(20); n > 0 && m.left > 0; n-- {
			m.operate(&f)
			m.left--
		}
		switch what := m.below(100); {
		case what < 25 && m.depth+1 < depth:
			m.depth++
			m.walk(&f)
			m.shadow[m.depth] = [registers]int32{}
			m.depth--
		case what < 42 && m.depth > 0:
			return
		case what < 80:
			m.exchange(&f)
		case what < 90:
			runtime.Gosched()
		}
	}
}

// rest waits for the next round; what the registers lead to may be looked at meanwhile.
func (m *mutator) rest(f *frame) {
	m.done <- true
	for {
		if <-m.commands == play {
			return
		}
		for at, level := f, m.depth; at != nil; at, level = at.outer, level-1 {
			for i, o := range at.registers {
				if number(o) != m.shadow[level][i] {
					fail("a register has changed")
				}
				examine(o)
			}
		}
		m.done <- true
	}
}

// examine follows everything from an object and compares it with the shadow.
func examine(o object) {
	if o == nil || reached[o.head().id] {
		return
	}
	reached[o.head().id] = true
	for todo := []object{o}; len(todo) > 0; {
		o := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !intact(o, true) {
			fail("a %T has changed", o)
		}
		for i := range edges {
			to := plain(o.get(i))
			if number(to) != shadow[o.head().id][i] {
				fail("edge %d of a %T leads elsewhere", i, o)
			}
			if to != nil && !reached[to.head().id] {
				reached[to.head().id] = true
				todo = append(todo, to)
			}
		}
	}
}

// ---- between rounds ----

// expected marks in `reached` what the shadow reaches.
func expected(all []*mutator) {
	var todo []int32
	add := func(id int32) {
		if id != 0 && !reached[id-1] {
			reached[id-1] = true
			todo = append(todo, id-1)
		}
	}
	clear(reached[:])
	for _, m := range all {
		for _, level := range m.shadow {
			for _, id := range level {
				add(id)
			}
		}
	}
	for id := range flying {
		if flying[id] > 0 {
			add(int32(id) + 1)
		}
	}
	for len(todo) > 0 {
		id := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, to := range shadow[id] {
			add(to)
		}
	}
}

// lookAtAll has every mutator follow its registers; messages under way are looked at here.
func lookAtAll(all []*mutator) {
	clear(reached[:])
	for _, inbox := range inboxes {
		for n := len(inbox); n > 0; n-- {
			in := <-inbox
			examine(in.o)
			inbox <- in
		}
	}
	for _, m := range all {
		m.commands <- verify
		<-m.done
	}
}

// count says how many objects live that should not, and how many do not that should.
func count() (kept, lost int) {
	for id := range used {
		if !used[id] {
			continue
		}
		gone := atomic.LoadInt32(&dead[id]) == generation[id]
		if reached[id] && gone {
			lost++
		} else if !reached[id] && !gone {
			kept++
		}
	}
	return kept, lost
}

func quiet(all []*mutator) {
	lookAtAll(all)
	expected(all)
	runtime.GC()
	runtime.GC()
	kept, lost := count()
	for wait := 0; wait < 5000 && kept > 0 && lost == 0; wait++ { // finalizers run by and by
		time.Sleep(time.Millisecond)
		kept, lost = count()
	}
	if kept > 0 || lost > 0 {
		fail("%d objects are kept and %d are lost", kept, lost)
	}
	for _, m := range all {
		m.free = m.free[:0]
		for id := (m.number+1)*nodes - 1; id >= m.number*nodes; id-- {
			if !reached[id] {
				used[id] = false
				m.free = append(m.free, id)
			}
		}
	}
	lookAtAll(all)
}

func setting(name string, usual int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return usual
}

func main() {
	const operations = 3000 // of a mutator in a round
	rounds := (setting("MODEL_OPERATIONS", 24000) + mutators*operations - 1) / (mutators * operations)
	var all []*mutator
	for i := range int32(mutators) {
		inboxes[i] = make(chan message, 2*i)
		m := &mutator{number: i, random: uint64(setting("MODEL_SEED", 1))*977 + uint64(i) + 1}
		m.commands, m.done = make(chan command), make(chan bool)
		for id := (i+1)*nodes - 1; id >= i*nodes; id-- {
			m.free = append(m.free, id)
		}
		all = append(all, m)
		go m.walk(nil)
		<-m.done
	}
	for round := 0; round < rounds && failed() == ""; round++ {
		for _, m := range all {
			m.left = operations
			m.commands <- play
		}
		for _, m := range all {
			<-m.done
		}
		quiet(all)
	}
	if text := failed(); text != "" {
		fmt.Println(text)
		os.Exit(1)
	}
	fmt.Println("nothing was lost and nothing kept")
}
