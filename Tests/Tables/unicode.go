// SPDX-License-Identifier: Apache-2.0
//
// unicode.go — recomputes the tables of package unicode: run by Loam it prints "ok" when the tables are those that
// Debian's unicode-data gives; with the argument "write" it prints the library's
// unicode/tables.go instead (then gofmt), and with "print" the bounds in
// strconv/isprint.go, under any Go.

package main

import (
	"fmt"
	"os"
	"sort"
	"strconv"
	"strings"
	"unicode"
)

const folder = "/usr/share/unicode/"

type set map[string][]rune // names to sorted runes

func main() {
	if _, err := os.Stat(folder + "UnicodeData.txt"); err != nil {
		fmt.Fprintln(os.Stderr, "skipped: no "+folder)
		fmt.Println("ok")
		return
	}
	categories, cases := readData()
	scripts := readRanges("Scripts.txt")
	properties := readRanges("PropList.txt")
	orbits := readOrbits()
	if len(os.Args) > 1 && os.Args[1] == "print" {
		writePrintable(categories)
		return
	}
	if len(os.Args) > 1 && os.Args[1] == "write" {
		write(categories, scripts, properties, cases, orbits)
		return
	}
	compare(categories, unicode.Categories)
	compare(scripts, unicode.Scripts)
	compare(properties, unicode.Properties)
	compare(foldings(categories, orbits), unicode.FoldCategory)
	compare(foldings(scripts, orbits), unicode.FoldScript)
	for r := rune(0); r < 0x20000; r++ {
		want := [3]rune{r, r, r}
		if c, ok := cases[r]; ok {
			want = c
		}
		if got := [3]rune{unicode.ToUpper(r), unicode.ToLower(r), unicode.ToTitle(r)}; got != want {
			fmt.Printf("cases of %U: %U, want %U\n", r, got, want)
		}
	}
	for _, orbit := range orbits {
		for i, r := range orbit {
			if next := orbit[(i+1)%len(orbit)]; unicode.SimpleFold(r) != next {
				fmt.Printf("SimpleFold(%U) = %U, want %U\n", r, unicode.SimpleFold(r), next)
			}
		}
	}
	printable := map[rune]bool{' ': true}
	for _, name := range strings.Fields("L M N P S") {
		for _, r := range categories[name] {
			printable[r] = true
		}
	}
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if strconv.IsPrint(r) != printable[r] {
			fmt.Printf("strconv.IsPrint(%U) is wrong\n", r)
		}
	}
	fmt.Println("ok")
}

func lines(name string) [][]string {
	b, err := os.ReadFile(folder + name)
	if err != nil {
		panic(err)
	}
	var all [][]string
	for _, line := range strings.Split(string(b), "\n") {
		if i := strings.IndexByte(line, '#'); i >= 0 {
			line = line[:i]
		}
		if strings.TrimSpace(line) == "" {
			continue
		}
		fields := strings.Split(line, ";")
		for i, f := range fields {
			fields[i] = strings.TrimSpace(f)
		}
		all = append(all, fields)
	}
	return all
}

func hex(s string) rune {
	n, err := strconv.ParseUint(s, 16, 32)
	if err != nil {
		panic(err)
	}
	return rune(n)
}

// readData returns the runes of each category and, upper, lower and title, the case
// mappings of those that have any.
func readData() (set, map[rune][3]rune) {
	categories, cases := set{}, map[rune][3]rune{}
	first := rune(0)
	for _, f := range lines("UnicodeData.txt") {
		r := hex(f[0])
		if strings.HasSuffix(f[1], "First>") {
			first = r
			continue
		}
		low := r
		if strings.HasSuffix(f[1], "Last>") {
			low = first
		}
		for x := low; x <= r; x++ {
			categories[f[2]] = append(categories[f[2]], x)
			categories[f[2][:1]] = append(categories[f[2][:1]], x)
		}
		if f[12] != "" || f[13] != "" || f[14] != "" {
			c := [3]rune{r, r, r}
			if f[12] != "" {
				c[0], c[2] = hex(f[12]), hex(f[12])
			}
			if f[13] != "" {
				c[1] = hex(f[13])
			}
			if f[14] != "" {
				c[2] = hex(f[14])
			}
			cases[r] = c
		}
	}
	return categories, cases
}

func readRanges(name string) set {
	s := set{}
	for _, f := range lines(name) {
		ends := strings.Split(f[0], "..")
		for r := hex(ends[0]); r <= hex(ends[len(ends)-1]); r++ {
			s[f[1]] = append(s[f[1]], r)
		}
	}
	for _, runes := range s {
		sortRunes(runes)
	}
	return s
}

func sortRunes(r []rune) { sort.Slice(r, func(i, j int) bool { return r[i] < r[j] }) }

// readOrbits returns the sets of runes that fold to the same.
func readOrbits() [][]rune {
	classes := map[rune][]rune{}
	for _, f := range lines("CaseFolding.txt") {
		if f[1] == "C" || f[1] == "S" {
			to := hex(f[2])
			classes[to] = append(classes[to], hex(f[0]))
		}
	}
	var orbits [][]rune
	for to, from := range classes {
		orbit := append(from, to)
		sortRunes(orbit)
		orbits = append(orbits, orbit)
	}
	sort.Slice(orbits, func(i, j int) bool { return orbits[i][0] < orbits[j][0] })
	return orbits
}

// foldings returns, for the sets that have some, the runes outside that fold to ones inside.
func foldings(s set, orbits [][]rune) set {
	out := set{}
	for name, runes := range s {
		in := make(map[rune]bool, len(runes))
		for _, r := range runes {
			in[r] = true
		}
		var extra []rune
		for _, orbit := range orbits {
			inside := false
			for _, r := range orbit {
				inside = inside || in[r]
			}
			for _, r := range orbit {
				if inside && !in[r] {
					extra = append(extra, r)
				}
			}
		}
		if extra != nil {
			sortRunes(extra)
			out[name] = extra
		}
	}
	return out
}

func compare(want set, got map[string]*unicode.RangeTable) {
	for name, t := range got {
		runes, ok := want[name]
		if !ok && name != "STerm" {
			fmt.Println("unknown table", name)
			continue
		}
		if name == "STerm" {
			runes = want["Sentence_Terminal"]
		}
		i := 0
		check := func(lo, hi, stride rune) {
			for r := lo; r <= hi; r += stride {
				if i >= len(runes) || runes[i] != r {
					fmt.Printf("%s: unexpected %U\n", name, r)
					os.Exit(1)
				}
				i++
			}
		}
		for _, x := range t.R16 {
			check(rune(x.Lo), rune(x.Hi), rune(x.Stride))
		}
		for _, x := range t.R32 {
			check(rune(x.Lo), rune(x.Hi), rune(x.Stride))
		}
		if i != len(runes) {
			fmt.Printf("%s: %U is missing\n", name, runes[i])
		}
	}
	for name := range want {
		if got[name] == nil {
			fmt.Println("missing table", name)
		}
	}
}

// What follows writes tables.go.

// text collects numbers as unicode/tables.go writes them: five bits to a character from
// ' ' up, lowest first, 32 added when more follow.
type text []byte

func (t *text) put(n uint32) {
	for ; n > 31; n >>= 5 {
		*t = append(*t, byte(' '+32+n&31))
	}
	*t = append(*t, byte(' '+n))
}

func (t *text) signed(n int32) { t.put(uint32(n<<1) ^ uint32(n>>31)) }

// ranges packs sorted runes: distance from the range before, twice, +1 if a stride
// follows; then how many steps there are.
func ranges(runes []rune) string {
	var t text
	before := rune(-1)
	for i := 0; i < len(runes); {
		lo, j, stride := runes[i], i+1, rune(1)
		if j < len(runes) {
			stride = runes[j] - lo
		}
		for j < len(runes) && runes[j]-runes[j-1] == stride && (lo > 0xFFFF || runes[j] <= 0xFFFF) {
			j++
		}
		hi := runes[j-1]
		if hi == lo {
			stride = 1
		}
		if stride == 1 {
			t.put(uint32(lo-before-1) * 2)
		} else {
			t.put(uint32(lo-before-1)*2 + 1)
			t.put(uint32(stride))
		}
		t.put(uint32((hi - lo) / stride))
		before = hi
		i = j
	}
	return string(t)
}

func names(s set) []string {
	var n []string
	for name := range s {
		n = append(n, name)
	}
	sort.Strings(n)
	return n
}

func quoted(s string) string {
	out := ""
	for len(s) > 100 {
		out += "`" + s[:100] + "` +\n\t"
		s = s[100:]
	}
	return out + "`" + s + "`"
}

func write(categories, scripts, properties set, cases map[rune][3]rune, orbits [][]rune) {
	fmt.Print("// SPDX-License-Identifier: Apache-2.0\n\n// Written by Tests/Tables/unicode.go.\n\npackage unicode\n")
	section := func(title string, s set) {
		fmt.Printf("\n// %s.\nvar (\n", title)
		for _, name := range names(s) {
			fmt.Printf("\t%s = unpack(%s)\n", name, quoted(ranges(s[name])))
		}
		fmt.Print(")\n")
	}
	list := func(title, variable string, s set) {
		fmt.Printf("\n// %s\nvar %s = map[string]*RangeTable{\n", title, variable)
		for _, name := range names(s) {
			fmt.Printf("\t%q: %s,\n", name, name)
		}
		fmt.Print("}\n")
	}
	folds := func(title, variable string, s set) {
		fmt.Printf("\n// %s\nvar %s = map[string]*RangeTable{\n", title, variable)
		f := foldings(s, orbits)
		for _, name := range names(f) {
			fmt.Printf("\t%q: unpack(%s),\n", name, quoted(ranges(f[name])))
		}
		fmt.Print("}\n")
	}
	section("The categories", categories)
	section("The scripts", scripts)
	section("The properties", properties)
	fmt.Print("\n// Other names.\nvar (\n")
	for _, x := range strings.Fields("Digit=Nd Letter=L Lower=Ll Mark=M Number=N Other=C Punct=P Space=Z Symbol=S Title=Lt Upper=Lu STerm=Sentence_Terminal") {
		fmt.Printf("\t%s\n", strings.Replace(x, "=", " = ", 1))
	}
	fmt.Print(")\n")
	list("Categories holds the categories by name.", "Categories", categories)
	list("Scripts holds the scripts by name.", "Scripts", scripts)
	properties["STerm"] = nil
	list("Properties holds the properties by name.", "Properties", properties)
	delete(properties, "STerm")
	folds("FoldCategory holds, by category, the runes outside it that fold to ones inside.", "FoldCategory", categories)
	folds("FoldScript holds, by script, the runes outside it that fold to ones inside.", "FoldScript", scripts)
	fmt.Printf("\nconst packedCases = %s\n", quoted(packCases(cases)))
	var t text
	before := rune(0)
	type pair struct{ from, to rune }
	var pairs []pair
	for _, orbit := range orbits {
		for i, r := range orbit {
			next := orbit[(i+1)%len(orbit)]
			simple := r
			if c, ok := cases[r]; ok {
				simple = c[1]
				if simple == r {
					simple = c[0]
				}
			}
			if simple != next {
				pairs = append(pairs, pair{r, next})
			}
		}
		if len(orbit) == 1 {
			panic("orbit of one")
		}
	}
	inOrbit := map[rune]bool{}
	for _, orbit := range orbits {
		for _, r := range orbit {
			inOrbit[r] = true
		}
	}
	for r, c := range cases { // mapped, but folding to nothing else
		if !inOrbit[r] && (c[0] != r || c[1] != r) {
			pairs = append(pairs, pair{r, r})
		}
	}
	sort.Slice(pairs, func(i, j int) bool { return pairs[i].from < pairs[j].from })
	for _, p := range pairs {
		t.put(uint32(p.from - before))
		t.signed(p.to - p.from)
		before = p.from
	}
	fmt.Printf("\nconst packedOrbits = %s\n", quoted(string(t)))
}

// packCases packs ranges of runes with the same distances to their mappings; runs of
// upper and lower case in turn are one range.
func packCases(cases map[rune][3]rune) string {
	var t text
	before := rune(-1)
	delta := func(r rune) [3]rune {
		c := cases[r]
		return [3]rune{c[0] - r, c[1] - r, c[2] - r}
	}
	up, low := [3]rune{0, 1, 0}, [3]rune{-1, 0, -1}
	for r := rune(0); r < 0x20000; r++ {
		if _, ok := cases[r]; !ok {
			continue
		}
		d := delta(r)
		hi := r
		alternates := func(x rune, d [3]rune) bool {
			_, ok := cases[x]
			return ok && delta(x) == d
		}
		if d == up && alternates(r+1, low) {
			for alternates(hi+1, low) {
				hi++
				if !alternates(hi+1, up) || !alternates(hi+2, low) {
					break
				}
				hi++
			}
			t.put(uint32(r-before-1)*2 + 1)
			t.put(uint32(hi - r))
		} else {
			for alternates(hi+1, d) && !(d == up && alternates(hi+2, low)) {
				hi++
			}
			t.put(uint32(r-before-1) * 2)
			t.put(uint32(hi - r))
			for _, x := range d {
				t.signed(x)
			}
		}
		before = hi
		r = hi
	}
	return string(t)
}

// writePrintable prints the bounds of the ranges of printable runes above ASCII, each in
// four characters of six bits, highest first.
func writePrintable(categories set) {
	var runes []rune
	for _, name := range strings.Fields("L M N P S") {
		runes = append(runes, categories[name]...)
	}
	sortRunes(runes)
	var b []byte
	put := func(r rune) {
		for shift := 18; shift >= 0; shift -= 6 {
			b = append(b, byte(' '+r>>uint(shift)&63))
		}
	}
	before := rune(-1)
	for _, r := range runes {
		if r < 0x80 {
			continue
		}
		if r != before+1 || before < 0 {
			if before >= 0 {
				put(before + 1)
			}
			put(r)
		}
		before = r
	}
	put(before + 1)
	for ; len(b) > 112; b = b[112:] {
		fmt.Printf("\t`%s` +\n", b[:112])
	}
	fmt.Printf("\t`%s`\n", b)
}
