// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"io"
	"strings"
	"unicode"
)

func main() {
	fmt.Println(strings.ToUpper("héllo ß ǆ ÿ"), strings.ToLower("HÉLLO İ Σ"), strings.ToTitle("ǆ hi"), strings.Title("the quick o'neil_x 1st"))
	fmt.Println(strings.ToUpperSpecial(unicode.TurkishCase, "iı"), strings.ToLowerSpecial(unicode.TurkishCase, "Iİ"))
	fmt.Println(strings.Repeat("ab", 3), strings.Repeat("", 5) == "", strings.Repeat("x", 0) == "")
	fmt.Println(strings.Replace("aaaa", "a", "b", 2), strings.Replace("abc", "", "-", -1), strings.Replace("abc", "", "-", 2), strings.ReplaceAll("oink oink", "oink", "moo"))
	fmt.Println(strings.Join([]string{"a", "b", "c"}, ", "), strings.Join(nil, "x") == "", strings.Join([]string{"one"}, "x"))
	fmt.Printf("%q\n", strings.Map(func(r rune) rune {
		switch {
		case r == 'a':
			return 'A'
		case r == 'x':
			return -1
		}
		return r
	}, "axb世\xff"))
	fmt.Printf("%q %q\n", strings.ToValidUTF8("a\xff\xfeb\xc3", "?"), strings.ToValidUTF8("ok", "?"))
	fmt.Println(strings.Clone("copy"))

	var b strings.Builder
	for i := 0; i < 5; i++ {
		fmt.Fprintf(&b, "%d,", i)
	}
	b.WriteByte('x')
	b.WriteRune('世')
	b.WriteString("end")
	b.Write([]byte{'!'})
	fmt.Println(b.String(), b.Len(), b.Cap() >= b.Len())
	b.Reset()
	b.Grow(100)
	fmt.Println(b.Len(), b.Cap() >= 100, b.String() == "")
	func() {
		defer func() { fmt.Println(recover()) }()
		b.WriteString("a")
		c := b
		c.WriteString("b")
	}()

	r := strings.NewReader("héllo 世")
	buf := make([]byte, 3)
	n, err := r.Read(buf)
	fmt.Println(n, err, string(buf[:n]), r.Len(), r.Size())
	c, err := r.ReadByte()
	fmt.Println(string(rune(c)), err, r.UnreadByte())
	r.Seek(-3, io.SeekEnd)
	ch, size, err := r.ReadRune()
	fmt.Println(string(ch), size, err, r.UnreadRune(), r.UnreadRune())
	n, err = r.ReadAt(buf, 1)
	fmt.Println(n, err, string(buf))
	_, err = r.ReadAt(buf, 100)
	fmt.Println(err)
	_, err = r.Seek(-1, io.SeekStart)
	fmt.Println(err)
	r.Seek(0, io.SeekStart)
	var out strings.Builder
	m, err := r.WriteTo(&out)
	fmt.Println(m, err, out.String())
	_, err = r.ReadByte()
	fmt.Println(err)

	html := strings.NewReplacer("<", "&lt;", ">", "&gt;", "&", "&amp;")
	fmt.Println(html.Replace("a<b>&c"))
	fmt.Println(strings.NewReplacer("a", "1", "aa", "2", "aaa", "3").Replace("aaaa"))
	fmt.Println(strings.NewReplacer("aaa", "3", "aa", "2", "a", "1", "i", "i", "longerst", "9", "longer", "8").Replace("aaaa longer i"))
	fmt.Println(strings.NewReplacer("", "X", "b", "Y").Replace("abc"))
	fmt.Println(strings.NewReplacer("世", "world", "界", "").Replace("世界"))
	defer func() { fmt.Println(recover()) }()
	strings.NewReplacer("odd")
}
