// SPDX-License-Identifier: Apache-2.0

// Package value reads values of any type by their run-time type descriptors: what fmt
// prints, errors.As assigns and sort.Slice swaps. Reflect stands on it.
//
// How.  A Type is a pointer to a descriptor; a Value is a type with either the address
// of the data or, for types that interfaces hold directly, the data word itself. Only
// descriptors and maps need natives; data are read through unsafe pointers here.
// Methods of values are never called from here: callers assert on Interface().
package value

import "unsafe"

// Kind is the kind of a type, numbered as in reflect.
type Kind uint8

const (
	Invalid Kind = iota
	Bool
	Int
	Int8
	Int16
	Int32
	Int64
	Uint
	Uint8
	Uint16
	Uint32
	Uint64
	Uintptr
	Float32
	Float64
	Complex64
	Complex128
	Array
	Chan
	Func
	Interface
	Map
	Pointer
	Slice
	String
	Struct
	UnsafePointer
)

// Type is a type; the zero Type is none, that of a nil interface.
type Type struct{ d unsafe.Pointer }

// words is the layout of an any.
type words struct{ typ, data unsafe.Pointer }

// TypeOf returns the dynamic type of x.
func TypeOf(x any) Type { return Type{(*words)(unsafe.Pointer(&x)).typ} }

// IsNone reports whether t is the zero Type.
func (t Type) IsNone() bool { return t.d == nil }

// Kind returns the kind of t, Invalid for the zero Type.
func (t Type) Kind() Kind { return typeKind(t.d) }

// String returns t as %T prints it.
func (t Type) String() string { return typeString(t.d) }

// Name returns the name of a defined or predeclared type, else "".
func (t Type) Name() string { return typeName(t.d) }

// PkgPath returns the import path of a defined type, else "".
func (t Type) PkgPath() string { return typePkgPath(t.d) }

// Size returns the bytes that a value takes.
func (t Type) Size() uintptr { return typeSize(t.d) }

// Elem returns the element type of an array, channel, map, pointer or slice.
func (t Type) Elem() Type { return Type{typeElem(t.d)} }

// Key returns the key type of a map.
func (t Type) Key() Type { return Type{typeKey(t.d)} }

// Len returns the length of an array.
func (t Type) Len() int { return typeLen(t.d) }

// NumField returns the number of fields of a struct.
func (t Type) NumField() int { return typeLen(t.d) }

// NumMethod returns the size of t's method set.
func (t Type) NumMethod() int { return typeMethods(t.d) }

// FieldName returns the name of a struct's field.
func (t Type) FieldName(i int) string { return fieldName(t.d, i) }

// FieldType returns the type of a struct's field.
func (t Type) FieldType(i int) Type { return Type{fieldType(t.d, i)} }

// Comparable reports whether == is defined for t; for the zero Type it is.
func (t Type) Comparable() bool { return t.d == nil || typeComparable(t.d) }

// Implements reports whether t has the methods of the interface type i.
func (t Type) Implements(i Type) bool { return typeImplements(t.d, i.d) }

// AssignableTo reports whether a value of the concrete type t may be stored in a
// variable of type u; t and u are identical or u is an interface that t implements.
func (t Type) AssignableTo(u Type) bool {
	return t.d == u.d || u.Kind() == Interface && typeImplements(t.d, u.d)
}
