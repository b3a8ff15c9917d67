// SPDX-License-Identifier: Apache-2.0

// Package syscall holds the system's error numbers; it makes no system calls.
package syscall

import "internal/oserror"

// An Errno is the number of an error of the operating system (Linux).
type Errno uintptr

const (
	EPERM        = Errno(0x1)
	ENOENT       = Errno(0x2)
	ESRCH        = Errno(0x3)
	EINTR        = Errno(0x4)
	EIO          = Errno(0x5)
	ENXIO        = Errno(0x6)
	E2BIG        = Errno(0x7)
	ENOEXEC      = Errno(0x8)
	EBADF        = Errno(0x9)
	ECHILD       = Errno(0xa)
	EAGAIN       = Errno(0xb)
	EWOULDBLOCK  = Errno(0xb)
	ENOMEM       = Errno(0xc)
	EACCES       = Errno(0xd)
	EFAULT       = Errno(0xe)
	EBUSY        = Errno(0x10)
	EEXIST       = Errno(0x11)
	EXDEV        = Errno(0x12)
	ENODEV       = Errno(0x13)
	ENOTDIR      = Errno(0x14)
	EISDIR       = Errno(0x15)
	EINVAL       = Errno(0x16)
	ENFILE       = Errno(0x17)
	EMFILE       = Errno(0x18)
	ENOTTY       = Errno(0x19)
	ETXTBSY      = Errno(0x1a)
	EFBIG        = Errno(0x1b)
	ENOSPC       = Errno(0x1c)
	ESPIPE       = Errno(0x1d)
	EROFS        = Errno(0x1e)
	EMLINK       = Errno(0x1f)
	EPIPE        = Errno(0x20)
	EDOM         = Errno(0x21)
	ERANGE       = Errno(0x22)
	EDEADLK      = Errno(0x23)
	ENAMETOOLONG = Errno(0x24)
	ENOLCK       = Errno(0x25)
	ENOSYS       = Errno(0x26)
	ENOTEMPTY    = Errno(0x27)
	ELOOP        = Errno(0x28)
	ENOTSUP      = Errno(0x5f)
	EOPNOTSUPP   = Errno(0x5f)
	ETIMEDOUT    = Errno(0x6e)
)

// Flags of opening, and the standard descriptors.
const (
	O_RDONLY   = 0x0
	O_WRONLY   = 0x1
	O_RDWR     = 0x2
	O_CREAT    = 0x40
	O_EXCL     = 0x80
	O_NOCTTY   = 0x100
	O_TRUNC    = 0x200
	O_APPEND   = 0x400
	O_NONBLOCK = 0x800
	O_SYNC     = 0x101000
	O_CLOEXEC  = 0x80000

	Stdin  = 0
	Stdout = 1
	Stderr = 2
)

// errnoText returns the system's text for a number, "" for one it does not know.
func errnoText(number int) string

func (e Errno) Error() string {
	if s := errnoText(int(e)); s != "" {
		return s
	}
	if e == 0 {
		return "errno 0"
	}
	var digits [20]byte
	i := len(digits)
	for n := e; n > 0; n /= 10 {
		i--
		digits[i] = byte('0' + n%10)
	}
	return "errno " + string(digits[i:])
}

// Is reports whether e is one of the errors that os names: errors.Is(err, os.ErrNotExist).
func (e Errno) Is(target error) bool {
	switch target {
	case oserror.ErrPermission:
		return e == EACCES || e == EPERM
	case oserror.ErrExist:
		return e == EEXIST || e == ENOTEMPTY
	case oserror.ErrNotExist:
		return e == ENOENT
	}
	return false
}

// Temporary reports whether the call may work when tried again.
func (e Errno) Temporary() bool {
	return e == EINTR || e == EMFILE || e == ENFILE || e.Timeout()
}

// Timeout reports whether the call ran out of time.
func (e Errno) Timeout() bool { return e == EAGAIN || e == ETIMEDOUT }
