// SPDX-License-Identifier: Apache-2.0

// Package os gives files, the environment and the process, as Unix has them.
//
// How.  A File is a descriptor and a name; every method is one native call. Nothing is buffered, so output of
// goroutines and of the runtime itself interleaves as in any Go program.
package os

import (
	"io"
	"syscall"
	"time"
)

// Flags of OpenFile.
const (
	O_RDONLY int = syscall.O_RDONLY
	O_WRONLY int = syscall.O_WRONLY
	O_RDWR   int = syscall.O_RDWR
	O_APPEND int = syscall.O_APPEND
	O_CREATE int = syscall.O_CREAT
	O_EXCL   int = syscall.O_EXCL
	O_SYNC   int = syscall.O_SYNC
	O_TRUNC  int = syscall.O_TRUNC
)

// Deprecated names of io.SeekStart, io.SeekCurrent and io.SeekEnd.
const (
	SEEK_SET int = 0
	SEEK_CUR int = 1
	SEEK_END int = 2
)

const (
	DevNull           = "/dev/null"
	PathSeparator     = '/'
	PathListSeparator = ':'
)

// IsPathSeparator reports whether c separates the elements of a path.
func IsPathSeparator(c uint8) bool { return c == PathSeparator }

// The standard files.
var (
	Stdin  = NewFile(0, "/dev/stdin")
	Stdout = NewFile(1, "/dev/stdout")
	Stderr = NewFile(2, "/dev/stderr")
)

// A File is an open file.
type File struct {
	fd        int // -1 once closed
	name      string
	appending bool
	entries   []DirEntry // of a directory: what ReadDir has still to give
	listed    bool
}

// NewFile returns a File for a descriptor, nil for a negative one.
func NewFile(fd uintptr, name string) *File {
	if int(fd) < 0 {
		return nil
	}
	return &File{fd: int(fd), name: name}
}

// Open opens a file for reading.
func Open(name string) (*File, error) { return OpenFile(name, O_RDONLY, 0) }

// Create creates a file or empties it, for reading and writing.
func Create(name string) (*File, error) { return OpenFile(name, O_RDWR|O_CREATE|O_TRUNC, 0666) }

// OpenFile opens a file; perm, reduced by the umask, is that of a file it creates.
func OpenFile(name string, flag int, perm FileMode) (*File, error) {
	fd, errno := open(name, flag, systemMode(perm))
	if errno != 0 {
		return nil, pathError("open", name, errno)
	}
	return &File{fd: fd, name: name, appending: flag&O_APPEND != 0}, nil
}

// ReadFile returns the contents of a file.
func ReadFile(name string) ([]byte, error) {
	f, err := Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var s status
	size := 512
	if stat("", f.fd, true, &s) == 0 && s.size > 0 {
		size = int(s.size) + 1 // one more, so that the end shows without growing
	}
	data := make([]byte, 0, size)
	for {
		n, err := f.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		if err != nil {
			if err == io.EOF {
				err = nil
			}
			return data, err
		}
		if len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
	}
}

// WriteFile writes data to a file, created with perm or emptied first.
func WriteFile(name string, data []byte, perm FileMode) error {
	f, err := OpenFile(name, O_WRONLY|O_CREATE|O_TRUNC, perm)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if e := f.Close(); err == nil {
		err = e
	}
	return err
}

// check returns the error of using a nil or closed file.
func (f *File) check(op string) error {
	if f == nil {
		return ErrInvalid
	}
	if f.fd < 0 {
		return &PathError{op, f.name, ErrClosed}
	}
	return nil
}

// Name returns the name that the file was opened with.
func (f *File) Name() string { return f.name }

// Fd returns the descriptor, the largest uintptr when the file is closed.
func (f *File) Fd() uintptr {
	if f == nil {
		return ^uintptr(0)
	}
	return uintptr(f.fd)
}

// Close closes the file.
func (f *File) Close() error {
	if err := f.check("close"); err != nil {
		return err
	}
	fd := f.fd
	f.fd = -1
	f.entries = nil
	_, errno := fileCall(callClose, fd, 0, 0)
	return pathError("close", f.name, errno)
}

// Read reads up to len(b) bytes; at the end it returns 0 and io.EOF.
func (f *File) Read(b []byte) (int, error) {
	if err := f.check("read"); err != nil {
		return 0, err
	}
	n, errno := read(f.fd, b)
	if errno != 0 {
		return 0, pathError("read", f.name, errno)
	}
	if n == 0 && len(b) > 0 {
		return 0, io.EOF
	}
	return n, nil
}

// ReadAt reads len(b) bytes from offset off; fewer come with an error, io.EOF at the end.
func (f *File) ReadAt(b []byte, off int64) (n int, err error) {
	if err := f.check("read"); err != nil {
		return 0, err
	}
	if off < 0 {
		return 0, &PathError{"readat", f.name, errNegativeOffset{}}
	}
	for len(b) > 0 {
		m, errno := pread(f.fd, b, off)
		if errno != 0 {
			return n, pathError("read", f.name, errno)
		}
		if m == 0 {
			return n, io.EOF
		}
		n += m
		b = b[m:]
		off += int64(m)
	}
	return n, nil
}

type errNegativeOffset struct{}

func (errNegativeOffset) Error() string { return "negative offset" }

// Write writes b.
func (f *File) Write(b []byte) (int, error) {
	if err := f.check("write"); err != nil {
		return 0, err
	}
	n, errno := write(f.fd, b)
	for more := 0; n < len(b) && errno == 0; n += more {
		more, errno = write(f.fd, b[n:])
	}
	if errno != 0 {
		return n, pathError("write", f.name, errno)
	}
	return n, nil
}

// WriteString writes s.
func (f *File) WriteString(s string) (int, error) {
	if err := f.check("write"); err != nil {
		return 0, err
	}
	n, errno := writeString(f.fd, s)
	for more := 0; n < len(s) && errno == 0; n += more {
		more, errno = writeString(f.fd, s[n:])
	}
	if errno != 0 {
		return n, pathError("write", f.name, errno)
	}
	return n, nil
}

type errWriteAtInAppendMode struct{}

func (errWriteAtInAppendMode) Error() string {
	return "os: invalid use of WriteAt on file opened with O_APPEND"
}

// WriteAt writes b at offset off.
func (f *File) WriteAt(b []byte, off int64) (int, error) {
	if err := f.check("write"); err != nil {
		return 0, err
	}
	if f.appending {
		return 0, errWriteAtInAppendMode{}
	}
	if off < 0 {
		return 0, &PathError{"writeat", f.name, errNegativeOffset{}}
	}
	n, errno := pwrite(f.fd, b, off)
	for more := 0; n < len(b) && errno == 0; n += more {
		more, errno = pwrite(f.fd, b[n:], off+int64(n))
	}
	return n, pathError("write", f.name, errno)
}

// ReadFrom copies r to the file until r ends.
func (f *File) ReadFrom(r io.Reader) (int64, error) {
	if err := f.check("write"); err != nil {
		return 0, err
	}
	return io.Copy(onlyWriter{f}, r)
}

// onlyWriter hides ReadFrom, so that io.Copy does not come back to it.
type onlyWriter struct{ w io.Writer }

func (o onlyWriter) Write(b []byte) (int, error) { return o.w.Write(b) }

// Seek sets where the next Read or Write begins and returns it.
func (f *File) Seek(offset int64, whence int) (int64, error) {
	if err := f.check("seek"); err != nil {
		return 0, err
	}
	n, errno := fileCall(callSeek, f.fd, int(offset), whence)
	if errno != 0 {
		return 0, pathError("seek", f.name, errno)
	}
	f.entries, f.listed = nil, false
	return int64(n), nil
}

// call makes a call on the file's descriptor.
func (f *File) call(op string, call, a int) error {
	if err := f.check(op); err != nil {
		return err
	}
	_, errno := fileCall(call, f.fd, a, 0)
	return pathError(op, f.name, errno)
}

// Sync has the system write the file to its storage.
func (f *File) Sync() error { return f.call("sync", callSync, 0) }

// Truncate sets the size.
func (f *File) Truncate(size int64) error { return f.call("truncate", callTruncate, int(size)) }

// Chmod sets the mode.
func (f *File) Chmod(mode FileMode) error { return f.call("chmod", callChmod, systemMode(mode)) }

// Chdir makes the directory the current one.
func (f *File) Chdir() error { return f.call("chdir", callChdir, 0) }

// SetDeadline is not supported by files.
func (f *File) SetDeadline(t time.Time) error { return f.deadline("set deadline") }

// SetReadDeadline is not supported by files.
func (f *File) SetReadDeadline(t time.Time) error { return f.deadline("set deadline") }

// SetWriteDeadline is not supported by files.
func (f *File) SetWriteDeadline(t time.Time) error { return f.deadline("set deadline") }

func (f *File) deadline(op string) error {
	if err := f.check(op); err != nil {
		return err
	}
	return &PathError{op, f.name, ErrNoDeadline}
}

// Pipe returns the two ends of a pipe.
func Pipe() (r *File, w *File, err error) {
	reader, writer, errno := pipe()
	if errno != 0 {
		return nil, nil, NewSyscallError("pipe2", syscall.Errno(errno))
	}
	return NewFile(uintptr(reader), "|0"), NewFile(uintptr(writer), "|1"), nil
}
