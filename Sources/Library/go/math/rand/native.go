// SPDX-License-Identifier: Apache-2.0

package rand

// random returns 64 random bits that no seed of the program's determines: those of
// loam_context_random.
func random() uint64
