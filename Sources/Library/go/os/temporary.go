// SPDX-License-Identifier: Apache-2.0

package os

import "errors"

var errPatternHasSeparator = errors.New("pattern contains path separator")

// CreateTemp creates a file of a new name in dir (TempDir when ""), open for reading and writing. The last "*" of
// pattern, else its end, is where the random part goes.
func CreateTemp(dir, pattern string) (*File, error) {
	before, after, err := split("createtemp", &dir, pattern)
	if err != nil {
		return nil, err
	}
	for try := 0; ; try++ {
		name := before + unique() + after
		f, err := OpenFile(name, O_RDWR|O_CREATE|O_EXCL, 0600)
		if IsExist(err) {
			if try < 10000 {
				continue
			}
			return nil, &PathError{"createtemp", before + "*" + after, ErrExist}
		}
		return f, err
	}
}

// MkdirTemp makes a directory of a new name in dir and returns its path; the name is made as by CreateTemp.
func MkdirTemp(dir, pattern string) (string, error) {
	before, after, err := split("mkdirtemp", &dir, pattern)
	if err != nil {
		return "", err
	}
	for try := 0; ; try++ {
		name := before + unique() + after
		err := Mkdir(name, 0700)
		if err == nil {
			return name, nil
		}
		if IsExist(err) {
			if try < 10000 {
				continue
			}
			return "", &PathError{"mkdirtemp", before + "*" + after, ErrExist}
		}
		if IsNotExist(err) {
			if _, missing := Stat(dir); IsNotExist(missing) {
				return "", missing
			}
		}
		return "", err
	}
}

// split returns what stands before and after the random part of a name.
func split(op string, dir *string, pattern string) (before, after string, err error) {
	if *dir == "" {
		*dir = TempDir()
	}
	star := -1
	for i := 0; i < len(pattern); i++ {
		if pattern[i] == '/' {
			return "", "", &PathError{op, pattern, errPatternHasSeparator}
		}
		if pattern[i] == '*' {
			star = i
		}
	}
	before = pattern
	if star >= 0 {
		before, after = pattern[:star], pattern[star+1:]
	}
	if d := *dir; d[len(d)-1] == '/' {
		return d + before, after, nil
	}
	return *dir + "/" + before, after, nil
}

// unique returns some random digits.
func unique() string {
	n := uint32(random())
	var digits [10]byte
	i := len(digits)
	for {
		i--
		digits[i] = byte('0' + n%10)
		n /= 10
		if n == 0 {
			return string(digits[i:])
		}
	}
}
