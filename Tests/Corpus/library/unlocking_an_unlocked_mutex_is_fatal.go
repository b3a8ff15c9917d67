// fatal

package main

import (
	"fmt"
	"sync"
)

func main() {
	defer func() { fmt.Println("not recovered:", recover()) }()
	var mu sync.Mutex
	mu.Lock()
	mu.Unlock()
	fmt.Println("now")
	mu.Unlock()
}
