// SPDX-License-Identifier: Apache-2.0

// Package filepath works on the paths of files: on Unix those of package path, and what needs the file system.
package filepath

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"sort"
	"strings"
)

const (
	Separator     = os.PathSeparator
	ListSeparator = os.PathListSeparator
)

// ErrBadPattern says that a pattern is malformed.
var ErrBadPattern = path.ErrBadPattern

// What a WalkFunc returns to leave out a directory, or all that is left.
var (
	SkipDir = fs.SkipDir
	SkipAll = fs.SkipAll
)

// Clean, Split, Join, Ext, Base, Dir, IsAbs and Match are those of package path.
func Clean(name string) string                 { return path.Clean(name) }
func Split(name string) (dir, file string)     { return path.Split(name) }
func Join(elem ...string) string               { return path.Join(elem...) }
func Ext(name string) string                   { return path.Ext(name) }
func Base(name string) string                  { return path.Base(name) }
func Dir(name string) string                   { return path.Dir(name) }
func IsAbs(name string) bool                   { return path.IsAbs(name) }
func Match(pattern, name string) (bool, error) { return path.Match(pattern, name) }

// ToSlash and FromSlash return the path as it is: slashes separate here.
func ToSlash(name string) string   { return name }
func FromSlash(name string) string { return name }

// VolumeName returns "": there are no volumes here.
func VolumeName(name string) string { return "" }

// SplitList splits a list of paths such as $PATH.
func SplitList(list string) []string {
	if list == "" {
		return []string{}
	}
	return strings.Split(list, string(ListSeparator))
}

// IsLocal reports whether a path stays below the directory that it is taken from.
func IsLocal(name string) bool {
	if IsAbs(name) || name == "" {
		return false
	}
	name = Clean(name)
	return name != ".." && !strings.HasPrefix(name, "../")
}

// Abs returns an absolute path of the same file.
func Abs(name string) (string, error) {
	if IsAbs(name) {
		return Clean(name), nil
	}
	wd, err := os.Getwd()
	if err != nil {
		return "", err
	}
	return Join(wd, name), nil
}

// Rel returns a path that leads from base to target, without looking at the file system.
func Rel(base, target string) (string, error) {
	b, t := Clean(base), Clean(target)
	if b == t {
		return ".", nil
	}
	if b == "." {
		b = ""
	}
	if IsAbs(b) != IsAbs(t) {
		return "", errors.New("Rel: can't make " + target + " relative to " + base)
	}
	from, to := elements(b), elements(t)
	for len(from) > 0 && len(to) > 0 && from[0] == to[0] {
		from, to = from[1:], to[1:]
	}
	var up []string
	for _, e := range from {
		if e == ".." {
			return "", errors.New("Rel: can't make " + target + " relative to " + base)
		}
		up = append(up, "..")
	}
	return strings.Join(append(up, to...), "/"), nil
}

func elements(name string) []string {
	name = strings.TrimPrefix(name, "/")
	if name == "" || name == "." {
		return nil
	}
	return strings.Split(name, "/")
}

// EvalSymlinks returns the path with all symbolic links followed.
func EvalSymlinks(name string) (string, error) {
	if name == "" {
		return "", nil
	}
	out := ""
	rest := name
	if IsAbs(name) {
		out, rest = "/", name[1:]
	}
	for links := 0; rest != ""; {
		element := rest
		if i := strings.IndexByte(rest, '/'); i >= 0 {
			element, rest = rest[:i], rest[i+1:]
		} else {
			rest = ""
		}
		if element == "" || element == "." {
			continue
		}
		next := Join(out, element)
		info, err := os.Lstat(next)
		if err != nil {
			return "", err
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			if !info.IsDir() && rest != "" {
				return "", &fs.PathError{Op: "lstat", Path: next, Err: errors.New("not a directory")}
			}
			out = next
			continue
		}
		if links++; links > 255 {
			return "", errors.New("EvalSymlinks: too many links")
		}
		link, err := os.Readlink(next)
		if err != nil {
			return "", err
		}
		if IsAbs(link) {
			out = "/"
		}
		if rest != "" {
			link += "/" + rest
		}
		rest = link
	}
	return Clean(out), nil
}

// A WalkFunc is called by Walk for every file; err says why the file could not be described or read.
type WalkFunc func(path string, info fs.FileInfo, err error) error

// Walk calls fn for root and all below it, in lexical order, directories before what they hold.
func Walk(root string, fn WalkFunc) error {
	info, err := os.Lstat(root)
	if err != nil {
		err = fn(root, nil, err)
	} else {
		err = walk(root, info, fn)
	}
	if err == SkipDir || err == SkipAll {
		return nil
	}
	return err
}

func walk(name string, info fs.FileInfo, fn WalkFunc) error {
	if !info.IsDir() {
		return fn(name, info, nil)
	}
	list, readError := os.ReadDir(name)
	err := fn(name, info, readError)
	if readError != nil || err != nil {
		return err
	}
	for _, entry := range list {
		below := Join(name, entry.Name())
		info, err := os.Lstat(below)
		if err != nil {
			if err := fn(below, info, err); err != nil && err != SkipDir {
				return err
			}
			continue
		}
		if err := walk(below, info, fn); err != nil {
			if !info.IsDir() || err != SkipDir {
				return err
			}
		}
	}
	return nil
}

// WalkDir is Walk with directory entries, which need no call of the system for each file.
func WalkDir(root string, fn fs.WalkDirFunc) error {
	info, err := os.Lstat(root)
	if err != nil {
		err = fn(root, nil, err)
	} else {
		err = walkDir(root, fs.FileInfoToDirEntry(info), fn)
	}
	if err == SkipDir || err == SkipAll {
		return nil
	}
	return err
}

func walkDir(name string, d fs.DirEntry, fn fs.WalkDirFunc) error {
	if err := fn(name, d, nil); err != nil || !d.IsDir() {
		if err == SkipDir && d.IsDir() {
			err = nil
		}
		return err
	}
	list, err := os.ReadDir(name)
	if err != nil {
		if err = fn(name, d, err); err != nil {
			if err == SkipDir {
				err = nil
			}
			return err
		}
	}
	for _, entry := range list {
		if err := walkDir(Join(name, entry.Name()), entry, fn); err != nil {
			if err == SkipDir {
				break
			}
			return err
		}
	}
	return nil
}

// Glob returns the files whose paths match a pattern, sorted; errors of the file system are passed over.
func Glob(pattern string) (matches []string, err error) {
	if _, err := Match(pattern, ""); err != nil {
		return nil, err
	}
	if !strings.ContainsAny(pattern, `*?[\`) {
		if _, err := os.Lstat(pattern); err != nil {
			return nil, nil
		}
		return []string{pattern}, nil
	}
	dir, file := Split(pattern)
	switch dir {
	case "":
		dir = "."
	case "/":
	default:
		dir = dir[:len(dir)-1]
	}
	dirs := []string{dir}
	if strings.ContainsAny(dir, `*?[\`) {
		if dir == pattern {
			return nil, ErrBadPattern
		}
		if dirs, err = Glob(dir); err != nil {
			return nil, err
		}
	}
	for _, d := range dirs {
		list, err := os.ReadDir(d)
		if err != nil {
			continue
		}
		var names []string
		for _, entry := range list {
			names = append(names, entry.Name())
		}
		sort.Strings(names)
		for _, n := range names {
			ok, err := Match(file, n)
			if err != nil {
				return matches, err
			}
			if ok {
				matches = append(matches, Join(d, n))
			}
		}
	}
	return matches, nil
}
