// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"math"
	"time"
)

const N = 4000000 // SIZE small=10000

type body struct{ x, y, z, vx, vy, vz, m float64 }

const (
	solar = 4 * math.Pi * math.Pi
	dpy   = 365.24
)

func bodies() []body {
	b := []body{
		{0, 0, 0, 0, 0, 0, solar},
		{4.84143144246472090e+00, -1.16032004402742839e+00, -1.03622044471123109e-01, 1.66007664274403694e-03 * dpy, 7.69901118419740425e-03 * dpy, -6.90460016972063023e-05 * dpy, 9.54791938424326609e-04 * solar},
		{8.34336671824457987e+00, 4.12479856412430479e+00, -4.03523417114321381e-01, -2.76742510726411462e-03 * dpy, 4.99852801234917238e-03 * dpy, 2.30417297573763929e-05 * dpy, 2.85885980666130812e-04 * solar},
		{1.28943695621391310e+01, -1.51111514016986312e+01, -2.23307578892655734e-01, 2.96460137564761618e-03 * dpy, 2.37847173959480950e-03 * dpy, -2.96589568540237556e-05 * dpy, 4.36624404335156298e-05 * solar},
		{1.53796971148509165e+01, -2.59193146099879641e+01, 1.79258772950371181e-01, 2.68067772490389322e-03 * dpy, 1.62824170038242295e-03 * dpy, -9.51592254519715870e-05 * dpy, 5.15138902046611451e-05 * solar},
	}
	var px, py, pz float64
	for i := range b {
		px += b[i].vx * b[i].m
		py += b[i].vy * b[i].m
		pz += b[i].vz * b[i].m
	}
	b[0].vx = -px / solar
	b[0].vy = -py / solar
	b[0].vz = -pz / solar
	return b
}

func energy(b []body) float64 {
	e := 0.0
	for i := range b {
		p := &b[i]
		e += 0.5 * p.m * (p.vx*p.vx + p.vy*p.vy + p.vz*p.vz)
		for j := i + 1; j < len(b); j++ {
			q := &b[j]
			dx, dy, dz := p.x-q.x, p.y-q.y, p.z-q.z
			e -= p.m * q.m / math.Sqrt(dx*dx+dy*dy+dz*dz)
		}
	}
	return e
}

func advance(b []body, dt float64) {
	for i := range b {
		p := &b[i]
		for j := i + 1; j < len(b); j++ {
			q := &b[j]
			dx, dy, dz := p.x-q.x, p.y-q.y, p.z-q.z
			d2 := dx*dx + dy*dy + dz*dz
			mag := dt / (d2 * math.Sqrt(d2))
			p.vx -= dx * q.m * mag
			p.vy -= dy * q.m * mag
			p.vz -= dz * q.m * mag
			q.vx += dx * p.m * mag
			q.vy += dy * p.m * mag
			q.vz += dz * p.m * mag
		}
	}
	for i := range b {
		p := &b[i]
		p.x += dt * p.vx
		p.y += dt * p.vy
		p.z += dt * p.vz
	}
}

func main() {
	b := bodies()
	fmt.Printf("CHECK nbody0 %.9f\n", energy(b))
	t := time.Now()
	for i := 0; i < N; i++ {
		advance(b, 0.01)
	}
	d := time.Since(t)
	fmt.Printf("CHECK nbody %.9f\n", energy(b))
	fmt.Printf("nbody ns_per_op=%.3f\n", float64(d.Nanoseconds())/float64(N))
}
