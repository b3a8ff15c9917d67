// SPDX-License-Identifier: Apache-2.0

// Package time has instants, durations, the calendar, texts of them, and timers.
//
// How.  A Time counts seconds from year 1 and nanoseconds; one from Now also has the monotonic clock's reading, which
// differences between two such times are taken by. Local time is read from the system's zone files on first use.
package time

import "math/bits"

// A Time is an instant with nanosecond precision, shown in a Location. The zero Time is January 1, year 1, 00:00 UTC.
type Time struct {
	sec  int64 // since January 1, year 1, 00:00 UTC
	nsec int32 // 0 to 999999999
	mono int64 // reading of the monotonic clock, 0 for none
	loc  *Location
}

// clock returns the wall clock in nanoseconds since 1970 and the monotonic clock.
func clock() (wall, monotonic int64)

// began is the monotonic clock at start, less one: so that no reading is 0.
var began = monotonic() - 1

func monotonic() int64 {
	_, m := clock()
	return m
}

// Now returns the current local time, with a reading of the monotonic clock.
func Now() Time {
	wall, m := clock()
	sec, nsec := floorDiv(wall, 1e9)
	return Time{sec + unixToInternal, int32(nsec), m - began, Local}
}

// Since returns the time elapsed since t.
func Since(t Time) Duration {
	if t.mono != 0 {
		return Duration(monotonic() - began - t.mono)
	}
	return Now().Sub(t)
}

// Until returns the time until t.
func Until(t Time) Duration {
	if t.mono != 0 {
		return Duration(t.mono - (monotonic() - began))
	}
	return t.Sub(Now())
}

func unixTime(sec int64, nsec int32) Time { return Time{sec + unixToInternal, nsec, 0, Local} }

// Unix returns the local time that is sec seconds and nsec nanoseconds after 1970 began in UTC.
func Unix(sec int64, nsec int64) Time {
	if nsec < 0 || nsec >= 1e9 {
		carry, rest := floorDiv(nsec, 1e9)
		sec += carry
		nsec = rest
	}
	return unixTime(sec, int32(nsec))
}

// UnixMilli returns the local time that is msec milliseconds after 1970 began in UTC.
func UnixMilli(msec int64) Time {
	sec, rest := floorDiv(msec, 1e3)
	return unixTime(sec, int32(rest*1e6))
}

// UnixMicro returns the local time that is usec microseconds after 1970 began in UTC.
func UnixMicro(usec int64) Time {
	sec, rest := floorDiv(usec, 1e6)
	return unixTime(sec, int32(rest*1e3))
}

// Unix returns the seconds since 1970 began in UTC.
func (t Time) Unix() int64 { return t.sec - unixToInternal }

// UnixMilli, UnixMicro and UnixNano return smaller units since 1970; far off times overflow.
func (t Time) UnixMilli() int64 { return t.Unix()*1e3 + int64(t.nsec)/1e6 }
func (t Time) UnixMicro() int64 { return t.Unix()*1e6 + int64(t.nsec)/1e3 }
func (t Time) UnixNano() int64  { return t.Unix()*1e9 + int64(t.nsec) }

// setLoc sets the location; UTC is nil, so that equal times are ==.
func (t *Time) setLoc(loc *Location) {
	if loc == UTC {
		loc = nil
	}
	t.loc = loc
}

// IsZero reports whether t is the zero Time's instant.
func (t Time) IsZero() bool { return t.sec == 0 && t.nsec == 0 }

// Compare returns -1, 0 or 1 as t is before, at or after u.
func (t Time) Compare(u Time) int {
	a, b := t.sec, u.sec
	if t.mono != 0 && u.mono != 0 {
		a, b = t.mono, u.mono
	} else if a == b {
		a, b = int64(t.nsec), int64(u.nsec)
	}
	if a < b {
		return -1
	}
	if a > b {
		return 1
	}
	return 0
}

func (t Time) After(u Time) bool  { return t.Compare(u) > 0 }
func (t Time) Before(u Time) bool { return t.Compare(u) < 0 }

// Equal reports whether t and u are the same instant; == compares locations and monotonic readings as well.
func (t Time) Equal(u Time) bool { return t.Compare(u) == 0 }

// Add returns t + d.
func (t Time) Add(d Duration) Time {
	t.sec += int64(d / 1e9)
	nsec := t.nsec + int32(d%1e9)
	if nsec >= 1e9 {
		t.sec++
		nsec -= 1e9
	} else if nsec < 0 {
		t.sec--
		nsec += 1e9
	}
	t.nsec = nsec
	if t.mono != 0 {
		m := t.mono + int64(d)
		if d < 0 && m > t.mono || d > 0 && m < t.mono {
			m = 0 // out of the clock's range
		}
		t.mono = m
	}
	return t
}

// Sub returns t - u, the largest or smallest duration when it is out of range.
func (t Time) Sub(u Time) Duration {
	if t.mono != 0 && u.mono != 0 {
		d := Duration(t.mono - u.mono)
		if d < 0 && t.mono > u.mono {
			return maxDuration
		}
		if d > 0 && t.mono < u.mono {
			return minDuration
		}
		return d
	}
	d := Duration(t.sec-u.sec)*Second + Duration(t.nsec-u.nsec)
	if u.Add(d).Equal(t) {
		return d
	}
	if t.Before(u) {
		return minDuration
	}
	return maxDuration
}

// AddDate returns t with years, months and days added to its date.
func (t Time) AddDate(years int, months int, days int) Time {
	year, month, day := t.Date()
	hour, min, sec := t.Clock()
	return Date(year+years, month+Month(months), day+days, hour, min, sec, int(t.nsec), t.Location())
}

// local returns the seconds since year 1 as shown in t's location.
func (t Time) local() int64 {
	if t.loc != nil {
		_, offset, _, _, _ := t.loc.get().lookup(t.Unix())
		return t.sec + int64(offset)
	}
	return t.sec
}

// split returns day number and second of the day in t's location.
func (t Time) split() (days int64, second int) {
	d, s := floorDiv(t.local(), secondsPerDay)
	return d, int(s)
}

// Date returns the date in t's location.
func (t Time) Date() (year int, month Month, day int) {
	days, _ := t.split()
	year, month, day, _ = civil(days)
	return year, month, day
}

// Clock returns the time of day in t's location.
func (t Time) Clock() (hour, min, sec int) {
	_, s := t.split()
	return s / 3600, s / 60 % 60, s % 60
}

func (t Time) Year() int {
	year, _, _ := t.Date()
	return year
}

func (t Time) Month() Month {
	_, month, _ := t.Date()
	return month
}

func (t Time) Day() int {
	_, _, day := t.Date()
	return day
}

func (t Time) Hour() int {
	_, s := t.split()
	return s / 3600
}

func (t Time) Minute() int {
	_, s := t.split()
	return s / 60 % 60
}

func (t Time) Second() int {
	_, s := t.split()
	return s % 60
}

func (t Time) Nanosecond() int { return int(t.nsec) }

// YearDay returns the day of the year, from 1.
func (t Time) YearDay() int {
	days, _ := t.split()
	_, yday := yearOf(days)
	return yday + 1
}

func weekday(days int64) Weekday {
	_, d := floorDiv(days+1, 7) // day 0 was a Monday
	return Weekday(d)
}

// Weekday returns the day of the week.
func (t Time) Weekday() Weekday {
	days, _ := t.split()
	return weekday(days)
}

// ISOWeek returns the ISO 8601 year and week: a week belongs to the year that its Thursday lies in.
func (t Time) ISOWeek() (year, week int) {
	days, _ := t.split()
	thursday := days + 3 - int64(weekday(days)+6)%7
	y, yday := yearOf(thursday)
	return int(y), yday/7 + 1
}

// In returns t shown in loc.
func (t Time) In(loc *Location) Time {
	if loc == nil {
		panic("time: missing Location in call to Time.In")
	}
	t.setLoc(loc)
	return t
}

// UTC returns t shown in UTC.
func (t Time) UTC() Time {
	t.loc = nil
	return t
}

// Local returns t shown in local time.
func (t Time) Local() Time {
	t.setLoc(Local)
	return t
}

// Location returns the location that t is shown in.
func (t Time) Location() *Location {
	if t.loc == nil {
		return UTC
	}
	return t.loc
}

// Zone returns name and offset east of UTC, in seconds, of the zone in force at t.
func (t Time) Zone() (name string, offset int) {
	if t.loc == nil {
		return "UTC", 0
	}
	name, offset, _, _, _ = t.loc.get().lookup(t.Unix())
	return name, offset
}

// IsDST reports whether daylight saving time is in force at t.
func (t Time) IsDST() bool {
	if t.loc == nil {
		return false
	}
	_, _, _, _, dst := t.loc.get().lookup(t.Unix())
	return dst
}

// ZoneBounds returns when the zone in force at t began and ends; zero where it has no bound.
func (t Time) ZoneBounds() (start, end Time) {
	if t.loc == nil {
		return Time{}, Time{}
	}
	_, _, from, to, _ := t.loc.get().lookup(t.Unix())
	if from != alpha {
		start = unixTime(from, 0)
		start.setLoc(t.loc)
	}
	if to != omega {
		end = unixTime(to, 0)
		end.setLoc(t.loc)
	}
	return start, end
}

// modulo returns what t, counted from the zero Time, has above a multiple of d.
func (t Time) modulo(d Duration) Duration {
	sec, nsec, negative := t.sec, uint64(t.nsec), false
	if sec < 0 {
		negative = true
		sec = -sec
		if nsec != 0 {
			nsec = 1e9 - nsec
			sec--
		}
	}
	hi, lo := bits.Mul64(uint64(sec), 1e9)
	lo, carry := bits.Add64(lo, nsec, 0)
	rest := Duration(bits.Rem64(hi+carry, lo, uint64(d)))
	if negative && rest != 0 {
		rest = d - rest
	}
	return rest
}

// Truncate returns t rounded down to a multiple of d since the zero Time, without monotonic reading.
func (t Time) Truncate(d Duration) Time {
	t.mono = 0
	if d <= 0 {
		return t
	}
	return t.Add(-t.modulo(d))
}

// Round returns t rounded to the nearest multiple of d since the zero Time, halves up, without monotonic reading.
func (t Time) Round(d Duration) Time {
	t.mono = 0
	if d <= 0 {
		return t
	}
	rest := t.modulo(d)
	if rest < d-rest {
		return t.Add(-rest)
	}
	return t.Add(d - rest)
}
