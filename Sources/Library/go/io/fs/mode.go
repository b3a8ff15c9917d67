// SPDX-License-Identifier: Apache-2.0

package fs

// A FileMode is a file's kind and permissions, the same bits on every system.
type FileMode uint32

const (
	ModeDir        FileMode = 1 << (31 - iota) // d: is a directory
	ModeAppend                                 // a: append-only
	ModeExclusive                              // l: exclusive use
	ModeTemporary                              // T: temporary file
	ModeSymlink                                // L: symbolic link
	ModeDevice                                 // D: device file
	ModeNamedPipe                              // p: named pipe (FIFO)
	ModeSocket                                 // S: Unix domain socket
	ModeSetuid                                 // u: setuid
	ModeSetgid                                 // g: setgid
	ModeCharDevice                             // c: Unix character device, when ModeDevice is set
	ModeSticky                                 // t: sticky
	ModeIrregular                              // ?: a file of which nothing else is known

	ModeType = ModeDir | ModeSymlink | ModeNamedPipe | ModeSocket | ModeDevice | ModeCharDevice | ModeIrregular

	ModePerm FileMode = 0777 // Unix permission bits
)

// String returns the mode as letters: "-rw-r--r--", "drwxr-xr-x", "Dcrw-rw-rw-".
func (m FileMode) String() string {
	const kinds, permissions = "dalTLDpSugct?", "rwxrwxrwx"
	var text [32]byte
	n := 0
	for i := 0; i < len(kinds); i++ {
		if m&(1<<uint(31-i)) != 0 {
			text[n] = kinds[i]
			n++
		}
	}
	if n == 0 {
		text[n] = '-'
		n++
	}
	for i := 0; i < len(permissions); i++ {
		text[n] = '-'
		if m&(1<<uint(8-i)) != 0 {
			text[n] = permissions[i]
		}
		n++
	}
	return string(text[:n])
}

// IsDir reports whether m is a directory's.
func (m FileMode) IsDir() bool { return m&ModeDir != 0 }

// IsRegular reports whether m is an ordinary file's.
func (m FileMode) IsRegular() bool { return m&ModeType == 0 }

// Perm returns the permission bits.
func (m FileMode) Perm() FileMode { return m & ModePerm }

// Type returns the bits that say the kind.
func (m FileMode) Type() FileMode { return m & ModeType }
