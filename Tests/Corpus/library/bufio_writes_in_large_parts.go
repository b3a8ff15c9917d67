// run

package main

import (
	"bufio"
	"errors"
	"fmt"
	"strings"
)

type sink struct {
	parts []int
	limit int
}

func (s *sink) Write(p []byte) (int, error) {
	if s.limit == 0 {
		return 0, errors.New("sink is full")
	}
	s.limit--
	s.parts = append(s.parts, len(p))
	return len(p), nil
}

func main() {
	s := &sink{limit: 100}
	w := bufio.NewWriterSize(s, 16)
	for i := 0; i < 10; i++ {
		fmt.Fprintf(w, "%d,", i*i)
	}
	fmt.Println(w.Buffered(), w.Available(), s.parts)
	w.WriteString(strings.Repeat("long", 20))
	w.WriteByte('b')
	w.WriteRune('世')
	fmt.Println(w.Flush(), s.parts)

	w.Reset(&sink{limit: 1})
	n, err := w.Write(make([]byte, 40))
	fmt.Println(n, err)
	n, err = w.Write(make([]byte, 40))
	fmt.Println(n, err)
	fmt.Println(w.WriteByte('x'), w.Flush())
}
