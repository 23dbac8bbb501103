//go:build unix

package rig

import (
	"fmt"
	"math"
	"slices"
)

// Sample is one number per round, in the order of the rounds. A round without
// a number has NaN, and is left out of everything.
type Sample []float64

// sorted are the numbers that are there, the least first.
func (s Sample) sorted() []float64 {
	present := slices.DeleteFunc(slices.Clone(s), math.IsNaN)
	slices.Sort(present)
	return present
}

// Median is the middle of the sample, for an even number the mean of the
// middle two; NaN for none.
func (s Sample) Median() float64 {
	sorted := s.sorted()
	switch n := len(sorted); {
	case n == 0:
		return math.NaN()
	case n%2 == 0:
		return (sorted[n/2-1] + sorted[n/2]) / 2
	default:
		return sorted[n/2]
	}
}

// Over divides the sample by another one, round by round: the paired ratios.
// What slows a whole round down then falls out.
func (s Sample) Over(base Sample) Sample {
	ratios := make(Sample, min(len(s), len(base)))
	for i := range ratios {
		ratios[i] = s[i] / base[i]
	}
	return ratios
}

// Cells are the median and the range as two cells of a table, each number
// written by a verb such as %.3f; empty for no number.
func (s Sample) Cells(verb string) []string {
	sorted := s.sorted()
	if len(sorted) == 0 {
		return []string{"", ""}
	}
	return []string{fmt.Sprintf(verb, s.Median()), fmt.Sprintf(verb+" to "+verb, sorted[0], sorted[len(sorted)-1])}
}
