package stats

import (
	"math"
	"slices"
)

// Summary describes a sample of a few numbers, one of each repeat of a trial. The
// unit is that of the sample, Half and CV apart, which are parts (0.05 is 5 %).
type Summary struct {
	N                int // how many numbers; where it is 0 the others are 0 too
	Median, Min, Max float64

	// Center is the geometric mean exp(mean(ln x)); where a number is 0 or less,
	// which has no logarithm, the arithmetic mean.
	Center float64
	// Half is the half width of the 95 % t interval of Center, relative to it:
	// exp(t s/sqrt(n)) - 1, s the standard deviation of ln x. It is 0, for there is
	// no interval, where N < 2 or a number is 0 or less.
	Half float64
	// CV is the spread of the single number, 1.4826 times the median absolute
	// deviation of ln x: the coefficient of variation, were the noise lognormal, which
	// a few outliers do not move. It is 0 where Half has none.
	CV float64
}

// Summarize describes xs, which it leaves as it is. NaN and the infinities are
// not measurements: they are left out, so an N below len(xs) says how many there
// were. The median of an even number is the mean of the middle two.
func Summarize(xs []float64) Summary {
	sorted := finite(xs)
	n := len(sorted)
	if n == 0 {
		return Summary{}
	}
	slices.Sort(sorted)
	s := Summary{N: n, Median: medianOfSorted(sorted), Min: sorted[0], Max: sorted[n-1]}
	logs, ok := logsOf(sorted)
	if !ok {
		mean, _ := meanDeviation(sorted)
		s.Center = min(max(mean, s.Min), s.Max)
		return s
	}
	mean, sd := meanDeviation(logs)
	s.Center = min(max(math.Exp(mean), s.Min), s.Max) // rounding would leave them
	if n > 1 {
		s.Half = finiteExp(studentQuantile(0.975, n-1)*sd/math.Sqrt(float64(n))) - 1
		s.CV = robustDeviation(logs)
	}
	return s
}

// robustDeviation estimates the standard deviation of normal xs, not empty, by
// 1.4826 times their median absolute deviation (Hampel 1974).
func robustDeviation(xs []float64) float64 {
	center := median(xs)
	deviations := make([]float64, len(xs))
	for i, x := range xs {
		deviations[i] = math.Abs(x - center)
	}
	return 1.4826 * median(deviations)
}

// middle returns the mean of two finite numbers, also where their sum is not.
func middle(a, b float64) float64 {
	if m := (a + b) / 2; !math.IsInf(m, 0) {
		return m
	}
	return a/2 + b/2
}
