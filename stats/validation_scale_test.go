package stats_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"runexp/stats"
)

// V12: the jackknife interval of the peak holds the true one as often as it says.
func TestValidationV12IntervalOfThePeak(t *testing.T) {
	curves := []struct{ sigma, kappa float64 }{{0.03, 0.001}, {0.05, 0.0005}}
	seed := uint64(1200)
	for _, c := range curves {
		truth := math.Sqrt((1 - c.sigma) / c.kappa)
		for _, blocks := range []int{5, 10} {
			for _, cv := range []float64{0.01, 0.03} {
				n := simulations(200, 2000)
				seed++
				hits := count(n, seed, func(random *rand.Rand) []bool {
					s := stats.Scale(measure(random, lawOf(100, c.sigma, c.kappa), doubling(8), blocks, cv), 0.95)
					peak := s.Shape == stats.ShapePeak
					return []bool{peak, peak && s.Lo <= truth && truth <= s.Hi, peak && math.Abs(s.At/truth-1) <= 0.05}
				})
				what := fmt.Sprintf("peak at %.1f, %d blocks, cv %.0f %%", truth, blocks, 100*cv)
				atLeast(t, "V12 "+what+": found", hits[0], n, 0.95)
				inside(t, "V12 "+what+": in the interval, of those found", hits[1], hits[0], 0.90, 0.99)
				atLeast(t, "V12 "+what+": within 5 %, of those found", hits[2], hits[0], 0.90)
			}
		}
	}
}

// V13: where a server is limited by nothing but its capacity no peak is claimed,
// however hard or soft the limit, and however few or noisy the trials.
func TestValidationV13NoPeakOnAKnee(t *testing.T) {
	servers := []struct {
		name string
		s    server
	}{
		{"knee", kneeOf(10, 200)},
		{"knee between levels", kneeOf(10, 230)},
		{"knee at a late level", kneeOf(10, 640)},
		{"M/M/1, think 20", queueOf(1, 20)},
		{"M/M/8, think 1", queueOf(8, 1)},
		{"M/M/32, think 1", queueOf(32, 1)},
		{"amdahl", lawOf(10, 0.05, 0)},
	}
	n, seed := simulations(100, 1000), uint64(1300)
	for _, s := range servers {
		falls := 0
		for _, blocks := range []int{1, 3, 10} {
			for _, cv := range []float64{0.03, 0.10} {
				seed++
				hits := count(n, seed, func(random *rand.Rand) []bool {
					r := stats.Scale(measure(random, s.s, doubling(8), blocks, cv), 0.95)
					return []bool{r.Shape == stats.ShapePeak, r.Retrograde}
				})
				atMost(t, fmt.Sprintf("V13 %s: peaks with blocks %d, cv %.0f %%", s.name, blocks, 100*cv), hits[0], n, 0.05)
				falls += hits[1]
			}
		}
		atMost(t, "V13 "+s.name+": retrograde, of all of these", falls, 6*n, 0.025)
	}
}

// V13: the model that made the data is the one that is chosen, and is not
// rejected; a soft knee, which is none of the four, is.
func TestValidationV13ModelChoice(t *testing.T) {
	const blocks, cv = 10, 0.03
	tests := []struct {
		name  string
		s     server
		kind  stats.ModelKind
		least float64
		shape stats.Shape
	}{
		{"linear", lawOf(10, 0, 0), stats.Linear, 0.88, stats.ShapeRising},
		{"knee", kneeOf(10, 230), stats.Knee, 0.95, stats.ShapeSaturated},
		{"amdahl", lawOf(10, 0.05, 0), stats.Amdahl, 0.90, stats.ShapeRising},
		{"usl", lawOf(10, 0.03, 0.001), stats.USL, 0.98, stats.ShapePeak},
		{"usl beyond", lawOf(10, 0.03, 0.00002), stats.USL, 0.80, stats.ShapeRising},
		{"M/M/8, think 1", queueOf(8, 1), 0, 0, stats.ShapeNone},
		{"M/M/1, think 20", queueOf(1, 20), 0, 0, stats.ShapeNone},
	}
	for i, test := range tests {
		n := simulations(200, 2000)
		hits := count(n, uint64(1350+i), func(random *rand.Rand) []bool {
			r := stats.Scale(measure(random, test.s, doubling(8), blocks, cv), 0.95)
			return []bool{r.Best.Kind == test.kind, r.LackOfFit < 0.025, r.Shape == test.shape, r.Retrograde}
		})
		atLeast(t, fmt.Sprintf("V13 %s: shape %v", test.name, test.shape), hits[2], n, 0.89)
		if test.shape == stats.ShapeNone { // none of the models is true
			atLeast(t, "V13 "+test.name+": rejected", hits[1], n, 0.89)
		} else {
			atLeast(t, fmt.Sprintf("V13 %s: %v chosen", test.name, test.kind), hits[0], n, test.least)
			atMost(t, "V13 "+test.name+": rejected though true", hits[1], n, 0.05)
		}
		if test.name == "usl" {
			atLeast(t, "V13 usl: retrograde", hits[3], n, 0.99)
		}
	}
}
