// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode"
)

func main() {
	b := []byte("Hello, 世界! héllo")
	fmt.Println(bytes.Equal([]byte("a"), []byte("a")), bytes.Equal(nil, []byte{}), bytes.Compare([]byte("a"), []byte("b")), bytes.Contains(b, []byte("世")))
	fmt.Println(bytes.Index(b, []byte("llo")), bytes.LastIndex(b, []byte("llo")), bytes.IndexByte(b, '!'), bytes.IndexRune(b, '界'), bytes.IndexAny(b, "!é"), bytes.Count(b, []byte("l")))
	fmt.Println(bytes.HasPrefix(b, []byte("He")), bytes.HasSuffix(b, []byte("lo")), bytes.EqualFold([]byte("GO"), []byte("go")), bytes.IndexFunc(b, unicode.IsSpace))
	fmt.Printf("%q %q %q\n", bytes.Split([]byte("a,b,c"), []byte(",")), bytes.SplitN([]byte("a,b,c"), []byte(","), 2), bytes.Split([]byte("é世"), nil))
	fmt.Printf("%q %q\n", bytes.Fields([]byte(" a  b\t")), bytes.TrimSpace([]byte("  x ")))
	fmt.Printf("%s %s %s\n", bytes.ToUpper([]byte("abé")), bytes.ToLower([]byte("ABÉ")), bytes.Title([]byte("ab cd")))
	fmt.Printf("%s %s %s\n", bytes.Repeat([]byte("ab"), 3), bytes.Replace([]byte("aaa"), []byte("a"), []byte("bb"), 2), bytes.Join([][]byte{[]byte("x"), []byte("y")}, []byte("-")))
	fmt.Printf("%q %q %v\n", bytes.Trim([]byte("--a--"), "-"), bytes.TrimLeft([]byte("xx"), "x"), bytes.TrimLeft([]byte("xx"), "x") == nil)
	before, after, found := bytes.Cut([]byte("k=v"), []byte("="))
	fmt.Printf("%s %s %v %q\n", before, after, found, bytes.Runes([]byte("é\xff")))

	// Parts of a split do not overwrite what follows them.
	whole := []byte("a,b,c")
	parts := bytes.Split(whole, []byte(","))
	_ = append(parts[0], "XYZ"...)
	fmt.Printf("%s %d\n", whole, cap(parts[0]))

	var buf bytes.Buffer
	fmt.Fprintf(&buf, "line %d\n", 1)
	buf.WriteString("line 2\nlast")
	buf.WriteByte('!')
	buf.WriteRune('世')
	fmt.Println(buf.Len(), buf.String())
	for {
		line, err := buf.ReadString('\n')
		fmt.Printf("%q %v\n", line, err)
		if err != nil {
			break
		}
	}
	buf.WriteString("0123456789")
	fmt.Printf("%s ", buf.Next(3))
	c, _ := buf.ReadByte()
	fmt.Println(string(rune(c)), buf.UnreadByte(), buf.String(), buf.UnreadByte())
	buf.Truncate(4)
	fmt.Println(buf.String(), buf.Len())
	buf.Reset()
	n, err := buf.ReadFrom(strings.NewReader(strings.Repeat("data ", 500)))
	fmt.Println(n, err, buf.Len())
	var out strings.Builder
	m, err := buf.WriteTo(&out)
	fmt.Println(m, err, out.Len(), buf.Len())
	_, err = buf.ReadByte()
	fmt.Println(err, buf.UnreadRune())
	b2 := bytes.NewBufferString("héy")
	b2.ReadByte()
	r, size, _ := b2.ReadRune()
	fmt.Println(string(r), size, b2.UnreadRune(), b2.String())
	rd := bytes.NewReader([]byte("abcdef"))
	rd.Seek(2, io.SeekStart)
	rest, _ := io.ReadAll(rd)
	fmt.Println(string(rest), rd.Len(), rd.Size())
	var nilBuffer *bytes.Buffer
	fmt.Println(nilBuffer.String())
	// A queue that is written and read for long stays small.
	var queue bytes.Buffer
	block := make([]byte, 100)
	for i := 0; i < 10000; i++ {
		queue.Write(block)
		queue.Read(block)
	}
	fmt.Println(queue.Len(), queue.Cap() < 1000)
	defer func() { fmt.Println(recover()) }()
	buf.Truncate(5)
}
