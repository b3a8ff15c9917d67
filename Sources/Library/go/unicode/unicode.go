// SPDX-License-Identifier: Apache-2.0

// Package unicode knows the properties of code points (Unicode 15.0).
//
// How.  tables.go holds the tables of unicode-data, packed into printable strings, about
// a byte and a half for each range. A table is unpacked when the variable that holds it is
// initialised, which happens only in programs that reach it; for Latin-1 one string of
// flags answers instead.
package unicode

const (
	MaxRune         = '\U0010FFFF' // the largest code point
	ReplacementChar = '\uFFFD'     // stands for invalid ones
	MaxASCII        = '\u007F'     // the largest of ASCII
	MaxLatin1       = '\u00FF'     // the largest of Latin-1
)

// Version is the edition of Unicode that the tables are made from.
const Version = "15.0.0"

// Indexes into a CaseRange's Delta, and the cases that To maps to.
const (
	UpperCase = iota
	LowerCase
	TitleCase
	MaxCase
)

// UpperLower is a Delta that says: upper case and lower case come in turn, upper first.
const UpperLower = MaxRune + 1

// RangeTable is a set of code points: sorted ranges that do not overlap.
type RangeTable struct {
	R16         []Range16
	R32         []Range32
	LatinOffset int // how many ranges of R16 have Hi <= MaxLatin1
}

// Range16 is the code points from Lo to Hi in steps of Stride, all below 1<<16.
type Range16 struct {
	Lo     uint16
	Hi     uint16
	Stride uint16
}

// Range32 is Range16 for code points from 1<<16 on.
type Range32 struct {
	Lo     uint32
	Hi     uint32
	Stride uint32
}

// unpacker reads numbers of five bits to a character, lowest first; 32 says more follow.
type unpacker struct {
	s string
	i int
}

func (u *unpacker) more() bool { return u.i < len(u.s) }

func (u *unpacker) next() uint32 {
	n, shift := uint32(0), uint(0)
	for {
		c := uint32(u.s[u.i] - ' ')
		u.i++
		n |= c & 31 << shift
		if c < 32 {
			return n
		}
		shift += 5
	}
}

func (u *unpacker) signed() int32 {
	n := u.next()
	return int32(n>>1) ^ -int32(n&1)
}

// unpack makes a table of its packed form.
func unpack(s string) *RangeTable {
	t := &RangeTable{}
	u := unpacker{s, 0}
	next := uint32(0)
	for u.more() {
		n := u.next()
		lo, stride := next+n>>1, uint32(1)
		if n&1 != 0 {
			stride = u.next()
		}
		hi := lo + u.next()*stride
		next = hi + 1
		if hi > 0xFFFF {
			t.R32 = append(t.R32, Range32{lo, hi, stride})
			continue
		}
		t.R16 = append(t.R16, Range16{uint16(lo), uint16(hi), uint16(stride)})
		if hi <= MaxLatin1 {
			t.LatinOffset++
		}
	}
	return t
}

// Is reports whether r is in the table.
func Is(rangeTab *RangeTable, r rune) bool {
	u := uint32(r)
	if n := len(rangeTab.R16); n > 0 && u <= uint32(rangeTab.R16[n-1].Hi) {
		a := rangeTab.R16
		low, high := 0, n
		if u <= MaxLatin1 {
			high = rangeTab.LatinOffset
			if high < n { // the first range beyond may begin in Latin-1
				high++
			}
		}
		for low < high {
			mid := (low + high) / 2
			x := &a[mid]
			if u < uint32(x.Lo) {
				high = mid
			} else if u > uint32(x.Hi) {
				low = mid + 1
			} else {
				return x.Stride == 1 || (u-uint32(x.Lo))%uint32(x.Stride) == 0
			}
		}
		return false
	}
	a := rangeTab.R32
	low, high := 0, len(a)
	for low < high {
		mid := (low + high) / 2
		x := &a[mid]
		if u < x.Lo {
			high = mid
		} else if u > x.Hi {
			low = mid + 1
		} else {
			return x.Stride == 1 || (u-x.Lo)%x.Stride == 0
		}
	}
	return false
}

// In reports whether r is in one of the tables.
func In(r rune, ranges ...*RangeTable) bool { return IsOneOf(ranges, r) }

// IsOneOf reports whether r is in one of the tables.
func IsOneOf(ranges []*RangeTable, r rune) bool {
	for _, t := range ranges {
		if Is(t, r) {
			return true
		}
	}
	return false
}

// GraphicRanges are the graphic characters.
var GraphicRanges = []*RangeTable{L, M, N, P, S, Zs}

// PrintRanges are the printable characters but for the ASCII space.
var PrintRanges = []*RangeTable{L, M, N, P, S}

// What the characters of latin1, less '0', say of a code point: at most one of these but
// for letters without case, which have the first two.
const (
	isUpper = 1 << iota
	isLower
	isNumber
	isPunct
	isSymbol
	isControl
)

// latin1 holds the flags of the code points below 0x100.
const latin1 = "PPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPP0888@888888@8888444444444488@@@8" +
	"811111111111111111111111111888@8@222222222222222222222222228@8@P" +
	"PPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPP08@@@@@8@@38@0@@@@44@288@4384448" +
	"11111111111111111111111@1111111222222222222222222222222@22222222"
