package stats

import "slices"

// halvings is how often a range of changes is halved: the ends are found to
// a billionth of it.
const halvings = 30

// tails returns p+ and p- of the change shift.
func (a *aligner) tails(shift float64) (plus, minus float64) {
	return swapTails(a.differences(shift), a.seed)
}

// interval returns the change where the sum of the rank differences is 0, and how
// far to either side of it p+ and p- are above tail; bounded is false where they
// are above it as far as the numbers lie apart, and half as far again.
func (a *aligner) interval(tail float64) (change, lo, hi float64, bounded bool) {
	from, to := a.extremes()
	sum := func(shift float64) (total int) {
		for _, d := range a.differences(shift) {
			total += d
		}
		return total
	}
	// The sum falls by steps, and may be 0 on a whole one.
	left := bisect(from, to, func(x float64) bool { return sum(x) > 0 })
	right := bisect(left, to, func(x float64) bool { return sum(x) >= 0 })
	change = left + (right-left)/2
	lo, below := outward(change, from, func(x float64) bool {
		plus, _ := a.tails(x)
		return plus > tail
	})
	hi, above := outward(change, to, func(x float64) bool {
		_, minus := a.tails(x)
		return minus > tail
	})
	return change, lo, hi, below && above
}

// extremes returns changes beyond all that two trials of the arms differ by.
func (a *aligner) extremes() (from, to float64) {
	var base, candidate []float64
	for _, p := range a.pairs {
		base = append(base, a.logs[p.base])
		candidate = append(candidate, a.logs[p.candidate])
	}
	from = slices.Min(candidate) - slices.Max(base)
	to = slices.Max(candidate) - slices.Min(base)
	margin := (to-from)/2 + 1e-9 // more than a tie, where all are equal
	return from - margin, to + margin
}

// outward returns where, on the way from start to end, a predicate that holds at
// start first ceases. It goes in steps that double, because the trend follows
// a change that is very large, so that the predicate might hold again far out.
func outward(start, end float64, holds func(float64) bool) (edge float64, found bool) {
	inside := start
	for part := 1.0 / 64; part <= 1; part *= 2 {
		x := start + part*(end-start)
		if !holds(x) {
			return bisect(inside, x, holds), true
		}
		inside = x
	}
	return end, false
}

// bisect returns where a predicate that holds at from, and not at to, ceases.
func bisect(from, to float64, holds func(float64) bool) float64 {
	for range halvings {
		half := from + (to-from)/2
		if holds(half) {
			from = half
		} else {
			to = half
		}
	}
	return from
}
