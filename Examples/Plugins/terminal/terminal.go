// SPDX-License-Identifier: Apache-2.0

// Package terminal asks about the terminal behind a file descriptor, and sets its modes.
package terminal

import "errors"

// A State is the modes of a terminal: struct termios of C.
type State struct {
	input, output, control, local uint32
	line                          uint8
	characters                    [32]uint8
	inputSpeed, outputSpeed       uint32
}

// IsTerminal reports whether a descriptor is a terminal.
func IsTerminal(fd int) bool {
	_, problem := get(fd)
	return problem == ""
}

// Size is how many columns and rows a terminal has.
func Size(fd int) (columns, rows int, err error) {
	columns, rows, problem := size(fd)
	return columns, rows, failure(problem)
}

// GetState has the modes as they are.
func GetState(fd int) (*State, error) {
	state, problem := get(fd)
	return state, failure(problem)
}

// SetState sets modes, such as those that GetState had, when what was written is out.
func SetState(fd int, state *State) error { return failure(set(fd, state)) }

// MakeRaw has every key come at once, unshown and as it is, and returns the modes from before.
func MakeRaw(fd int) (*State, error) {
	before, problem := get(fd)
	if problem != "" {
		return nil, failure(problem)
	}
	state := *before
	raw(&state)
	return before, SetState(fd, &state)
}

// Echoes reports whether what is typed is shown.
func (s *State) Echoes() bool { return s.local&echo() != 0 }

// SetEcho has what is typed shown or not.
func (s *State) SetEcho(on bool) {
	s.local &^= echo()
	if on {
		s.local |= echo()
	}
}

func failure(problem string) error {
	if problem == "" {
		return nil
	}
	return errors.New("terminal: " + problem)
}

// Bodies in terminal.c.

func size(fd int) (columns, rows int, problem string)
func get(fd int) (*State, string)

//go:noescape
func set(fd int, state *State) string

//go:noescape
func raw(state *State)

func echo() uint32
