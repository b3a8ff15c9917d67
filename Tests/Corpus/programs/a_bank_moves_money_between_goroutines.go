// run
// stress: movestack=13 gcstress=17
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"sync"
)

var errFunds = errors.New("insufficient funds")

type transfer struct {
	from, to, amount int
	reply            chan<- error
}

type bank struct {
	accounts []int
	requests chan transfer
	quit     chan chan []int
}

func open(n, each int) *bank {
	b := &bank{make([]int, n), make(chan transfer), make(chan chan []int)}
	for i := range b.accounts {
		b.accounts[i] = each
	}
	go b.serve()
	return b
}

// serve owns the accounts; nobody else touches them.
func (b *bank) serve() {
	for {
		select {
		case t := <-b.requests:
			t.reply <- b.move(t)
		case c := <-b.quit:
			c <- append([]int(nil), b.accounts...)
			return
		}
	}
}

func (b *bank) move(t transfer) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("refused: %v", r)
		}
	}()
	if b.accounts[t.from] < t.amount {
		return fmt.Errorf("account %d: %w", t.from, errFunds)
	}
	b.accounts[t.to] += t.amount
	b.accounts[t.from] -= t.amount
	return nil
}

func main() {
	const accounts, clients = 10, 20
	b := open(accounts, 100)
	var wg sync.WaitGroup
	var mu sync.Mutex
	outcomes := map[string]int{}
	for c := range clients {
		wg.Add(1)
		go func() {
			defer wg.Done()
			reply := make(chan error)
			for i := range 25 {
				b.requests <- transfer{(c + i) % accounts, (c * i) % accounts, 1 + i%3, reply}
				err := <-reply
				mu.Lock()
				switch {
				case err == nil:
					outcomes["moved"]++
				case errors.Is(err, errFunds):
					outcomes["refused"]++
				default:
					outcomes["failed"]++
				}
				mu.Unlock()
			}
		}()
	}
	wg.Wait()
	reply := make(chan error, 1)
	b.requests <- transfer{0, 99, 1, reply}
	fmt.Println(<-reply)
	b.requests <- transfer{0, 1, 1_000_000, reply}
	err := <-reply
	fmt.Println(err, errors.Is(err, errFunds))
	final := make(chan []int)
	b.quit <- final
	total := 0
	for _, v := range <-final {
		total += v
	}
	fmt.Println(total, outcomes["moved"]+outcomes["refused"] == clients*25, outcomes["failed"])
}
