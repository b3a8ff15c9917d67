// SPDX-License-Identifier: Apache-2.0

package time

import (
	"sync"
	"unsafe"
)

// Sleep pauses the calling goroutine for at least d.
func Sleep(d Duration)

// newTimer returns a timer of the runtime, which calls f in a goroutine of its own when it fires.
func newTimer(f func()) unsafe.Pointer

// startTimer has the timer fire at a time of the monotonic clock, and then every period if that is not 0; it reports
// whether the timer was running.
func startTimer(timer unsafe.Pointer, when, period int64) bool

// stopTimer stops the timer and reports whether it was running.
func stopTimer(timer unsafe.Pointer) bool

// alarm is what Timer and Ticker have in common: a timer of the runtime and where it sends.
//
// A goroutine that a timer has started may come to send only after Stop or Reset. The generation tells: it changes
// with each of them, under the lock, and what was started before is dropped.
type alarm struct {
	lock    sync.Mutex
	timer   unsafe.Pointer
	channel chan Time
	armed   bool
	repeats bool
	due     int64 // when it fires next: what fires before that was started for an earlier setting
	period  int64
}

func newAlarm() *alarm {
	a := &alarm{channel: make(chan Time, 1)}
	a.timer = newTimer(a.fire)
	return a
}

// deadline returns the monotonic time that is d from now.
func deadline(d Duration) int64 {
	now := monotonic()
	if d <= 0 {
		return now
	}
	if when := now + int64(d); when > now {
		return when
	}
	return int64(maxDuration)
}

// start arms the alarm. The lock is held.
func (a *alarm) start(d Duration, period int64) {
	a.due = deadline(d)
	a.armed = true
	a.repeats = period > 0
	a.period = period
	startTimer(a.timer, a.due, period)
}

// fire sends the time, unless the alarm was stopped or set anew since the timer fired.
func (a *alarm) fire() {
	a.lock.Lock()
	defer a.lock.Unlock()
	now := Now()
	if !a.armed || now.mono+began < a.due {
		return
	}
	if a.repeats {
		a.due += a.period
	} else {
		a.armed = false
	}
	select {
	case a.channel <- now:
	default: // the receiver is late: a tick is dropped
	}
}

// stop disarms the alarm and takes back what nobody has received; it reports whether there was anything to stop. The
// lock is held.
func (a *alarm) stop() bool {
	active := a.armed
	a.armed = false
	stopTimer(a.timer)
	select {
	case <-a.channel:
		active = true
	default:
	}
	return active
}

// A Timer fires once: the time is sent on C, or the function of AfterFunc is called.
type Timer struct {
	C     <-chan Time
	alarm *alarm
	timer unsafe.Pointer // of AfterFunc
}

// NewTimer returns a Timer that sends the time on its channel after d.
func NewTimer(d Duration) *Timer {
	a := newAlarm()
	a.start(d, 0)
	return &Timer{C: a.channel, alarm: a}
}

// After returns the channel of a new Timer.
func After(d Duration) <-chan Time { return NewTimer(d).C }

// AfterFunc calls f in a goroutine of its own after d.
func AfterFunc(d Duration, f func()) *Timer {
	t := &Timer{timer: newTimer(f)}
	startTimer(t.timer, deadline(d), 0)
	return t
}

// Stop keeps the timer from firing and reports whether it did so; after it nothing is received from C.
func (t *Timer) Stop() bool {
	if t.timer != nil {
		return stopTimer(t.timer)
	}
	if t.alarm == nil {
		panic("time: Stop called on uninitialized Timer")
	}
	t.alarm.lock.Lock()
	defer t.alarm.lock.Unlock()
	return t.alarm.stop()
}

// Reset has the timer fire after d from now and reports whether it was running.
func (t *Timer) Reset(d Duration) bool {
	if t.timer != nil {
		return startTimer(t.timer, deadline(d), 0)
	}
	if t.alarm == nil {
		panic("time: Reset called on uninitialized Timer")
	}
	t.alarm.lock.Lock()
	defer t.alarm.lock.Unlock()
	active := t.alarm.stop()
	t.alarm.start(d, 0)
	return active
}

// A Ticker sends the time on C at intervals; ticks for a slow receiver are dropped.
type Ticker struct {
	C     <-chan Time
	alarm *alarm
}

// NewTicker returns a Ticker with the interval d, which must be above 0.
func NewTicker(d Duration) *Ticker {
	if d <= 0 {
		panic("non-positive interval for NewTicker")
	}
	a := newAlarm()
	a.start(d, int64(d))
	return &Ticker{C: a.channel, alarm: a}
}

// Stop ends the ticks. It does not close the channel.
func (t *Ticker) Stop() {
	if t.alarm == nil {
		return // of a Ticker not made by NewTicker
	}
	t.alarm.lock.Lock()
	t.alarm.stop()
	t.alarm.lock.Unlock()
}

// Reset begins anew with the interval d, which must be above 0.
func (t *Ticker) Reset(d Duration) {
	if d <= 0 {
		panic("non-positive interval for Ticker.Reset")
	}
	if t.alarm == nil {
		panic("time: Reset called on uninitialized Ticker")
	}
	t.alarm.lock.Lock()
	t.alarm.stop()
	t.alarm.start(d, int64(d))
	t.alarm.lock.Unlock()
}

// Tick returns the channel of a new Ticker, nil for d <= 0.
func Tick(d Duration) <-chan Time {
	if d <= 0 {
		return nil
	}
	return NewTicker(d).C
}
