// SPDX-License-Identifier: Apache-2.0

// Package zlib reads and writes data in the format of zlib (RFC 1950).
package zlib

import (
	"errors"
	"io"
	"loam/plugin"
)

// Levels of compression.
const (
	DefaultCompression = -1
	BestSpeed          = 1
	BestCompression    = 9
)

// What deflate and inflate are told, and what they answer.
const (
	flushNone   = 0
	flushSync   = 2
	flushFinish = 4
	statusOK    = 0
	statusEnd   = 1
)

const blockSize = 16 << 10

// A Writer compresses what is written to it.
type Writer struct {
	to     io.Writer
	stream *plugin.Resource
	out    []byte
	err    error
}

// NewWriter compresses with the default level.
func NewWriter(w io.Writer) *Writer {
	z, _ := NewWriterLevel(w, DefaultCompression)
	return z
}

// NewWriterLevel compresses with a level from 0, none, to BestCompression.
func NewWriterLevel(w io.Writer, level int) (*Writer, error) {
	stream, problem := deflater(level)
	if problem != "" {
		return nil, errors.New("zlib: " + problem)
	}
	return &Writer{to: w, stream: plugin.Own(stream), out: make([]byte, blockSize)}, nil
}

// Write compresses p. After an error nothing of it counts as written.
func (z *Writer) Write(p []byte) (int, error) {
	if err := z.run(p, flushNone); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Flush writes all that was compressed until now.
func (z *Writer) Flush() error { return z.run(nil, flushSync) }

// Close writes the end. It leaves the underlying writer open.
func (z *Writer) Close() error {
	if !z.stream.IsOpen() {
		return z.err
	}
	err := z.run(nil, flushFinish)
	z.stream.Close()
	return err
}

func (z *Writer) run(p []byte, flush int) error {
	for z.err == nil {
		read, written, status, problem := deflate(z.stream, p, z.out, flush)
		if problem != "" {
			z.err = errors.New("zlib: " + problem)
			break
		}
		p = p[read:]
		if written > 0 {
			_, z.err = z.to.Write(z.out[:written])
		}
		if status == statusEnd || written < len(z.out) && len(p) == 0 {
			break
		}
	}
	return z.err
}

// A Reader decompresses.
type Reader struct {
	from   io.Reader
	stream *plugin.Resource
	in     []byte
	rest   []byte
	err    error
}

// NewReader decompresses what r has.
func NewReader(r io.Reader) (*Reader, error) {
	stream, problem := inflater()
	if problem != "" {
		return nil, errors.New("zlib: " + problem)
	}
	return &Reader{from: r, stream: plugin.Own(stream), in: make([]byte, blockSize)}, nil
}

// Read decompresses into p.
func (z *Reader) Read(p []byte) (int, error) {
	for len(p) > 0 && z.err == nil {
		if len(z.rest) == 0 {
			n, err := z.from.Read(z.in)
			z.rest = z.in[:n]
			if n == 0 && err == io.EOF {
				err = io.ErrUnexpectedEOF
			}
			if n == 0 {
				z.err = err
				break
			}
		}
		read, written, status, problem := inflate(z.stream, z.rest, p)
		z.rest = z.rest[read:]
		if problem != "" {
			z.err = errors.New("zlib: " + problem)
		} else if status == statusEnd {
			z.err = io.EOF
			z.stream.Close()
		}
		if written > 0 {
			return written, nil
		}
	}
	return 0, z.err
}

// Close ends the stream before its end.
func (z *Reader) Close() error {
	z.stream.Close()
	return nil
}

// Checksum is the Adler-32 of p, which ends a stream.
//
//go:noescape
func Checksum(p []byte) uint32

// Bodies in zlib.c.

func deflater(level int) (*plugin.Resource, string)
func deflate(stream *plugin.Resource, in, out []byte, flush int) (read, written, status int, problem string)
func inflater() (*plugin.Resource, string)
func inflate(stream *plugin.Resource, in, out []byte) (read, written, status int, problem string)
