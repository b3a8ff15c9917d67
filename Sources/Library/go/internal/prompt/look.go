// SPDX-License-Identifier: Apache-2.0

package prompt

// looked is what Look was given last, until the session has looked at it: it keeps the
// value alive between the end of the entry and that moment, and no longer.
var looked any

// Look keeps a value, or the address of a variable, for the session: commands like
// :where ask where it lies and what it leads to.
func Look(values ...any) { looked = values[0] }
