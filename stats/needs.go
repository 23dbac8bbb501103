package stats

import "math"

// leastRepeats is the fewest repeats with a two-sided interval of 95 %: the
// smallest two-sided p of n swaps is 2/2^n.
const leastRepeats = 6

// mde returns the smallest slowdown that the next comparison like this one would
// find with a chance of 90 %, at a one-sided 5 %, as a part (0.05 is 5 %):
// exp((t.95 + t.90) half / t_c) - 1, each t with n-1 degrees of freedom, t_c that
// of the interval whose half width on the log scale is half.
func mde(n int, half, confidence float64) float64 {
	t := func(p float64) float64 { return studentQuantile(p, n-1) }
	return finiteExp((t(0.95)+t(0.90))*half/t((1+confidence)/2)) - 1
}

// RepeatsNeeded says how many repeats would bring the smallest change that can be
// found (mde, of [Effect]) down to the tolerance, from n repeats: n (mde/tolerance)^2,
// rounded up, and at least 6. mde and tolerance are parts (0.05 is 5 %). The width
// of an interval shrinks with the root of n. It is 0 where there is no telling: n,
// mde or tolerance is not above 0, or not finite.
func RepeatsNeeded(n int, mde, tolerance float64) int {
	if n < 1 || !(mde > 0) || !(tolerance > 0) || math.IsInf(mde, 0) || math.IsInf(tolerance, 0) {
		return 0
	}
	ratio := mde / tolerance
	needed := math.Ceil(float64(n) * ratio * ratio * (1 - 1e-12)) // 0.07/0.01 is above 7
	return int(min(max(leastRepeats, needed), math.MaxInt32))
}

// NeedsRequests returns how many requests have to lie behind the quantile q for 10
// of them to be expected beyond it: 10/(1-q), rounded up. 0.90 needs 100, 0.99
// needs 1000, 0.999 needs 10,000. Below that a quantile is biased and its
// interval does not hold. A q of 0 or less needs 10, 1 and more can never be had:
// the largest int64. The limit is that of gates and tables; the maximum as such is
// a record, not a quantile.
func NeedsRequests(q float64) int64 {
	const beyond = 10
	if !(q > 0) {
		return beyond
	}
	if q >= 1 {
		return math.MaxInt64
	}
	// 1 - 0.9 is a little below 0.1, and 10 parts of that would be 101: with the next
	// smaller q it is above for certain.
	return int64(min(math.Ceil(beyond/(1-math.Nextafter(q, 0))), 1<<62))
}
