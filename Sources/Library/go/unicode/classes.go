// SPDX-License-Identifier: Apache-2.0

package unicode

// has reports whether r, below 0x100, has one of the flags.
func has(r rune, flags byte) bool { return (latin1[r]-'0')&flags != 0 }

// IsLetter reports whether r is a letter (category L).
func IsLetter(r rune) bool {
	if uint32(r) <= MaxLatin1 {
		return has(r, isUpper|isLower)
	}
	return Is(L, r)
}

// IsUpper reports whether r is an upper case letter.
func IsUpper(r rune) bool {
	if uint32(r) <= MaxLatin1 {
		return (latin1[r]-'0')&(isUpper|isLower) == isUpper
	}
	return Is(Lu, r)
}

// IsLower reports whether r is a lower case letter.
func IsLower(r rune) bool {
	if uint32(r) <= MaxLatin1 {
		return (latin1[r]-'0')&(isUpper|isLower) == isLower
	}
	return Is(Ll, r)
}

// IsTitle reports whether r is a title case letter.
func IsTitle(r rune) bool { return r > MaxLatin1 && Is(Lt, r) }

// IsDigit reports whether r is a decimal digit (category Nd).
func IsDigit(r rune) bool {
	if r <= MaxLatin1 {
		return '0' <= r && r <= '9'
	}
	return Is(Nd, r)
}

// IsNumber reports whether r is a number (category N).
func IsNumber(r rune) bool {
	if uint32(r) <= MaxLatin1 {
		return has(r, isNumber)
	}
	return Is(N, r)
}

// IsPunct reports whether r is punctuation (category P).
func IsPunct(r rune) bool {
	if uint32(r) <= MaxLatin1 {
		return has(r, isPunct)
	}
	return Is(P, r)
}

// IsSymbol reports whether r is a symbol (category S).
func IsSymbol(r rune) bool {
	if uint32(r) <= MaxLatin1 {
		return has(r, isSymbol)
	}
	return Is(S, r)
}

// IsMark reports whether r is a mark (category M).
func IsMark(r rune) bool { return r > MaxLatin1 && Is(M, r) }

// IsControl reports whether r is a control character.
func IsControl(r rune) bool { return uint32(r) <= MaxLatin1 && has(r, isControl) }

// IsSpace reports whether r is white space (property White_Space).
func IsSpace(r rune) bool {
	if uint32(r) <= MaxLatin1 {
		return r == ' ' || '\t' <= r && r <= '\r' || r == 0x85 || r == 0xA0
	}
	switch r {
	case 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000:
		return true
	}
	return 0x2000 <= r && r <= 0x200A
}

// IsPrint reports whether r is a letter, mark, number, punctuation, symbol or the ASCII
// space.
func IsPrint(r rune) bool {
	if uint32(r) <= MaxLatin1 {
		return r == ' ' || has(r, isUpper|isLower|isNumber|isPunct|isSymbol)
	}
	return IsOneOf(PrintRanges, r)
}

// IsGraphic reports whether r is a letter, mark, number, punctuation, symbol or space
// (category Zs).
func IsGraphic(r rune) bool {
	if uint32(r) <= MaxLatin1 {
		return r == ' ' || r == 0xA0 || has(r, isUpper|isLower|isNumber|isPunct|isSymbol)
	}
	return IsOneOf(GraphicRanges, r)
}
