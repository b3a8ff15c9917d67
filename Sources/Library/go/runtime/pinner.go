// SPDX-License-Identifier: Apache-2.0

package runtime

import "internal/value"

// A Pinner is a set of objects to which C may keep pointers until Unpin. Objects never move here, so that pinning one
// only keeps it alive.
type Pinner struct {
	pins *pins
}

type pins struct {
	objects []any
}

// Pin adds the object that pointer, a pointer of any type or an unsafe.Pointer, leads to.
func (p *Pinner) Pin(pointer any) {
	kind := value.TypeOf(pointer).Kind()
	switch {
	case pointer == nil:
		panic(errorString("runtime.Pinner: argument is nil"))
	case kind != value.Pointer && kind != value.UnsafePointer:
		panic(errorString("runtime.Pinner: argument is not a pointer: " + value.TypeOf(pointer).String()))
	}
	if p.pins == nil {
		p.pins = new(pins)
		SetFinalizer(p.pins, func(lost *pins) {
			if len(lost.objects) != 0 {
				panic(errorString("runtime.Pinner: found leaking pinned pointer; forgot to call Unpin()?"))
			}
		})
	}
	p.pins.objects = append(p.pins.objects, pointer)
}

// Unpin ends the pinning of all objects.
func (p *Pinner) Unpin() {
	if p.pins != nil {
		p.pins.objects = nil
	}
}
