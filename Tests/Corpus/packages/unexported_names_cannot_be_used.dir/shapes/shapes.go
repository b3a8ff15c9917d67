// SPDX-License-Identifier: Apache-2.0

package shapes

var count int


type Square struct{ side int }

func New(side int) Square {
	count++
	return Square{helper(side)}
}

func helper(n int) int { return n }

func (s Square) area() int { return s.side * s.side }

func Area(s Square) int { return s.area() }
