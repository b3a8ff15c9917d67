// SPDX-License-Identifier: Apache-2.0

package time

// A Month is a month of the year, January is 1.
type Month int

const (
	January Month = 1 + iota
	February
	March
	April
	May
	June
	July
	August
	September
	October
	November
	December
)

// A Weekday is a day of the week, Sunday is 0.
type Weekday int

const (
	Sunday Weekday = iota
	Monday
	Tuesday
	Wednesday
	Thursday
	Friday
	Saturday
)

// The names stand in one text each, so that the package has no tables to fill at start-up.
const (
	monthNames = "January  February March    April    May      June     July     August   SeptemberOctober  November December "
	dayNames   = "Sunday   Monday   Tuesday  WednesdayThursday Friday   Saturday "
	nameWidth  = 9
)

// nameAt returns name i of a text of names.
func nameAt(names string, i int) string {
	name := names[i*nameWidth : (i+1)*nameWidth]
	end := len(name)
	for name[end-1] == ' ' {
		end--
	}
	return name[:end]
}

// String returns the English name.
func (m Month) String() string {
	if m < January || m > December {
		return "%!Month(" + decimal(uint64(m)) + ")"
	}
	return nameAt(monthNames, int(m)-1)
}

// String returns the English name.
func (d Weekday) String() string {
	if d < Sunday || d > Saturday {
		return "%!Weekday(" + decimal(uint64(d)) + ")"
	}
	return nameAt(dayNames, int(d))
}

func decimal(n uint64) string {
	var b [20]byte
	return string(b[putInt(b[:], n):])
}

const (
	daysPerEra     = 146097 // 400 years
	secondsPerDay  = 86400
	unixToInternal = 62135596800 // seconds from year 1 to 1970
)

// floorDiv returns a / b rounded down, and the rest, for b > 0.
func floorDiv(a, b int64) (quotient, rest int64) {
	quotient, rest = a/b, a%b
	if rest < 0 {
		quotient--
		rest += b
	}
	return quotient, rest
}

func isLeap(year int) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }

// daysBefore returns the days of the year before a month, counted from 1.
func daysBefore(month Month, leap bool) int {
	const before = "\x00\x00\x1f\x00\x3b\x00\x5a\x00\x78\x00\x97\x00\xb5\x00\xd4\x00\xf3\x00\x11\x01\x30\x01\x4e\x01\x6d\x01"
	i := 2 * (int(month) - 1)
	n := int(before[i]) | int(before[i+1])<<8
	if leap && month > February {
		n++
	}
	return n
}

// daysIn returns the days of a month.
func daysIn(m Month, year int) int {
	leap := isLeap(year)
	return daysBefore(m+1, leap) - daysBefore(m, leap)
}

// daysTo returns the days from January 1 of year 1 to that of year.
func daysTo(year int64) int64 {
	y := year - 1
	by4, _ := floorDiv(y, 4)
	by100, _ := floorDiv(y, 100)
	by400, _ := floorDiv(y, 400)
	return 365*y + by4 - by100 + by400
}

// yearOf returns the year that day number days, counted from January 1 of year 1, lies in, and the day of that year
// counted from 0.
func yearOf(days int64) (year int64, yday int) {
	era, rest := floorDiv(days, daysPerEra)
	centuries := rest / 36524
	if centuries == 4 { // the last day of the era's leap year
		centuries = 3
	}
	rest -= centuries * 36524
	fours := rest / 1461
	rest -= fours * 1461
	years := rest / 365
	if years == 4 {
		years = 3
	}
	return 400*era + 100*centuries + 4*fours + years + 1, int(rest - years*365)
}

// civil returns the date of a day number.
func civil(days int64) (year int, month Month, day int, yday int) {
	y, yday := yearOf(days)
	leap := isLeap(int(y))
	month = Month(yday/31) + 1 // right, or one too low
	if yday >= daysBefore(month+1, leap) {
		month++
	}
	return int(y), month, yday - daysBefore(month, leap) + 1, yday
}

// normal carries what lo has above base, or below 0, over to hi.
func normal(hi, lo, base int) (int, int) {
	carry, rest := floorDiv(int64(lo), int64(base))
	return hi + int(carry), int(rest)
}

// Date returns the time with this date and clock in loc; values out of range carry over. A clock that loc skips or
// repeats is taken in one of the two offsets around.
func Date(year int, month Month, day, hour, min, sec, nsec int, loc *Location) Time {
	if loc == nil {
		panic("time: missing Location in call to Date")
	}
	m := int(month) - 1
	year, m = normal(year, m, 12)
	sec, nsec = normal(sec, nsec, 1e9)
	min, sec = normal(min, sec, 60)
	hour, min = normal(hour, min, 60)
	day, hour = normal(day, hour, 24)
	days := daysTo(int64(year)) + int64(daysBefore(Month(m+1), isLeap(year))) + int64(day) - 1
	unix := days*secondsPerDay + int64(hour*3600+min*60+sec) - unixToInternal
	if z := loc.get(); !z.isUTC() {
		_, offset, start, end, _ := z.lookup(unix)
		if offset != 0 {
			if utc := unix - int64(offset); utc < start || utc >= end {
				_, offset, _, _, _ = z.lookup(utc)
			}
			unix -= int64(offset)
		}
	}
	t := unixTime(unix, int32(nsec))
	t.setLoc(loc)
	return t
}
