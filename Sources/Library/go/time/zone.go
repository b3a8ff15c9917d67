// SPDX-License-Identifier: Apache-2.0

package time

import (
	"errors"
	"sync"
)

// A Location is a place's zones: offsets from UTC and when each is in force.
type Location struct {
	name    string
	zones   []zone
	changes []change
	rule    string // for what comes after the last change, as POSIX's TZ has it
}

type zone struct {
	name   string
	offset int // seconds east of UTC
	dst    bool
}

// change says which zone is in force from a time on.
type change struct {
	when int64 // Unix time
	zone uint8
}

// The bounds of a zone that has none.
const (
	alpha = -1 << 63
	omega = 1<<63 - 1
)

// UTC is Universal Coordinated Time; Local is the system's zone, by $TZ or /etc/localtime.
var (
	UTC   *Location = &utc
	Local *Location = &local
)

var (
	utc       = Location{name: "UTC"}
	local     Location
	localOnce sync.Once
)

// readFile returns a file's contents; ok is false when it cannot be read.
func readFile(name string) (data string, ok bool)

// variable returns a variable of the process's environment.
func variable(name string) (value string, ok bool)

// get returns l ready for use: local time is loaded now, nil is UTC.
func (l *Location) get() *Location {
	if l == nil {
		return &utc
	}
	if l == &local {
		localOnce.Do(loadLocal)
	}
	return l
}

// isUTC reports whether l has no zones of its own.
func (l *Location) isUTC() bool { return len(l.zones) == 0 }

// String returns the name that the location was loaded or made with.
func (l *Location) String() string { return l.get().name }

func loadLocal() {
	name, ok := variable("TZ")
	if ok && name != "" && name[0] == ':' {
		name = name[1:]
	}
	switch {
	case !ok:
		if l, err := loadFile("/etc/localtime"); err == nil {
			local = *l
			local.name = "Local"
			return
		}
	case name != "" && name[0] == '/':
		if l, err := loadFile(name); err == nil {
			local = *l
			local.name = name
			if name == "/etc/localtime" {
				local.name = "Local"
			}
			return
		}
	case name != "" && name != "UTC":
		if l, err := find(name); err == nil {
			local = *l
			local.name = "Local"
			return
		}
	}
	local.name = "UTC"
}

// FixedZone returns a Location that always has this name and offset, in seconds east of UTC.
func FixedZone(name string, offset int) *Location {
	return &Location{name: name, zones: []zone{{name, offset, false}}}
}

// LoadLocation returns the location with a name of the zone database, "Europe/Berlin"; "" and "UTC" are UTC.
func LoadLocation(name string) (*Location, error) {
	if name == "" || name == "UTC" {
		return UTC, nil
	}
	if name == "Local" {
		return Local, nil
	}
	bad := name[0] == '/' || name[0] == '\\'
	for i := 0; i < len(name); i++ {
		bad = bad || name[i] == '\\' || name[i] == '.' && i > 0 && name[i-1] == '.'
	}
	if bad {
		return nil, errors.New("time: invalid location name")
	}
	return find(name)
}

// find looks for a zone's file in the places where systems have them.
func find(name string) (*Location, error) {
	if dir, ok := variable("ZONEINFO"); ok {
		if l, err := loadFile(dir + "/" + name); err == nil {
			l.name = name
			return l, nil
		}
	}
	for _, dir := range [...]string{"/usr/share/zoneinfo/", "/usr/share/lib/zoneinfo/", "/usr/lib/locale/TZ/", "/etc/zoneinfo/"} {
		if l, err := loadFile(dir + name); err == nil {
			l.name = name
			return l, nil
		}
	}
	return nil, errors.New("unknown time zone " + name)
}

// lookup returns the zone in force at a Unix time, and from when until before when it is.
func (l *Location) lookup(unix int64) (name string, offset int, start, end int64, dst bool) {
	if len(l.zones) == 0 {
		return "UTC", 0, alpha, omega, false
	}
	if len(l.changes) == 0 || unix < l.changes[0].when {
		z := &l.zones[l.first()]
		end = omega
		if len(l.changes) > 0 {
			end = l.changes[0].when
		} else if l.rule != "" {
			if name, offset, start, end, dst, ok := l.byRule(unix); ok {
				return name, offset, start, end, dst
			}
		}
		return z.name, z.offset, alpha, end, z.dst
	}
	low, high := 0, len(l.changes)
	for high-low > 1 {
		if middle := int(uint(low+high) >> 1); l.changes[middle].when <= unix {
			low = middle
		} else {
			high = middle
		}
	}
	if high == len(l.changes) && l.rule != "" {
		if name, offset, start, end, dst, ok := l.byRule(unix); ok {
			if start < l.changes[low].when {
				start = l.changes[low].when
			}
			return name, offset, start, end, dst
		}
	}
	z := &l.zones[l.changes[low].zone]
	end = omega
	if high < len(l.changes) {
		end = l.changes[high].when
	}
	return z.name, z.offset, l.changes[low].when, end, z.dst
}

// first returns the zone before the first change: the first that is not daylight saving time.
func (l *Location) first() int {
	used := false
	for _, c := range l.changes {
		used = used || c.zone == 0
	}
	if !used {
		return 0
	}
	if len(l.changes) > 0 && l.zones[l.changes[0].zone].dst {
		for i := int(l.changes[0].zone) - 1; i >= 0; i-- {
			if !l.zones[i].dst {
				return i
			}
		}
	}
	for i := range l.zones {
		if !l.zones[i].dst {
			return i
		}
	}
	return 0
}

// lookupName returns the offset of the zone of this name, preferably one that is in force at unix, as shown in it.
func (l *Location) lookupName(name string, unix int64) (offset int, ok bool) {
	for i := range l.zones {
		if z := &l.zones[i]; z.name == name {
			if n, offset, _, _, _ := l.lookup(unix - int64(z.offset)); n == name {
				return offset, true
			}
		}
	}
	for i := range l.zones {
		if l.zones[i].name == name {
			return l.zones[i].offset, true
		}
	}
	return 0, false
}
