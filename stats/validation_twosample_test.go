package stats_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	"runexp/stats"
)

// Two runs of the same make an alarm with a chance of 0.05 at most, and the interval
// holds the true change with one of 0.95 at least, whatever the spread, the shape and
// the sizes of the sides.
func TestValidationTwoSamplesKeepTheirSizeAndCoverage(t *testing.T) {
	const shift = 0.04
	for i, c := range []struct {
		n, m  int
		cv    float64
		grain float64 // of the numbers, 0 for none
	}{
		{5, 5, 0.01, 0},
		{10, 10, 0.01, 0},
		{10, 10, 0.03, 0},
		{10, 10, 0.10, 0},
		{10, 10, 0.03, 0.01},
		{5, 20, 0.05, 0},
		{30, 30, 0.05, 0.02},
		{60, 60, 0.05, 0.001},
	} {
		t.Run(fmt.Sprintf("%d and %d trials, CV %v, grain %v", c.n, c.m, c.cv, c.grain), func(t *testing.T) {
			sims := simulations(1000, 10_000)
			hits := count(sims, uint64(300+i), func(random *rand.Rand) []bool {
				draw := func(n int, by float64) []float64 {
					xs := lognormal(random, n, by, c.cv)
					if random.IntN(10) == 0 { // a trial that something disturbed
						xs[0] *= 1.3
					}
					if c.grain > 0 {
						xs = rounded(xs, c.grain)
					}
					return xs
				}
				base := draw(c.n, 0)
				same := apart(t, base, draw(c.m, 0))
				other := apart(t, base, draw(c.m, shift))
				return []bool{same.P <= 0.05, same.Lo > 0 || same.Hi < 0, other.Lo > shift+c.grain/2 || other.Hi < shift-c.grain/2}
			})
			what := fmt.Sprintf("two samples of %d and %d, CV %.0f %%", c.n, c.m, 100*c.cv)
			atMost(t, what+": p of equals at most 0.05", hits[0], sims, 0.05)
			atMost(t, what+": interval of equals without 0", hits[1], sims, 0.05)
			atMost(t, what+": interval without the change", hits[2], sims, 0.05)
		})
	}
}

// A change as large as the MDE is found nine times of ten.
func TestValidationTwoSamplesFindTheirMDE(t *testing.T) {
	for i, n := range []int{5, 10, 20, 60} {
		t.Run(strconv.Itoa(n), func(t *testing.T) {
			sims := simulations(1000, 10_000)
			known := math.Log1p(apart(t, spreadOut(n, 0.05), spreadOut(n, 0.05)).MDE)
			hits := count(sims, uint64(350+i), func(random *rand.Rand) []bool {
				s := &stats.Samples{Base: lognormal(random, n, 0, 0.05), Candidate: lognormal(random, n, known, 0.05)}
				p, err := new(stats.MannWhitney).WorseThan(s, 0)
				if err != nil {
					t.Error(err)
				}
				return []bool{p > 0.05}
			})
			atMost(t, fmt.Sprintf("two samples of %d: a change as large as the MDE missed", n), hits[0], sims, 0.14)
		})
	}
}

// spreadOut are numbers with just this deviation on the log scale.
func spreadOut(n int, deviation float64) []float64 {
	xs := make([]float64, n)
	step := deviation * math.Sqrt(12/float64(n*(n+1)))
	for i := range xs {
		xs[i] = math.Exp(step * (float64(i) - float64(n-1)/2))
	}
	return xs
}
