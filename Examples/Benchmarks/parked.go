// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

const N = 1000000 // SIZE small=100000

func rss() int {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for _, l := range strings.Split(string(b), "\n") {
		if strings.HasPrefix(l, "VmRSS:") {
			f := strings.Fields(l)
			k, _ := strconv.Atoi(f[1])
			return k * 1024
		}
	}
	return 0
}

func main() {
	gate := make(chan struct{})
	var up, done sync.WaitGroup
	up.Add(N)
	done.Add(N)
	r0 := rss()
	t := time.Now()
	for i := 0; i < N; i++ {
		go func() {
			up.Done()
			<-gate
			done.Done()
		}()
	}
	up.Wait()
	d := time.Since(t)
	r1 := rss()
	t = time.Now()
	close(gate)
	done.Wait()
	e := time.Since(t)
	fmt.Println("CHECK parked", N)
	fmt.Printf("parked%dk_rss bytes_per_op=%.0f\n", N/1000, float64(r1-r0)/float64(N))
	fmt.Printf("parked%dk_spawn ns_per_op=%.1f\n", N/1000, float64(d.Nanoseconds())/float64(N))
	fmt.Printf("parked%dk_release ns_per_op=%.1f\n", N/1000, float64(e.Nanoseconds())/float64(N))
}
