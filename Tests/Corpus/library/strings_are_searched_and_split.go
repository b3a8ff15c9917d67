// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"strings"
	"unicode"
)

func main() {
	s := "Hello, 世界! héllo\xff"
	fmt.Println(strings.Contains(s, "世"), strings.Contains(s, ""), strings.ContainsAny(s, "xyz界"), strings.ContainsRune(s, 'é'), strings.ContainsFunc(s, unicode.IsDigit))
	fmt.Println(strings.Index(s, "llo"), strings.LastIndex(s, "llo"), strings.Index(s, ""), strings.LastIndex(s, ""), strings.Index(s, "zz"))
	fmt.Println(strings.IndexByte(s, 'o'), strings.LastIndexByte(s, 'l'), strings.IndexRune(s, '界'), strings.IndexRune(s, 0xFFFD), strings.IndexRune(s, -1))
	fmt.Println(strings.IndexAny(s, "界é"), strings.LastIndexAny(s, "界é"), strings.IndexFunc(s, unicode.IsSpace), strings.LastIndexFunc(s, unicode.IsUpper))
	fmt.Println(strings.Count("cheese", "e"), strings.Count("five", ""), strings.Count("aaaa", "aa"), strings.Count("", ""))
	fmt.Println(strings.HasPrefix(s, "Hello"), strings.HasSuffix(s, "\xff"), strings.HasPrefix("a", "ab"))
	fmt.Println(strings.Compare("a", "b"), strings.Compare("b", "a"), strings.Compare("a", "a"), strings.Compare("a", "ab"))
	fmt.Println(strings.EqualFold("Go", "GO"), strings.EqualFold("straße", "STRASSE"), strings.EqualFold("ſK", "sk"), strings.EqualFold("é", "É"))

	fmt.Printf("%q\n%q\n%q\n", strings.Split("a,b,,c", ","), strings.Split("", ","), strings.Split("世x\xff", ""))
	fmt.Printf("%q %q %q\n", strings.SplitN("a,b,c", ",", 2), strings.SplitN("a,b,c", ",", 0), strings.SplitN("a,b,c", ",", -1))
	fmt.Printf("%q %q\n", strings.SplitAfter("a,b,c", ","), strings.SplitAfterN("a,b,c", ",", 2))
	fmt.Printf("%q %q %q\n", strings.Fields("  a b\t\nc  "), strings.Fields(""), strings.Fields("\u00a0x\u2003y\u3000"))
	fmt.Printf("%q\n", strings.FieldsFunc("a1b22c", unicode.IsDigit))
	before, after, found := strings.Cut("key=value=x", "=")
	fmt.Println(before, after, found)
	before, after, found = strings.Cut("key", "=")
	fmt.Printf("%q %q %v\n", before, after, found)
	fmt.Println(strings.CutPrefix("prefix-x", "prefix-"))
	fmt.Println(strings.CutSuffix("x.go", ".go"))
	fmt.Println(strings.CutSuffix("x.go", ".c"))

	fmt.Printf("%q %q %q\n", strings.Trim("--a-b--", "-"), strings.TrimLeft("xxabc", "x"), strings.TrimRight("abcéé", "é"))
	fmt.Printf("%q %q %q\n", strings.TrimSpace(" \t a b \r\n"), strings.TrimSpace("\u2003x\u00a0"), strings.TrimSpace("   "))
	fmt.Printf("%q %q\n", strings.TrimPrefix("abc", "a"), strings.TrimSuffix("abc", "b"))
	fmt.Printf("%q %q %q\n", strings.TrimFunc("12a34", unicode.IsDigit), strings.TrimLeftFunc("12a", unicode.IsDigit), strings.TrimRightFunc("a12", unicode.IsDigit))
	for i, r := range s {
		fmt.Print(i, ":", string(r), " ")
	}
	fmt.Println()
	long := strings.Repeat("ab", 1000) + "needle" + strings.Repeat("ba", 1000)
	fmt.Println(strings.Index(long, "needle"), strings.LastIndex(long, "needle"), strings.Count(long, "ab"), strings.IndexByte(long, 'n'))
}
