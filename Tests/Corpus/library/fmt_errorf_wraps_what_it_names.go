// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
)

type coded struct{ code int }

func (c *coded) Error() string { return fmt.Sprint("code ", c.code) }

type matcher struct{}

func (matcher) Error() string        { return "matcher" }
func (matcher) Is(target error) bool { return target == errA }
func (matcher) As(target any) bool {
	if p, ok := target.(**coded); ok {
		*p = &coded{99}
		return true
	}
	return false
}

type problemOf string

func (p problemOf) Error() string { return string(p) }

type list []error

func (list) Error() string     { return "list" }
func (l list) Unwrap() []error { return l }

var errA, errB = errors.New("a"), errors.New("b")

func main() {
	e1 := fmt.Errorf("one: %w", errA)
	e2 := fmt.Errorf("two: %w and %w (%d)", e1, errB, 5)
	e3 := fmt.Errorf("none: %v", errA)
	e4 := fmt.Errorf("%w", "no error")
	e5 := fmt.Errorf("%w %w", nil, errA)
	e6 := fmt.Errorf("%[2]w then %[1]w, %[2]w", errA, errB)
	for _, e := range []error{e1, e2, e3, e4, e5, e6} {
		fmt.Printf("%v | %T | unwrap %v | is a %v | is b %v\n", e, e, errors.Unwrap(e), errors.Is(e, errA), errors.Is(e, errB))
	}
	fmt.Printf("%+v %q %#v\n", e1, e1, []any{problemOf("x")})

	deep := fmt.Errorf("x: %w", fmt.Errorf("y: %w", &coded{7}))
	var c *coded
	fmt.Println(errors.As(deep, &c), c, c.code)
	fmt.Println(errors.As(e1, &c), errors.As(nil, &c))
	var wrapping interface{ Unwrap() error }
	fmt.Println(errors.As(deep, &wrapping), wrapping)
	fmt.Println(errors.Is(matcher{}, errA), errors.Is(matcher{}, errB), errors.As(matcher{}, &c), c)
	fmt.Println(errors.Is(list{errB, nil, e1}, errA), errors.Is(nil, nil), errors.Is(nil, errA), errors.Is(errA, nil))
	fmt.Println(errors.Is(list{errA}, list{errA}))

	j := errors.Join(errA, nil, errB, e1)
	fmt.Printf("%q %T %v\n", j.Error(), j, errors.Join(nil, nil) == nil)
	fmt.Println(errors.Is(j, errB), errors.Unwrap(j), len(j.(interface{ Unwrap() []error }).Unwrap()))
	fmt.Println(errors.New("same") == errors.New("same"), errors.Is(fmt.Errorf("%w", errors.ErrUnsupported), errors.ErrUnsupported))
	try := func(target any) {
		defer func() { fmt.Println("recovered:", recover()) }()
		errors.As(errA, target)
	}
	try(nil)
	try(5)
	try((**coded)(nil))
	try(new(int))
}
