// run

// Profiles of the program's own and labels, as far as their output does not depend on addresses.
package main

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"runtime/pprof"
	"strings"
)

func tryTo(what string, f func()) {
	defer func() { fmt.Println(what, recover() != nil) }()
	f()
}

func add(p *pprof.Profile, value any) { p.Add(value, 1) }

func main() {
	own := pprof.NewProfile("example/open")
	fmt.Println(own.Name(), own.Count(), pprof.Lookup("example/open") == own, pprof.Lookup("example") == nil)
	for i := 0; i < 3; i++ {
		add(own, i)
	}
	own.Remove(1)
	own.Remove(77)
	fmt.Println(own.Count())
	tryTo("twice", func() { add(own, 0) })
	tryTo("same name", func() { pprof.NewProfile("example/open") })
	tryTo("no name", func() { pprof.NewProfile("") })
	tryTo("built in", func() { pprof.Lookup("heap").Add(1, 0) })

	var text bytes.Buffer
	fmt.Println(own.WriteTo(&text, 1))
	lines := strings.Split(text.String(), "\n")
	fmt.Println(lines[0])
	fmt.Println(strings.HasPrefix(lines[1], "2 @ 0x"), strings.Contains(lines[2], "main.main+"), len(lines) > 3)
	for _, name := range []string{"allocs", "block", "goroutine", "heap", "mutex", "threadcreate"} {
		p := pprof.Lookup(name)
		text.Reset()
		fmt.Println(name, p.Name() == name, p.WriteTo(&text, 0), text.Len() > 0)
	}

	done, ready := make(chan bool), make(chan bool)
	for i := 0; i < 4; i++ {
		go func() {
			ready <- true
			<-done
		}()
	}
	for i := 0; i < 4; i++ {
		<-ready
	}
	text.Reset()
	pprof.Lookup("goroutine").WriteTo(&text, 1)
	fmt.Println(strings.SplitN(text.String(), "\n", 2)[0], pprof.Lookup("goroutine").Count())
	records := make([]runtime.StackRecord, 10)
	n, ok := runtime.GoroutineProfile(records)
	few, fits := runtime.GoroutineProfile(records[:2])
	fmt.Println(n, ok, few, fits)
	close(done)

	ctx := pprof.WithLabels(context.Background(), pprof.Labels("b", "1", "a", "2", "b", "3"))
	pprof.Do(ctx, pprof.Labels("c", "4", "a", "5"), func(ctx context.Context) {
		pprof.ForLabels(ctx, func(key, value string) bool {
			fmt.Println(key, value)
			return key != "b"
		})
		fmt.Println(pprof.Label(ctx, "c"))
		fmt.Println(pprof.Label(ctx, "d"))
	})
	fmt.Println(pprof.Label(ctx, "a"))
	tryTo("odd", func() { pprof.Labels("a") })
}
