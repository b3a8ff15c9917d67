// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

// collatz counts steps with nothing but goto and labels.
func collatz(n int) (steps int) {
again:
	if n == 1 {
		goto done
	}
	if n%2 == 0 {
		n /= 2
		goto counted
	}
	n = 3*n + 1
counted:
	steps++
	goto again
done:
	return
}

// A label may be the last thing in a function, and a goto may leave nested blocks.
func search(grid [][]int, want int) (row, column int) {
	row, column = -1, -1
	for i := range grid {
		for j := range grid[i] {
			if grid[i][j] == want {
				row, column = i, j
				goto found
			}
		}
	}
	return
found:
	row, column = row*10, column*10
	return
}

func main() {
	for _, n := range []int{1, 7, 27} {
		fmt.Println(n, collatz(n))
	}
	fmt.Println(search([][]int{{1, 2}, {3, 4, 5}}, 5))
	fmt.Println(search([][]int{{1, 2}, {3, 4, 5}}, 9))
	i := 0
	{
	inner:
		if i < 3 {
			fmt.Print("block ", i, " ")
			i++
			goto inner
		}
	}
	fmt.Println()
}
