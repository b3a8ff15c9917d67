// run

package main

import (
	"fmt"
	"time"
)

func main() {
	zone := time.FixedZone("XST", -(3*3600 + 30*60))
	times := []time.Time{
		time.Date(2009, time.November, 10, 23, 4, 5, 6007008, time.UTC),
		time.Date(2024, 2, 29, 0, 0, 0, 0, zone),
		time.Date(1, 1, 1, 12, 30, 59, 999999999, time.UTC),
		{},
	}
	layouts := []string{time.ANSIC, time.UnixDate, time.RFC822Z, time.RFC850, time.RFC1123Z, time.RFC3339, time.RFC3339Nano,
		time.Kitchen, time.StampMicro, time.DateTime, "2006-002 3:4:5pm .000 .999 Z0700 _2 Jan", "Monday, January 2 '06 at 15h04"}
	for _, t := range times {
		fmt.Println(t)
		for _, l := range layouts {
			fmt.Println("   ", t.Format(l))
		}
	}
	for _, c := range [][2]string{
		{time.RFC3339, "2021-03-04T05:06:07.25+02:00"},
		{time.RFC3339, "2021-03-04T05:06:07Z"},
		{time.DateOnly, "2023-02-29"},
		{time.DateOnly, "2023-13-01"},
		{time.DateTime, "2023-12-01 25:00:00"},
		{time.Kitchen, "12:05AM"},
		{time.Kitchen, "nine"},
		{"Jan _2 2006", "feb  3 2020"},
		{"2006-002", "2024-366"},
		{"2006-01-02 MST", "2024-05-06 PDT"},
		{time.DateOnly, "2023-02-28 and more"},
	} {
		t, err := time.Parse(c[0], c[1])
		fmt.Println(t, err)
	}
}
