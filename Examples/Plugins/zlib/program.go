// SPDX-License-Identifier: Apache-2.0

// Data through a compressor and back, in pieces of many sizes, and data that is wrong.
package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"zlib"
)

func round(text string, level, piece int) (int, bool) {
	var packed bytes.Buffer
	z, err := zlib.NewWriterLevel(&packed, level)
	if err != nil {
		fmt.Println(err)
		return 0, false
	}
	for rest := text; len(rest) > 0; {
		n := piece
		if n > len(rest) {
			n = len(rest)
		}
		io.WriteString(z, rest[:n])
		rest = rest[n:]
	}
	if err := z.Close(); err != nil {
		fmt.Println(err)
	}
	size := packed.Len()
	r, err := zlib.NewReader(&packed)
	if err != nil {
		fmt.Println(err)
		return 0, false
	}
	back, err := io.ReadAll(r)
	return size, err == nil && string(back) == text
}

type full struct{}

func (full) Write(p []byte) (int, error) { return 0, io.ErrShortWrite }

func main() {
	text := strings.Repeat("Loam is soil of sand, silt and clay. ", 3000)
	for _, level := range []int{0, zlib.BestSpeed, zlib.DefaultCompression, zlib.BestCompression} {
		size, same := round(text, level, 1000)
		fmt.Println(level, size < len(text) == (level != 0), same)
	}
	for _, piece := range []int{1, 7, 16 << 10, len(text)} {
		_, same := round(text[:20000], 6, piece)
		fmt.Println(piece, same)
	}
	_, same := round("", 6, 1)
	fmt.Println("empty", same)
	_, err := zlib.NewWriterLevel(io.Discard, 77)
	fmt.Println(err)
	fmt.Printf("%08x %08x\n", zlib.Checksum(nil), zlib.Checksum([]byte("Wikipedia")))

	fmt.Println(io.WriteString(zlib.NewWriter(full{}), text))

	r, _ := zlib.NewReader(strings.NewReader("this is nothing of the kind"))
	_, err = io.ReadAll(r)
	fmt.Println(err)
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	io.WriteString(z, text)
	z.Close()
	fmt.Println(z.Close())
	r, _ = zlib.NewReader(bytes.NewReader(packed.Bytes()[:100]))
	_, err = io.ReadAll(r)
	fmt.Println(err)
	defer func() { fmt.Println("recovered:", recover()) }()
	z.Flush()
}
