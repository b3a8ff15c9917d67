// SPDX-License-Identifier: Apache-2.0

// Package log writes lines with a time and a place before them.
package log

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"sync"
	"time"
)

// What stands before each line.
const (
	Ldate         = 1 << iota     // 2009/01/23
	Ltime                         // 01:23:23
	Lmicroseconds                 // 01:23:23.123123
	Llongfile                     // /a/b/c/d.go:23
	Lshortfile                    // d.go:23
	LUTC                          // date and time in UTC
	Lmsgprefix                    // the prefix before the message, not before the line
	LstdFlags     = Ldate | Ltime // of the standard Logger
)

// A Logger writes lines to a writer, each with one call of Write. Many goroutines may use it.
type Logger struct {
	lock   sync.Mutex
	prefix string
	flag   int
	out    io.Writer
}

// New returns a Logger.
func New(out io.Writer, prefix string, flag int) *Logger {
	return &Logger{out: out, prefix: prefix, flag: flag}
}

var std = New(os.Stderr, "", LstdFlags)

// Default returns the Logger that the package's functions use.
func Default() *Logger { return std }

// digits appends n with at least width digits.
func digits(b []byte, n, width int) []byte {
	var d [20]byte
	i := len(d)
	for n > 0 || width > 0 || i == len(d) {
		i--
		d[i] = byte('0' + n%10)
		n /= 10
		width--
	}
	return append(b, d[i:]...)
}

// header appends what stands before a message.
func header(b []byte, prefix string, flag int, now time.Time, file string, line int) []byte {
	if flag&Lmsgprefix == 0 {
		b = append(b, prefix...)
	}
	if flag&LUTC != 0 {
		now = now.UTC()
	}
	if flag&Ldate != 0 {
		year, month, day := now.Date()
		b = digits(b, year, 4)
		b = digits(append(b, '/'), int(month), 2)
		b = digits(append(b, '/'), day, 2)
		b = append(b, ' ')
	}
	if flag&(Ltime|Lmicroseconds) != 0 {
		hour, min, sec := now.Clock()
		b = digits(b, hour, 2)
		b = digits(append(b, ':'), min, 2)
		b = digits(append(b, ':'), sec, 2)
		if flag&Lmicroseconds != 0 {
			b = digits(append(b, '.'), now.Nanosecond()/1e3, 6)
		}
		b = append(b, ' ')
	}
	if flag&(Llongfile|Lshortfile) != 0 {
		if flag&Lshortfile != 0 {
			for i := len(file) - 1; i > 0; i-- {
				if file[i] == '/' {
					file = file[i+1:]
					break
				}
			}
		}
		b = append(b, file...)
		b = digits(append(b, ':'), line, -1)
		b = append(b, ": "...)
	}
	if flag&Lmsgprefix != 0 {
		b = append(b, prefix...)
	}
	return b
}

// Output writes one line; depth says whose place is shown: 1 is Output's caller.
func (l *Logger) Output(depth int, s string) error {
	now := time.Now()
	l.lock.Lock()
	prefix, flag := l.prefix, l.flag
	l.lock.Unlock()
	file, line := "", 0
	if flag&(Llongfile|Lshortfile) != 0 {
		var ok bool
		if _, file, line, ok = runtime.Caller(depth); !ok {
			file = "???"
		}
	}
	b := append(header(nil, prefix, flag, now, file, line), s...)
	if s == "" || s[len(s)-1] != '\n' {
		b = append(b, '\n')
	}
	l.lock.Lock()
	defer l.lock.Unlock()
	_, err := l.out.Write(b)
	return err
}

func (l *Logger) Print(v ...any)                 { l.Output(2, fmt.Sprint(v...)) }
func (l *Logger) Printf(format string, v ...any) { l.Output(2, fmt.Sprintf(format, v...)) }
func (l *Logger) Println(v ...any)               { l.Output(2, fmt.Sprintln(v...)) }

// Fatal, Fatalf and Fatalln print and end the program with code 1.
func (l *Logger) Fatal(v ...any) {
	l.Output(2, fmt.Sprint(v...))
	os.Exit(1)
}

func (l *Logger) Fatalf(format string, v ...any) {
	l.Output(2, fmt.Sprintf(format, v...))
	os.Exit(1)
}

func (l *Logger) Fatalln(v ...any) {
	l.Output(2, fmt.Sprintln(v...))
	os.Exit(1)
}

// Panic, Panicf and Panicln print and panic with the text.
func (l *Logger) Panic(v ...any) {
	s := fmt.Sprint(v...)
	l.Output(2, s)
	panic(s)
}

func (l *Logger) Panicf(format string, v ...any) {
	s := fmt.Sprintf(format, v...)
	l.Output(2, s)
	panic(s)
}

func (l *Logger) Panicln(v ...any) {
	s := fmt.Sprintln(v...)
	l.Output(2, s)
	panic(s)
}

// Flags returns what stands before each line.
func (l *Logger) Flags() int {
	l.lock.Lock()
	defer l.lock.Unlock()
	return l.flag
}

// SetFlags sets what stands before each line.
func (l *Logger) SetFlags(flag int) {
	l.lock.Lock()
	l.flag = flag
	l.lock.Unlock()
}

// Prefix returns the prefix.
func (l *Logger) Prefix() string {
	l.lock.Lock()
	defer l.lock.Unlock()
	return l.prefix
}

// SetPrefix sets the prefix.
func (l *Logger) SetPrefix(prefix string) {
	l.lock.Lock()
	l.prefix = prefix
	l.lock.Unlock()
}

// Writer returns where lines are written.
func (l *Logger) Writer() io.Writer {
	l.lock.Lock()
	defer l.lock.Unlock()
	return l.out
}

// SetOutput sets where lines are written.
func (l *Logger) SetOutput(w io.Writer) {
	l.lock.Lock()
	l.out = w
	l.lock.Unlock()
}
