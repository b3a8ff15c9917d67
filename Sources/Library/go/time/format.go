// SPDX-License-Identifier: Apache-2.0

package time

import "errors"

// appendInt appends n with at least width digits.
func appendInt(b []byte, n int, width int) []byte {
	if n < 0 {
		b = append(b, '-')
		n = -n
	}
	var digits [20]byte
	i := putInt(digits[:], uint64(n))
	for len(digits)-i < width {
		i--
		digits[i] = '0'
	}
	return append(b, digits[i:]...)
}

// appendPadded appends n, preceded by spaces up to width.
func appendPadded(b []byte, n, width int) []byte {
	for limit := 10; width > 1; width-- {
		if n < limit {
			b = append(b, ' ')
		}
		limit *= 10
	}
	return appendInt(b, n, 0)
}

// Format returns t in the form of layout.
func (t Time) Format(layout string) string {
	return string(t.AppendFormat(make([]byte, 0, len(layout)+16), layout))
}

// AppendFormat appends t in the form of layout.
func (t Time) AppendFormat(b []byte, layout string) []byte {
	name, zone := t.Zone()
	days, s := floorDiv(t.sec+int64(zone), secondsPerDay)
	year, month, dayOfMonth, yday := civil(days)
	hour, min, sec := int(s)/3600, int(s)/60%60, int(s)%60
	for layout != "" {
		before, e, text, rest := next(layout)
		b = append(b, before...)
		layout = rest
		switch e {
		case longYear:
			b = appendInt(b, year, 4)
		case shortYear:
			y := year
			if y < 0 {
				y = -y
			}
			b = appendInt(b, y%100, 2)
		case longMonth:
			b = append(b, month.String()...)
		case shortMonth:
			b = append(b, month.String()[:3]...)
		case monthNumber:
			b = appendInt(b, int(month), 0)
		case month2:
			b = appendInt(b, int(month), 2)
		case longDay:
			b = append(b, weekday(days).String()...)
		case shortDay:
			b = append(b, weekday(days).String()[:3]...)
		case day:
			b = appendInt(b, dayOfMonth, 0)
		case daySpace:
			b = appendPadded(b, dayOfMonth, 2)
		case day2:
			b = appendInt(b, dayOfMonth, 2)
		case yearDaySpace:
			b = appendPadded(b, yday+1, 3)
		case yearDay3:
			b = appendInt(b, yday+1, 3)
		case hour24:
			b = appendInt(b, hour, 2)
		case hour12, hour12Two:
			h := hour % 12
			if h == 0 {
				h = 12
			}
			b = appendInt(b, h, int(e-hour12)+1)
		case minute:
			b = appendInt(b, min, 0)
		case minute2:
			b = appendInt(b, min, 2)
		case second:
			b = appendInt(b, sec, 0)
		case second2:
			b = appendInt(b, sec, 2)
		case upperPM, lowerPM:
			mark := "AM"
			if hour >= 12 {
				mark = "PM"
			}
			if e == lowerPM {
				mark = string([]byte{mark[0] | 0x20, 'm'})
			}
			b = append(b, mark...)
		case zoneName:
			if name != "" {
				b = append(b, name...)
			} else {
				b = appendOffset(b, offset, zone/60*60)
			}
		case isoZone, isoZoneSecond, isoZoneHour, isoZoneColon, isoZoneColons:
			if zone == 0 {
				b = append(b, 'Z')
			} else {
				b = appendOffset(b, e-isoZone+offset, zone)
			}
		case offset, offsetSecond, offsetHour, offsetColon, offsetColons:
			b = appendOffset(b, e, zone)
		case fractionZeros, fractionNines:
			b = appendFraction(b, int(t.nsec), text, e == fractionNines)
		}
	}
	return b
}

// appendOffset appends a zone's offset in the form of e.
func appendOffset(b []byte, e element, zone int) []byte {
	sign := byte('+')
	if zone < 0 {
		sign = '-'
		zone = -zone
	}
	b = appendInt(append(b, sign), zone/3600, 2)
	if e == offsetHour {
		return b
	}
	if e == offsetColon || e == offsetColons {
		b = append(b, ':')
	}
	b = appendInt(b, zone/60%60, 2)
	if e == offsetColons {
		b = append(b, ':')
	}
	if e == offsetSecond || e == offsetColons {
		b = appendInt(b, zone%60, 2)
	}
	return b
}

// appendFraction appends nanoseconds in as many digits as the layout's text has behind its point.
func appendFraction(b []byte, nsec int, text string, trim bool) []byte {
	var digits [9]byte
	for i := len(digits) - 1; i >= 0; i-- {
		digits[i] = byte('0' + nsec%10)
		nsec /= 10
	}
	n := len(text) - 1
	if n > 9 {
		n = 9
	}
	if trim {
		for n > 0 && digits[n-1] == '0' {
			n--
		}
		if n == 0 {
			return b
		}
	}
	return append(append(b, text[0]), digits[:n]...)
}

// String returns t as "2006-01-02 15:04:05.999999999 -0700 MST", with the monotonic reading as "m=±seconds".
func (t Time) String() string {
	s := t.Format("2006-01-02 15:04:05.999999999 -0700 MST")
	if t.mono != 0 {
		m, sign := uint64(t.mono), byte('+')
		if t.mono < 0 {
			m, sign = -m, '-'
		}
		b := append([]byte(s), " m="...)
		b = appendInt(append(b, sign), int(m/1e9), 0)
		b = appendInt(append(b, '.'), int(m%1e9), 9)
		s = string(b)
	}
	return s
}

// GoString returns t as Go source.
func (t Time) GoString() string {
	year, month, dayOfMonth := t.Date()
	hour, min, sec := t.Clock()
	b := []byte("time.Date(")
	b = appendInt(b, year, 0)
	b = append(b, ", time."...)
	b = append(b, month.String()...)
	for _, n := range [...]int{dayOfMonth, hour, min, sec, int(t.nsec)} {
		b = appendInt(append(b, ", "...), n, 0)
	}
	b = append(b, ", "...)
	switch loc := t.Location(); loc {
	case UTC:
		b = append(b, "time.UTC"...)
	case Local:
		b = append(b, "time.Local"...)
	default:
		b = append(b, "time.Location("...)
		b = append(b, quote(loc.String())...)
		b = append(b, ')')
	}
	return string(append(b, ')'))
}

// MarshalText returns t as RFC 3339 with nanoseconds.
func (t Time) MarshalText() ([]byte, error) {
	if y := t.Year(); y < 0 || y >= 10000 {
		return nil, errors.New("Time.MarshalText: year outside of range [0,9999]")
	}
	return t.AppendFormat(nil, RFC3339Nano), nil
}

// UnmarshalText sets t from RFC 3339.
func (t *Time) UnmarshalText(data []byte) error {
	u, err := Parse(RFC3339, string(data))
	*t = u
	return err
}

// MarshalJSON returns t as RFC 3339 in quotes.
func (t Time) MarshalJSON() ([]byte, error) {
	if y := t.Year(); y < 0 || y >= 10000 {
		return nil, errors.New("Time.MarshalJSON: year outside of range [0,9999]")
	}
	return append(t.AppendFormat([]byte{'"'}, RFC3339Nano), '"'), nil
}

// UnmarshalJSON sets t from RFC 3339 in quotes; null leaves it.
func (t *Time) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	if len(data) < 2 || data[0] != '"' || data[len(data)-1] != '"' {
		return errors.New("Time.UnmarshalJSON: input is not a JSON string")
	}
	return t.UnmarshalText(data[1 : len(data)-1])
}
