// run

package main

import (
	"fmt"
	"time"
)

func main() {
	for _, d := range []time.Duration{0, 1, 1100, 2200000, 3300000000, 4*time.Minute + 5*time.Second + 1, 100 * time.Hour,
		-1500 * time.Microsecond, 1<<63 - 1, -1 << 63} {
		fmt.Println(d, d.Hours(), d.Minutes(), d.Seconds(), d.Milliseconds(), d.Microseconds(), d.Abs())
	}
	for _, s := range []string{"1h2m3.5s", "-1.5h", "0", "+5us", "1µs2ns", "", "3", "1x", ".s", "1h-2m", "9223372036854775808ns"} {
		d, err := time.ParseDuration(s)
		fmt.Println(d, err)
	}
	d := 1*time.Hour + 15*time.Minute + 30*time.Second + 918273645
	for _, m := range []time.Duration{1, time.Microsecond, time.Millisecond, time.Second, 2 * time.Minute, time.Hour} {
		fmt.Println(d.Round(m), d.Truncate(m), (-d).Round(m))
	}
	fmt.Printf("%v %d %s %T %.1f\n", time.Second, time.Second, 90*time.Second, time.Second, time.Second.Seconds())
}
