package stats

import (
	"iter"
	"math"
)

// leaveOneOut yields the sweep without each of its blocks; nothing where there is
// only one.
func (s sweep) leaveOneOut() iter.Seq[points] {
	return func(yield func(points) bool) {
		if s.blocks < 2 {
			return
		}
		for b := range s.blocks {
			if !yield(s.without(b).points(LogLoss)) {
				return
			}
		}
	}
}

// jackknife returns the interval of a load that was estimated from all blocks,
// given the estimates without each of them. These give the variance of ln load as
// (n-1)/n sum (x_b - mean)^2 (Tukey 1958); the interval takes Student's t with n-1
// degrees of freedom. It covers a peak as often as it says, which percentiles of
// resampled blocks do not with ten blocks or fewer. There is none with one block.
func jackknife(load float64, without []float64, confidence float64) (lo, hi float64) {
	if len(without) < 2 {
		return load, load
	}
	logs := make([]float64, len(without))
	for i, x := range without {
		logs[i] = math.Log(x)
	}
	n := float64(len(logs))
	_, sd := meanDeviation(logs)
	half := studentQuantile((1+confidence)/2, len(logs)-1) * sd * (n - 1) / math.Sqrt(n)
	return load * math.Exp(-half), min(load*math.Exp(half), math.MaxFloat64)
}
