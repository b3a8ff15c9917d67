// SPDX-License-Identifier: Apache-2.0

package pprof

import (
	"context"
	"sort"
)

// A LabelSet is a set of labels, each a key with a value.
type LabelSet struct {
	labels []label // sorted by key
}

type label struct {
	key, value string
}

type labelKey struct{}

// Labels makes a set of alternating keys and values; of equal keys the last counts. It panics when a value is missing.
func Labels(args ...string) LabelSet {
	if len(args)%2 != 0 {
		panic("uneven number of arguments to pprof.Labels")
	}
	var set LabelSet
	for i := 0; i < len(args); i += 2 {
		set = set.with(label{args[i], args[i+1]})
	}
	return set
}

func (set LabelSet) with(l label) LabelSet {
	at := sort.Search(len(set.labels), func(i int) bool { return set.labels[i].key >= l.key })
	labels := append([]label(nil), set.labels[:at]...)
	labels = append(labels, l)
	if at < len(set.labels) && set.labels[at].key == l.key {
		at++
	}
	return LabelSet{append(labels, set.labels[at:]...)}
}

func labelsOf(ctx context.Context) LabelSet {
	set, _ := ctx.Value(labelKey{}).(LabelSet)
	return set
}

// WithLabels returns a context that has these labels beside those of ctx.
func WithLabels(ctx context.Context, labels LabelSet) context.Context {
	set := labelsOf(ctx)
	for _, l := range labels.labels {
		set = set.with(l)
	}
	return context.WithValue(ctx, labelKey{}, set)
}

// Label returns the value of a key among the labels of ctx.
func Label(ctx context.Context, key string) (string, bool) {
	for _, l := range labelsOf(ctx).labels {
		if l.key == key {
			return l.value, true
		}
	}
	return "", false
}

// ForLabels calls f for each label of ctx until it returns false.
func ForLabels(ctx context.Context, f func(key, value string) bool) {
	for _, l := range labelsOf(ctx).labels {
		if !f(l.key, l.value) {
			return
		}
	}
}

// SetGoroutineLabels has no effect: profiles show no labels.
func SetGoroutineLabels(ctx context.Context) {}

// Do calls f with a context that has these labels beside those of ctx.
func Do(ctx context.Context, labels LabelSet, f func(context.Context)) { f(WithLabels(ctx, labels)) }
