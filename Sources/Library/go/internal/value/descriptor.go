// SPDX-License-Identifier: Apache-2.0

package value

import "unsafe"

// descriptor is the run-time type descriptor, loam_type of loam_type.h, as far as it is
// read here. Descriptors lie outside the heap and never change. Sources/Natives/value.c
// asserts that the offsets agree.
type descriptor struct {
	size         uintptr
	pointerBytes uintptr
	pointerMap   unsafe.Pointer
	hash         uint32
	align        uint8
	kind         uint8
	flags        uint8
	direction    uint8
	name         string
	localName    string
	packagePath  string
	element      unsafe.Pointer
	key          unsafe.Pointer
	length       int
	pointerTo    unsafe.Pointer
	fields       uint32
	methods      uint32
	asked        uint32 // methods of an interface type
	parameters   uint32
	results      uint32
	fieldList    unsafe.Pointer
}

// fieldDescriptor is loam_field of loam_type.h.
type fieldDescriptor struct {
	name        string
	packagePath string
	tag         string
	typ         unsafe.Pointer
	offset      uintptr
	embedded    bool
	exported    bool
}

const (
	flagDirect     = 1 // LOAM_TYPE_DIRECT
	flagComparable = 2 // LOAM_TYPE_COMPARABLE
)

// typeKind returns the kind of a type, Invalid for nil.
func typeKind(t unsafe.Pointer) Kind {
	if t == nil {
		return Invalid
	}
	return Kind((*descriptor)(t).kind)
}

func typeSize(t unsafe.Pointer) uintptr     { return (*descriptor)(t).size }
func typeHasPointers(t unsafe.Pointer) bool { return (*descriptor)(t).pointerBytes != 0 }
func typeString(t unsafe.Pointer) string    { return (*descriptor)(t).name }
func typeName(t unsafe.Pointer) string      { return (*descriptor)(t).localName }
func typePkgPath(t unsafe.Pointer) string   { return (*descriptor)(t).packagePath }

// typeDirect reports whether an interface holds a value of t in its data word itself.
func typeDirect(t unsafe.Pointer) bool { return (*descriptor)(t).flags&flagDirect != 0 }

// typeComparable reports whether == is defined for values of t.
func typeComparable(t unsafe.Pointer) bool { return (*descriptor)(t).flags&flagComparable != 0 }

// typeElem returns the element type of an array, channel, map, pointer or slice.
func typeElem(t unsafe.Pointer) unsafe.Pointer { return (*descriptor)(t).element }

// typeKey returns the key type of a map.
func typeKey(t unsafe.Pointer) unsafe.Pointer { return (*descriptor)(t).key }

// typeLen returns the length of an array or the number of fields of a struct.
func typeLen(t unsafe.Pointer) int {
	d := (*descriptor)(t)
	if Kind(d.kind) == Struct {
		return int(d.fields)
	}
	return d.length
}

// typeMethods returns the size of the method set, unexported methods included.
func typeMethods(t unsafe.Pointer) int {
	d := (*descriptor)(t)
	if Kind(d.kind) == Interface {
		return int(d.asked)
	}
	return int(d.methods)
}

func field(t unsafe.Pointer, i int) *fieldDescriptor {
	return (*fieldDescriptor)(unsafe.Add((*descriptor)(t).fieldList, uintptr(i)*unsafe.Sizeof(fieldDescriptor{})))
}

func fieldName(t unsafe.Pointer, i int) string         { return field(t, i).name }
func fieldType(t unsafe.Pointer, i int) unsafe.Pointer { return field(t, i).typ }
func fieldOffset(t unsafe.Pointer, i int) uintptr      { return field(t, i).offset }
func fieldExported(t unsafe.Pointer, i int) bool       { return field(t, i).exported }
