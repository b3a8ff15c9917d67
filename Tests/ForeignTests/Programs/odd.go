// SPDX-License-Identifier: Apache-2.0

package main

/*
#cgo LDFLAGS: -L${SRCDIR} -lodd
typedef union { long double x; int i; } mixed;
typedef union { long double x; double d; } floats;
typedef union { long double x; char bytes[16]; } bytes;
typedef union { long double x; } one;
typedef struct { __int128 a; } wide;
typedef struct { int x __attribute__((aligned(16))); int y; } aligned;
typedef struct { double d __attribute__((aligned(16))); } single;
typedef struct { float d __attribute__((aligned(16))); } small;
mixed give_mixed(int seed);
long take_mixed(int a, mixed v, double d, mixed w, int b);
long late_mixed(int a, int b, int c, int d, int e, mixed v, int f, mixed w, double g);
long back_mixed(long (*f)(int, mixed, int, double), int seed);
long full_mixed(long (*f)(mixed, mixed, mixed, mixed, mixed, mixed, mixed, mixed, mixed, int, double), int seed);
long made_mixed(mixed (*f)(int, mixed), int seed);
floats give_floats(int seed);
long take_floats(int a, floats v, double d, floats w, int b);
long late_floats(int a, int b, int c, int d, int e, floats v, int f, floats w, double g);
long back_floats(long (*f)(int, floats, int, double), int seed);
long full_floats(long (*f)(floats, floats, floats, floats, floats, floats, floats, floats, floats, int, double), int seed);
long made_floats(floats (*f)(int, floats), int seed);
bytes give_bytes(int seed);
long take_bytes(int a, bytes v, double d, bytes w, int b);
long late_bytes(int a, int b, int c, int d, int e, bytes v, int f, bytes w, double g);
long back_bytes(long (*f)(int, bytes, int, double), int seed);
long full_bytes(long (*f)(bytes, bytes, bytes, bytes, bytes, bytes, bytes, bytes, bytes, int, double), int seed);
long made_bytes(bytes (*f)(int, bytes), int seed);
one give_one(int seed);
long take_one(int a, one v, double d, one w, int b);
long late_one(int a, int b, int c, int d, int e, one v, int f, one w, double g);
long back_one(long (*f)(int, one, int, double), int seed);
long full_one(long (*f)(one, one, one, one, one, one, one, one, one, int, double), int seed);
long made_one(one (*f)(int, one), int seed);
wide give_wide(int seed);
long take_wide(int a, wide v, double d, wide w, int b);
long late_wide(int a, int b, int c, int d, int e, wide v, int f, wide w, double g);
long back_wide(long (*f)(int, wide, int, double), int seed);
long full_wide(long (*f)(wide, wide, wide, wide, wide, wide, wide, wide, wide, int, double), int seed);
long made_wide(wide (*f)(int, wide), int seed);
aligned give_aligned(int seed);
long take_aligned(int a, aligned v, double d, aligned w, int b);
long late_aligned(int a, int b, int c, int d, int e, aligned v, int f, aligned w, double g);
long back_aligned(long (*f)(int, aligned, int, double), int seed);
long full_aligned(long (*f)(aligned, aligned, aligned, aligned, aligned, aligned, aligned, aligned, aligned, int, double), int seed);
long made_aligned(aligned (*f)(int, aligned), int seed);
single give_single(int seed);
long take_single(int a, single v, double d, single w, int b);
long late_single(int a, int b, int c, int d, int e, single v, int f, single w, double g);
long back_single(long (*f)(int, single, int, double), int seed);
long full_single(long (*f)(single, single, single, single, single, single, single, single, single, int, double), int seed);
long made_single(single (*f)(int, single), int seed);
small give_small(int seed);
long take_small(int a, small v, double d, small w, int b);
long late_small(int a, int b, int c, int d, int e, small v, int f, small w, double g);
long back_small(long (*f)(int, small, int, double), int seed);
long full_small(long (*f)(small, small, small, small, small, small, small, small, small, int, double), int seed);
long made_small(small (*f)(int, small), int seed);
*/
import "C"

import (
	"fmt"
	"unsafe"
)

var wrong int

func sum(from unsafe.Pointer, count int) (result int) {
	for i, b := range unsafe.Slice((*byte)(from), count) {
		result += (i + 1) * int(b)
	}
	return result
}

func expected(seed, count int) (result int) {
	for i := range count {
		result += (i + 1) * int(byte(seed+7*i))
	}
	return result
}

func expect(what string, got C.long, want int) {
	if int(got) != want {
		wrong++
		fmt.Println(what, "is", got, "and not", want)
	}
}

func of_mixed(seed int) {
	v, w := C.give_mixed(C.int(seed)), C.give_mixed(C.int(seed+1))
	one, both := expected(seed, 10), expected(seed, 10)+3*expected(seed+1, 10)
	expect("give mixed", C.long(sum(unsafe.Pointer(&v), 10)), one)
	expect("take mixed", C.take_mixed(1, v, 2, w, 3), 6+both)
	expect("late mixed", C.late_mixed(1, 2, 3, 4, 5, v, 6, w, 7), 28+both)
	expect("back mixed", C.back_mixed(func(n int32, x C.mixed, m int32, d float64) int {
		return int(n) + sum(unsafe.Pointer(&x), 10) + 100*int(m) + int(2*d)
	}, C.int(seed)), 1+seed+one+100*(seed+1)+2*seed+1)
	expect("full mixed", C.full_mixed(func(a, b, c, d, e, f, g, h, i C.mixed, n int32, x float64) int {
		total := int(n) + int(2*x)
		for k, v := range []C.mixed{a, b, c, d, e, f, g, h, i} {
			total += (k + 1) * sum(unsafe.Pointer(&v), 10)
		}
		return total
	}, C.int(seed)), seed+2*seed+1+25*one+20*expected(seed+1, 10))
	expect("made mixed", C.made_mixed(func(n int32, x C.mixed) C.mixed {
		bytes := unsafe.Slice((*byte)(unsafe.Pointer(&x)), 10)
		bytes[1], bytes[2] = bytes[2], bytes[1]
		return x
	}, C.int(seed)), one-int(byte(seed+14))+int(byte(seed+7)))
}

func of_floats(seed int) {
	v, w := C.give_floats(C.int(seed)), C.give_floats(C.int(seed+1))
	one, both := expected(seed, 10), expected(seed, 10)+3*expected(seed+1, 10)
	expect("give floats", C.long(sum(unsafe.Pointer(&v), 10)), one)
	expect("take floats", C.take_floats(1, v, 2, w, 3), 6+both)
	expect("late floats", C.late_floats(1, 2, 3, 4, 5, v, 6, w, 7), 28+both)
	expect("back floats", C.back_floats(func(n int32, x C.floats, m int32, d float64) int {
		return int(n) + sum(unsafe.Pointer(&x), 10) + 100*int(m) + int(2*d)
	}, C.int(seed)), 1+seed+one+100*(seed+1)+2*seed+1)
	expect("full floats", C.full_floats(func(a, b, c, d, e, f, g, h, i C.floats, n int32, x float64) int {
		total := int(n) + int(2*x)
		for k, v := range []C.floats{a, b, c, d, e, f, g, h, i} {
			total += (k + 1) * sum(unsafe.Pointer(&v), 10)
		}
		return total
	}, C.int(seed)), seed+2*seed+1+25*one+20*expected(seed+1, 10))
	expect("made floats", C.made_floats(func(n int32, x C.floats) C.floats {
		bytes := unsafe.Slice((*byte)(unsafe.Pointer(&x)), 10)
		bytes[1], bytes[2] = bytes[2], bytes[1]
		return x
	}, C.int(seed)), one-int(byte(seed+14))+int(byte(seed+7)))
}

func of_bytes(seed int) {
	v, w := C.give_bytes(C.int(seed)), C.give_bytes(C.int(seed+1))
	one, both := expected(seed, 16), expected(seed, 16)+3*expected(seed+1, 16)
	expect("give bytes", C.long(sum(unsafe.Pointer(&v), 16)), one)
	expect("take bytes", C.take_bytes(1, v, 2, w, 3), 6+both)
	expect("late bytes", C.late_bytes(1, 2, 3, 4, 5, v, 6, w, 7), 28+both)
	expect("back bytes", C.back_bytes(func(n int32, x C.bytes, m int32, d float64) int {
		return int(n) + sum(unsafe.Pointer(&x), 16) + 100*int(m) + int(2*d)
	}, C.int(seed)), 1+seed+one+100*(seed+1)+2*seed+1)
	expect("full bytes", C.full_bytes(func(a, b, c, d, e, f, g, h, i C.bytes, n int32, x float64) int {
		total := int(n) + int(2*x)
		for k, v := range []C.bytes{a, b, c, d, e, f, g, h, i} {
			total += (k + 1) * sum(unsafe.Pointer(&v), 16)
		}
		return total
	}, C.int(seed)), seed+2*seed+1+25*one+20*expected(seed+1, 16))
	expect("made bytes", C.made_bytes(func(n int32, x C.bytes) C.bytes {
		bytes := unsafe.Slice((*byte)(unsafe.Pointer(&x)), 16)
		bytes[1], bytes[2] = bytes[2], bytes[1]
		return x
	}, C.int(seed)), one-int(byte(seed+14))+int(byte(seed+7)))
}

func of_one(seed int) {
	v, w := C.give_one(C.int(seed)), C.give_one(C.int(seed+1))
	one, both := expected(seed, 10), expected(seed, 10)+3*expected(seed+1, 10)
	expect("give one", C.long(sum(unsafe.Pointer(&v), 10)), one)
	expect("take one", C.take_one(1, v, 2, w, 3), 6+both)
	expect("late one", C.late_one(1, 2, 3, 4, 5, v, 6, w, 7), 28+both)
	expect("back one", C.back_one(func(n int32, x C.one, m int32, d float64) int {
		return int(n) + sum(unsafe.Pointer(&x), 10) + 100*int(m) + int(2*d)
	}, C.int(seed)), 1+seed+one+100*(seed+1)+2*seed+1)
	expect("full one", C.full_one(func(a, b, c, d, e, f, g, h, i C.one, n int32, x float64) int {
		total := int(n) + int(2*x)
		for k, v := range []C.one{a, b, c, d, e, f, g, h, i} {
			total += (k + 1) * sum(unsafe.Pointer(&v), 10)
		}
		return total
	}, C.int(seed)), seed+2*seed+1+25*one+20*expected(seed+1, 10))
	expect("made one", C.made_one(func(n int32, x C.one) C.one {
		bytes := unsafe.Slice((*byte)(unsafe.Pointer(&x)), 10)
		bytes[1], bytes[2] = bytes[2], bytes[1]
		return x
	}, C.int(seed)), one-int(byte(seed+14))+int(byte(seed+7)))
}

func of_wide(seed int) {
	v, w := C.give_wide(C.int(seed)), C.give_wide(C.int(seed+1))
	one, both := expected(seed, 16), expected(seed, 16)+3*expected(seed+1, 16)
	expect("give wide", C.long(sum(unsafe.Pointer(&v), 16)), one)
	expect("take wide", C.take_wide(1, v, 2, w, 3), 6+both)
	expect("late wide", C.late_wide(1, 2, 3, 4, 5, v, 6, w, 7), 28+both)
	expect("back wide", C.back_wide(func(n int32, x C.wide, m int32, d float64) int {
		return int(n) + sum(unsafe.Pointer(&x), 16) + 100*int(m) + int(2*d)
	}, C.int(seed)), 1+seed+one+100*(seed+1)+2*seed+1)
	expect("full wide", C.full_wide(func(a, b, c, d, e, f, g, h, i C.wide, n int32, x float64) int {
		total := int(n) + int(2*x)
		for k, v := range []C.wide{a, b, c, d, e, f, g, h, i} {
			total += (k + 1) * sum(unsafe.Pointer(&v), 16)
		}
		return total
	}, C.int(seed)), seed+2*seed+1+25*one+20*expected(seed+1, 16))
	expect("made wide", C.made_wide(func(n int32, x C.wide) C.wide {
		bytes := unsafe.Slice((*byte)(unsafe.Pointer(&x)), 16)
		bytes[1], bytes[2] = bytes[2], bytes[1]
		return x
	}, C.int(seed)), one-int(byte(seed+14))+int(byte(seed+7)))
}

func of_aligned(seed int) {
	v, w := C.give_aligned(C.int(seed)), C.give_aligned(C.int(seed+1))
	one, both := expected(seed, 8), expected(seed, 8)+3*expected(seed+1, 8)
	expect("give aligned", C.long(sum(unsafe.Pointer(&v), 8)), one)
	expect("take aligned", C.take_aligned(1, v, 2, w, 3), 6+both)
	expect("late aligned", C.late_aligned(1, 2, 3, 4, 5, v, 6, w, 7), 28+both)
	expect("back aligned", C.back_aligned(func(n int32, x C.aligned, m int32, d float64) int {
		return int(n) + sum(unsafe.Pointer(&x), 8) + 100*int(m) + int(2*d)
	}, C.int(seed)), 1+seed+one+100*(seed+1)+2*seed+1)
	expect("full aligned", C.full_aligned(func(a, b, c, d, e, f, g, h, i C.aligned, n int32, x float64) int {
		total := int(n) + int(2*x)
		for k, v := range []C.aligned{a, b, c, d, e, f, g, h, i} {
			total += (k + 1) * sum(unsafe.Pointer(&v), 8)
		}
		return total
	}, C.int(seed)), seed+2*seed+1+25*one+20*expected(seed+1, 8))
	expect("made aligned", C.made_aligned(func(n int32, x C.aligned) C.aligned {
		bytes := unsafe.Slice((*byte)(unsafe.Pointer(&x)), 8)
		bytes[1], bytes[2] = bytes[2], bytes[1]
		return x
	}, C.int(seed)), one-int(byte(seed+14))+int(byte(seed+7)))
}

func of_single(seed int) {
	v, w := C.give_single(C.int(seed)), C.give_single(C.int(seed+1))
	one, both := expected(seed, 8), expected(seed, 8)+3*expected(seed+1, 8)
	expect("give single", C.long(sum(unsafe.Pointer(&v), 8)), one)
	expect("take single", C.take_single(1, v, 2, w, 3), 6+both)
	expect("late single", C.late_single(1, 2, 3, 4, 5, v, 6, w, 7), 28+both)
	expect("back single", C.back_single(func(n int32, x C.single, m int32, d float64) int {
		return int(n) + sum(unsafe.Pointer(&x), 8) + 100*int(m) + int(2*d)
	}, C.int(seed)), 1+seed+one+100*(seed+1)+2*seed+1)
	expect("full single", C.full_single(func(a, b, c, d, e, f, g, h, i C.single, n int32, x float64) int {
		total := int(n) + int(2*x)
		for k, v := range []C.single{a, b, c, d, e, f, g, h, i} {
			total += (k + 1) * sum(unsafe.Pointer(&v), 8)
		}
		return total
	}, C.int(seed)), seed+2*seed+1+25*one+20*expected(seed+1, 8))
	expect("made single", C.made_single(func(n int32, x C.single) C.single {
		bytes := unsafe.Slice((*byte)(unsafe.Pointer(&x)), 8)
		bytes[1], bytes[2] = bytes[2], bytes[1]
		return x
	}, C.int(seed)), one-int(byte(seed+14))+int(byte(seed+7)))
}

func of_small(seed int) {
	v, w := C.give_small(C.int(seed)), C.give_small(C.int(seed+1))
	one, both := expected(seed, 4), expected(seed, 4)+3*expected(seed+1, 4)
	expect("give small", C.long(sum(unsafe.Pointer(&v), 4)), one)
	expect("take small", C.take_small(1, v, 2, w, 3), 6+both)
	expect("late small", C.late_small(1, 2, 3, 4, 5, v, 6, w, 7), 28+both)
	expect("back small", C.back_small(func(n int32, x C.small, m int32, d float64) int {
		return int(n) + sum(unsafe.Pointer(&x), 4) + 100*int(m) + int(2*d)
	}, C.int(seed)), 1+seed+one+100*(seed+1)+2*seed+1)
	expect("full small", C.full_small(func(a, b, c, d, e, f, g, h, i C.small, n int32, x float64) int {
		total := int(n) + int(2*x)
		for k, v := range []C.small{a, b, c, d, e, f, g, h, i} {
			total += (k + 1) * sum(unsafe.Pointer(&v), 4)
		}
		return total
	}, C.int(seed)), seed+2*seed+1+25*one+20*expected(seed+1, 4))
	expect("made small", C.made_small(func(n int32, x C.small) C.small {
		bytes := unsafe.Slice((*byte)(unsafe.Pointer(&x)), 4)
		bytes[1], bytes[2] = bytes[2], bytes[1]
		return x
	}, C.int(seed)), one-int(byte(seed+14))+int(byte(seed+7)))
}

func main() {
	for seed := range 40 {
		of_mixed(seed)
		of_floats(seed)
		of_bytes(seed)
		of_one(seed)
		of_wide(seed)
		of_aligned(seed)
		of_single(seed)
		of_small(seed)
	}
	fmt.Println("wrong", wrong)
}
