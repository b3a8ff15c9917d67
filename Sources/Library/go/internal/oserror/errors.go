// SPDX-License-Identifier: Apache-2.0

// Package oserror holds the errors that io/fs and os show and syscall's numbers match, below all three.
package oserror

import "errors"

var (
	ErrInvalid    = errors.New("invalid argument")
	ErrPermission = errors.New("permission denied")
	ErrExist      = errors.New("file already exists")
	ErrNotExist   = errors.New("file does not exist")
	ErrClosed     = errors.New("file already closed")
)
