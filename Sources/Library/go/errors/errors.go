// SPDX-License-Identifier: Apache-2.0

// Package errors makes errors and walks the trees that wrapping makes of them.
//
// How.  An error wraps others when it has a method Unwrap() error or Unwrap() []error.
// Is and As visit the tree depth first, each error before what it wraps. As looks into
// its target through internal/value, the library's one window into types.
package errors

import "internal/value"

type errorString struct{ s string }

func (e *errorString) Error() string { return e.s }

// New returns an error with the given text; no two calls return equal errors.
func New(s string) error { return &errorString{s} }

// ErrUnsupported says that an operation cannot be done here; functions return errors that wrap it.
var ErrUnsupported = New("unsupported operation")

// Unwrap returns what err's method Unwrap() error returns, nil if it has none.
func Unwrap(err error) error {
	if u, ok := err.(interface{ Unwrap() error }); ok {
		return u.Unwrap()
	}
	return nil
}

type joinError struct{ errs []error }

func (e *joinError) Error() string {
	s := e.errs[0].Error()
	for _, err := range e.errs[1:] {
		s += "\n" + err.Error()
	}
	return s
}

func (e *joinError) Unwrap() []error { return e.errs }

// Join returns an error that wraps those of errs that are not nil, nil if all are.
func Join(errs ...error) error {
	var some []error
	for _, err := range errs {
		if err != nil {
			some = append(some, err)
		}
	}
	if some == nil {
		return nil
	}
	return &joinError{some}
}

// Is reports whether err's tree holds an error equal to target or one whose method
// Is(error) bool says so.
func Is(err, target error) bool {
	if err == nil || target == nil {
		return err == target
	}
	return is(err, target, value.TypeOf(target).Comparable())
}

func is(err, target error, comparable bool) bool {
	for {
		if comparable && err == target {
			return true
		}
		if x, ok := err.(interface{ Is(error) bool }); ok && x.Is(target) {
			return true
		}
		switch x := err.(type) {
		case interface{ Unwrap() error }:
			if err = x.Unwrap(); err == nil {
				return false
			}
		case interface{ Unwrap() []error }:
			for _, e := range x.Unwrap() {
				if e != nil && is(e, target, comparable) {
					return true
				}
			}
			return false
		default:
			return false
		}
	}
}

// As finds the first error in err's tree that can be assigned to what target points
// to, stores it there and returns true. It panics when target is no non-nil pointer to
// an interface or to a type that implements error.
func As(err error, target any) bool {
	if err == nil {
		return false
	}
	if target == nil {
		panic("errors: target cannot be nil")
	}
	v := value.Of(target)
	if v.Kind() != value.Pointer || v.IsNil() {
		panic("errors: target must be a non-nil pointer")
	}
	want := v.Type().Elem()
	var e error
	if want.Kind() != value.Interface && !want.Implements(value.TypeOf(&e).Elem()) {
		panic("errors: *target must be interface or implement error")
	}
	return as(err, target, v.Elem(), want)
}

func as(err error, target any, slot value.Value, want value.Type) bool {
	for {
		if v := value.Of(err); v.Type().AssignableTo(want) {
			slot.Set(v)
			return true
		}
		if x, ok := err.(interface{ As(any) bool }); ok && x.As(target) {
			return true
		}
		switch x := err.(type) {
		case interface{ Unwrap() error }:
			if err = x.Unwrap(); err == nil {
				return false
			}
		case interface{ Unwrap() []error }:
			for _, e := range x.Unwrap() {
				if e != nil && as(e, target, slot, want) {
					return true
				}
			}
			return false
		default:
			return false
		}
	}
}
