// SPDX-License-Identifier: Apache-2.0

package os

import (
	"io"
	"io/fs"
	"sort"
)

// entry is the DirEntry of this package: kind and name as the directory has them.
type entry struct {
	directory, name string
	kind            FileMode
}

func (e *entry) Name() string            { return e.name }
func (e *entry) IsDir() bool             { return e.kind.IsDir() }
func (e *entry) Type() FileMode          { return e.kind }
func (e *entry) Info() (FileInfo, error) { return Lstat(e.directory + "/" + e.name) }
func (e *entry) String() string          { return fs.FormatDirEntry(e) }

// list reads the whole directory once; ReadDir and its kin give it out in parts.
func (f *File) list() error {
	if f.listed {
		return nil
	}
	names, errno := readNames(f.fd)
	if errno != 0 {
		return pathError("readdirent", f.name, errno)
	}
	f.listed = true
	for start := 0; start < len(names); {
		end := start
		for names[end] != 0 {
			end++
		}
		e := &entry{directory: f.name, name: names[start+1 : end]}
		switch names[start] {
		case 'd':
			e.kind = ModeDir
		case 'l':
			e.kind = ModeSymlink
		case 'p':
			e.kind = ModeNamedPipe
		case 's':
			e.kind = ModeSocket
		case 'c':
			e.kind = ModeDevice | ModeCharDevice
		case 'b':
			e.kind = ModeDevice
		case '?':
			if info, err := e.Info(); err == nil {
				e.kind = info.Mode().Type()
			}
		}
		f.entries = append(f.entries, e)
		start = end + 1
	}
	return nil
}

// ReadDir returns the next n entries in the directory's order, io.EOF at its end; all that are left when n <= 0.
func (f *File) ReadDir(n int) ([]DirEntry, error) {
	if err := f.check("readdir"); err != nil {
		return nil, err
	}
	if err := f.list(); err != nil {
		return nil, err
	}
	if n <= 0 || n > len(f.entries) {
		if n > 0 && len(f.entries) == 0 {
			return nil, io.EOF
		}
		n = len(f.entries)
	}
	part := make([]DirEntry, n)
	copy(part, f.entries)
	f.entries = f.entries[n:]
	return part, nil
}

// Readdir is ReadDir with each entry's FileInfo; entries that vanish meanwhile are left out.
func (f *File) Readdir(n int) ([]FileInfo, error) {
	list, err := f.ReadDir(n)
	if f == nil {
		return nil, err
	}
	infos := make([]FileInfo, 0, len(list))
	for _, e := range list {
		info, err := e.Info()
		if IsNotExist(err) {
			continue
		}
		if err != nil {
			return infos, err
		}
		infos = append(infos, info)
	}
	return infos, err
}

// Readdirnames is ReadDir with names only.
func (f *File) Readdirnames(n int) ([]string, error) {
	list, err := f.ReadDir(n)
	names := make([]string, 0, len(list))
	for _, e := range list {
		names = append(names, e.Name())
	}
	return names, err
}

// ReadDir returns the entries of a directory, sorted by name.
func ReadDir(name string) ([]DirEntry, error) {
	f, err := Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	list, err := f.ReadDir(-1)
	sort.Slice(list, func(i, j int) bool { return list[i].Name() < list[j].Name() })
	return list, err
}

// Mkdir makes a directory.
func Mkdir(name string, perm FileMode) error {
	return pathError("mkdir", name, pathCall(pathMkdir, name, "", systemMode(perm), 0))
}

// MkdirAll makes a directory and those above it that are missing.
func MkdirAll(path string, perm FileMode) error {
	if info, err := Stat(path); err == nil {
		if info.IsDir() {
			return nil
		}
		return pathError("mkdir", path, 20) // ENOTDIR
	}
	end := len(path)
	for end > 0 && path[end-1] == '/' {
		end--
	}
	for end > 0 && path[end-1] != '/' {
		end--
	}
	if end > 1 {
		if err := MkdirAll(path[:end-1], perm); err != nil {
			return err
		}
	}
	err := Mkdir(path, perm)
	if err != nil {
		if info, e := Lstat(path); e == nil && info.IsDir() {
			return nil
		}
	}
	return err
}

// Remove removes a file or an empty directory.
func Remove(name string) error {
	errno := pathCall(pathUnlink, name, "", 0, 0)
	if errno == 0 {
		return nil
	}
	again := pathCall(pathRmdir, name, "", 0, 0)
	if again == 0 {
		return nil
	}
	if again != 20 { // ENOTDIR says that unlink's error is the one that matters
		errno = again
	}
	return pathError("remove", name, errno)
}

// RemoveAll removes a file or a directory with all it holds; that it does not exist is no error.
func RemoveAll(path string) error {
	if path == "" {
		return nil
	}
	if path == "." || len(path) >= 2 && path[len(path)-2:] == "/." {
		return pathError("RemoveAll", path, 22) // EINVAL
	}
	err := Remove(path)
	if err == nil || IsNotExist(err) {
		return nil
	}
	info, statError := Lstat(path)
	if statError != nil {
		if IsNotExist(statError) {
			return nil
		}
		return statError
	}
	if !info.IsDir() {
		return err
	}
	list, err := ReadDir(path)
	for _, e := range list {
		if inner := RemoveAll(path + "/" + e.Name()); inner != nil && err == nil {
			err = inner
		}
	}
	last := Remove(path)
	if last == nil || IsNotExist(last) {
		return nil
	}
	if err == nil {
		err = last
	}
	return err
}

// Rename moves a file, replacing what was at newpath.
func Rename(oldpath, newpath string) error {
	if info, err := Lstat(newpath); err == nil && info.IsDir() {
		if from, err := Lstat(oldpath); err != nil || !from.IsDir() || !SameFile(from, info) {
			if err != nil {
				return &LinkError{"rename", oldpath, newpath, underlying(err)}
			}
			return linkError("rename", oldpath, newpath, 17) // EEXIST
		}
	}
	return linkError("rename", oldpath, newpath, pathCall(pathRename, oldpath, newpath, 0, 0))
}

// Link makes newname another name of the file oldname.
func Link(oldname, newname string) error {
	return linkError("link", oldname, newname, pathCall(pathLink, oldname, newname, 0, 0))
}

// Symlink makes newname a symbolic link to oldname.
func Symlink(oldname, newname string) error {
	return linkError("symlink", oldname, newname, pathCall(pathSymlink, oldname, newname, 0, 0))
}

// Readlink returns where a symbolic link points.
func Readlink(name string) (string, error) {
	text, errno := systemText(textLink, name)
	return text, pathError("readlink", name, errno)
}

// Chmod sets a file's mode.
func Chmod(name string, mode FileMode) error {
	return pathError("chmod", name, pathCall(pathChmod, name, "", systemMode(mode), 0))
}

// Truncate sets a file's size.
func Truncate(name string, size int64) error {
	return pathError("truncate", name, pathCall(pathTruncate, name, "", int(size), 0))
}
