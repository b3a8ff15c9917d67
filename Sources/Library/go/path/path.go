// SPDX-License-Identifier: Apache-2.0

// Package path works on slash-separated paths, such as those of URLs.
package path

import (
	"errors"
	"unicode/utf8"
)

// Clean returns the shortest path with the same meaning: no empty or "." elements, and none before a "..".
func Clean(path string) string {
	rooted := path != "" && path[0] == '/'
	out := make([]byte, 0, len(path)+1)
	if rooted {
		out = append(out, '/')
	}
	floor := len(out) // what stands before cannot be undone by ".."
	for i := 0; i < len(path); {
		if path[i] == '/' {
			i++
			continue
		}
		end := i
		for end < len(path) && path[end] != '/' {
			end++
		}
		switch element := path[i:end]; {
		case element == ".":
		case element == ".." && len(out) > floor:
			n := len(out) - 1
			for n > floor && out[n] != '/' {
				n--
			}
			out = out[:n]
		case element == ".." && rooted:
		default:
			if len(out) > 0 && out[len(out)-1] != '/' {
				out = append(out, '/')
			}
			out = append(out, element...)
			if element == ".." {
				floor = len(out)
			}
		}
		i = end
	}
	if len(out) == 0 {
		return "."
	}
	return string(out)
}

// Split returns what stands up to and including the last slash, and the rest.
func Split(path string) (dir, file string) {
	i := len(path)
	for i > 0 && path[i-1] != '/' {
		i--
	}
	return path[:i], path[i:]
}

// Join joins elements with slashes and cleans the path; empty ones are left out.
func Join(elem ...string) string {
	var joined []byte
	for _, e := range elem {
		if e == "" {
			continue
		}
		if len(joined) > 0 {
			joined = append(joined, '/')
		}
		joined = append(joined, e...)
	}
	if len(joined) == 0 {
		return ""
	}
	return Clean(string(joined))
}

// Ext returns the last element's suffix from its last dot on.
func Ext(path string) string {
	for i := len(path) - 1; i >= 0 && path[i] != '/'; i-- {
		if path[i] == '.' {
			return path[i:]
		}
	}
	return ""
}

// Base returns the last element; "." for an empty path, "/" for slashes only.
func Base(path string) string {
	if path == "" {
		return "."
	}
	for path != "" && path[len(path)-1] == '/' {
		path = path[:len(path)-1]
	}
	if path == "" {
		return "/"
	}
	_, file := Split(path)
	return file
}

// IsAbs reports whether the path begins with a slash.
func IsAbs(path string) bool { return path != "" && path[0] == '/' }

// Dir returns all but the last element, cleaned.
func Dir(path string) string {
	dir, _ := Split(path)
	return Clean(dir)
}

// ErrBadPattern says that a pattern is malformed.
var ErrBadPattern = errors.New("syntax error in pattern")

// Match reports whether all of name matches a pattern: * any characters but /, ? one of these, [a-z] or [^a-z] one of
// some, \c the character c.
func Match(pattern, name string) (matched bool, err error) {
	for pattern != "" {
		star := false
		for pattern != "" && pattern[0] == '*' {
			star = true
			pattern = pattern[1:]
		}
		end := chunk(pattern)
		part, rest := pattern[:end], pattern[end:]
		if star && part == "" { // the rest of the name, if no slash is in it
			for i := 0; i < len(name); i++ {
				if name[i] == '/' {
					return false, nil
				}
			}
			return true, nil
		}
		left, ok, err := matchChunk(part, name)
		if ok && (left == "" || rest != "") {
			name, pattern = left, rest
			continue
		}
		if err != nil {
			return false, err
		}
		found := false
		for i := 0; star && i < len(name) && name[i] != '/'; i++ {
			left, ok, err := matchChunk(part, name[i+1:])
			if ok && (rest != "" || left == "") {
				name, pattern = left, rest
				found = true
				break
			}
			if err != nil {
				return false, err
			}
		}
		if found {
			continue
		}
		for rest != "" { // the whole pattern is checked, whatever the name
			for rest != "" && rest[0] == '*' {
				rest = rest[1:]
			}
			end := chunk(rest)
			if _, _, err := matchChunk(rest[:end], ""); err != nil {
				return false, err
			}
			rest = rest[end:]
		}
		return false, nil
	}
	return name == "", nil
}

// chunk returns the length of the pattern before its first star.
func chunk(pattern string) int {
	inRange := false
	for i := 0; i < len(pattern); i++ {
		switch pattern[i] {
		case '\\':
			i++
		case '[':
			inRange = true
		case ']':
			inRange = false
		case '*':
			if !inRange {
				return i
			}
		}
	}
	return len(pattern)
}

// matchChunk matches a pattern without stars at the start of s and returns what is left of s. A pattern that does not
// match is still read to its end, so that its errors show.
func matchChunk(pattern, s string) (rest string, ok bool, err error) {
	failed := false
	for pattern != "" {
		if !failed && s == "" {
			failed = true
		}
		switch pattern[0] {
		case '[':
			var r rune
			if !failed {
				var n int
				r, n = utf8.DecodeRuneInString(s)
				s = s[n:]
			}
			pattern = pattern[1:]
			negated := pattern != "" && pattern[0] == '^'
			if negated {
				pattern = pattern[1:]
			}
			match := false
			for ranges := 0; ; ranges++ {
				if pattern != "" && pattern[0] == ']' && ranges > 0 {
					pattern = pattern[1:]
					break
				}
				var low, high rune
				if low, pattern, err = bound(pattern); err != nil {
					return "", false, err
				}
				high = low
				if pattern[0] == '-' {
					if high, pattern, err = bound(pattern[1:]); err != nil {
						return "", false, err
					}
				}
				match = match || low <= r && r <= high
			}
			failed = failed || match == negated
		case '?':
			if !failed {
				failed = s[0] == '/'
				_, n := utf8.DecodeRuneInString(s)
				s = s[n:]
			}
			pattern = pattern[1:]
		default:
			if pattern[0] == '\\' {
				if pattern = pattern[1:]; pattern == "" {
					return "", false, ErrBadPattern
				}
			}
			if !failed {
				failed = pattern[0] != s[0]
				s = s[1:]
			}
			pattern = pattern[1:]
		}
	}
	if failed {
		return "", false, nil
	}
	return s, true, nil
}

// bound returns a character of a range; more of the pattern must follow it.
func bound(pattern string) (r rune, rest string, err error) {
	if pattern == "" || pattern[0] == '-' || pattern[0] == ']' {
		return 0, "", ErrBadPattern
	}
	if pattern[0] == '\\' {
		if pattern = pattern[1:]; pattern == "" {
			return 0, "", ErrBadPattern
		}
	}
	r, n := utf8.DecodeRuneInString(pattern)
	if r == utf8.RuneError && n == 1 || len(pattern) == n {
		return 0, "", ErrBadPattern
	}
	return r, pattern[n:], nil
}
