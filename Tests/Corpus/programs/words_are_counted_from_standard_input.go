// run
// stdin: words.txt
// args: -n 4 --reverse
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"sort"
	"strconv"
	"strings"
	"unicode"
)

type options struct {
	limit   int
	reverse bool
}

func parse(args []string) (o options, err error) {
	o.limit = 10
	for i := 0; i < len(args); i++ {
		switch args[i] {
		case "-n":
			i++
			if i == len(args) {
				return o, fmt.Errorf("-n needs a number")
			}
			if o.limit, err = strconv.Atoi(args[i]); err != nil {
				return
			}
		case "--reverse":
			o.reverse = true
		default:
			return o, fmt.Errorf("unknown option %q", args[i])
		}
	}
	return
}

func count(r io.Reader) (words map[string]int, lines int, err error) {
	words = map[string]int{}
	in := bufio.NewScanner(r)
	for in.Scan() {
		lines++
		for _, w := range strings.FieldsFunc(in.Text(), func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' }) {
			words[strings.ToLower(w)]++
		}
	}
	return words, lines, in.Err()
}

func main() {
	o, err := parse(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
	words, lines, err := count(os.Stdin)
	if err != nil {
		fmt.Println(err)
	}
	keys := make([]string, 0, len(words))
	for k := range words {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool {
		a, b := keys[i], keys[j]
		if words[a] != words[b] {
			return words[a] > words[b] != o.reverse
		}
		return a < b
	})
	fmt.Println(lines, "lines,", len(words), "words", o)
	for _, k := range keys[:o.limit] {
		fmt.Printf("%3d %s\n", words[k], k)
	}
	fmt.Println(keys[len(keys)-1], words["naïve"], words["it's"])
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	fmt.Fprintf(out, "%s|%6.2f%%\n", strings.Repeat("-", 5), 100*float64(words["the"])/float64(len(words)))
	_, err = parse([]string{"-n"})
	fmt.Fprintln(out, err)
	_, err = parse([]string{"-n", "x"})
	fmt.Fprintln(out, err)
	_, err = parse([]string{"--huh"})
	fmt.Fprintln(out, err)
}
