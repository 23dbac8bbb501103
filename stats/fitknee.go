package stats

import "math"

// fitKnee returns the exact best X = min(Lambda N, Cap). The levels are ordered by
// load; with the first j of them below the knee, and the knee between level j and
// the next, the loss is a sum of squares in two unknowns. Its minimum is either
// inside that strip, where each side is fitted by itself, or on an edge, where
// the knee is at a level.
func fitKnee(p points) Fit {
	best, least := Fit{}, math.Inf(1)
	try := func(lambda, limit float64) {
		f := Fit{Kind: Knee, Lambda: lambda, Cap: limit}
		if loss := p.misfit(f); loss < least {
			best, least = f, loss
		}
	}
	n := len(p.load)
	for j := 1; j <= n; j++ {
		// The knee at level j exactly.
		lambda := p.slope(func(i int) float64 { return min(p.load[i], p.load[j-1]) }, 0, n)
		try(lambda, lambda*p.load[j-1])
		if j == n {
			break
		}
		lambda = p.slope(func(i int) float64 { return p.load[i] }, 0, j)
		limit := p.slope(func(int) float64 { return 1 }, j, n)
		try(lambda, limit) // is worse than another where it lies outside the strip
	}
	return best
}

// slope returns the best a of X = a shape over the levels from..to-1.
func (p points) slope(shape func(i int) float64, from, to int) float64 {
	var above, below float64
	for i := from; i < to; i++ {
		x, w := shape(i), p.weight[i]
		if p.loss == LogLoss {
			above += w * (p.mean[i] - math.Log(x))
			below += w
		} else {
			above += w * p.mean[i] * x
			below += w * x * x
		}
	}
	if p.loss == LogLoss {
		return math.Exp(above / below)
	}
	return above / below
}
