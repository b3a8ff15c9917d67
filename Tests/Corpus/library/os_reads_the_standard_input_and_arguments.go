// run
// stdin: os_reads_the_standard_input_and_arguments.txt
// args: one two

package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
)

func main() {
	fmt.Println(len(os.Args), os.Args[1:])
	r := bufio.NewReader(os.Stdin)
	var n int
	var word string
	count, err := fmt.Fscan(r, &n, &word)
	fmt.Println(count, err, n, word)
	rest, err := io.ReadAll(r)
	fmt.Printf("%q %v\n", rest, err)
	fmt.Println(os.Stdin.Name(), os.Stdout.Fd())
}
