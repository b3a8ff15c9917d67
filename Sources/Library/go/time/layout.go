// SPDX-License-Identifier: Apache-2.0

package time

// Layouts for Format and Parse: the time Mon Jan 2 15:04:05 MST 2006 in the wanted form.
const (
	Layout      = "01/02 03:04:05PM '06 -0700"
	ANSIC       = "Mon Jan _2 15:04:05 2006"
	UnixDate    = "Mon Jan _2 15:04:05 MST 2006"
	RubyDate    = "Mon Jan 02 15:04:05 -0700 2006"
	RFC822      = "02 Jan 06 15:04 MST"
	RFC822Z     = "02 Jan 06 15:04 -0700"
	RFC850      = "Monday, 02-Jan-06 15:04:05 MST"
	RFC1123     = "Mon, 02 Jan 2006 15:04:05 MST"
	RFC1123Z    = "Mon, 02 Jan 2006 15:04:05 -0700"
	RFC3339     = "2006-01-02T15:04:05Z07:00"
	RFC3339Nano = "2006-01-02T15:04:05.999999999Z07:00"
	Kitchen     = "3:04PM"
	Stamp       = "Jan _2 15:04:05"
	StampMilli  = "Jan _2 15:04:05.000"
	StampMicro  = "Jan _2 15:04:05.000000"
	StampNano   = "Jan _2 15:04:05.000000000"
	DateTime    = "2006-01-02 15:04:05"
	DateOnly    = "2006-01-02"
	TimeOnly    = "15:04:05"
)

// element is what a part of a layout stands for.
type element int

const (
	literal       element = iota
	longMonth             // January
	shortMonth            // Jan
	monthNumber           // 1
	month2                // 01
	longDay               // Monday
	shortDay              // Mon
	day                   // 2
	daySpace              // _2
	day2                  // 02
	yearDaySpace          // __2
	yearDay3              // 002
	hour24                // 15
	hour12                // 3
	hour12Two             // 03
	minute                // 4
	minute2               // 04
	second                // 5
	second2               // 05
	longYear              // 2006
	shortYear             // 06
	upperPM               // PM
	lowerPM               // pm
	zoneName              // MST
	isoZone               // Z0700: Z for UTC
	isoZoneSecond         // Z070000
	isoZoneHour           // Z07
	isoZoneColon          // Z07:00
	isoZoneColons         // Z07:00:00
	offset                // -0700
	offsetSecond          // -070000
	offsetHour            // -07
	offsetColon           // -07:00
	offsetColons          // -07:00:00
	fractionZeros         // .000: as many digits
	fractionNines         // .999: without trailing zeros
)

func hasPrefix(s, prefix string) bool { return len(s) >= len(prefix) && s[:len(prefix)] == prefix }

// lowerFollows reports whether s begins with a small letter: then "Jan" or "Mon" before it are part of a word.
func lowerFollows(s string) bool { return s != "" && s[0] >= 'a' && s[0] <= 'z' }

// elementAt returns the element at the start of s and its length. Longer forms are tried first.
func elementAt(s string) (element, int) {
	switch s[0] {
	case 'J':
		if hasPrefix(s, "January") {
			return longMonth, 7
		}
		if hasPrefix(s, "Jan") && !lowerFollows(s[3:]) {
			return shortMonth, 3
		}
	case 'M':
		if hasPrefix(s, "Monday") {
			return longDay, 6
		}
		if hasPrefix(s, "Mon") && !lowerFollows(s[3:]) {
			return shortDay, 3
		}
		if hasPrefix(s, "MST") {
			return zoneName, 3
		}
	case '0':
		if hasPrefix(s, "002") {
			return yearDay3, 3
		}
		if len(s) >= 2 && s[1] >= '1' && s[1] <= '6' {
			switch s[1] {
			case '1':
				return month2, 2
			case '2':
				return day2, 2
			case '3':
				return hour12Two, 2
			case '4':
				return minute2, 2
			case '5':
				return second2, 2
			}
			return shortYear, 2
		}
	case '1':
		if hasPrefix(s, "15") {
			return hour24, 2
		}
		return monthNumber, 1
	case '2':
		if hasPrefix(s, "2006") {
			return longYear, 4
		}
		return day, 1
	case '_':
		if hasPrefix(s, "_2006") { // an underscore before a year
			return literal, 1
		}
		if hasPrefix(s, "_2") {
			return daySpace, 2
		}
		if hasPrefix(s, "__2") {
			return yearDaySpace, 3
		}
	case '3':
		return hour12, 1
	case '4':
		return minute, 1
	case '5':
		return second, 1
	case 'P':
		if hasPrefix(s, "PM") {
			return upperPM, 2
		}
	case 'p':
		if hasPrefix(s, "pm") {
			return lowerPM, 2
		}
	case '-', 'Z':
		first := offset
		if s[0] == 'Z' {
			first = isoZone
		}
		switch rest := s[1:]; {
		case hasPrefix(rest, "070000"):
			return first + 1, 7
		case hasPrefix(rest, "07:00:00"):
			return first + 4, 9
		case hasPrefix(rest, "0700"):
			return first, 5
		case hasPrefix(rest, "07:00"):
			return first + 3, 6
		case hasPrefix(rest, "07"):
			return first + 2, 3
		}
	case '.', ',':
		if len(s) > 1 && (s[1] == '0' || s[1] == '9') {
			end := 2
			for end < len(s) && s[end] == s[1] {
				end++
			}
			if end == len(s) || !isDigit(s[end]) {
				if s[1] == '0' {
					return fractionZeros, end
				}
				return fractionNines, end
			}
		}
	}
	return literal, 0
}

// next splits a layout into what stands before its first element, the element, its text and the rest.
func next(layout string) (before string, e element, text, rest string) {
	for i := 0; i < len(layout); {
		e, n := elementAt(layout[i:])
		if e != literal {
			return layout[:i], e, layout[i : i+n], layout[i+n:]
		}
		if n == 0 {
			n = 1
		}
		i += n
	}
	return layout, literal, "", ""
}
