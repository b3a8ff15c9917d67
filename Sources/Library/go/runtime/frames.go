// SPDX-License-Identifier: Apache-2.0

package runtime

// callers stores the return addresses of the calls in progress, innermost first; skip 0 begins at its caller.
//
//go:noescape
func callers(skip int, pcs []uintptr) int

// describe returns the function that holds the address pc, and the place in it; name is "" for no function.
func describe(pc uintptr) (name, file string, line int, entry uintptr, first int)

// stack writes the trace of the calling goroutine, or of all, to buf as far as it fits.
//
//go:noescape
func stack(buf []byte, all bool) int

// Caller returns where the skip-th call above its caller stands: 0 is the call of Caller itself.
func Caller(skip int) (pc uintptr, file string, line int, ok bool) {
	var pcs [1]uintptr
	if skip < 0 || callers(skip+1, pcs[:]) == 0 {
		return 0, "", 0, false
	}
	_, file, line, _, _ = describe(pcs[0] - 1)
	return pcs[0], file, line, true
}

// Callers stores the return addresses of the calls in progress and returns how many; skip 0 begins at Callers
// itself, 1 at its caller. CallersFrames tells what they are.
func Callers(skip int, pc []uintptr) int {
	if skip < 0 || len(pc) == 0 {
		return 0
	}
	return callers(skip, pc)
}

// Frames gives out the frames of some return addresses one by one.
type Frames struct {
	callers []uintptr
}

// A Frame is one call in progress.
type Frame struct {
	PC       uintptr // within the call
	Func     *Func
	Function string // name with package path; "" when it is not known
	File     string
	Line     int
	Entry    uintptr
}

// CallersFrames takes what Callers stored.
func CallersFrames(callers []uintptr) *Frames { return &Frames{callers} }

// Next returns the next frame, and whether there are more after it; a zero Frame when there is none.
func (f *Frames) Next() (frame Frame, more bool) {
	for len(f.callers) > 0 {
		pc := f.callers[0] - 1
		f.callers = f.callers[1:]
		function := FuncForPC(pc)
		if function == nil {
			continue
		}
		_, file, line, _, _ := describe(pc)
		return Frame{pc, function, function.name, file, line, function.entry}, len(f.callers) > 0
	}
	return Frame{}, false
}

// A Func is a function of the running program.
type Func struct {
	name  string
	entry uintptr
}

// FuncForPC returns the function that holds an address, nil for none.
func FuncForPC(pc uintptr) *Func {
	name, _, _, entry, _ := describe(pc)
	if name == "" {
		return nil
	}
	return &Func{name, entry}
}

// Name returns the name with its package path.
func (f *Func) Name() string {
	if f == nil {
		return ""
	}
	return f.name
}

// Entry returns the address of the function's code.
func (f *Func) Entry() uintptr { return f.entry }

// FileLine returns the place of an address in the function.
func (f *Func) FileLine(pc uintptr) (file string, line int) {
	_, file, line, _, _ = describe(pc)
	return file, line
}

// Stack writes the trace of the calling goroutine, and of all others when all is true, to buf and returns how many
// bytes it wrote.
func Stack(buf []byte, all bool) int { return stack(buf, all) }
