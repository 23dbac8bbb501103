package stats

import (
	"math"
	"slices"
)

// rollingMedian fills out with the median of the window of trials around each of
// ys, window/2 to either side; at the ends the window is cut. window is odd.
func rollingMedian(out, ys []float64, window int) {
	reach := window / 2
	sorted := make([]float64, 0, window)
	for i := range min(reach, len(ys)) {
		sorted = insertSorted(sorted, ys[i])
	}
	for i := range ys {
		if gone := i - reach - 1; gone >= 0 {
			at, _ := slices.BinarySearch(sorted, ys[gone])
			sorted = slices.Delete(sorted, at, at+1)
		}
		if come := i + reach; come < len(ys) {
			sorted = insertSorted(sorted, ys[come])
		}
		out[i] = medianOfSorted(sorted)
	}
}

func insertSorted(sorted []float64, y float64) []float64 {
	at, _ := slices.BinarySearch(sorted, y)
	return slices.Insert(sorted, at, y)
}

// medianOfSorted returns the middle one of sorted, which is not empty, or the
// mean of the middle two.
func medianOfSorted(sorted []float64) float64 {
	n := len(sorted)
	if n%2 == 1 {
		return sorted[n/2]
	}
	return middle(sorted[n/2-1], sorted[n/2])
}

// median returns the median of xs, which is not empty, and leaves xs as it is.
func median(xs []float64) float64 {
	return medianOfSorted(slices.Sorted(slices.Values(xs)))
}

// Drift tells how far the level of ys, one number of each trial in the order of
// execution, moved: (max - min) / |median of ys|, max and min of the rolling median
// over window trials (an even window takes one more; under 1 counts as 1). 0.05 is
// 5 %. It is 0 where ys is empty or its median is 0. NaN and the infinities are
// left out.
func Drift(ys []float64, window int) float64 {
	ys = finite(ys)
	if len(ys) == 0 {
		return 0
	}
	center := math.Abs(median(ys))
	if center == 0 {
		return 0
	}
	level := make([]float64, len(ys))
	rollingMedian(level, ys, min(max(window, 1), 2*len(ys))|1)
	return min(2*((slices.Max(level)/2-slices.Min(level)/2)/center), math.MaxFloat64)
}

// finite returns the numbers of xs that are neither NaN nor infinite.
func finite(xs []float64) []float64 {
	kept := make([]float64, 0, len(xs))
	for _, x := range xs {
		if !math.IsNaN(x) && !math.IsInf(x, 0) {
			kept = append(kept, x)
		}
	}
	return kept
}
