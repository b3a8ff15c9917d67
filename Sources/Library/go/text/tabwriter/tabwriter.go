// SPDX-License-Identifier: Apache-2.0

// Package tabwriter aligns text in columns.
//
// How.  Text is kept as lines of cells, each ended by a tab (the last one of a line is text behind the columns). A column
// is a run of lines that all have a cell in it; it is as wide as its widest cell, and the columns to its right are
// found within its lines, by recursion.
package tabwriter

import (
	"io"
	"unicode/utf8"
)

const (
	// FilterHTML takes tags to have no width and entities to be one wide.
	FilterHTML uint = 1 << iota
	// StripEscape removes Escape characters.
	StripEscape
	// AlignRight puts the padding before the text.
	AlignRight
	// DiscardEmptyColumns drops columns that were empty from the start and ended by vertical tabs.
	DiscardEmptyColumns
	// TabIndent pads leading empty cells with tabs.
	TabIndent
	// Debug draws a bar between columns.
	Debug
)

// Escape stands before and behind text in which tabs, line ends and tags are ordinary characters.
const Escape = '\xff'

// cell is a piece of the buffer.
type cell struct {
	size  int  // bytes
	width int  // runes that show
	tab   bool // ended by a tab, not a vertical one
}

// A Writer aligns the cells that are written to it and passes the result on.
type Writer struct {
	output   io.Writer
	minwidth int
	tabwidth int
	padding  int
	padchar  byte
	flags    uint

	buf    []byte
	pos    int  // buf before it counts in the last cell's width
	last   cell // not ended yet
	end    byte // what ends the escaped text, 0 outside of it
	lines  [][]cell
	widths []int // of the columns to the left
	err    error
}

// NewWriter returns a Writer: cells are at least minwidth wide with padding, tabs are tabwidth wide, padchar fills.
func NewWriter(output io.Writer, minwidth, tabwidth, padding int, padchar byte, flags uint) *Writer {
	return new(Writer).Init(output, minwidth, tabwidth, padding, padchar, flags)
}

// Init sets what NewWriter takes.
func (b *Writer) Init(output io.Writer, minwidth, tabwidth, padding int, padchar byte, flags uint) *Writer {
	if minwidth < 0 || tabwidth < 0 || padding < 0 {
		panic("negative minwidth, tabwidth, or padding")
	}
	if padchar == '\t' {
		flags &^= AlignRight // tabs make it impossible
	}
	*b = Writer{output: output, minwidth: minwidth, tabwidth: tabwidth, padding: padding, padchar: padchar, flags: flags}
	b.reset()
	return b
}

func (b *Writer) reset() {
	b.buf = b.buf[:0]
	b.pos = 0
	b.last = cell{}
	b.end = 0
	b.lines = append(b.lines[:0], nil)
	b.widths = b.widths[:0]
}

// put writes to the output until the first error.
func (b *Writer) put(p []byte) {
	if b.err != nil || len(p) == 0 {
		return
	}
	n, err := b.output.Write(p)
	if err == nil && n != len(p) {
		err = io.ErrShortWrite
	}
	b.err = err
}

// fill writes c n times.
func (b *Writer) fill(c byte, n int) {
	var block [64]byte
	for i := 0; i < len(block) && i < n; i++ {
		block[i] = c
	}
	for ; n > len(block); n -= len(block) {
		b.put(block[:])
	}
	if n > 0 {
		b.put(block[:n])
	}
}

// pad fills a cell of the given width behind or before a text.
func (b *Writer) pad(text, width int, tabs bool) {
	if b.padchar != '\t' && !tabs {
		b.fill(b.padchar, width-text)
		return
	}
	if b.tabwidth == 0 {
		return
	}
	width = (width + b.tabwidth - 1) / b.tabwidth * b.tabwidth
	b.fill('\t', (width-text+b.tabwidth-1)/b.tabwidth)
}

// write writes lines in the columns known now, from place at in the buffer, and returns the place behind them.
func (b *Writer) write(at, first, end int) int {
	for i := first; i < end; i++ {
		tabs := b.flags&TabIndent != 0
		for j, c := range b.lines[i] {
			if j > 0 && b.flags&Debug != 0 {
				b.put([]byte{'|'})
			}
			text := b.buf[at : at+c.size]
			at += c.size
			column := j < len(b.widths)
			if c.size > 0 {
				tabs = false
			}
			if c.size == 0 || b.flags&AlignRight != 0 {
				if column {
					b.pad(c.width, b.widths[j], tabs)
				}
				b.put(text)
				continue
			}
			b.put(text)
			if column {
				b.pad(c.width, b.widths[j], tabs)
			}
		}
		if i+1 == len(b.lines) { // no line end yet, but maybe the start of a cell
			b.put(b.buf[at : at+b.last.size])
			at += b.last.size
		} else {
			b.put([]byte{'\n'})
		}
	}
	return at
}

// format finds the blocks of the next column in some lines and writes the lines.
func (b *Writer) format(at, first, end int) int {
	column := len(b.widths)
	has := func(line int) bool { return column < len(b.lines[line])-1 }
	for i := first; i < end; i++ {
		if !has(i) {
			continue
		}
		at = b.write(at, first, i)
		first = i
		width, empty := b.minwidth, true
		for ; i < end && has(i); i++ {
			c := b.lines[i][column]
			if w := c.width + b.padding; w > width {
				width = w
			}
			if c.width > 0 || c.tab {
				empty = false
			}
		}
		if empty && b.flags&DiscardEmptyColumns != 0 {
			width = 0
		}
		b.widths = append(b.widths, width)
		at = b.format(at, first, i)
		b.widths = b.widths[:len(b.widths)-1]
		first = i
	}
	return b.write(at, first, end)
}

// take adds text to the last cell.
func (b *Writer) take(text []byte) {
	b.buf = append(b.buf, text...)
	b.last.size += len(text)
}

// measure adds the runes taken since the last time to the last cell's width.
func (b *Writer) measure() {
	b.last.width += utf8.RuneCount(b.buf[b.pos:])
	b.pos = len(b.buf)
}

// endCell ends the last cell and returns how many its line has now.
func (b *Writer) endCell(tab bool) int {
	b.last.tab = tab
	line := &b.lines[len(b.lines)-1]
	*line = append(*line, b.last)
	b.last = cell{}
	return len(*line)
}

// endEscape ends escaped text, a tag or an entity.
func (b *Writer) endEscape() {
	switch b.end {
	case Escape:
		b.measure()
		if b.flags&StripEscape == 0 {
			b.last.width -= 2
		}
	case ';':
		b.last.width++
	}
	b.pos = len(b.buf)
	b.end = 0
}

// Flush writes what is buffered; a cell that is not ended counts as ended.
func (b *Writer) Flush() error {
	if b.last.size > 0 {
		if b.end != 0 {
			b.endEscape()
		}
		b.endCell(false)
	}
	b.format(0, 0, len(b.lines))
	b.reset()
	err := b.err
	b.err = nil
	return err
}

// Write takes text. Lines are passed on when no later one can change their columns.
func (b *Writer) Write(buf []byte) (n int, err error) {
	n = 0 // buf[:n] is taken
	for i, c := range buf {
		if b.end != 0 {
			if c != b.end {
				continue
			}
			end := i + 1
			if c == Escape && b.flags&StripEscape != 0 {
				end = i
			}
			b.take(buf[n:end])
			n = i + 1
			b.endEscape()
			continue
		}
		switch c {
		case '\t', '\v', '\n', '\f':
			b.take(buf[n:i])
			b.measure()
			n = i + 1
			cells := b.endCell(c == '\t')
			if c == '\t' || c == '\v' {
				break
			}
			b.lines = append(b.lines, nil)
			if c == '\f' || cells == 1 {
				if err := b.Flush(); err != nil {
					return n, err
				}
				if c == '\f' && b.flags&Debug != 0 {
					b.put([]byte("---\n"))
				}
			}
		case Escape:
			b.take(buf[n:i])
			b.measure()
			n = i
			if b.flags&StripEscape != 0 {
				n++
			}
			b.end = Escape
		case '<', '&':
			if b.flags&FilterHTML == 0 {
				break
			}
			b.take(buf[n:i])
			b.measure()
			n = i
			b.end = '>'
			if c == '&' {
				b.end = ';'
			}
		}
	}
	b.take(buf[n:])
	return len(buf), nil
}
