// SPDX-License-Identifier: Apache-2.0

package disk

type Disk struct {
	name   string
	blocks []int
}

func Open(name string) *Disk { return &Disk{name, []int{1, 2}} }

func (d *Disk) Each(f func(int)) {
	for i := range 5 {
		f(i)
	}
}

func (d *Disk) Read(n int) int {
	return d.blocks[n]
}
