// SPDX-License-Identifier: Apache-2.0

package unicode

// CaseRange is a range of code points whose mappings to upper, lower and title case are
// at the same distances, or, with UpperLower as Delta, alternate.
type CaseRange struct {
	Lo    uint32
	Hi    uint32
	Delta d
}

type d [MaxCase]rune

// SpecialCase holds the case mappings of a language that differ from the usual ones.
type SpecialCase []CaseRange

// CaseRanges holds all case mappings, sorted.
var CaseRanges = unpackCases()

// unpackCases unpacks packedCases: distance from the range before, twice, +1 for one
// that alternates; the number of further code points; the three deltas.
func unpackCases() []CaseRange {
	a := make([]CaseRange, 0, 384)
	u := unpacker{packedCases, 0}
	next := uint32(0)
	for u.more() {
		n := u.next()
		c := CaseRange{Lo: next + n>>1}
		c.Hi = c.Lo + u.next()
		next = c.Hi + 1
		if n&1 != 0 {
			c.Delta = d{UpperLower, UpperLower, UpperLower}
		} else {
			c.Delta = d{u.signed(), u.signed(), u.signed()}
		}
		a = append(a, c)
	}
	return a
}

// mapCase returns r in the given case by the ranges, and whether they know r.
func mapCase(to int, r rune, ranges []CaseRange) (rune, bool) {
	if to < 0 || MaxCase <= to {
		return ReplacementChar, false
	}
	low, high := 0, len(ranges)
	for low < high {
		mid := (low + high) / 2
		c := &ranges[mid]
		switch {
		case uint32(r) < c.Lo:
			high = mid
		case uint32(r) > c.Hi:
			low = mid + 1
		default:
			delta := c.Delta[to]
			if delta > MaxRune { // upper and lower in turn; title is upper
				at := (r - rune(c.Lo)) &^ 1
				return rune(c.Lo) + at + rune(to&1), true
			}
			return r + delta, true
		}
	}
	return r, false
}

// To returns r in the given case: UpperCase, LowerCase or TitleCase.
func To(_case int, r rune) rune {
	r, _ = mapCase(_case, r, CaseRanges)
	return r
}

// ToUpper returns r in upper case.
func ToUpper(r rune) rune {
	if uint32(r) <= MaxASCII {
		if 'a' <= r && r <= 'z' {
			r -= 'a' - 'A'
		}
		return r
	}
	return To(UpperCase, r)
}

// ToLower returns r in lower case.
func ToLower(r rune) rune {
	if uint32(r) <= MaxASCII {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}
	return To(LowerCase, r)
}

// ToTitle returns r in title case.
func ToTitle(r rune) rune {
	if uint32(r) <= MaxASCII {
		return ToUpper(r)
	}
	return To(TitleCase, r)
}

// ToUpper returns r in upper case, by the special rules first.
func (special SpecialCase) ToUpper(r rune) rune { return special.to(UpperCase, r) }

// ToTitle returns r in title case, by the special rules first.
func (special SpecialCase) ToTitle(r rune) rune { return special.to(TitleCase, r) }

// ToLower returns r in lower case, by the special rules first.
func (special SpecialCase) ToLower(r rune) rune { return special.to(LowerCase, r) }

func (special SpecialCase) to(which int, r rune) rune {
	r1, known := mapCase(which, r, special)
	if r1 == r && !known {
		r1 = To(which, r)
	}
	return r1
}

// TurkishCase holds the mappings of dotted and dotless i.
var TurkishCase SpecialCase = SpecialCase{
	{0x49, 0x49, d{0, 0x131 - 0x49, 0}},
	{0x69, 0x69, d{0x130 - 0x69, 0, 0x130 - 0x69}},
	{0x130, 0x130, d{0, 0x69 - 0x130, 0}},
	{0x131, 0x131, d{0x49 - 0x131, 0, 0x49 - 0x131}},
}

// AzeriCase is the same as TurkishCase.
var AzeriCase SpecialCase = TurkishCase

// orbitStep says which code point follows another when that is not its other case.
type orbitStep struct{ from, to rune }

var orbitSteps = unpackOrbits()

func unpackOrbits() []orbitStep {
	a := make([]orbitStep, 0, 128)
	u := unpacker{packedOrbits, 0}
	r := rune(0)
	for u.more() {
		r += rune(u.next())
		a = append(a, orbitStep{r, r + u.signed()})
	}
	return a
}

// SimpleFold returns the next larger code point that folds to the same as r, the
// smallest one if r is the largest; r itself if there is no other.
func SimpleFold(r rune) rune {
	if r < 0 || r > MaxRune {
		return r
	}
	if r <= MaxASCII {
		c := r | 0x20
		if c < 'a' || 'z' < c {
			return r
		}
		if c != 'k' && c != 's' {
			return r ^ 0x20
		}
	}
	low, high := 0, len(orbitSteps)
	for low < high {
		mid := (low + high) / 2
		if orbitSteps[mid].from < r {
			low = mid + 1
		} else {
			high = mid
		}
	}
	if low < len(orbitSteps) && orbitSteps[low].from == r {
		return orbitSteps[low].to
	}
	if l := ToLower(r); l != r {
		return l
	}
	return ToUpper(r)
}
