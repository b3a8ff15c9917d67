// run

package main

import (
	"fmt"
	"os"
	"text/tabwriter"
)

func main() {
	w := tabwriter.NewWriter(os.Stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, "name\tcount\tprice")
	fmt.Fprintln(w, "apples\t3\t1.25")
	fmt.Fprintln(w, "watermelons\t12345\t9")
	fmt.Fprintln(w, "one cell only")
	fmt.Fprintln(w, "é\t世界\tend")
	w.Flush()

	w.Init(os.Stdout, 5, 0, 1, '.', tabwriter.AlignRight|tabwriter.Debug)
	fmt.Fprintf(w, "a\tb\tc\n\t\tdd\naaaa\tbbbbbbbb\t\n")
	w.Flush()

	w.Init(os.Stdout, 0, 8, 0, '\t', tabwriter.FilterHTML|tabwriter.DiscardEmptyColumns)
	fmt.Fprintf(w, "<b>x</b>\t&lt;\v\vend\nlonger\ty\v\vend\n")
	w.Flush()
}
