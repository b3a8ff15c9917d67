// SPDX-License-Identifier: Apache-2.0

// Package io holds the interfaces of reading and writing and what can be built on them
// alone.
package io

import "errors"

// Where a Seeker's offset counts from.
const (
	SeekStart   = 0 // the start
	SeekCurrent = 1 // where it stands
	SeekEnd     = 2 // the end
)

// ErrShortWrite says that a Write took fewer bytes than given and returned no error.
var ErrShortWrite = errors.New("short write")

// ErrShortBuffer says that a read needs a longer buffer.
var ErrShortBuffer = errors.New("short buffer")

// EOF says that there is no more input. It is returned as it is, never wrapped.
var EOF = errors.New("EOF")

// ErrUnexpectedEOF says that the input ended inside of something.
var ErrUnexpectedEOF = errors.New("unexpected EOF")

// ErrNoProgress says that many reads returned neither data nor an error.
var ErrNoProgress = errors.New("multiple Read calls return no data or error")

var errInvalidWrite = errors.New("invalid write result")

// Reader reads up to len(p) bytes; at the end it returns io.EOF, with or after the last bytes.
type Reader interface {
	Read(p []byte) (n int, err error)
}

// Writer writes len(p) bytes or says why it could not.
type Writer interface {
	Write(p []byte) (n int, err error)
}

// Closer is closed after use.
type Closer interface {
	Close() error
}

// Seeker sets where the next Read or Write begins.
type Seeker interface {
	Seek(offset int64, whence int) (int64, error)
}

// ReadWriter reads and writes.
type ReadWriter interface {
	Reader
	Writer
}

// ReadCloser reads and is closed after use.
type ReadCloser interface {
	Reader
	Closer
}

// WriteCloser writes and is closed after use.
type WriteCloser interface {
	Writer
	Closer
}

// ReadWriteCloser reads, writes and is closed after use.
type ReadWriteCloser interface {
	Reader
	Writer
	Closer
}

// ReadSeeker reads and seeks.
type ReadSeeker interface {
	Reader
	Seeker
}

// ReadSeekCloser reads, seeks and is closed after use.
type ReadSeekCloser interface {
	Reader
	Seeker
	Closer
}

// WriteSeeker writes and seeks.
type WriteSeeker interface {
	Writer
	Seeker
}

// ReadWriteSeeker reads, writes and seeks.
type ReadWriteSeeker interface {
	Reader
	Writer
	Seeker
}

// ReaderFrom reads from r until its end.
type ReaderFrom interface {
	ReadFrom(r Reader) (n int64, err error)
}

// WriterTo writes all that is left to w.
type WriterTo interface {
	WriteTo(w Writer) (n int64, err error)
}

// ReaderAt reads at an offset: all of p, or an error says why not.
type ReaderAt interface {
	ReadAt(p []byte, off int64) (n int, err error)
}

// WriterAt writes at an offset.
type WriterAt interface {
	WriteAt(p []byte, off int64) (n int, err error)
}

// ByteReader reads bytes one by one.
type ByteReader interface {
	ReadByte() (byte, error)
}

// ByteScanner can put back the byte it read last.
type ByteScanner interface {
	ByteReader
	UnreadByte() error
}

// ByteWriter writes bytes one by one.
type ByteWriter interface {
	WriteByte(c byte) error
}

// RuneReader reads runes one by one.
type RuneReader interface {
	ReadRune() (r rune, size int, err error)
}

// RuneScanner can put back the rune it read last.
type RuneScanner interface {
	RuneReader
	UnreadRune() error
}

// StringWriter writes strings without copying them.
type StringWriter interface {
	WriteString(s string) (n int, err error)
}

// WriteString writes s to w, by its own WriteString if it has one.
func WriteString(w Writer, s string) (n int, err error) {
	if sw, ok := w.(StringWriter); ok {
		return sw.WriteString(s)
	}
	return w.Write([]byte(s))
}

// ReadAtLeast reads until buf holds min bytes: io.EOF if there were none,
// ErrUnexpectedEOF if there were fewer.
func ReadAtLeast(r Reader, buf []byte, min int) (n int, err error) {
	if len(buf) < min {
		return 0, ErrShortBuffer
	}
	for n < min && err == nil {
		var m int
		m, err = r.Read(buf[n:])
		n += m
	}
	if n >= min {
		return n, nil
	}
	if n > 0 && err == EOF {
		err = ErrUnexpectedEOF
	}
	return n, err
}

// ReadFull fills buf: io.EOF if there was nothing, ErrUnexpectedEOF if too little.
func ReadFull(r Reader, buf []byte) (n int, err error) { return ReadAtLeast(r, buf, len(buf)) }

// ReadAll reads until the end of r, which is no error.
func ReadAll(r Reader) ([]byte, error) {
	b := make([]byte, 0, 512)
	for {
		n, err := r.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		if err != nil {
			if err == EOF {
				err = nil
			}
			return b, err
		}
		if len(b) == cap(b) {
			b = append(b, 0)[:len(b)]
		}
	}
}

// Copy copies from src to dst until the end of src, which is no error.
func Copy(dst Writer, src Reader) (written int64, err error) { return transfer(dst, src, nil) }

// CopyBuffer is Copy through buf, which must not be empty if it is not nil.
func CopyBuffer(dst Writer, src Reader, buf []byte) (written int64, err error) {
	if buf != nil && len(buf) == 0 {
		panic("empty buffer in CopyBuffer")
	}
	return transfer(dst, src, buf)
}

// CopyN copies n bytes; io.EOF says that there were fewer.
func CopyN(dst Writer, src Reader, n int64) (written int64, err error) {
	written, err = Copy(dst, LimitReader(src, n))
	if written == n {
		return n, nil
	}
	if written < n && err == nil {
		err = EOF
	}
	return
}

func transfer(dst Writer, src Reader, buf []byte) (written int64, err error) {
	if wt, ok := src.(WriterTo); ok {
		return wt.WriteTo(dst)
	}
	if rf, ok := dst.(ReaderFrom); ok {
		return rf.ReadFrom(src)
	}
	if buf == nil {
		size := 32 * 1024
		if l, ok := src.(*LimitedReader); ok && int64(size) > l.N {
			size = 1
			if l.N > 1 {
				size = int(l.N)
			}
		}
		buf = make([]byte, size)
	}
	for {
		n, readErr := src.Read(buf)
		if n > 0 {
			m, writeErr := dst.Write(buf[:n])
			if m < 0 || m > n {
				m = 0
				if writeErr == nil {
					writeErr = errInvalidWrite
				}
			}
			written += int64(m)
			if writeErr != nil {
				return written, writeErr
			}
			if m != n {
				return written, ErrShortWrite
			}
		}
		if readErr != nil {
			if readErr == EOF {
				readErr = nil
			}
			return written, readErr
		}
	}
}
