// SPDX-License-Identifier: Apache-2.0

// Prime numbers twice: by a chain of goroutines, and by crossing out in a slice.
//
// In the chain every prime found becomes a goroutine that lets through only what it does not divide. It is slow and
// beautiful: a good test of how cheaply one goroutine hands over to the next.
package main

import "fmt"

func numbers(out chan<- int) {
	for n := 2; ; n++ {
		out <- n
	}
}

func sift(in <-chan int, out chan<- int, prime int) {
	for n := range in {
		if n%prime != 0 {
			out <- n
		}
	}
}

// chain returns the first count primes.
func chain(count int) (primes []int) {
	in := make(chan int)
	go numbers(in)
	for range count {
		prime := <-in
		primes = append(primes, prime)
		out := make(chan int)
		go sift(in, out, prime)
		in = out
	}
	return // the goroutines wait forever and end with the program
}

// crossOut returns the primes below limit.
func crossOut(limit int) (primes []int) {
	composite := make([]bool, limit)
	for n := 2; n < limit; n++ {
		if composite[n] {
			continue
		}
		primes = append(primes, n)
		for m := n * n; m < limit; m += n {
			composite[m] = true
		}
	}
	return
}

func main() {
	a := chain(60)
	b := crossOut(500_000)
	fmt.Println("first:", a[:10])
	fmt.Println("the 60th:", a[59])
	same := true
	for i, p := range a {
		same = same && p == b[i]
	}
	fmt.Println("both ways agree:", same)
	fmt.Println("below 500000:", len(b), "the last is", b[len(b)-1])
}
