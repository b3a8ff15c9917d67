// run

package main

import (
	"fmt"
	"path"
	"path/filepath"
)

func main() {
	for _, p := range []string{"", "/", "a//b/./c/..", "../../a/../b", "/../a", "a/b.tar.gz", "x/"} {
		dir, file := path.Split(p)
		fmt.Printf("%q %q %q %q %q %q %v\n", path.Clean(p), path.Base(p), path.Dir(p), path.Ext(p), dir, file, path.IsAbs(p))
	}
	fmt.Println(path.Join("a", "", "../b", "/c"), filepath.Join("x", "y", "..", "z"))
	for _, c := range [][2]string{{"*.go", "main.go"}, {"*", "a/b"}, {"a?c", "abc"}, {"[a-c]*[^x]", "bxy"}, {"[", "a"}, {`\*`, "*"}} {
		fmt.Println(path.Match(c[0], c[1]))
	}
	fmt.Println(filepath.Rel("/a/b", "/a/c/d"))
	fmt.Println(filepath.Rel("a", "/b"))
	fmt.Println(filepath.SplitList("/bin:/usr/bin"), filepath.IsLocal("a/../b"), filepath.IsLocal("../b"))
}
