// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"math"
	"strconv"
)

func main() {
	for _, s := range []string{"0", "42", "-42", "+7", "", "-", "+", "x", "1x", "007", "9223372036854775807", "9223372036854775808",
		"-9223372036854775808", "-9223372036854775809", "1_000", "0x1f", " 1", "1 ", "99999999999999999999999", "\"q\"\n"} {
		n, err := strconv.Atoi(s)
		fmt.Println(n, err)
	}
	for _, s := range []string{"0x1f", "0X_1F", "0b101", "0o17", "017", "0", "1_000", "1__0", "_1", "1_", "0x", "-0x80", "0b12", "08", "0_7"} {
		n, err := strconv.ParseInt(s, 0, 64)
		fmt.Println(n, err)
	}
	for base := 2; base <= 36; base += 7 {
		for _, n := range []int64{0, 1, -1, 35, 1 << 40, math.MinInt64, math.MaxInt64} {
			s := strconv.FormatInt(n, base)
			back, err := strconv.ParseInt(s, base, 64)
			fmt.Print(s, " ", back == n && err == nil, " ")
		}
		fmt.Println(strconv.FormatUint(math.MaxUint64, base))
	}
	for _, bits := range []int{8, 16, 32, 64, 7, 0} {
		a, e1 := strconv.ParseInt("1000000000000", 10, bits)
		b, e2 := strconv.ParseInt("-200", 10, bits)
		c, e3 := strconv.ParseUint("300", 10, bits)
		fmt.Println(a, e1, b, e2, c, e3)
	}
	_, err := strconv.ParseInt("1", 37, 64)
	fmt.Println(err)
	_, err = strconv.ParseInt("1", 10, 65)
	fmt.Println(err)
	_, err = strconv.ParseUint("-1", 10, 64)
	e := err.(*strconv.NumError)
	fmt.Println(e.Func, e.Num, e.Err, e.Err == strconv.ErrSyntax, e.Unwrap() == strconv.ErrSyntax)
	fmt.Printf("%s\n", strconv.AppendInt(strconv.AppendUint([]byte("a"), 7, 2), -255, 16))
	for _, s := range []string{"1", "t", "TRUE", "true", "True", "tRUE", "0", "f", "False", "", "yes"} {
		b, err := strconv.ParseBool(s)
		fmt.Println(b, err)
	}
	fmt.Println(strconv.FormatBool(true), string(strconv.AppendBool(nil, false)), strconv.Itoa(-12345), strconv.IntSize)
	sum := uint64(0)
	x := uint64(88172645463325252)
	for i := 0; i < 2000; i++ {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		n := int64(x >> (x & 63))
		for _, c := range strconv.FormatInt(-n, int(x%35)+2) {
			sum = sum*31 + uint64(c)
		}
	}
	fmt.Println(sum)
	defer func() { fmt.Println(recover()) }()
	strconv.FormatInt(1, 1)
}
