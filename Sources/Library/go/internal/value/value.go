// SPDX-License-Identifier: Apache-2.0

package value

import "unsafe"

const (
	indirect = 1 << iota // ptr is the address of the data, not the data word
	mutable              // the memory at ptr may change or be set: not an interface's box
	hidden               // reached through an unexported field
)

// Value is a value of any type; the zero Value is that of a nil interface.
type Value struct {
	typ  Type
	ptr  unsafe.Pointer
	flag uint8
}

// Of returns the value that x holds.
func Of(x any) Value {
	w := (*words)(unsafe.Pointer(&x))
	if w.typ == nil {
		return Value{}
	}
	if typeDirect(w.typ) {
		return Value{Type{w.typ}, w.data, 0}
	}
	return Value{Type{w.typ}, w.data, indirect}
}

// IsValid reports whether v is not the zero Value.
func (v Value) IsValid() bool { return v.typ.d != nil }

// Type returns the type of v.
func (v Value) Type() Type { return v.typ }

// Kind returns the kind of v's type.
func (v Value) Kind() Kind { return typeKind(v.typ.d) }

// Exported reports whether v was reached through exported fields only, so that its
// methods may be called.
func (v Value) Exported() bool { return v.flag&hidden == 0 }

// CanSet reports whether v is a variable that may be set.
func (v Value) CanSet() bool { return v.flag&(mutable|hidden) == mutable }

// word returns the one word of a pointer-like value.
func (v Value) word() unsafe.Pointer {
	if v.flag&indirect != 0 {
		return *(*unsafe.Pointer)(v.ptr)
	}
	return v.ptr
}

// address returns where the data of v are; p serves as the place of a direct value.
func (v Value) address(p *unsafe.Pointer) unsafe.Pointer {
	if v.flag&indirect != 0 {
		return v.ptr
	}
	*p = v.ptr
	return unsafe.Pointer(p)
}

// Bool returns the value of a boolean.
func (v Value) Bool() bool { return *(*bool)(v.ptr) }

// Int returns the value of a signed integer.
func (v Value) Int() int64 {
	switch typeKind(v.typ.d) {
	case Int8:
		return int64(*(*int8)(v.ptr))
	case Int16:
		return int64(*(*int16)(v.ptr))
	case Int32:
		return int64(*(*int32)(v.ptr))
	}
	return *(*int64)(v.ptr)
}

// Uint returns the value of an unsigned integer.
func (v Value) Uint() uint64 {
	switch typeKind(v.typ.d) {
	case Uint8:
		return uint64(*(*uint8)(v.ptr))
	case Uint16:
		return uint64(*(*uint16)(v.ptr))
	case Uint32:
		return uint64(*(*uint32)(v.ptr))
	}
	return *(*uint64)(v.ptr)
}

// Float returns the value of a floating-point number.
func (v Value) Float() float64 {
	if typeKind(v.typ.d) == Float32 {
		return float64(*(*float32)(v.ptr))
	}
	return *(*float64)(v.ptr)
}

// Complex returns the value of a complex number.
func (v Value) Complex() complex128 {
	if typeKind(v.typ.d) == Complex64 {
		return complex128(*(*complex64)(v.ptr))
	}
	return *(*complex128)(v.ptr)
}

// String returns the value of a string.
func (v Value) String() string { return *(*string)(v.ptr) }

// Pointer returns the address that a pointer, map, channel, function, slice, string or
// unsafe.Pointer holds; of a function it is that of its code.
func (v Value) Pointer() uintptr {
	switch typeKind(v.typ.d) {
	case Slice, String:
		return uintptr(*(*unsafe.Pointer)(v.ptr))
	case Func:
		p := v.word()
		if p != nil {
			p = *(*unsafe.Pointer)(p)
		}
		return uintptr(p)
	}
	return uintptr(v.word())
}

// IsNil reports whether a pointer, map, channel, function, slice, interface or
// unsafe.Pointer is nil.
func (v Value) IsNil() bool {
	switch typeKind(v.typ.d) {
	case Slice, Interface:
		return *(*unsafe.Pointer)(v.ptr) == nil
	}
	return v.word() == nil
}

// sliceWords is the layout of a slice.
type sliceWords struct {
	data     unsafe.Pointer
	len, cap int
}

// Len returns the length of an array, channel, map, slice or string.
func (v Value) Len() int {
	switch typeKind(v.typ.d) {
	case Slice:
		return (*sliceWords)(v.ptr).len
	case Array:
		return v.typ.Len()
	case String:
		return len(*(*string)(v.ptr))
	case Map:
		return mapLen(v.word())
	case Chan:
		return chanLen(v.word())
	}
	panic("value: Len of " + v.typ.String())
}

// Index returns element i of an array or slice.
func (v Value) Index(i int) Value {
	elem := v.typ.Elem()
	if uint(i) >= uint(v.Len()) {
		panic("value: index out of range")
	}
	if typeKind(v.typ.d) == Slice {
		p := (*sliceWords)(v.ptr).data
		return Value{elem, unsafe.Add(p, uintptr(i)*elem.Size()), indirect | mutable | v.flag&hidden}
	}
	if v.flag&indirect == 0 { // an array of one pointer
		return Value{elem, v.ptr, v.flag}
	}
	return Value{elem, unsafe.Add(v.ptr, uintptr(i)*elem.Size()), v.flag}
}

// Field returns field i of a struct.
func (v Value) Field(i int) Value {
	flag := v.flag
	if !fieldExported(v.typ.d, i) {
		flag |= hidden
	}
	typ := v.typ.FieldType(i)
	if flag&indirect == 0 {
		if typeDirect(typ.d) { // a struct of one pointer
			return Value{typ, v.ptr, flag}
		}
		return Value{typ, newObject(typ.d), flag | indirect} // of no size
	}
	return Value{typ, unsafe.Add(v.ptr, fieldOffset(v.typ.d, i)), flag}
}

// Elem returns what a pointer points to or an interface holds, the zero Value for nil.
func (v Value) Elem() Value {
	if v.IsNil() {
		return Value{}
	}
	if typeKind(v.typ.d) == Interface {
		e := Of(v.dynamic())
		e.flag |= v.flag & hidden
		return e
	}
	return Value{v.typ.Elem(), v.word(), indirect | mutable | v.flag&hidden}
}

// Leads reports whether what the pointer v leads to, which is not nil, can be read: of
// a pointer made of a number it may be no memory at all.
func (v Value) Leads() bool { return readable(v.word(), v.typ.Elem().Size()) }

// Sound reports whether all bytes of a string or elements of a slice can be read: of one
// made with package unsafe they may be no memory, or go on behind the end of a variable.
func (v Value) Sound() bool {
	n := uintptr(v.Len())
	if typeKind(v.typ.d) == Slice {
		size := v.typ.Elem().Size()
		if size != 0 && n > ^uintptr(0)>>1/size {
			return false
		}
		n *= size
	}
	return readable(*(*unsafe.Pointer)(v.ptr), n)
}

// CText returns the characters of C that a pointer leads to, up to the 0 behind them or
// what cannot be read, at most n, and whether there are more.
func (v Value) CText(n int) (text string, more bool) {
	p := v.word()
	b := make([]byte, 0, n)
	for len(b) < n && readable(unsafe.Add(p, len(b)), 1) {
		c := *(*byte)(unsafe.Add(p, len(b)))
		if c == 0 {
			break
		}
		b = append(b, c)
	}
	more = len(b) == n
	for more && len(b) > 0 && b[len(b)-1]&0x80 != 0 { // not inside a character
		b = b[:len(b)-1]
	}
	return string(b), more
}

// CName returns the name that a pointer to a function of C is known by, or "".
func (v Value) CName() string { return symbol(v.word()) }

// dynamic returns what the interface variable v holds.
func (v Value) dynamic() any {
	if v.typ.NumMethod() == 0 {
		return *(*any)(v.ptr)
	}
	return *(*interface{ M() })(v.ptr) // any interface with methods: the conversion does not call them
}

// Interface returns v as an any; memory that may change is copied.
func (v Value) Interface() any {
	if !v.IsValid() {
		return nil
	}
	if typeKind(v.typ.d) == Interface {
		return v.dynamic()
	}
	var x any
	w := (*words)(unsafe.Pointer(&x))
	switch {
	case typeDirect(v.typ.d):
		w.data = v.word()
	case v.flag&mutable != 0:
		w.data = newObject(v.typ.d)
		move(v.typ.d, w.data, v.ptr)
	default:
		w.data = v.ptr
	}
	w.typ = v.typ.d
	return x
}

// Bytes returns the bytes of a slice or addressable array of bytes without copying
// them; ok is false for an array that has no address.
func (v Value) Bytes() []byte {
	if typeKind(v.typ.d) == Slice {
		return *(*[]byte)(v.ptr)
	}
	return unsafe.Slice((*byte)(v.ptr), v.Len())
}

// Set stores x, whose type is assignable to v's, in the variable v.
func (v Value) Set(x Value) {
	if typeKind(v.typ.d) == Interface {
		setInterface(v.typ.d, v.ptr, x.Interface())
		return
	}
	var p unsafe.Pointer
	move(v.typ.d, v.ptr, x.address(&p))
}

// SetBool stores x in a boolean variable.
func (v Value) SetBool(x bool) { *(*bool)(v.ptr) = x }

// SetInt stores x in a variable of a signed integer type.
func (v Value) SetInt(x int64) {
	switch typeKind(v.typ.d) {
	case Int8:
		*(*int8)(v.ptr) = int8(x)
	case Int16:
		*(*int16)(v.ptr) = int16(x)
	case Int32:
		*(*int32)(v.ptr) = int32(x)
	default:
		*(*int64)(v.ptr) = x
	}
}

// SetUint stores x in a variable of an unsigned integer type.
func (v Value) SetUint(x uint64) {
	switch typeKind(v.typ.d) {
	case Uint8:
		*(*uint8)(v.ptr) = uint8(x)
	case Uint16:
		*(*uint16)(v.ptr) = uint16(x)
	case Uint32:
		*(*uint32)(v.ptr) = uint32(x)
	default:
		*(*uint64)(v.ptr) = x
	}
}

// SetFloat stores x in a variable of a floating-point type.
func (v Value) SetFloat(x float64) {
	if typeKind(v.typ.d) == Float32 {
		*(*float32)(v.ptr) = float32(x)
	} else {
		*(*float64)(v.ptr) = x
	}
}

// SetString stores x in a string variable.
func (v Value) SetString(x string) { *(*string)(v.ptr) = x }

// SetBytes stores x in a variable that is a slice of bytes.
func (v Value) SetBytes(x []byte) { *(*[]byte)(v.ptr) = x }

// Swapper returns a function that exchanges two elements of the slice x.
func Swapper(x any) func(i, j int) {
	v := Of(x)
	if v.Kind() != Slice {
		if !v.IsValid() {
			panic("reflect: call of Swapper on zero Value")
		}
		panic("reflect: call of Swapper on " + v.typ.Kind().String() + " Value")
	}
	elem := v.typ.Elem()
	size := elem.Size()
	if !typeHasPointers(elem.d) {
		switch size {
		case 8:
			s := *(*[]int64)(v.ptr)
			return func(i, j int) { s[i], s[j] = s[j], s[i] }
		case 4:
			s := *(*[]int32)(v.ptr)
			return func(i, j int) { s[i], s[j] = s[j], s[i] }
		case 1:
			s := *(*[]int8)(v.ptr)
			return func(i, j int) { s[i], s[j] = s[j], s[i] }
		}
	} else if elem.Kind() == String {
		s := *(*[]string)(v.ptr)
		return func(i, j int) { s[i], s[j] = s[j], s[i] }
	} else if elem.Kind() == Pointer {
		s := *(*[]unsafe.Pointer)(v.ptr)
		return func(i, j int) { s[i], s[j] = s[j], s[i] }
	}
	s := *(*sliceWords)(v.ptr)
	return func(i, j int) {
		if uint(i) >= uint(s.len) || uint(j) >= uint(s.len) {
			panic("reflect: slice index out of range")
		}
		swap(elem.d, unsafe.Add(s.data, uintptr(i)*size), unsafe.Add(s.data, uintptr(j)*size))
	}
}

// kindNames holds the names of the kinds in order, each ended by a space.
const kindNames = "invalid bool int int8 int16 int32 int64 uint uint8 uint16 uint32 uint64 uintptr float32 float64 " +
	"complex64 complex128 array chan func interface map ptr slice string struct unsafe.Pointer "

// String returns the name of the kind.
func (k Kind) String() string {
	start := 0
	for i := 0; i < len(kindNames); i++ {
		if kindNames[i] == ' ' {
			if k == 0 {
				return kindNames[start:i]
			}
			k--
			start = i + 1
		}
	}
	return "kind"
}
