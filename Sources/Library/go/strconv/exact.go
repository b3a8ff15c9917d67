// SPDX-License-Identifier: Apache-2.0

package strconv

// exactDecimal returns all digits of c×2^q.
//
// For negative q the value is c×5^-q shifted by -q decimal places, so either way an
// integer is multiplied up; it is kept in limbs of nine decimal digits, lowest first.
func exactDecimal(c uint64, q int) decimal {
	const limb = 1000000000
	var a [128]uint64 // 1074+52 bits of fives are 783 digits, 87 limbs
	n := 0
	for x := c; x != 0; x /= limb {
		a[n] = x % limb
		n++
	}
	point := 0
	factor, step, times := uint64(1)<<31, 31, q
	if q < 0 {
		point = q
		factor, step, times = 1220703125, 13, -q // 5^13
	}
	for times > 0 {
		if times < step {
			base := uint64(2)
			if q < 0 {
				base = 5
			}
			for factor = 1; times > 0; times-- {
				factor *= base
			}
		}
		carry := uint64(0)
		for i := 0; i < n; i++ {
			x := a[i]*factor + carry
			carry = x / limb
			a[i] = x - carry*limb
		}
		for carry != 0 {
			a[n] = carry % limb
			carry /= limb
			n++
		}
		times -= step
	}
	digits := make([]byte, n*9)
	for i := 0; i < n; i++ {
		x := a[i]
		for j := 1; j <= 9; j++ {
			digits[(n-i)*9-j] = byte('0' + x%10)
			x /= 10
		}
	}
	start, end := 0, len(digits)
	for digits[start] == '0' {
		start++
	}
	for digits[end-1] == '0' {
		end--
	}
	return decimal{digits[start:end], len(digits) + point - start}
}

// round rounds an exact d to n digits, ties to even.
func (d *decimal) round(n int) {
	if n >= len(d.digits) {
		return
	}
	if n < 0 {
		*d = decimal{}
		return
	}
	up := d.digits[n] > '5'
	if d.digits[n] == '5' {
		up = len(d.digits) > n+1 || n > 0 && d.digits[n-1]&1 != 0
	}
	d.digits = d.digits[:n]
	if up {
		for n > 0 && d.digits[n-1] == '9' {
			n--
		}
		if n == 0 {
			d.digits = append(d.digits[:0], '1')
			d.point++
			return
		}
		d.digits[n-1]++
		d.digits = d.digits[:n]
		return
	}
	for n > 0 && d.digits[n-1] == '0' {
		n--
	}
	d.digits = d.digits[:n]
	if n == 0 {
		d.point = 0
	}
}

// natural is a natural number in limbs of 32 bits, lowest first, without zeros at the top.
type natural []uint64

// mulAdd returns a×m + c, for m and c below 2^32.
func (a natural) mulAdd(m, c uint64) natural {
	for i, x := range a {
		x = x*m + c
		a[i] = x & (1<<32 - 1)
		c = x >> 32
	}
	if c != 0 {
		a = append(a, c)
	}
	return a
}

// scale returns a × 5^fives × 2^twos.
func (a natural) scale(fives, twos int) natural {
	for ; fives >= 13; fives -= 13 {
		a = a.mulAdd(1220703125, 0)
	}
	for ; fives > 0; fives-- {
		a = a.mulAdd(5, 0)
	}
	a = a.mulAdd(1<<uint(twos%32), 0)
	if n := twos / 32; n > 0 && len(a) > 0 {
		b := make(natural, n, n+len(a))
		a = append(b, a...)
	}
	return a
}

// compare returns -1, 0 or 1 as a is less than, equal to or more than b.
func (a natural) compare(b natural) int {
	if len(a) != len(b) {
		if len(a) < len(b) {
			return -1
		}
		return 1
	}
	for i := len(a) - 1; i >= 0; i-- {
		if a[i] != b[i] {
			if a[i] < b[i] {
				return -1
			}
			return 1
		}
	}
	return 0
}

// compareExact compares the number of the digits (others are skipped) times 10^exp
// with m×2^q.
func compareExact(digits string, exp int, m uint64, q int) int {
	const most = 800 // more significant digits than any halfway point between floats has
	var a natural
	n := 0
	fraction, sticky := false, false
	for i := 0; i < len(digits); i++ {
		switch c := digits[i]; {
		case c == '.':
			fraction = true
			continue
		case c < '0' || c > '9':
			continue
		case n == 0 && c == '0': // leading zeros
		case n < most:
			n++
			a = a.mulAdd(10, uint64(c-'0'))
		default:
			exp++
			sticky = sticky || c != '0'
		}
		if fraction {
			exp--
		}
	}
	if sticky {
		a = a.mulAdd(10, 1)
		exp--
	}
	b := natural{m & (1<<32 - 1), m >> 32}
	if b[1] == 0 {
		b = b[:1]
	}
	if exp >= 0 {
		a = a.scale(exp, 0)
	} else {
		b = b.scale(-exp, 0)
	}
	if twos := exp - q; twos >= 0 {
		a = a.scale(0, twos)
	} else {
		b = b.scale(0, -twos)
	}
	return a.compare(b)
}
