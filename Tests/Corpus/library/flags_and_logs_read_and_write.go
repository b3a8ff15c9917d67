// run

package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"time"
)

func main() {
	set := flag.NewFlagSet("tool", flag.ContinueOnError)
	set.SetOutput(os.Stdout)
	verbose := set.Bool("v", false, "say more")
	count := set.Int("n", 10, "how many `items`")
	name := set.String("name", "gopher", "whose")
	wait := set.Duration("wait", time.Second, "how long")
	fmt.Println(set.Parse([]string{"-v", "--n=3", "-name", "x y", "rest", "-v"}), *verbose, *count, *name, *wait, set.Args(), set.NFlag())
	fmt.Println(set.Parse([]string{"-n", "many"}))
	fmt.Println(set.Parse([]string{"-other"}) != nil, set.Parse([]string{"-h"}) == flag.ErrHelp)

	l := log.New(os.Stdout, "prefix: ", log.Lshortfile|log.Lmsgprefix)
	l.Println("line", 1)
	l.Printf("no %s", "newline")
	log.SetFlags(0)
	log.SetPrefix("std ")
	log.SetOutput(os.Stdout)
	log.Print("from the package")
	defer func() { fmt.Println("recovered:", recover()) }()
	log.Panicf("stop %d", 5)
}
