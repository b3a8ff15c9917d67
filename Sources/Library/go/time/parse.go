// SPDX-License-Identifier: Apache-2.0

package time

import "errors"

// A ParseError says where a text and a layout part.
type ParseError struct {
	Layout     string
	Value      string
	LayoutElem string
	ValueElem  string
	Message    string
}

func (e *ParseError) Error() string {
	if e.Message == "" {
		return "parsing time " + quote(e.Value) + " as " + quote(e.Layout) + ": cannot parse " + quote(e.ValueElem) +
			" as " + quote(e.LayoutElem)
	}
	return "parsing time " + quote(e.Value) + e.Message
}

var errBad = errors.New("bad value for field") // never seen by users

// Parse reads a time in the form of layout. Without a zone it is UTC; an offset that local time has then is Local.
func Parse(layout, value string) (Time, error) { return parse(layout, value, UTC, Local) }

// ParseInLocation is Parse with loc in place of both UTC and local time.
func ParseInLocation(layout, value string, loc *Location) (Time, error) {
	return parse(layout, value, loc, loc)
}

// reader takes parts off the start of a text; after a failure it stays failed.
type reader struct {
	s          string
	bad        bool
	outOfRange string // what was read of an offset but is too large
}

// digits reads a number of min to max digits.
func (r *reader) digits(min, max int) int {
	n, i := 0, 0
	for i < max && i < len(r.s) && isDigit(r.s[i]) {
		n = n*10 + int(r.s[i]-'0')
		i++
	}
	if i < min {
		r.bad = true
		return 0
	}
	r.s = r.s[i:]
	return n
}

// spaces skips blanks.
func (r *reader) spaces() {
	for r.s != "" && r.s[0] == ' ' {
		r.s = r.s[1:]
	}
}

// name reads one of count names, or their first three letters, in any case, and returns its number.
func (r *reader) name(names string, count int, short bool) int {
	for i := 0; i < count; i++ {
		name := nameAt(names, i)
		if short {
			name = name[:3]
		}
		if len(r.s) < len(name) {
			continue
		}
		same := true
		for j := 0; j < len(name); j++ {
			if c := r.s[j]; c != name[j] && (c|0x20 != name[j]|0x20 || c|0x20 < 'a' || c|0x20 > 'z') {
				same = false
				break
			}
		}
		if same {
			r.s = r.s[len(name):]
			return i
		}
	}
	r.bad = true
	return 0
}

// fraction reads a point or comma and count digits as nanoseconds.
func (r *reader) fraction(count int) int {
	if len(r.s) < count+1 || r.s[0] != '.' && r.s[0] != ',' {
		r.bad = true
		return 0
	}
	n := 0
	for i := 1; i <= 9; i++ {
		n *= 10
		if i <= count {
			if !isDigit(r.s[i]) {
				r.bad = true
				return 0
			}
			n += int(r.s[i] - '0')
		}
	}
	for i := 10; i <= count; i++ {
		if !isDigit(r.s[i]) {
			r.bad = true
		}
	}
	r.s = r.s[count+1:]
	return n
}

// fractionLength returns how many digits follow the point or comma that s begins with; 0 when it does not.
func fractionLength(s string) int {
	if len(s) < 2 || s[0] != '.' && s[0] != ',' {
		return 0
	}
	n := 0
	for n+1 < len(s) && isDigit(s[n+1]) {
		n++
	}
	return n
}

// offset reads a zone's offset in the form of e, in seconds.
func (r *reader) offset(e element) int {
	if r.s == "" || r.s[0] != '+' && r.s[0] != '-' {
		r.bad = true
		return 0
	}
	negative := r.s[0] == '-'
	r.s = r.s[1:]
	colon := e == offsetColon || e == offsetColons
	h, m, s := r.digits(2, 2), 0, 0
	if e != offsetHour {
		if colon {
			r.literal(':')
		}
		m = r.digits(2, 2)
	}
	if e == offsetSecond || e == offsetColons {
		if colon {
			r.literal(':')
		}
		s = r.digits(2, 2)
	}
	switch { // these bounds are Go's
	case r.bad:
	case h > 24:
		r.outOfRange = "time zone offset hour"
	case m > 60:
		r.outOfRange = "time zone offset minute"
	case s > 60:
		r.outOfRange = "time zone offset second"
	}
	n := (h*60+m)*60 + s
	if negative {
		return -n
	}
	return n
}

func (r *reader) literal(c byte) {
	if r.s == "" || r.s[0] != c {
		r.bad = true
		return
	}
	r.s = r.s[1:]
}

// zoneLength returns the length of the zone's name that s begins with, 0 for none.
func zoneLength(s string) int {
	if len(s) < 3 {
		return 0
	}
	if hasPrefix(s, "ChST") || hasPrefix(s, "MeST") {
		return 4
	}
	if hasPrefix(s, "GMT") {
		return 3 + hoursLength(s[3:])
	}
	if s[0] == '+' || s[0] == '-' {
		return hoursLength(s)
	}
	n := 0
	for n < 6 && n < len(s) && s[n] >= 'A' && s[n] <= 'Z' {
		n++
	}
	switch n {
	case 3:
		return 3
	case 4:
		if s[3] == 'T' || hasPrefix(s, "WITA") {
			return 4
		}
	case 5:
		if s[4] == 'T' {
			return 5
		}
	}
	return 0
}

// hoursLength returns the length of a sign and an hour below 24 at the start of s, 0 for none.
func hoursLength(s string) int {
	if s == "" || s[0] != '+' && s[0] != '-' {
		return 0
	}
	i, n := 1, 0
	for i < len(s) && isDigit(s[i]) && n < 24 {
		n = n*10 + int(s[i]-'0')
		i++
	}
	if i == 1 || n > 23 {
		return 0
	}
	return i
}

// fields are the parts of a time as read; -1 is absent.
type fields struct {
	year, month, day, yday int
	hour, min, sec, nsec   int
	offset                 int
	pm, am, utc, hasOffset bool
	zone                   string
}

func parse(layout, value string, without, local *Location) (Time, error) {
	wholeLayout, wholeValue := layout, value
	f := fields{month: -1, day: -1, yday: -1}
	for {
		before, e, text, rest := next(layout)
		left, ok := skip(value, before)
		if !ok {
			return Time{}, &ParseError{wholeLayout, wholeValue, before, left, ""}
		}
		if e == literal {
			if left != "" {
				return Time{}, &ParseError{wholeLayout, wholeValue, "", left, ": extra text: " + quote(left)}
			}
			break
		}
		layout = rest
		r := reader{s: left}
		outOfRange := f.read(&r, e, text, layout)
		if r.outOfRange != "" {
			outOfRange = r.outOfRange
		}
		if outOfRange != "" {
			return Time{}, &ParseError{wholeLayout, wholeValue, text, left, ": " + outOfRange + " out of range"}
		}
		if r.bad {
			return Time{}, &ParseError{wholeLayout, wholeValue, text, left, ""}
		}
		value = r.s
	}
	if f.pm && f.hour < 12 {
		f.hour += 12
	} else if f.am && f.hour == 12 {
		f.hour = 0
	}
	if message := f.resolveDate(); message != "" {
		return Time{}, &ParseError{wholeLayout, wholeValue, "", wholeValue, ": " + message}
	}
	return f.time(without, local), nil
}

// skip takes the literal text of a layout off value; a blank stands for any number of them.
func skip(value, text string) (string, bool) {
	for text != "" {
		if text[0] == ' ' {
			if value != "" && value[0] != ' ' {
				return value, false
			}
			for text != "" && text[0] == ' ' {
				text = text[1:]
			}
			for value != "" && value[0] == ' ' {
				value = value[1:]
			}
			continue
		}
		if value == "" || value[0] != text[0] {
			return value, false
		}
		text, value = text[1:], value[1:]
	}
	return value, true
}

// read reads one element; it returns the name of what is out of range.
func (f *fields) read(r *reader, e element, text, rest string) (outOfRange string) {
	switch e {
	case longYear:
		f.year = r.digits(4, 4)
	case shortYear:
		f.year = r.digits(2, 2)
		if f.year >= 69 { // as Unix does
			f.year += 1900
		} else {
			f.year += 2000
		}
	case longMonth, shortMonth:
		f.month = r.name(monthNames, 12, e == shortMonth) + 1
	case monthNumber, month2:
		f.month = r.digits(int(e-monthNumber)+1, 2)
		if !r.bad && (f.month < 1 || f.month > 12) {
			return "month"
		}
	case longDay, shortDay:
		r.name(dayNames, 7, e == shortDay)
	case day, daySpace, day2:
		if e == daySpace && r.s != "" && r.s[0] == ' ' {
			r.s = r.s[1:]
		}
		min := 1
		if e == day2 {
			min = 2
		}
		f.day = r.digits(min, 2)
	case yearDaySpace, yearDay3:
		for i := 0; i < 2 && e == yearDaySpace && r.s != "" && r.s[0] == ' '; i++ {
			r.s = r.s[1:]
		}
		min := 3
		if e == yearDaySpace {
			min = 1
		}
		f.yday = r.digits(min, 3)
	case hour24:
		f.hour = r.digits(1, 2)
		if f.hour >= 24 {
			return "hour"
		}
	case hour12, hour12Two:
		f.hour = r.digits(int(e-hour12)+1, 2)
		if f.hour > 12 {
			return "hour"
		}
	case minute, minute2:
		f.min = r.digits(int(e-minute)+1, 2)
		if f.min >= 60 {
			return "minute"
		}
	case second, second2:
		f.sec = r.digits(int(e-second)+1, 2)
		if f.sec >= 60 {
			return "second"
		}
		if n := fractionLength(r.s); n > 0 && !r.bad { // a fraction that the layout does not name
			if _, after, _, _ := next(rest); after != fractionZeros && after != fractionNines {
				f.nsec = r.fraction(n)
			}
		}
	case upperPM, lowerPM:
		mark := "AMPM"
		if e == lowerPM {
			mark = "ampm"
		}
		f.am, f.pm = hasPrefix(r.s, mark[:2]), hasPrefix(r.s, mark[2:])
		if !f.am && !f.pm {
			r.bad = true
			return ""
		}
		r.s = r.s[2:]
	case isoZone, isoZoneSecond, isoZoneHour, isoZoneColon, isoZoneColons:
		if hasPrefix(r.s, "Z") {
			r.s = r.s[1:]
			f.utc = true
			return ""
		}
		f.offset, f.hasOffset = r.offset(e-isoZone+offset), true
	case offset, offsetSecond, offsetHour, offsetColon, offsetColons:
		f.offset, f.hasOffset = r.offset(e), true
	case zoneName:
		if hasPrefix(r.s, "UTC") {
			r.s = r.s[3:]
			f.utc = true
			return ""
		}
		n := zoneLength(r.s)
		if n == 0 {
			r.bad = true
			return ""
		}
		f.zone, r.s = r.s[:n], r.s[n:]
	case fractionZeros:
		f.nsec = r.fraction(len(text) - 1)
	case fractionNines:
		if n := fractionLength(r.s); n > 0 { // it may be absent
			f.nsec = r.fraction(n)
		}
	}
	return ""
}

// resolveDate settles month and day, given or by the day of the year; it returns what is wrong.
func (f *fields) resolveDate() string {
	if f.yday >= 0 {
		leap := isLeap(f.year)
		if f.yday < 1 || f.yday > 365 && !(leap && f.yday == 366) {
			return "day-of-year out of range"
		}
		_, month, day, _ := civil(daysTo(int64(f.year)) + int64(f.yday) - 1)
		if f.month >= 0 && f.month != int(month) || f.day >= 0 && f.day != day {
			return "day-of-year does not match " + pick(f.month >= 0 && f.month != int(month), "month", "day")
		}
		f.month, f.day = int(month), day
		return ""
	}
	if f.month < 0 {
		f.month = 1
	}
	if f.day < 0 {
		f.day = 1
	}
	if f.day < 1 || f.day > daysIn(Month(f.month), f.year) {
		return "day out of range"
	}
	return ""
}

func pick(first bool, a, b string) string {
	if first {
		return a
	}
	return b
}

// time returns the time in the zone that was read, if any.
func (f *fields) time(without, local *Location) Time {
	at := func(loc *Location) Time {
		return Date(f.year, Month(f.month), f.day, f.hour, f.min, f.sec, f.nsec, loc)
	}
	if f.utc {
		return at(UTC)
	}
	if f.hasOffset {
		t := at(UTC)
		t.sec -= int64(f.offset)
		name, offset, _, _, _ := local.get().lookup(t.Unix())
		if offset == f.offset && (f.zone == "" || name == f.zone) {
			t.setLoc(local)
		} else {
			t.setLoc(FixedZone(f.zone, f.offset))
		}
		return t
	}
	if f.zone != "" {
		t := at(UTC)
		if offset, ok := local.get().lookupName(f.zone, t.Unix()); ok {
			t.sec -= int64(offset)
			t.setLoc(local)
			return t
		}
		offset := 0
		if len(f.zone) > 3 && hasPrefix(f.zone, "GMT") {
			r := reader{s: f.zone[4:]}
			offset = r.digits(1, 2) * 3600
			if f.zone[3] == '-' {
				offset = -offset
			}
		}
		t.setLoc(FixedZone(f.zone, offset)) // a name that is not known counts as UTC, as in Go
		if offset != 0 {
			t.sec -= int64(offset)
		}
		return t
	}
	return at(without)
}
