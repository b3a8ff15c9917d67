// SPDX-License-Identifier: Apache-2.0

package animals

import (
	"errors"
	"fmt"
)

type Animal interface {
	Describe() string
	Legs() int
	speak() string // only types that embed one of this package's can have it
}

type Base struct {
	Name string
	legs int
}

type Kind uint8

const (
	Cat Kind = iota + 1
	Dog
)

func (k Kind) String() string { return [...]string{"?", "Cat", "Dog"}[k] }

var (
	count      int
	Default    = NewBase("default")
	Hook       = func(s string) string { return s }
	ErrRefused = errors.New("refused")
)

func NewBase(name string) Base {
	count++
	return Base{Name: name, legs: 4}
}

func Count() int { return count }

func (b Base) Describe() string { return fmt.Sprintf("%s with %d legs", b.Name, b.legs) }
func (b Base) Legs() int        { return b.legs }
func (b *Base) Rename(n string) { b.Name = n }
func (b *Base) SetLegs(n int)   { b.legs = n }
func (b Base) speak() string    { return b.Name + " speaks" }

func Talk(a Animal) string { return Hook(a.speak()) }
