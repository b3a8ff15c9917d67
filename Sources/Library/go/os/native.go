// SPDX-License-Identifier: Apache-2.0

package os

// The natives: system calls. errno is the system's error number, 0 for success. Interrupted calls are made again.

// argCount and arg give the program's arguments, the program's name first.
func argCount() int
func arg(i int) string

// environment returns the variables the process was started with, each as "name=value" and a zero byte.
func environment() string

// share sets or unsets a variable of the process, if C code is there to see it. Both strings end with a zero byte.
func share(key, value string, isSet bool)

// exit ends the program at once.
func exit(code int)

// open opens a file; the descriptor is closed on exec.
//
//go:noescape
func open(name string, flags, perm int) (fd, errno int)

// read and pread make one call; they fill p as far as that reads.
//
//go:noescape
func read(fd int, p []byte) (n, errno int)

//go:noescape
func pread(fd int, p []byte, offset int64) (n, errno int)

// write and pwrite write all of p unless an error stops them.
//
//go:noescape
func write(fd int, p []byte) (n, errno int)

//go:noescape
func pwrite(fd int, p []byte, offset int64) (n, errno int)

// writeString is write for a string, without copying it first.
//
//go:noescape
func writeString(fd int, s string) (n, errno int)

// Calls of fileCall.
const (
	callClose    = iota
	callSeek     // a = offset, b = whence; the new offset
	callSync     //
	callTruncate // a = size
	callChmod    // a = mode
	callChdir    //
)

// fileCall makes a call on a descriptor.
func fileCall(call, fd, a, b int) (result, errno int)

// Calls of pathCall.
const (
	pathUnlink = iota
	pathRmdir
	pathMkdir    // a = mode
	pathRename   // other = new name
	pathLink     // other = new name
	pathSymlink  // other = new name
	pathChmod    // a = mode
	pathTruncate // a = size
	pathChdir    //
	pathChtimes  // a, b = access and modification time in nanoseconds since 1970
)

// pathCall makes a call on a path.
//
//go:noescape
func pathCall(call int, path, other string, a, b int) (errno int)

// status is what stat fills.
type status struct {
	mode, size         int64 // mode as the system has it
	seconds, nanos     int64 // of the last change
	device, inode      int64
	links, owner, team int64
}

// stat describes the file at path, or the open file fd when path is empty.
//
//go:noescape
func stat(path string, fd int, follow bool, out *status) (errno int)

// readNames returns all entries of an open directory but "." and "..": for each a letter for the kind ('d', 'l', 'p',
// 's', 'c', 'b', '-' or '?'), the name and a zero byte.
func readNames(fd int) (names string, errno int)

// Texts of systemText.
const (
	textDirectory = iota
	textHost
	textExecutable
	textLink // of path
)

// systemText returns a text of the system.
//
//go:noescape
func systemText(what int, path string) (text string, errno int)

// Numbers of systemNumber.
const (
	numberProcess = iota
	numberParent
	numberUser
	numberEffectiveUser
	numberGroup
	numberEffectiveGroup
	numberPageSize
)

func systemNumber(what int) int

// pipe makes a pipe.
func pipe() (reader, writer, errno int)

// random returns 64 bits for the names of temporary files.
func random() uint64
