// SPDX-License-Identifier: Apache-2.0

package time

import "errors"

// A Duration is a time span in nanoseconds.
type Duration int64

const (
	Nanosecond  Duration = 1
	Microsecond          = 1000 * Nanosecond
	Millisecond          = 1000 * Microsecond
	Second               = 1000 * Millisecond
	Minute               = 60 * Second
	Hour                 = 60 * Minute
)

const (
	minDuration Duration = -1 << 63
	maxDuration Duration = 1<<63 - 1
)

// String returns d as "72h3m0.5s"; below a second with a smaller unit, "1.5ms"; zero is "0s".
func (d Duration) String() string {
	var text [32]byte // the longest is -2562047h47m16.854775808s
	i := len(text)
	n := uint64(d)
	if d < 0 {
		n = -n
	}
	i--
	text[i] = 's'
	if n < uint64(Second) {
		digits := 9
		switch {
		case n == 0:
			return "0s"
		case n < uint64(Microsecond):
			digits = 0
			i--
			text[i] = 'n'
		case n < uint64(Millisecond):
			digits = 3
			i -= 2
			copy(text[i:], "µ")
		default:
			digits = 6
			i--
			text[i] = 'm'
		}
		i, n = putFraction(text[:i], n, digits)
		i = putInt(text[:i], n)
	} else {
		i, n = putFraction(text[:i], n, 9)
		i = putInt(text[:i], n%60)
		if n /= 60; n > 0 {
			i--
			text[i] = 'm'
			i = putInt(text[:i], n%60)
			if n /= 60; n > 0 {
				i--
				text[i] = 'h'
				i = putInt(text[:i], n)
			}
		}
	}
	if d < 0 {
		i--
		text[i] = '-'
	}
	return string(text[i:])
}

// putFraction writes n / 10**digits behind a point at the end of b, without trailing zeros, and returns where it
// begins and the whole part.
func putFraction(b []byte, n uint64, digits int) (int, uint64) {
	i := len(b)
	shown := false
	for ; digits > 0; digits-- {
		digit := n % 10
		n /= 10
		if shown = shown || digit != 0; shown {
			i--
			b[i] = byte('0' + digit)
		}
	}
	if shown {
		i--
		b[i] = '.'
	}
	return i, n
}

// putInt writes n at the end of b and returns where it begins.
func putInt(b []byte, n uint64) int {
	i := len(b)
	for {
		i--
		b[i] = byte('0' + n%10)
		if n /= 10; n == 0 {
			return i
		}
	}
}

// Nanoseconds, Microseconds and Milliseconds return d in the unit, rounded towards zero.
func (d Duration) Nanoseconds() int64  { return int64(d) }
func (d Duration) Microseconds() int64 { return int64(d) / 1000 }
func (d Duration) Milliseconds() int64 { return int64(d) / 1000000 }

// Seconds, Minutes and Hours return d in the unit. Whole and fractional part are converted apart, for precision.
func (d Duration) Seconds() float64 { return float64(d/Second) + float64(d%Second)/1e9 }
func (d Duration) Minutes() float64 { return float64(d/Minute) + float64(d%Minute)/(60*1e9) }
func (d Duration) Hours() float64   { return float64(d/Hour) + float64(d%Hour)/(60*60*1e9) }

// Truncate returns d rounded towards zero to a multiple of m; d itself for m <= 0.
func (d Duration) Truncate(m Duration) Duration {
	if m <= 0 {
		return d
	}
	return d - d%m
}

// Round returns d rounded to the nearest multiple of m, halves away from zero; what overflows is the largest or
// smallest duration. d itself for m <= 0.
func (d Duration) Round(m Duration) Duration {
	if m <= 0 {
		return d
	}
	rest := d % m
	if d < 0 {
		if rest = -rest; rest < m-rest {
			return d + rest
		}
		if low := d - m + rest; low < d {
			return low
		}
		return minDuration
	}
	if rest < m-rest {
		return d - rest
	}
	if high := d + m - rest; high > d {
		return high
	}
	return maxDuration
}

// Abs returns d without its sign; the smallest duration becomes the largest.
func (d Duration) Abs() Duration {
	if d >= 0 {
		return d
	}
	if d == minDuration {
		return maxDuration
	}
	return -d
}

// unitOf returns the value of a unit, 0 for none.
func unitOf(name string) uint64 {
	switch name {
	case "ns":
		return uint64(Nanosecond)
	case "us", "µs", "μs": // micro sign, and Greek mu
		return uint64(Microsecond)
	case "ms":
		return uint64(Millisecond)
	case "s":
		return uint64(Second)
	case "m":
		return uint64(Minute)
	case "h":
		return uint64(Hour)
	}
	return 0
}

// ParseDuration reads what String writes: numbers with units, "-1.5h", "2h45m", after an optional sign; "0" alone.
func ParseDuration(s string) (Duration, error) {
	invalid := func() (Duration, error) { return 0, errors.New("time: invalid duration " + quote(s)) }
	rest := s
	negative := false
	if rest != "" && (rest[0] == '-' || rest[0] == '+') {
		negative = rest[0] == '-'
		rest = rest[1:]
	}
	if rest == "0" {
		return 0, nil
	}
	if rest == "" {
		return invalid()
	}
	const limit = 1 << 63
	var sum uint64
	for rest != "" {
		var whole, part uint64
		scale := 1.0
		i := 0
		for i < len(rest) && isDigit(rest[i]) {
			if whole > limit/10 {
				return invalid()
			}
			if whole = whole*10 + uint64(rest[i]-'0'); whole > limit {
				return invalid()
			}
			i++
		}
		any := i > 0
		if i < len(rest) && rest[i] == '.' {
			i++
			full := false // more digits than fit are dropped
			for ; i < len(rest) && isDigit(rest[i]); i++ {
				any = true
				if full || part > (limit-1)/10 || part*10+uint64(rest[i]-'0') > limit {
					full = true
					continue
				}
				part = part*10 + uint64(rest[i]-'0')
				scale *= 10
			}
		}
		if !any {
			return invalid()
		}
		rest = rest[i:]
		i = 0
		for i < len(rest) && rest[i] != '.' && !isDigit(rest[i]) {
			i++
		}
		if i == 0 {
			return 0, errors.New("time: missing unit in duration " + quote(s))
		}
		unit := unitOf(rest[:i])
		if unit == 0 {
			return 0, errors.New("time: unknown unit " + quote(rest[:i]) + " in duration " + quote(s))
		}
		rest = rest[i:]
		if whole > limit/unit {
			return invalid()
		}
		whole *= unit
		if part > 0 {
			if whole += uint64(float64(part) * (float64(unit) / scale)); whole > limit {
				return invalid()
			}
		}
		if sum += whole; sum > limit {
			return invalid()
		}
	}
	if negative {
		return -Duration(sum), nil
	}
	if sum > limit-1 {
		return invalid()
	}
	return Duration(sum), nil
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// quote returns s in quotes, with control characters, quotes and what is not ASCII as \x escapes.
func quote(s string) string {
	const hex = "0123456789abcdef"
	b := make([]byte, 0, len(s)+2)
	b = append(b, '"')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c < ' ' || c >= 0x80:
			b = append(b, '\\', 'x', hex[c>>4], hex[c&15])
		default:
			b = append(b, c)
		}
	}
	return string(append(b, '"'))
}
