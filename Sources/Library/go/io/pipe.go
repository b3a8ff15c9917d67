// SPDX-License-Identifier: Apache-2.0

package io

import "errors"

// ErrClosedPipe says that a pipe was closed at the end where it is used.
var ErrClosedPipe = errors.New("io: read/write on closed pipe")

// pipe hands each write over to the reads that take it. Channels of one element serve
// as locks, so that this package needs nothing of sync.
type pipe struct {
	writing chan struct{} // full while a write is under way: writes go one by one
	offer   chan []byte   // what the write still has to give
	taken   chan int      // how much a read took
	done    chan struct{} // closed when either end is

	lock              chan struct{} // of what follows; full while held
	closed            bool
	readErr, writeErr error // what the other end gets to hear
	readSet, writeSet bool
}

// Pipe returns the ends of a pipe in memory: a Write returns when its bytes were read
// or the reader is closed.
func Pipe() (*PipeReader, *PipeWriter) {
	p := &pipe{
		writing: make(chan struct{}, 1),
		offer:   make(chan []byte),
		taken:   make(chan int),
		done:    make(chan struct{}),
		lock:    make(chan struct{}, 1),
	}
	return &PipeReader{p}, &PipeWriter{p}
}

// close closes the pipe; err is noted for the other end unless one was before.
func (p *pipe) close(err error, reader bool) {
	p.lock <- struct{}{}
	if reader && !p.readSet {
		p.readErr, p.readSet = err, true
	}
	if !reader && !p.writeSet {
		p.writeErr, p.writeSet = err, true
	}
	if !p.closed {
		p.closed = true
		close(p.done)
	}
	<-p.lock
}

// why returns the error for the reader or the writer of a closed pipe.
func (p *pipe) why(reader bool) error {
	p.lock <- struct{}{}
	err := ErrClosedPipe
	if reader && !p.readSet && p.writeSet {
		err = p.writeErr
	} else if !reader && !p.writeSet && p.readSet {
		err = p.readErr
	}
	<-p.lock
	return err
}

// PipeReader is the reading end of a pipe.
type PipeReader struct{ p *pipe }

func (r *PipeReader) Read(data []byte) (n int, err error) {
	p := r.p
	select {
	case <-p.done:
		return 0, p.why(true)
	default:
	}
	select {
	case b := <-p.offer:
		n = copy(data, b)
		p.taken <- n
		return n, nil
	case <-p.done:
		return 0, p.why(true)
	}
}

// Close closes the reader; writes return ErrClosedPipe.
func (r *PipeReader) Close() error { return r.CloseWithError(nil) }

// CloseWithError closes the reader; writes return err.
func (r *PipeReader) CloseWithError(err error) error {
	if err == nil {
		err = ErrClosedPipe
	}
	r.p.close(err, true)
	return nil
}

// PipeWriter is the writing end of a pipe.
type PipeWriter struct{ p *pipe }

func (w *PipeWriter) Write(data []byte) (n int, err error) {
	p := w.p
	select {
	case <-p.done:
		return 0, p.why(false)
	default:
	}
	p.writing <- struct{}{}
	defer func() { <-p.writing }()
	for once := true; once || len(data) > 0; once = false {
		select {
		case p.offer <- data:
			m := <-p.taken
			data = data[m:]
			n += m
		case <-p.done:
			return n, p.why(false)
		}
	}
	return n, nil
}

// Close closes the writer; reads return EOF.
func (w *PipeWriter) Close() error { return w.CloseWithError(nil) }

// CloseWithError closes the writer; reads return err, EOF if it is nil.
func (w *PipeWriter) CloseWithError(err error) error {
	if err == nil {
		err = EOF
	}
	w.p.close(err, false)
	return nil
}
