// SPDX-License-Identifier: Apache-2.0

package os

import (
	"errors"
	"sync"
	"syscall"
	"time"
)

// Args are the program's name and arguments.
var Args = arguments()

func arguments() []string {
	args := make([]string, argCount())
	for i := range args {
		args[i] = arg(i)
	}
	return args
}

// Exit ends the program at once with a code; no deferred function runs.
func Exit(code int) { exit(code) }

// environ is the program's environment: a copy, so that changes stay inside this program, and are C's if it calls C.
var environ struct {
	lock   sync.Mutex
	loaded bool
	list   []string       // "name=value"; "" where a variable was unset
	index  map[string]int // of each name
}

// load reads the environment on first use. The lock is held.
func load() {
	if environ.loaded {
		return
	}
	environ.loaded = true
	environ.index = make(map[string]int)
	all := environment()
	for start := 0; start < len(all); {
		end := start
		for all[end] != 0 {
			end++
		}
		v := all[start:end]
		start = end + 1
		for i := 1; i < len(v); i++ { // a name is not empty; it may begin with '='
			if v[i] != '=' {
				continue
			}
			if _, ok := environ.index[v[:i]]; !ok {
				environ.index[v[:i]] = len(environ.list)
				environ.list = append(environ.list, v)
			}
			break
		}
	}
}

// LookupEnv returns the value of a variable and whether it is set.
func LookupEnv(key string) (string, bool) {
	environ.lock.Lock()
	defer environ.lock.Unlock()
	load()
	if i, ok := environ.index[key]; ok && key != "" {
		return environ.list[i][len(key)+1:], true
	}
	return "", false
}

// Getenv returns the value of a variable, "" when it is not set.
func Getenv(key string) string {
	value, _ := LookupEnv(key)
	return value
}

// Setenv sets a variable for this program.
func Setenv(key, value string) error {
	bad := key == ""
	for i := 0; i < len(key); i++ {
		bad = bad || key[i] == '=' || key[i] == 0
	}
	for i := 0; i < len(value); i++ {
		bad = bad || value[i] == 0
	}
	if bad {
		return NewSyscallError("setenv", syscall.EINVAL)
	}
	environ.lock.Lock()
	defer environ.lock.Unlock()
	load()
	if i, ok := environ.index[key]; ok {
		environ.list[i] = key + "=" + value
	} else {
		environ.index[key] = len(environ.list)
		environ.list = append(environ.list, key+"="+value)
	}
	share(key+"\x00", value+"\x00", true)
	return nil
}

// Unsetenv removes a variable.
func Unsetenv(key string) error {
	environ.lock.Lock()
	defer environ.lock.Unlock()
	load()
	if i, ok := environ.index[key]; ok {
		environ.list[i] = ""
		delete(environ.index, key)
		share(key+"\x00", "\x00", false)
	}
	return nil
}

// Clearenv removes all variables.
func Clearenv() {
	environ.lock.Lock()
	defer environ.lock.Unlock()
	load()
	for key := range environ.index {
		share(key+"\x00", "\x00", false)
	}
	environ.list = nil
	environ.index = make(map[string]int)
}

// Environ returns all variables as "name=value".
func Environ() []string {
	environ.lock.Lock()
	defer environ.lock.Unlock()
	load()
	list := make([]string, 0, len(environ.list))
	for _, v := range environ.list {
		if v != "" {
			list = append(list, v)
		}
	}
	return list
}

// ExpandEnv replaces $name and ${name} by the environment's values.
func ExpandEnv(s string) string { return Expand(s, Getenv) }

// Expand replaces $name and ${name} in s by what mapping returns for the name.
func Expand(s string, mapping func(string) string) string {
	var out []byte
	done := 0
	for i := 0; i+1 < len(s); i++ {
		if s[i] != '$' {
			continue
		}
		out = append(out, s[done:i]...)
		name, width := variable(s[i+1:])
		if name != "" {
			out = append(out, mapping(name)...)
		} else if width == 0 { // a $ before something that is no name stays
			out = append(out, '$')
		} // else "${}" or an open brace: bad syntax is dropped
		i += width
		done = i + 1
	}
	if out == nil {
		return s
	}
	return string(out) + s[done:]
}

// variable returns the name at the start of s, behind a '$', and the bytes that it takes.
func variable(s string) (name string, width int) {
	if s[0] == '{' {
		if len(s) > 2 && special(s[1]) && s[2] == '}' {
			return s[1:2], 3
		}
		for i := 1; i < len(s); i++ {
			if s[i] == '}' {
				if i == 1 {
					return "", 2
				}
				return s[1:i], i + 1
			}
		}
		return "", 1
	}
	if special(s[0]) {
		return s[:1], 1
	}
	i := 0
	for i < len(s) && (s[i] == '_' || s[i]|0x20 >= 'a' && s[i]|0x20 <= 'z' || s[i] >= '0' && s[i] <= '9') {
		i++
	}
	return s[:i], i
}

// special reports whether c is a one-letter name as shells have them.
func special(c byte) bool {
	switch c {
	case '*', '#', '$', '@', '!', '?', '-':
		return true
	}
	return c >= '0' && c <= '9'
}

// Getpid returns the process's number.
func Getpid() int { return systemNumber(numberProcess) }

// Getppid returns the number of the process's parent.
func Getppid() int { return systemNumber(numberParent) }

// Getuid, Geteuid, Getgid and Getegid return the user's and group's numbers.
func Getuid() int  { return systemNumber(numberUser) }
func Geteuid() int { return systemNumber(numberEffectiveUser) }
func Getgid() int  { return systemNumber(numberGroup) }
func Getegid() int { return systemNumber(numberEffectiveGroup) }

// Getpagesize returns the size of the system's memory pages.
func Getpagesize() int { return systemNumber(numberPageSize) }

// Getwd returns the current directory.
func Getwd() (string, error) {
	text, errno := systemText(textDirectory, "")
	if errno != 0 {
		return "", NewSyscallError("getwd", syscall.Errno(errno))
	}
	return text, nil
}

// Chdir changes the current directory.
func Chdir(dir string) error { return pathError("chdir", dir, pathCall(pathChdir, dir, "", 0, 0)) }

// Hostname returns the machine's name.
func Hostname() (string, error) {
	text, errno := systemText(textHost, "")
	if errno != 0 {
		return "", NewSyscallError("uname", syscall.Errno(errno))
	}
	return text, nil
}

// Executable returns the path of the program that runs this process.
func Executable() (string, error) {
	text, errno := systemText(textExecutable, "")
	return text, pathError("readlink", "/proc/self/exe", errno)
}

// TempDir returns the directory for temporary files.
func TempDir() string {
	if dir := Getenv("TMPDIR"); dir != "" {
		return dir
	}
	return "/tmp"
}

// UserHomeDir returns $HOME.
func UserHomeDir() (string, error) {
	if dir := Getenv("HOME"); dir != "" {
		return dir, nil
	}
	return "", errors.New("$HOME is not defined")
}

// UserCacheDir returns the directory for the user's cached data.
func UserCacheDir() (string, error) {
	return userDir("XDG_CACHE_HOME", "/.cache", "neither $XDG_CACHE_HOME nor $HOME are defined")
}

// UserConfigDir returns the directory for the user's settings.
func UserConfigDir() (string, error) {
	return userDir("XDG_CONFIG_HOME", "/.config", "neither $XDG_CONFIG_HOME nor $HOME are defined")
}

func userDir(variable, below, message string) (string, error) {
	if dir := Getenv(variable); dir != "" {
		if dir[0] != '/' {
			return "", errors.New("path in $" + variable + " is relative")
		}
		return dir, nil
	}
	if dir := Getenv("HOME"); dir != "" {
		return dir + below, nil
	}
	return "", errors.New(message)
}

// Chtimes sets when a file was last read and changed; a zero time leaves one as it is.
func Chtimes(name string, atime time.Time, mtime time.Time) error {
	const keep = -1 << 63
	access, change := keep, keep
	if !atime.IsZero() {
		access = int(atime.UnixNano())
	}
	if !mtime.IsZero() {
		change = int(mtime.UnixNano())
	}
	return pathError("chtimes", name, pathCall(pathChtimes, name, "", access, change))
}
