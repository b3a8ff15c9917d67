// panic
// SPDX-License-Identifier: Apache-2.0

package main

type pipe struct{ out chan<- int }

func (p pipe) stop() {
	close(p.out)
}

func main() {
	pipe{}.stop()
}
