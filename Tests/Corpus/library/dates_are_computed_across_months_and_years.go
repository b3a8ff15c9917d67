// run

package main

import (
	"fmt"
	"time"
)

func main() {
	t := time.Date(2023, 14, 35, 25, 61, 61, 1e9+5, time.UTC)
	fmt.Println(t, t.Weekday(), t.YearDay(), t.Unix(), t.UnixMilli(), t.UnixMicro(), t.UnixNano())
	for _, day := range []int{1, 2, 3, 4, 31} {
		d := time.Date(2021, time.January, day, 0, 0, 0, 0, time.UTC)
		y, w := d.ISOWeek()
		fmt.Println(d.Format(time.DateOnly), y, w, d.AddDate(0, 1, 0).Format(time.DateOnly), d.AddDate(-1, 0, 60).Format("Jan 2"))
	}
	a := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	b := a.Add(36*time.Hour + 30*time.Minute)
	fmt.Println(b.Sub(a), a.Before(b), a.After(b), a.Equal(b), a.Compare(b), b.Compare(a), a.Compare(a))
	fmt.Println(b.Truncate(24*time.Hour), b.Round(24*time.Hour), b.Truncate(time.Hour))
	fmt.Println(time.Unix(1e9, -1).UTC(), time.UnixMilli(-1).UTC(), time.Unix(0, 0).UTC() == a)
	zone := time.FixedZone("PLUS", 2*3600)
	c := a.In(zone)
	fmt.Println(c, c == a, c.Equal(a), c.UTC() == a, c.Location(), c.Day(), c.Hour())
	fmt.Println(time.Time{}.IsZero(), a.IsZero(), time.Month(2), time.Saturday, time.Month(13))
	far := time.Date(250000, 1, 1, 0, 0, 0, 0, time.UTC)
	fmt.Println(far.Sub(a), a.Sub(far), far.Year())
	hour, min, sec := b.Clock()
	fmt.Println(hour, min, sec)
}
