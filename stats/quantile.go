package stats

import (
	"math"
	"time"
)

// Quantile returns the duration that at least the share q of the records does
// not exceed, and 0 if there is no record. A q outside 0..1 counts as the nearer
// of the two, NaN as 0.
//
// It is the nearest-rank quantile (type 1 of Hyndman and Fan): of n records in
// order, the one of rank ceil(q*n), and of rank 1 where that is 0. There is no
// interpolation: the result is one of the records, rounded up to the end of its
// bucket, so too large by less than 0.1 %, and exact below 2048 ns. The first and
// the last rank are exact: Quantile(0) is Min, Quantile(1) is Max.
func (h *Histogram) Quantile(q float64) time.Duration {
	n := h.Count()
	if n == 0 {
		return 0
	}
	r := rank(q, n)
	if r == 1 {
		return h.Min()
	}
	return min(time.Duration(h.valueAtRank(r, n)), h.Max())
}

// rank returns max(1, ceil(q*n)), at most n. A decimal such as 0.07 may be stored
// a little above itself, and then 0.07*100 is above 7; the next smaller number is
// below it for certain, and its product never rounds to above 7.
func rank(q float64, n int64) int64 {
	if !(q > 0) {
		return 1
	}
	r := math.Ceil(math.Nextafter(min(q, 1), 0) * float64(n))
	return min(max(int64(r), 1), n)
}

// valueAtRank returns the upper end of the bucket that holds the r-th of n records
// in order. The buckets are asked by percentile and round it to the nearest
// rank, so the percentile asked for lies a quarter of a rank below r: clear of
// both neighbours by more than any rounding, up to 2^48 records.
func (h *Histogram) valueAtRank(r, n int64) int64 {
	percentile := 100 * (float64(r) - 0.25) / float64(n)
	if h.dense != nil {
		return h.dense.ValueAtPercentile(percentile)
	}
	return h.packed.ValueAtPercentile(percentile)
}
