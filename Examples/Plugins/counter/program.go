// SPDX-License-Identifier: Apache-2.0

// What package counter of the plugin does.
package main

import (
	"counter"
	"fmt"
	"runtime"
)

func use() {
	c := counter.New(10)
	fmt.Println(c.Next(), c.Next())
	span := c.Take(5)
	fmt.Println(span.From, span.To, span.Of)
	sum := 0
	c.Each(3, func(n int) { sum += n })
	fmt.Println("sum", sum, "next", c.Next())
	fmt.Println(c.Close(), c.Close())
	defer func() { fmt.Println("recovered:", recover()) }()
	c.Next()
}

func main() {
	fmt.Println(counter.Add(20, 22))
	fmt.Println(counter.Greet("Go"))
	use()
	for i := 0; i < 1000; i++ {
		counter.New(i) // nobody closes these
	}
	runtime.GC()
	c := counter.New(0)
	func() {
		defer func() { fmt.Println("recovered:", recover()) }()
		c.Each(2, func(n int) { panic(fmt.Sprint("out of C at ", n)) })
	}()
	fmt.Println(c.Next())
}
