// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

type slow struct{ r io.Reader }

func (s slow) Read(p []byte) (int, error) {
	if len(p) > 1 {
		p = p[:1]
	}
	return s.r.Read(p)
}

type failing struct{ after int }

func (f *failing) Write(p []byte) (int, error) {
	if f.after -= len(p); f.after < 0 {
		return 1, errors.New("disk full")
	}
	return len(p), nil
}

func main() {
	all, err := io.ReadAll(slow{strings.NewReader("slowly")})
	fmt.Println(string(all), err)
	var out bytes.Buffer
	fmt.Println(io.Copy(&out, slow{strings.NewReader("copied")}))
	fmt.Println(io.CopyN(&out, strings.NewReader("123456"), 3))
	fmt.Println(io.CopyN(&out, strings.NewReader("12"), 3))
	fmt.Println(io.Copy(&failing{3}, slow{strings.NewReader("too long")}))
	fmt.Println(io.WriteString(&out, "!"))
	fmt.Println(out.String())
	buf := make([]byte, 4)
	fmt.Println(io.ReadFull(strings.NewReader("abcdef"), buf))
	fmt.Println(io.ReadFull(strings.NewReader("ab"), buf))
	fmt.Println(io.ReadFull(strings.NewReader(""), buf))
	fmt.Println(io.ReadAtLeast(slow{strings.NewReader("abcdef")}, buf, 2))
	fmt.Println(io.ReadAtLeast(strings.NewReader("x"), buf, 5))
	limited := io.LimitReader(strings.NewReader("limited"), 3)
	all, _ = io.ReadAll(limited)
	fmt.Println(string(all), limited.(*io.LimitedReader).N)
	all, _ = io.ReadAll(io.MultiReader(strings.NewReader("a"), strings.NewReader(""), slow{strings.NewReader("bc")}))
	fmt.Println(string(all))
	var x, y strings.Builder
	fmt.Fprintf(io.MultiWriter(&x, &y), "both %d", 2)
	fmt.Println(x.String(), y.String())
	all, _ = io.ReadAll(io.TeeReader(strings.NewReader("tee"), &x))
	fmt.Println(string(all), x.String())
	section := io.NewSectionReader(strings.NewReader("0123456789"), 2, 5)
	all, _ = io.ReadAll(section)
	section.Seek(-2, io.SeekEnd)
	n, err := section.Read(buf)
	fmt.Println(string(all), string(buf[:n]), err, section.Size())
	n, err = section.ReadAt(buf, 3)
	fmt.Println(n, err)
	fmt.Println(io.Copy(io.Discard, strings.NewReader("gone")))
	fmt.Println(io.NopCloser(strings.NewReader("")).Close())

	r, w := io.Pipe()
	go func() {
		for i := 0; i < 3; i++ {
			fmt.Fprintf(w, "message %d;", i)
		}
		w.CloseWithError(errors.New("writer is done"))
	}()
	all, err = io.ReadAll(slow{r})
	fmt.Println(string(all), err)
	r.Close()
	_, err = w.Write([]byte("x"))
	fmt.Println(err, err == io.ErrClosedPipe)
	r, w = io.Pipe()
	done := make(chan error)
	go func() {
		_, err := w.Write([]byte("nobody reads"))
		done <- err
	}()
	r.CloseWithError(errors.New("reader left"))
	fmt.Println(<-done)
	fmt.Println(io.EOF, io.ErrUnexpectedEOF, io.ErrShortWrite)
}
