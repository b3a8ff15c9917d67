// run

package main

import (
	"fmt"
	"os"
)

func main() {
	os.Clearenv()
	fmt.Println(os.Setenv("NAME", "value"), os.Setenv("EMPTY", ""), os.Setenv("", "x"), os.Setenv("a=b", "x"))
	fmt.Println(os.Getenv("NAME"), os.Getenv("NONE") == "")
	v, ok := os.LookupEnv("EMPTY")
	fmt.Printf("%q %v\n", v, ok)
	v, ok = os.LookupEnv("NONE")
	fmt.Printf("%q %v\n", v, ok)
	os.Setenv("NAME", "other")
	os.Unsetenv("EMPTY")
	fmt.Println(os.Environ())
	fmt.Println(os.ExpandEnv("$NAME-${NAME}x $NONE. $ ${} ${NAME $1 $$ end$"))
	fmt.Println(os.Expand("$a ${bc}", func(s string) string { return "<" + s + ">" }))
}
