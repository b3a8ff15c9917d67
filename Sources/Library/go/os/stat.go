// SPDX-License-Identifier: Apache-2.0

package os

import (
	"io/fs"
	"time"
)

type (
	FileInfo = fs.FileInfo
	FileMode = fs.FileMode
	DirEntry = fs.DirEntry
)

const (
	ModeDir        = fs.ModeDir
	ModeAppend     = fs.ModeAppend
	ModeExclusive  = fs.ModeExclusive
	ModeTemporary  = fs.ModeTemporary
	ModeSymlink    = fs.ModeSymlink
	ModeDevice     = fs.ModeDevice
	ModeNamedPipe  = fs.ModeNamedPipe
	ModeSocket     = fs.ModeSocket
	ModeSetuid     = fs.ModeSetuid
	ModeSetgid     = fs.ModeSetgid
	ModeCharDevice = fs.ModeCharDevice
	ModeSticky     = fs.ModeSticky
	ModeIrregular  = fs.ModeIrregular
	ModeType       = fs.ModeType
	ModePerm       = fs.ModePerm
)

// fileInfo is the FileInfo of this package.
type fileInfo struct {
	name string
	s    status
}

func (i *fileInfo) Name() string       { return i.name }
func (i *fileInfo) Size() int64        { return i.s.size }
func (i *fileInfo) Mode() FileMode     { return goMode(i.s.mode) }
func (i *fileInfo) ModTime() time.Time { return time.Unix(i.s.seconds, i.s.nanos) }
func (i *fileInfo) IsDir() bool        { return i.Mode().IsDir() }
func (i *fileInfo) Sys() any           { return nil }

// goMode turns the system's mode into Go's.
func goMode(m int64) FileMode {
	mode := FileMode(m & 0777)
	switch m & 0170000 {
	case 0040000:
		mode |= ModeDir
	case 0120000:
		mode |= ModeSymlink
	case 0010000:
		mode |= ModeNamedPipe
	case 0140000:
		mode |= ModeSocket
	case 0020000:
		mode |= ModeDevice | ModeCharDevice
	case 0060000:
		mode |= ModeDevice
	}
	if m&04000 != 0 {
		mode |= ModeSetuid
	}
	if m&02000 != 0 {
		mode |= ModeSetgid
	}
	if m&01000 != 0 {
		mode |= ModeSticky
	}
	return mode
}

// systemMode turns Go's mode into the system's, without the kind.
func systemMode(mode FileMode) int {
	m := int(mode.Perm())
	if mode&ModeSetuid != 0 {
		m |= 04000
	}
	if mode&ModeSetgid != 0 {
		m |= 02000
	}
	if mode&ModeSticky != 0 {
		m |= 01000
	}
	return m
}

// base returns the last element of a path.
func base(name string) string {
	for len(name) > 1 && name[len(name)-1] == '/' {
		name = name[:len(name)-1]
	}
	for i := len(name) - 1; i >= 0; i-- {
		if name[i] == '/' && i+1 < len(name) {
			return name[i+1:]
		}
	}
	return name
}

// Stat describes a file, following symbolic links.
func Stat(name string) (FileInfo, error) { return describe("stat", name, true) }

// Lstat describes a file; of a symbolic link it describes the link.
func Lstat(name string) (FileInfo, error) { return describe("lstat", name, false) }

func describe(op, name string, follow bool) (FileInfo, error) {
	info := &fileInfo{name: base(name)}
	errno := 2
	if name != "" {
		errno = stat(name, -1, follow, &info.s)
	}
	if errno != 0 {
		return nil, pathError(op, name, errno)
	}
	return info, nil
}

// Stat describes the file.
func (f *File) Stat() (FileInfo, error) {
	if err := f.check("stat"); err != nil {
		return nil, err
	}
	info := &fileInfo{name: base(f.name)}
	if errno := stat("", f.fd, true, &info.s); errno != 0 {
		return nil, pathError("stat", f.name, errno)
	}
	return info, nil
}

// SameFile reports whether two descriptions made by this package are of one file.
func SameFile(a, b FileInfo) bool {
	x, ok := a.(*fileInfo)
	y, ok2 := b.(*fileInfo)
	return ok && ok2 && x.s.device == y.s.device && x.s.inode == y.s.inode
}
