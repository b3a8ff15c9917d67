// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

func main() {
	for _, s := range []string{"0", "-0", "1", "+1.5", ".5", "5.", "1e3", "1E+3", "1e-3", "1e400", "-1e400", "1e-400", "1.7976931348623157e308",
		"1.7976931348623159e308", "4.9e-324", "2.4703282292062327e-324", "2.4703282292062328e-324", "2.2250738585072011e-308",
		"9007199254740992.999999", "9007199254740993", "9007199254740993.00000000000000000000000000001", "0.1", "123456789012345678901234567890",
		"0x1p4", "0x1.8p-1", "0X.8P0", "0x1", "0x1p", "0x1.fffffffffffff8p0", "0x1.fffffffffffff7fp0", "0x1p-1074", "0x1p-1075", "0x1.8p-1075", "0x1p1024",
		"inf", "-Inf", "+Infinity", "infin", "nan", "NaN", "+nan", "", ".", "e5", "1e", "1e+", "1.2.3", "1_000.5", "1__0", "_1", "0x_1p0", "x", "1 ", " 1",
		"1e99999999999", "0e99999999999", "16777217", "3.4028236e38", "1e-46"} {
		f, err := strconv.ParseFloat(s, 64)
		g, err32 := strconv.ParseFloat(s, 32)
		fmt.Printf("%q %x %v %x %v\n", s, math.Float64bits(f), err, math.Float32bits(float32(g)), err32)
	}
	// Exactly halfway between neighbours, and a little off, with many digits.
	for _, f := range []float64{1, 3, 1e10, 1e22, 1e-10, 5e-324, 2.2250738585072014e-308, 1.5e300} {
		next := math.Nextafter(f, math.Inf(1))
		text := middle(f, next)
		at := strings.IndexByte(text+".", '.')
		up, down := text, text[:len(text)-1]
		if at == len(text) {
			up += "."
		}
		up += strings.Repeat("0", 50) + "1"
		if at == len(text) {
			down = text
		}
		a, _ := strconv.ParseFloat(text, 64)
		b, _ := strconv.ParseFloat(up, 64)
		c, _ := strconv.ParseFloat(down, 64)
		fmt.Println(len(text), a == f, a == next, b == next, c == f)
	}
}

// middle returns the decimal halfway between two neighbours, exactly: the sum of the
// digits of both, halved.
func middle(f, g float64) string {
	a := strconv.FormatFloat(f, 'f', 1100, 64)
	b := strconv.FormatFloat(g, 'f', 1100, 64)
	a = strings.Repeat("0", len(b)-len(a)) + a
	sum := make([]byte, len(a))
	carry := byte(0)
	for i := len(a) - 1; i >= 0; i-- {
		if a[i] == '.' {
			sum[i] = '.'
			continue
		}
		d := a[i] - '0' + b[i] - '0' + carry
		sum[i], carry = d%10+'0', d/10
	}
	out := []byte{carry + '0'}
	out = append(out, sum...)
	rest := byte(0)
	for i, c := range out {
		if c == '.' {
			continue
		}
		d := rest*10 + c - '0'
		out[i], rest = d/2+'0', d%2
	}
	s := strings.TrimRight(string(out), "0")
	return strings.TrimSuffix(strings.TrimLeft(s, "0"), ".")
}
