// run
// stress: movestack=3 gcstress=3
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

type large struct {
	head string
	data [2000]int
	next *large
	tail string
}

type record struct {
	key  [64]int32
	text [20]string
}

func change(l large) large {
	l.data[1999]++
	l.tail += "!"
	return l
}

func (l large) method() int   { return l.data[1999] + len(l.tail) }
func (l *large) pointer() int { l.data[0]++; return l.data[0] }

type measured interface{ method() int }

func main() {
	a := large{head: "h", tail: "t"}
	for i := range a.data {
		a.data[i] = i
	}
	b := change(a)
	c := change(change(b))
	fmt.Println(a == b, a.data[1999], b.data[1999], c.data[1999], a.tail, c.tail)
	b = a
	fmt.Println(a == b)
	b.data[1000]--
	fmt.Println(a == b, a.method(), a.pointer(), c.method())

	var boxed any = a
	var m measured = c
	a.data[5] = -1
	fmt.Println(boxed.(large).data[5], m.method(), boxed == any(a), boxed.(large).tail)

	channel := make(chan large, 2)
	channel <- a
	channel <- c
	a.tail = "changed"
	x, y := <-channel, <-channel
	fmt.Println(x.tail, y.tail, x.data[5], y.data[1999])
	unbuffered := make(chan large)
	go func() { unbuffered <- y }()
	fmt.Println((<-unbuffered).data[1999])

	byKey := map[[64]int32]record{}
	for i := range int32(30) {
		r := record{}
		r.key[63] = i
		r.text[19] = fmt.Sprint("text", i)
		byKey[r.key] = r
	}
	key := [64]int32{63: 17}
	fmt.Println(len(byKey), byKey[key].text[19], byKey[[64]int32{}].text[19], byKey[[64]int32{1}].text[19] == "")
	byRecord := map[record]large{byKey[key]: a}
	fmt.Println(byRecord[byKey[key]].tail, len(byRecord))

	slice := make([]large, 2, 3)
	slice[1] = a
	slice = append(slice, b, c)
	fmt.Println(len(slice), slice[1].tail, slice[3].data[1999])
	array := [3]large{1: a}
	copied := array
	copied[1].data[3] = 0
	fmt.Println(array == copied, array[1].data[3])
	for i, v := range array {
		fmt.Print(i, v.data[10], " ")
	}
	f := func() large { return copied[1] }
	defer func(l large) { fmt.Println("deferred", l.tail) }(f())
	var wide [40000]int32
	wide[39999] = 5
	view := wide[39990:]
	view[9]++
	k := 39999
	fmt.Println(wide[k], len(view), f().method())
	matrix := [100][100]float64{}
	for i := range matrix {
		for j := range matrix[i] {
			matrix[i][j] = float64(i * j)
		}
	}
	transposed := matrix
	transposed[99][98] = 0
	fmt.Println(matrix[99][98], matrix == transposed)
}
