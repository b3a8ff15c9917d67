// panic
// SPDX-License-Identifier: Apache-2.0

package main

import "a_panic_names_packages_and_files/store/disk"

func main() {
	d := disk.Open("name")
	d.Each(func(n int) {
		d.Read(n)
	})
}
