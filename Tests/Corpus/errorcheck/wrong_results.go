// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

func a() int {
	return // ERROR "not enough return values"
}

func b() (int, error) {
	return 1 // ERROR "not enough return values"
}

func c() {
	return 1 // ERROR "too many return values"
}

func d() int {
	return 1, 2 // ERROR "too many return values"
}

func e() (n int, err error) {
	if true {
	}
	return n // ERROR "not enough return values"
}

func f() string {
	return 1 // ERROR "cannot use 1 \(untyped int constant\) as string value in return statement"
}

func g() error {
	return b() // ERROR "too many return values"
}

func h() (int, string) {
	return b() // ERROR "cannot use 2nd function result \(value of interface type error\) as string value in return statement"
}

func main() {}
