// run
// stress: movestack=3 gcstress=5
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func main() {
	var c [50]chan int
	for i := range c {
		c[i] = make(chan int)
	}
	done := make(chan int)
	go func() {
		sum := 0
		for {
			select {
			case v, ok := <-c[0]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 1
			case v, ok := <-c[1]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 2
			case v, ok := <-c[2]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 3
			case v, ok := <-c[3]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 4
			case v, ok := <-c[4]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 5
			case v, ok := <-c[5]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 6
			case v, ok := <-c[6]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 7
			case v, ok := <-c[7]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 8
			case v, ok := <-c[8]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 9
			case v, ok := <-c[9]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 10
			case v, ok := <-c[10]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 11
			case v, ok := <-c[11]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 12
			case v, ok := <-c[12]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 13
			case v, ok := <-c[13]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 14
			case v, ok := <-c[14]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 15
			case v, ok := <-c[15]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 16
			case v, ok := <-c[16]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 17
			case v, ok := <-c[17]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 18
			case v, ok := <-c[18]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 19
			case v, ok := <-c[19]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 20
			case v, ok := <-c[20]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 21
			case v, ok := <-c[21]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 22
			case v, ok := <-c[22]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 23
			case v, ok := <-c[23]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 24
			case v, ok := <-c[24]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 25
			case v, ok := <-c[25]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 26
			case v, ok := <-c[26]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 27
			case v, ok := <-c[27]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 28
			case v, ok := <-c[28]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 29
			case v, ok := <-c[29]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 30
			case v, ok := <-c[30]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 31
			case v, ok := <-c[31]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 32
			case v, ok := <-c[32]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 33
			case v, ok := <-c[33]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 34
			case v, ok := <-c[34]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 35
			case v, ok := <-c[35]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 36
			case v, ok := <-c[36]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 37
			case v, ok := <-c[37]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 38
			case v, ok := <-c[38]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 39
			case v, ok := <-c[39]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 40
			case v, ok := <-c[40]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 41
			case v, ok := <-c[41]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 42
			case v, ok := <-c[42]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 43
			case v, ok := <-c[43]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 44
			case v, ok := <-c[44]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 45
			case v, ok := <-c[45]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 46
			case v, ok := <-c[46]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 47
			case v, ok := <-c[47]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 48
			case v, ok := <-c[48]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 49
			case v, ok := <-c[49]:
				if !ok {
					done <- sum
					return
				}
				sum += v * 50
			}
		}
	}()
	for i := range 500 {
		c[i*7%50] <- i
	}
	close(c[49])
	fmt.Println(<-done)

	var senders [20]chan int
	for i := range senders {
		senders[i] = make(chan int, 3)
	}
	counts := [20]int{}
	for range 60 {
		select {
		case senders[0] <- 1:
			counts[0]++
		case senders[1] <- 1:
			counts[1]++
		case senders[2] <- 1:
			counts[2]++
		case senders[3] <- 1:
			counts[3]++
		case senders[4] <- 1:
			counts[4]++
		case senders[5] <- 1:
			counts[5]++
		case senders[6] <- 1:
			counts[6]++
		case senders[7] <- 1:
			counts[7]++
		case senders[8] <- 1:
			counts[8]++
		case senders[9] <- 1:
			counts[9]++
		case senders[10] <- 1:
			counts[10]++
		case senders[11] <- 1:
			counts[11]++
		case senders[12] <- 1:
			counts[12]++
		case senders[13] <- 1:
			counts[13]++
		case senders[14] <- 1:
			counts[14]++
		case senders[15] <- 1:
			counts[15]++
		case senders[16] <- 1:
			counts[16]++
		case senders[17] <- 1:
			counts[17]++
		case senders[18] <- 1:
			counts[18]++
		case senders[19] <- 1:
			counts[19]++
		default:
			fmt.Println("full too early")
		}
	}
	fmt.Println(counts)
}
