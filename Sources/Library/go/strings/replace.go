// SPDX-License-Identifier: Apache-2.0

package strings

import "io"

// Replacer replaces many strings at once. It is safe for use by several goroutines.
type Replacer struct {
	old, new []string
	first    [256]int32 // the first pair whose old string begins with the byte, +1; 0: none
	next     []int32    // the next such pair, +1
	empty    int        // the pair whose old string is empty, +1
}

// NewReplacer returns a Replacer of pairs, old and new in turn. At each place of the
// string the first pair that matches is used, in the order of the arguments, without
// looking at what was replaced. It panics if the number of arguments is odd.
func NewReplacer(oldnew ...string) *Replacer {
	if len(oldnew)%2 == 1 {
		panic("strings.NewReplacer: odd argument count")
	}
	n := len(oldnew) / 2
	r := &Replacer{old: make([]string, n), new: make([]string, n), next: make([]int32, n)}
	for i := n - 1; i >= 0; i-- {
		r.old[i], r.new[i] = oldnew[2*i], oldnew[2*i+1]
		if r.old[i] == "" {
			r.empty = i + 1
			continue
		}
		c := r.old[i][0]
		r.next[i] = r.first[c]
		r.first[c] = int32(i + 1)
	}
	return r
}

// match returns the pair, +1, to use at the start of s; 0 if there is none.
func (r *Replacer) match(s string, emptyToo bool) int {
	if s != "" {
		for i := int(r.first[s[0]]); i != 0; i = int(r.next[i-1]) {
			if emptyToo && r.empty != 0 && r.empty < i {
				return r.empty
			}
			if HasPrefix(s, r.old[i-1]) {
				return i
			}
		}
	}
	if emptyToo {
		return r.empty
	}
	return 0
}

// Replace returns s with all replacements made.
func (r *Replacer) Replace(s string) string {
	b, changed := r.replace(s)
	if !changed {
		return s
	}
	return own(b)
}

// WriteString writes s to w with all replacements made.
func (r *Replacer) WriteString(w io.Writer, s string) (n int, err error) {
	return io.WriteString(w, r.Replace(s))
}

func (r *Replacer) replace(s string) (b []byte, changed bool) {
	start := 0          // of what is not yet copied
	afterEmpty := false // an empty match was used here: not again before a byte is passed
	for i := 0; i <= len(s); {
		if i < len(s) && r.empty == 0 && r.first[s[i]] == 0 {
			i++
			continue
		}
		k := r.match(s[i:], !afterEmpty)
		if k == 0 {
			afterEmpty = false
			i++
			continue
		}
		if !changed {
			changed = true
			b = make([]byte, 0, len(s)+len(s)/4)
		}
		b = append(b, s[start:i]...)
		b = append(b, r.new[k-1]...)
		i += len(r.old[k-1])
		start = i
		afterEmpty = r.old[k-1] == ""
	}
	if changed {
		b = append(b, s[start:]...)
	}
	return b, changed
}
