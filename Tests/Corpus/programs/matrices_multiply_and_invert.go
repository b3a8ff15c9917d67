// run
// stress: movestack=5 gcstress=3
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"math"
)

type matrix [][]float64

var errSingular = errors.New("singular matrix")

func zeros(r, c int) matrix {
	cells := make([]float64, r*c)
	m := make(matrix, r)
	for i := range m {
		m[i] = cells[i*c : (i+1)*c : (i+1)*c]
	}
	return m
}

func identity(n int) matrix {
	m := zeros(n, n)
	for i := range m {
		m[i][i] = 1
	}
	return m
}

func (a matrix) times(b matrix) matrix {
	c := zeros(len(a), len(b[0]))
	for i, row := range a {
		for k, x := range row {
			for j, y := range b[k] {
				c[i][j] += x * y
			}
		}
	}
	return c
}

func (a matrix) transpose() matrix {
	t := zeros(len(a[0]), len(a))
	for i, row := range a {
		for j, x := range row {
			t[j][i] = x
		}
	}
	return t
}

// inverse by Gauss and Jordan; the determinant comes along.
func (a matrix) inverse() (inv matrix, det float64, err error) {
	n := len(a)
	m := zeros(n, n)
	for i := range a {
		copy(m[i], a[i])
	}
	inv, det = identity(n), 1
	for c := range n {
		pivot := c
		for r := c + 1; r < n; r++ {
			if math.Abs(m[r][c]) > math.Abs(m[pivot][c]) {
				pivot = r
			}
		}
		if math.Abs(m[pivot][c]) < 1e-12 {
			return nil, 0, fmt.Errorf("column %d: %w", c, errSingular)
		}
		if pivot != c {
			m[c], m[pivot] = m[pivot], m[c]
			inv[c], inv[pivot] = inv[pivot], inv[c]
			det = -det
		}
		p := m[c][c]
		det *= p
		for j := range n {
			m[c][j] /= p
			inv[c][j] /= p
		}
		for r := range n {
			if f := m[r][c]; r != c && f != 0 {
				for j := range n {
					m[r][j] -= f * m[c][j]
					inv[r][j] -= f * inv[c][j]
				}
			}
		}
	}
	return
}

func (a matrix) distance(b matrix) (d float64) {
	for i := range a {
		for j := range a[i] {
			d = math.Max(d, math.Abs(a[i][j]-b[i][j]))
		}
	}
	return
}

func main() {
	a := matrix{{2, 1, 0}, {1, 3, 1}, {0, 1, 4}}
	inv, det, err := a.inverse()
	fmt.Printf("%.4f %v %v\n", det, err, a.times(inv).distance(identity(3)) < 1e-12)
	for _, row := range inv {
		fmt.Printf("%8.4f\n", row)
	}
	fmt.Println(matrix{{1, 2, 3}, {4, 5, 6}}.times(matrix{{1, 0}, {0, 1}, {1, 1}}), matrix{{1, 2, 3}}.transpose())
	_, _, err = matrix{{1, 2}, {2, 4}}.inverse()
	fmt.Println(err, errors.Is(err, errSingular))
	h := zeros(6, 6) // badly conditioned
	for i := range h {
		for j := range h {
			h[i][j] = 1 / float64(i+j+1)
		}
	}
	inv, det, _ = h.inverse()
	fmt.Printf("%.6e %.0f %v\n", det, inv[5][5], h.times(inv).distance(identity(6)) < 1e-6)
	// a rotation repeated comes back
	angle := math.Pi / 6
	r := matrix{{math.Cos(angle), -math.Sin(angle)}, {math.Sin(angle), math.Cos(angle)}}
	p := identity(2)
	for range 12 {
		p = p.times(r)
	}
	fmt.Println(p.distance(identity(2)) < 1e-14, math.Round(p[0][0]*1e6)/1e6)
}
