// SPDX-License-Identifier: Apache-2.0

package strconv

import (
	"internal/bytealg"
	"unicode/utf8"
)

// Which runes a quoted literal may hold as they are.
const (
	printing = iota // those of IsPrint
	ascii           // those of IsPrint below 0x80
	graphic         // those of IsGraphic
)

// Quote returns s as a double-quoted Go literal.
func Quote(s string) string { return string(appendQuoted(nil, s, '"', printing)) }

// QuoteToASCII is Quote with everything above ASCII escaped.
func QuoteToASCII(s string) string { return string(appendQuoted(nil, s, '"', ascii)) }

// QuoteToGraphic is Quote that leaves what IsGraphic accepts.
func QuoteToGraphic(s string) string { return string(appendQuoted(nil, s, '"', graphic)) }

// AppendQuote appends what Quote returns.
func AppendQuote(dst []byte, s string) []byte { return appendQuoted(dst, s, '"', printing) }

// AppendQuoteToASCII appends what QuoteToASCII returns.
func AppendQuoteToASCII(dst []byte, s string) []byte { return appendQuoted(dst, s, '"', ascii) }

// AppendQuoteToGraphic appends what QuoteToGraphic returns.
func AppendQuoteToGraphic(dst []byte, s string) []byte { return appendQuoted(dst, s, '"', graphic) }

// QuoteRune returns r as a single-quoted Go literal; what is no rune becomes U+FFFD.
func QuoteRune(r rune) string { return string(appendQuotedRune(nil, r, printing)) }

// QuoteRuneToASCII is QuoteRune with everything above ASCII escaped.
func QuoteRuneToASCII(r rune) string { return string(appendQuotedRune(nil, r, ascii)) }

// QuoteRuneToGraphic is QuoteRune that leaves what IsGraphic accepts.
func QuoteRuneToGraphic(r rune) string { return string(appendQuotedRune(nil, r, graphic)) }

// AppendQuoteRune appends what QuoteRune returns.
func AppendQuoteRune(dst []byte, r rune) []byte { return appendQuotedRune(dst, r, printing) }

// AppendQuoteRuneToASCII appends what QuoteRuneToASCII returns.
func AppendQuoteRuneToASCII(dst []byte, r rune) []byte { return appendQuotedRune(dst, r, ascii) }

// AppendQuoteRuneToGraphic appends what QuoteRuneToGraphic returns.
func AppendQuoteRuneToGraphic(dst []byte, r rune) []byte { return appendQuotedRune(dst, r, graphic) }

func appendQuoted(dst []byte, s string, quote byte, keep int) []byte {
	if cap(dst)-len(dst) < len(s)+2 {
		dst = append(make([]byte, 0, len(dst)+len(s)+len(s)/2+2), dst...)
	}
	dst = append(dst, quote)
	start := 0 // of what need not be escaped
	for i := 0; i < len(s); {
		c := s[i]
		if ' ' <= c && c < 0x7F && c != quote && c != '\\' {
			i++
			continue
		}
		dst = append(dst, s[start:i]...)
		r, n := utf8.DecodeRuneInString(s[i:])
		if n == 1 && r == utf8.RuneError {
			dst = append(dst, '\\', 'x', digitSet[c>>4], digitSet[c&15])
		} else {
			dst = appendEscaped(dst, r, quote, keep)
		}
		i += n
		start = i
	}
	dst = append(dst, s[start:]...)
	return append(dst, quote)
}

func appendQuotedRune(dst []byte, r rune, keep int) []byte {
	if !utf8.ValidRune(r) {
		r = utf8.RuneError
	}
	dst = append(dst, '\'')
	dst = appendEscaped(dst, r, '\'', keep)
	return append(dst, '\'')
}

// appendEscaped appends r as it stands in a literal.
func appendEscaped(dst []byte, r rune, quote byte, keep int) []byte {
	if r == rune(quote) || r == '\\' {
		return append(dst, '\\', byte(r))
	}
	switch {
	case keep == ascii:
		if r < utf8.RuneSelf && IsPrint(r) {
			return append(dst, byte(r))
		}
	case IsPrint(r) || keep == graphic && isSpaceSeparator(r):
		return utf8.AppendRune(dst, r)
	}
	switch r {
	case '\a':
		return append(dst, '\\', 'a')
	case '\b':
		return append(dst, '\\', 'b')
	case '\f':
		return append(dst, '\\', 'f')
	case '\n':
		return append(dst, '\\', 'n')
	case '\r':
		return append(dst, '\\', 'r')
	case '\t':
		return append(dst, '\\', 't')
	case '\v':
		return append(dst, '\\', 'v')
	}
	switch {
	case r < ' ' || r == 0x7F:
		return append(dst, '\\', 'x', digitSet[byte(r)>>4], digitSet[byte(r)&15])
	case r < 0x10000:
		dst = append(dst, '\\', 'u')
		return appendHex(dst, r, 12)
	}
	dst = append(dst, '\\', 'U')
	return appendHex(dst, r, 28)
}

func appendHex(dst []byte, r rune, shift int) []byte {
	for ; shift >= 0; shift -= 4 {
		dst = append(dst, digitSet[r>>uint(shift)&15])
	}
	return dst
}

// CanBackquote reports whether s can stand unchanged between back quotes on one line.
func CanBackquote(s string) bool {
	for i, r := range s {
		if r < ' ' && r != '\t' || r == '`' || r == 0x7F || r == '\uFEFF' {
			return false
		}
		if r == utf8.RuneError {
			if _, n := utf8.DecodeRuneInString(s[i:]); n == 1 {
				return false
			}
		}
	}
	return true
}

// UnquoteChar decodes the first character or escape of s, the inside of a literal with
// the given quote (0: both quotes may stand and neither be escaped). multibyte says
// whether the value takes UTF-8 rather than one byte.
func UnquoteChar(s string, quote byte) (value rune, multibyte bool, tail string, err error) {
	if s == "" {
		return 0, false, "", ErrSyntax
	}
	c := s[0]
	switch {
	case c == quote && (quote == '\'' || quote == '"'):
		return 0, false, "", ErrSyntax
	case c >= utf8.RuneSelf:
		r, n := utf8.DecodeRuneInString(s)
		return r, true, s[n:], nil
	case c != '\\':
		return rune(c), false, s[1:], nil
	}
	if len(s) == 1 {
		return 0, false, "", ErrSyntax
	}
	c = s[1]
	s = s[2:]
	switch c {
	case 'a':
		value = '\a'
	case 'b':
		value = '\b'
	case 'f':
		value = '\f'
	case 'n':
		value = '\n'
	case 'r':
		value = '\r'
	case 't':
		value = '\t'
	case 'v':
		value = '\v'
	case '\\':
		value = '\\'
	case '\'', '"':
		if c != quote {
			return 0, false, "", ErrSyntax
		}
		value = rune(c)
	case 'x', 'u', 'U':
		n := 2
		if c == 'u' {
			n = 4
		} else if c == 'U' {
			n = 8
		}
		if len(s) < n {
			return 0, false, "", ErrSyntax
		}
		for i := 0; i < n; i++ {
			d := digitValue(s[i])
			if d > 15 {
				return 0, false, "", ErrSyntax
			}
			value = value<<4 | rune(d)
		}
		s = s[n:]
		if c == 'x' {
			break
		}
		if !utf8.ValidRune(value) {
			return 0, false, "", ErrSyntax
		}
		multibyte = true
	case '0', '1', '2', '3', '4', '5', '6', '7':
		if len(s) < 2 {
			return 0, false, "", ErrSyntax
		}
		value = rune(c - '0')
		for i := 0; i < 2; i++ {
			d := s[i] - '0'
			if d > 7 {
				return 0, false, "", ErrSyntax
			}
			value = value<<3 | rune(d)
		}
		s = s[2:]
		if value > 255 {
			return 0, false, "", ErrSyntax
		}
	default:
		return 0, false, "", ErrSyntax
	}
	return value, multibyte, s, nil
}

// QuotedPrefix returns the literal, with its quotes, that s begins with.
func QuotedPrefix(s string) (string, error) {
	n, _, err := unquote(s, false)
	if err != nil {
		return "", err
	}
	return s[:n], nil
}

// Unquote returns the value of the single-quoted, double-quoted or back-quoted literal s;
// a single-quoted one holds one character.
func Unquote(s string) (string, error) {
	n, value, err := unquote(s, true)
	if err != nil || n != len(s) {
		return "", ErrSyntax
	}
	return value, nil
}

// unquote finds the literal at the start of s: its length and, if wanted, its value.
func unquote(s string, want bool) (n int, value string, err error) {
	if len(s) < 2 {
		return 0, "", ErrSyntax
	}
	quote := s[0]
	end := bytealg.IndexByteString(s[1:], quote) + 1
	if end == 0 {
		return 0, "", ErrSyntax
	}
	switch quote {
	case '`':
		value = s[1:end]
		if want && bytealg.IndexByteString(value, '\r') >= 0 {
			b := make([]byte, 0, len(value))
			for i := 0; i < len(value); i++ {
				if value[i] != '\r' {
					b = append(b, value[i])
				}
			}
			value = string(b)
		}
		return end + 1, value, nil
	case '"', '\'':
	default:
		return 0, "", ErrSyntax
	}
	inside := s[1:end]
	if bytealg.IndexByteString(inside, '\\') < 0 && bytealg.IndexByteString(inside, '\n') < 0 {
		plain := utf8.ValidString(inside)
		if quote == '\'' {
			r, width := utf8.DecodeRuneInString(inside)
			plain = width == len(inside) && (r != utf8.RuneError || width != 1)
		}
		if plain {
			return end + 1, inside, nil
		}
	}
	var b []byte
	rest := s[1:]
	for count := 0; rest != "" && rest[0] != quote; count++ {
		if rest[0] == '\n' || quote == '\'' && count > 0 {
			return 0, "", ErrSyntax
		}
		r, multibyte, tail, err := UnquoteChar(rest, quote)
		if err != nil {
			return 0, "", err
		}
		rest = tail
		if !want {
			continue
		}
		if multibyte {
			b = utf8.AppendRune(b, r)
		} else {
			b = append(b, byte(r))
		}
	}
	if rest == "" || quote == '\'' && len(s)-len(rest) == 1 {
		return 0, "", ErrSyntax
	}
	return len(s) - len(rest) + 1, string(b), nil
}
