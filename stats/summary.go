package stats

import (
	"math"
	"slices"
)

// Summary describes a sample of a few numbers, one of each repeat of a trial. The
// unit is that of the sample.
type Summary struct {
	N                int // how many numbers; where it is 0 the others are 0 too
	Median, Min, Max float64
}

// Summarize describes xs, which it leaves as it is. NaN and the infinities are
// not measurements: they are left out, so an N below len(xs) says how many there
// were. The median of an even number is the mean of the middle two.
func Summarize(xs []float64) Summary {
	sorted := make([]float64, 0, len(xs))
	for _, x := range xs {
		if !math.IsNaN(x) && !math.IsInf(x, 0) {
			sorted = append(sorted, x)
		}
	}
	n := len(sorted)
	if n == 0 {
		return Summary{}
	}
	slices.Sort(sorted)
	s := Summary{N: n, Median: sorted[n/2], Min: sorted[0], Max: sorted[n-1]}
	if n%2 == 0 {
		s.Median = middle(sorted[n/2-1], sorted[n/2])
	}
	return s
}

// middle returns the mean of two finite numbers, also where their sum is not.
func middle(a, b float64) float64 {
	if m := (a + b) / 2; !math.IsInf(m, 0) {
		return m
	}
	return a/2 + b/2
}
