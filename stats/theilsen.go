package stats

import (
	"math"
	"slices"
)

// mostSlopes bounds the points of a Theil-Sen line: it looks at each pair.
const mostSlopes = 1000

// TheilSen returns the slope of ys, in its unit per step of the index: the median
// of (y_j - y_i)/(j - i) over all pairs (Theil 1950; Sen, Journal of the American
// Statistical Association 63, 1968). Up to 29 % of ys may be anything. NaN and the
// infinities are left out, at their index. More than 1000 numbers are first
// gathered into medians of equal runs of neighbours. Fewer than two give 0.
func TheilSen(ys []float64) (slope float64) {
	xs, ys := thinned(ys)
	slopes := make([]float64, 0, len(ys)*max(len(ys)-1, 0)/2)
	for j := range ys {
		for i := range j {
			slopes = append(slopes, ys[j]/(xs[j]-xs[i])-ys[i]/(xs[j]-xs[i]))
		}
	}
	if len(slopes) == 0 {
		return 0
	}
	slices.Sort(slopes)
	return min(max(medianOfSorted(slopes), -math.MaxFloat64), math.MaxFloat64)
}

// thinned returns the finite numbers of ys and their indices, or at most
// mostSlopes medians of neighbours at their mean index.
func thinned(ys []float64) (index, value []float64) {
	group := max(1, (len(ys)+mostSlopes-1)/mostSlopes)
	for at := 0; at < len(ys); at += group {
		part := ys[at:min(at+group, len(ys))]
		if kept := finite(part); len(kept) > 0 {
			index = append(index, float64(at)+float64(len(part)-1)/2)
			value = append(value, median(kept))
		}
	}
	return index, value
}
