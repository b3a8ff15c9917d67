// SPDX-License-Identifier: Apache-2.0

package birds

import (
	"fmt"

	"embedded_types_of_another_package/animals"
)

const MaxSpan = 1 << iota

type Wings struct {
	Span  int
	Flown int
}

func (w *Wings) Fly(n int) int {
	w.Flown += n * w.Span
	return w.Flown
}

type Duck struct {
	animals.Base
	Wings
}

type Penguin struct{ animals.Base }

type TooDeep struct{ Depth int }

func (t *TooDeep) Error() string { return fmt.Sprintf("%d is too deep", t.Depth) }

func NewDuck(name string) *Duck {
	d := &Duck{Base: animals.NewBase(name)}
	d.SetLegs(2)
	return d
}

func (d Duck) Describe() string { return "duck " + d.Base.Describe() }

func (d *Duck) Dive(n int) error {
	if n > 3 {
		return fmt.Errorf("%s %w: %w", d.Name, animals.ErrRefused, &TooDeep{n})
	}
	return nil
}
