// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

type point struct{ X, Y int }

func show(format string, a ...any) { fmt.Printf("%-16q "+"%s\n", format, fmt.Sprintf(format, a...)) }

func main() {
	show("%d", "hi")
	show("%d %d", 1)
	show("%d", 1, "x", nil, 2.5)
	show("no verbs", point{1, 2})
	show("%z", 3)
	show("%!", 3)
	show("%")
	show("%d%", 3)
	show("%-", 3)
	show("%é", 3)
	show("%s", nil)
	show("%d %v", nil, nil)
	show("%t", 1.5)
	show("%d", point{1, 2})
	show("%s", point{1, 2})
	show("%s", []any{1, "a", nil, 'c'})
	show("%x", true)
	show("%f", map[string]int{"a": 1})
	show("%p", 5)
	show("%q", 1.5)
	show("%[2]d %[1]d", 1, 2)
	show("%[2]*[1]d|", 1, 5)
	show("%[3]*.[2]*[1]f|", 12.0, 2, 6)
	show("%[1]d %d %d", 1, 2, 3)
	show("%[5]d", 1)
	show("%[x]d", 1)
	show("%[]d", 1)
	show("%[1", 1)
	show("%[1]", 1)
	show("%[-1]d", 1)
	show("%[3]2d", 1, 2, 3)
	show("%[2].3d", 1, 2, 3)
	show("%.[2]d", 1, 2)
	show("%*d|", 5, 42)
	show("%-*d|", 5, 42)
	show("%*d|", -5, 42)
	show("%0*d|", 5, 42)
	show("%.*d|", 4, 42)
	show("%.*d|", -4, 42)
	show("%*d", "x", 42)
	show("%.*f", "x", 4.2)
	show("%*d", 10000001, 42)
	show("%*d|", uint8(4), 42)
	show("%*d", 5)
	show("%-010d|", 42)
	show("%+-5d|", 42)
	show("%5%|%%|%-5%|")
	show("%.d|%.s|", 0, "abc")
	show("%w", fmt.Errorf("x"))
	show("%v %v", 1)
	show("%6.2f%%|%+.1e|% d", 99.5, 1234.5, 7)
	show("日本%d語\xff", 3)
	show("%[1]T %[1]v %[1]q", "again")
	show("%[1]*d|%[1]d", 4, 9)
}
