// run

package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

func scan(text string, split bufio.SplitFunc) {
	s := bufio.NewScanner(strings.NewReader(text))
	s.Split(split)
	for s.Scan() {
		fmt.Printf("%q ", s.Text())
	}
	fmt.Println(s.Err())
}

func main() {
	text := "one two\r\nthree\n\n  vier é世\nlast"
	scan(text, bufio.ScanLines)
	scan(text, bufio.ScanWords)
	scan("aé世\xff", bufio.ScanRunes)
	scan("ab\n", bufio.ScanBytes)

	s := bufio.NewScanner(strings.NewReader(strings.Repeat("x", 100) + "\n"))
	s.Buffer(nil, 50)
	fmt.Println(s.Scan(), s.Err())

	r := bufio.NewReaderSize(strings.NewReader(text), 16)
	line, err := r.ReadString('\n')
	fmt.Printf("%q %v\n", line, err)
	b, err := r.Peek(3)
	fmt.Printf("%q %v\n", b, err)
	c, _ := r.ReadByte()
	fmt.Println(string(c), r.UnreadByte(), r.UnreadByte())
	ru, n, err := r.ReadRune()
	fmt.Println(string(ru), n, err, r.UnreadRune())
	skipped, err := r.Discard(9)
	fmt.Println(skipped, err)
	l, prefix, err := r.ReadLine()
	fmt.Printf("%q %v %v\n", l, prefix, err)
	_, err = r.ReadSlice('#')
	fmt.Println(err, err == io.EOF)
	_, err = r.ReadByte()
	fmt.Println(err)
}
