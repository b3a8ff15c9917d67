// SPDX-License-Identifier: Apache-2.0

package runtime

// An Error is a run-time error: one that the language, not the program, raises as a panic.
type Error interface {
	error

	// RuntimeError does nothing; it tells these types from others.
	RuntimeError()
}

// errorString is the Error of most run-time panics: the runtime makes one with the text behind the colon.
type errorString string

func (e errorString) Error() string { return "runtime error: " + string(e) }
func (e errorString) RuntimeError() {}

// plainError is an Error whose text stands alone.
type plainError string

func (e plainError) Error() string { return string(e) }
func (e plainError) RuntimeError() {}

// A TypeAssertionError is the Error of a type assertion that does not hold.
type TypeAssertionError struct {
	text string // written by the runtime
}

func (e *TypeAssertionError) Error() string { return e.text }
func (*TypeAssertionError) RuntimeError()   {}

// A PanicNilError is the Error of panic(nil).
type PanicNilError struct {
	_ [0]func() // not comparable
}

func (*PanicNilError) Error() string {
	return "runtime error: panic called with nil argument"
}
func (*PanicNilError) RuntimeError() {}
