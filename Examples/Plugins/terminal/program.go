// SPDX-License-Identifier: Apache-2.0

// A pipe is no terminal; a pseudo-terminal is one, whose modes are set and seen.
package main

import (
	"fmt"
	"os"
	"terminal"
)

func main() {
	reader, _, _ := os.Pipe()
	fmt.Println(terminal.IsTerminal(int(reader.Fd())))
	_, _, err := terminal.Size(int(reader.Fd()))
	fmt.Println(err)
	fmt.Println(terminal.Size(1 << 40))
	_, err = terminal.MakeRaw(-1)
	fmt.Println(err)

	f, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	fd := int(f.Fd())
	fmt.Println(terminal.IsTerminal(fd))
	fmt.Println(terminal.Size(fd))
	before, err := terminal.MakeRaw(fd)
	now, _ := terminal.GetState(fd)
	fmt.Println(before.Echoes(), now.Echoes(), err)
	now.SetEcho(true)
	fmt.Println(terminal.SetState(fd, now))
	now, _ = terminal.GetState(fd)
	fmt.Println(now.Echoes(), *now == *before)
	fmt.Println(terminal.SetState(fd, before))
	now, _ = terminal.GetState(fd)
	fmt.Println(*now == *before)
}
