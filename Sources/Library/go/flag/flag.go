// SPDX-License-Identifier: Apache-2.0

// Package flag reads the options of a command line: -name, -name=value, -name value; two dashes do as well.
package flag

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sort"
	"strings"
)

// ErrHelp is returned when -help or -h is given but not defined.
var ErrHelp = errors.New("flag: help requested")

var (
	errParse = errors.New("parse error")
	errRange = errors.New("value out of range")
)

// A Value is what a flag sets. One with a method IsBoolFlag that returns true may be given without a value.
type Value interface {
	String() string
	Set(string) error
}

// A Getter is a Value that can be read.
type Getter interface {
	Value
	Get() any
}

// A Flag is one option.
type Flag struct {
	Name     string
	Usage    string
	Value    Value
	DefValue string // the text of the value before parsing
}

// ErrorHandling says what Parse does about errors.
type ErrorHandling int

const (
	ContinueOnError ErrorHandling = iota // return them
	ExitOnError                          // exit with code 2; 0 for help
	PanicOnError                         // panic
)

// A FlagSet is a set of options.
type FlagSet struct {
	// Usage is called on errors; when nil the options are printed.
	Usage func()

	name     string
	parsed   bool
	actual   map[string]*Flag
	formal   map[string]*Flag
	args     []string
	handling ErrorHandling
	output   io.Writer
}

// CommandLine is the set of the program's own options.
var CommandLine = NewFlagSet(os.Args[0], ExitOnError)

// Usage prints how the program is used; it is called on errors of the program's own options and may be replaced.
var Usage = func() {
	fmt.Fprintf(CommandLine.Output(), "Usage of %s:\n", os.Args[0])
	PrintDefaults()
}

// NewFlagSet returns an empty set.
func NewFlagSet(name string, handling ErrorHandling) *FlagSet {
	return &FlagSet{name: name, handling: handling}
}

// Init sets name and handling of errors.
func (f *FlagSet) Init(name string, handling ErrorHandling) {
	f.name = name
	f.handling = handling
}

// Name returns the set's name.
func (f *FlagSet) Name() string { return f.name }

// ErrorHandling returns what Parse does about errors.
func (f *FlagSet) ErrorHandling() ErrorHandling { return f.handling }

// Output returns where messages go: the standard error unless set.
func (f *FlagSet) Output() io.Writer {
	if f.output == nil {
		return os.Stderr
	}
	return f.output
}

// SetOutput sets where messages go.
func (f *FlagSet) SetOutput(output io.Writer) { f.output = output }

// sorted returns flags by name.
func sorted(flags map[string]*Flag) []*Flag {
	list := make([]*Flag, 0, len(flags))
	for _, f := range flags {
		list = append(list, f)
	}
	sort.Slice(list, func(i, j int) bool { return list[i].Name < list[j].Name })
	return list
}

// VisitAll calls fn for every flag, by name.
func (f *FlagSet) VisitAll(fn func(*Flag)) {
	for _, flag := range sorted(f.formal) {
		fn(flag)
	}
}

// Visit calls fn for every flag that was set, by name.
func (f *FlagSet) Visit(fn func(*Flag)) {
	for _, flag := range sorted(f.actual) {
		fn(flag)
	}
}

// Lookup returns a flag, nil when there is none of this name.
func (f *FlagSet) Lookup(name string) *Flag { return f.formal[name] }

// Set sets a flag.
func (f *FlagSet) Set(name, value string) error {
	flag, ok := f.formal[name]
	if !ok {
		return fmt.Errorf("no such flag -%v", name)
	}
	if err := flag.Value.Set(value); err != nil {
		return err
	}
	if f.actual == nil {
		f.actual = make(map[string]*Flag)
	}
	f.actual[name] = flag
	return nil
}

// Var defines a flag.
func (f *FlagSet) Var(value Value, name string, usage string) {
	if strings.HasPrefix(name, "-") {
		panic(f.print(fmt.Sprintf("flag %q begins with -", name)))
	}
	if strings.Contains(name, "=") {
		panic(f.print(fmt.Sprintf("flag %q contains =", name)))
	}
	if _, ok := f.formal[name]; ok {
		message := "flag redefined: " + name
		if f.name != "" {
			message = f.name + " " + message
		}
		panic(f.print(message))
	}
	if f.formal == nil {
		f.formal = make(map[string]*Flag)
	}
	f.formal[name] = &Flag{name, usage, value, value.String()}
}

// print writes a line and returns it.
func (f *FlagSet) print(message string) string {
	fmt.Fprintln(f.Output(), message)
	return message
}

// isBool reports whether a flag may be given without a value.
func isBool(v Value) bool {
	b, ok := v.(interface{ IsBoolFlag() bool })
	return ok && b.IsBoolFlag()
}

// UnquoteUsage returns the name of a flag's value, in back quotes in its usage or by its type, and the usage.
func UnquoteUsage(flag *Flag) (name string, usage string) {
	usage = flag.Usage
	if i := strings.IndexByte(usage, '`'); i >= 0 {
		if j := strings.IndexByte(usage[i+1:], '`'); j >= 0 {
			name = usage[i+1 : i+1+j]
			return name, usage[:i] + name + usage[i+2+j:]
		}
	}
	if isBool(flag.Value) {
		return "", usage
	}
	switch flag.Value.(type) {
	case *durationValue:
		return "duration", usage
	case *floatValue:
		return "float", usage
	case *intValue, *int64Value:
		return "int", usage
	case *stringValue:
		return "string", usage
	case *uintValue, *uint64Value:
		return "uint", usage
	}
	return "value", usage
}

// isZero reports whether a flag's first text is that of the zero value of its type.
func isZero(flag *Flag) bool {
	switch flag.Value.(type) {
	case *durationValue:
		return flag.DefValue == "0s"
	case *boolValue:
		return flag.DefValue == "false"
	case *stringValue, funcValue, boolFuncValue:
		return flag.DefValue == ""
	}
	return flag.DefValue == "0" || flag.DefValue == ""
}

// PrintDefaults prints all options with their usage.
func (f *FlagSet) PrintDefaults() {
	f.VisitAll(func(flag *Flag) {
		line := "  -" + flag.Name
		name, usage := UnquoteUsage(flag)
		if name != "" {
			line += " " + name
		}
		if len(line) <= 4 { // a one-letter flag without value: on the same line
			line += "\t"
		} else {
			line += "\n    \t"
		}
		line += strings.ReplaceAll(usage, "\n", "\n    \t")
		if !isZero(flag) {
			if _, ok := flag.Value.(*stringValue); ok {
				line += fmt.Sprintf(" (default %q)", flag.DefValue)
			} else {
				line += fmt.Sprintf(" (default %v)", flag.DefValue)
			}
		}
		fmt.Fprintln(f.Output(), line)
	})
}

func (f *FlagSet) usage() {
	if f.Usage != nil {
		f.Usage()
		return
	}
	if f == CommandLine {
		Usage()
		return
	}
	if f.name == "" {
		fmt.Fprintf(f.Output(), "Usage:\n")
	} else {
		fmt.Fprintf(f.Output(), "Usage of %s:\n", f.name)
	}
	f.PrintDefaults()
}

// NFlag returns how many flags were set; NArg, Arg and Args give the arguments behind the flags.
func (f *FlagSet) NFlag() int     { return len(f.actual) }
func (f *FlagSet) NArg() int      { return len(f.args) }
func (f *FlagSet) Args() []string { return f.args }
func (f *FlagSet) Parsed() bool   { return f.parsed }

func (f *FlagSet) Arg(i int) string {
	if i < 0 || i >= len(f.args) {
		return ""
	}
	return f.args[i]
}

// fail reports an error and the usage.
func (f *FlagSet) fail(format string, a ...any) error {
	err := fmt.Errorf(format, a...)
	fmt.Fprintln(f.Output(), err)
	f.usage()
	return err
}

// next reads one flag; more is false behind the last one.
func (f *FlagSet) next() (more bool, err error) {
	if len(f.args) == 0 {
		return false, nil
	}
	s := f.args[0]
	if len(s) < 2 || s[0] != '-' {
		return false, nil
	}
	name := s[1:]
	if s[1] == '-' {
		if name = s[2:]; name == "" { // "--" ends the flags
			f.args = f.args[1:]
			return false, nil
		}
	}
	if name == "" || name[0] == '-' || name[0] == '=' {
		return false, f.fail("bad flag syntax: %s", s)
	}
	f.args = f.args[1:]
	value, given := "", false
	if i := strings.IndexByte(name, '='); i >= 0 {
		name, value, given = name[:i], name[i+1:], true
	}
	flag, ok := f.formal[name]
	if !ok {
		if name == "help" || name == "h" {
			f.usage()
			return false, ErrHelp
		}
		return false, f.fail("flag provided but not defined: -%s", name)
	}
	if isBool(flag.Value) {
		if !given {
			value = "true"
		}
		if err := flag.Value.Set(value); err != nil {
			if given {
				return false, f.fail("invalid boolean value %q for -%s: %v", value, name, err)
			}
			return false, f.fail("invalid boolean flag %s: %v", name, err)
		}
	} else {
		if !given && len(f.args) > 0 {
			value, given = f.args[0], true
			f.args = f.args[1:]
		}
		if !given {
			return false, f.fail("flag needs an argument: -%s", name)
		}
		if err := flag.Value.Set(value); err != nil {
			return false, f.fail("invalid value %q for flag -%s: %v", value, name, err)
		}
	}
	if f.actual == nil {
		f.actual = make(map[string]*Flag)
	}
	f.actual[name] = flag
	return true, nil
}

// Parse reads the flags at the start of arguments, which do not hold the program's name.
func (f *FlagSet) Parse(arguments []string) error {
	f.parsed = true
	f.args = arguments
	for {
		more, err := f.next()
		if more {
			continue
		}
		if err == nil {
			return nil
		}
		switch f.handling {
		case ContinueOnError:
			return err
		case ExitOnError:
			if err == ErrHelp {
				os.Exit(0)
			}
			os.Exit(2)
		case PanicOnError:
			panic(err)
		}
		return err
	}
}

// The program's own options.

func VisitAll(fn func(*Flag))                    { CommandLine.VisitAll(fn) }
func Visit(fn func(*Flag))                       { CommandLine.Visit(fn) }
func Lookup(name string) *Flag                   { return CommandLine.Lookup(name) }
func Set(name, value string) error               { return CommandLine.Set(name, value) }
func PrintDefaults()                             { CommandLine.PrintDefaults() }
func NFlag() int                                 { return CommandLine.NFlag() }
func NArg() int                                  { return CommandLine.NArg() }
func Arg(i int) string                           { return CommandLine.Arg(i) }
func Args() []string                             { return CommandLine.Args() }
func Parsed() bool                               { return CommandLine.Parsed() }
func Parse()                                     { CommandLine.Parse(os.Args[1:]) }
func Var(value Value, name string, usage string) { CommandLine.Var(value, name, usage) }
