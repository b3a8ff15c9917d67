// run

package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	dir, err := os.MkdirTemp("", "corpus-*-x")
	must(err)
	defer os.RemoveAll(dir)
	must(os.Chdir(dir))

	must(os.WriteFile("a.txt", []byte("hello\nworld\n"), 0o640))
	data, err := os.ReadFile("a.txt")
	fmt.Printf("%q %v\n", data, err)
	info, err := os.Stat("a.txt")
	must(err)
	fmt.Println(info.Name(), info.Size(), info.Mode(), info.IsDir(), info.ModTime().IsZero())

	f, err := os.OpenFile("a.txt", os.O_RDWR|os.O_APPEND, 0)
	must(err)
	n, err := f.WriteString("more")
	fmt.Println(n, err)
	pos, err := f.Seek(6, io.SeekStart)
	fmt.Println(pos, err)
	buf := make([]byte, 5)
	n, err = f.Read(buf)
	fmt.Printf("%d %q %v\n", n, buf, err)
	n, err = f.ReadAt(buf, 14)
	fmt.Printf("%d %q %v\n", n, buf[:n], err)
	_, err = f.WriteAt(buf, 0)
	fmt.Println(err)
	fmt.Println(f.Name(), f.Close(), f.Close())
	_, err = f.Read(buf)
	fmt.Println(err, errors.Is(err, os.ErrClosed))

	must(os.MkdirAll("d/e/f", 0o755))
	must(os.WriteFile("d/z", nil, 0o600))
	must(os.Symlink("z", "d/link"))
	list, err := os.ReadDir("d")
	for _, e := range list {
		fmt.Println(e.Name(), e.IsDir(), e.Type())
	}
	target, err := os.Readlink("d/link")
	fmt.Println(target, err)
	must(os.Rename("d/z", "d/y"))
	fmt.Println(os.Remove("d"))
	filepath.WalkDir("d", func(path string, d fs.DirEntry, err error) error {
		fmt.Println(path, d.IsDir(), err)
		return nil
	})
	must(os.RemoveAll("d"))

	_, err = os.Open("missing")
	var pe *os.PathError
	fmt.Println(err, os.IsNotExist(err), errors.Is(err, fs.ErrNotExist), errors.As(err, &pe), pe.Op, pe.Err == syscall.ENOENT)
	err = os.Mkdir("a.txt", 0o700)
	fmt.Println(err, os.IsExist(err), errors.Is(err, os.ErrExist))
	_, err = os.ReadDir("a.txt")
	fmt.Println(err != nil)
	fmt.Println(os.Rename("missing", "other"))
	fmt.Println(os.RemoveAll("missing"))
}
