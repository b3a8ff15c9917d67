// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"time"
)

const N = 10 // SIZE small=7

func fannkuch(n int) (int, int, int) {
	p := make([]int, n)
	q := make([]int, n)
	s := make([]int, n)
	for i := range p {
		p[i] = i
		s[i] = i
	}
	sign, maxf, sum, perms := 1, 0, 0, 0
	for {
		perms++
		q0 := p[0]
		if q0 != 0 {
			for i := 1; i < n; i++ {
				q[i] = p[i]
			}
			flips := 1
			for {
				qq := q[q0]
				if qq == 0 {
					sum += sign * flips
					if flips > maxf {
						maxf = flips
					}
					break
				}
				q[q0] = q0
				if q0 >= 3 {
					i, j := 1, q0-1
					for i < j {
						q[i], q[j] = q[j], q[i]
						i++
						j--
					}
				}
				q0 = qq
				flips++
			}
		}
		if sign == 1 {
			p[0], p[1] = p[1], p[0]
			sign = -1
		} else {
			p[1], p[2] = p[2], p[1]
			sign = 1
			for i := 2; i < n; i++ {
				if s[i] != 0 {
					s[i]--
					break
				}
				if i == n-1 {
					return sum, maxf, perms
				}
				s[i] = i
				t := p[0]
				for j := 0; j <= i; j++ {
					p[j] = p[j+1]
				}
				p[i+1] = t
			}
		}
	}
}

func main() {
	t := time.Now()
	sum, maxf, perms := fannkuch(N)
	d := time.Since(t)
	fmt.Println("CHECK fannkuch", sum, maxf, perms)
	fmt.Printf("fannkuch ns_per_op=%.3f\n", float64(d.Nanoseconds())/float64(perms))
}
