// SPDX-License-Identifier: Apache-2.0

package time

import "errors"

var errBadZone = errors.New("malformed time zone information")

// loadFile reads a zone file, RFC 8536: a part with 32-bit times, and from version 2 on another with 64-bit times and
// a rule for what comes later.
func loadFile(name string) (*Location, error) {
	data, ok := readFile(name)
	if !ok {
		return nil, errors.New("open " + name + ": no such file or directory")
	}
	const header = 44
	if len(data) < header || data[:4] != "TZif" {
		return nil, errBadZone
	}
	version, width := data[4], 4
	counts, body := countsOf(data)
	if version >= '2' {
		skip := header + counts.size(4)
		if skip+header > len(data) {
			return nil, errBadZone
		}
		data, width = data[skip:], 8
		counts, body = countsOf(data)
	}
	if counts.size(width) > len(body) || counts.types == 0 {
		return nil, errBadZone
	}
	times := body
	indices := body[counts.changes*width:]
	types := indices[counts.changes:]
	names := types[counts.types*6:]
	l := &Location{}
	for i := 0; i < counts.types; i++ {
		t := types[i*6:]
		start := int(t[5])
		end := start
		for end < counts.letters && names[end] != 0 {
			end++
		}
		if start > end || t[4] > 1 {
			return nil, errBadZone
		}
		l.zones = append(l.zones, zone{names[start:end], int(int32(big(t, 4))), t[4] == 1})
	}
	for i := 0; i < counts.changes; i++ {
		when := int64(big(times[i*width:], width))
		if width == 4 {
			when = int64(int32(when))
		}
		if int(indices[i]) >= counts.types {
			return nil, errBadZone
		}
		l.changes = append(l.changes, change{when, indices[i]})
	}
	if rest := body[counts.size(width):]; width == 8 && len(rest) > 2 && rest[0] == '\n' && rest[len(rest)-1] == '\n' {
		l.rule = rest[1 : len(rest)-1]
	}
	return l, nil
}

// zoneCounts are the numbers in a header.
type zoneCounts struct{ utc, standard, leaps, changes, types, letters int }

// size returns the bytes of the part behind the header.
func (c zoneCounts) size(width int) int {
	return c.changes*(width+1) + c.types*6 + c.letters + c.leaps*(width+4) + c.standard + c.utc
}

func countsOf(data string) (zoneCounts, string) {
	n := func(i int) int { return int(big(data[20+4*i:], 4)) }
	return zoneCounts{n(0), n(1), n(2), n(3), n(4), n(5)}, data[44:]
}

// big returns the first width bytes of s as a big-endian number.
func big(s string, width int) uint64 {
	var n uint64
	for i := 0; i < width; i++ {
		n = n<<8 | uint64(s[i])
	}
	return n
}

// day of a rule, in one of three forms.
type ruleDay struct {
	form      byte // 'J' (1 to 365, February 29 never counts), 'N' (0 to 365) or 'M'
	n         int  // day of 'J' and 'N', weekday of 'M'
	week, mon int
	second    int // of the day at which the change is
}

// byRule returns the zone in force at a Unix time by the rule for late times: "EST5EDT,M3.2.0,M11.1.0".
func (l *Location) byRule(unix int64) (name string, offset int, start, end int64, dst, ok bool) {
	r := reader{s: l.rule}
	standard := r.zoneName()
	standardOffset := -r.clock()
	if r.bad {
		return "", 0, 0, 0, false, false
	}
	if r.s == "" {
		return standard, standardOffset, l.last(), omega, false, true
	}
	summer := r.zoneName()
	summerOffset := standardOffset + 3600
	if r.s != "" && r.s[0] != ',' {
		summerOffset = -r.clock()
	}
	r.literal(',')
	from := r.day()
	r.literal(',')
	to := r.day()
	if r.bad || r.s != "" {
		return "", 0, 0, 0, false, false
	}
	days, _ := floorDiv(unix+int64(standardOffset)+unixToInternal, secondsPerDay)
	year, _ := yearOf(days)
	// The changes of this year and of those beside it, in order.
	starts, ends := int64(alpha), int64(omega)
	for y := year - 1; y <= year+1; y++ {
		on := from.unix(y) - int64(standardOffset)
		off := to.unix(y) - int64(summerOffset)
		for i := 0; i < 2; i++ {
			when, isDST := on, true
			if i == 1 {
				when, isDST = off, false
			}
			if when <= unix && when >= starts {
				starts, dst = when, isDST
			}
			if when > unix && when < ends {
				ends = when
			}
		}
	}
	if dst {
		return summer, summerOffset, starts, ends, true, true
	}
	return standard, standardOffset, starts, ends, false, true
}

// last returns the time of the last change.
func (l *Location) last() int64 {
	if n := len(l.changes); n > 0 {
		return l.changes[n-1].when
	}
	return alpha
}

// zoneName reads letters, or anything in angle brackets.
func (r *reader) zoneName() string {
	i := 0
	if r.s != "" && r.s[0] == '<' {
		for i < len(r.s) && r.s[i] != '>' {
			i++
		}
		if i == len(r.s) {
			r.bad = true
			return ""
		}
		name := r.s[1:i]
		r.s = r.s[i+1:]
		return name
	}
	for i < len(r.s) && r.s[i]|0x20 >= 'a' && r.s[i]|0x20 <= 'z' {
		i++
	}
	if i < 3 {
		r.bad = true
		return ""
	}
	name := r.s[:i]
	r.s = r.s[i:]
	return name
}

// clock reads [+-]hours[:minutes[:seconds]] in seconds.
func (r *reader) clock() int {
	sign := 1
	if r.s != "" && (r.s[0] == '-' || r.s[0] == '+') {
		if r.s[0] == '-' {
			sign = -1
		}
		r.s = r.s[1:]
	}
	n := r.digits(1, 3) * 3600
	for unit := 60; unit > 0 && r.s != "" && r.s[0] == ':'; unit /= 60 {
		r.s = r.s[1:]
		n += r.digits(1, 2) * unit
	}
	return sign * n
}

// day reads a day and the time of day behind a slash, 02:00 without one.
func (r *reader) day() ruleDay {
	d := ruleDay{form: 'N', second: 2 * 3600}
	if r.s != "" && (r.s[0] == 'J' || r.s[0] == 'M') {
		d.form = r.s[0]
		r.s = r.s[1:]
	}
	if d.form == 'M' {
		d.mon = r.digits(1, 2)
		r.literal('.')
		d.week = r.digits(1, 1)
		r.literal('.')
		d.n = r.digits(1, 1)
		if d.mon < 1 || d.mon > 12 || d.week < 1 || d.week > 5 || d.n > 6 {
			r.bad = true
		}
	} else {
		d.n = r.digits(1, 3)
	}
	if r.s != "" && r.s[0] == '/' {
		r.s = r.s[1:]
		d.second = r.clock()
	}
	return d
}

// unix returns the change in a year, as if its clock showed UTC.
func (d ruleDay) unix(year int64) int64 {
	days := daysTo(year)
	leap := isLeap(int(year))
	switch d.form {
	case 'J':
		days += int64(d.n) - 1
		if leap && d.n >= 60 {
			days++
		}
	case 'N':
		days += int64(d.n)
	default:
		days += int64(daysBefore(Month(d.mon), leap))
		ahead := (d.n - int(weekday(days)) + 7) % 7
		dom := ahead + 7*(d.week-1)
		if dom >= daysIn(Month(d.mon), int(year)) { // week 5 is the last one
			dom -= 7
		}
		days += int64(dom)
	}
	return days*secondsPerDay + int64(d.second) - unixToInternal
}
