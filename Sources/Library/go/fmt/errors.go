// SPDX-License-Identifier: Apache-2.0

package fmt

import "errors"

// Errorf returns an error with the formatted text. The operands of its %w verbs are
// wrapped: by Unwrap() error if there is one, by Unwrap() []error if there are several.
func Errorf(format string, a ...any) error {
	p := newPrinter()
	p.wrapping = true
	p.printf(format, a)
	s := string(p.buf)
	switch len(p.wrapped) {
	case 0:
		return errors.New(s)
	case 1:
		e := &wrapError{msg: s}
		e.err, _ = a[p.wrapped[0]].(error)
		return e
	}
	e := &wrapErrors{msg: s}
	named := make([]bool, len(a)) // each is wrapped once, in the order of the arguments
	for _, i := range p.wrapped {
		named[i] = true
	}
	for i, x := range a {
		if named[i] {
			if err, ok := x.(error); ok {
				e.errs = append(e.errs, err)
			}
		}
	}
	return e
}

type wrapError struct {
	msg string
	err error
}

func (e *wrapError) Error() string { return e.msg }
func (e *wrapError) Unwrap() error { return e.err }

type wrapErrors struct {
	msg  string
	errs []error
}

func (e *wrapErrors) Error() string   { return e.msg }
func (e *wrapErrors) Unwrap() []error { return e.errs }
