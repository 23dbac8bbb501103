//go:build unix

package rig

import (
	"fmt"
	"slices"
)

// Sample is one number per round, in the order of the rounds.
type Sample []float64

// Median is the middle of the sample, for an even number the mean of the
// middle two; 0 for none.
func (s Sample) Median() float64 {
	sorted := slices.Sorted(slices.Values(s))
	switch n := len(sorted); {
	case n == 0:
		return 0
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

// Minus subtracts another sample, round by round.
func (s Sample) Minus(base Sample) Sample {
	rest := make(Sample, min(len(s), len(base)))
	for i := range rest {
		rest[i] = s[i] - base[i]
	}
	return rest
}

// Cells are the median and the range as two cells of a table, each number
// written by a verb such as %.3f.
func (s Sample) Cells(verb string) []string {
	if len(s) == 0 {
		return []string{"", ""}
	}
	return []string{fmt.Sprintf(verb, s.Median()), fmt.Sprintf(verb+" to "+verb, slices.Min(s), slices.Max(s))}
}
